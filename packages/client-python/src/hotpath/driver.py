"""Runs a strategy against an engine: tells it what happens, and carries out what it wants."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from .blocking import Client
from .commands import TimeInForce
from .generated.protocol import Bar, Fill, Order, Quote
from .instruments import Instrument, Instruments
from .merged import Event, Merged
from .strategy import Strategy, Ticket

_RANKS = {"quotes": 0, "bars": 0, "trades": 1, "signals": 2, "orders": 3, "fills": 4}


class Driver:
    """A strategy, its client, and what is known of its orders and positions."""

    def __init__(self, strategy: Strategy, client: Client, topics: Iterable[str]) -> None:
        self.strategy = strategy
        self.client = client
        self.now = 0
        self.is_stopped = False
        self.fills: list[Fill] = []
        self.orders: dict[int, Order] = {}
        self._tickets: dict[int, Ticket] = {}
        self._positions: defaultdict[int, int] = defaultdict(int)
        self._timers: list[int] = []
        self._handlers: dict[str, Callable[[Any], None]] = {
            "quotes": strategy.on_quote,
            "bars": strategy.on_bar,
            "trades": strategy.on_trade,
            "signals": strategy.on_signal,
            "orders": self._order,
            "fills": self._fill,
        }
        self.merged = client._runner.run(self._subscribe(sorted({*topics, "orders", "fills"}, key=_RANKS.__getitem__)))

    @property
    def instruments(self) -> Instruments:
        """The engine's instruments."""
        return self.client.instruments

    def start(self) -> None:
        """Lets the strategy begin."""
        self.strategy._desk = self
        self.strategy.on_start()

    def finish(self) -> None:
        """Lets the strategy end."""
        try:
            self.strategy.on_stop()
        finally:
            self.strategy._desk = None

    def tell(self, events: Iterable[Event]) -> None:
        """Tells the strategy what has happened, in the engine's order: by the input that led to it."""
        for topic, update in sorted(events, key=lambda event: (event[1].sequence, _RANKS[event[0]])):
            self.advance(update.time)
            self._handlers[topic](update)

    def tell_quote(self, quote: Quote) -> None:
        """Tells it of a quote."""
        self.advance(quote.time)
        self.strategy.on_quote(quote)

    def tell_bar(self, bar: Bar) -> None:
        """Tells it of a bar."""
        self.advance(bar.time)
        self.strategy.on_bar(bar)

    def advance(self, time: int) -> None:
        """Moves event time on, and wakes the strategy where that is due."""
        while self._timers and self._timers[0] <= time:
            due = heapq.heappop(self._timers)
            self.now = max(self.now, due)
            self.strategy.on_timer(due)
        self.now = max(self.now, time)

    def submit(self, ticket: Ticket, time_in_force: TimeInForce | None) -> None:
        """Sends an order."""
        result = self.client.submit_order(
            ticket.instrument,
            ticket.side,
            ticket.quantity,
            ticket.price,
            time_in_force=time_in_force,
            key=self.key(),
        )
        ticket.order_id = result.order_id
        ticket.state = result.state
        ticket.reason = result.reason
        self._tickets[result.order_id] = ticket

    def cancel(self, ticket: Ticket) -> None:
        """Cancels an order."""
        if ticket.order_id is not None:
            self.client.cancel_order(ticket.order_id, key=self.key())

    def key(self) -> str | None:
        """The idempotency key of the next command; None for a random one."""
        return None

    def position(self, instrument: Instrument) -> Decimal:
        """What is held of an instrument."""
        return instrument.size(self._positions[instrument.index])

    def set_timer(self, time: int) -> None:
        """Wakes the strategy at a time."""
        heapq.heappush(self._timers, time)

    def stop(self) -> None:
        """Ends the run."""
        self.is_stopped = True

    def _order(self, order: Order) -> None:
        ticket = self._tickets.get(order.order_id)
        if ticket is None:
            return
        self.orders[order.order_id] = order
        ticket.state = order.state
        ticket.reason = order.reason
        self.strategy.on_order(order, ticket)

    def _fill(self, fill: Fill) -> None:
        self._positions[fill.instrument] += fill.quantity if fill.side == "buy" else -fill.quantity
        ticket = self._tickets.get(fill.order_id)
        if ticket is None:
            return
        self.fills.append(fill)
        ticket.filled += ticket.instrument.size(fill.quantity)
        self.strategy.on_fill(fill, ticket)

    async def _subscribe(self, topics: Iterable[str]) -> Merged:
        """Begins with the positions as they are before the first fill that will be told."""
        client = self.client._client
        merged = Merged(client)
        with client.together():
            for topic in topics:
                merged.add(topic)
            positions = client.ask({"type": "query", "what": "positions"})
        for row in (await client.answer(positions)).value:
            self._positions[row["instrument"]] = row["position"]
        return merged
