"""One WebSocket connection on an event loop: the protocol of the package ``websockets`` over a plain transport."""

import asyncio
import os
import select
import socket
import ssl as tls
from collections.abc import Callable
from typing import Any, cast

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidURI, WebSocketException
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from .errors import ConnectionLost, InputError

SUBPROTOCOL = Subprotocol("hotpath.msgpack")
_MOST_BYTES = 1 << 26
_READ_BYTES = 1 << 18


class Wire(asyncio.Protocol):
    """A connection that hands each binary frame to ``on_frame``, and tells ``on_lost`` once when it has ended."""

    def __init__(self, uri: Any, on_frame: Callable[[bytes], None], on_lost: Callable[[], None]) -> None:
        self._protocol = ClientProtocol(uri, subprotocols=[SUBPROTOCOL], max_size=_MOST_BYTES)
        self._on_frame = on_frame
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._opened: "asyncio.Future[None]" = asyncio.get_running_loop().create_future()
        self._is_lost = False
        self._poll: Any = None
        self._file = -1
        self._writable = asyncio.Event()
        self._writable.set()

    @classmethod
    async def open(
        cls,
        url: str,
        on_frame: Callable[[bytes], None],
        on_lost: Callable[[], None],
        ssl: tls.SSLContext | None = None,
    ) -> "Wire":
        """Connects and shakes hands.

        Raises:
            InputError: for a URL that is none.
            ConnectionLost: where nobody listens, or somebody who does not speak WebSocket or refuses.
        """
        try:
            uri = parse_uri(url)
        except InvalidURI as error:
            raise InputError(f"got {url!r}; allowed: ws://… or wss://…", "url") from error
        loop = asyncio.get_running_loop()
        context = (ssl or tls.create_default_context()) if uri.secure else None
        name = uri.host if uri.secure else None
        wire: Wire | None = None
        try:
            _, wire = await loop.create_connection(
                lambda: cls(uri, on_frame, on_lost), uri.host, uri.port, ssl=context, server_hostname=name
            )
            await wire._opened
        except (OSError, WebSocketException, ConnectionLost) as error:
            if wire is not None:
                wire.abort()
            raise ConnectionLost(f"{url} cannot be reached: {error}") from error
        return wire

    def send(self, frame: bytes) -> None:
        """Sends a binary frame; one that comes after the end is dropped."""
        if self._is_lost or self._protocol.state is not State.OPEN:
            return
        self._protocol.send_binary(frame)
        self._flush()

    def pump(self, millis: int) -> bool:
        """Waits for what comes, outside of the event loop, and takes it in as the loop would.

        Returns:
            False where nothing came in time, or what came is for the loop: the end of the connection, or bytes of TLS.
        """
        if self._poll is None or not self._poll.poll(millis):
            return False
        try:
            data = os.read(self._file, _READ_BYTES)
        except OSError:
            return False
        if not data:
            return False
        self.data_received(data)
        return True

    async def drained(self) -> None:
        """Waits until what was sent has gone, as far as the system wants it."""
        await self._writable.wait()

    def close(self) -> None:
        """Says goodbye."""
        if self._is_lost:
            return
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(1000)
            self._flush()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Leaves without a word."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if transport.get_extra_info("ssl_object") is None and hasattr(select, "poll"):
                self._file = sock.fileno()
                self._poll = select.poll()
                self._poll.register(self._file, select.POLLIN)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        protocol = self._protocol
        protocol.receive_data(data)
        for event in protocol.events_received():
            if isinstance(event, Frame):
                self._frame(event)
            elif isinstance(event, Response):
                self._response()
        self._flush()
        if protocol.close_expected() and self._transport is not None:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_lost:
            return
        self._is_lost = True
        self._poll = None
        self._writable.set()
        if not self._opened.done():
            self._opened.set_exception(ConnectionLost(str(error or "the connection was ended")))
        elif self._opened.exception() is None:
            self._on_lost()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _response(self) -> None:
        if self._opened.done():
            return
        error = self._protocol.handshake_exc
        if error is None:
            self._opened.set_result(None)
        else:
            self._opened.set_exception(ConnectionLost(f"the handshake was refused: {error}"))

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.BINARY and frame.fin:
            self._on_frame(bytes(frame.data))
        elif frame.opcode in (Opcode.BINARY, Opcode.CONT):
            self._parts.append(bytes(frame.data))
            if frame.fin:
                whole = b"".join(self._parts)
                self._parts = []
                self._on_frame(whole)

    def _flush(self) -> None:
        transport = self._transport
        if transport is None:
            return
        for data in self._protocol.data_to_send():
            if data:
                transport.write(data)
            else:
                transport.write_eof() if transport.can_write_eof() else transport.close()
