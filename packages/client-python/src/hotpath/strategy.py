"""Strategies in Python: what they are told, and what they can do."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from .commands import Side, TimeInForce
from .errors import HotpathError, InputError
from .generated.protocol import Bar, Fill, Order, Quote, Signal, Trade
from .instruments import Instrument, Instruments, Number

ENDED: frozenset[str] = frozenset({"filled", "cancelled", "expired", "rejected", "refused"})
"""States of an order that works no more."""

_HANDLERS: tuple[tuple[str, str], ...] = (
    ("on_quote", "quotes"),
    ("on_bar", "bars"),
    ("on_trade", "trades"),
    ("on_signal", "signals"),
)


@dataclass(slots=True, eq=False)
class Ticket:
    """An order of a strategy, as it stands."""

    instrument: Instrument
    side: Side
    quantity: Number
    price: Number | None
    """None of a market order."""
    order_id: int | None = None
    """The engine's id; None until it was sent, which a backtest on bars does with the next bar."""
    state: str = "pending"
    reason: str | None = None
    filled: Decimal = Decimal(0)

    @property
    def is_working(self) -> bool:
        """Whether more may come of it."""
        return self.state not in ENDED


class Desk(Protocol):
    """What carries out what a strategy wants."""

    now: int

    @property
    def instruments(self) -> Instruments: ...
    def submit(self, ticket: Ticket, time_in_force: TimeInForce | None) -> None: ...
    def cancel(self, ticket: Ticket) -> None: ...
    def position(self, instrument: Instrument) -> Decimal: ...
    def set_timer(self, time: int) -> None: ...
    def stop(self) -> None: ...


class Strategy:
    """The base of strategies. What a subclass declares as attributes are its parameters:

        class Cross(hotpath.Strategy):
            fast = 10
            slow = 30

            def on_quote(self, quote):
                ...
                self.buy(quote.instrument, 100)

        hotpath.run(Cross(fast=5), url="ws://127.0.0.1:7400", token=token)
        hotpath.backtest(Cross(fast=5), quotes)

    Handlers are called one after the other, and never while another runs. Prices and sizes in what they get are whole
    numbers in the instrument's units; ``self.instruments[quote.instrument]`` makes decimals of them.
    """

    name: ClassVar[str] = ""

    _desk: Desk | None = None

    def __init__(self, **parameters: Any) -> None:
        """
        Args:
            parameters: values of the class's attributes.

        Raises:
            InputError: for one that the class does not declare.
        """
        declared = self.parameter_names()
        for parameter, value in parameters.items():
            if parameter not in declared:
                raise InputError(f"allowed: {', '.join(sorted(declared)) or 'none'}", parameter)
            setattr(self, parameter, value)

    @classmethod
    def parameter_names(cls) -> frozenset[str]:
        """Names of what the class declares."""
        own = [base for base in cls.__mro__ if base not in Strategy.__mro__]
        names = {name for base in own for name in vars(base) if not name.startswith("_")}
        return frozenset(name for name in names if name != "name" and not _is_code(getattr(cls, name)))

    @classmethod
    def topics(cls) -> frozenset[str]:
        """Topics for which the class has a handler."""
        return frozenset(topic for name, topic in _HANDLERS if getattr(cls, name) is not getattr(Strategy, name))

    def on_start(self) -> None:
        """It begins: instruments and positions are known."""

    def on_quote(self, quote: Quote) -> None:
        """Best bid and offer have changed."""

    def on_bar(self, bar: Bar) -> None:
        """A bar has closed."""

    def on_trade(self, trade: Trade) -> None:
        """A trade in the market."""

    def on_signal(self, signal: Signal) -> None:
        """One of the engine's signals."""

    def on_order(self, order: Order, ticket: Ticket) -> None:
        """One of its own orders is in another state."""

    def on_fill(self, fill: Fill, ticket: Ticket) -> None:
        """One of its own orders was filled, in part or whole; the position is already another."""

    def on_timer(self, time: int) -> None:
        """A time that it has asked for by :meth:`wake` has come."""

    def on_stop(self) -> None:
        """It ends; it can still cancel."""

    @property
    def now(self) -> int:
        """Event time in nanoseconds since the Unix epoch: that of what the strategy was last told."""
        return self._at_work.now

    @property
    def instruments(self) -> Instruments:
        """The engine's instruments."""
        return self._at_work.instruments

    def position(self, instrument: int | str | Instrument) -> Decimal:
        """What is held of an instrument, signed."""
        desk = self._at_work
        return desk.position(desk.instruments.of(instrument))

    def buy(
        self,
        instrument: int | str | Instrument,
        quantity: Number,
        price: Number | None = None,
        *,
        time_in_force: TimeInForce | None = None,
    ) -> Ticket:
        """Buys: at the market, or at no more than ``price``. What becomes of it is in the ticket, and told to ``on_order`` and
        ``on_fill``. Raises GatewayError where the engine cannot take such an order; one that risk refuses is ``refused``."""
        return self._order("buy", instrument, quantity, price, time_in_force)

    def sell(
        self,
        instrument: int | str | Instrument,
        quantity: Number,
        price: Number | None = None,
        *,
        time_in_force: TimeInForce | None = None,
    ) -> Ticket:
        """Sells, as :meth:`buy`."""
        return self._order("sell", instrument, quantity, price, time_in_force)

    def cancel(self, ticket: Ticket) -> None:
        """Cancels an order; one that works no more is left as it is."""
        if ticket.is_working:
            self._at_work.cancel(ticket)

    def wake(self, time: int) -> None:
        """Has ``on_timer`` called when event time has come to that of ``time``, in nanoseconds."""
        self._at_work.set_timer(time)

    def stop(self) -> None:
        """Ends the run after the handler at hand."""
        self._at_work.stop()

    def _order(
        self,
        side: Side,
        instrument: int | str | Instrument,
        quantity: Number,
        price: Number | None,
        time_in_force: TimeInForce | None,
    ) -> Ticket:
        desk = self._at_work
        ticket = Ticket(desk.instruments.of(instrument), side, quantity, price)
        desk.submit(ticket, time_in_force)
        return ticket

    @property
    def _at_work(self) -> Desk:
        if self._desk is None:
            raise HotpathError("NOT_RUNNING", "this strategy does not run: hotpath.run or hotpath.backtest runs it")
        return self._desk


def _is_code(value: object) -> bool:
    return callable(value) or isinstance(value, (property, classmethod, staticmethod))
