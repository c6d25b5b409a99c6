"""Market data of a Python program into an engine of its own: batches of 1,000, and one at a time. Prints JSON."""

import json
import statistics
import sys
import time

import hotpath
import numpy as np

BATCH, BATCHES, SINGLES, RUNS = 1_000, 150, 2_000, 3
FIRST = 1_700_000_000_000_000_000


def maps(batch: int) -> list[dict[str, object]]:
    """A batch of quotes as the README has them."""
    return [
        {
            "symbol_id": 1,
            "bid_price": f"100.0{k % 9}",
            "ask_price": f"100.1{k % 7}",
            "bid_size": "1000",
            "ask_size": "900",
            "timestamp": FIRST + (batch * BATCH + k) * 1_000,
            "venue_id": 1,
            "flags": 0,
        }
        for k in range(BATCH)
    ]


def columns(batch: int) -> dict[str, object]:
    """The same as columns of units."""
    k = np.arange(BATCH)
    return {
        "symbol_id": np.full(BATCH, 1, np.int32),
        "bid_price": 10_000.0 + k % 9,
        "ask_price": 10_010.0 + k % 7,
        "bid_size": np.full(BATCH, 1000.0),
        "ask_size": np.full(BATCH, 900.0),
        "timestamp": FIRST + (batch * BATCH + k).astype(np.int64) * 1_000,
    }


def rate(engine: hotpath.TradingEngine, first: int, make: object, **options: object) -> float:
    """Quotes a second, what it takes to encode them included."""
    batches = [make(first + k) for k in range(BATCHES)]  # type: ignore[operator]
    start = time.perf_counter()
    taken = sum(result.accepted for result in engine.process_many(batches, answer="counts", **options))
    seconds = time.perf_counter() - start
    if taken != BATCH * BATCHES:
        raise SystemExit(f"{taken} of {BATCH * BATCHES} quotes were taken")
    return taken / seconds


def round_trip(engine: hotpath.TradingEngine, first: int) -> float:
    """Median time of one update and its full answer, in microseconds."""
    times = []
    for k in range(SINGLES):
        quote = {**maps(0)[0], "timestamp": FIRST + (first * BATCH + k) * 1_000}
        start = time.perf_counter()
        engine.process_market_data([quote])
        times.append((time.perf_counter() - start) * 1e6)
    return statistics.median(times)


arguments = ["--feed", "client", "--no-strategy", "--no-journal", "--quiet"]
found = {"maps": 0.0, "columns": 0.0, "roundTripMicros": float("inf")}
with hotpath.TradingEngine(arguments=arguments) as engine:
    place = 0
    for _ in range(RUNS):
        found["maps"] = max(found["maps"], rate(engine, place, maps))
        place += BATCHES
        found["columns"] = max(found["columns"], rate(engine, place, columns, units=True))
        place += BATCHES
        found["roundTripMicros"] = min(found["roundTripMicros"], round_trip(engine, place))
        place += SINGLES
json.dump(found, sys.stdout)
