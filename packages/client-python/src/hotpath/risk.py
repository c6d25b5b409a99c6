"""Value at risk and expected shortfall in bulk, without an engine, by the C kernels of @hotpath/native.

The formulas are those of @hotpath/risk/value-at-risk, in its exact mode: the same bits as in TypeScript. Returns are
fractions (0.01 is 1 %) of one period each, or profits in money; value at risk and expected shortfall are losses as positive
numbers, in the same unit.

    >>> from hotpath import risk
    >>> risk.historical_var([-0.03, 0.01, -0.01, 0.02, 0], confidence=0.8, convention="order").var
    0.03
"""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .errors import InputError
from .native import Result, Values, Vector, empty, integer, joined, library, same_length, vector
from .randomness import Random

Convention = Literal["type7", "order"]

_EPSILON = 2.0**-52
_BLOCK = 64
"""Paths that are simulated at a time."""
_ROOT_TWO_PI = 2.5066282746310002


@dataclass(slots=True)
class VarEstimate:
    """What every estimate answers."""

    method: str
    confidence: float
    horizon: int
    """Periods ahead."""
    observations: int
    var: float
    """Value at risk: the loss that is not exceeded with the confidence."""
    expected_shortfall: float
    """The mean loss where the value at risk is reached or exceeded (conditional value at risk)."""


def historical_var(
    returns: Values, *, confidence: float = 0.99, horizon: int = 1, convention: Convention = "type7"
) -> VarEstimate:
    """Of the returns as they were, every one weighing the same; a horizon of h periods multiplies by √h.

    Args:
        convention: ``type7`` interpolates as R and NumPy do; ``order`` takes the order statistic ⌈p n⌉.

    Raises:
        InputError: for fewer than 2 returns, one that is not finite, or an argument that is not allowed.
    """
    _settle(confidence, horizon)
    x = _returns(returns)
    quantile, mean = _lower_tail(x, _tail_of(confidence), convention)
    scale = math.sqrt(horizon)
    return VarEstimate("historical", confidence, horizon, x.length, (0.0 - quantile) * scale, (0.0 - mean) * scale)


def normal_var(returns: Values, *, confidence: float = 0.99, horizon: int = 1) -> VarEstimate:
    """Parametric: returns are taken as normal, with the mean and the sample deviation of those observed."""
    _settle(confidence, horizon)
    x = _returns(returns)
    _finite(x)
    extremes = empty(2)
    library().call("minMax", x, x.length, extremes)
    if extremes.values[0] == extremes.values[1]:
        raise InputError(f"constant at {extremes.values[0]}; allowed: returns that vary", "returns")
    mean, variance = mean_variance(x.values)
    deviation = math.sqrt(variance)
    p = _tail_of(confidence)
    z = _map("inverseNormal", p)
    centre, spread = mean * horizon, deviation * math.sqrt(horizon)
    density = _map("exp", -0.5 * z * z) / _ROOT_TWO_PI
    shortfall = (0.0 - centre) + (spread * density) / p
    return VarEstimate("normal", confidence, horizon, x.length, 0.0 - (centre + spread * z), shortfall)


def monte_carlo_var(
    columns: Sequence[Values],
    weights: Values,
    *,
    confidence: float = 0.99,
    horizon: int = 1,
    paths: int = 131_072,
    seed: int = 1,
    antithetic: bool = False,
    convention: Convention = "type7",
) -> VarEstimate:
    """By simulation of a portfolio: mean and covariance of the observed returns, a Gaussian copula, pseudo-random paths
    (``sampler: "xoshiro"`` of @hotpath/risk). The same seed gives the same figures on every machine.

    Args:
        columns: the returns of each asset, all of one length.
        weights: what is held of each; their sum is 1.

    Raises:
        InputError: for columns or weights that are not good, or a covariance that is none.
    """
    _settle(confidence, horizon)
    outcomes = simulate(columns, weights, horizon=horizon, paths=paths, seed=seed, antithetic=antithetic)
    quantile, mean = _lower_tail(vector(outcomes), _tail_of(confidence), convention)
    return VarEstimate("mc", confidence, horizon, len(columns[0]), 0.0 - quantile, 0.0 - mean)


def simulate(
    columns: Sequence[Values],
    weights: Values,
    *,
    horizon: int = 1,
    paths: int = 131_072,
    seed: int = 1,
    antithetic: bool = False,
) -> Result:
    """The portfolio's outcome on every path of :func:`monte_carlo_var`."""
    integer(paths, 100, 100_000_000, "paths")
    integer(horizon, 1, 2**53 - 1, "horizon")
    assets = [_returns(column, f"columns[{a}]") for a, column in enumerate(columns)]
    if not assets:
        raise InputError("got none; allowed: at least one", "columns")
    observations = same_length(assets, [f"columns[{a}]" for a in range(len(assets))])
    for a, asset in enumerate(assets):
        _finite(asset, f"columns[{a}]")
    size = len(assets)
    held = _weights(weights, size)
    kernels = library()
    means = [kernels.call("sum", asset, observations) / observations for asset in assets]
    centre = 0.0
    for weight, mean in zip(held.values, means, strict=False):
        centre += float(weight) * mean
    centre *= horizon
    covariance = covariance_matrix(columns)
    factor = vector(_factor([float(value) for value in covariance], size))
    state = _streams(seed)
    numbers, deviations, scratch = empty(size * _BLOCK), empty(size * _BLOCK), empty(size * _BLOCK // 2 + 8)
    block = empty(_BLOCK)
    outcomes = empty(-(-paths // _BLOCK) * _BLOCK)
    scale = math.sqrt(horizon)
    start = 0
    while start < paths:
        kernels.call("normals", state, size * _BLOCK, numbers, scratch)
        kernels.call("correlate", factor, numbers, size, size, _BLOCK, 1, deviations)
        if scale != 1:
            _scale(deviations, scale)
        for turned in (False, True) if antithetic else (False,):
            if start >= paths:
                break
            if turned:
                _scale(deviations, -1.0)
            kernels.call("weigh", deviations, held, size, _BLOCK, block)
            _add(block, centre, outcomes, start)
            start += _BLOCK
    return outcomes.values[:paths]


def mean_variance(values: Values, *, ddof: int = 1) -> tuple[float, float]:
    """Mean and variance in two passes, exact in the sense of the library: the same bits on every machine."""
    x = vector(values)
    answer = empty(2)
    library().call("meanVariance", x, x.length, integer(ddof, 0, 1, "ddof"), answer)
    return float(answer.values[0]), float(answer.values[1])


def covariance_matrix(columns: Sequence[Values], *, ddof: int = 1) -> Result:
    """The covariances of all pairs of columns: a square matrix, row after row."""
    vectors = [vector(column, f"columns[{a}]") for a, column in enumerate(columns)]
    if not vectors:
        raise InputError("got none; allowed: at least one", "columns")
    n = same_length(vectors, [f"columns[{a}]" for a in range(len(vectors))])
    count = len(vectors)
    flat = joined(vectors)
    result = empty(count * count)
    library().call("covarianceMatrix", flat, n, count, integer(ddof, 0, 1, "ddof"), result, empty(2 * count))
    return result.values


def _settle(confidence: float, horizon: int) -> None:
    if not 0 < confidence < 1:
        raise InputError(f"got {confidence!r}; allowed: a number between 0 and 1, both excluded", "confidence")
    integer(horizon, 1, 2**53 - 1, "horizon")


def _returns(returns: Values, name: str = "returns") -> Vector:
    x = vector(returns, name)
    if x.length < 2:
        raise InputError(f"got {x.length} observations; allowed: at least 2", name)
    return x


def _finite(x: Vector, name: str = "returns") -> None:
    # A sum that is finite has finite terms alone.
    if math.isfinite(library().call("sum", x, x.length)):
        return
    for i, value in enumerate(x.values):
        if not math.isfinite(value):
            raise InputError(f"got {value}; allowed: a finite number", f"{name}[{i}]")


def _weights(weights: Values, assets: int) -> Vector:
    held = vector(weights, "weights")
    if held.length != assets:
        raise InputError(f"got {held.length}; allowed: {assets}, one an asset", "weights")
    _finite(held, "weights")
    total = 0.0
    for weight in held.values:
        total += float(weight)
    if abs(total - 1) > 1e-6:
        raise InputError(f"their sum is {total}; allowed: 1", "weights")
    return held


def _tail_of(confidence: float) -> float:
    """1 - confidence, freed of the rounding of that difference: 0.01 and not 0.010000000000000009."""
    tail = 1 - confidence
    decimal = math.floor(tail * 1e15 + 0.5) / 1e15
    return decimal if abs(decimal - tail) <= 2.0**-53 else tail


def _nearly_whole(product: float) -> float:
    whole = math.floor(product + 0.5)
    return whole if abs(product - whole) <= 4 * _EPSILON * max(1.0, product) else product


def _lower_tail(x: Vector, p: float, convention: Convention) -> tuple[float, float]:
    """Quantile and mean of the lower tail of share ``p``."""
    if convention not in ("type7", "order"):
        raise InputError(f"got {convention!r}; allowed: type7, order", "convention")
    n = x.length
    place = _nearly_whole((n - 1) * p if convention == "type7" else n * p)
    k = math.floor(place) if convention == "type7" else max(math.ceil(place), 1) - 1
    answer = empty(5)
    if library().call("lowerTail", x, n, k, answer, empty(4 * n + 1024)) == 0:
        _finite(x)
    kth, after, below, less, equal = (float(value) for value in answer.values)
    if convention == "order":
        return kth, (below + (k + 1 - less) * kth) / (k + 1)
    part = place - k
    return (kth if part == 0 else kth + part * (after - kth)), (below + equal * kth) / (less + equal)


def _map(kernel: str, value: float) -> float:
    result = empty(1)
    library().call(kernel, vector([value]), 1, result)
    return float(result.values[0])


def _streams(seed: int) -> Vector:
    """States of the eight streams, as words of 32 bits: they take the place of half as many doubles."""
    random = Random(seed)
    words = array("I", [random.integer32() for _ in range(64)])
    values = array("d", words.tobytes())
    return Vector(values, values.buffer_info()[0], 32)


def _scale(x: Vector, by: float) -> None:
    if hasattr(x.values, "dtype"):
        x.values *= by
    else:
        for i in range(x.length):
            x.values[i] *= by


def _add(block: Vector, centre: float, out: Vector, start: int) -> None:
    if hasattr(block.values, "dtype"):
        out.values[start : start + block.length] = centre + block.values
    else:
        for i in range(block.length):
            out.values[start + i] = centre + block.values[i]


def _factor(covariance: list[float], size: int) -> list[float]:
    """The Cholesky factor of a covariance that may be singular, row after row; as ``factorOf`` of @hotpath/risk."""
    for i in range(size):
        if not (math.isfinite(covariance[i * size + i]) and covariance[i * size + i] >= 0):
            raise InputError("its variances are no finite numbers from 0", "covariance")
    lower = [0.0] * (size * size)
    for j in range(size):
        own = covariance[j * size + j]
        pivot = own
        for k in range(j):
            pivot -= lower[j * size + k] * lower[j * size + k]
        noise = size * 2.0**-48 * own
        if pivot < -noise:
            raise InputError(f"not positive semidefinite, with a pivot of {pivot} at [{j}][{j}]", "covariance")
        is_singular = pivot <= noise
        root = 0.0 if is_singular else math.sqrt(pivot)
        lower[j * size + j] = root
        for i in range(j + 1, size):
            value = covariance[i * size + j]
            for k in range(j):
                value -= lower[i * size + k] * lower[j * size + k]
            if not is_singular:
                lower[i * size + j] = value / root
            elif abs(value) > 1e-6 * math.sqrt(own * covariance[i * size + i]) + 2.0**-500:
                raise InputError(f"not positive semidefinite at [{i}][{j}]", "covariance")
    return lower


__all__ = [
    "VarEstimate",
    "covariance_matrix",
    "historical_var",
    "mean_variance",
    "monte_carlo_var",
    "normal_var",
    "simulate",
]
