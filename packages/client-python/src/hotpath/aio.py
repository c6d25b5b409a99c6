"""The asynchronous client.

Example:
    async with await Client.connect("ws://127.0.0.1:7400", token) as client:
        async for quote in client.subscribe("quotes"):
            print(client.instruments[quote.instrument].price(quote.bid_price))
"""

import asyncio
from typing import Any, Literal, overload

from .check import check_client
from .columns import COLUMN_TOPICS, ColumnBatch
from .connection import Connection, State
from .errors import GatewayError, InputError
from .generated import protocol
from .generated.protocol import Result, Topic
from .instruments import Instrument
from .subscription import Subscription


class Client(Connection):
    """A connection to a gateway that is made again when it ends."""

    @classmethod
    async def connect(cls, url: str, token: str, **options: Any) -> "Client":
        """Comes in.

        Args:
            url: ``ws://…`` or ``wss://…``.
            token: as ``hotpath serve`` or ``hotpath token`` has printed it.
            name: what it calls itself, for the gateway's log.
            reconnect: whether it comes again after a connection has ended.
            wait: whether it waits for a gateway that is not there yet.
            first_delay: seconds it waits before that, doubled each time it fails, up to ``max_delay``.
            max_queue: updates that a subscription holds for its reader before it asks for no more.
            on_state: told of each connection that stands, and of each that has ended.
            ssl: of ``wss``, where not the default.

        Raises:
            GatewayError: where the gateway does not let it in.
            ConnectionLost: where it is not there and ``reconnect`` or ``wait`` is False.
        """
        client = cls(url, token, **options)
        await client.start()
        return client

    async def request(self, kind: str, /, **fields: Any) -> Result:
        """Asks, and waits for the answer. Names and values of fields are the protocol's; None is left out.

        A command with a ``key``, and what changes nothing, is sent again after a reconnect; of another it is then not
        known whether it was done. What the gateway puts off by ``RATE_LIMITED`` is sent again when it may be.

        Raises:
            InputError: for fields that are not the protocol's, before anything is sent.
            GatewayError: as the gateway refuses it.
            ConnectionLost: where the connection ended before the answer.
        """
        message = {"type": kind, **{name: value for name, value in fields.items() if value is not None}}
        while True:
            try:
                return await self.answer(self.ask(message))
            except GatewayError as error:
                if error.code != "RATE_LIMITED" or error.retry_after_millis is None:
                    raise
                await asyncio.sleep(error.retry_after_millis / 1000)

    @overload
    def subscribe(
        self,
        topic: Literal["quotes", "trades", "bars"],
        *,
        columns: Literal[True],
        instrument: str | int | Instrument | None = None,
        rate: float | None = None,
        after: int | None = None,
    ) -> Subscription[ColumnBatch]: ...
    @overload
    def subscribe(self, topic: Literal["book"], **options: Any) -> Subscription[protocol.Book]: ...
    @overload
    def subscribe(self, topic: Literal["quotes"], **options: Any) -> Subscription[protocol.Quote]: ...
    @overload
    def subscribe(self, topic: Literal["trades"], **options: Any) -> Subscription[protocol.Trade]: ...
    @overload
    def subscribe(self, topic: Literal["bars"], **options: Any) -> Subscription[protocol.Bar]: ...
    @overload
    def subscribe(self, topic: Literal["indicators"], **options: Any) -> Subscription[protocol.Indicator]: ...
    @overload
    def subscribe(self, topic: Literal["signals"], **options: Any) -> Subscription[protocol.Signal]: ...
    @overload
    def subscribe(self, topic: Literal["orders"], **options: Any) -> Subscription[protocol.Order]: ...
    @overload
    def subscribe(self, topic: Literal["fills"], **options: Any) -> Subscription[protocol.Fill]: ...
    @overload
    def subscribe(self, topic: Literal["positions"], **options: Any) -> Subscription[protocol.Position]: ...
    @overload
    def subscribe(self, topic: Literal["risk"], **options: Any) -> Subscription[protocol.Risk]: ...
    @overload
    def subscribe(self, topic: Literal["statistics"], **options: Any) -> Subscription[protocol.StatisticsUpdate]: ...
    @overload
    def subscribe(self, topic: Literal["logs"], **options: Any) -> Subscription[protocol.Log]: ...
    @overload
    def subscribe(self, topic: Literal["events"], **options: Any) -> Subscription[protocol.Event]: ...
    @overload
    def subscribe(self, topic: Topic, **options: Any) -> Subscription[Any]: ...

    def subscribe(self, topic: Topic, **options: Any) -> Subscription[Any]:
        """The updates of a topic, from now on or from ``after``; an asynchronous iterator.

        Args:
            topic: ``book``, ``quotes``, ``trades``, ``bars``, ``indicators``, ``signals``, ``orders``, ``fills``,
                ``positions``, ``risk``, ``statistics``, ``logs`` or ``events``.
            instrument: of one alone, by symbol or index; needed for ``book`` and ``indicators``.
            depth: levels a side of ``book``.
            rate: of states: the most updates a second.
            after: the sequence after which to go on.
            indicator: of ``indicators``: a map such as ``{"name": "RSI", "parameters": {"timePeriod": 14}}``.
            columns: of ``quotes``, ``trades`` and ``bars``: yields :class:`ColumnBatch`.
        """
        sink = options.pop("sink", None)
        instrument = options.get("instrument")
        if instrument is not None:
            options["instrument"] = self._instruments.of(instrument).index
        if options.get("columns") and topic not in COLUMN_TOPICS:
            raise InputError(f"got {topic!r}; allowed: {', '.join(COLUMN_TOPICS)}", "columns")
        check_client({"type": "subscribe", "id": 1, "topic": topic, **options})
        wanted = {name: value for name, value in options.items() if value is not None and value is not False}
        subscription: Subscription[Any] = Subscription(self, topic, wanted, self._max_queue, sink)
        self._subscriptions.append(subscription)
        self.ask_for(subscription)
        return subscription

    def moments(self) -> "asyncio.Queue[protocol.Moment]":
        """A queue of what comes while this connection's replay plays, the newest hundred."""
        queue: "asyncio.Queue[protocol.Moment]" = asyncio.Queue(100)
        self._moments.add(queue)
        return queue

    async def __aenter__(self) -> "Client":
        if self._task is None:
            await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


__all__ = ["Client", "ColumnBatch", "State", "Subscription"]
