"""An engine as a process of one's own."""

import contextlib
import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from queue import Empty, Queue
from typing import Any

from .errors import EngineNotFound
from .finder import find_engine

_FAREWELL_SECONDS = 10.0


class EngineProcess:
    """``hotpath serve`` as a child. It ends with its standard input, and so with this process, however that ends."""

    def __init__(
        self,
        arguments: Sequence[str] = ("--feed", "client"),
        *,
        command: str | None = None,
        port: int = 0,
        token: str | None = None,
        timeout: float = 120.0,
    ) -> None:
        """Starts it and waits until it listens.

        Args:
            arguments: of ``hotpath serve``, beside those for the port and the conversation with this process.
            command: the ``hotpath`` command; found by :func:`find_engine` if left out.
            port: 0 for any that is free.
            token: of those in ``--tokens``, where the arguments name such a file; else it makes its own.
            timeout: seconds; the first start of a checkout installs its dependencies.

        Raises:
            EngineNotFound: where there is no command, or it does not start; with what it said.
        """
        self._command = command or find_engine()
        whole = [
            self._command,
            "serve",
            "--port",
            str(port),
            "--ready-json",
            "--exit-with-stdin",
            "--quiet",
            *arguments,
        ]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the process
        try:
            self._child = subprocess.Popen(
                whole, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=dict(os.environ)
            )
        except OSError as error:
            raise EngineNotFound(f"{self._command} cannot be run: {error}") from error
        self._lines: "Queue[bytes | None]" = Queue()
        threading.Thread(target=self._read, name="hotpath-engine", daemon=True).start()
        try:
            self.ready = self._wait(timeout)
        except BaseException:
            self.close()
            raise
        self.url: str = self.ready["url"]
        """Where it listens, ``ws://127.0.0.1:…``."""
        self.token: str = token or self.ready["token"]

    @property
    def pid(self) -> int:
        """The child's number."""
        return self._child.pid

    def kill(self) -> None:
        """Ends it as a crash would."""
        self._child.kill()
        self._child.wait()

    def close(self) -> None:
        """Has it end, and waits until it has."""
        if self._child.stdin is not None and not self._child.stdin.closed:
            with contextlib.suppress(OSError):
                self._child.stdin.close()
        try:
            self._child.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if not self._errors.closed:
            self._errors.close()

    def __enter__(self) -> "EngineProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        with self._child.stdout or open(os.devnull, "rb") as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def _wait(self, timeout: float) -> dict[str, Any]:
        end = time.monotonic() + timeout
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                raise EngineNotFound(
                    f"{self._command} serve does not listen after {timeout:g} s.{self._said()}"
                ) from None
            if line is None:
                status = self._child.wait()
                raise EngineNotFound(f"{self._command} serve ended with status {status}.{self._said()}")
            try:
                ready = json.loads(line)
            except ValueError:
                continue
            if isinstance(ready, dict) and "url" in ready:
                return ready

    def _said(self) -> str:
        """The end of what it wrote to its standard error."""
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return f" It said:\n{text[-2000:]}" if text else ""
