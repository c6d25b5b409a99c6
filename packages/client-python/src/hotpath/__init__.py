"""Hotpath from Python: a typed client of the trading engine, asynchronous (``hotpath.aio``) and blocking.

Example:
    engine = hotpath.TradingEngine()
    result = engine.process_market_data([{"symbol_id": 1, "bid_price": "100.05", ...}])
"""

from .backtest import BacktestResult, backtest
from .blocking import Client, Subscription
from .columns import ColumnBatch
from .commands import OrderResult, ProcessResult
from .engine import TradingEngine
from .errors import (
    ConnectionLost,
    EngineNotFound,
    GatewayError,
    HotpathError,
    InputError,
    NativeUnavailable,
    ProtocolError,
)
from .instruments import Instrument, Instruments
from .live import run
from .process import EngineProcess
from .statistics import CacheStats, PerformanceStats
from .strategy import Strategy, Ticket

__version__ = "0.1.0"

__all__ = [
    "BacktestResult",
    "CacheStats",
    "Client",
    "ColumnBatch",
    "ConnectionLost",
    "EngineNotFound",
    "EngineProcess",
    "GatewayError",
    "HotpathError",
    "InputError",
    "Instrument",
    "Instruments",
    "NativeUnavailable",
    "OrderResult",
    "PerformanceStats",
    "ProcessResult",
    "ProtocolError",
    "Strategy",
    "Subscription",
    "Ticket",
    "TradingEngine",
    "backtest",
    "run",
]
