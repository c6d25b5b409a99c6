"""Connections that end, and engines that are killed: nothing is lost, nothing comes twice."""

import asyncio
import json
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
import websockets
from websockets.asyncio.server import ServerConnection, serve

import hotpath
from helpers import COMMAND, START, Clock, Wire, free_port, quote
from hotpath import aio
from hotpath.codec import Reader, encode

FAST: dict[str, Any] = {"first_delay": 0.005, "max_delay": 0.02}


def test_goes_on_over_cut_wires(served: hotpath.EngineProcess, wire: Wire, clock: Clock) -> None:
    """Each order's states once and in order, over a wire that is cut in the midst of them."""

    async def main() -> None:
        feeder = await aio.Client.connect(served.url, served.token)
        async with feeder, await aio.Client.connect(wire.url, served.token, **FAST) as client:
            await feeder.process_market_data([quote(clock())])
            orders = client.subscribe("orders")
            await client.query("strategies")
            got: list[str] = []
            wanted: list[str] = []

            async def read() -> None:
                async for order in orders:
                    if order.price == 9_100:
                        got.append(f"{order.order_id} {order.state}")
                    if len(got) == 400:
                        return

            reading = asyncio.ensure_future(read())
            for k in range(200):
                made = await feeder.submit_order("AAA", "buy", 1, price="91.00")
                wanted += [f"{made.order_id} pending", f"{made.order_id} working"]
                if k % 50 == 25:
                    while client.reconnects < k // 50:
                        await asyncio.sleep(0.002)
                    wire.cut()
                if k % 50 == 40:
                    wire.mend()
            await asyncio.wait_for(reading, 30)
            assert got == wanted
            assert orders.gaps == 0
            assert client.reconnects == 4
            await feeder.mass_cancel()

    asyncio.run(main())


def test_a_command_is_done_once_though_its_answer_was_lost(
    served: hotpath.EngineProcess, wire: Wire, clock: Clock
) -> None:
    async def main() -> None:
        async with await aio.Client.connect(wire.url, served.token, **FAST) as client:
            await client.process_market_data([quote(clock())])
            before = len(await client.orders(limit=10_000))
            wire.cut()
            keyed = asyncio.ensure_future(client.submit_order("AAA", "buy", 3, price="90.50"))
            bare = asyncio.ensure_future(client.process_market_data([quote(clock())]))
            await asyncio.sleep(0)
            wire.mend()
            made = await keyed
            assert made.state == "working"
            try:
                await bare
            except hotpath.ConnectionLost as error:
                assert error.code == "UNAVAILABLE"
            again = await client.submit_order("AAA", "buy", 3, price="90.50", key="twice")
            assert (await client.submit_order("AAA", "buy", 3, price="90.50", key="twice")).order_id == again.order_id
            assert len(await client.orders(limit=10_000)) == before + 2
            await client.mass_cancel()

    asyncio.run(main())


def test_a_slow_reader_is_waited_for(served: hotpath.EngineProcess, clock: Clock) -> None:
    async def main() -> None:
        feeder = await aio.Client.connect(served.url, served.token)
        async with feeder, await aio.Client.connect(served.url, served.token, max_queue=50) as client:
            await feeder.process_market_data([quote(clock())])
            orders = client.subscribe("orders")
            await client.query("strategies")
            made = [await feeder.submit_order("AAA", "buy", 1, price="90.00") for _ in range(300)]
            while not orders.is_paused:
                await asyncio.sleep(0.002)
            assert orders.queued == 50
            got: list[str] = []
            async for order in orders:
                assert orders.queued <= 50
                if order.price == 9_000:
                    got.append(f"{order.order_id} {order.state}")
                if len(got) == 600:
                    break
            assert got == [f"{each.order_id} {state}" for each in made for state in ("pending", "working")]
            assert orders.gaps == 0
            await feeder.mass_cancel()

    asyncio.run(main())


def token_file(folder: Path) -> str:
    """A file of tokens, and the token in it."""
    made = subprocess.run(
        [COMMAND, "token", str(folder / "tokens.json"), "--name", "a test", "--role", "admin"],
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


def test_an_engine_that_is_killed_and_started_again(tmp_path: Path) -> None:
    """Fills are read over kill -9 of the engine while orders are sent: none is missing, none comes twice."""
    token = token_file(tmp_path)
    port = free_port()
    arguments = [
        "--feed",
        "client",
        "--no-strategy",
        "--instruments",
        "AAA:2",
        "--tokens",
        str(tmp_path / "tokens.json"),
    ]
    arguments += ["--journal", str(tmp_path / "journal")]

    def start() -> hotpath.EngineProcess:
        return hotpath.EngineProcess(arguments, command=COMMAND, port=port, token=token)

    process = start()
    reader = hotpath.Client(process.url, token, **FAST)
    trader = hotpath.Client(process.url, token, **FAST)
    life = reader.welcome.engine
    fills = reader.subscribe("fills")
    got: list[int] = []

    def read() -> None:
        for fill in fills:
            got.append(fill.order_id)
            if len(got) == 90:
                return

    reading = threading.Thread(target=read)
    reading.start()
    made: list[int] = []
    try:
        for k in range(90):
            if k in (30, 60):
                process.kill()
                process.close()
                process = start()
            trader.query("strategies")
            time = START + (k + 1) * 1_000_000
            assert trader.process_market_data([quote(time)]).accepted == 1
            order = trader.submit_order("AAA", "buy" if k % 2 == 0 else "sell", 1)
            assert order.state == "filled"
            made.append(order.order_id)
        reading.join(60)
        assert not reading.is_alive()
        assert got == made == list(range(1, 91))
        assert fills.gaps == 0
        assert reader.reconnects == 2 and reader.welcome.engine == life
        assert sum(each.position for each in trader.positions()) == 0
    finally:
        reader.close()
        trader.close()
        process.close()


def test_another_engine_behind_the_address_is_a_gap(tmp_path: Path) -> None:
    token = token_file(tmp_path)
    port = free_port()
    arguments = ["--feed", "client", "--no-strategy", "--no-journal", "--tokens", str(tmp_path / "tokens.json")]

    def start() -> hotpath.EngineProcess:
        return hotpath.EngineProcess(arguments, command=COMMAND, port=port, token=token)

    process = start()
    with hotpath.Client(process.url, token, **FAST) as client:
        fills = client.subscribe("fills")
        for life in range(2):
            if life == 1:
                process.close()
                process = start()
                client.query("strategies")
            client.process_market_data([quote(START)])
            client.submit_order(0, "buy", 1)
            assert fills.next(30).order_id == 1
        assert fills.gaps == 1
    process.close()


def test_heartbeats_are_answered_and_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of few words: one that says nothing more is left, and met again."""
    heard: list[str] = []
    connections: list[ServerConnection] = []
    welcome = {
        "type": "welcome",
        "version": 1001,
        "session": "s",
        "role": "view",
        "heartbeatMillis": 50,
        "engine": "e",
        "sequence": 0,
        "time": 0,
        "instruments": [],
        "strategies": [],
    }

    async def handler(connection: ServerConnection) -> None:
        connections.append(connection)
        reader = Reader()
        async for frame in connection:
            assert isinstance(frame, bytes)
            for message in reader.read(frame):
                heard.append(message["type"])
                if message["type"] == "hello":
                    assert message["version"] == 1001 and message["token"] == "t"
                    await connection.send(encode(welcome))
                    await connection.send(encode({"type": "later", "what": [1]}))
                    await connection.send(encode({"type": "heartbeat", "time": 0, "sequence": 0}))

    async def main() -> None:
        protocols = [websockets.Subprotocol("hotpath.msgpack")]
        async with serve(handler, "127.0.0.1", 0, subprotocols=protocols) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with await aio.Client.connect(f"ws://127.0.0.1:{port}", "t", **FAST) as client:
                while client.reconnects < 2:
                    await asyncio.sleep(0.01)
                assert heard[:4] == ["hello", "alive", "hello", "alive"]
                # What cannot be read ends the connection, and nothing else.
                before = client.reconnects
                await connections[-1].send(b"\xc1")
                while client.reconnects == before:
                    await asyncio.sleep(0.01)

    asyncio.run(main())
    assert json.dumps(heard).count("hello") >= 3
