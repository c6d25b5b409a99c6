"""A trading engine as an object: a process of one's own, or one that runs already."""

import atexit
import os
import weakref
from collections.abc import Sequence
from typing import Any

from .blocking import Client
from .errors import ConnectionLost, EngineNotFound
from .process import EngineProcess


class TradingEngine(Client):
    """A trading engine.

        engine = hotpath.TradingEngine()
        result = engine.process_market_data([{"symbol_id": 1, "bid_price": "100.05", ...}])
        print(result.signals, result.orders, result.processing_time_us)

    It connects to ``url`` or ``HOTPATH_URL`` where there is one; else it finds ``hotpath`` (``HOTPATH_BIN``, ``PATH``, a
    checkout), starts ``hotpath serve --feed client``, to which all market data comes from here, and ends it when it is
    closed or when Python ends.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        command: str | None = None,
        arguments: Sequence[str] = ("--feed", "client"),
        **options: Any,
    ) -> None:
        """
        Args:
            url: of an engine that runs; default ``HOTPATH_URL``.
            token: default ``HOTPATH_TOKEN``.
            command: the ``hotpath`` command, where it is not to be found.
            arguments: of ``hotpath serve``, where one is started.
            options: as of :meth:`hotpath.aio.Client.connect`.

        Raises:
            EngineNotFound: where there is none; the message says what to do.
        """
        url = url or os.environ.get("HOTPATH_URL")
        self.process: EngineProcess | None = None
        """The engine's process, where this object has started it."""
        if url is not None:
            token = token or os.environ.get("HOTPATH_TOKEN") or ""
            options.setdefault("wait", False)
            try:
                super().__init__(url, token, **options)
            except ConnectionLost as error:
                raise EngineNotFound(
                    f"no engine answers at {url}: {error}.\nStart one with `hotpath serve`, or leave HOTPATH_URL unset to "
                    f"have one started."
                ) from error
            return
        process = EngineProcess(arguments, command=command, token=token)
        try:
            super().__init__(process.url, process.token, **options)
        except BaseException:
            process.close()
            raise
        self.process = process
        atexit.register(_close, weakref.ref(self))

    def close(self) -> None:
        """Leaves, and ends the engine where this object has started it."""
        super().close()
        if self.process is not None:
            self.process.close()

    def __enter__(self) -> "TradingEngine":
        return self


def _close(engine: "weakref.ref[TradingEngine]") -> None:
    alive = engine()
    if alive is not None:
        alive.close()
