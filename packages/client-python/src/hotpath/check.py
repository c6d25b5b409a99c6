"""Holds messages of a client against the schema before they are sent, as the gateway does when they come in."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from .errors import InputError
from .generated.protocol import CLIENT_MESSAGES, SCHEMA, Kind

Fault = tuple[str, str] | None

MOST = 2**53 - 1


def _is_integer(value: Any) -> bool:
    if type(value) is int:
        return -MOST <= value <= MOST
    return type(value) is float and value.is_integer() and abs(value) <= MOST


_FITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "boolean": (lambda v: type(v) is bool, "True, False"),
    "integer": (_is_integer, f"an integer of at most {MOST}"),
    "number": (lambda v: type(v) in (int, float) and not math.isnan(v), "a number"),
    "text": (lambda v: isinstance(v, str), "a text"),
    "time": (lambda v: type(v) is int, "nanoseconds since the Unix epoch, as an int"),
    "bytes": (lambda v: isinstance(v, (bytes, bytearray, memoryview)), "bytes"),
    "json": (lambda v: True, "any value"),
}


def check_client(message: Mapping[str, Any]) -> None:
    """Lets a message of a client pass.

    Raises:
        InputError: naming the field that is wrong, and what is allowed there.
    """
    kind = message.get("type")
    if kind not in CLIENT_MESSAGES:
        raise InputError(f"got {kind!r}; allowed: {', '.join(sorted(CLIENT_MESSAGES))}", "type")
    fault = _fields(kind, message)
    if fault is not None:
        raise InputError(fault[1], fault[0])


def _fields(name: str, value: Any) -> Fault:
    if not isinstance(value, Mapping):
        return "", f"got {_shown(value)}; allowed: a map"
    for field, kind, is_needed in SCHEMA[name]:
        item = value.get(field)
        if item is None:
            if is_needed:
                return field, "is missing"
            continue
        fault = _check(kind, item)
        if fault is not None:
            return _joined(field, fault[0]), fault[1]
    return None


def _check(kind: Kind, value: Any) -> Fault:
    if isinstance(kind, str):
        fits, allowed = _FITS[kind]
        return None if fits(value) else ("", f"got {_shown(value)}; allowed: {allowed}")
    what, of = kind
    if what == "oneOf":
        is_fit = isinstance(value, str) and value in of
        return None if is_fit else ("", f"got {_shown(value)}; allowed: {', '.join(of)}")
    if what == "record":
        return _fields(of, value)
    if what == "map":
        if not isinstance(value, Mapping):
            return "", f"got {_shown(value)}; allowed: a map"
        entries: Any = value.items()
    else:
        if not isinstance(value, (list, tuple)):
            return "", f"got {_shown(value)}; allowed: a list"
        entries = ((f"[{i}]", item) for i, item in enumerate(value))
    for name, item in entries:
        fault = _check(of, item)
        if fault is not None:
            return _joined(name, fault[0]), fault[1]
    return None


def _joined(name: str, rest: str) -> str:
    return f"{name}{rest}" if rest == "" or rest.startswith("[") else f"{name}.{rest}"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else f"{value[:40]}…")
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, (list, tuple)):
        return "a list"
    return repr(value)[:40]
