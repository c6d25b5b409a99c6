"""Indicators and risk: the same bits as TypeScript, and no call that reads or writes outside of its arrays."""

import json
import math
import random
from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import hotpath
from helpers import bun
from hotpath import indicators, native, risk
from hotpath.randomness import Random


def bars(count: int) -> dict[str, list[float]]:
    draw = random.Random(11)
    close = 100.0
    made: dict[str, list[float]] = {name: [] for name in ("high", "low", "close", "volume", "returns", "others")}
    for _ in range(count):
        close *= math.exp(draw.gauss(0, 0.01))
        made["close"].append(close)
        made["high"].append(close + abs(draw.gauss(0, 1)))
        made["low"].append(close - abs(draw.gauss(0, 1)))
        made["volume"].append(float(draw.randrange(1, 10_000)))
        made["returns"].append(draw.gauss(0.0003, 0.012))
        made["others"].append(0.5 * made["returns"][-1] + draw.gauss(0, 0.02))
    return made


INPUT = bars(1500)
HIGH, LOW, CLOSE, VOLUME = (np.array(INPUT[name]) for name in ("high", "low", "close", "volume"))
RETURNS, OTHERS = np.array(INPUT["returns"]), np.array(INPUT["others"])

SERIES: dict[str, Callable[[], Any]] = {
    "smaExact": lambda: indicators.sma(CLOSE, 20, mode="exact"),
    "exponential": lambda: indicators.exponential(CLOSE, 0.125),
    "sma": lambda: indicators.sma(CLOSE, 20),
    "ema": lambda: indicators.ema(CLOSE, 12),
    "rma": lambda: indicators.rma(CLOSE, 14),
    "wma": lambda: indicators.wma(CLOSE, 9),
    "dema": lambda: indicators.dema(CLOSE, 8),
    "tema": lambda: indicators.tema(CLOSE, 8),
    "trix": lambda: indicators.trix(CLOSE, 8),
    "t3": lambda: indicators.t3(CLOSE, 5),
    "movingSum": lambda: indicators.moving_sum(CLOSE, 7),
    "highest": lambda: indicators.highest(CLOSE, 11),
    "lowest": lambda: indicators.lowest(CLOSE, 11),
    "variance": lambda: indicators.variance(CLOSE, 10),
    "stddev": lambda: indicators.stddev(CLOSE, 10, 2),
    "linearReg": lambda: indicators.linear_reg(CLOSE, 14),
    "linearRegSlope": lambda: indicators.linear_reg_slope(CLOSE, 14),
    "correl": lambda: indicators.correl(HIGH, LOW, 15),
    "beta": lambda: indicators.beta(HIGH, LOW, 5),
    "midpoint": lambda: indicators.midpoint(CLOSE, 14),
    "midprice": lambda: indicators.midprice(HIGH, LOW, 14),
    "rsi": lambda: indicators.rsi(CLOSE),
    "mom": lambda: indicators.mom(CLOSE),
    "roc": lambda: indicators.roc(CLOSE),
    "trueRange": lambda: indicators.true_range(HIGH, LOW, CLOSE),
    "atr": lambda: indicators.atr(HIGH, LOW, CLOSE),
    "natr": lambda: indicators.natr(HIGH, LOW, CLOSE),
    "adx": lambda: indicators.adx(HIGH, LOW, CLOSE),
    "willr": lambda: indicators.willr(HIGH, LOW, CLOSE),
    "cci": lambda: indicators.cci(HIGH, LOW, CLOSE),
    "mfi": lambda: indicators.mfi(HIGH, LOW, CLOSE, VOLUME),
    "obv": lambda: indicators.obv(CLOSE, VOLUME),
    "ad": lambda: indicators.ad(HIGH, LOW, CLOSE, VOLUME),
    "bbands": lambda: indicators.bbands(CLOSE, 20, 2, 1.5),
    "macd": lambda: indicators.macd(CLOSE),
    "stoch": lambda: indicators.stoch(HIGH, LOW, CLOSE),
    "aroon": lambda: indicators.aroon(HIGH, LOW),
}
ESTIMATES: dict[str, Callable[[], risk.VarEstimate]] = {
    "historical": lambda: risk.historical_var(RETURNS, confidence=0.975, horizon=10),
    "order": lambda: risk.historical_var(RETURNS, convention="order"),
    "normal": lambda: risk.normal_var(RETURNS, confidence=0.95, horizon=3),
    "mc": lambda: risk.monte_carlo_var([RETURNS, OTHERS], [0.25, 0.75], paths=10_000, seed=7),
    "antithetic": lambda: risk.monte_carlo_var(
        [RETURNS, OTHERS], [0.5, 0.5], paths=10_000, seed=7, antithetic=True, horizon=10, confidence=0.95
    ),
}


@pytest.fixture(scope="module")
def typescript() -> dict[str, Any]:
    done = bun("tests/peers/kernels.ts", input=json.dumps(INPUT))
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["isa"] == native.library().isa
    return answer


@pytest.mark.parametrize("name", SERIES)
def test_indicators_have_the_bits_of_typescript(name: str, typescript: dict[str, Any]) -> None:
    made = SERIES[name]()
    columns: tuple[Any, ...] = made if isinstance(made, tuple) else (made,)
    assert [column.tobytes().hex() for column in columns] == typescript["series"][name]
    assert all(len(column) == len(CLOSE) and not math.isnan(column[-1]) for column in columns)


@pytest.mark.parametrize("name", ESTIMATES)
def test_risk_has_the_bits_of_typescript(name: str, typescript: dict[str, Any]) -> None:
    made = ESTIMATES[name]()
    assert array("d", [made.var, made.expected_shortfall]).tobytes().hex() == typescript["estimates"][name]


@pytest.mark.parametrize("name", [*SERIES, *ESTIMATES])
def test_without_numpy_the_bits_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run: Callable[[], Any] = SERIES[name] if name in SERIES else ESTIMATES[name]
    wanted = run()
    monkeypatch.setattr(native, "numpy", None)
    made = run()
    if name in ESTIMATES:
        assert made == wanted
        return
    for one, other in zip(*((each if isinstance(each, tuple) else (each,)) for each in (made, wanted)), strict=False):
        assert isinstance(one, array) and one.tobytes() == other.tobytes()


def test_of_what_is_known() -> None:
    assert indicators.sma([1, 2, 3, 4], 2, mode="exact")[1:].tolist() == [1.5, 2.5, 3.5]
    assert risk.historical_var([-0.03, 0.01, -0.01, 0.02, 0], confidence=0.8, convention="order").var == 0.03
    assert risk.mean_variance([1.0, 2.0, 4.0]) == pytest.approx((7 / 3, 7 / 3))
    flat = risk.covariance_matrix([[1.0, 2.0, 3.0], [2.0, 4.0, 7.0]])
    assert flat.tolist() == pytest.approx(np.cov([[1, 2, 3], [2, 4, 7]]).ravel().tolist())
    assert Random(1).next64() == Random(1 + 2**64).next64() != Random(2).next64()
    assert np.isnan(indicators.rsi(CLOSE[:5], 14)).all()
    assert len(indicators.sma([], 3)) == 0


def test_any_buffer_and_any_sequence() -> None:
    wanted = indicators.rsi(CLOSE).tobytes()
    strided = np.stack([CLOSE, CLOSE], axis=1)[:, 0]
    for form in (CLOSE.tolist(), array("d", CLOSE), memoryview(array("d", CLOSE)), strided, tuple(CLOSE)):
        assert indicators.rsi(form).tobytes() == wanted
    out = np.empty(len(CLOSE))
    assert indicators.rsi(CLOSE, out=out) is out and out.tobytes() == wanted
    assert indicators.rsi(CLOSE.astype(np.float32))[-1] == pytest.approx(np.frombuffer(wanted)[-1], abs=0.1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: indicators.sma("text", 3), "values"),
        (lambda: indicators.sma(np.zeros((3, 3)), 3), "values: allowed: one dimension"),
        (lambda: indicators.sma(CLOSE, 0), "period: got 0; allowed: an integer from 1"),
        (lambda: indicators.sma(CLOSE, 2.5), "period: got 2.5"),  # type: ignore[arg-type]
        (lambda: indicators.ema(CLOSE, 2**31), "period"),
        (lambda: indicators.sma(CLOSE, 3, mode="quick"), "mode: got 'quick'"),  # type: ignore[arg-type]
        (lambda: indicators.atr(HIGH, LOW[:-1], CLOSE), "low: has 1499 elements where high has 1500"),
        (lambda: indicators.rsi([1.0, float("nan"), 2.0] * 20), "finite"),
        (lambda: indicators.rsi(CLOSE, out=np.empty(3)), "out: has 3 elements; 1500 are written"),
        (lambda: indicators.rsi(CLOSE, out=CLOSE), "out: shares memory"),
        (lambda: indicators.rsi(CLOSE, out=np.empty(1500, dtype=np.float32)), "out: allowed: a writable"),
        (lambda: indicators.rsi(CLOSE, out=np.empty(3000)[::2]), "out: allowed: a writable"),
        (lambda: indicators.rsi(CLOSE, out=[0.0] * 1500), "out: got list"),
        (lambda: indicators.rsi(CLOSE, out=np.frombuffer(bytes(12_000))), "out: allowed: a writable"),
        (lambda: indicators.bbands(CLOSE, outs=[np.empty(1500)] * 3), "middle: shares memory"),
        (lambda: indicators.bbands(CLOSE, outs=[np.empty(1500)]), "outs: got 1; allowed: 3"),
        (lambda: indicators.exponential(CLOSE, 0), "alpha"),
        (lambda: indicators.stddev(CLOSE, 5, float("inf")), "deviations"),
        (lambda: risk.historical_var([0.01]), "at least 2"),
        (lambda: risk.historical_var([0.01, float("nan")]), r"returns\[1\]: got nan"),
        (lambda: risk.historical_var(RETURNS, confidence=1), "confidence: got 1"),
        (lambda: risk.historical_var(RETURNS, horizon=0), "horizon"),
        (lambda: risk.historical_var(RETURNS, convention="other"), "convention"),  # type: ignore[arg-type]
        (lambda: risk.normal_var([0.01, 0.01]), "constant"),
        (lambda: risk.monte_carlo_var([RETURNS], [0.5]), "weights: their sum is 0.5"),
        (lambda: risk.monte_carlo_var([RETURNS, OTHERS[:9]], [0.5, 0.5]), r"columns\[1\]: has 9 elements"),
        (lambda: risk.monte_carlo_var([], []), "columns"),
        (lambda: risk.monte_carlo_var([RETURNS], [1], paths=5), "paths"),
    ],
)
def test_no_kernel_is_called_with_what_is_wrong(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(hotpath.InputError, match=says):
        call()


def test_where_there_is_no_library_the_error_says_what_to_do(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "_shared", None)
    monkeypatch.setenv("HOTPATH_NATIVE_LIBRARY", str(tmp_path / "none.so"))
    with pytest.raises(hotpath.NativeUnavailable, match="(?s)no file.*build:native"):
        indicators.sma([1.0], 1)
    broken = tmp_path / "broken.so"
    broken.write_bytes(b"no library")
    monkeypatch.setenv("HOTPATH_NATIVE_LIBRARY", str(broken))
    with pytest.raises(hotpath.NativeUnavailable, match="cannot be loaded"):
        indicators.sma([1.0], 1)
    monkeypatch.delenv("HOTPATH_NATIVE_LIBRARY")
    monkeypatch.delenv("HOTPATH_BIN")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(native, "__file__", str(tmp_path / "native.py"))
    with pytest.raises(hotpath.NativeUnavailable, match="(?s)there is no libhotpath-.*HOTPATH_NATIVE_LIBRARY"):
        indicators.sma([1.0], 1)
    monkeypatch.setenv("HOTPATH_NATIVE", "portable")
    with pytest.raises(hotpath.NativeUnavailable, match="portable"):
        indicators.sma([1.0], 1)


def test_every_instruction_set_of_the_machine_has_the_exact_bits() -> None:
    path = native.find_library()
    best = native.Library(path)
    x = native.vector(CLOSE)
    wanted = indicators.sma(CLOSE, 20, mode="exact").tobytes()
    for isa in best.isas:
        out = native.empty(x.length)
        native.Library(path, isa).call("sma", x, x.length, 20, out)
        assert out.values.tobytes() == wanted
    with pytest.raises(hotpath.NativeUnavailable, match="this machine has"):
        native.Library(path, "none")
