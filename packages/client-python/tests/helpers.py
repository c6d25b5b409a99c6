"""What the tests share beside fixtures."""

import contextlib
import os
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
COMMAND = str(ROOT / "hotpath")
START = 1_700_000_000_000_000_000


class Clock:
    """Times that only rise, for engines that several tests feed."""

    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> int:
        self._now += 1_000_000
        return self._now


def quote(time: int, bid: str = "100.00", ask: str = "100.02", size: str = "1000", symbol: int = 1) -> dict[str, Any]:
    return {
        "symbol_id": symbol,
        "bid_price": bid,
        "ask_price": ask,
        "bid_size": size,
        "ask_size": size,
        "timestamp": time,
        "venue_id": 0,
        "flags": 0,
    }


class Wire:
    """A wire to a server, which can be cut and mended."""

    def __init__(self, url: str) -> None:
        host, port = url.split("//")[1].rstrip("/").split(":")
        self._target = (host, int(port))
        self._is_up = True
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        self.url = f"ws://127.0.0.1:{self._server.getsockname()[1]}"

    def cut(self) -> None:
        self._is_up = False
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for each in pair:
                _shut(each)

    def mend(self) -> None:
        self._is_up = True

    def close(self) -> None:
        self.cut()
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                inner, _ = self._server.accept()
            except OSError:
                return
            if not self._is_up:
                inner.close()
                continue
            try:
                outer = socket.create_connection(self._target)
            except OSError:
                inner.close()
                continue
            self._pairs.append((inner, outer))
            for source, sink in ((inner, outer), (outer, inner)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        _shut(source)
        _shut(sink)


def _shut(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


def bun(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Runs the repository's Bun in the package's folder."""
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.run(
        [COMMAND, "bun", *arguments],
        cwd=PACKAGE,
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
        **options,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
