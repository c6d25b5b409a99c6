"""How the engine does, by the names of @hotpath/engine's performanceStats() and cacheStats()."""

from dataclasses import dataclass, field

from .generated.protocol import LatencyFigures, Statistics


@dataclass(slots=True)
class PerformanceStats:
    """Counts since the engine's start, and latencies in nanoseconds."""

    market_updates: int = 0
    """Quotes that the signals have seen."""
    signals_processed: int = 0
    """Signals of the ensemble that were confident and young enough."""
    signals_weak: int = 0
    signals_expired: int = 0
    orders_submitted: int = 0
    orders_refused: int = 0
    refusals_by_reason: dict[str, int] = field(default_factory=dict)
    """Refusals of the risk gate."""
    fills: int = 0
    quotes_rejected: dict[str, int] = field(default_factory=dict)
    """Quotes of clients that could not be used, by reason."""
    avg_signal_latency: float = 0.0
    """Mean time of the signal stage over the timed quotes; 0 before the first of them."""
    latencies: dict[str, LatencyFigures] = field(default_factory=dict)
    """By stage; ``update`` is a whole quote, ``updateToOrder`` one that led to an order."""

    @classmethod
    def of(cls, statistics: Statistics) -> "PerformanceStats":
        """Of what the gateway tells."""
        counts = statistics.counts
        latencies = {each.name: each for each in statistics.stages}
        return cls(
            market_updates=counts.market_updates,
            signals_processed=counts.signals_processed,
            signals_weak=counts.signals_weak,
            signals_expired=counts.signals_expired,
            orders_submitted=counts.orders_submitted,
            orders_refused=counts.orders_refused,
            refusals_by_reason=counts.refusals_by_reason,
            fills=counts.fills,
            quotes_rejected=counts.quotes_rejected,
            avg_signal_latency=latencies["signals"].mean if "signals" in latencies else 0.0,
            latencies=latencies,
        )


@dataclass(slots=True)
class CacheStats:
    """What the caches hold, and how often they were right."""

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
    def of(cls, statistics: Statistics) -> "CacheStats":
        """Of what the gateway tells."""
        stats = cls(price_history_symbols=statistics.counts.price_history_symbols)
        for cache in statistics.caches:
            if cache.name == "signals":
                stats.signal_cache_size = cache.size
                stats.signal_cache_hits = cache.hits
                stats.signal_cache_misses = cache.misses
                stats.signal_cache_invalidations = cache.invalidations
                stats.signal_cache_hit_rate = cache.hit_rate
            elif cache.name == "indicators":
                stats.indicator_cache_size = cache.size
                stats.indicator_cache_hits = cache.hits
                stats.indicator_cache_misses = cache.misses
                stats.indicator_cache_invalidations = cache.invalidations
                stats.indicator_cache_hit_rate = cache.hit_rate
        return stats
