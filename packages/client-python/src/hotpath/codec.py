"""Frames of the protocol: MessagePack, with times as exact nanoseconds."""

from collections.abc import Callable, Mapping
from typing import Any

import msgpack

from .errors import ProtocolError
from .generated.protocol import SCHEMA, Kind

Message = dict[str, Any]

_MOST_BYTES = 1 << 28
_NIL = b"\xc0"


class Reader:
    """Reads the messages of frames. Times are integers: nanoseconds since the Unix epoch."""

    def __init__(self) -> None:
        self._unpacker = _unpacker()

    def read(self, frame: bytes) -> list[Message]:
        """All messages of a frame.

        Raises:
            ProtocolError: for bytes that are no MessagePack, break off, or hold something else than maps.
        """
        unpacker = self._unpacker
        try:
            unpacker.feed(frame)
            # A message that breaks off would swallow what comes after it.
            unpacker.feed(_NIL)
            messages: list[Any] = list(unpacker)
        except Exception as error:
            self._unpacker = _unpacker()
            raise ProtocolError(f"frame: {error or type(error).__name__}") from error
        if not messages or messages.pop() is not None:
            self._unpacker = _unpacker()
            raise ProtocolError("frame: breaks off")
        for message in messages:
            if type(message) is not dict or type(message.get("type")) is not str:
                raise ProtocolError("frame: a message is a map with a `type`")
        return messages


def _unpacker() -> Any:
    return msgpack.Unpacker(timestamp=2, raw=False, max_buffer_size=_MOST_BYTES)


_pack: Callable[[Any], bytes] = msgpack.Packer(use_bin_type=True).pack


def encode(message: Mapping[str, Any]) -> bytes:
    """A message of a client as the bytes of a frame. Times are nanoseconds."""
    convert = _WITH_TIMES.get(message["type"])
    return _pack(message if convert is None else convert(message))


def _has_time(kind: Kind) -> bool:
    if isinstance(kind, str):
        return kind == "time"
    what, of = kind
    if what == "record":
        return any(_has_time(each) for _, each, _ in SCHEMA[of])
    return what != "oneOf" and _has_time(of)


def _converter(kind: Kind) -> Callable[[Any], Any]:
    if kind == "time":
        return lambda value: msgpack.Timestamp.from_unix_nano(value)
    what, of = kind
    if what == "record":
        return _map_converter(of)
    convert = _converter(of)
    if what == "map":
        return lambda value: {name: convert(item) for name, item in value.items()}
    return lambda value: [convert(item) for item in value]


def _map_converter(name: str) -> Callable[[Any], Any]:
    fields = {field: _converter(kind) for field, kind, _ in SCHEMA[name] if _has_time(kind)}

    def convert(value: Mapping[str, Any]) -> Mapping[str, Any]:
        changed = dict(value)
        for field, each in fields.items():
            if field in changed:
                changed[field] = each(changed[field])
        return changed

    return convert


_WITH_TIMES: Mapping[str, Callable[[Any], Any]] = {
    name: _map_converter(name) for name, fields in SCHEMA.items() if any(_has_time(kind) for _, kind, _ in fields)
}
