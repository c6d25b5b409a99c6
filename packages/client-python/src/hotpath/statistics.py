"""How the engine does, by the names of @hotpath/engine's performanceStats() and cacheStats()."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from .naming import snake

T = TypeVar("T")


@dataclass(slots=True)
class PerformanceStats:
    """Counts since the start, and latencies in nanoseconds. What the engine does not count is 0."""

    market_updates: int = 0
    """Quotes that the signals have seen."""
    signals_processed: int = 0
    signals_weak: int = 0
    signals_expired: int = 0
    orders_submitted: int = 0
    orders_refused: int = 0
    refusals_by_reason: dict[str, int] = field(default_factory=dict)
    fills: int = 0
    quotes_rejected: dict[str, int] = field(default_factory=dict)
    """Quotes that could not be used, by reason."""
    avg_signal_latency: float = 0.0
    """Mean time of the signal stage in nanoseconds over the timed quotes; 0 before the first of them."""
    latencies: dict[str, Any] = field(default_factory=dict)
    """Nanoseconds by stage: a summary with ``count``, ``mean``, ``p50``, ``p99`` and so on."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "PerformanceStats":
        """Of the values of ``statistics``."""
        stats = _fill(cls, values.get("counts") or {})
        stats.latencies = {stage["name"]: stage for stage in values.get("stages") or ()}
        signals = stats.latencies.get("signals") or {}
        stats.avg_signal_latency = float(signals.get("mean") or 0.0)
        return stats


@dataclass(slots=True)
class CacheStats:
    """What the caches hold. What the engine does not count is 0."""

    signal_cache_size: int = 0
    """Instruments whose signals are kept as objects."""
    signal_cache_hits: int = 0
    signal_cache_misses: int = 0
    signal_cache_invalidations: int = 0
    signal_cache_hit_rate: float = 0.0
    indicator_cache_size: int = 0
    """Values computed from closed bars that are kept."""
    indicator_cache_hits: int = 0
    indicator_cache_misses: int = 0
    indicator_cache_invalidations: int = 0
    indicator_cache_hit_rate: float = 0.0
    price_history_symbols: int = 0
    """Symbols that have a price history."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "CacheStats":
        """Of the values of ``statistics``."""
        stats = _fill(cls, values.get("counts") or {})
        for cache in values.get("caches") or ():
            kind = {"signals": "signal", "indicators": "indicator"}.get(cache["name"])
            for name in ("size", "hits", "misses", "invalidations", "hit_rate") if kind else ():
                setattr(stats, f"{kind}_cache_{name}", cache["hitRate" if name == "hit_rate" else name])
        return stats


def _fill(cls: type[T], values: Mapping[str, Any]) -> T:
    """The values of a class's fields."""
    known = {each.name for each in fields(cls)}  # type: ignore[arg-type]
    return cls(**{snake(name): value for name, value in values.items() if snake(name) in known})
