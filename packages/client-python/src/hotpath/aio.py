"""The asynchronous client.

    async with await Client.connect("ws://127.0.0.1:7400", token) as client:
        async for quote in client.subscribe("quotes"):
            print(client.instruments[quote.instrument].price(quote.bid_price))
"""

import asyncio
import random
import ssl as tls
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Literal, Mapping, Optional, Set, Union, overload

from .check import check_client
from .codec import Message, Reader, encode
from .columns import COLUMN_TOPICS, ColumnBatch
from .commands import Commands
from .errors import ConnectionLost, GatewayError, HotpathError, InputError, ProtocolError
from .generated import protocol
from .generated.protocol import PROTOCOL_VERSION, Result, Topic, Welcome
from .instruments import Instrument, Instruments
from .messages import make
from .subscription import Subscription
from .wire import Wire

State = Literal["open", "lost", "closed"]

_FINAL = frozenset({"UNAUTHENTICATED", "BAD_VERSION"})
_CLOSED = "this client was closed"


@dataclass(slots=True)
class _Pending:
    message: Message
    future: "asyncio.Future[Message]"
    was_sent: bool


class Client(Commands):
    """A connection to a gateway that is made again when it ends."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        name: Optional[str] = None,
        reconnect: bool = True,
        wait: bool = True,
        first_delay: float = 0.1,
        max_delay: float = 10.0,
        max_queue: int = 10_000,
        on_state: Optional[Callable[[State], None]] = None,
        ssl: Optional[tls.SSLContext] = None,
    ) -> None:
        self.url = url
        self.reconnects = 0
        """How often it has come in again."""
        self._token = token
        self._name = name
        self._reconnect = reconnect
        self._wait = wait
        self._first_delay = first_delay
        self._max_delay = max_delay
        self._max_queue = max_queue
        self._on_state = on_state
        self._ssl = ssl
        self._reader = Reader()
        self._pending: Dict[int, _Pending] = {}
        self._asked: Dict[int, Subscription[Any]] = {}
        self._subscriptions: List[Subscription[Any]] = []
        self._by_number: Dict[int, Subscription[Any]] = {}
        self._moments: Set["asyncio.Queue[protocol.Moment]"] = set()
        self._wire: Optional[Wire] = None
        self._welcome: Optional[Welcome] = None
        self._instruments = Instruments([])
        self._corked: Optional[List[bytes]] = None
        self._is_open = False
        self._error: Optional[HotpathError] = None
        self._last_id = 0
        self._heard = 0.0
        self._first: "Optional[asyncio.Future[None]]" = None
        self._ended: "Optional[asyncio.Future[None]]" = None
        self._task: "Optional[asyncio.Task[None]]" = None
        self._watch: Optional[asyncio.TimerHandle] = None

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

    async def start(self) -> None:
        """Comes in; what :meth:`connect` does with a new client."""
        loop = asyncio.get_running_loop()
        self._first = loop.create_future()
        self._task = loop.create_task(self._run())
        try:
            await asyncio.shield(self._first)
        except BaseException:
            await self.close()
            raise

    @property
    def welcome(self) -> Welcome:
        """What the gateway said when it last let the client in."""
        if self._welcome is None:
            raise ConnectionLost("no gateway has let this client in yet")
        return self._welcome

    @property
    def instruments(self) -> Instruments:
        """The engine's instruments, by index; ``instruments.of("AAPL")`` finds one by its symbol."""
        return self._instruments

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

    def ask(self, message: Message) -> "asyncio.Future[Message]":
        """Sends a request without its ``id``, and returns the future of its ``result``: for many at a time.

        Raises:
            InputError: for a message that is not the protocol's.
            ConnectionLost: where the client was closed.
        """
        if self._error is not None:
            raise self._error
        self._last_id += 1
        message = {**message, "id": self._last_id}
        if message["type"] not in ("marketColumns", "marketData"):
            check_client(message)
        future: "asyncio.Future[Message]" = asyncio.get_running_loop().create_future()
        self._pending[self._last_id] = _Pending(message, future, self._is_open)
        if self._is_open:
            self._send(message)
        return future

    async def answer(self, future: "asyncio.Future[Message]") -> Result:
        """Waits for what :meth:`ask` has returned."""
        result: Result = make("result", await future)
        return result

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is sent within goes in one frame, which the gateway takes in as one: nothing happens in between."""
        if self._corked is not None:
            yield
            return
        self._corked = []
        try:
            yield
        finally:
            frames, self._corked = self._corked, None
            if frames and self._wire is not None:
                self._wire.send(b"".join(frames))

    async def drained(self) -> None:
        """Waits until the system takes more of what is sent."""
        if self._wire is not None:
            await self._wire.drained()

    @overload
    def subscribe(
        self,
        topic: Literal["quotes", "trades", "bars"],
        *,
        columns: Literal[True],
        instrument: Union[str, int, Instrument, None] = None,
        rate: Optional[float] = None,
        after: Optional[int] = None,
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
    def subscribe(self, topic: Literal["statistics"], **options: Any) -> Subscription[protocol.Statistics]: ...
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
        subscription: Subscription[Any] = Subscription(_Host(self), topic, wanted, self._max_queue, sink)
        self._subscriptions.append(subscription)
        self._subscribe(subscription)
        return subscription

    def moments(self) -> "asyncio.Queue[protocol.Moment]":
        """A queue of what comes while this connection's replay plays, the newest hundred."""
        queue: "asyncio.Queue[protocol.Moment]" = asyncio.Queue(100)
        self._moments.add(queue)
        return queue

    async def close(self) -> None:
        """Leaves. What was asked and not answered fails, subscriptions end."""
        self._end(ConnectionLost(_CLOSED))
        for subscription in list(self._subscriptions):
            subscription.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._wire is not None:
            self._wire.close()
            await asyncio.sleep(0)

    async def __aenter__(self) -> "Client":
        if self._task is None:
            await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        delay = self._first_delay
        while self._error is None:
            self._ended = loop.create_future()
            try:
                self._wire = await Wire.open(self.url, self._frame, self._lost, self._ssl)
            except HotpathError as error:
                is_final = not self._reconnect or (self._welcome is None and not self._wait)
                if is_final or isinstance(error, InputError):
                    self._end(error)
                    return
            else:
                reconnects = self.reconnects
                before = self._welcome
                self._heard = loop.time()
                self._send_hello()
                await self._ended
                if self.reconnects > reconnects or self._welcome is not before:
                    delay = self._first_delay
                if not self._reconnect:
                    self._end(ConnectionLost("the connection has ended"))
                    return
            if self._error is not None:
                return
            # Clients that lost the same gateway do not come again all at once.
            await asyncio.sleep(delay * (1 + random.random() / 4))
            delay = min(2 * delay, self._max_delay)

    def _send_hello(self) -> None:
        hello: Message = {"type": "hello", "version": PROTOCOL_VERSION, "token": self._token}
        if self._name is not None:
            hello["client"] = self._name
        if self._wire is not None:
            self._wire.send(encode(hello))

    def _frame(self, frame: bytes) -> None:
        self._heard = asyncio.get_running_loop().time()
        try:
            for message in self._reader.read(frame):
                self._take(message)
        except ProtocolError:
            # What cannot be read says nothing of what is missed: a new connection goes on from what was read.
            if self._wire is not None:
                self._wire.abort()

    def _take(self, message: Message) -> None:
        kind = message["type"]
        if kind == "result":
            pending = self._pending.pop(message["id"], None)
            if pending is not None and not pending.future.done():
                pending.future.set_result(message)
        elif kind == "subscribed":
            self._subscribed(message)
        elif "subscription" in message:
            subscription = self._by_number.get(message["subscription"])
            if subscription is not None:
                subscription.received(message)
        elif kind == "heartbeat":
            self._send({"type": "alive"})
        elif kind == "failure":
            self._failed(message)
        elif kind == "welcome":
            self._welcomed(make("welcome", message))
        elif kind == "moment":
            self._moment(make("moment", message))

    def _subscribed(self, message: Message) -> None:
        subscription = self._asked.pop(message["id"], None)
        if subscription is None or subscription not in self._subscriptions:
            self._unsubscribe(message["subscription"])
            return
        self._by_number[message["subscription"]] = subscription
        subscription.subscribed(message)

    def _failed(self, message: Mapping[str, Any]) -> None:
        error = GatewayError.of(message)
        number = message.get("id")
        if number is None:
            if error.code in _FINAL:
                self._end(error)
            return
        pending = self._pending.pop(number, None)
        if pending is not None and not pending.future.done():
            pending.future.set_exception(error)
        subscription = self._asked.pop(number, None)
        if subscription is not None and subscription in self._subscriptions:
            self._subscriptions.remove(subscription)
            subscription.fail(error)

    def _moment(self, moment: protocol.Moment) -> None:
        for queue in self._moments:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(moment)

    def _welcomed(self, welcome: Welcome) -> None:
        if self._welcome is not None:
            self.reconnects += 1
        self._welcome = welcome
        self._instruments = Instruments(welcome.instruments)
        self._is_open = True
        self._look(welcome.heartbeat_millis / 1000)
        for pending in self._pending.values():
            pending.was_sent = True
            self._send(pending.message)
        for subscription in self._subscriptions:
            if not subscription.is_paused:
                self._subscribe(subscription)
        if self._first is not None and not self._first.done():
            self._first.set_result(None)
        self._tell("open")

    def _look(self, heartbeat: float) -> None:
        """Leaves a connection on which nothing is heard: a gateway that is there is heard once a heartbeat."""
        loop = asyncio.get_running_loop()
        if self._watch is not None:
            self._watch.cancel()
        if loop.time() - self._heard > 3 * heartbeat and self._wire is not None:
            self._wire.abort()
            return
        self._watch = loop.call_later(heartbeat, self._look, heartbeat)

    def _lost(self) -> None:
        was_open = self._is_open
        self._is_open = False
        self._wire = None
        self._by_number.clear()
        self._asked.clear()
        if self._watch is not None:
            self._watch.cancel()
        for subscription in self._subscriptions:
            subscription.number = 0
        if self._error is None and self._reconnect:
            self._fail_unrepeatable()
            if was_open:
                self._tell("lost")
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)

    def _fail_unrepeatable(self) -> None:
        """What was sent, changes something and has no key may have been done or not."""
        for number, pending in list(self._pending.items()):
            message = pending.message
            if not pending.was_sent or message["type"] == "query" or "key" in message:
                continue
            del self._pending[number]
            if not pending.future.done():
                pending.future.set_exception(ConnectionLost("the connection ended before the answer"))

    def _end(self, error: HotpathError) -> None:
        """For good."""
        if self._error is not None:
            return
        self._error = error
        self._is_open = False
        if self._watch is not None:
            self._watch.cancel()
        for pending in self._pending.values():
            if not pending.future.done():
                pending.future.set_exception(error)
                # Nobody has to wait for it.
                pending.future.exception()
        self._pending.clear()
        if str(error) != _CLOSED:
            for subscription in self._subscriptions:
                subscription.fail(error)
        if self._first is not None and not self._first.done():
            self._first.set_exception(error)
            self._first.exception()
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)
        self._tell("closed")

    def _tell(self, state: State) -> None:
        if self._on_state is not None:
            self._on_state(state)

    def _subscribe(self, subscription: Subscription[Any]) -> None:
        if not self._is_open:
            return
        self._last_id += 1
        self._asked[self._last_id] = subscription
        self._send(subscription.request(self._last_id, self.welcome.engine))

    def _forget(self, subscription: Subscription[Any]) -> None:
        if not subscription.is_paused and subscription in self._subscriptions:
            self._subscriptions.remove(subscription)
        if subscription.number == 0:
            return
        self._by_number.pop(subscription.number, None)
        self._unsubscribe(subscription.number)
        subscription.number = 0

    def _unsubscribe(self, number: int) -> None:
        if self._is_open:
            self._last_id += 1
            self._send({"type": "unsubscribe", "id": self._last_id, "subscription": number})

    def _send(self, message: Message) -> None:
        if self._corked is not None:
            self._corked.append(encode(message))
        elif self._wire is not None:
            self._wire.send(encode(message))


class _Host:
    """What subscriptions may have their client do."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def ask(self, subscription: Subscription[Any]) -> None:
        self._client._subscribe(subscription)

    def forget(self, subscription: Subscription[Any]) -> None:
        self._client._forget(subscription)


__all__ = ["Client", "ColumnBatch", "State", "Subscription"]
