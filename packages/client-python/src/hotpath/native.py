"""The C library of kernels that @hotpath/native builds, through ``ctypes``.

No kernel is called before lengths, types and overlaps are true: what a caller brings becomes a :class:`Vector` first.
"""

import ctypes
import os
import platform
import sys
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from .errors import InputError, NativeUnavailable
from .generated.kernels import ABI, ISAS, KERNELS, NARROW, RISK_KERNELS, Signature

try:
    import numpy
except ImportError:  # pragma: no cover - one of the two in each environment
    numpy = None  # type: ignore[assignment]

Values = Any
"""Numbers as callers bring them: a NumPy array, ``array('d')``, another buffer of doubles, or a sequence of floats."""
Result = Any
"""Numbers as they are given back: a NumPy array where NumPy is installed, else ``array('d')``."""

MOST = 2**31 - 1
_CTYPES: dict[str, Any] = {
    "buffer": ctypes.c_void_p,
    "i32": ctypes.c_int32,
    "u32": ctypes.c_uint32,
    "f64": ctypes.c_double,
    "void": None,
}
_FIX = """Do one of these:
  - build it: `bun run build:native` in packages/native of a checkout (`./hotpath` does it wherever it finds a C compiler),
    and run from within the checkout
  - set HOTPATH_NATIVE_LIBRARY to the file libhotpath-….so (.dylib on macOS)
  - `npm install @hotpath/native` here, and `npm run build:native` in it"""


class Vector:
    """Doubles that lie one after the other, with their address."""

    __slots__ = ("address", "length", "values")

    def __init__(self, values: Any, address: int, length: int) -> None:
        self.values = values
        self.address = address
        self.length = length

    def overlaps(self, other: "Vector") -> bool:
        """Whether the two share a byte."""
        return self.address < other.address + 8 * other.length and other.address < self.address + 8 * self.length


def vector(values: Values, name: str = "values") -> Vector:
    """What a kernel reads: the caller's own memory where it is doubles in a row, else a copy.

    Raises:
        InputError: for what is no one-dimensional list of numbers, or too long.
    """
    if numpy is not None:
        try:
            made = numpy.ascontiguousarray(values, dtype=numpy.float64)
        except (TypeError, ValueError) as error:
            raise InputError(f"got {type(values).__name__}; allowed: numbers ({error})", name) from None
        if getattr(values, "ndim", 1) != 1 or made.ndim != 1:
            raise InputError("allowed: one dimension", name)
        return _bounded(Vector(made, made.ctypes.data, len(made)), name)
    if not (isinstance(values, array) and values.typecode == "d"):
        try:
            values = _doubles(values)
        except (TypeError, ValueError) as error:
            raise InputError(f"got {type(values).__name__}; allowed: numbers ({error})", name) from None
    return _bounded(Vector(values, values.buffer_info()[0], len(values)), name)


def _doubles(values: Any) -> "array[float]":
    made = array("d")
    try:
        view = memoryview(values)
    except TypeError:
        made.extend(values)
        return made
    if view.ndim != 1:
        raise ValueError("one dimension")
    if view.format == "d":
        made.frombytes(view.tobytes())
    else:
        made.extend(view)
    return made


def _bounded(made: Vector, name: str) -> Vector:
    if made.length > MOST:
        raise InputError(f"has {made.length} elements; allowed: {MOST}", name)
    return made


def empty(length: int) -> Vector:
    """Room for so many numbers, whatever they are."""
    if numpy is not None:
        made = numpy.empty(length, dtype=numpy.float64)
        return Vector(made, made.ctypes.data, length)
    values = array("d", bytes(8 * length))
    return Vector(values, values.buffer_info()[0], length)


def joined(vectors: Sequence[Vector]) -> Vector:
    """Several in a row, as a copy."""
    if numpy is not None:
        return vector(numpy.concatenate([each.values for each in vectors]))
    whole = array("d")
    for each in vectors:
        whole.extend(each.values)
    return vector(whole)


def output(out: Any | None, length: int, name: str, *others: Vector) -> Vector:
    """Where a kernel writes: the caller's array, or a new one.

    Raises:
        InputError: for an array that is no doubles in a row, cannot be written to, is too short, or shares memory.
    """
    if out is None:
        return empty(length)
    if numpy is not None and isinstance(out, numpy.ndarray):
        if out.dtype != numpy.float64 or not out.flags.c_contiguous or not out.flags.writeable or out.ndim != 1:
            raise InputError("allowed: a writable, contiguous array of float64", name)
        made = Vector(out, out.ctypes.data, len(out))
    elif isinstance(out, array) and out.typecode == "d":
        made = Vector(out, out.buffer_info()[0], len(out))
    else:
        raise InputError(f"got {type(out).__name__}; allowed: a NumPy array of float64, or array('d')", name)
    if made.length < length:
        raise InputError(f"has {made.length} elements; {length} are written", name)
    for other in others:
        if made.overlaps(other):
            raise InputError("shares memory with another array of the call", name)
    return made


class Library:
    """The kernels of one instruction set."""

    def __init__(self, path: str, isa: str | None = None) -> None:
        self.path = path
        try:
            self._library = ctypes.CDLL(path)
            version = self._library.hotpath_abi()
            bits = self._library.hotpath_isas()
        except (OSError, AttributeError) as error:
            raise NativeUnavailable(f"{path} cannot be loaded: {error}.\n{_FIX}") from error
        if version != ABI:
            raise NativeUnavailable(
                f"{path} is of version {version}, not {ABI}: build it again, or update this package"
            )
        self.isas: list[str] = [name for name, bit in ISAS if bits & bit]
        """Instruction sets of this machine, the best last."""
        if isa is not None and isa not in self.isas:
            raise NativeUnavailable(f"{isa} kernels were asked for, but this machine has: {', '.join(self.isas)}")
        if not self.isas:
            raise NativeUnavailable(f"{path} has no kernels for this machine.\n{_FIX}")
        self.isa: str = isa or self.isas[-1]
        self._kernels: dict[str, Callable[..., Any]] = {}

    def call(self, name: str, *arguments: Vector | int | float) -> Any:
        """Calls a kernel; the caller has checked what it gets."""
        kernel = self._kernels.get(name)
        if kernel is None:
            kernel = self._kernels[name] = self._find(name)
        return kernel(*[each.address if isinstance(each, Vector) else each for each in arguments])

    def _find(self, name: str) -> Callable[..., Any]:
        signature: Signature = KERNELS[name] if name in KERNELS else RISK_KERNELS[name]
        symbol, arguments, returns = signature
        isa = "avx2" if self.isa == "avx512" and name in NARROW else self.isa
        found: Any = getattr(self._library, f"hotpath_{symbol}_{isa}")
        found.argtypes = [_CTYPES[each] for each in arguments]
        found.restype = _CTYPES[returns]
        return found  # type: ignore[no-any-return]


_shared: Library | None = None
_lock = threading.Lock()


def library() -> Library:
    """The library that this process shares, for the best instruction set of the machine or that of ``HOTPATH_NATIVE``.

    It is ``HOTPATH_NATIVE_LIBRARY``, else that of a checkout above the working folder, this package or the ``hotpath``
    command, or of ``node_modules`` above the working folder.

    Raises:
        NativeUnavailable: saying where it was looked for, and what to do.
    """
    global _shared
    with _lock:
        if _shared is None:
            asked = os.environ.get("HOTPATH_NATIVE", "auto").strip().lower()
            if asked == "portable":
                raise NativeUnavailable("HOTPATH_NATIVE is 'portable', and Python has no kernels but the native ones")
            isa = None if asked in ("", "auto", "native") else asked
            _shared = Library(find_library(), isa)
        return _shared


def file_name() -> str:
    """The library's name on this platform."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine())
    return f"libhotpath-{sys.platform}-{machine.lower()}.{'dylib' if sys.platform == 'darwin' else 'so'}"


def find_library() -> str:
    """The library's path. Raises NativeUnavailable."""
    named = os.environ.get("HOTPATH_NATIVE_LIBRARY")
    if named:
        if not Path(named).is_file():
            raise NativeUnavailable(f"HOTPATH_NATIVE_LIBRARY is {named!r}, which is no file.\n{_FIX}")
        return named
    places = list(_places())
    for place in places:
        for folder in (place, *place.parents):
            for found in ("packages/native/build", "node_modules/@hotpath/native/build"):
                path = folder / found / file_name()
                if path.is_file():
                    return str(path)
    looked = ", ".join(str(place) for place in places)
    raise NativeUnavailable(f"there is no {file_name()} above {looked}.\n{_FIX}")


def _places() -> Iterator[Path]:
    yield Path.cwd()
    yield Path(__file__).resolve().parent
    command = os.environ.get("HOTPATH_BIN")
    if command:
        yield Path(command).resolve().parent


def integer(value: int, least: int, most: int, name: str) -> int:
    """Demands a whole number within bounds."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise InputError(f"got {value!r}; allowed: an integer from {least} to {most}", name)
    whole = value.__index__()
    if not least <= whole <= most:
        raise InputError(f"got {value!r}; allowed: an integer from {least} to {most}", name)
    return whole


def same_length(vectors: Sequence[Vector], names: Sequence[str]) -> int:
    """The common length of several. Raises InputError naming the one that differs."""
    for each, name in zip(vectors, names, strict=False):
        if each.length != vectors[0].length:
            raise InputError(f"has {each.length} elements where {names[0]} has {vectors[0].length}", name)
    return vectors[0].length
