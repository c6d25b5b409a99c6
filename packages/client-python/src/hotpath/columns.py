"""Batches of updates as columns: views of the bytes that came, without a copy."""

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .errors import ProtocolError
from .generated.protocol import SCHEMA
from .naming import snake

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COLUMN_TOPICS: Mapping[str, str] = {"quotes": "quote", "trades": "trade", "bars": "bar"}
"""Topics whose updates can come as columns, and the message whose fields they have."""

# Format of `struct`, dtype of NumPy and bytes of a number.
_KINDS: Mapping[str, tuple[str, str, int]] = {
    "float64": ("d", "<f8", 8),
    "int32": ("i", "<i4", 4),
    "uint16": ("H", "<u2", 2),
    "uint8": ("B", "<u1", 1),
}


def _layout(message: str) -> dict[str, str]:
    """What each column of a message holds, as the protocol says: words are uint8, what is the message's own float64."""
    kinds = {"sequence": "float64", "micros": "float64", "nanos": "uint16", "instrument": "int32"}
    names = [name for name, _, _ in SCHEMA[message]]
    for name, kind, _ in SCHEMA[message][names.index("instrument") + 1 :]:
        kinds[name] = "uint8" if isinstance(kind, tuple) else "float64"
    return kinds


_LAYOUTS = {topic: _layout(message) for topic, message in COLUMN_TOPICS.items()}


class ColumnBatch(Mapping[str, Any]):
    """Updates of ``quotes``, ``trades`` or ``bars``, a column each field, by names such as ``bid_price``.

    Prices and sizes are whole numbers in units of the instrument, as float64. A column is a NumPy array where NumPy is
    installed and a memoryview where not; both read the bytes as they came. ``times()`` joins ``micros`` and ``nanos``.
    """

    __slots__ = ("_bytes", "_count", "number", "topic")

    topic: str
    number: int
    """That of the first update in the subscription; the others follow without a gap."""

    def __init__(self, topic: str, number: int, count: int, columns: Mapping[str, bytes]) -> None:
        self.topic = topic
        self.number = number
        self._count = count
        self._bytes: dict[str, memoryview] = {}
        for name, kind in _LAYOUTS[topic].items():
            data = columns.get(name)
            wanted = count * _KINDS[kind][2]
            if data is None or len(data) != wanted:
                raise ProtocolError(f"{wanted} bytes are needed", f"columns.{name}")
            self._bytes[snake(name)] = memoryview(data)

    @property
    def count(self) -> int:
        """How many updates."""
        return self._count

    def __getitem__(self, name: str) -> Any:
        data = self._bytes[name]
        form, dtype, _ = self._kind(name)
        if "numpy" in sys.modules or _has_numpy():
            import numpy as np

            return np.frombuffer(data, dtype=dtype)
        return data.cast("B").cast(form)  # type: ignore[call-overload]

    def __iter__(self) -> Iterator[str]:
        return iter(self._bytes)

    def __len__(self) -> int:
        """How many columns; :attr:`count` is how many updates."""
        return len(self._bytes)

    def numpy(self) -> "dict[str, np.ndarray[Any, Any]]":
        """All columns as NumPy arrays that view the bytes as they came; they cannot be written to."""
        import numpy as np

        return {name: np.frombuffer(data, dtype=self._kind(name)[1]) for name, data in self._bytes.items()}

    def times(self) -> "np.ndarray[Any, Any]":
        """Event times in nanoseconds since the Unix epoch, as int64: a new array."""
        columns = self.numpy()
        times: "np.ndarray[Any, Any]" = columns["micros"].astype("<i8") * 1000 + columns["nanos"]
        return times

    def pandas(self) -> "pd.DataFrame":
        """A DataFrame whose index is the event time."""
        import pandas as pd

        columns = self.numpy()
        index = pd.to_datetime(self.times(), unit="ns", utc=True)
        rest = {name: column for name, column in columns.items() if name not in ("micros", "nanos")}
        return pd.DataFrame(rest, index=index)

    def last(self) -> tuple[int, int]:
        """The sequence of the last update, and how many updates at the end have it."""
        sequences = self._sequences()
        last = sequences[self._count - 1]
        same = 1
        while same < self._count and sequences[self._count - 1 - same] == last:
            same += 1
        return int(last), same

    def without(self, sequence: int, most: int) -> "tuple[ColumnBatch, int]":
        """What is left without up to ``most`` updates of that sequence at its beginning, and how many those were."""
        sequences = self._sequences()
        dropped = 0
        while dropped < min(most, self._count) and sequences[dropped] == sequence:
            dropped += 1
        if dropped == 0:
            return self, 0
        batch = object.__new__(ColumnBatch)
        batch.topic = self.topic
        batch.number = self.number + dropped
        batch._count = self._count - dropped
        batch._bytes = {name: data[dropped * self._kind(name)[2] :] for name, data in self._bytes.items()}
        return batch, dropped

    def _sequences(self) -> "memoryview[float]":
        return self._bytes["sequence"].cast("B").cast("d")

    def _kind(self, name: str) -> tuple[str, str, int]:
        return _KINDS[_SNAKE_LAYOUTS[self.topic][name]]


_SNAKE_LAYOUTS = {topic: {snake(name): kind for name, kind in layout.items()} for topic, layout in _LAYOUTS.items()}


def _has_numpy() -> bool:
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True
