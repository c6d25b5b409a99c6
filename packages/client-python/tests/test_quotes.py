"""Market data in the forms that people have it in: exact, or rejected."""

import functools
import operator
import random
from array import array
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers import START, quote
from hotpath import quotes as quote_columns
from hotpath.errors import InputError
from hotpath.generated.protocol import InstrumentInfo
from hotpath.instruments import Instruments, text_of, units_of
from hotpath.quotes import MOST_ROWS

INSTRUMENTS = Instruments(
    [
        InstrumentInfo(1, "AAA", 2, 0, "USD"),
        InstrumentInfo(2, "BTC", 2, 8, "USD"),
        InstrumentInfo(7, "JPY", 0, 0, "JPY"),
    ]
)
COLUMNS = {"symbolId": "i", "bidPrice": "d", "askPrice": "d", "bidSize": "d", "askSize": "d", "timestamp": "q"}


def requests_of(data: Any, *, units: bool = False) -> list[dict[str, Any]]:
    return list(quote_columns.requests_of(data, INSTRUMENTS, units))


def columns_of(message: dict[str, Any]) -> dict[str, list[Any]]:
    assert message["type"] == "marketColumns"
    made = {}
    for name, kind in COLUMNS.items():
        made[name] = list(array(kind, bytes(message[name])))
        assert len(made[name]) == message["count"]
    return made


def rows(count: int, seed: int = 1) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    made = []
    for k in range(count):
        symbol = draw.choice([1, 2])
        places = 0 if symbol == 1 else 8
        bid = draw.randrange(1, 10**9)
        size = Decimal(draw.randrange(1, 10**12)).scaleb(-places)
        made.append(
            quote(START + k, str(Decimal(bid).scaleb(-2)), str(Decimal(bid + 1).scaleb(-2)), format(size, "f"), symbol)
        )
    return made


@pytest.mark.parametrize("library", ["numpy", "array"])
def test_text_becomes_the_units_that_it_is(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if library == "array":
        monkeypatch.setattr(quote_columns, "numpy", None)
    data = rows(500)
    columns = columns_of(requests_of(data)[0])
    for k, row in enumerate(data):
        instrument = INSTRUMENTS.by_id[row["symbol_id"]]
        assert columns["bidPrice"][k] == int(Decimal(row["bid_price"]) * 100)
        assert columns["askSize"][k] == int(Decimal(row["ask_size"]).scaleb(instrument.size_decimals))
        assert columns["timestamp"][k] == row["timestamp"]


@pytest.mark.parametrize("library", ["numpy", "array"])
@pytest.mark.parametrize(
    ("value", "units"),
    [
        ("100.05", 10005),
        ("-0.01", -1),
        ("1e2", 10000),
        (" 1", None),
        ("1_0", None),
        ("100.051", None),
        ("100.0500000000000000001", None),
        ("100.0500000000000000000", 10005),
        ("abc", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        (100.05, 10005),
        (0.1 + 0.2, None),
        (Decimal("7.25"), 725),
        (Decimal("7.255"), None),
        (7, 700),
        ("90071992547409.91", 9007199254740991),
        ("90071992547409.92", None),
        (float("inf"), None),
    ],
)
def test_each_value_is_exact_or_nan(library: str, value: Any, units: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if library == "array":
        monkeypatch.setattr(quote_columns, "numpy", None)
    data = [{**row, "bid_price": value} for row in rows(1) * 20]
    for column in (columns_of(requests_of(data)[0])["bidPrice"],):
        assert column[0] == units if units is not None else column[0] != column[0]


def test_fast_and_slow_ways_agree_on_texts_near_a_unit() -> None:
    draw = random.Random(5)
    texts = []
    for _ in range(5000):
        units = draw.randrange(1, 10 ** draw.randrange(2, 15))
        text = format(Decimal(units).scaleb(-2), "f")
        texts.append(text if draw.random() < 0.5 else text + draw.choice(["0", "1", "00001", "9", "5"]))
    data = [{**rows(1)[0], "symbol_id": 1, "bid_price": text} for text in texts]
    got = []
    for message in requests_of(data):
        got += columns_of(message)["bidPrice"]
    for text, units in zip(texts, got, strict=False):
        exact = Decimal(text) * 100
        assert units == exact if exact == int(exact) else units != units


def test_all_forms_are_the_same_messages() -> None:
    data = rows(300, seed=9)
    names = ["symbol_id", "bid_price", "ask_price", "bid_size", "ask_size", "timestamp"]
    wanted = requests_of(data)
    floats = {name: np.array([float(row[name]) for row in data]) for name in names[1:5]}
    ints = {name: np.array([row[name] for row in data]) for name in ("symbol_id", "timestamp")}
    kinds = [(name, "<f8" if name in floats else "<i8") for name in names]
    structured = np.zeros(len(data), dtype=kinds)
    for name in names:
        structured[name] = {**floats, **ints}[name]
    forms: list[Any] = [
        {name: [row[name] for row in data] for name in names},
        {**floats, **ints},
        structured,
        pd.DataFrame({**floats, **ints}),
        pd.DataFrame({**floats, **ints, "timestamp": pd.to_datetime(ints["timestamp"])}),
    ]
    for form in forms:
        made = requests_of(form)
        for name in COLUMNS:
            assert bytes(made[0][name]) == bytes(wanted[0][name]), name


def test_units_are_taken_as_they_are() -> None:
    data = [{**quote(START), "bid_price": 10_000, "ask_price": 10_002, "bid_size": 5, "ask_size": 5}] * 10
    assert columns_of(requests_of(data, units=True)[0])["bidPrice"] == [10_000.0] * 10


def test_many_are_split_and_keep_their_order() -> None:
    data = rows(2 * MOST_ROWS + 50)
    messages = requests_of(data)
    assert [message["count"] for message in messages] == [MOST_ROWS, MOST_ROWS, 50]
    times: list[int] = functools.reduce(operator.iadd, (columns_of(message)["timestamp"] for message in messages), [])
    assert times == [row["timestamp"] for row in data]


def test_a_handful_and_flags_go_as_text() -> None:
    [few] = requests_of([quote(START)])
    assert few["quotes"] == [
        {
            "symbolId": 1,
            "bidPrice": "100.00",
            "askPrice": "100.02",
            "bidSize": "1000",
            "askSize": "1000",
            "timestamp": START,
        }
    ]
    [flagged] = requests_of([{**quote(START), "flags": 3}] * 50)
    assert flagged["quotes"][0]["flags"] == 3
    assert requests_of([]) == []
    for count in (3000, 6000):
        data = rows(count)
        sent = [quote for message in requests_of([{**row, "flags": 1} for row in data]) for quote in message["quotes"]]
        assert [each["timestamp"] for each in sent] == [row["timestamp"] for row in data]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (5, "quotes"),
        ("text", "quotes"),
        ([5], "quotes"),
        ([{"symbol_id": 1}], r"quotes\[0\].bid_price"),
        ([{**quote(1)}] * 20 + [{"symbol_id": 1}], r"quotes\[20\].bid_price"),
        ({"symbol_id": [1]}, "quotes.bid_price"),
        ({**{name: [1] for name in quote(1)}, "ask_size": [1, 2]}, "quotes.ask_size"),
        ([{**quote(1), "symbol_id": 2**40}] * 20, "quotes"),
        ([quote(1)] * 5000 + [{"symbol_id": 1}] * 20, r"quotes\[5000\].bid_price"),
        ([{**quote(1), "timestamp": 1.5e18}] * 20, "quotes"),
        ({**{name: [1] * 20 for name in quote(1)}, "timestamp": np.full(20, 1.5e18)}, "quotes.*timestamp"),
    ],
)
def test_what_is_no_quotes_is_told(data: Any, path: str) -> None:
    with pytest.raises(InputError, match=path):
        requests_of(data)


def test_units_and_text_of_decimals() -> None:
    assert units_of("1.5", 8, "x") == 150_000_000
    with pytest.raises(InputError, match="x: got '1.5'; allowed: at most 0 decimals"):
        units_of("1.5", 0, "x")
    assert text_of(Decimal("1E-7")) == "0.0000001"
    assert text_of(1e-7) == "0.0000001"
    instrument = INSTRUMENTS.of("BTC")
    assert instrument.price(10_005) == Decimal("100.05") and instrument.size(1) == Decimal("1E-8")
    with pytest.raises(InputError, match="allowed: AAA, BTC, JPY"):
        INSTRUMENTS.of("ETH")
    with pytest.raises(InputError):
        INSTRUMENTS.of(3)
