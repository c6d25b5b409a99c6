"""Strategies in Python: against a real engine, live and step by step."""

import json
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hotpath
from helpers import START, bun
from hotpath.generated.protocol import Bar, Fill, Order, Quote, Signal


class Cross(hotpath.Strategy):
    """Holds ``size`` in the direction of the faster average."""

    fast = 5
    slow = 20
    size = 100

    def on_start(self) -> None:
        self.mids: list[int] = []

    def on_quote(self, quote: Quote) -> None:
        self.mids.append(quote.bid_price + quote.ask_price)
        if len(self.mids) < self.slow:
            return
        wanted = self.size if self._mean(self.fast) > self._mean(self.slow) else -self.size
        missing = wanted - self.position(quote.instrument)
        if missing > 0:
            self.buy(quote.instrument, missing)
        elif missing < 0:
            self.sell(quote.instrument, -missing)

    def _mean(self, count: int) -> float:
        return sum(self.mids[-count:]) / count


def walk(count: int, seed: int) -> list[tuple[int, int]]:
    """Time and bid in units."""
    draw = random.Random(seed)
    price, made = 10_000, []
    for k in range(count):
        price += draw.choice([-3, -2, -1, 0, 1, 2, 3])
        made.append((START + (k + 1) * 1_000_000_000, price))
    return made


def quotes_of(moves: list[tuple[int, int]], size: int = 1000) -> list[dict[str, Any]]:
    return [
        {
            "symbol_id": 1,
            "bid_price": Decimal(bid).scaleb(-2),
            "ask_price": Decimal(bid + 2).scaleb(-2),
            "bid_size": size,
            "ask_size": size,
            "timestamp": time,
        }
        for time, bid in moves
    ]


@pytest.mark.parametrize("seed", [3, 8])
def test_the_same_strategy_in_typescript_does_the_same(seed: int) -> None:
    moves = walk(600, seed)
    result = hotpath.backtest(Cross(fast=4), quotes_of(moves))
    fed = {"fast": 4, "slow": 20, "size": 100, "quotes": [[time // 1000, bid, bid + 2, 1000] for time, bid in moves]}
    done = bun("tests/peers/cross.ts", input=json.dumps(fed))
    assert done.returncode == 0, done.stderr
    other = json.loads(done.stdout)
    assert len(result.fills) > 20
    assert [[each.order_id, each.side, each.price, each.quantity, each.time] for each in result.fills] == other["fills"]
    assert result.equity[-1][1] == pytest.approx(other["equity"], abs=1e-6)
    assert result.positions == {"SYM1": other["position"]}


def test_the_same_data_gives_the_same_run_in_any_form() -> None:
    rows = quotes_of(walk(300, 5))
    first = hotpath.backtest(Cross(), rows, journal=True)
    again = hotpath.backtest(Cross(), rows, journal=True)
    assert first == again and len(first.fills) > 5
    assert first.state_hash is not None and len(first.state_hash) == 32
    assert first.rejects == []
    columns = {
        name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name.endswith(("price", "size"))
    }
    columns |= {name: np.array([row[name] for row in rows]) for name in ("symbol_id", "timestamp")}
    assert hotpath.backtest(Cross(), pd.DataFrame(columns)).fills == first.fills
    other = hotpath.backtest(Cross(), quotes_of(walk(300, 6)))
    assert other.fills != first.fills
    assert first.total_return == first.equity[-1][1] / first.equity[0][1] - 1
    assert 0 <= first.max_drawdown < 1
    assert first.pandas().iloc[-1] == first.equity[-1][1]


class Maker(hotpath.Strategy):
    """Rests an order, moves it by a timer, and keeps a diary."""

    def on_start(self) -> None:
        self.diary: list[str] = []
        self.ticket: hotpath.Ticket | None = None

    def on_quote(self, quote: Quote) -> None:
        if self.ticket is None:
            self.ticket = self.buy("AAA", 7, price="99.00")
            assert self.ticket.is_working and self.ticket.order_id == 1
            self.wake(self.now + 5_000_000_000)
        self.diary.append(f"quote {quote.bid_price}")

    def on_order(self, order: Order, ticket: hotpath.Ticket) -> None:
        self.diary.append(f"order {ticket.order_id} {order.state}")

    def on_fill(self, fill: Fill, ticket: hotpath.Ticket) -> None:
        self.diary.append(f"fill {fill.quantity} at {fill.price}, position {self.position('AAA')}, {ticket.filled}")

    def on_timer(self, time: int) -> None:
        self.diary.append("timer")
        assert self.now == time and self.ticket is not None
        self.cancel(self.ticket)
        self.buy("AAA", "3", price="99.90")

    def on_stop(self) -> None:
        self.diary.append("stop")


def test_orders_fills_timers_and_positions_come_in_order() -> None:
    moves = [
        (START + k * 1_000_000_000, bid) for k, bid in enumerate([10_000, 10_001, 10_000, 9_999, 9_998, 10_000, 9_980])
    ]
    strategy = Maker()
    result = hotpath.backtest(strategy, quotes_of(moves), instruments=["AAA:2"])
    assert strategy.diary == [
        "quote 10000",
        "order 1 pending",
        "order 1 working",
        "quote 10001",
        "quote 10000",
        "quote 9999",
        "quote 9998",
        "timer",
        "quote 10000",
        "order 1 pending-cancel",
        "order 1 cancelled",
        "order 2 pending",
        "order 2 working",
        "quote 9980",
        "order 2 filled",
        "fill 3 at 9990, position 3, 3",
        "stop",
    ]
    assert [each.state for each in result.orders] == ["cancelled", "filled"]
    with pytest.raises(hotpath.HotpathError, match="does not run"):
        strategy.position("AAA")


def test_bars_fill_at_the_next_open() -> None:
    class Turn(hotpath.Strategy):
        def on_bar(self, bar: Bar) -> None:
            ticket = self.buy(bar.instrument, 10) if self.position(0) <= 0 else self.sell(bar.instrument, 20)
            assert ticket.order_id is None

    bars = [
        {
            "symbol_id": 1,
            "open": f"{100 + k}.00",
            "high": "120",
            "low": "90",
            "close": f"{100 + k}.50",
            "volume": 10_000,
            "timestamp": START + k * 60_000_000_000,
        }
        for k in range(5)
    ]
    result = hotpath.backtest(Turn(), bars)
    assert [(each.side, each.price, each.quantity) for each in result.fills] == [
        ("buy", 10_100, 10),
        ("sell", 10_200, 20),
        ("buy", 10_300, 10),
        ("buy", 10_400, 10),
    ]
    assert result.positions == {"SYM1": 10.0}


def test_what_the_engine_cannot_use_is_told() -> None:
    rows = quotes_of(walk(30, 1))
    rows[7] = {**rows[7], "ask_price": "1.00"}
    seen: list[int] = []

    class Watch(hotpath.Strategy):
        def on_quote(self, quote: Quote) -> None:
            seen.append(quote.time)

        def on_signal(self, signal: Signal) -> None:
            pass

    result = hotpath.backtest(Watch(), rows)
    assert result.rejects == [(7, "crossed")] and len(seen) == 29
    with pytest.raises(hotpath.InputError, match="data"):
        hotpath.backtest(Watch(), 5)


def test_parameters_are_what_the_class_declares() -> None:
    assert Cross.parameter_names() == {"fast", "slow", "size"}
    assert Cross(fast=3).fast == 3 and Cross().fast == 5
    with pytest.raises(hotpath.InputError, match="speed: allowed: fast, size, slow"):
        Cross(speed=3)
    assert Cross.topics() == {"quotes"}


def test_an_error_of_a_strategy_ends_its_run() -> None:
    class Broken(hotpath.Strategy):
        def on_quote(self, quote: Quote) -> None:
            raise ZeroDivisionError("of the strategy")

    with pytest.raises(ZeroDivisionError, match="of the strategy"):
        hotpath.backtest(Broken(), quotes_of(walk(3, 1)))


def test_runs_against_a_live_engine() -> None:
    class Taker(hotpath.Strategy):
        def on_start(self) -> None:
            self.states: list[str] = []
            self.sent = False

        def on_quote(self, quote: Quote) -> None:
            if not self.sent and quote.ask_size > 0:
                self.sent = True
                self.buy(quote.instrument, 1)

        def on_order(self, order: Order, ticket: hotpath.Ticket) -> None:
            self.states.append(order.state)

        def on_fill(self, fill: Fill, ticket: hotpath.Ticket) -> None:
            assert self.position(fill.instrument) == 1
            self.stop()

    strategy = Taker()
    done = hotpath.run(strategy, duration=60)
    assert done.is_stopped and len(done.fills) == 1 and done.merged.gaps == 0
    assert strategy.states[-1] == "filled"
