"""Market data for the engine: quotes in the forms that people have them in, as columns of the protocol.

Prices and sizes become whole numbers in units of the instrument, exactly: a value with more decimals than the instrument
becomes NaN, which the engine rejects by its place, as it does the other faults of a quote.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .errors import InputError
from .instruments import Instruments, Number, text_of, units_of

if TYPE_CHECKING:
    import numpy as np

Row = Mapping[str, Any]
"""A quote: ``symbol_id``, ``bid_price``, ``ask_price``, ``bid_size``, ``ask_size``, ``timestamp`` (nanoseconds),
``venue_id`` and ``flags`` (both 0 if left out)."""
Quotes = Any
"""Quotes as maps, as a map of columns, as a NumPy structured array or as a pandas DataFrame."""

PRICES = ("bid_price", "ask_price")
SIZES = ("bid_size", "ask_size")
MOST_ROWS = 4096
"""Quotes of one message: what comes in at once is split, so that a frame stays below the gateway's bound."""
MOST_MAPS = 1024
"""The same of quotes that go as maps."""
FEW = 8
"""Up to so many quotes go as maps with text, which is the faster for a handful."""
_WIRE = {
    "symbol_id": "symbolId",
    "bid_price": "bidPrice",
    "ask_price": "askPrice",
    "bid_size": "bidSize",
    "ask_size": "askSize",
}
# Decimals of at most 15 digits are told apart by their doubles.
_SURE_LENGTH = 16

try:
    import numpy
except ImportError:  # pragma: no cover - one of the two in each environment
    numpy = None  # type: ignore[assignment]


def requests_of(quotes: Quotes, instruments: Instruments, units: bool = False) -> Iterator[dict[str, Any]]:
    """The messages that carry quotes, in their order, without ``id`` and ``answer``. Rows are read as the messages are asked
    for, so that the engine works on some while others are made.

    Args:
        units: whether prices and sizes are whole numbers in the instruments' units already.

    Raises:
        InputError: for what is no quotes, or lacks a column.
    """
    if hasattr(quotes, "to_dict") and hasattr(quotes, "columns"):
        quotes = {str(name): quotes[name].to_numpy() for name in quotes.columns}
    names = getattr(getattr(quotes, "dtype", None), "names", None)
    if names is not None:
        quotes = {name: quotes[name] for name in names}
    if isinstance(quotes, Mapping):
        yield from _split(_columns_of_columns(quotes, instruments, units))
        return
    if not isinstance(quotes, Sequence) or isinstance(quotes, (str, bytes)):
        raise InputError(f"got {type(quotes).__name__}; allowed: quotes, or columns of them", "quotes")
    start = 0
    while start < len(quotes):
        rows = quotes if start == 0 and len(quotes) <= MOST_ROWS else quotes[start : start + MOST_ROWS]
        try:
            has_flags = any(_optional(rows, "flags"))
        except (AttributeError, TypeError):
            raise InputError("each quote is a map", "quotes") from None
        if not units and (len(rows) <= FEW or has_flags):
            rows = rows[:MOST_MAPS]
            yield {"type": "marketData", "quotes": _maps(rows, start)}
        else:
            yield from _split(_columns_of_rows(rows, instruments, units, start))
        start += len(rows)


def _maps(rows: Sequence[Row], start: int) -> list[dict[str, Any]]:
    quotes = []
    for index, row in enumerate(rows, start):
        try:
            quote: dict[str, Any] = {
                "symbolId": row["symbol_id"],
                "bidPrice": text_of(row["bid_price"]),
                "askPrice": text_of(row["ask_price"]),
                "bidSize": text_of(row["bid_size"]),
                "askSize": text_of(row["ask_size"]),
                "timestamp": row["timestamp"],
            }
        except KeyError as error:
            raise InputError("is missing", f"quotes[{index}].{error.args[0]}") from None
        venue, flags = row.get("venue_id"), row.get("flags")
        if venue:
            quote["venueId"] = venue
        if flags:
            quote["flags"] = flags
        quotes.append(quote)
    return quotes


def _columns_of_rows(rows: Sequence[Row], instruments: Instruments, units: bool, start: int) -> "_Columns":
    try:
        given = {name: list(map(itemgetter(name), rows)) for name in (*_WIRE, "timestamp")}
    except KeyError as error:
        index = next(i for i, row in enumerate(rows, start) if error.args[0] not in row)
        raise InputError("is missing", f"quotes[{index}].{error.args[0]}") from None
    venues = _optional(rows, "venue_id")
    if any(venues):
        given["venue_id"] = venues
    return _columns_of_columns(given, instruments, units)


def _optional(rows: Sequence[Row], name: str) -> list[Any]:
    """A column of which rows may say nothing: mostly all of them have it, or none."""
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name, 0) for row in rows]


class _Columns:
    """Columns as bytes, and how many rows they have."""

    def __init__(self, count: int, columns: dict[str, memoryview], widths: dict[str, int]) -> None:
        self.count = count
        self.columns = columns
        self.widths = widths


def _split(columns: _Columns) -> Iterator[dict[str, Any]]:
    for start in range(0, columns.count, MOST_ROWS):
        count = min(MOST_ROWS, columns.count - start)
        message: dict[str, Any] = {"type": "marketColumns", "count": count}
        for name, data in columns.columns.items():
            width = columns.widths[name]
            message[name] = data[start * width : (start + count) * width]
        yield message


def _columns_of_columns(given: Mapping[str, Any], instruments: Instruments, units: bool) -> _Columns:
    for name in (*_WIRE, "timestamp"):
        if name not in given:
            raise InputError("is missing", f"quotes.{name}")
    count = len(given["symbol_id"])
    for name in (*_WIRE, "timestamp", "venue_id"):
        if name in given and len(given[name]) != count:
            raise InputError(f"has {len(given[name])} elements where symbol_id has {count}", f"quotes.{name}")
    build: Callable[..., dict[str, Any]] = _with_arrays if numpy is None else _with_numpy
    try:
        made = build(given, instruments, units)
    except (OverflowError, ValueError, TypeError) as error:
        raise InputError(f"a column cannot be read: {error}", "quotes") from error
    views = {name: memoryview(column).cast("B") for name, column in made.items()}
    return _Columns(count, views, {name: 8 if name not in ("symbolId", "venueId") else 4 for name in made})


def _with_arrays(given: Mapping[str, Any], instruments: Instruments, units: bool) -> dict[str, Any]:
    ids = array("i", given["symbol_id"])
    made: dict[str, Any] = {"symbolId": ids}
    known = instruments.by_id
    for names, decimals in ((PRICES, "price_decimals"), (SIZES, "size_decimals")):
        places = [getattr(known[i], decimals) if i in known else 0 for i in ids]
        for name in names:
            if units:
                made[_WIRE[name]] = array("d", given[name])
            else:
                made[_WIRE[name]] = array("d", map(_units_or_nan, given[name], places))
    made["timestamp"] = array("q", given["timestamp"])
    if "venue_id" in given:
        made["venueId"] = array("i", given["venue_id"])
    return made


def _units_or_nan(value: Number, decimals: int) -> float:
    try:
        return units_of(value, decimals, "")
    except InputError:
        return float("nan")


def _with_numpy(given: Mapping[str, Any], instruments: Instruments, units: bool) -> dict[str, Any]:
    ids = numpy.ascontiguousarray(given["symbol_id"], dtype="<i4")
    made: dict[str, Any] = {"symbolId": ids}
    for names, decimals in ((PRICES, "price_decimals"), (SIZES, "size_decimals")):
        scale = None if units else _scales(ids, instruments, decimals)
        for name in names:
            if scale is None:
                column: Any = numpy.ascontiguousarray(given[name], dtype="<f8")
            else:
                column = _scaled(given[name], scale)
            made[_WIRE[name]] = column
    made["timestamp"] = _times(given["timestamp"])
    if "venue_id" in given:
        made["venueId"] = numpy.ascontiguousarray(given["venue_id"], dtype="<i4")
    return made


def _times(column: Any) -> "np.ndarray[Any, Any]":
    """Times as nanoseconds; NumPy's and pandas' own kinds of time have them exactly too, a float has not."""
    if not isinstance(column, numpy.ndarray):
        return numpy.frombuffer(array("q", column), dtype="<i8")
    if column.dtype.kind == "M":
        column = column.astype("datetime64[ns]").view("<i8")
    elif column.dtype.kind not in "iu":
        raise TypeError(f"timestamp: {column.dtype}; allowed: nanoseconds as integers, or datetime64")
    return numpy.ascontiguousarray(column, dtype="<i8")


def _scales(ids: "np.ndarray[Any, Any]", instruments: Instruments, decimals: str) -> Any:
    """10^decimals of each row's instrument, one number where all have the same."""
    found = {each: getattr(known, decimals) for each, known in instruments.by_id.items()}
    if len(set(found.values())) == 1:
        return 10.0 ** next(iter(found.values()))
    scale = numpy.ones(len(ids))
    for each, places in found.items():
        scale[ids == each] = 10.0**places
    return scale


def _scaled(column: Any, scale: Any) -> "np.ndarray[Any, Any]":
    """A column of decimals in units.

    A double is multiplied, rounded and divided again: correctly rounded division gives the same double only where the
    decimal was a whole number of units. Texts go the same way where they are short enough to be told apart by their
    doubles; what is longer, and Decimals, are read one by one.
    """
    if isinstance(column, numpy.ndarray) and column.dtype.kind in "fiu":
        values = column.astype("<f8")
    else:
        read = _plain(column)
        if read is None:
            return _one_by_one(column, scale)
        values = read
    rounded: "np.ndarray[Any, Any]" = numpy.rint(values * scale)
    is_exact = (rounded / scale == values) & (numpy.abs(rounded) < 1e15)
    if not is_exact.all():
        slow = numpy.flatnonzero(~is_exact)
        rounded[slow] = _one_by_one([column[i] for i in slow], scale if numpy.isscalar(scale) else scale[slow])
    return rounded


def _plain(column: Any) -> "np.ndarray[Any, Any] | None":
    """The doubles of a list of short texts, each of digits alone with a point and a sign; None for anything else."""
    if not isinstance(column, list):
        return None
    try:
        joined = "".join(column)
        if not joined.isascii() or joined.encode().translate(None, b"0123456789.-"):
            return None
        if max(map(len, column), default=0) > _SURE_LENGTH:
            return None
        return numpy.fromiter(map(float, column), dtype="<f8", count=len(column))
    except (TypeError, ValueError):
        return None


def _one_by_one(column: Iterable[Any], scale: Any) -> "np.ndarray[Any, Any]":
    column = [each.item() if isinstance(each, numpy.generic) else each for each in column]
    scales = [scale] * len(column) if numpy.isscalar(scale) else scale
    places = [round(float(numpy.log10(each))) for each in scales]
    return numpy.array([_units_or_nan(each, place) for each, place in zip(column, places, strict=False)], dtype="<f8")


__all__ = ["MOST_ROWS", "Decimal", "Quotes", "Row", "requests_of"]
