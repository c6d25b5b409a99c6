"""Runs a strategy against an engine that trades by itself."""

import os
import time
from typing import Any

from .driver import Driver
from .engine import TradingEngine
from .strategy import Strategy

_LOOK_SECONDS = 0.5


def run(
    strategy: Strategy,
    url: str | None = None,
    token: str | None = None,
    *,
    duration: float | None = None,
    **options: Any,
) -> Driver:
    """Runs a strategy until it stops itself, ``duration`` seconds have passed, or Ctrl-C is pressed.

    Each handler's topic is subscribed to; quotes are conflated while the strategy is busy, all else comes one by one and
    goes on after a reconnect. Its orders pass the engine's risk gate. They stay when it ends, unless ``on_stop`` cancels.

    Args:
        strategy: what decides.
        url: of an engine that ``hotpath serve`` has started; default ``HOTPATH_URL``, else one on the simulated exchange
            of ``hotpath serve`` is started for this run.
        token: default ``HOTPATH_TOKEN``.
        options: as of :class:`TradingEngine`.

    Returns:
        the driver, with ``fills``, ``orders`` and the ``merged.gaps`` that there were.
    """
    if url is None and "HOTPATH_URL" not in os.environ:
        options.setdefault("arguments", ("--feed", "demo", "--no-strategy"))
    with TradingEngine(url, token, **options) as client:
        driver = Driver(strategy, client, strategy.topics())
        driver.start()
        end = None if duration is None else time.monotonic() + duration
        try:
            while not driver.is_stopped and (end is None or time.monotonic() < end):
                driver.tell(client._runner.run(driver.merged.wait(_LOOK_SECONDS)))
        except KeyboardInterrupt:
            pass
        finally:
            driver.finish()
        return driver
