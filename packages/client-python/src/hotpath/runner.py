"""Runs the coroutines of one event loop for callers of any thread.

A caller runs the loop itself while it waits: no other thread has to wake up for a request and its answer. While one
caller runs the loop, others hand their coroutines to it. A thread of the runner's own keeps the loop going where nobody
has called for a while, so that heartbeats are answered and connections made again.
"""

import asyncio
import concurrent.futures
import functools
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, TypeVar

from .errors import HotpathError

T = TypeVar("T")
Pump = Callable[[int], bool]
"""Takes in what comes within so many milliseconds; False where nothing did."""

_IDLE_SECONDS = 0.05
# What waits for the loop beside requests, such as timers, does not wait longer.
_LOOP_SECONDS = 0.1
_PUMP_MILLIS = 5
_NOBODY, _KEEPER, _LEAVING, _CALLER = range(4)


class LoopRunner:
    """One event loop, and who runs it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._turn = threading.Condition()
        self._leader = _NOBODY
        self._calls = 0
        self._last_call = time.monotonic()
        self._last_loop = 0.0
        self._is_closed = False
        self._keeper = threading.Thread(target=self._keep, name="hotpath-loop", daemon=True)
        self._keeper.start()

    def run(self, work: Coroutine[Any, Any, T], pump: Pump | None = None) -> T:
        """Runs a coroutine to its end.

        Args:
            pump: takes in what comes over the coroutine's connection. With it the loop is left aside as long as the
                coroutine waits for that alone, which halves the time of a request.

        Raises:
            HotpathError: ``DISPOSED`` after :meth:`close`; ``WRONG_THREAD`` where this thread runs an event loop itself.
        """
        if asyncio._get_running_loop() is not None:
            work.close()
            raise HotpathError("WRONG_THREAD", "this thread runs an event loop: use hotpath.aio and await")
        handed: "concurrent.futures.Future[T] | None" = None
        turn = self._turn
        with turn:
            if self._is_closed:
                work.close()
                raise HotpathError("DISPOSED", "this client was closed")
            self._calls += 1
            if self._leader == _KEEPER:
                self._leader = _LEAVING
                self.loop.call_soon_threadsafe(self.loop.stop)
            while self._leader != _NOBODY:
                if self._leader == _CALLER and handed is None:
                    handed = asyncio.run_coroutine_threadsafe(work, self.loop)
                    handed.add_done_callback(self._notify)
                if handed is not None and handed.done():
                    self._calls -= 1
                    return handed.result()
                turn.wait()
            self._leader = _CALLER
        try:
            if handed is not None:
                return self._lead(_result_of(handed))
            if pump is not None and time.monotonic() - self._last_loop < _LOOP_SECONDS:
                return self._by_hand(work, pump)
            return self._lead(work)
        finally:
            with turn:
                self._leader = _NOBODY
                self._calls -= 1
                self._last_call = time.monotonic()
                turn.notify_all()

    def close(self) -> None:
        """Ends the loop. Nothing can be run after it."""
        with self._turn:
            if self._is_closed:
                return
            self._is_closed = True
            if self._leader == _KEEPER:
                self._leader = _LEAVING
                self.loop.call_soon_threadsafe(self.loop.stop)
            self._turn.notify_all()
        if threading.current_thread() is not self._keeper:
            self._keeper.join(timeout=5)
        with self._turn:
            if self._leader == _NOBODY and not self.loop.is_closed():
                self.loop.close()

    def _by_hand(self, work: Coroutine[Any, Any, T], pump: Pump) -> T:
        """Steps through a coroutine without the loop; what does not come over the connection in time is left to the loop."""
        asyncio._set_running_loop(self.loop)
        end = time.monotonic() + _LOOP_SECONDS
        try:
            while True:
                future = work.send(None)
                while not future.done() and time.monotonic() < end and pump(_PUMP_MILLIS):
                    pass
                if not future.done():
                    break
        except StopIteration as done:
            result: T = done.value
            return result
        except BaseException:
            work.close()
            raise
        finally:
            asyncio._set_running_loop(None)
        return self._lead(_rest(work, future))

    def _lead(self, work: Coroutine[Any, Any, T]) -> T:
        self._last_loop = time.monotonic()
        task = self.loop.create_task(work)
        try:
            return self.loop.run_until_complete(task)
        except BaseException:
            # An interrupted caller leaves nothing behind.
            if not task.done():
                task.cancel()
                self.loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
            raise

    def _keep(self) -> None:
        turn = self._turn
        with turn:
            while not self._is_closed:
                is_idle = self._calls == 0 and time.monotonic() - self._last_call >= _IDLE_SECONDS
                if self._leader != _NOBODY or not is_idle:
                    turn.wait(_IDLE_SECONDS)
                    continue
                self._leader = _KEEPER
                self._last_loop = time.monotonic()
                turn.release()
                try:
                    self.loop.run_forever()
                finally:
                    turn.acquire()
                    self._leader = _NOBODY
                    turn.notify_all()

    def _notify(self, _: object) -> None:
        with self._turn:
            self._turn.notify_all()


async def _rest(work: Coroutine[Any, Any, T], future: Any) -> T:
    """What is left of a coroutine that waits for a future."""
    return await _Rest(work, future)


class _Rest(Awaitable[T]):
    def __init__(self, work: Coroutine[Any, Any, T], future: Any) -> None:
        self._work = work
        self._future = future

    def __await__(self) -> Generator[Any, Any, T]:
        future = self._future
        while True:
            try:
                sent = yield future
            except BaseException as error:
                step = functools.partial(self._work.throw, error)
            else:
                step = functools.partial(self._work.send, sent)
            try:
                future = step()
            except StopIteration as done:
                result: T = done.value
                return result


async def _result_of(handed: "concurrent.futures.Future[T]") -> T:
    return await asyncio.wrap_future(handed)
