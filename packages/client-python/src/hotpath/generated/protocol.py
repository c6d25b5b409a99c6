# Generated from @hotpath/gateway/protocol by scripts/generate.ts. Do not edit.
"""The messages of the gateway's protocol: what a server sends as classes, what a client sends as typed maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired

PROTOCOL_VERSION = 1001
"""`major × 1000 + minor`."""

Topic = Literal["book", "quotes", "trades", "bars", "indicators", "signals", "orders", "fills", "positions", "risk", "statistics", "logs", "events"]
Role = Literal["view", "trade", "risk", "admin"]
ErrorCode = Literal["BAD_MESSAGE", "BAD_VERSION", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_VALUE", "REFUSED", "RATE_LIMITED", "TOO_LARGE", "TOO_SLOW", "UNAVAILABLE", "INTERNAL"]

Kind = Any
Field = tuple[str, Kind, bool]

SCHEMA: Mapping[str, tuple[Field, ...]] = {
    "hello": (
        ("version", "integer", True),
        ("token", "text", False),
        ("client", "text", False),
    ),
    "welcome": (
        ("version", "integer", True),
        ("session", "text", True),
        ("role", ("oneOf", ("view", "trade", "risk", "admin",)), True),
        ("heartbeatMillis", "integer", True),
        ("engine", "text", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instruments", ("list", ("record", "InstrumentInfo")), True),
        ("strategies", ("list", ("record", "StrategyInfo")), True),
        ("features", ("list", "text"), False),
    ),
    "InstrumentInfo": (
        ("id", "integer", True),
        ("symbol", "text", True),
        ("priceDecimals", "integer", True),
        ("sizeDecimals", "integer", True),
        ("currency", "text", True),
    ),
    "StrategyInfo": (
        ("id", "integer", True),
        ("name", "text", True),
        ("state", ("oneOf", ("running", "stopped", "failed",)), True),
        ("parameters", "json", False),
    ),
    "subscribe": (
        ("id", "integer", True),
        ("topic", ("oneOf", ("book", "quotes", "trades", "bars", "indicators", "signals", "orders", "fills", "positions", "risk", "statistics", "logs", "events",)), True),
        ("instrument", "integer", False),
        ("depth", "integer", False),
        ("rate", "number", False),
        ("after", "integer", False),
        ("indicator", "json", False),
        ("columns", "boolean", False),
    ),
    "subscribed": (
        ("id", "integer", True),
        ("subscription", "integer", True),
        ("sequence", "integer", True),
        ("isComplete", "boolean", True),
        ("outputs", ("list", "text"), False),
    ),
    "unsubscribe": (
        ("id", "integer", True),
        ("subscription", "integer", True),
    ),
    "heartbeat": (
        ("time", "time", True),
        ("sequence", "integer", True),
    ),
    "alive": (
    ),
    "result": (
        ("id", "integer", True),
        ("sequence", "integer", False),
        ("value", "json", False),
        ("next", "integer", False),
    ),
    "failure": (
        ("id", "integer", False),
        ("code", ("oneOf", ("BAD_MESSAGE", "BAD_VERSION", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_VALUE", "REFUSED", "RATE_LIMITED", "TOO_LARGE", "TOO_SLOW", "UNAVAILABLE", "INTERNAL",)), True),
        ("message", "text", True),
        ("path", "text", False),
        ("retryAfterMillis", "integer", False),
    ),
    "book": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("snapshot", "boolean", True),
        ("bids", ("list", "integer"), True),
        ("asks", ("list", "integer"), True),
    ),
    "quote": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("bidPrice", "integer", True),
        ("bidSize", "integer", True),
        ("askPrice", "integer", True),
        ("askSize", "integer", True),
    ),
    "trade": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("price", "integer", True),
        ("quantity", "integer", True),
        ("aggressor", ("oneOf", ("buy", "sell", "unknown",)), True),
    ),
    "bar": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("open", "integer", True),
        ("high", "integer", True),
        ("low", "integer", True),
        ("close", "integer", True),
        ("volume", "integer", True),
    ),
    "indicator": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("values", ("list", "number"), True),
    ),
    "signal": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("generator", "text", True),
        ("direction", ("oneOf", ("up", "down",)), True),
        ("confidence", "number", True),
        ("value", "number", True),
        ("reason", "text", False),
    ),
    "order": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("orderId", "integer", True),
        ("side", ("oneOf", ("buy", "sell",)), True),
        ("state", ("oneOf", ("pending", "working", "partially-filled", "pending-cancel", "pending-replace", "filled", "cancelled", "expired", "rejected", "refused",)), True),
        ("price", "integer", True),
        ("quantity", "integer", True),
        ("filled", "integer", True),
        ("strategy", "integer", True),
        ("reason", "text", False),
    ),
    "fill": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("orderId", "integer", True),
        ("side", ("oneOf", ("buy", "sell",)), True),
        ("price", "integer", True),
        ("quantity", "integer", True),
        ("leaves", "integer", True),
        ("liquidity", ("oneOf", ("maker", "taker", "unknown",)), True),
        ("strategy", "integer", True),
    ),
    "position": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("instrument", "integer", True),
        ("position", "integer", True),
        ("averagePrice", "number", True),
        ("realised", "number", True),
        ("unrealised", "number", True),
    ),
    "risk": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("state", ("oneOf", ("active", "reduce-only", "halted",)), True),
        ("equity", "number", True),
        ("drawdown", "number", True),
        ("grossExposure", "number", True),
        ("netExposure", "number", True),
        ("valueAtRisk", "number", True),
        ("limits", "json", True),
        ("limitsVersion", "integer", True),
    ),
    "statistics": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("values", ("record", "Statistics"), True),
    ),
    "log": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("level", ("oneOf", ("debug", "info", "warn", "error",)), True),
        ("message", "text", True),
        ("fields", "json", False),
    ),
    "columns": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("count", "integer", True),
        ("columns", ("map", "bytes"), True),
    ),
    "event": (
        ("subscription", "integer", True),
        ("number", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("name", "text", True),
        ("fields", "json", True),
    ),
    "marketData": (
        ("id", "integer", True),
        ("quotes", ("list", ("record", "QuoteInput")), True),
        ("answer", ("oneOf", ("counts", "full",)), False),
    ),
    "marketColumns": (
        ("id", "integer", True),
        ("count", "integer", True),
        ("symbolId", "bytes", True),
        ("bidPrice", "bytes", True),
        ("askPrice", "bytes", True),
        ("bidSize", "bytes", True),
        ("askSize", "bytes", True),
        ("timestamp", "bytes", True),
        ("venueId", "bytes", False),
        ("answer", ("oneOf", ("counts", "full",)), False),
    ),
    "MarketDataAnswer": (
        ("accepted", "integer", True),
        ("rejects", ("list", ("record", "QuoteRejection")), True),
        ("signals", ("list", ("record", "SignalFigures")), False),
        ("orders", ("list", "json"), False),
        ("fills", ("list", "json"), False),
        ("processingTimeMicros", "number", False),
    ),
    "QuoteRejection": (
        ("index", "integer", True),
        ("reason", "text", True),
    ),
    "SignalFigures": (
        ("instrument", "integer", True),
        ("generator", "text", True),
        ("direction", ("oneOf", ("up", "down",)), True),
        ("confidence", "number", True),
        ("probability", "number", True),
        ("outcomes", "integer", True),
        ("horizon", "integer", True),
        ("low", "number", False),
        ("high", "number", False),
        ("coverage", "number", False),
        ("value", "number", True),
        ("reason", "text", True),
        ("time", "time", True),
    ),
    "QuoteInput": (
        ("symbolId", "integer", True),
        ("bidPrice", "text", True),
        ("askPrice", "text", True),
        ("bidSize", "text", True),
        ("askSize", "text", True),
        ("timestamp", "time", True),
        ("venueId", "integer", False),
        ("flags", "integer", False),
    ),
    "submitOrder": (
        ("id", "integer", True),
        ("key", "text", False),
        ("instrument", "integer", True),
        ("side", ("oneOf", ("buy", "sell",)), True),
        ("orderType", ("oneOf", ("market", "limit", "stop", "stop-limit", "market-if-touched", "limit-if-touched", "trailing-stop", "pegged",)), True),
        ("quantity", "text", True),
        ("price", "text", False),
        ("timeInForce", ("oneOf", ("day", "gtc", "ioc", "fok", "post-only", "gtd",)), False),
        ("triggerPrice", "text", False),
        ("triggerOn", ("oneOf", ("bid", "ask", "last", "mid",)), False),
        ("trailAmount", "text", False),
        ("trailPercent", "integer", False),
        ("limitOffset", "text", False),
        ("displayQuantity", "text", False),
        ("minQuantity", "text", False),
        ("expires", "time", False),
        ("pegTo", ("oneOf", ("primary", "market", "mid",)), False),
        ("pegOffset", "text", False),
        ("takeProfit", "text", False),
        ("stopLoss", "text", False),
    ),
    "replaceOrder": (
        ("id", "integer", True),
        ("key", "text", False),
        ("orderId", "integer", True),
        ("quantity", "text", True),
        ("price", "text", True),
    ),
    "cancelOrder": (
        ("id", "integer", True),
        ("key", "text", False),
        ("orderId", "integer", True),
    ),
    "massCancel": (
        ("id", "integer", True),
        ("key", "text", False),
        ("strategy", "integer", False),
    ),
    "strategyCommand": (
        ("id", "integer", True),
        ("key", "text", False),
        ("strategy", "integer", True),
        ("action", ("oneOf", ("start", "stop", "set",)), True),
        ("parameters", "json", False),
    ),
    "setRiskLimits": (
        ("id", "integer", True),
        ("key", "text", False),
        ("limits", "json", True),
    ),
    "killSwitch": (
        ("id", "integer", True),
        ("key", "text", False),
        ("engaged", "boolean", True),
        ("reason", "text", False),
    ),
    "query": (
        ("id", "integer", True),
        ("what", ("oneOf", ("orders", "fills", "positions", "signals", "strategies", "limits", "statistics", "journal",)), True),
        ("from", "integer", False),
        ("to", "integer", False),
        ("limit", "integer", False),
        ("instrument", "integer", False),
        ("names", ("list", "text"), False),
    ),
    "replay": (
        ("id", "integer", True),
        ("action", ("oneOf", ("open", "seek", "step", "play", "pause", "close",)), True),
        ("sequence", "integer", False),
        ("at", "time", False),
        ("steps", "integer", False),
        ("until", ("oneOf", ("event", "signal", "order", "fill", "risk",)), False),
        ("speed", "number", False),
        ("instrument", "integer", False),
        ("depth", "integer", False),
    ),
    "moment": (
        ("first", "integer", True),
        ("last", "integer", True),
        ("sequence", "integer", True),
        ("time", "time", True),
        ("playing", "boolean", True),
        ("input", ("record", "MomentEvent"), False),
        ("derived", ("list", ("record", "MomentEvent")), True),
        ("changed", ("list", "text"), True),
        ("instrument", "integer", True),
        ("bids", ("list", "integer"), True),
        ("asks", ("list", "integer"), True),
        ("quotes", ("list", "json"), True),
        ("signals", ("list", "json"), True),
        ("indicators", "json", True),
        ("orders", ("list", "json"), True),
        ("ended", ("list", "json"), True),
        ("fills", ("list", "json"), True),
        ("positions", ("list", "json"), True),
        ("risk", "json", True),
        ("strategies", ("list", ("record", "StrategyInfo")), True),
        ("equity", ("list", "number"), True),
        ("mids", ("list", "number"), True),
        ("stateHash", "text", True),
        ("millis", "number", True),
    ),
    "progress": (
        ("id", "integer", True),
        ("sequence", "integer", True),
        ("to", "integer", True),
    ),
    "MomentEvent": (
        ("name", "text", True),
        ("instrument", "integer", False),
        ("fields", "json", True),
    ),
    "Statistics": (
        ("inputs", "integer", True),
        ("uptimeMillis", "number", True),
        ("events", ("map", "integer"), True),
        ("counts", ("record", "CountFigures"), True),
        ("timedEvery", "integer", True),
        ("latencyBounds", ("list", "integer"), True),
        ("stages", ("list", ("record", "LatencyFigures")), True),
        ("queues", ("list", ("record", "QueueFigures")), True),
        ("caches", ("list", ("record", "CacheFigures")), True),
        ("pools", ("list", ("record", "PoolFigures")), True),
        ("memory", ("record", "MemoryFigures"), True),
        ("collector", ("record", "CollectorFigures"), True),
        ("journal", ("record", "JournalFigures"), False),
        ("clients", ("record", "ClientFigures"), True),
        ("venues", ("list", ("record", "VenueFigures")), True),
    ),
    "CountFigures": (
        ("marketUpdates", "integer", True),
        ("signalsProcessed", "integer", True),
        ("signalsWeak", "integer", True),
        ("signalsExpired", "integer", True),
        ("priceHistorySymbols", "integer", True),
        ("ordersSubmitted", "integer", True),
        ("ordersRefused", "integer", True),
        ("refusalsByReason", ("map", "integer"), True),
        ("fills", "integer", True),
        ("quotesRejected", ("map", "integer"), True),
    ),
    "LatencyFigures": (
        ("name", "text", True),
        ("count", "integer", True),
        ("mean", "number", True),
        ("p50", "number", True),
        ("p90", "number", True),
        ("p99", "number", True),
        ("p999", "number", True),
        ("max", "number", True),
        ("cumulative", ("list", "integer"), True),
    ),
    "QueueFigures": (
        ("name", "text", True),
        ("size", "integer", True),
        ("capacity", "integer", False),
    ),
    "CacheFigures": (
        ("name", "text", True),
        ("size", "integer", True),
        ("hits", "integer", True),
        ("misses", "integer", True),
        ("invalidations", "integer", True),
        ("hitRate", "number", True),
    ),
    "PoolFigures": (
        ("name", "text", True),
        ("used", "integer", True),
        ("capacity", "integer", True),
    ),
    "MemoryFigures": (
        ("residentBytes", "integer", True),
        ("heapUsedBytes", "integer", True),
        ("heapBytes", "integer", True),
        ("externalBytes", "integer", True),
    ),
    "CollectorFigures": (
        ("collections", "integer", True),
        ("pauseMillis", "number", False),
        ("loopDelayP50Millis", "number", True),
        ("loopDelayP99Millis", "number", True),
        ("loopDelayMaxMillis", "number", True),
    ),
    "JournalFigures": (
        ("records", "integer", True),
        ("bytes", "integer", True),
        ("flushes", "integer", True),
        ("syncs", "integer", True),
        ("segments", "integer", True),
        ("stalls", "integer", True),
        ("stalledMillis", "number", True),
        ("atRiskMillis", "number", False),
    ),
    "ClientFigures": (
        ("connections", "integer", True),
        ("subscriptions", "integer", True),
        ("bufferedBytes", "integer", True),
        ("bufferedBytesMost", "integer", True),
        ("messagesIn", "integer", True),
        ("messagesOut", "integer", True),
        ("bytesOut", "integer", True),
        ("conflated", "integer", True),
        ("dropped", "integer", True),
        ("indicators", "integer", True),
    ),
    "VenueFigures": (
        ("venue", "integer", True),
        ("connected", "boolean", False),
        ("lastReport", "time", False),
        ("orders", "integer", True),
        ("reports", "integer", True),
        ("rejects", "integer", True),
        ("roundTripP50", "number", True),
        ("roundTripP99", "number", True),
    ),
}
"""Fields of each message and record: name, kind, whether it is needed."""

CLIENT_MESSAGES: frozenset[str] = frozenset({"hello", "subscribe", "unsubscribe", "alive", "marketData", "marketColumns", "submitOrder", "replaceOrder", "cancelOrder", "massCancel", "strategyCommand", "setRiskLimits", "killSwitch", "query", "replay"})
SERVER_MESSAGES: frozenset[str] = frozenset({"welcome", "subscribed", "heartbeat", "result", "failure", "book", "quote", "trade", "bar", "indicator", "signal", "order", "fill", "position", "risk", "statistics", "log", "columns", "event", "moment", "progress"})


@dataclass(slots=True)
class Welcome:
    """The answer to `hello`: the connection may be used."""

    version: int
    """The server's version of the protocol."""
    session: str
    """Names this connection in logs and in the journal."""
    role: Literal["view", "trade", "risk", "admin"]
    """What this client may do."""
    heartbeat_millis: int
    """A message comes at least so often; the client answers `heartbeat` by `alive`."""
    engine: str
    """Names this life of the engine: numbers of another one mean nothing in it."""
    sequence: int
    """Number of the engine's last input."""
    time: int
    """Event time of that input."""
    instruments: list[InstrumentInfo]
    """All that are traded, by their index."""
    strategies: list[StrategyInfo]
    """All that may trade."""
    features: list[str] | None
    """What this server has beside the rest: `replay`, `indicators`, `columns`, `journal`; left out by version 1.0."""


@dataclass(slots=True)
class InstrumentInfo:
    """An instrument."""

    id: int
    """Its number in market data."""
    symbol: str
    """Its symbol."""
    price_decimals: int
    """A price of n is n · 10^-this."""
    size_decimals: int
    """A size of n is n · 10^-this."""
    currency: str
    """ISO 4217, or an asset's own code."""


@dataclass(slots=True)
class StrategyInfo:
    """A strategy."""

    id: int
    """Its number in orders and fills."""
    name: str
    """Its name."""
    state: Literal["running", "stopped", "failed"]
    """Whether it trades."""
    parameters: Any
    """Their values by name."""


@dataclass(slots=True)
class Subscribed:
    """A subscription stands."""

    id: int
    """The client's number of this request; the answer carries it."""
    subscription: int
    """Its number in updates."""
    sequence: int
    """Number of the engine's input that its first update is of."""
    is_complete: bool
    """False if what was asked for by `after` is no longer kept: there is a gap."""
    outputs: list[str] | None
    """Of `indicators`: the names of the values, in their order."""


@dataclass(slots=True)
class Heartbeat:
    """Shows that the server is there; a client answers `alive` within `heartbeatMillis`."""

    time: int
    """The server's clock."""
    sequence: int
    """Number of the engine's last input."""


@dataclass(slots=True)
class Result:
    """A request is done."""

    id: int
    """The client's number of this request; the answer carries it."""
    sequence: int | None
    """Of a command: the number of the input that it became."""
    value: Any
    """What was asked for."""
    next: int | None
    """Of a query: `from` of the next page; left out where this is all."""


@dataclass(slots=True)
class Failure:
    """A request was refused, or, without `id`, the connection is about to end."""

    id: int | None
    """Of which request."""
    code: Literal["BAD_MESSAGE", "BAD_VERSION", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_VALUE", "REFUSED", "RATE_LIMITED", "TOO_LARGE", "TOO_SLOW", "UNAVAILABLE", "INTERNAL"]
    """What is wrong."""
    message: str
    """The same for people."""
    path: str | None
    """Which field."""
    retry_after_millis: int | None
    """Of `RATE_LIMITED`: when to try again."""


@dataclass(slots=True)
class Book:
    """Price levels of an instrument."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    snapshot: bool
    """True: these are all levels, forget the others; false: these have changed."""
    bids: list[int]
    """Price and size of each level in turn, best first; size 0: the level is gone."""
    asks: list[int]
    """The same of the other side."""


@dataclass(slots=True)
class Quote:
    """Best bid and offer."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    bid_price: int
    """Best bid, in units of the instrument's price."""
    bid_size: int
    """Its size, in units of the instrument's size."""
    ask_price: int
    """Best offer, in units of the instrument's price."""
    ask_size: int
    """Its size, in units of the instrument's size."""


@dataclass(slots=True)
class Trade:
    """A trade in the market."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    price: int
    """Its price, in units of the instrument's price."""
    quantity: int
    """Its size, in units of the instrument's size."""
    aggressor: Literal["buy", "sell", "unknown"]
    """The taker's side."""


@dataclass(slots=True)
class Bar:
    """A bar that has closed: the engine's, or, of an instrument whose bars nobody sends, one that the gateway builds of trades (before the first one, of the quotes' mid prices, rounded down and without volume)."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    open: int
    """First price, in units of the instrument's price."""
    high: int
    """Highest, in units of the instrument's price."""
    low: int
    """Lowest, in units of the instrument's price."""
    close: int
    """Last, in units of the instrument's price."""
    volume: int
    """Traded, in units of the instrument's size."""


@dataclass(slots=True)
class Indicator:
    """Values of an indicator, of prices in money and sizes in whole units. Sent when it has any: behind its lookback."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    values: list[float]
    """One an output, in the indicator's order; NaN, in JSON null, where it has none."""


@dataclass(slots=True)
class Signal:
    """A signal."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    generator: str
    """Who says so."""
    direction: Literal["up", "down"]
    """Where to."""
    confidence: float
    """0 to 1."""
    value: float
    """The generator's own figure."""
    reason: str | None
    """Why, for people."""


@dataclass(slots=True)
class Order:
    """The state of one of the engine's orders."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    order_id: int
    """The engine's id."""
    side: Literal["buy", "sell"]
    """Whose side."""
    state: Literal["pending", "working", "partially-filled", "pending-cancel", "pending-replace", "filled", "cancelled", "expired", "rejected", "refused"]
    """Where it stands."""
    price: int
    """Limit price; 0 of a market order, in units of the instrument's price."""
    quantity: int
    """Ordered, in units of the instrument's size."""
    filled: int
    """Filled so far, in units of the instrument's size."""
    strategy: int
    """Who asked for it."""
    reason: str | None
    """Why it was refused or has ended."""


@dataclass(slots=True)
class Fill:
    """A fill of one of the engine's orders."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    order_id: int
    """The engine's id."""
    side: Literal["buy", "sell"]
    """Whose side."""
    price: int
    """Its price, in units of the instrument's price."""
    quantity: int
    """Its size, in units of the instrument's size."""
    leaves: int
    """What still works, in units of the instrument's size."""
    liquidity: Literal["maker", "taker", "unknown"]
    """Made or taken."""
    strategy: int
    """Whose order."""


@dataclass(slots=True)
class Position:
    """A position and its result."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    position: int
    """Signed, in units of the instrument's size."""
    average_price: float
    """What the open position cost, a unit of it, in money."""
    realised: float
    """In money."""
    unrealised: float
    """At the mid price, in money."""


@dataclass(slots=True)
class Risk:
    """State and figures of the risk gate."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    state: Literal["active", "reduce-only", "halted"]
    """What may be done."""
    equity: float
    """In money."""
    drawdown: float
    """From the peak, 0 to 1."""
    gross_exposure: float
    """Working orders at their worst, in money."""
    net_exposure: float
    """The same, netted and signed."""
    value_at_risk: float
    """99 %, one day, in money."""
    limits: Any
    """The limits in force, by name."""
    limits_version: int
    """Their version."""


@dataclass(slots=True)
class StatisticsUpdate:
    """How the engine does."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    values: Statistics
    """Latencies by stage, counts, caches, queues, memory, …."""


@dataclass(slots=True)
class Log:
    """A line of the log."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    level: Literal["debug", "info", "warn", "error"]
    """How grave."""
    message: str
    """What happened."""
    fields: Any
    """With which values."""


@dataclass(slots=True)
class Columns:
    """Many updates of a subscription that asked for `columns`, as columns of little-endian numbers: `sequence` and `micros` (float64; whole numbers), `nanos` (uint16), `instrument` (int32), and the message's own fields by name (float64; `aggressor` uint8: 0 buy, 1 sell, 2 unknown)."""

    subscription: int
    """Whose updates they are."""
    number: int
    """That of the first; the others follow without a gap."""
    count: int
    """How many."""
    columns: dict[str, bytes]
    """A column of `count` numbers by the field's name."""


@dataclass(slots=True)
class Event:
    """An input of the engine, or what it derived from one, as it is journalled."""

    subscription: int
    """Whose update it is."""
    number: int
    """Counts the subscription's updates from 1: one that is skipped was lost."""
    sequence: int
    """Number of the engine's input that led to it."""
    time: int
    """Event time."""
    name: str
    """Its type."""
    fields: Any
    """Its fields by name."""


@dataclass(slots=True)
class MarketDataAnswer:
    """What came of a batch of quotes: the engine has applied all of them when it is answered."""

    accepted: int
    """Quotes that were taken."""
    rejects: list[QuoteRejection]
    """Quotes that were not."""
    signals: list[SignalFigures] | None
    """With `full`: of each instrument that was quoted, as they stand, the most confident first."""
    orders: list[Any] | None
    """With `full`: those that the batch made or changed, as they stand: as `order`, without `subscription` and `number`."""
    fills: list[Any] | None
    """With `full`: as `fill`, without `subscription` and `number`."""
    processing_time_micros: float | None
    """With `full`: what the engine took for it, microseconds."""


@dataclass(slots=True)
class QuoteRejection:
    """A quote that could not be used."""

    index: int
    """Its place in the batch."""
    reason: str
    """Why, such as `crossed`, `stale` or `unknownSymbol`."""


@dataclass(slots=True)
class SignalFigures:
    """A signal as it stands."""

    instrument: int
    """Dense index into `welcome.instruments`."""
    generator: str
    """Who says so: a generator, `learned` or `ensemble`."""
    direction: Literal["up", "down"]
    """Where to."""
    confidence: float
    """0 to 1."""
    probability: float
    """Calibrated: that the price moves its way within the horizon."""
    outcomes: int
    """Past signals that the probability rests on."""
    horizon: int
    """Quotes of the instrument over which it is meant."""
    low: float | None
    """Where the mid price will be after the horizon, in money: not below."""
    high: float | None
    """Not above."""
    coverage: float | None
    """The share of all cases for which `low` and `high` are meant."""
    value: float
    """The generator's own figure; a price in money."""
    reason: str
    """Why, for people."""
    time: int
    """Of the quote that it was made from."""


@dataclass(slots=True)
class Moment:
    """The engine as it was after one input of its journal. Sent while a replay plays, at most 30 a second; the answers to `replay` are the same."""

    first: int
    """The first input that can be shown."""
    last: int
    """The last one; it grows while the engine runs."""
    sequence: int
    """Which input this is; 0: before the first."""
    time: int
    """Its event time."""
    playing: bool
    """Whether more will come by itself."""
    input: MomentEvent | None
    """The input; left out before the first."""
    derived: list[MomentEvent]
    """What came of it, in order."""
    changed: list[str]
    """Topics in which this input changed something: `book`, `quotes`, `signals`, `orders`, `fills`, `positions`, `risk`, …."""
    instrument: int
    """Dense index into `welcome.instruments`."""
    bids: list[int]
    """Price and size of each level of that instrument in turn, best first."""
    asks: list[int]
    """The same of the other side."""
    quotes: list[Any]
    """Of all instruments: as `quote`, without the fields of an update."""
    signals: list[Any]
    """The last of each generator and instrument: as `signal`, with `sequence` and `time`."""
    indicators: Any
    """Figures behind that instrument's signals, by the name of the generator; prices in money."""
    orders: list[Any]
    """Those that work: as `order`."""
    ended: list[Any]
    """The last hundred that have ended: as `order`."""
    fills: list[Any]
    """The last hundred: as `fill`, with `sequence` and `time`."""
    positions: list[Any]
    """As `position`."""
    risk: Any
    """As `risk`."""
    strategies: list[StrategyInfo]
    """As they were."""
    equity: list[float]
    """Sequence and equity in turn, at most 500 points up to this input."""
    mids: list[float]
    """Sequence and mid price of that instrument in turn, at most 500 points up to this input."""
    state_hash: str
    """Hash of the engine's state, 32 hexadecimal digits."""
    millis: float
    """What it took to come here."""


@dataclass(slots=True)
class Progress:
    """A `replay` is on a long way: its answer follows. At most 10 a second."""

    id: int
    """The client's number of this request; the answer carries it."""
    sequence: int
    """The input that it is at."""
    to: int
    """The input that it goes to; of a search for something, the last that there is."""


@dataclass(slots=True)
class MomentEvent:
    """An event of the journal, or one that was derived."""

    name: str
    """Its type."""
    instrument: int | None
    """Its instrument, where it has one."""
    fields: Any
    """Its fields by name."""


@dataclass(slots=True)
class Statistics:
    """How engine and gateway do. Counts are since their start, durations in nanoseconds unless a name says otherwise; wall-clock measurements are in no state of the engine."""

    inputs: int
    """Number of the engine's last input."""
    uptime_millis: float
    """How long the gateway is there."""
    events: dict[str, int]
    """Records of the engine that the gateway has read, by type."""
    counts: CountFigures
    """Of the engine, as `performanceStats()` of @hotpath/engine names them."""
    timed_every: int
    """One input in so many is timed, on the average; 0: none."""
    latency_bounds: list[int]
    """Upper bounds of the histograms' buckets, rising."""
    stages: list[LatencyFigures]
    """Each stage of the engine, its venue (`venue`), whole inputs (`update`), and those that led to an order (`updateToOrder`)."""
    queues: list[QueueFigures]
    """What waits: in the engine's inbox, for the gateway (`tap`), …."""
    caches: list[CacheFigures]
    """Signals as people see them, values of closed bars, …."""
    pools: list[PoolFigures]
    """Preallocated rows: orders, executions, indicators, …."""
    memory: MemoryFigures
    """Of the process."""
    collector: CollectorFigures
    """Of the garbage collector, and how late the event loop was."""
    journal: JournalFigures | None
    """Left out where there is none."""
    clients: ClientFigures
    """Of the gateway."""
    venues: list[VenueFigures]
    """Those to which orders went, or which told of their connection."""


@dataclass(slots=True)
class CountFigures:
    """What an engine has done since its start."""

    market_updates: int
    """Quotes that the signals have seen."""
    signals_processed: int
    """Signals of the ensemble that were good enough to trade."""
    signals_weak: int
    """Those that were not sure enough."""
    signals_expired: int
    """Those that were too old."""
    price_history_symbols: int
    """Instruments with a price history."""
    orders_submitted: int
    """Orders that went to a venue."""
    orders_refused: int
    """Orders and cancels that the risk gate or the order manager refused."""
    refusals_by_reason: dict[str, int]
    """The gate's, by reason."""
    fills: int
    """Fills of the engine's orders."""
    quotes_rejected: dict[str, int]
    """Quotes of clients that could not be used, by reason."""


@dataclass(slots=True)
class LatencyFigures:
    """Durations, in nanoseconds, known to 1.6 %."""

    name: str
    """Of what."""
    count: int
    """How many were timed."""
    mean: float
    """Their mean; 0 without any, as the others."""
    p50: float
    """That half of them do not exceed."""
    p90: float
    """That 90 % do not exceed."""
    p99: float
    """That 99 % do not exceed."""
    p999: float
    """That 99.9 % do not exceed."""
    max: float
    """The longest."""
    cumulative: list[int]
    """How many did not exceed each of `latencyBounds`."""


@dataclass(slots=True)
class QueueFigures:
    """A queue."""

    name: str
    """Which."""
    size: int
    """What waits in it now."""
    capacity: int | None
    """What may wait in it; left out where it grows."""


@dataclass(slots=True)
class CacheFigures:
    """A cache."""

    name: str
    """Which."""
    size: int
    """What it holds."""
    hits: int
    """Calls that it answered."""
    misses: int
    """Calls that it did not."""
    invalidations: int
    """What went out of date."""
    hit_rate: float
    """Hits as a share of all calls; 0 before the first."""


@dataclass(slots=True)
class PoolFigures:
    """Rows that were allocated once."""

    name: str
    """Which."""
    used: int
    """Rows in use."""
    capacity: int
    """Rows in all."""


@dataclass(slots=True)
class MemoryFigures:
    """Memory of the process, in bytes."""

    resident_bytes: int
    """What the system has given it."""
    heap_used_bytes: int
    """Objects."""
    heap_bytes: int
    """Room for objects."""
    external_bytes: int
    """Buffers and what else objects hold outside the heap."""


@dataclass(slots=True)
class CollectorFigures:
    """The garbage collector, as far as the runtime tells."""

    collections: int
    """Times that it ran; on Bun, which tells of none, those that were noticed: at most one in a turn of the event loop."""
    pause_millis: float | None
    """For how long it stopped the program in all; left out on Bun, which does not tell."""
    loop_delay_p50_millis: float
    """How late the event loop came to what was due, the garbage collector's pauses included: half."""
    loop_delay_p99_millis: float
    """That 99 % do not exceed."""
    loop_delay_max_millis: float
    """The latest."""


@dataclass(slots=True)
class JournalFigures:
    """The engine's journal."""

    records: int
    """Appended."""
    bytes: int
    """Of records and their frames."""
    flushes: int
    """Batches written."""
    syncs: int
    """Times that the disk was told to keep what was written."""
    segments: int
    """Files begun."""
    stalls: int
    """Flushes that waited for the disk."""
    stalled_millis: float
    """How long they waited in all."""
    at_risk_millis: float | None
    """For how long the oldest written record may be lost with the power; left out where nothing is synced."""


@dataclass(slots=True)
class ClientFigures:
    """What a gateway's clients have."""

    connections: int
    """Open now."""
    subscriptions: int
    """Of all of them."""
    buffered_bytes: int
    """That wait for them."""
    buffered_bytes_most: int
    """That wait for the one for which most wait."""
    messages_in: int
    """That came."""
    messages_out: int
    """That were sent."""
    bytes_out: int
    """That were sent."""
    conflated: int
    """Changes of a state that were not sent, for a later one was."""
    dropped: int
    """Clients that were disconnected because they did not read, or nothing was heard of them."""
    indicators: int
    """That are computed for them."""


@dataclass(slots=True)
class VenueFigures:
    """A venue, by what it has said. Times are event time: of a simulated venue, the simulation's."""

    venue: int
    """Its number in orders and quotes."""
    connected: bool | None
    """Whether there is a connection; left out where nobody tells."""
    last_report: int | None
    """When it last said something of an order."""
    orders: int
    """That went to it."""
    reports: int
    """That it sent."""
    rejects: int
    """Orders that it rejected."""
    round_trip_p50: float
    """From an order to the first report of it, nanoseconds; 0 before the first."""
    round_trip_p99: float
    """That 99 % do not exceed."""


CLASSES: Mapping[str, Any] = {
    "welcome": Welcome,
    "InstrumentInfo": InstrumentInfo,
    "StrategyInfo": StrategyInfo,
    "subscribed": Subscribed,
    "heartbeat": Heartbeat,
    "result": Result,
    "failure": Failure,
    "book": Book,
    "quote": Quote,
    "trade": Trade,
    "bar": Bar,
    "indicator": Indicator,
    "signal": Signal,
    "order": Order,
    "fill": Fill,
    "position": Position,
    "risk": Risk,
    "statistics": StatisticsUpdate,
    "log": Log,
    "columns": Columns,
    "event": Event,
    "MarketDataAnswer": MarketDataAnswer,
    "QuoteRejection": QuoteRejection,
    "SignalFigures": SignalFigures,
    "moment": Moment,
    "progress": Progress,
    "MomentEvent": MomentEvent,
    "Statistics": Statistics,
    "CountFigures": CountFigures,
    "LatencyFigures": LatencyFigures,
    "QueueFigures": QueueFigures,
    "CacheFigures": CacheFigures,
    "PoolFigures": PoolFigures,
    "MemoryFigures": MemoryFigures,
    "CollectorFigures": CollectorFigures,
    "JournalFigures": JournalFigures,
    "ClientFigures": ClientFigures,
    "VenueFigures": VenueFigures,
}
"""The class of each message and record that a server sends."""

# A best bid and offer from outside.
QuoteInput = TypedDict(
    "QuoteInput",
    {
        "symbolId": "int",
        "bidPrice": "str",
        "askPrice": "str",
        "bidSize": "str",
        "askSize": "str",
        "timestamp": "int",
        "venueId": "NotRequired[int]",
        "flags": "NotRequired[int]",
    },
)

# The first message of a connection.
HelloMessage = TypedDict(
    "HelloMessage",
    {
        "type": Literal["hello"],
        "version": "int",
        "token": "NotRequired[str]",
        "client": "NotRequired[str]",
    },
)

# Asks for a topic: `subscribed` answers, then its state as it is (`snapshot`), then each change.
SubscribeMessage = TypedDict(
    "SubscribeMessage",
    {
        "type": Literal["subscribe"],
        "id": "int",
        "topic": "Literal['book', 'quotes', 'trades', 'bars', 'indicators', 'signals', 'orders', 'fills', 'positions', 'risk', 'statistics', 'logs', 'events']",
        "instrument": "NotRequired[int]",
        "depth": "NotRequired[int]",
        "rate": "NotRequired[float]",
        "after": "NotRequired[int]",
        "indicator": "NotRequired[Any]",
        "columns": "NotRequired[bool]",
    },
)

# Ends a subscription; `result` answers.
UnsubscribeMessage = TypedDict(
    "UnsubscribeMessage",
    {
        "type": Literal["unsubscribe"],
        "id": "int",
        "subscription": "int",
    },
)

# The answer to `heartbeat`. Any other message shows as well that a client is there.
AliveMessage = TypedDict(
    "AliveMessage",
    {
        "type": Literal["alive"],
    },
)

# Quotes for the engine; `result.value` is a `MarketDataAnswer`. Role `trade`.
MarketDataMessage = TypedDict(
    "MarketDataMessage",
    {
        "type": Literal["marketData"],
        "id": "int",
        "quotes": "list[QuoteInput]",
        "answer": "NotRequired[Literal['counts', 'full']]",
    },
)

# The same for many quotes, as columns of little-endian numbers that are all `count` long; prices and sizes in the instruments' units. Answered alike. Role `trade`.
MarketColumnsMessage = TypedDict(
    "MarketColumnsMessage",
    {
        "type": Literal["marketColumns"],
        "id": "int",
        "count": "int",
        "symbolId": "bytes",
        "bidPrice": "bytes",
        "askPrice": "bytes",
        "bidSize": "bytes",
        "askSize": "bytes",
        "timestamp": "bytes",
        "venueId": "NotRequired[bytes]",
        "answer": "NotRequired[Literal['counts', 'full']]",
    },
)

# A new order; `result.value` is `{ orderId, state, reason }`: its id and what has become of it so far. It passes the risk gate as any other. Role `trade`.
SubmitOrderMessage = TypedDict(
    "SubmitOrderMessage",
    {
        "type": Literal["submitOrder"],
        "id": "int",
        "key": "NotRequired[str]",
        "instrument": "int",
        "side": "Literal['buy', 'sell']",
        "orderType": "Literal['market', 'limit', 'stop', 'stop-limit', 'market-if-touched', 'limit-if-touched', 'trailing-stop', 'pegged']",
        "quantity": "str",
        "price": "NotRequired[str]",
        "timeInForce": "NotRequired[Literal['day', 'gtc', 'ioc', 'fok', 'post-only', 'gtd']]",
        "triggerPrice": "NotRequired[str]",
        "triggerOn": "NotRequired[Literal['bid', 'ask', 'last', 'mid']]",
        "trailAmount": "NotRequired[str]",
        "trailPercent": "NotRequired[int]",
        "limitOffset": "NotRequired[str]",
        "displayQuantity": "NotRequired[str]",
        "minQuantity": "NotRequired[str]",
        "expires": "NotRequired[int]",
        "pegTo": "NotRequired[Literal['primary', 'market', 'mid']]",
        "pegOffset": "NotRequired[str]",
        "takeProfit": "NotRequired[str]",
        "stopLoss": "NotRequired[str]",
    },
)

# Another price or quantity for a working order. Role `trade`.
ReplaceOrderMessage = TypedDict(
    "ReplaceOrderMessage",
    {
        "type": Literal["replaceOrder"],
        "id": "int",
        "key": "NotRequired[str]",
        "orderId": "int",
        "quantity": "str",
        "price": "str",
    },
)

# Cancels a working order. Role `trade`.
CancelOrderMessage = TypedDict(
    "CancelOrderMessage",
    {
        "type": Literal["cancelOrder"],
        "id": "int",
        "key": "NotRequired[str]",
        "orderId": "int",
    },
)

# Cancels all working orders, or those of a strategy. Role `trade`.
MassCancelMessage = TypedDict(
    "MassCancelMessage",
    {
        "type": Literal["massCancel"],
        "id": "int",
        "key": "NotRequired[str]",
        "strategy": "NotRequired[int]",
    },
)

# Starts or stops a strategy, or sets parameters. Role `trade`.
StrategyCommandMessage = TypedDict(
    "StrategyCommandMessage",
    {
        "type": Literal["strategyCommand"],
        "id": "int",
        "key": "NotRequired[str]",
        "strategy": "int",
        "action": "Literal['start', 'stop', 'set']",
        "parameters": "NotRequired[Any]",
    },
)

# New limits, all at once. Role `risk`.
SetRiskLimitsMessage = TypedDict(
    "SetRiskLimitsMessage",
    {
        "type": Literal["setRiskLimits"],
        "id": "int",
        "key": "NotRequired[str]",
        "limits": "Any",
    },
)

# Halts all trading and cancels what works, or lets trading go on. Role `risk`.
KillSwitchMessage = TypedDict(
    "KillSwitchMessage",
    {
        "type": Literal["killSwitch"],
        "id": "int",
        "key": "NotRequired[str]",
        "engaged": "bool",
        "reason": "NotRequired[str]",
    },
)

# Asks for what is kept; `result.value` answers, and `result.next` says from which sequence to go on where that is not all: orders, fills and signals as the messages of those names without `subscription` and `number`, rising by sequence; positions as `position` without the fields of an update; `StrategyInfo`s; limits by name; `Statistics`; the journal's records as `event`, without `type`. Over HTTP as `/openapi.json` says. Role `view`.
QueryMessage = TypedDict(
    "QueryMessage",
    {
        "type": Literal["query"],
        "id": "int",
        "what": "Literal['orders', 'fills', 'positions', 'signals', 'strategies', 'limits', 'statistics', 'journal']",
        "from": "NotRequired[int]",
        "to": "NotRequired[int]",
        "limit": "NotRequired[int]",
        "instrument": "NotRequired[int]",
        "names": "NotRequired[list[str]]",
    },
)

# Moves this connection's replay of the journal; the live subscriptions go on beside it. `result.value` is the moment that was come to, as a `moment` message has it; of `close` nothing. Role `view`.
ReplayMessage = TypedDict(
    "ReplayMessage",
    {
        "type": Literal["replay"],
        "id": "int",
        "action": "Literal['open', 'seek', 'step', 'play', 'pause', 'close']",
        "sequence": "NotRequired[int]",
        "at": "NotRequired[int]",
        "steps": "NotRequired[int]",
        "until": "NotRequired[Literal['event', 'signal', 'order', 'fill', 'risk']]",
        "speed": "NotRequired[float]",
        "instrument": "NotRequired[int]",
        "depth": "NotRequired[int]",
    },
)
