"""Updates of a topic that outlive connections."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from .columns import ColumnBatch
from .errors import HotpathError
from .messages import make

T = TypeVar("T")
Sink = Callable[["Subscription[Any]", Any | None], None]
"""Gets each update instead of the subscription's queue, and None at its end."""

STATE_TOPICS: frozenset[str] = frozenset({"book", "quotes", "positions", "risk", "statistics"})
"""Topics of how things are: after a reconnect they begin with a snapshot."""


class SubscriptionHost(Protocol):
    """What a subscription has its client do."""

    def ask_for(self, subscription: "Subscription[Any]") -> None: ...
    def forget(self, subscription: "Subscription[Any]") -> None: ...


class Subscription(Generic[T]):
    """The updates of a topic, for one ``async for``. It goes on over reconnects where it was: nothing is lost or doubled as
    long as the gateway keeps it; ``gaps`` counts where it did not.

    A reader that is slower than its topic is waited for: at ``max_queue`` updates the client ends the subscription at the
    gateway, and asks for what came since when all has been read.
    """

    def __init__(
        self,
        host: SubscriptionHost,
        topic: str,
        options: dict[str, Any],
        max_queue: int,
        sink: "Sink | None" = None,
    ) -> None:
        self.topic = topic
        self.options = options
        self.gaps = 0
        """How often something was missed: the gateway kept it no more, or is in front of another engine."""
        self.number = 0
        """The gateway's number of it; 0 while it has none."""
        self._host = host
        self._sink = sink
        self._max_queue = max_queue
        self._is_state = topic in STATE_TOPICS
        self._queue: deque[T] = deque()
        self._waiting: "asyncio.Future[None] | None" = None
        self._error: HotpathError | None = None
        self._is_done = False
        self.is_paused = False
        self._engine: str | None = None
        # Where to go on: everything up to `_after` was received, and of the next input, `_last`, so many updates.
        self._after: int | None = options.get("after")
        self._last = -1
        self._of_last = 0
        self._skip = 0

    @property
    def queued(self) -> int:
        """Updates (or batches) that were received and not read."""
        return len(self._queue)

    def close(self) -> None:
        """Ends it. A reader that waits is done."""
        if self._is_done:
            return
        self._is_done = True
        self._host.forget(self)
        self._wake()

    def __aiter__(self) -> "Subscription[T]":
        return self

    async def __anext__(self) -> T:
        queue = self._queue
        while not queue:
            if self._error is not None:
                raise self._error
            if self._is_done:
                raise StopAsyncIteration
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return self.take()

    def take(self) -> T:
        """The oldest update that was received and not read. Raises IndexError where there is none."""
        value = self._queue.popleft()
        if not self._queue:
            self.go_on()
        return value

    def pause(self) -> None:
        """Takes no more, until :meth:`go_on`."""
        if not self.is_paused and not self._is_done:
            self.is_paused = True
            self._host.forget(self)

    def go_on(self) -> None:
        """Asks for what has come since it was paused."""
        if self.is_paused and not self._is_done:
            self.is_paused = False
            self._host.ask_for(self)

    def check(self) -> None:
        """Raises the error that has ended it, if one has."""
        if self._error is not None:
            raise self._error

    async def __aenter__(self) -> "Subscription[T]":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def request(self, number: int, engine: str) -> dict[str, Any]:
        """The request with which it begins or goes on at a gateway."""
        if self._engine is not None and self._engine != engine:
            if not self._is_state:
                self.gaps += 1
            self._after = None
            self._last = -1
        self._engine = engine
        message = {"type": "subscribe", "id": number, "topic": self.topic, **self.options}
        message.pop("after", None)
        if self._is_state:
            return message
        is_midway = self._last != -1
        self._skip = self._of_last if is_midway else 0
        after = self._last - 1 if is_midway else self._after
        if after is not None:
            message["after"] = after
        return message

    def subscribed(self, answer: Mapping[str, Any]) -> None:
        """It stands at the gateway."""
        self.number = answer["subscription"]
        if not answer["isComplete"]:
            self.gaps += 1
            self._skip = 0
            self._last = -1
            self._after = None
        if self._after is None:
            self._after = answer["sequence"]

    def received(self, message: Mapping[str, Any]) -> None:
        """An update of it has come."""
        if self._is_done:
            return
        if message["type"] == "columns":
            self._columns(ColumnBatch(self.topic, message["number"], message["count"], message["columns"]))
            return
        sequence = message["sequence"]
        if self._skip > 0 and sequence == self._last:
            self._skip -= 1
            return
        self._skip = 0
        self._count(sequence, 1)
        self._put(make(message["type"], message))

    def fail(self, error: HotpathError) -> None:
        """There will be no more of it."""
        if self._is_done:
            return
        self._is_done = True
        self._error = error
        self._wake()

    def _columns(self, batch: ColumnBatch) -> None:
        if self._skip > 0:
            batch, dropped = batch.without(self._last, self._skip)
            self._skip -= dropped
            if batch.count == 0:
                return
        self._skip = 0
        self._count(*batch.last())
        self._put(batch)

    def _count(self, sequence: int, same: int) -> None:
        if sequence == self._last:
            self._of_last += same
        elif sequence > max(self._last, -1 if self._after is None else self._after):
            self._last = sequence
            self._of_last = same

    def _put(self, update: Any) -> None:
        if self._sink is not None:
            self._sink(self, update)
            return
        self._queue.append(update)
        self._wake()
        if len(self._queue) >= self._max_queue:
            self.pause()

    def _wake(self) -> None:
        if self._sink is not None:
            self._sink(self, None)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
