"""Technical indicators over whole series, without an engine, by the C kernels of @hotpath/native.

Definitions are TA-Lib's: an output is as long as its input, NaN before the first value, and a period longer than the series
makes it all NaN. Values are within 1e-12 of the greatest exact output; where a function has a ``mode``, ``exact`` is the
same bits on every machine and in TypeScript. Inputs are finite numbers, in any buffer or sequence; results are NumPy arrays
where NumPy is installed, else ``array('d')``. With ``out`` (or ``outs``) the results go into arrays that are there already,
which share no memory with another array of the call.

    >>> from hotpath import indicators
    >>> list(indicators.sma([1.0, 2.0, 3.0, 4.0], 2))
    [nan, 1.5, 2.5, 3.5]
"""

import math
from collections.abc import Sequence
from typing import Any, Literal

from .errors import InputError
from .native import MOST, Result, Values, Vector, empty, integer, library, output, same_length, vector

Mode = Literal["exact", "fast"]

_BLOCKS = 8
"""Blocks that the widest instruction set tallies side by side."""
_CCI_BARS = 1024
_LEAST = 5e-324
"""What a sum must be not to count as nothing, where only 0 does."""


def sma(values: Values, period: int, *, mode: Mode = "fast", out: Any | None = None) -> Result:
    """The mean of each window (SMA)."""
    if _is_exact(mode):
        x, n, period = _series(values, period, 1)
        result = output(out, n, "out", x)
        library().call("sma", x, n, period, result)
        return result.values
    return _window("smaFast", values, period, 1, out)


def ema(values: Values, period: int, *, out: Any | None = None) -> Result:
    """Exponential average with weight 2 / (period + 1), from the mean of the first ``period`` elements (EMA)."""
    return _seeded(values, period, 2.0, 1, out)


def rma(values: Values, period: int, *, out: Any | None = None) -> Result:
    """Wilder's average: as :func:`ema` with weight 1 / period."""
    return _seeded(values, period, 1.0, 0, out)


def exponential(
    values: Values, alpha: float, *, previous: float = math.nan, mode: Mode = "exact", out: Any | None = None
) -> Result:
    """The recursion ``last + alpha (x - last)`` from ``previous``, or from the first element: for series in parts."""
    if not 0 < alpha <= 1:
        raise InputError(f"got {alpha!r}; allowed: in (0, 1]", "alpha")
    x = vector(values)
    result = output(out, x.length, "out", x)
    library().call("ema" if _is_exact(mode) else "emaFast", x, x.length, alpha, previous, result)
    return result.values


def wma(values: Values, period: int, *, out: Any | None = None) -> Result:
    """The mean of each window with weights 1 to ``period``, the last element's the greatest (WMA)."""
    return _window("wma", values, period, 2, out)


def dema(values: Values, period: int, *, out: Any | None = None) -> Result:
    """DEMA: 2 :func:`ema` less the average of that."""
    return _chain(values, period, (2.0, -1.0), 0, out)


def tema(values: Values, period: int, *, out: Any | None = None) -> Result:
    """TEMA: 3 (first average - second) + third."""
    return _chain(values, period, (3.0, -3.0, 1.0), 0, out)


def trix(values: Values, period: int, *, out: Any | None = None) -> Result:
    """TRIX: the change of the third average, in percent."""
    return _chain(values, period, (0.0, 0.0, 1.0), 1, out)


def t3(values: Values, period: int, volume_factor: float = 0.7, *, out: Any | None = None) -> Result:
    """T3: Tillson's average of six."""
    v = _finite(volume_factor, "volume_factor")
    w = 1 + v
    weights = (0.0, 0.0, w * w * w, -3 * v * w * w, 3 * v * v * w, -v * v * v)
    return _chain(values, period, weights, 0, out)


def moving_sum(values: Values, period: int, *, out: Any | None = None) -> Result:
    """The sum of each window (SUM)."""
    return _window("movingSum", values, period, 1, out)


def highest(values: Values, period: int, *, out: Any | None = None) -> Result:
    """The greatest element of each window (MAX)."""
    return _window("highest", values, period, 1, out)


def lowest(values: Values, period: int, *, out: Any | None = None) -> Result:
    """The least element of each window (MIN)."""
    return _window("lowest", values, period, 1, out)


def variance(values: Values, period: int, *, out: Any | None = None) -> Result:
    """The population variance of each window (VAR)."""
    return _window("movingVariance", values, period, 2, out)


def stddev(values: Values, period: int, deviations: float = 1.0, *, out: Any | None = None) -> Result:
    """The population standard deviation of each window, times ``deviations`` (STDDEV)."""
    x, n, period = _series(values, period, 1)
    result = output(out, n, "out", x)
    times = _finite(deviations, "deviations")
    _tell(library().call("stddev", x, n, period, times, result, _tallies(n, period, 2)))
    return result.values


def bbands(
    values: Values, period: int = 20, above: float = 2.0, below: float = 2.0, *, outs: Sequence[Any] | None = None
) -> tuple[Result, Result, Result]:
    """Bollinger's bands: upper, middle and lower, so many population standard deviations from the mean of each window."""
    x, n, period = _series(values, period, 1)
    above, below = _finite(above, "above"), _finite(below, "below")
    upper, middle, lower = _outputs(outs, n, ("upper", "middle", "lower"), x)
    scratch = _tallies(n, period, 2)
    _tell(library().call("bbands", x, n, period, above, below, upper, middle, lower, scratch))
    return upper.values, middle.values, lower.values


def linear_reg(values: Values, period: int, place: float | None = None, *, out: Any | None = None) -> Result:
    """The value of each window's least-squares line at ``place``; 0 is the window's first element, ``period - 1``, the
    default, its last (LINEARREG; 0: LINEARREG_INTERCEPT; ``period``: TSF)."""
    x, n, period = _series(values, period, 2)
    result = output(out, n, "out", x)
    at = float(period - 1) if place is None else _finite(place, "place")
    _tell(library().call("regression", x, n, period, at, result, _tallies(n, period, 2)))
    return result.values


def linear_reg_slope(values: Values, period: int, *, out: Any | None = None) -> Result:
    """The slope of each window's least-squares line (LINEARREG_SLOPE)."""
    return _window("regressionSlope", values, period, 2, out, least=2)


def correl(x: Values, y: Values, period: int, *, out: Any | None = None) -> Result:
    """Pearson's correlation of each window, 0 where one of the two does not vary (CORREL)."""
    return _pair("correl", x, y, ("x", "y"), period, 5, out)


def beta(x: Values, y: Values, period: int, *, out: Any | None = None) -> Result:
    """The slope of the relative changes of ``y`` on those of ``x``, over windows of ``period`` changes (BETA)."""
    return _pair("beta", x, y, ("x", "y"), period, 5, out)


def midpoint(values: Values, period: int, *, out: Any | None = None) -> Result:
    """Half-way between the extremes of each window (MIDPOINT)."""
    return midprice(values, values, period, out=out)


def midprice(high: Values, low: Values, period: int, *, out: Any | None = None) -> Result:
    """Half-way between the greatest high and the least low of each window (MIDPRICE)."""
    return _pair("midprice", high, low, ("high", "low"), period, 2, out)


def macd(
    values: Values, fast: int = 12, slow: int = 26, signal: int = 9, *, outs: Sequence[Any] | None = None
) -> tuple[Result, Result, Result]:
    """MACD: the difference of two exponential averages, its own average, and the difference of those two."""
    x = vector(values)
    quick, sluggish = sorted((integer(fast, 1, MOST, "fast"), integer(slow, 1, MOST, "slow")))
    smoothing = integer(signal, 1, MOST, "signal")
    line, average, histogram = _outputs(outs, x.length, ("macd", "signal", "histogram"), x)
    _tell(library().call("macd", x, x.length, quick, sluggish, smoothing, line, average, histogram))
    return line.values, average.values, histogram.values


def rsi(values: Values, period: int = 14, *, out: Any | None = None) -> Result:
    """RSI: 100 gain / (gain + loss) of Wilder's averages of gains and losses; 0 where both are."""
    x, n, period = _series(values, period, 2)
    result = output(out, n, "out", x)
    _tell(library().call("rsi", x, n, period, _LEAST, result))
    return result.values


def mom(values: Values, period: int = 10, *, out: Any | None = None) -> Result:
    """The element less that ``period`` before (MOM)."""
    return _momentum(values, period, 0, out)


def roc(values: Values, period: int = 10, *, out: Any | None = None) -> Result:
    """:func:`mom` in percent of the element before, 0 where that is 0 (ROC)."""
    return _momentum(values, period, 2, out)


def true_range(high: Values, low: Values, close: Values, *, out: Any | None = None) -> Result:
    """The greatest of high - low, abs(high - close before) and abs(low - close before), from bar 1 on (TRANGE)."""
    bars, n = _bars(high, low, close)
    result = output(out, n, "out", *bars)
    _tell(library().call("trueRange", *bars, n, result))
    return result.values


def atr(high: Values, low: Values, close: Values, period: int = 14, *, out: Any | None = None) -> Result:
    """Wilder's average of the true range (ATR)."""
    return _of_bars("atr", high, low, close, period, out)


def natr(high: Values, low: Values, close: Values, period: int = 14, *, out: Any | None = None) -> Result:
    """:func:`atr` in percent of the close (NATR)."""
    return _of_bars("natr", high, low, close, period, out)


def adx(high: Values, low: Values, close: Values, period: int = 14, *, out: Any | None = None) -> Result:
    """Wilder's average directional movement (ADX)."""
    bars, n = _bars(high, low, close)
    period = integer(period, 2, MOST, "period")
    result = output(out, n, "out", *bars)
    _tell(library().call("directional", *bars, n, period, 1, _LEAST, result, result, result, result))
    return result.values


def stoch(
    high: Values,
    low: Values,
    close: Values,
    fast: int = 5,
    slow: int = 3,
    signal: int = 3,
    *,
    outs: Sequence[Any] | None = None,
) -> tuple[Result, Result]:
    """STOCH: K, smoothed over ``slow``, and D, the average of K over ``signal``. STOCHF is this with ``slow`` 1."""
    bars, n = _bars(high, low, close)
    periods = [integer(each, 1, MOST, name) for each, name in ((fast, "fast"), (slow, "slow"), (signal, "signal"))]
    k, d = _outputs(outs, n, ("k", "d"), *bars)
    scratch = empty(_BLOCKS * 2 * (min(n, max(periods)) + _BLOCKS))
    _tell(library().call("stoch", *bars, n, *periods, k, d, scratch))
    return k.values, d.values


def willr(high: Values, low: Values, close: Values, period: int = 14, *, out: Any | None = None) -> Result:
    """Williams' %R (WILLR)."""
    bars, n = _bars(high, low, close)
    period = integer(period, 1, MOST, "period")
    result = output(out, n, "out", *bars)
    _tell(library().call("willr", *bars, n, period, result, _tallies(n, period, 2)))
    return result.values


def cci(high: Values, low: Values, close: Values, period: int = 14, *, out: Any | None = None) -> Result:
    """The commodity channel index (CCI)."""
    bars, n = _bars(high, low, close)
    period = integer(period, 1, MOST, "period")
    result = output(out, n, "out", *bars)
    _tell(library().call("cci", *bars, n, period, result, empty(min(n, period) + _CCI_BARS)))
    return result.values


def aroon(high: Values, low: Values, period: int = 14, *, outs: Sequence[Any] | None = None) -> tuple[Result, Result]:
    """AROON: how lately the least low (down) and the greatest high (up) were; 100 now, 0 ``period`` bars ago."""
    bars = (vector(high, "high"), vector(low, "low"))
    n = same_length(bars, ("high", "low"))
    period = integer(period, 1, MOST, "period")
    down, up = _outputs(outs, n, ("down", "up"), *bars)
    _tell(library().call("aroon", *bars, n, period, down, up, _tallies(n, period + 1, 4)))
    return down.values, up.values


def mfi(
    high: Values, low: Values, close: Values, volume: Values, period: int = 14, *, out: Any | None = None
) -> Result:
    """The money flow index (MFI)."""
    bars, n = _bars(high, low, close, volume)
    period = integer(period, 1, MOST, "period")
    result = output(out, n, "out", *bars)
    scratch = empty(n + _BLOCKS * 2 * (min(period, n) + _BLOCKS))
    _tell(library().call("mfi", *bars, n, period, _LEAST, result, scratch))
    return result.values


def obv(close: Values, volume: Values, *, out: Any | None = None) -> Result:
    """Volume added up where the close rises, less where it falls; from the first volume (OBV)."""
    pair = (vector(close, "close"), vector(volume, "volume"))
    n = same_length(pair, ("close", "volume"))
    result = output(out, n, "out", *pair)
    _tell(library().call("obv", *pair, n, result))
    return result.values


def ad(high: Values, low: Values, close: Values, volume: Values, *, out: Any | None = None) -> Result:
    """The accumulation and distribution line (AD)."""
    bars, n = _bars(high, low, close, volume)
    result = output(out, n, "out", *bars)
    _tell(library().call("accumulation", *bars, n, result))
    return result.values


def _is_exact(mode: str) -> bool:
    if mode not in ("exact", "fast"):
        raise InputError(f"got {mode!r}; allowed: exact, fast", "mode")
    return mode == "exact"


def _finite(value: float, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(f"got {value!r}; allowed: a finite number", name)
    return float(value)


def _tell(answer: int) -> None:
    """A kernel answers 0 where an element is not finite: its outputs are then of no use."""
    if answer == 0:
        raise InputError("allowed: finite numbers, whose sums are finite too", "values")


def _series(values: Values, period: int, least: int) -> tuple[Vector, int, int]:
    x = vector(values)
    return x, x.length, integer(period, least, MOST, "period")


def _bars(*columns: Values) -> tuple[tuple[Vector, ...], int]:
    names = ("high", "low", "close", "volume")
    bars = tuple(vector(each, name) for each, name in zip(columns, names, strict=False))
    return bars, same_length(bars, names)


def _outputs(outs: Sequence[Any] | None, n: int, names: Sequence[str], *inputs: Vector) -> tuple[Vector, ...]:
    if outs is not None and len(outs) != len(names):
        raise InputError(f"got {len(outs)}; allowed: {len(names)}, {', '.join(names)}", "outs")
    made: tuple[Vector, ...] = ()
    for place, name in enumerate(names):
        made += (output(None if outs is None else outs[place], n, name, *inputs, *made),)
    return made


def _tallies(n: int, period: int, width: int) -> Vector:
    """Room for the tallies of a window's blocks."""
    return empty(_BLOCKS * width * (max(0, min(period, n - period + 1)) + _BLOCKS))


def _window(kernel: str, values: Values, period: int, width: int, out: Any | None, least: int = 1) -> Result:
    x, n, period = _series(values, period, least)
    result = output(out, n, "out", x)
    _tell(library().call(kernel, x, n, period, result, _tallies(n, period, width)))
    return result.values


def _pair(
    kernel: str, x: Values, y: Values, names: tuple[str, str], period: int, width: int, out: Any | None
) -> Result:
    pair = (vector(x, names[0]), vector(y, names[1]))
    n = same_length(pair, names)
    period = integer(period, 1, MOST, "period")
    result = output(out, n, "out", *pair)
    _tell(library().call(kernel, *pair, n, period, result, _tallies(n, period, width)))
    return result.values


def _seeded(values: Values, period: int, above: float, more: int, out: Any | None) -> Result:
    x, n, period = _series(values, period, 1)
    result = output(out, n, "out", x)
    _tell(library().call("seededEma", x, n, period, above / (period + more), result))
    return result.values


def _chain(values: Values, period: int, weights: Sequence[float], relative: int, out: Any | None) -> Result:
    x, n, period = _series(values, period, 1)
    result = output(out, n, "out", x)
    _tell(library().call("emaChain", x, n, period, len(weights), vector(weights), relative, result))
    return result.values


def _momentum(values: Values, period: int, how: int, out: Any | None) -> Result:
    x, n, period = _series(values, period, 1)
    result = output(out, n, "out", x)
    _tell(library().call("momentum", x, n, period, how, result))
    return result.values


def _of_bars(kernel: str, high: Values, low: Values, close: Values, period: int, out: Any | None) -> Result:
    bars, n = _bars(high, low, close)
    period = integer(period, 1, MOST, "period")
    result = output(out, n, "out", *bars)
    _tell(library().call(kernel, *bars, n, period, result))
    return result.values
