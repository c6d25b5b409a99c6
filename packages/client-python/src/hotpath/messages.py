"""Makes the classes of ``generated.protocol`` of messages as they come."""

from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

from .errors import ProtocolError
from .generated.protocol import CLASSES, SCHEMA, Kind

Maker = Callable[[Mapping[str, Any]], Any]


def _nested(kind: Kind) -> Any:
    """What makes the value of a field that holds records; None where it is taken as it is."""
    if isinstance(kind, str) or kind[0] in ("oneOf", "map"):
        return None
    what, of = kind
    if what == "record":
        return _makers[of]
    make = _nested(of)
    return None if make is None else lambda items: [make(item) for item in items]


def _maker(name: str) -> Maker:
    cls = CLASSES[name]
    rows = SCHEMA[name]
    assert len(dataclass_fields(cls)) == len(rows)
    needed: tuple[str, ...] = tuple(field for field, _, is_needed in rows if is_needed)
    names: list[str] = [field for field, _, _ in rows]
    special: dict[int, Any] = {}
    for place, (_, kind, _) in enumerate(rows):
        make = _nested(kind)
        if make is not None:
            special[place] = make

    def of(message: Mapping[str, Any]) -> Any:
        get = message.get
        values = [get(each) for each in names]
        if None in values:
            for each in needed:
                if get(each) is None:
                    raise ProtocolError("is missing", f"{name}.{each}")
        for place, make in special.items():
            if values[place] is not None:
                values[place] = make(values[place])
        return cls(*values)

    return of


class _Makers(dict[str, Maker]):
    def __missing__(self, name: str) -> Maker:
        made = self[name] = _maker(name)
        return made


_makers = _Makers()


def make(name: str, message: Mapping[str, Any]) -> Any:
    """The object of a message or record of a server. Fields that are not known are passed over.

    Raises:
        ProtocolError: where a field that is needed is missing.
    """
    return _makers[name](message)
