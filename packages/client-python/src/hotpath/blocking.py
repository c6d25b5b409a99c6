"""The blocking client: what ``hotpath.aio`` has, for programs without an event loop of their own."""

import asyncio
import functools
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import (
    Any,
    Concatenate,
    Generic,
    Literal,
    ParamSpec,
    TypeVar,
    overload,
)

from . import aio
from .columns import ColumnBatch
from .commands import ProcessResult
from .generated import protocol
from .generated.protocol import Topic, Welcome
from .instruments import Instrument, Instruments
from .quotes import Quotes
from .runner import LoopRunner

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def _blocking(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate["Client", P], R]:
    """A method of the asynchronous client that waits for its end."""

    def call(self: "Client", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._runner.run(method(self._client, *args, **kwargs), self._client.pump)

    functools.update_wrapper(call, method)
    return call


class Subscription(Generic[T]):
    """The updates of a topic, for one ``for``. As :class:`hotpath.aio.Subscription`."""

    def __init__(self, runner: LoopRunner, inner: "aio.Subscription[T]") -> None:
        self._runner = runner
        self._inner = inner
        self._taken: deque[T] = deque()

    @property
    def gaps(self) -> int:
        """How often something was missed."""
        return self._inner.gaps

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        try:
            return self.next()
        except StopAsyncIteration:
            raise StopIteration from None

    def next(self, timeout: float | None = None) -> T:
        """The next update.

        Raises:
            TimeoutError: where none comes within so many seconds.
            StopAsyncIteration: where there will be no more.
        """
        if not self._taken:
            self._taken.extend(self._runner.run(self._wait(timeout)))
        return self._taken.popleft()

    def close(self) -> None:
        """Ends it."""
        self._runner.run(self._close())

    def __enter__(self) -> "Subscription[T]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _wait(self, timeout: float | None) -> list[T]:
        """The next update, and those that are there too."""
        inner = self._inner
        try:
            first = await (inner.__anext__() if timeout is None else asyncio.wait_for(inner.__anext__(), timeout))
        except asyncio.TimeoutError:
            raise TimeoutError(f"no update of {inner.topic} within {timeout:g} s") from None
        return [first, *(inner.take() for _ in range(inner.queued))]

    async def _close(self) -> None:
        self._inner.close()


class Client:
    """A connection to a gateway that is made again when it ends. Its methods may be called from any thread."""

    def __init__(self, url: str, token: str, **options: Any) -> None:
        """Comes in; options and errors are those of :meth:`hotpath.aio.Client.connect`."""
        self._runner = LoopRunner()
        try:
            self._client = self._runner.run(aio.Client.connect(url, token, **options))
        except BaseException:
            self._runner.close()
            raise

    process_market_data = _blocking(aio.Client.process_market_data)
    submit_order = _blocking(aio.Client.submit_order)
    replace_order = _blocking(aio.Client.replace_order)
    cancel_order = _blocking(aio.Client.cancel_order)
    mass_cancel = _blocking(aio.Client.mass_cancel)
    kill_switch = _blocking(aio.Client.kill_switch)
    set_risk_limits = _blocking(aio.Client.set_risk_limits)
    start_strategy = _blocking(aio.Client.start_strategy)
    stop_strategy = _blocking(aio.Client.stop_strategy)
    set_parameters = _blocking(aio.Client.set_parameters)
    query = _blocking(aio.Client.query)
    orders = _blocking(aio.Client.orders)
    fills = _blocking(aio.Client.fills)
    positions = _blocking(aio.Client.positions)
    strategies = _blocking(aio.Client.strategies)
    risk_limits = _blocking(aio.Client.risk_limits)
    statistics = _blocking(aio.Client.statistics)
    performance_stats = _blocking(aio.Client.performance_stats)
    cache_stats = _blocking(aio.Client.cache_stats)
    replay = _blocking(aio.Client.replay)
    request = _blocking(aio.Client.request)

    def process_many(
        self, batches: Iterable[Quotes], *, units: bool = False, answer: Literal["counts", "full"] = "counts"
    ) -> Iterator[ProcessResult]:
        """Gives the engine batch after batch, and yields what came of each, in their order: the next ones are made and sent
        while the engine works on those before. As :meth:`process_market_data` else."""
        results = self._client.process_many(batches, units=units, answer=answer)

        async def following() -> ProcessResult | None:
            async for result in results:
                return result
            return None

        while (result := self._runner.run(following(), self._client.pump)) is not None:
            yield result

    @property
    def welcome(self) -> Welcome:
        """What the gateway said when it last let the client in."""
        return self._client.welcome

    @property
    def instruments(self) -> Instruments:
        """The engine's instruments, by index; ``instruments.of("AAPL")`` finds one by its symbol."""
        return self._client.instruments

    @property
    def reconnects(self) -> int:
        """How often it has come in again."""
        return self._client.reconnects

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
    def subscribe(self, topic: Literal["signals"], **options: Any) -> Subscription[protocol.Signal]: ...
    @overload
    def subscribe(self, topic: Literal["orders"], **options: Any) -> Subscription[protocol.Order]: ...
    @overload
    def subscribe(self, topic: Literal["fills"], **options: Any) -> Subscription[protocol.Fill]: ...
    @overload
    def subscribe(self, topic: Topic, **options: Any) -> Subscription[Any]: ...

    def subscribe(self, topic: Topic, **options: Any) -> Subscription[Any]:
        """The updates of a topic; an iterator. Options are those of :meth:`hotpath.aio.Client.subscribe`."""

        async def subscribe() -> "aio.Subscription[Any]":
            return self._client.subscribe(topic, **options)

        return Subscription(self._runner, self._runner.run(subscribe()))

    def close(self) -> None:
        """Leaves."""
        if not self._runner.loop.is_closed():
            self._runner.run(self._client.close())
            self._runner.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


__all__ = ["Client", "Subscription"]
