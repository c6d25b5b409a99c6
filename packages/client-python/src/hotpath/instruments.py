"""Instruments, and their prices and sizes as decimals."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import overload

from .check import MOST
from .errors import InputError
from .generated.protocol import InstrumentInfo

Number = str | int | Decimal | float
"""A price or a size of people: exact where it is no float; a float is read as Python prints it."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\Z")


class Instrument:
    """An instrument. On the wire its prices and sizes are whole numbers of its units; here they become decimals."""

    __slots__ = ("_price", "_size", "currency", "id", "index", "price_decimals", "size_decimals", "symbol")

    index: int
    """Its place among the engine's instruments, as in ``quote.instrument``."""
    id: int
    """Its number in market data, ``symbol_id``."""
    symbol: str
    price_decimals: int
    size_decimals: int
    currency: str

    def __init__(self, index: int, info: InstrumentInfo) -> None:
        self.index = index
        self.id = info.id
        self.symbol = info.symbol
        self.price_decimals = info.price_decimals
        self.size_decimals = info.size_decimals
        self.currency = info.currency
        self._price = Decimal(1).scaleb(-info.price_decimals)
        self._size = Decimal(1).scaleb(-info.size_decimals)

    def price(self, units: int) -> Decimal:
        """A price in units as a decimal: 10005 of an instrument with two decimals is ``Decimal("100.05")``."""
        return int(units) * self._price

    def size(self, units: int) -> Decimal:
        """A size in units as a decimal."""
        return int(units) * self._size

    def price_units(self, price: Number) -> int:
        """A price in units. Raises InputError where it has more decimals than the instrument."""
        return units_of(price, self.price_decimals, "price")

    def size_units(self, size: Number) -> int:
        """A size in units. Raises InputError where it has more decimals than the instrument."""
        return units_of(size, self.size_decimals, "size")

    def __repr__(self) -> str:
        return f"Instrument({self.symbol!r}, id={self.id}, index={self.index})"


def units_of(value: Number, decimals: int, path: str) -> int:
    """A decimal as a whole number of 10^-decimals, exactly.

    Raises:
        InputError: for what is no number, has more decimals, or is beyond 2^53.
    """
    if isinstance(value, str) and _DECIMAL.match(value) is None:
        raise InputError(f"got {value!r}; allowed: a decimal", path)
    try:
        exact = Decimal(repr(value) if isinstance(value, float) else value)
        scaled = exact.scaleb(decimals)
        units = int(scaled)
    except (ArithmeticError, ValueError, TypeError):
        raise InputError(f"got {value!r}; allowed: a decimal", path) from None
    if scaled != units:
        raise InputError(f"got {value!r}; allowed: at most {decimals} decimals", path)
    if abs(units) > MOST:
        raise InputError(f"got {value!r}; allowed: at most {MOST} units of 10^-{decimals}", path)
    return units


def text_of(value: Number) -> str:
    """A decimal as text without an exponent, as the protocol wants it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        value = Decimal(repr(value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class Instruments(Sequence[Instrument]):
    """All instruments of an engine, by their index; :meth:`of` finds one by its symbol."""

    def __init__(self, infos: Iterable[InstrumentInfo]) -> None:
        self._list = [Instrument(index, info) for index, info in enumerate(infos)]
        self._by_symbol: Mapping[str, Instrument] = {each.symbol: each for each in self._list}
        self.by_id: Mapping[int, Instrument] = {each.id: each for each in self._list}
        """By their number in market data."""

    def of(self, instrument: str | int | Instrument) -> Instrument:
        """The instrument of a symbol, or of an index."""
        if isinstance(instrument, Instrument):
            return instrument
        if isinstance(instrument, str):
            found = self._by_symbol.get(instrument)
        else:
            found = self._list[instrument] if 0 <= instrument < len(self._list) else None
        if found is None:
            raise InputError(f"got {instrument!r}; allowed: {', '.join(self._by_symbol)}", "instrument")
        return found

    @overload
    def __getitem__(self, index: int) -> Instrument: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Instrument]: ...
    def __getitem__(self, index: int | slice) -> Instrument | Sequence[Instrument]:
        return self._list[index]

    def __len__(self) -> int:
        return len(self._list)

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self._list)
