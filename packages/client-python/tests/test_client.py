"""The clients against a real engine."""

import asyncio
import threading
from decimal import Decimal

import numpy as np
import pytest

import hotpath
from helpers import Clock, quote
from hotpath import aio

Process = hotpath.EngineProcess


def test_is_let_in_and_knows_the_instruments(client: hotpath.Client) -> None:
    assert client.welcome.role == "admin"
    assert [each.symbol for each in client.instruments] == ["AAA", "BTC"]
    assert client.instruments.of("BTC").size_decimals == 8
    assert client.strategies() == []


def test_market_data_is_taken_or_rejected_by_its_place(client: hotpath.Client, clock: Clock) -> None:
    good = [quote(clock()) for _ in range(40)]
    bad = [*good[:10], quote(good[10]["timestamp"], symbol=9), quote(good[11]["timestamp"], bid="100.001"), *good[12:]]
    result = client.process_market_data(bad)
    assert result.accepted == 38
    assert [(each.index, each.reason) for each in result.rejects] == [(10, "unknownSymbol"), (11, "badBidPrice")]
    assert result.processing_time_us > 0 and result.sequence is not None
    few = client.process_market_data([quote(clock(), bid="101"), quote(clock())])
    assert [(each.index, each.reason) for each in few.rejects] == [(0, "crossed")]
    with pytest.raises(hotpath.InputError, match="quotes"):
        client.process_market_data(7)
    assert client.process_market_data([]).accepted == 0


def test_a_hundred_thousand_quotes_keep_their_places_over_messages(client: hotpath.Client, clock: Clock) -> None:
    count = 20_000
    times = np.array([clock() for _ in range(count)])
    bids = np.full(count, 99.0)
    bids[[5, 4096, 19_999]] = 200.0
    columns = {
        "symbol_id": np.ones(count, dtype=np.int32),
        "bid_price": bids,
        "ask_price": np.full(count, 100.0),
        "bid_size": np.full(count, 10.0),
        "ask_size": np.full(count, 10.0),
        "timestamp": times,
    }
    result = client.process_market_data(columns, answer="counts")
    assert result.accepted == count - 3
    assert [each.index for each in result.rejects] == [5, 4096, 19_999]


def test_batches_go_ahead_of_their_answers(client: hotpath.Client, clock: Clock) -> None:
    batches = [
        [quote(clock(), bid="500" if k in (3, 9) else "99") for k in range(size)] for size in (10, 0, 9000, 1, 12)
    ]
    results = list(client.process_many(iter(batches)))
    assert [each.accepted for each in results] == [8, 0, 8998, 1, 10]
    assert [[reject.index for reject in each.rejects] for each in results] == [[3, 9], [], [3, 9], [], [3, 9]]
    assert list(client.process_many([])) == []
    with pytest.raises(hotpath.InputError, match="quotes"):
        list(client.process_many([[quote(clock())], 5]))
    assert client.strategies() == []


def test_an_order_from_its_submission_to_its_fill(client: hotpath.Client, clock: Clock) -> None:
    client.process_market_data([quote(clock())])
    with client.subscribe("orders") as orders, client.subscribe("fills") as fills:
        bought = client.submit_order("AAA", "buy", 10, price=Decimal("100.02"))
        assert bought.state == "filled"
        fill = fills.next(10)
        assert (fill.order_id, fill.price, fill.quantity, fill.side) == (bought.order_id, 10_002, 10, "buy")
        resting = client.submit_order(0, "buy", "5", price="99.50", time_in_force="gtc")
        assert resting.state == "working"
        client.replace_order(resting.order_id, 7, "99.60")
        client.cancel_order(resting.order_id)
        states: list[str] = []
        while not states or states[-1] != "cancelled":
            order = orders.next(10)
            if order.order_id == resting.order_id:
                states.append(order.state)
        assert states[0] == "pending" and "working" in states
        assert order.quantity == 7 and order.price == 9_960
    ended = [each for each in client.orders() if each.order_id == bought.order_id]
    assert ended[0].filled == 10
    assert client.fills()[-1].order_id == bought.order_id
    assert next(each for each in client.positions() if each.instrument == 0).position >= 10


def test_what_is_refused_says_why(client: hotpath.Client) -> None:
    with pytest.raises(hotpath.InputError, match="instrument: got 'ZZZ'; allowed: AAA, BTC"):
        client.submit_order("ZZZ", "buy", 1)
    with pytest.raises(hotpath.GatewayError) as caught:
        client.submit_order("AAA", "buy", "1.5", price="99")
    assert (caught.value.code, caught.value.path) == ("BAD_VALUE", "quantity")
    with pytest.raises(hotpath.GatewayError) as missing:
        client.cancel_order(999_999)
    assert missing.value.code == "NOT_FOUND"
    with pytest.raises(hotpath.InputError, match="side"):
        client.submit_order("AAA", "long", 1)  # type: ignore[arg-type]
    with pytest.raises(hotpath.InputError, match="columns"):
        client.subscribe("orders", columns=True)
    with client.subscribe("book", instrument=None) as book, pytest.raises(hotpath.GatewayError, match="instrument"):
        book.next(10)
    assert issubclass(hotpath.GatewayError, hotpath.HotpathError)


def test_kill_switch_and_limits(client: hotpath.Client, clock: Clock) -> None:
    client.process_market_data([quote(clock())])
    client.kill_switch(True, "a test")
    assert client.submit_order("AAA", "buy", 1, price="99").state == "refused"
    client.kill_switch(False)
    before = client.risk_limits()
    client.set_risk_limits({**before, "maxLeverage": 7})
    assert client.risk_limits()["maxLeverage"] == 7
    client.set_risk_limits(before)
    with pytest.raises(hotpath.GatewayError, match="^limits.maxLeverage: got -1; allowed"):
        client.set_risk_limits({"maxLeverage": -1})
    stats = client.performance_stats()
    assert stats.latencies and isinstance(stats.avg_signal_latency, float)
    assert client.cache_stats().signal_cache_size >= 0


def test_quotes_as_objects_and_as_columns(client: hotpath.Client, clock: Clock) -> None:
    with client.subscribe("quotes", instrument="AAA") as quotes:
        client.process_market_data([quote(clock(), bid="99.98", ask="99.99")])
        while True:
            update = quotes.next(10)
            if update.bid_price == 9_998:
                break
        assert client.instruments[update.instrument].price(update.ask_price) == Decimal("99.99")
        assert isinstance(update.time, int) and update.time % 1000 == 0
    with client.subscribe("quotes", columns=True) as batches:
        time = clock() + 7
        client.process_market_data([quote(time, bid="99.50", ask="99.52")])
        while True:
            batch = batches.next(10)
            columns = batch.numpy()
            if columns["bid_price"][-1] == 9_950:
                break
        assert batch.times()[-1] == time
        assert columns["instrument"].dtype == np.int32 and len(columns["bid_price"]) == batch.count
        assert not columns["bid_price"].flags.writeable and not columns["bid_price"].flags.owndata
        assert np.shares_memory(columns["bid_price"], batch["bid_price"])
        frame = batch.pandas()
        assert frame["ask_price"].iloc[-1] == 9_952 and frame.index[-1].value == time


def test_several_threads_share_a_client(client: hotpath.Client, clock: Clock) -> None:
    client.process_market_data([quote(clock())])
    quotes = client.subscribe("quotes", instrument="BTC")
    got: list[int] = []

    def read() -> None:
        for update in quotes:
            got.append(update.bid_price)
            if update.bid_price == 77:
                return

    reader = threading.Thread(target=read)
    reader.start()
    failures: list[BaseException] = []

    def trade() -> None:
        try:
            for _ in range(20):
                assert client.submit_order("AAA", "buy", 1, price="90").state == "working"
        except BaseException as error:
            failures.append(error)

    traders = [threading.Thread(target=trade) for _ in range(4)]
    for each in traders:
        each.start()
    for each in traders:
        each.join()
    client.process_market_data([quote(clock(), bid="0.77", ask="0.78", symbol=2)])
    reader.join(30)
    assert not reader.is_alive() and got[-1] == 77 and not failures
    client.mass_cancel()


def test_the_asynchronous_client(served: Process, clock: Clock) -> None:
    async def main() -> None:
        async with await aio.Client.connect(served.url, served.token, name="a test") as client:
            signals = client.subscribe("trades")
            async with client.subscribe("quotes") as quotes:
                futures = [client.ask({"type": "query", "what": "strategies"}) for _ in range(50)]
                await client.process_market_data([quote(clock(), bid="98.00", ask="98.01")])
                assert [(await client.answer(each)).value for each in futures] == [[]] * 50
                async for update in quotes:
                    if update.bid_price == 9_800:
                        break
            waiting = asyncio.ensure_future(signals.__anext__())
            await asyncio.sleep(0)
            signals.close()
            with pytest.raises(StopAsyncIteration):
                await waiting
        with pytest.raises(hotpath.ConnectionLost, match="closed"):
            await client.query("orders")

    asyncio.run(main())


def test_the_blocking_client_says_so_within_an_event_loop(served: Process) -> None:
    async def main() -> None:
        with pytest.raises(hotpath.HotpathError, match="hotpath.aio"):
            hotpath.Client(served.url, served.token)

    asyncio.run(main())


def test_a_wrong_token_is_final_and_a_closed_client_says_so(served: Process) -> None:
    with pytest.raises(hotpath.GatewayError) as caught:
        hotpath.Client(served.url, "hp.1.none")
    assert caught.value.code == "UNAUTHENTICATED"
    client = hotpath.Client(served.url, served.token)
    client.close()
    client.close()
    with pytest.raises(hotpath.HotpathError, match="closed"):
        client.positions()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "ws://"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(hotpath.InputError, match="url"):
        hotpath.Client(url, "token")
