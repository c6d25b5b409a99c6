"""Finding an engine, starting it and ending it."""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import hotpath
from helpers import COMMAND, PACKAGE, START, quote
from hotpath.finder import find_engine

EXAMPLE: dict[str, Any] = {
    "symbol_id": 1,
    "bid_price": "100.05",
    "ask_price": "100.10",
    "bid_size": "1000",
    "ask_size": "1000",
    "timestamp": 1234567890000000000,
    "venue_id": 1,
    "flags": 0,
}


def test_the_first_minute() -> None:
    with hotpath.TradingEngine() as engine:
        result = engine.process_market_data([EXAMPLE])
        assert (result.signals, result.orders, result.rejects) == ([], [], [])
        assert result.processing_time_us > 0
        mids = [10_000 + (k * k) % 37 - k // 3 for k in range(300)]
        result = engine.process_market_data(
            [
                {
                    **EXAMPLE,
                    "bid_price": f"{mid / 100:.2f}",
                    "ask_price": f"{(mid + 5) / 100:.2f}",
                    "timestamp": EXAMPLE["timestamp"] + (k + 1) * 1_000_000_000,
                }
                for k, mid in enumerate(mids)
            ]
        )
        assert result.signals
        assert result.orders and result.fills and result.orders[0].order_id == 1
        stats = engine.performance_stats()
        assert stats.avg_signal_latency > 0 and stats.market_updates == 301
        assert stats.orders_submitted == len(result.orders) and stats.fills == len(result.fills)
        assert stats.signals_processed > 0 and stats.quotes_rejected == {}
        assert engine.process_market_data([{**EXAMPLE, "bid_price": "200"}]).accepted == 0
        assert engine.performance_stats().quotes_rejected == {"crossed": 1}
        caches = engine.cache_stats()
        assert caches.signal_cache_size == 1 and caches.price_history_symbols == 1
        assert engine.process is not None
        pid = engine.process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_is_found_by_variable_path_or_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_engine() == COMMAND
    monkeypatch.delenv("HOTPATH_BIN")
    program = tmp_path / "hotpath"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert find_engine() == str(program)
    program.unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(Path(__file__).parent)
    assert find_engine() == COMMAND


def test_where_there_is_none_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTPATH_BIN")
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hotpath.finder.__file__", str(tmp_path / "finder.py"))
    with pytest.raises(
        hotpath.EngineNotFound, match="(?s)no engine.*set HOTPATH_BIN.*put `hotpath` on PATH.*HOTPATH_URL"
    ):
        hotpath.TradingEngine()
    monkeypatch.setenv("HOTPATH_BIN", str(tmp_path / "none"))
    with pytest.raises(hotpath.EngineNotFound, match="HOTPATH_BIN is '.*none', which is no program"):
        hotpath.TradingEngine()
    with pytest.raises(hotpath.EngineNotFound, match="(?s)no engine answers at ws://127.0.0.1:1.*hotpath serve"):
        hotpath.TradingEngine("ws://127.0.0.1:1", "token")


def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(hotpath.EngineNotFound, match="(?s)ended with status .*--instruments"):
        hotpath.TradingEngine(arguments=["--feed", "client", "--instruments", "no decimals"])
    program = tmp_path / "hotpath"
    program.write_text("#!/bin/sh\necho not json\nexec sleep 60\n")
    program.chmod(0o755)
    with pytest.raises(hotpath.EngineNotFound, match="does not listen after 0.3 s"):
        hotpath.EngineProcess(command=str(program), timeout=0.3)


def test_connects_to_one_that_runs(served: hotpath.EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTPATH_URL", served.url)
    monkeypatch.setenv("HOTPATH_TOKEN", served.token)
    with hotpath.TradingEngine() as engine:
        assert engine.process is None
        assert engine.welcome.role == "admin"
    with hotpath.TradingEngine() as again:
        assert again.welcome.engine == engine.welcome.engine


def test_ends_with_its_program_however_that_ends() -> None:
    """The engine's standard input ends with the program that has started it: also where that is killed."""
    code = "import hotpath, time; e = hotpath.TradingEngine(); print(e.process.pid, flush=True); time.sleep(60)"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE / "src")}
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    assert program.stdout is not None
    engine = int(program.stdout.readline())
    os.kill(engine, 0)
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.kill(engine, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError("the engine goes on")


def test_orders_of_other_types(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"emulation": {}}))
    arguments = ["--feed", "client", "--no-strategy", "--no-journal", "--config", str(tmp_path / "config.json")]
    with hotpath.TradingEngine(arguments=arguments) as engine:
        engine.process_market_data([quote(START)])
        stop = engine.submit_order(0, "buy", 5, order_type="stop", trigger_price=Decimal("100.50"), trigger_on="ask")
        assert engine.process_market_data([quote(START + 1000, bid="100.40", ask="100.42")]).fills == []
        [fill] = engine.process_market_data([quote(START + 2000, bid="100.60", ask="100.62")]).fills
        assert (fill.order_id, fill.price, fill.quantity) == (stop.order_id, 10_062, 5)
        with pytest.raises(hotpath.InputError, match="colour: allowed: .*trigger_price"):
            engine.submit_order(0, "buy", 5, colour="red")


def test_a_config_is_the_engines(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"initialCash": "5000"}))
    arguments = ["--feed", "client", "--no-strategy", "--no-journal", "--config", str(tmp_path / "config.json")]
    with hotpath.TradingEngine(arguments=arguments) as engine:
        engine.process_market_data([quote(START)])
        assert engine.subscribe("risk").next(10).equity == 5000
