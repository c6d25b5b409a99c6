"""Time travel: the engine as it was."""

import asyncio
from pathlib import Path

import pytest

import hotpath
from helpers import COMMAND, START, quote
from hotpath import aio


def test_goes_to_any_input_of_the_journal(tmp_path: Path) -> None:
    arguments = ["--feed", "client", "--no-strategy", "--journal", str(tmp_path / "journal")]
    with hotpath.TradingEngine(arguments=arguments) as engine:
        for k in range(10):
            engine.process_market_data([quote(START + k * 1_000_000_000, bid=f"{100 + k}.00", ask=f"{100 + k}.02")])
        engine.submit_order(0, "buy", 5)
        last = engine.replay("open")
        assert last is not None and last.sequence == last.last and len(last.state_hash) == 32
        assert [each["orderId"] for each in last.ended] == [1]
        third = engine.replay("seek", at=START + 2_500_000_000)
        assert third is not None and third.input is not None and third.input.name
        assert (third.time, third.quotes[0]["bidPrice"]) == (START + 2_000_000_000, 10_200)
        assert third.ended == [] and third.fills == []
        later = engine.replay("step", steps=2)
        assert later is not None and later.sequence == third.sequence + 2 and later.state_hash != third.state_hash
        back = engine.replay("seek", sequence=third.sequence)
        assert back is not None and back.state_hash == third.state_hash
        fill = engine.replay("step", until="fill")
        assert fill is not None and "fills" in fill.changed
        with pytest.raises(hotpath.GatewayError):
            engine.replay("play", speed=-1)
        assert engine.replay("close") is None


def test_plays(tmp_path: Path) -> None:
    async def main() -> None:
        with hotpath.EngineProcess(["--feed", "client", "--no-strategy"], command=COMMAND) as process:
            async with await aio.Client.connect(process.url, process.token) as client:
                rows = [quote(START + k * 100_000_000) for k in range(50)]
                await client.process_market_data(rows)
                moments = client.moments()
                await client.replay("open", sequence=1)
                await client.replay("play", speed=50)
                moment = await asyncio.wait_for(moments.get(), 60)
                while moment.sequence < moment.last:
                    moment = await asyncio.wait_for(moments.get(), 60)
                assert moment.last >= 50 and moment.playing
                still = await client.replay("pause")
                assert still is not None and not still.playing

    asyncio.run(main())
