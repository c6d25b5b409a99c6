"""Several topics as one stream."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from .subscription import Subscription

if TYPE_CHECKING:
    from .aio import Client

Event = tuple[str, Any]
"""A topic, and an update of it."""


class Merged:
    """The updates of several topics, as they arrive: each topic's in its order. When ``max_queue`` wait, no more are asked
    for until they were taken."""

    def __init__(self, client: "Client", max_queue: int = 10_000) -> None:
        self._client = client
        self._max_queue = max_queue
        self._queue: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._subscriptions: list[Subscription[Any]] = []

    def add(self, topic: Any, **options: Any) -> None:
        """Takes in a topic."""
        subscription: Subscription[Any] = self._client.subscribe(topic, sink=self._take, **options)
        self._subscriptions.append(subscription)

    @property
    def gaps(self) -> int:
        """How often something was missed."""
        return sum(each.gaps for each in self._subscriptions)

    def drain(self) -> list[Event]:
        """All that has arrived and was not taken."""
        events = list(self._queue)
        self._queue.clear()
        self._arrived.clear()
        for each in self._subscriptions:
            each.go_on()
            each.check()
        return events

    async def wait(self, timeout: float | None = None) -> list[Event]:
        """What arrives next; nothing where nothing does within so many seconds."""
        if not self._queue:
            for each in self._subscriptions:
                each.check()
            try:
                await asyncio.wait_for(self._arrived.wait(), timeout)
            except asyncio.TimeoutError:
                return []
        return self.drain()

    def close(self) -> None:
        """Ends all of it."""
        for each in self._subscriptions:
            each.close()

    def _take(self, subscription: Subscription[Any], update: Any | None) -> None:
        """An update has come; None where a subscription has ended."""
        if update is not None:
            self._queue.append((subscription.topic, update))
            if len(self._queue) >= self._max_queue:
                for each in self._subscriptions:
                    each.pause()
        self._arrived.set()
