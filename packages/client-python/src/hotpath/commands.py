"""What a client can have the engine do, by name. Everything here becomes a message of the protocol and its answer."""

import asyncio
import uuid
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from .codec import Message
from .errors import InputError
from .generated import protocol
from .generated.protocol import SCHEMA, Result
from .instruments import Instrument, Instruments, Number, text_of
from .messages import make
from .naming import camel, snake
from .quotes import Quotes, requests_of
from .statistics import CacheStats, PerformanceStats

Side = Literal["buy", "sell"]
TimeInForce = Literal["day", "gtc", "ioc", "fok", "post-only", "gtd"]
OrderType = Literal[
    "market", "limit", "stop", "stop-limit", "market-if-touched", "limit-if-touched", "trailing-stop", "pegged"
]
Wanted = Literal["event", "signal", "order", "fill", "risk"]

_IN_FLIGHT = 8
"""Messages of market data that are sent before the first of them is answered."""


@dataclass(slots=True)
class OrderResult:
    """What has become of an order when its command was answered."""

    order_id: int
    state: str
    """As in an update of ``orders``: ``working``, ``filled``, ``refused``, …"""
    reason: str | None
    sequence: int | None
    """Number of the engine's input."""


@dataclass(slots=True)
class ProcessResult:
    """What market data led to."""

    accepted: int
    """Quotes that were taken."""
    rejects: list[protocol.QuoteRejection] = field(default_factory=list)
    signals: list[protocol.SignalFigures] = field(default_factory=list)
    """Of each instrument that was quoted, as they stand, the most confident first."""
    orders: list[protocol.Order] = field(default_factory=list)
    """Those that were made or changed, as they stand."""
    fills: list[protocol.Fill] = field(default_factory=list)
    processing_time_us: float = 0.0
    """What the engine took for it, in microseconds."""
    sequence: int | None = None
    """Number of the engine's first input of them; None where none was taken."""


class Commands(ABC):
    """Methods of a client that send one command or query each. Times are nanoseconds since the Unix epoch.

    Commands carry an idempotency ``key``, a random one where none is given: one whose answer was lost with its connection
    is sent again, and done once.
    """

    @property
    @abstractmethod
    def instruments(self) -> Instruments:
        """The engine's instruments."""

    @abstractmethod
    async def request(self, kind: str, /, **fields: Any) -> Result:
        """Asks, and waits for the answer."""

    @abstractmethod
    def ask(self, message: Message) -> "asyncio.Future[Message]":
        """Sends a request, for :meth:`answer` to wait for."""

    @abstractmethod
    async def answer(self, future: "asyncio.Future[Message]") -> Result:
        """Waits for what :meth:`ask` has returned."""

    @abstractmethod
    async def drained(self) -> None:
        """Waits until the system takes more of what is sent."""

    async def process_market_data(
        self, quotes: Quotes, *, units: bool = False, answer: Literal["counts", "full"] = "full"
    ) -> ProcessResult:
        """Gives the engine quotes, in their order, and tells what came of them.

        Args:
            quotes: maps with ``symbol_id``, ``bid_price``, ``ask_price``, ``bid_size``, ``ask_size``, ``timestamp`` and
                perhaps ``venue_id`` and ``flags``; or columns of these names, as a map, a NumPy structured array or a
                DataFrame. Prices and sizes are decimals as text, Decimal or int, or floats read as Python prints them.
            units: whether prices and sizes are whole numbers in the instruments' units instead.
            answer: ``counts`` leaves signals, orders and fills out.

        Raises:
            InputError: for what is no quotes; of many, those before may have been taken. A quote that cannot be used is
                among ``rejects`` instead.
            GatewayError: as the gateway refuses it.
        """
        messages = requests_of(quotes, self.instruments, units)
        first, second = next(messages, None), next(messages, None)
        if first is None:
            return ProcessResult(0)
        if second is None:
            return _process_result(await self.request(first.pop("type"), answer=answer, **first))
        whole = ProcessResult(0)
        place = 0
        async for part, count in self._pipelined(chain((first, second), messages), answer):
            _join(whole, part, place)
            place += count
        return whole

    async def process_many(
        self, batches: Iterable[Quotes], *, units: bool = False, answer: Literal["counts", "full"] = "counts"
    ) -> AsyncIterator[ProcessResult]:
        """Gives the engine batch after batch, and yields what came of each, in their order: the next ones are made and sent
        while the engine works on those before. Arguments and errors are those of :meth:`process_market_data`."""
        ends: deque[int] = deque()

        def messages() -> Iterator[Message]:
            sent = 0
            for batch in batches:
                for message in requests_of(batch, self.instruments, units):
                    sent += 1
                    yield message
                ends.append(sent)

        whole = ProcessResult(0)
        place = answered = 0
        async for part, count in self._pipelined(messages(), answer):
            while ends and ends[0] == answered:
                ends.popleft()
                yield whole
                whole, place = ProcessResult(0), 0
            _join(whole, part, place)
            place += count
            answered += 1
        for _ in ends:
            yield whole
            whole = ProcessResult(0)

    async def _pipelined(self, messages: Iterator[Message], answer: str) -> AsyncIterator[tuple[ProcessResult, int]]:
        """Sends messages of market data ahead of their answers; what came of each, and how many quotes it had."""
        waiting: deque[tuple[int, asyncio.Future[Message]]] = deque()
        try:
            for message in messages:
                count = message["count"] if "count" in message else len(message["quotes"])
                waiting.append((count, self.ask({**message, "answer": answer})))
                await self.drained()
                if len(waiting) >= _IN_FLIGHT:
                    count, future = waiting.popleft()
                    yield _process_result(await self.answer(future)), count
            while waiting:
                count, future = waiting.popleft()
                yield _process_result(await self.answer(future)), count
        finally:
            for _, future in waiting:
                future.cancel()

    async def submit_order(
        self,
        /,
        instrument: str | int | Instrument,
        side: Side,
        quantity: Number,
        price: Number | None = None,
        *,
        order_type: OrderType | None = None,
        time_in_force: TimeInForce | None = None,
        key: str | None = None,
        **terms: Any,
    ) -> OrderResult:
        """Sends an order: a limit order where it has a price, else a market order, unless ``order_type`` says otherwise. It
        passes the risk gate as any other.

        Args:
            terms: the protocol's other fields of ``submitOrder``, such as ``trigger_price`` of a stop, ``trail_amount``,
                ``display_quantity``, ``expires`` (nanoseconds), ``take_profit`` and ``stop_loss``.

        Raises:
            InputError: for an instrument, a price or a quantity that is none, or a term that there is not.
            GatewayError: ``BAD_VALUE`` for what is off-tick or off-lot, ``FORBIDDEN`` without role ``trade``.
        """
        result = await self.request(
            "submitOrder",
            key=key or new_key(),
            instrument=self.instruments.of(instrument).index,
            side=side,
            orderType=order_type or ("market" if price is None else "limit"),
            quantity=text_of(quantity),
            price=None if price is None else text_of(price),
            timeInForce=time_in_force,
            **_terms(terms),
        )
        value = result.value
        return OrderResult(value["orderId"], value["state"], value.get("reason"), result.sequence)

    async def replace_order(self, order_id: int, quantity: Number, price: Number, *, key: str | None = None) -> Result:
        """Another price or quantity for a working order; the quantity is the whole one, what is filled included."""
        return await self.request(
            "replaceOrder", key=key or new_key(), orderId=order_id, quantity=text_of(quantity), price=text_of(price)
        )

    async def cancel_order(self, order_id: int, *, key: str | None = None) -> Result:
        """Cancels a working order."""
        return await self.request("cancelOrder", key=key or new_key(), orderId=order_id)

    async def mass_cancel(self, strategy: int | None = None, *, key: str | None = None) -> Result:
        """Cancels all working orders, or those of a strategy."""
        return await self.request("massCancel", key=key or new_key(), strategy=strategy)

    async def kill_switch(self, engaged: bool, reason: str | None = None, *, key: str | None = None) -> Result:
        """Halts all trading and cancels what works, or lets trading go on. Role ``risk``."""
        return await self.request("killSwitch", key=key or new_key(), engaged=engaged, reason=reason)

    async def set_risk_limits(self, limits: Mapping[str, Any], *, key: str | None = None) -> Result:
        """New limits, all at once, by the names of ``RiskLimits`` of @hotpath/risk. Role ``risk``."""
        return await self.request("setRiskLimits", key=key or new_key(), limits=dict(limits))

    async def start_strategy(self, strategy: int, *, key: str | None = None) -> Result:
        """Lets a strategy of the engine trade."""
        return await self._strategy(strategy, "start", None, key)

    async def stop_strategy(self, strategy: int, *, key: str | None = None) -> Result:
        """Stops a strategy of the engine."""
        return await self._strategy(strategy, "stop", None, key)

    async def set_parameters(self, strategy: int, parameters: Mapping[str, Any], *, key: str | None = None) -> Result:
        """Sets live parameters of a strategy of the engine, by their names."""
        return await self._strategy(strategy, "set", dict(parameters), key)

    async def _strategy(self, strategy: int, action: str, parameters: dict[str, Any] | None, key: str | None) -> Result:
        return await self.request(
            "strategyCommand", key=key or new_key(), strategy=strategy, action=action, parameters=parameters
        )

    async def query(
        self,
        what: Literal["orders", "fills", "positions", "signals", "strategies", "limits", "statistics", "journal"],
        *,
        start: int | None = None,
        end: int | None = None,
        limit: int | None = None,
        instrument: str | int | Instrument | None = None,
        names: Sequence[str] | None = None,
    ) -> Any:
        """What the gateway keeps, as the protocol has it: from sequence ``start`` up to but not ``end``."""
        index = None if instrument is None else self.instruments.of(instrument).index
        fields = {"from": start, "to": end, "limit": limit, "instrument": index, "names": names and list(names)}
        return (await self.request("query", what=what, **fields)).value

    async def orders(self, /, **bounds: Any) -> list[protocol.Order]:
        """Orders that work, and those that have ended lately."""
        return [_update("order", row) for row in await self.query("orders", **bounds)]

    async def fills(self, /, **bounds: Any) -> list[protocol.Fill]:
        """Fills, as far as they are kept."""
        return [_update("fill", row) for row in await self.query("fills", **bounds)]

    async def positions(self) -> list[protocol.Position]:
        """Positions; ``sequence`` and ``time`` are 0."""
        rows = await self.query("positions")
        return [_update("position", {"sequence": 0, "time": 0, **row}) for row in rows]

    async def strategies(self) -> list[protocol.StrategyInfo]:
        """The engine's strategies, with the parameters in force."""
        return [make("StrategyInfo", row) for row in await self.query("strategies")]

    async def risk_limits(self) -> dict[str, Any]:
        """The risk limits in force."""
        limits: dict[str, Any] = await self.query("limits")
        return limits

    async def statistics(self) -> protocol.Statistics:
        """How engine and gateway do, in all detail."""
        statistics: protocol.Statistics = make("Statistics", await self.query("statistics"))
        return statistics

    async def performance_stats(self) -> PerformanceStats:
        """Counts since the engine's start, and latencies."""
        return PerformanceStats.of(await self.statistics())

    async def cache_stats(self) -> CacheStats:
        """What the engine's caches hold."""
        return CacheStats.of(await self.statistics())

    async def replay(
        self,
        action: Literal["open", "seek", "step", "play", "pause", "close"],
        *,
        sequence: int | None = None,
        at: int | None = None,
        steps: int | None = None,
        until: Wanted | None = None,
        speed: float | None = None,
        instrument: str | int | Instrument | None = None,
        depth: int | None = None,
    ) -> protocol.Moment | None:
        """Moves this connection's replay of the journal; the moment that was come to. ``close`` answers None.

        Args:
            sequence: of ``open`` and ``seek``: which input; the last if left out.
            at: instead of it, the last input up to that time, in nanoseconds.
            steps: of ``step``: how many inputs, negative for back.
            until: of ``step``: the next input from which such a thing came.
            speed: of ``play``: times event time.
        """
        index = None if instrument is None else self.instruments.of(instrument).index
        result = await self.request(
            "replay",
            action=action,
            sequence=sequence,
            at=at,
            steps=steps,
            until=until,
            speed=speed,
            instrument=index,
            depth=depth,
        )
        return None if result.value is None else make("moment", result.value)


def _terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Terms of an order by the protocol's names; decimals as text."""
    kinds = {name: kind for name, kind, _ in SCHEMA["submitOrder"]}
    made: dict[str, Any] = {}
    for name, value in terms.items():
        field_name = camel(name)
        if field_name not in kinds:
            raise InputError(f"allowed: {', '.join(snake(each) for each in kinds)}", name)
        made[field_name] = text_of(value) if kinds[field_name] == "text" and value is not None else value
    return made


def new_key() -> str:
    """An idempotency key that nobody else has."""
    return uuid.uuid4().hex


def _update(name: str, row: Mapping[str, Any]) -> Any:
    """An update that came in an answer, outside of a subscription."""
    return make(name, {"subscription": 0, "number": 0, **row})


def _process_result(result: Result) -> ProcessResult:
    value = result.value
    get = value.get
    return ProcessResult(
        accepted=value["accepted"],
        rejects=[make("QuoteRejection", row) for row in get("rejects") or ()],
        signals=[make("SignalFigures", row) for row in get("signals") or ()],
        orders=[_update("order", row) for row in get("orders") or ()],
        fills=[_update("fill", row) for row in get("fills") or ()],
        processing_time_us=get("processingTimeMicros") or 0.0,
        sequence=result.sequence,
    )


def _join(whole: ProcessResult, part: ProcessResult, start: int) -> None:
    """Adds what came of the quotes from place ``start`` on to what came of those before."""
    whole.accepted += part.accepted
    for reject in part.rejects:
        reject.index += start
    whole.rejects += part.rejects
    quoted = {signal.instrument for signal in part.signals}
    whole.signals = [signal for signal in whole.signals if signal.instrument not in quoted] + part.signals
    changed = {order.order_id for order in part.orders}
    whole.orders = [order for order in whole.orders if order.order_id not in changed] + part.orders
    whole.fills += part.fills
    whole.processing_time_us += part.processing_time_us
    if whole.sequence is None:
        whole.sequence = part.sequence
