"""Runs a strategy against an engine of its own, step by step: the same data gives the same fills."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .codec import Message
from .driver import Driver
from .engine import TradingEngine
from .errors import InputError
from .generated.protocol import Bar, Fill, Order, Quote
from .instruments import Instrument
from .quotes import requests_of
from .strategy import Strategy, Ticket

Row = Mapping[str, Any]

_PLENTY = 1_000_000_000
"""Size shown on both sides of a bar's prices, where bars have no volume."""


@dataclass(slots=True)
class BacktestResult:
    """What a strategy did."""

    fills: list[Fill]
    orders: list[Order]
    """Its orders, as they ended."""
    equity: list[tuple[int, float]]
    """Time and equity after each step of the data."""
    rejects: list[tuple[int, str]]
    """Rows of the data that the engine could not use, and why."""
    positions: dict[str, float] = field(default_factory=dict)
    """What was held at the end, by symbol."""
    state_hash: str | None = None
    """Hash of the engine's state at the end, where it keeps a journal and can go back in it."""

    @property
    def total_return(self) -> float:
        """The last equity over the first, less 1."""
        return self.equity[-1][1] / self.equity[0][1] - 1 if self.equity else 0.0

    @property
    def max_drawdown(self) -> float:
        """The greatest fall from a peak of the equity, as a share of it."""
        peak, worst = float("-inf"), 0.0
        for _, equity in self.equity:
            peak = max(peak, equity)
            worst = max(worst, 1 - equity / peak if peak > 0 else 0.0)
        return worst

    def pandas(self) -> Any:
        """The equity as a Series over time, where pandas is installed."""
        import pandas as pd

        times = pd.to_datetime([time for time, _ in self.equity], unit="ns", utc=True)
        return pd.Series([equity for _, equity in self.equity], index=times, name="equity")


def backtest(
    strategy: Strategy,
    data: Any,
    *,
    instruments: Sequence[str] = ("SYM1:2",),
    config: Mapping[str, Any] | None = None,
    journal: bool = False,
    command: str | None = None,
) -> BacktestResult:
    """Runs a strategy over quotes or bars, against an engine process that is started for it, with a venue on paper.

    Each row is applied, then the strategy is told of it and of all that came of it, before the next row: so the same data
    gives the same orders and fills. Quotes reach ``on_quote``; an order goes out at once and is filled at the touch, up to
    its size. Bars reach ``on_bar`` when they have closed; orders that ``on_bar`` makes go out at the next bar's open.

    Args:
        data: quotes as for ``process_market_data``, or bars with ``symbol_id``, ``open``, ``high``, ``low``, ``close``,
            ``timestamp`` (of the close) and perhaps ``volume``; in rows, as columns, a structured array or a DataFrame.
        instruments: ``SYMBOL:PRICE_DECIMALS[:SIZE_DECIMALS]``, their ``symbol_id`` counted from 1.
        config: the engine's: ``initialCash``, ``riskLimits`` and so on, by the names of ``hotpath serve --config``.
        journal: whether the engine keeps a journal for the run: then ``state_hash`` can be told.

    Raises:
        InputError: for data that is neither.
        EngineNotFound: where there is no engine to start.
    """
    rows = list(_rows(data))
    is_bars = bool(rows) and "open" in rows[0]
    with tempfile.TemporaryDirectory(prefix="hotpath-") as folder:
        arguments = ["--feed", "client", "--no-strategy", "--instruments", ",".join(instruments)]
        arguments += ["--journal", os.path.join(folder, "journal")] if journal else ["--no-journal"]
        if config is not None:
            path = os.path.join(folder, "config.json")
            with open(path, "w") as file:
                json.dump(config, file)
            arguments += ["--config", path]
        with TradingEngine(command=command, arguments=arguments) as engine:
            run = _Run(strategy, engine)
            return run.bars(rows) if is_bars else run.quotes(rows)


class _Run(Driver):
    def __init__(self, strategy: Strategy, engine: TradingEngine) -> None:
        super().__init__(strategy, engine, strategy.topics() & {"signals", "trades"})
        self._equity: list[tuple[int, float]] = []
        self._rejects: list[tuple[int, str]] = []
        self._deferred: list[tuple[Ticket, Any]] | None = None
        self._has_acted = False
        self._commands = 0
        self._cash: float = engine.subscribe("risk").next(10).equity

    def quotes(self, rows: Sequence[Row]) -> BacktestResult:
        """Steps through quotes."""
        self.start()
        for place, row in enumerate(rows):
            if self.is_stopped:
                break
            sequence, time = self._apply(place, row)
            if sequence is not None:
                self.tell_quote(self._quote(row, sequence, time))
            self._settle(time)
        return self._result()

    def bars(self, rows: Sequence[Row]) -> BacktestResult:
        """Steps through bars: the open, with the orders that were made at the last close, then the close."""
        self._deferred = []
        self.start()
        for place, row in enumerate(rows):
            if self.is_stopped:
                break
            self._apply(place, _touch(row, row["open"]))
            deferred, self._deferred = self._deferred, None
            for ticket, time_in_force in deferred or ():
                self.submit(ticket, time_in_force)
            self._consequences()
            self._deferred = []
            sequence, time = self._apply(place, _touch(row, row["close"]))
            if sequence is not None:
                self.tell_bar(self._bar(row, sequence, time))
            self._settle(time)
        return self._result()

    def submit(self, ticket: Ticket, time_in_force: Any) -> None:
        if self._deferred is not None:
            self._deferred.append((ticket, time_in_force))
            return
        self._has_acted = True
        super().submit(ticket, time_in_force)

    def cancel(self, ticket: Ticket) -> None:
        if ticket.order_id is None:
            ticket.state = "cancelled"
            if self._deferred is not None:
                self._deferred = [each for each in self._deferred if each[0] is not ticket]
            return
        self._has_acted = True
        super().cancel(ticket)

    def key(self) -> str:
        # Keys are part of the engine's state, and that is to be the same each time.
        self._commands += 1
        return str(self._commands)

    def _apply(self, place: int, row: Row) -> tuple[int | None, int]:
        """Gives the engine a row, and takes in all that came of it."""
        messages = requests_of([row], self.instruments)
        answer = self.client._runner.run(self._ask(next(messages)), self.client._client.pump)
        for reject in answer["rejects"]:
            self._rejects.append((place, reject["reason"]))
        return answer.get("sequence"), int(row["timestamp"])

    async def _ask(self, message: Message | None) -> dict[str, Any]:
        """Sends a message with a query behind it: when that is answered, all updates that came of the message are here."""
        client = self.client._client
        answer: dict[str, Any] = {}
        with client.together():
            asked = None if message is None else client.ask({**message, "answer": "counts"})
            after = client.ask({"type": "query", "what": "positions"})
        if asked is not None:
            result = await client.answer(asked)
            answer = {**result.value, "sequence": result.sequence}
        self._held = (await client.answer(after)).value
        return answer

    def _settle(self, time: int) -> None:
        """Tells what came of the row, and of what the strategy did of it, until nothing more comes."""
        self._consequences()
        profit = sum(row["realised"] + row["unrealised"] for row in self._held)
        self._equity.append((time, self._cash + profit))

    def _consequences(self) -> None:
        while True:
            if self._has_acted:
                self._has_acted = False
                self.client._runner.run(self._ask(None), self.client._client.pump)
            events = self.merged.drain()
            if not events:
                return
            self.tell(events)

    def _quote(self, row: Row, sequence: int, time: int) -> Quote:
        instrument = self._instrument(row)
        return Quote(
            subscription=0,
            number=0,
            sequence=sequence,
            time=time,
            instrument=instrument.index,
            bid_price=instrument.price_units(_plain(row["bid_price"])),
            bid_size=instrument.size_units(_plain(row["bid_size"])),
            ask_price=instrument.price_units(_plain(row["ask_price"])),
            ask_size=instrument.size_units(_plain(row["ask_size"])),
        )

    def _bar(self, row: Row, sequence: int, time: int) -> Bar:
        instrument = self._instrument(row)
        price = {name: instrument.price_units(_plain(row[name])) for name in ("open", "high", "low", "close")}
        volume = instrument.size_units(_plain(row.get("volume", 0)))
        return Bar(
            subscription=0, number=0, sequence=sequence, time=time, instrument=instrument.index, volume=volume, **price
        )

    def _instrument(self, row: Row) -> Instrument:
        return self.instruments.by_id[int(row["symbol_id"])]

    def _result(self) -> BacktestResult:
        self._deferred = None
        self.finish()
        self._consequences()
        held = {self.instruments[row["instrument"]]: row["position"] for row in self._held}
        return BacktestResult(
            fills=self.fills,
            orders=list(self.orders.values()),
            equity=self._equity,
            rejects=self._rejects,
            positions={each.symbol: float(each.size(units)) for each, units in held.items()},
            state_hash=self._state_hash(),
        )

    def _state_hash(self) -> str | None:
        if "replay" not in (self.client.welcome.features or ()):
            return None
        moment = self.client.replay("open")
        return None if moment is None else moment.state_hash


def _rows(data: Any) -> Iterator[Row]:
    """Rows of data in any of its forms."""
    if hasattr(data, "to_dict") and hasattr(data, "columns"):
        data = {str(name): data[name].to_numpy() for name in data.columns}
    names = getattr(getattr(data, "dtype", None), "names", None)
    if names is not None:
        data = {name: data[name] for name in names}
    if isinstance(data, Mapping):
        columns = list(data.items())
        for values in zip(*(column for _, column in columns), strict=False):
            yield {name: _plain(value) for (name, _), value in zip(columns, values, strict=False)}
        return
    try:
        for row in data:
            if not isinstance(row, Mapping):
                raise InputError("each row is a map", "data")
            yield row
    except TypeError:
        raise InputError(f"got {type(data).__name__}; allowed: rows or columns of quotes or bars", "data") from None


def _plain(value: Any) -> Any:
    """A number of NumPy as one of Python."""
    return value.item() if hasattr(value, "item") else value


def _touch(row: Row, price: Any) -> Row:
    """A quote at one price, where a bar opens or closes."""
    size = row.get("volume") or _PLENTY
    return {
        "symbol_id": row["symbol_id"],
        "bid_price": price,
        "ask_price": price,
        "bid_size": size,
        "ask_size": size,
        "timestamp": row["timestamp"],
    }
