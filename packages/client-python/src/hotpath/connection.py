"""One client's connection: made, watched, lost and made again, with requests and subscriptions that outlive it."""

import asyncio
import random
import ssl as tls
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from .check import check_client
from .codec import Message, Reader, encode
from .commands import Commands
from .errors import ConnectionLost, GatewayError, HotpathError, InputError, ProtocolError
from .generated import protocol
from .generated.protocol import PROTOCOL_VERSION, Result, Welcome
from .instruments import Instruments
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


class Connection(Commands):
    """Keeps a connection, and takes in what comes over it. :class:`hotpath.aio.Client` is made of it."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        name: str | None = None,
        reconnect: bool = True,
        wait: bool = True,
        first_delay: float = 0.1,
        max_delay: float = 10.0,
        max_queue: int = 10_000,
        on_state: Callable[[State], None] | None = None,
        ssl: tls.SSLContext | None = None,
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
        self._pending: dict[int, _Pending] = {}
        self._asked: dict[int, Subscription[Any]] = {}
        self._subscriptions: list[Subscription[Any]] = []
        self._by_number: dict[int, Subscription[Any]] = {}
        self._moments: set["asyncio.Queue[protocol.Moment]"] = set()
        self._wire: Wire | None = None
        self._welcome: Welcome | None = None
        self._instruments = Instruments([])
        self._corked: list[bytes] | None = None
        self._is_open = False
        self._error: HotpathError | None = None
        self._last_id = 0
        self._heard = 0.0
        self._first: "asyncio.Future[None] | None" = None
        self._ended: "asyncio.Future[None] | None" = None
        self._task: "asyncio.Task[None] | None" = None
        self._watch: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Comes in; what ``connect`` does with a new client."""
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

    def pump(self, millis: int) -> bool:
        """Takes in what comes within so many milliseconds, for who runs no event loop. As :meth:`Wire.pump`."""
        return self._wire is not None and self._wire.pump(millis)

    async def drained(self) -> None:
        """Waits until the system takes more of what is sent."""
        if self._wire is not None:
            await self._wire.drained()

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
                self.ask_for(subscription)
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

    def ask_for(self, subscription: Subscription[Any]) -> None:
        """Asks the gateway for a subscription, if it can be asked now."""
        if not self._is_open:
            return
        self._last_id += 1
        self._asked[self._last_id] = subscription
        self._send(subscription.request(self._last_id, self.welcome.engine))

    def forget(self, subscription: Subscription[Any]) -> None:
        """Tells the gateway that a subscription wants no more."""
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
