/* Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit. */
#ifndef HOTPATH_EVENTS_H
#define HOTPATH_EVENTS_H
#include <stddef.h>
#include <stdint.h>

/* Little-endian. Prices and sizes are safe integers stored as doubles, in the units of the instrument. */
typedef struct {
  int32_t  length;     /* of the whole record in bytes, a multiple of 8 */
  uint16_t type;
  uint16_t version;
  double   sequence;
  int64_t  time;       /* nanoseconds since the Unix epoch */
  int32_t  instrument; /* -1 where none is meant */
  int32_t  venue;      /* 0 where none is meant */
} hotpath_event_header;
_Static_assert(sizeof(hotpath_event_header) == 32, "hotpath_event_header");

/* The best bid and offer of an instrument, whole. */
#define HOTPATH_QUOTE 1
typedef struct {
  hotpath_event_header header;
  double  bidPrice; /* best bid, in price units */
  double  askPrice; /* best offer, in price units */
  double  bidSize; /* size at the best bid, in size units */
  double  askSize; /* size at the best offer, in size units */
  int32_t flags; /* the feed's own flags, carried through */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_quote;
_Static_assert(sizeof(hotpath_quote) == 72, "hotpath_quote");
_Static_assert(offsetof(hotpath_quote, bidPrice) == 32, "bidPrice");
_Static_assert(offsetof(hotpath_quote, askPrice) == 40, "askPrice");
_Static_assert(offsetof(hotpath_quote, bidSize) == 48, "bidSize");
_Static_assert(offsetof(hotpath_quote, askSize) == 56, "askSize");
_Static_assert(offsetof(hotpath_quote, flags) == 64, "flags");

/* A trade printed by the venue. */
#define HOTPATH_TRADE 2
typedef struct {
  hotpath_event_header header;
  double  price; /* trade price, in price units */
  double  quantity; /* traded size, in size units */
  int32_t aggressor; /* Side of the taker; 0 unknown */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_trade;
_Static_assert(sizeof(hotpath_trade) == 56, "hotpath_trade");
_Static_assert(offsetof(hotpath_trade, price) == 32, "price");
_Static_assert(offsetof(hotpath_trade, quantity) == 40, "quantity");
_Static_assert(offsetof(hotpath_trade, aggressor) == 48, "aggressor");

/* The new total size of one price level; size 0 removes it. */
#define HOTPATH_BOOK_LEVEL 3
typedef struct {
  hotpath_event_header header;
  double  price; /* the level's price, in price units */
  double  size; /* its whole size now, in size units */
  int32_t side; /* Side */
  int32_t flags; /* BookFlag bits; 0 if the book is whole after it */
} hotpath_book_level;
_Static_assert(sizeof(hotpath_book_level) == 56, "hotpath_book_level");
_Static_assert(offsetof(hotpath_book_level, price) == 32, "price");
_Static_assert(offsetof(hotpath_book_level, size) == 40, "size");
_Static_assert(offsetof(hotpath_book_level, side) == 48, "side");
_Static_assert(offsetof(hotpath_book_level, flags) == 52, "flags");

/* One bar, stamped with the time at which it closed. */
#define HOTPATH_BAR 4
typedef struct {
  hotpath_event_header header;
  double  open; /* first price, in price units */
  double  high; /* highest price, in price units */
  double  low; /* lowest price, in price units */
  double  close; /* last price, in price units */
  double  volume; /* traded volume, in size units */
} hotpath_bar;
_Static_assert(sizeof(hotpath_bar) == 72, "hotpath_bar");
_Static_assert(offsetof(hotpath_bar, open) == 32, "open");
_Static_assert(offsetof(hotpath_bar, high) == 40, "high");
_Static_assert(offsetof(hotpath_bar, low) == 48, "low");
_Static_assert(offsetof(hotpath_bar, close) == 56, "close");
_Static_assert(offsetof(hotpath_bar, volume) == 64, "volume");

/* A timer that a stage had asked for is due. */
#define HOTPATH_TIMER 5
typedef struct {
  hotpath_event_header header;
  double  timer; /* which timer, a safe integer */
} hotpath_timer;
_Static_assert(sizeof(hotpath_timer) == 40, "hotpath_timer");
_Static_assert(offsetof(hotpath_timer, timer) == 32, "timer");

/* What a venue says of one of our orders. */
#define HOTPATH_EXECUTION_REPORT 6
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  venueOrderId; /* the venue's order id; 0 unknown, a safe integer */
  double  lastPrice; /* price of this fill; 0 if none, in price units */
  double  lastQuantity; /* size of this fill; 0 if none, in size units */
  double  leavesQuantity; /* what still works at the venue, in size units */
  double  cumulativeQuantity; /* filled so far, in size units */
  int32_t execType; /* ExecType */
  int32_t side; /* Side */
  int32_t liquidity; /* Liquidity; 0 if no fill */
  int32_t reason; /* why a command was refused; 0 if it was not */
  double  executionId; /* the venue's id of this report (FIX ExecID 17); 0 unknown, a safe integer */
  double  referenceId; /* the execution that is corrected or busted (FIX ExecRefID 19); 0 if none, a safe integer */
  double  fee; /* fee of this fill in the portfolio's fee units, a rebate negative; NaN if the venue does not tell */
  double  workingPrice; /* limit price that the venue has now, told with Replaced and Restated; NaN if not told, in price units */
  double  workingQuantity; /* whole order quantity that the venue has now (FIX OrderQty 38); NaN if not told, in size units */
  int32_t orderStatus; /* OrderStatus as the venue has it (FIX OrdStatus 39); −1 if not told */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_execution_report;
_Static_assert(sizeof(hotpath_execution_report) == 144, "hotpath_execution_report");
_Static_assert(offsetof(hotpath_execution_report, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_execution_report, venueOrderId) == 40, "venueOrderId");
_Static_assert(offsetof(hotpath_execution_report, lastPrice) == 48, "lastPrice");
_Static_assert(offsetof(hotpath_execution_report, lastQuantity) == 56, "lastQuantity");
_Static_assert(offsetof(hotpath_execution_report, leavesQuantity) == 64, "leavesQuantity");
_Static_assert(offsetof(hotpath_execution_report, cumulativeQuantity) == 72, "cumulativeQuantity");
_Static_assert(offsetof(hotpath_execution_report, execType) == 80, "execType");
_Static_assert(offsetof(hotpath_execution_report, side) == 84, "side");
_Static_assert(offsetof(hotpath_execution_report, liquidity) == 88, "liquidity");
_Static_assert(offsetof(hotpath_execution_report, reason) == 92, "reason");
_Static_assert(offsetof(hotpath_execution_report, executionId) == 96, "executionId");
_Static_assert(offsetof(hotpath_execution_report, referenceId) == 104, "referenceId");
_Static_assert(offsetof(hotpath_execution_report, fee) == 112, "fee");
_Static_assert(offsetof(hotpath_execution_report, workingPrice) == 120, "workingPrice");
_Static_assert(offsetof(hotpath_execution_report, workingQuantity) == 128, "workingQuantity");
_Static_assert(offsetof(hotpath_execution_report, orderStatus) == 136, "orderStatus");

/* A command of an operator: halt, resume, cancel everything. */
#define HOTPATH_COMMAND 7
typedef struct {
  hotpath_event_header header;
  int32_t command; /* EngineCommand */
  int32_t argument; /* the command's argument; 0 if it takes none */
} hotpath_command;
_Static_assert(sizeof(hotpath_command) == 40, "hotpath_command");
_Static_assert(offsetof(hotpath_command, command) == 32, "command");
_Static_assert(offsetof(hotpath_command, argument) == 36, "argument");

/* A new order at a venue's matching engine. Fields that its type has no use for are not looked at. */
#define HOTPATH_VENUE_ORDER 8
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order's id, 1 or more, a safe integer */
  double  price; /* limit price; the cap of a pegged order, NaN for none, in price units */
  double  quantity; /* order quantity, in size units */
  double  triggerPrice; /* from where a stop acts, in price units */
  double  trailOffset; /* a trailing stop's distance, in price units or hundredths of a percent */
  double  slippage; /* the most price units that a market order may go beyond the best price; −1 for any */
  double  displayQuantity; /* what an iceberg shows at a time; 0 for all, in size units */
  double  minQuantity; /* the least that may trade at once; 0 for none, in size units */
  double  expireMicros; /* when a good-till-date order expires, in microseconds since the Unix epoch */
  double  pegOffset; /* price units added to the price that a pegged order follows */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
  int32_t owner; /* whose order it is; 0 nobody's */
  int32_t instructions; /* a sum of the matching engine's OrderInstruction values */
  int32_t pegPriceType; /* PegPriceType; 0 if it is not pegged */
} hotpath_venue_order;
_Static_assert(sizeof(hotpath_venue_order) == 136, "hotpath_venue_order");
_Static_assert(offsetof(hotpath_venue_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_venue_order, price) == 40, "price");
_Static_assert(offsetof(hotpath_venue_order, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_venue_order, triggerPrice) == 56, "triggerPrice");
_Static_assert(offsetof(hotpath_venue_order, trailOffset) == 64, "trailOffset");
_Static_assert(offsetof(hotpath_venue_order, slippage) == 72, "slippage");
_Static_assert(offsetof(hotpath_venue_order, displayQuantity) == 80, "displayQuantity");
_Static_assert(offsetof(hotpath_venue_order, minQuantity) == 88, "minQuantity");
_Static_assert(offsetof(hotpath_venue_order, expireMicros) == 96, "expireMicros");
_Static_assert(offsetof(hotpath_venue_order, pegOffset) == 104, "pegOffset");
_Static_assert(offsetof(hotpath_venue_order, side) == 112, "side");
_Static_assert(offsetof(hotpath_venue_order, orderType) == 116, "orderType");
_Static_assert(offsetof(hotpath_venue_order, timeInForce) == 120, "timeInForce");
_Static_assert(offsetof(hotpath_venue_order, owner) == 124, "owner");
_Static_assert(offsetof(hotpath_venue_order, instructions) == 128, "instructions");
_Static_assert(offsetof(hotpath_venue_order, pegPriceType) == 132, "pegPriceType");

/* A cancel at a venue's matching engine. */
#define HOTPATH_VENUE_CANCEL 9
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order to cancel, a safe integer */
} hotpath_venue_cancel;
_Static_assert(sizeof(hotpath_venue_cancel) == 40, "hotpath_venue_cancel");
_Static_assert(offsetof(hotpath_venue_cancel, orderId) == 32, "orderId");

/* A new price and open quantity for an order at a venue's matching engine. */
#define HOTPATH_VENUE_REPLACE 10
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order to replace, a safe integer */
  double  price; /* new price, in price units */
  double  quantity; /* new open quantity, in size units */
} hotpath_venue_replace;
_Static_assert(sizeof(hotpath_venue_replace) == 56, "hotpath_venue_replace");
_Static_assert(offsetof(hotpath_venue_replace, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_venue_replace, price) == 40, "price");
_Static_assert(offsetof(hotpath_venue_replace, quantity) == 48, "quantity");

/* What a venue's operator or clock tells its matching engine; the header names the instrument where there is one. */
#define HOTPATH_VENUE_COMMAND 11
typedef struct {
  hotpath_event_header header;
  double  value; /* the control's first value: a price, a width, a position; 0 if it takes none */
  double  secondValue; /* the control's second value; 0 if it takes none */
  int32_t control; /* VenueControl */
  int32_t argument; /* the control's owner, phase or action; 0 if it takes none */
} hotpath_venue_command;
_Static_assert(sizeof(hotpath_venue_command) == 56, "hotpath_venue_command");
_Static_assert(offsetof(hotpath_venue_command, value) == 32, "value");
_Static_assert(offsetof(hotpath_venue_command, secondValue) == 40, "secondValue");
_Static_assert(offsetof(hotpath_venue_command, control) == 48, "control");
_Static_assert(offsetof(hotpath_venue_command, argument) == 52, "argument");

/* An operator sets the state of the risk gate or of one account or strategy, cancels what works there, or shows that somebody is there. */
#define HOTPATH_RISK_COMMAND 12
typedef struct {
  hotpath_event_header header;
  int32_t action; /* RiskAction */
  int32_t scope; /* RiskScope */
  int32_t scopeId; /* the account's or strategy's number; 0 for the firm */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t reason; /* why: a number of the operator's own; 0 not told */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_risk_command;
_Static_assert(sizeof(hotpath_risk_command) == 56, "hotpath_risk_command");
_Static_assert(offsetof(hotpath_risk_command, action) == 32, "action");
_Static_assert(offsetof(hotpath_risk_command, scope) == 36, "scope");
_Static_assert(offsetof(hotpath_risk_command, scopeId) == 40, "scopeId");
_Static_assert(offsetof(hotpath_risk_command, actor) == 44, "actor");
_Static_assert(offsetof(hotpath_risk_command, reason) == 48, "reason");

/* One value of the limits that the next RiskLimitsCommit puts into force; the header names the instrument where there is one. */
#define HOTPATH_RISK_LIMIT 13
typedef struct {
  hotpath_event_header header;
  double  value; /* the limit, in the unit of its field */
  int32_t scope; /* RiskScope */
  int32_t scopeId; /* the account's or strategy's number; 0 for the firm and for an instrument */
  int32_t field; /* which limit: an index into the risk package's list of fields */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_risk_limit;
_Static_assert(sizeof(hotpath_risk_limit) == 56, "hotpath_risk_limit");
_Static_assert(offsetof(hotpath_risk_limit, value) == 32, "value");
_Static_assert(offsetof(hotpath_risk_limit, scope) == 40, "scope");
_Static_assert(offsetof(hotpath_risk_limit, scopeId) == 44, "scopeId");
_Static_assert(offsetof(hotpath_risk_limit, field) == 48, "field");

/* The limits told since the last commit take the place of those in force, all at once. */
#define HOTPATH_RISK_LIMITS_COMMIT 14
typedef struct {
  hotpath_event_header header;
  int32_t rows; /* how many RiskLimit records belong to it */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t reason; /* why: a number of the operator's own; 0 not told */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_risk_limits_commit;
_Static_assert(sizeof(hotpath_risk_limits_commit) == 48, "hotpath_risk_limits_commit");
_Static_assert(offsetof(hotpath_risk_limits_commit, rows) == 32, "rows");
_Static_assert(offsetof(hotpath_risk_limits_commit, actor) == 36, "actor");
_Static_assert(offsetof(hotpath_risk_limits_commit, reason) == 40, "reason");

/* What was known of an instrument's price levels is void; those of the whole book follow, now or when it is known again. */
#define HOTPATH_BOOK_CLEAR 15
typedef struct {
  hotpath_event_header header;
  int32_t side; /* Side of the levels that are void; 0 both */
  int32_t reason; /* 0 if the whole book follows at once; else why it is lost, a number of the feed's */
  int32_t flags; /* BookFlag bits */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_book_clear;
_Static_assert(sizeof(hotpath_book_clear) == 48, "hotpath_book_clear");
_Static_assert(offsetof(hotpath_book_clear, side) == 32, "side");
_Static_assert(offsetof(hotpath_book_clear, reason) == 36, "reason");
_Static_assert(offsetof(hotpath_book_clear, flags) == 40, "flags");

/* What may be done in an instrument at a venue from now on. */
#define HOTPATH_TRADING_STATUS 16
typedef struct {
  hotpath_event_header header;
  int32_t state; /* TradingState */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_trading_status;
_Static_assert(sizeof(hotpath_trading_status) == 40, "hotpath_trading_status");
_Static_assert(offsetof(hotpath_trading_status, state) == 32, "state");

/* The connection to a venue is lost or there again, or the venue's own list of what works begins or ends. */
#define HOTPATH_VENUE_SESSION 17
typedef struct {
  hotpath_event_header header;
  int32_t state; /* SessionState */
  int32_t argument; /* a number of the gateway's own; 0 if it has none */
} hotpath_venue_session;
_Static_assert(sizeof(hotpath_venue_session) == 40, "hotpath_venue_session");
_Static_assert(offsetof(hotpath_venue_session, state) == 32, "state");
_Static_assert(offsetof(hotpath_venue_session, argument) == 36, "argument");

/* One of our orders as a venue has it, on the list that follows a reconnect. */
#define HOTPATH_VENUE_ORDER_STATE 18
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id; 0 if the venue's order carries none of ours, a safe integer */
  double  venueOrderId; /* the venue's order id; 0 unknown, a safe integer */
  double  price; /* limit price; 0 for a market order, in price units */
  double  quantity; /* order quantity, in size units */
  double  leavesQuantity; /* what still works at the venue, in size units */
  double  cumulativeQuantity; /* filled so far, in size units */
  double  averagePrice; /* average price of what was filled, in price units (FIX AvgPx 6); 0 if nothing was */
  int32_t side; /* Side */
  int32_t status; /* OrderStatus as the venue has it */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
} hotpath_venue_order_state;
_Static_assert(sizeof(hotpath_venue_order_state) == 104, "hotpath_venue_order_state");
_Static_assert(offsetof(hotpath_venue_order_state, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_venue_order_state, venueOrderId) == 40, "venueOrderId");
_Static_assert(offsetof(hotpath_venue_order_state, price) == 48, "price");
_Static_assert(offsetof(hotpath_venue_order_state, quantity) == 56, "quantity");
_Static_assert(offsetof(hotpath_venue_order_state, leavesQuantity) == 64, "leavesQuantity");
_Static_assert(offsetof(hotpath_venue_order_state, cumulativeQuantity) == 72, "cumulativeQuantity");
_Static_assert(offsetof(hotpath_venue_order_state, averagePrice) == 80, "averagePrice");
_Static_assert(offsetof(hotpath_venue_order_state, side) == 88, "side");
_Static_assert(offsetof(hotpath_venue_order_state, status) == 92, "status");
_Static_assert(offsetof(hotpath_venue_order_state, orderType) == 96, "orderType");
_Static_assert(offsetof(hotpath_venue_order_state, timeInForce) == 100, "timeInForce");

/* Our position in an instrument as a venue has it, on the list that follows a reconnect. */
#define HOTPATH_VENUE_POSITION 19
typedef struct {
  hotpath_event_header header;
  double  position; /* signed position, in size units */
  double  averagePrice; /* average cost in price units; NaN if not told */
} hotpath_venue_position;
_Static_assert(sizeof(hotpath_venue_position) == 48, "hotpath_venue_position");
_Static_assert(offsetof(hotpath_venue_position, position) == 32, "position");
_Static_assert(offsetof(hotpath_venue_position, averagePrice) == 40, "averagePrice");

/* A direction with a confidence and a probability, and which generator says so. */
#define HOTPATH_SIGNAL 20
typedef struct {
  hotpath_event_header header;
  double  confidence; /* 0 to 1 */
  double  value; /* the generator's own figure, such as an RSI */
  double  reference; /* mid price times two when the signal was made, in price units */
  int32_t direction; /* +1 up, −1 down */
  int32_t generator; /* index of the generator in the engine's signal set */
  double  probability; /* calibrated, that the price moves its way within the horizon, 0 to 1 */
  int32_t horizon; /* updates of the instrument over which it is meant */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_signal;
_Static_assert(sizeof(hotpath_signal) == 80, "hotpath_signal");
_Static_assert(offsetof(hotpath_signal, confidence) == 32, "confidence");
_Static_assert(offsetof(hotpath_signal, value) == 40, "value");
_Static_assert(offsetof(hotpath_signal, reference) == 48, "reference");
_Static_assert(offsetof(hotpath_signal, direction) == 56, "direction");
_Static_assert(offsetof(hotpath_signal, generator) == 60, "generator");
_Static_assert(offsetof(hotpath_signal, probability) == 64, "probability");
_Static_assert(offsetof(hotpath_signal, horizon) == 72, "horizon");

/* A strategy wants an order; nobody has looked at it yet. */
#define HOTPATH_ORDER_INTENT 21
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* limit price; 0 for a market order, in price units */
  double  quantity; /* order quantity, in size units */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
  int32_t strategy; /* who asked for it */
} hotpath_order_intent;
_Static_assert(sizeof(hotpath_order_intent) == 72, "hotpath_order_intent");
_Static_assert(offsetof(hotpath_order_intent, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_intent, price) == 40, "price");
_Static_assert(offsetof(hotpath_order_intent, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_intent, side) == 56, "side");
_Static_assert(offsetof(hotpath_order_intent, orderType) == 60, "orderType");
_Static_assert(offsetof(hotpath_order_intent, timeInForce) == 64, "timeInForce");
_Static_assert(offsetof(hotpath_order_intent, strategy) == 68, "strategy");

/* A strategy wants one of its orders cancelled. */
#define HOTPATH_CANCEL_INTENT 22
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order to cancel, a safe integer */
  int32_t strategy; /* who asked for it */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_cancel_intent;
_Static_assert(sizeof(hotpath_cancel_intent) == 48, "hotpath_cancel_intent");
_Static_assert(offsetof(hotpath_cancel_intent, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_cancel_intent, strategy) == 40, "strategy");

/* An order that passed the risk gate, on its way to the venue. */
#define HOTPATH_NEW_ORDER 23
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* limit price; 0 for a market order, in price units */
  double  quantity; /* order quantity, in size units */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
  int32_t strategy; /* who asked for it */
} hotpath_new_order;
_Static_assert(sizeof(hotpath_new_order) == 72, "hotpath_new_order");
_Static_assert(offsetof(hotpath_new_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_new_order, price) == 40, "price");
_Static_assert(offsetof(hotpath_new_order, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_new_order, side) == 56, "side");
_Static_assert(offsetof(hotpath_new_order, orderType) == 60, "orderType");
_Static_assert(offsetof(hotpath_new_order, timeInForce) == 64, "timeInForce");
_Static_assert(offsetof(hotpath_new_order, strategy) == 68, "strategy");

/* A cancel on its way to the venue. */
#define HOTPATH_CANCEL_ORDER 24
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order to cancel, a safe integer */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_cancel_order;
_Static_assert(sizeof(hotpath_cancel_order) == 48, "hotpath_cancel_order");
_Static_assert(offsetof(hotpath_cancel_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_cancel_order, side) == 40, "side");
_Static_assert(offsetof(hotpath_cancel_order, strategy) == 44, "strategy");

/* The risk gate or the order manager refused an order or a cancel. */
#define HOTPATH_ORDER_REFUSED 25
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order refused, a safe integer */
  double  limit; /* the limit that was broken */
  double  value; /* the value that broke it */
  int32_t reason; /* RefusalReason */
  int32_t strategy; /* who asked for it */
  int32_t scope; /* RiskScope whose limit it was; 0 the firm, or none */
  int32_t scopeId; /* the account's or strategy's number; 0 for the firm */
  int32_t limitsVersion; /* version of the limits in force; 0 if it was no matter of risk */
  int32_t request; /* what was refused: OrderRequestKind */
} hotpath_order_refused;
_Static_assert(sizeof(hotpath_order_refused) == 80, "hotpath_order_refused");
_Static_assert(offsetof(hotpath_order_refused, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_refused, limit) == 40, "limit");
_Static_assert(offsetof(hotpath_order_refused, value) == 48, "value");
_Static_assert(offsetof(hotpath_order_refused, reason) == 56, "reason");
_Static_assert(offsetof(hotpath_order_refused, strategy) == 60, "strategy");
_Static_assert(offsetof(hotpath_order_refused, scope) == 64, "scope");
_Static_assert(offsetof(hotpath_order_refused, scopeId) == 68, "scopeId");
_Static_assert(offsetof(hotpath_order_refused, limitsVersion) == 72, "limitsVersion");
_Static_assert(offsetof(hotpath_order_refused, request) == 76, "request");

/* One of our orders was filled, in part or whole; positions are already updated. */
#define HOTPATH_FILL 26
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* fill price, in price units */
  double  quantity; /* fill size, in size units */
  double  leavesQuantity; /* what still works, in size units */
  double  released; /* what of the working quantity the fill used up: less than its size if the venue overfilled, in size units */
  int32_t side; /* Side */
  int32_t liquidity; /* Liquidity */
  int32_t strategy; /* whose order it was */
  double  fee; /* fee in the portfolio's fee units, a rebate negative; NaN if the venue did not tell */
  double  executionId; /* the venue's id of the execution; 0 unknown, a safe integer */
} hotpath_fill;
_Static_assert(sizeof(hotpath_fill) == 104, "hotpath_fill");
_Static_assert(offsetof(hotpath_fill, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_fill, price) == 40, "price");
_Static_assert(offsetof(hotpath_fill, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_fill, leavesQuantity) == 56, "leavesQuantity");
_Static_assert(offsetof(hotpath_fill, released) == 64, "released");
_Static_assert(offsetof(hotpath_fill, side) == 72, "side");
_Static_assert(offsetof(hotpath_fill, liquidity) == 76, "liquidity");
_Static_assert(offsetof(hotpath_fill, strategy) == 80, "strategy");
_Static_assert(offsetof(hotpath_fill, fee) == 88, "fee");
_Static_assert(offsetof(hotpath_fill, executionId) == 96, "executionId");

/* One of our orders works no more: filled, cancelled, expired or rejected by the venue. */
#define HOTPATH_ORDER_CLOSED 27
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  released; /* what still worked and now works no more, in size units */
  double  cumulativeQuantity; /* filled in all, in size units */
  int32_t side; /* Side */
  int32_t status; /* OrderStatus */
  int32_t reason; /* the venue's reason; 0 if none */
  int32_t strategy; /* whose order it was */
} hotpath_order_closed;
_Static_assert(sizeof(hotpath_order_closed) == 72, "hotpath_order_closed");
_Static_assert(offsetof(hotpath_order_closed, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_closed, released) == 40, "released");
_Static_assert(offsetof(hotpath_order_closed, cumulativeQuantity) == 48, "cumulativeQuantity");
_Static_assert(offsetof(hotpath_order_closed, side) == 56, "side");
_Static_assert(offsetof(hotpath_order_closed, status) == 60, "status");
_Static_assert(offsetof(hotpath_order_closed, reason) == 64, "reason");
_Static_assert(offsetof(hotpath_order_closed, strategy) == 68, "strategy");

/* An order that is well formed and registered, on its way to the risk gate. */
#define HOTPATH_ORDER_REQUEST 28
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* limit price; 0 for a market order, in price units */
  double  quantity; /* order quantity, in size units */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
  int32_t strategy; /* who asked for it */
} hotpath_order_request;
_Static_assert(sizeof(hotpath_order_request) == 72, "hotpath_order_request");
_Static_assert(offsetof(hotpath_order_request, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_request, price) == 40, "price");
_Static_assert(offsetof(hotpath_order_request, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_request, side) == 56, "side");
_Static_assert(offsetof(hotpath_order_request, orderType) == 60, "orderType");
_Static_assert(offsetof(hotpath_order_request, timeInForce) == 64, "timeInForce");
_Static_assert(offsetof(hotpath_order_request, strategy) == 68, "strategy");

/* What a venue's matching engine says of an order, an auction or itself. */
#define HOTPATH_VENUE_REPORT 29
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order that it is about; 0 if none, a safe integer */
  double  counterOrderId; /* the other order of a trade; 0 if none, a safe integer */
  double  price; /* the trade's price, else the order's; 0 if it has none, in price units */
  double  quantity; /* traded, accepted, taken off, in size units */
  double  leavesQuantity; /* what the order has left open, in size units */
  double  counterLeavesQuantity; /* what the other order has left open, in size units */
  int32_t kind; /* the matching engine's ReportKind */
  int32_t reason; /* the matching engine's Reason */
  int32_t side; /* Side; 0 if none */
  int32_t owner; /* the order's owner; 0 nobody */
  int32_t counterOwner; /* the other order's owner; 0 nobody */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_venue_report;
_Static_assert(sizeof(hotpath_venue_report) == 104, "hotpath_venue_report");
_Static_assert(offsetof(hotpath_venue_report, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_venue_report, counterOrderId) == 40, "counterOrderId");
_Static_assert(offsetof(hotpath_venue_report, price) == 48, "price");
_Static_assert(offsetof(hotpath_venue_report, quantity) == 56, "quantity");
_Static_assert(offsetof(hotpath_venue_report, leavesQuantity) == 64, "leavesQuantity");
_Static_assert(offsetof(hotpath_venue_report, counterLeavesQuantity) == 72, "counterLeavesQuantity");
_Static_assert(offsetof(hotpath_venue_report, kind) == 80, "kind");
_Static_assert(offsetof(hotpath_venue_report, reason) == 84, "reason");
_Static_assert(offsetof(hotpath_venue_report, side) == 88, "side");
_Static_assert(offsetof(hotpath_venue_report, owner) == 92, "owner");
_Static_assert(offsetof(hotpath_venue_report, counterOwner) == 96, "counterOwner");

/* The risk gate, an account or a strategy is in another state: who did it, why, and when. */
#define HOTPATH_RISK_STATE_CHANGED 30
typedef struct {
  hotpath_event_header header;
  double  limit; /* the limit behind it; 0 if none */
  double  value; /* the value that broke the limit; 0 if none */
  int32_t previous; /* RiskState before */
  int32_t state; /* RiskState now */
  int32_t scope; /* RiskScope */
  int32_t scopeId; /* the account's or strategy's number; 0 for the firm */
  int32_t trigger; /* RiskCause */
  int32_t actor; /* who, as the command told; 0 where the gate did it by itself */
  int32_t reason; /* why, as the command told; 0 not told */
  int32_t limitsVersion; /* version of the limits in force */
} hotpath_risk_state_changed;
_Static_assert(sizeof(hotpath_risk_state_changed) == 80, "hotpath_risk_state_changed");
_Static_assert(offsetof(hotpath_risk_state_changed, limit) == 32, "limit");
_Static_assert(offsetof(hotpath_risk_state_changed, value) == 40, "value");
_Static_assert(offsetof(hotpath_risk_state_changed, previous) == 48, "previous");
_Static_assert(offsetof(hotpath_risk_state_changed, state) == 52, "state");
_Static_assert(offsetof(hotpath_risk_state_changed, scope) == 56, "scope");
_Static_assert(offsetof(hotpath_risk_state_changed, scopeId) == 60, "scopeId");
_Static_assert(offsetof(hotpath_risk_state_changed, trigger) == 64, "trigger");
_Static_assert(offsetof(hotpath_risk_state_changed, actor) == 68, "actor");
_Static_assert(offsetof(hotpath_risk_state_changed, reason) == 72, "reason");
_Static_assert(offsetof(hotpath_risk_state_changed, limitsVersion) == 76, "limitsVersion");

/* New limits are in force, or were not fit to be. */
#define HOTPATH_RISK_LIMITS_CHANGED 31
typedef struct {
  hotpath_event_header header;
  int32_t limitsVersion; /* version of the limits in force now */
  int32_t accepted; /* 1 if they are in force, 0 if those before stay */
  int32_t rows; /* how many values they had */
  int32_t actor; /* who, as the commit told */
  int32_t reason; /* why, as the commit told */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_risk_limits_changed;
_Static_assert(sizeof(hotpath_risk_limits_changed) == 56, "hotpath_risk_limits_changed");
_Static_assert(offsetof(hotpath_risk_limits_changed, limitsVersion) == 32, "limitsVersion");
_Static_assert(offsetof(hotpath_risk_limits_changed, accepted) == 36, "accepted");
_Static_assert(offsetof(hotpath_risk_limits_changed, rows) == 40, "rows");
_Static_assert(offsetof(hotpath_risk_limits_changed, actor) == 44, "actor");
_Static_assert(offsetof(hotpath_risk_limits_changed, reason) == 48, "reason");

/* Every working order of a strategy, or of all, is to be cancelled. */
#define HOTPATH_MASS_CANCEL 32
typedef struct {
  hotpath_event_header header;
  int32_t strategy; /* whose orders; −1 for everybody's */
  int32_t trigger; /* RiskCause */
} hotpath_mass_cancel;
_Static_assert(sizeof(hotpath_mass_cancel) == 40, "hotpath_mass_cancel");
_Static_assert(offsetof(hotpath_mass_cancel, strategy) == 32, "strategy");
_Static_assert(offsetof(hotpath_mass_cancel, trigger) == 36, "trigger");

/* A strategy wants another price or quantity for one of its orders. */
#define HOTPATH_REPLACE_INTENT 33
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* new limit price, in price units */
  double  quantity; /* new order quantity, what was filled included, in size units */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_replace_intent;
_Static_assert(sizeof(hotpath_replace_intent) == 64, "hotpath_replace_intent");
_Static_assert(offsetof(hotpath_replace_intent, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_replace_intent, price) == 40, "price");
_Static_assert(offsetof(hotpath_replace_intent, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_replace_intent, side) == 56, "side");
_Static_assert(offsetof(hotpath_replace_intent, strategy) == 60, "strategy");

/* A replace that is well formed, on its way to the risk gate. */
#define HOTPATH_REPLACE_REQUEST 34
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* new limit price, in price units */
  double  quantity; /* new order quantity, what was filled included, in size units */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_replace_request;
_Static_assert(sizeof(hotpath_replace_request) == 64, "hotpath_replace_request");
_Static_assert(offsetof(hotpath_replace_request, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_replace_request, price) == 40, "price");
_Static_assert(offsetof(hotpath_replace_request, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_replace_request, side) == 56, "side");
_Static_assert(offsetof(hotpath_replace_request, strategy) == 60, "strategy");

/* A replace that passed the risk gate, on its way to the venue. */
#define HOTPATH_REPLACE_ORDER 35
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* new limit price, in price units */
  double  quantity; /* new order quantity, what was filled included, in size units */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_replace_order;
_Static_assert(sizeof(hotpath_replace_order) == 64, "hotpath_replace_order");
_Static_assert(offsetof(hotpath_replace_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_replace_order, price) == 40, "price");
_Static_assert(offsetof(hotpath_replace_order, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_replace_order, side) == 56, "side");
_Static_assert(offsetof(hotpath_replace_order, strategy) == 60, "strategy");

/* A venue has answered a replace: the order has its new terms, or keeps those it had. */
#define HOTPATH_ORDER_REPLACED 36
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* limit price from now on, in price units */
  double  quantity; /* order quantity from now on, what was filled included, in size units */
  double  leavesQuantity; /* what still works, in size units */
  int32_t side; /* Side */
  int32_t accepted; /* 1 if the terms are new, 0 if the venue refused, 2 if the venue changed them unasked */
  int32_t reason; /* the venue's reason; 0 if none */
  int32_t strategy; /* whose order it is */
} hotpath_order_replaced;
_Static_assert(sizeof(hotpath_order_replaced) == 80, "hotpath_order_replaced");
_Static_assert(offsetof(hotpath_order_replaced, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_replaced, price) == 40, "price");
_Static_assert(offsetof(hotpath_order_replaced, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_replaced, leavesQuantity) == 56, "leavesQuantity");
_Static_assert(offsetof(hotpath_order_replaced, side) == 64, "side");
_Static_assert(offsetof(hotpath_order_replaced, accepted) == 68, "accepted");
_Static_assert(offsetof(hotpath_order_replaced, reason) == 72, "reason");
_Static_assert(offsetof(hotpath_order_replaced, strategy) == 76, "strategy");

/* A fill that was told before never was: positions are already taken back. Its first fields are those of the Fill. Where a fill was corrected, what it is now follows as a Fill. */
#define HOTPATH_FILL_BUSTED 38
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* price of the fill that was told, in price units */
  double  quantity; /* its size, in size units */
  double  leavesQuantity; /* what works now, in size units */
  double  restored; /* what of its size works again; 0 where the venue does not reinstate the order, in size units */
  int32_t side; /* Side */
  int32_t liquidity; /* Liquidity of the fill */
  int32_t strategy; /* whose order it was */
  double  fee; /* fee that was told with the fill, in the portfolio's fee units; NaN if none was told */
  double  executionId; /* the venue's id of the execution that was, a safe integer */
  double  orderPrice; /* limit price of the order; 0 for a market order, in price units */
  double  orderQuantity; /* quantity of the order from now on, what was filled included, in size units */
  int32_t corrected; /* 1 if a Fill in its place follows, 0 if there is none */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_fill_busted;
_Static_assert(sizeof(hotpath_fill_busted) == 128, "hotpath_fill_busted");
_Static_assert(offsetof(hotpath_fill_busted, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_fill_busted, price) == 40, "price");
_Static_assert(offsetof(hotpath_fill_busted, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_fill_busted, leavesQuantity) == 56, "leavesQuantity");
_Static_assert(offsetof(hotpath_fill_busted, restored) == 64, "restored");
_Static_assert(offsetof(hotpath_fill_busted, side) == 72, "side");
_Static_assert(offsetof(hotpath_fill_busted, liquidity) == 76, "liquidity");
_Static_assert(offsetof(hotpath_fill_busted, strategy) == 80, "strategy");
_Static_assert(offsetof(hotpath_fill_busted, fee) == 88, "fee");
_Static_assert(offsetof(hotpath_fill_busted, executionId) == 96, "executionId");
_Static_assert(offsetof(hotpath_fill_busted, orderPrice) == 104, "orderPrice");
_Static_assert(offsetof(hotpath_fill_busted, orderQuantity) == 112, "orderQuantity");
_Static_assert(offsetof(hotpath_fill_busted, corrected) == 120, "corrected");

/* What an order has beside price, quantity and time in force: it precedes the OrderIntent of the same id, or the ReplaceIntent of an order that is held. */
#define HOTPATH_ORDER_TERMS 39
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order whose terms these are, a safe integer */
  double  triggerPrice; /* from where a stop or an order if touched acts; where a trailing stop begins; 0 for none, in price units */
  double  trailAmount; /* a trailing stop's distance from the best price since it came, in price units; 0 for none */
  double  trailPercent; /* the same distance in hundredths of a percent of that price; 0 for none */
  double  limitOffset; /* price units added to a trailing stop's trigger for its limit price; NaN for a market order */
  double  displayQuantity; /* what an iceberg shows at a time; 0 for all, in size units */
  double  minQuantity; /* the least that may trade at once; 0 for none, in size units */
  double  expireMicros; /* when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none */
  double  pegOffset; /* price units added to the price that a pegged order follows */
  int32_t pegPriceType; /* PegPriceType; 0 if it is not pegged */
  int32_t triggerPriceType; /* TriggerPriceType; 0 for the engine's or the venue's own */
  int32_t instructions; /* the venue's own flags, carried through */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_order_terms;
_Static_assert(sizeof(hotpath_order_terms) == 120, "hotpath_order_terms");
_Static_assert(offsetof(hotpath_order_terms, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_terms, triggerPrice) == 40, "triggerPrice");
_Static_assert(offsetof(hotpath_order_terms, trailAmount) == 48, "trailAmount");
_Static_assert(offsetof(hotpath_order_terms, trailPercent) == 56, "trailPercent");
_Static_assert(offsetof(hotpath_order_terms, limitOffset) == 64, "limitOffset");
_Static_assert(offsetof(hotpath_order_terms, displayQuantity) == 72, "displayQuantity");
_Static_assert(offsetof(hotpath_order_terms, minQuantity) == 80, "minQuantity");
_Static_assert(offsetof(hotpath_order_terms, expireMicros) == 88, "expireMicros");
_Static_assert(offsetof(hotpath_order_terms, pegOffset) == 96, "pegOffset");
_Static_assert(offsetof(hotpath_order_terms, pegPriceType) == 104, "pegPriceType");
_Static_assert(offsetof(hotpath_order_terms, triggerPriceType) == 108, "triggerPriceType");
_Static_assert(offsetof(hotpath_order_terms, instructions) == 112, "instructions");

/* The terms of an order whose type its venue has: they precede its NewOrder, which may still be refused by the gate. */
#define HOTPATH_NEW_ORDER_TERMS 40
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order whose terms these are, a safe integer */
  double  triggerPrice; /* from where a stop or an order if touched acts; where a trailing stop begins; 0 for none, in price units */
  double  trailAmount; /* a trailing stop's distance from the best price since it came, in price units; 0 for none */
  double  trailPercent; /* the same distance in hundredths of a percent of that price; 0 for none */
  double  limitOffset; /* price units added to a trailing stop's trigger for its limit price; NaN for a market order */
  double  displayQuantity; /* what an iceberg shows at a time; 0 for all, in size units */
  double  minQuantity; /* the least that may trade at once; 0 for none, in size units */
  double  expireMicros; /* when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none */
  double  pegOffset; /* price units added to the price that a pegged order follows */
  int32_t pegPriceType; /* PegPriceType; 0 if it is not pegged */
  int32_t triggerPriceType; /* TriggerPriceType; 0 for the engine's or the venue's own */
  int32_t instructions; /* the venue's own flags, carried through */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_new_order_terms;
_Static_assert(sizeof(hotpath_new_order_terms) == 120, "hotpath_new_order_terms");
_Static_assert(offsetof(hotpath_new_order_terms, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_new_order_terms, triggerPrice) == 40, "triggerPrice");
_Static_assert(offsetof(hotpath_new_order_terms, trailAmount) == 48, "trailAmount");
_Static_assert(offsetof(hotpath_new_order_terms, trailPercent) == 56, "trailPercent");
_Static_assert(offsetof(hotpath_new_order_terms, limitOffset) == 64, "limitOffset");
_Static_assert(offsetof(hotpath_new_order_terms, displayQuantity) == 72, "displayQuantity");
_Static_assert(offsetof(hotpath_new_order_terms, minQuantity) == 80, "minQuantity");
_Static_assert(offsetof(hotpath_new_order_terms, expireMicros) == 88, "expireMicros");
_Static_assert(offsetof(hotpath_new_order_terms, pegOffset) == 96, "pegOffset");
_Static_assert(offsetof(hotpath_new_order_terms, pegPriceType) == 104, "pegPriceType");
_Static_assert(offsetof(hotpath_new_order_terms, triggerPriceType) == 108, "triggerPriceType");
_Static_assert(offsetof(hotpath_new_order_terms, instructions) == 112, "instructions");

/* The engine keeps an order back, and no venue knows of it: until its trigger or its auction, or until its group lets it go. */
#define HOTPATH_ORDER_HELD 41
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  triggerPrice; /* from where it acts; 0 if it waits for no price, in price units */
  double  quantity; /* order quantity, in size units */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t holder; /* who keeps it: 1 the engine, 2 its group */
  int32_t strategy; /* who asked for it */
} hotpath_order_held;
_Static_assert(sizeof(hotpath_order_held) == 72, "hotpath_order_held");
_Static_assert(offsetof(hotpath_order_held, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_held, triggerPrice) == 40, "triggerPrice");
_Static_assert(offsetof(hotpath_order_held, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_held, side) == 56, "side");
_Static_assert(offsetof(hotpath_order_held, orderType) == 60, "orderType");
_Static_assert(offsetof(hotpath_order_held, holder) == 64, "holder");
_Static_assert(offsetof(hotpath_order_held, strategy) == 68, "strategy");

/* What a held order waited for has come: it goes on to the risk gate. */
#define HOTPATH_ORDER_TRIGGERED 42
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  triggerPrice; /* from where it acted; 0 if it waited for no price, in price units */
  double  marketPrice; /* the price that set it off; 0 if none did, in price units */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_order_triggered;
_Static_assert(sizeof(hotpath_order_triggered) == 64, "hotpath_order_triggered");
_Static_assert(offsetof(hotpath_order_triggered, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_triggered, triggerPrice) == 40, "triggerPrice");
_Static_assert(offsetof(hotpath_order_triggered, marketPrice) == 48, "marketPrice");
_Static_assert(offsetof(hotpath_order_triggered, side) == 56, "side");
_Static_assert(offsetof(hotpath_order_triggered, strategy) == 60, "strategy");

/* An order that the engine works in slices was filled through one of them, whose Fill came before. */
#define HOTPATH_ORDER_PROGRESS 43
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the whole order, a safe integer */
  double  sliceId; /* the order of the slice, a safe integer */
  double  quantity; /* filled now, negative for a bust, in size units */
  double  leavesQuantity; /* what is left of the whole order, in size units */
  double  cumulativeQuantity; /* filled of the whole order, in size units */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_order_progress;
_Static_assert(sizeof(hotpath_order_progress) == 80, "hotpath_order_progress");
_Static_assert(offsetof(hotpath_order_progress, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_progress, sliceId) == 40, "sliceId");
_Static_assert(offsetof(hotpath_order_progress, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_progress, leavesQuantity) == 56, "leavesQuantity");
_Static_assert(offsetof(hotpath_order_progress, cumulativeQuantity) == 64, "cumulativeQuantity");
_Static_assert(offsetof(hotpath_order_progress, side) == 72, "side");
_Static_assert(offsetof(hotpath_order_progress, strategy) == 76, "strategy");

/* An order that works at a venue and was not known here is one of ours from now on: what it may still trade is to be reserved. */
#define HOTPATH_ORDER_ADOPTED 44
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, as the venue has it, a safe integer */
  double  price; /* limit price; 0 for a market order, in price units */
  double  quantity; /* order quantity, in size units */
  double  leavesQuantity; /* what still works, in size units */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
  int32_t strategy; /* whose it is taken to be */
} hotpath_order_adopted;
_Static_assert(sizeof(hotpath_order_adopted) == 80, "hotpath_order_adopted");
_Static_assert(offsetof(hotpath_order_adopted, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_adopted, price) == 40, "price");
_Static_assert(offsetof(hotpath_order_adopted, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_adopted, leavesQuantity) == 56, "leavesQuantity");
_Static_assert(offsetof(hotpath_order_adopted, side) == 64, "side");
_Static_assert(offsetof(hotpath_order_adopted, orderType) == 68, "orderType");
_Static_assert(offsetof(hotpath_order_adopted, timeInForce) == 72, "timeInForce");
_Static_assert(offsetof(hotpath_order_adopted, strategy) == 76, "strategy");

/* What a venue says and what is known here differ, or it says nothing at all; and what was done about it. */
#define HOTPATH_DISCREPANCY 45
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order; 0 if it is about a position, a safe integer */
  double  ours; /* what is known here: a quantity, a price, a state */
  double  theirs; /* what the venue says */
  int32_t kind; /* DiscrepancyKind of the orders package */
  int32_t resolution; /* Resolution of the orders package */
  int32_t strategy; /* whose order it is; 0 if it is about a position or nobody's */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_discrepancy;
_Static_assert(sizeof(hotpath_discrepancy) == 72, "hotpath_discrepancy");
_Static_assert(offsetof(hotpath_discrepancy, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_discrepancy, ours) == 40, "ours");
_Static_assert(offsetof(hotpath_discrepancy, theirs) == 48, "theirs");
_Static_assert(offsetof(hotpath_discrepancy, kind) == 56, "kind");
_Static_assert(offsetof(hotpath_discrepancy, resolution) == 60, "resolution");
_Static_assert(offsetof(hotpath_discrepancy, strategy) == 64, "strategy");

/* A venue's list was compared whole with what is known here. */
#define HOTPATH_RECONCILIATION_ENDED 46
typedef struct {
  hotpath_event_header header;
  int32_t orders; /* orders on the list */
  int32_t discrepancies; /* how much differed */
  int32_t unresolved; /* how much of that was only noted */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_reconciliation_ended;
_Static_assert(sizeof(hotpath_reconciliation_ended) == 48, "hotpath_reconciliation_ended");
_Static_assert(offsetof(hotpath_reconciliation_ended, orders) == 32, "orders");
_Static_assert(offsetof(hotpath_reconciliation_ended, discrepancies) == 36, "discrepancies");
_Static_assert(offsetof(hotpath_reconciliation_ended, unresolved) == 40, "unresolved");

/* The venue is asked how an order stands, of which it has not answered a request. Its answer is a VenueOrderState. */
#define HOTPATH_ORDER_STATUS_REQUEST 47
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  venueOrderId; /* the venue's id of it; 0 while unknown, a safe integer */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for the order */
} hotpath_order_status_request;
_Static_assert(sizeof(hotpath_order_status_request) == 56, "hotpath_order_status_request");
_Static_assert(offsetof(hotpath_order_status_request, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_status_request, venueOrderId) == 40, "venueOrderId");
_Static_assert(offsetof(hotpath_order_status_request, side) == 48, "side");
_Static_assert(offsetof(hotpath_order_status_request, strategy) == 52, "strategy");

/* The order whose OrderIntent comes after it belongs to a group: what happens to one of its orders concerns the others. */
#define HOTPATH_ORDER_LINK 50
typedef struct {
  hotpath_event_header header;
  double  groupId; /* the group, a number of the caller's own, a safe integer */
  double  orderId; /* the order, a safe integer */
  int32_t kind; /* Contingency: how the orders of the group depend on each other; the same for all of them */
  int32_t role; /* LegRole: what the order is in the group */
  int32_t legs; /* how many orders the group has, 2 to 16: it starts when all have come */
  int32_t policy; /* GroupPolicy bits; the same for all orders of the group */
} hotpath_order_link;
_Static_assert(sizeof(hotpath_order_link) == 64, "hotpath_order_link");
_Static_assert(offsetof(hotpath_order_link, groupId) == 32, "groupId");
_Static_assert(offsetof(hotpath_order_link, orderId) == 40, "orderId");
_Static_assert(offsetof(hotpath_order_link, kind) == 48, "kind");
_Static_assert(offsetof(hotpath_order_link, role) == 52, "role");
_Static_assert(offsetof(hotpath_order_link, legs) == 56, "legs");
_Static_assert(offsetof(hotpath_order_link, policy) == 60, "policy");

/* What has become of a group of orders, and what went wrong in it. */
#define HOTPATH_ORDER_GROUP_CHANGED 51
typedef struct {
  hotpath_event_header header;
  double  groupId; /* the group, a safe integer */
  double  orderId; /* the order that it is about; 0 the whole group, a safe integer */
  double  quantity; /* how much it is about; 0 if nothing, in size units */
  int32_t notice; /* GroupNotice */
  int32_t strategy; /* whose group it is */
} hotpath_order_group_changed;
_Static_assert(sizeof(hotpath_order_group_changed) == 64, "hotpath_order_group_changed");
_Static_assert(offsetof(hotpath_order_group_changed, groupId) == 32, "groupId");
_Static_assert(offsetof(hotpath_order_group_changed, orderId) == 40, "orderId");
_Static_assert(offsetof(hotpath_order_group_changed, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_group_changed, notice) == 56, "notice");
_Static_assert(offsetof(hotpath_order_group_changed, strategy) == 60, "strategy");

/* A strategy wants a quantity taken wherever it costs least: the router splits it over the venues. */
#define HOTPATH_ROUTE_ORDER 52
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the parent order's id, a safe integer */
  double  quantity; /* what is to be traded in all, in size units */
  double  limitPrice; /* no child trades beyond it; 0 for none, in price units */
  double  endMicros; /* until when the router waits for liquidity, in microseconds since the Unix epoch; 0 not at all */
  int32_t side; /* Side */
  int32_t strategy; /* who asked for it */
} hotpath_route_order;
_Static_assert(sizeof(hotpath_route_order) == 72, "hotpath_route_order");
_Static_assert(offsetof(hotpath_route_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_route_order, quantity) == 40, "quantity");
_Static_assert(offsetof(hotpath_route_order, limitPrice) == 48, "limitPrice");
_Static_assert(offsetof(hotpath_route_order, endMicros) == 56, "endMicros");
_Static_assert(offsetof(hotpath_route_order, side) == 64, "side");
_Static_assert(offsetof(hotpath_route_order, strategy) == 68, "strategy");

/* A strategy wants the router to stop: the order's children are cancelled and no other follows. */
#define HOTPATH_ROUTE_CANCEL 53
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the parent order's id, a safe integer */
  int32_t strategy; /* who asked for it */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_route_cancel;
_Static_assert(sizeof(hotpath_route_cancel) == 48, "hotpath_route_cancel");
_Static_assert(offsetof(hotpath_route_cancel, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_route_cancel, strategy) == 40, "strategy");

/* A routed order has ended: what was filled of it, and at what cost. */
#define HOTPATH_ROUTE_REPORT 54
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the parent order's id, a safe integer */
  double  quantity; /* what was to be traded, in size units */
  double  filled; /* what was traded, in size units */
  double  averagePrice; /* of the fills, in price units; NaN if there was none */
  double  arrivalPrice; /* the best price over all venues when the order came, in price units; NaN if there was none */
  int32_t status; /* RouteStatus */
  int32_t side; /* Side */
  int32_t strategy; /* whose order it was */
  int32_t children; /* child orders sent */
  int32_t rounds; /* how often the rest was split anew */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_route_report;
_Static_assert(sizeof(hotpath_route_report) == 96, "hotpath_route_report");
_Static_assert(offsetof(hotpath_route_report, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_route_report, quantity) == 40, "quantity");
_Static_assert(offsetof(hotpath_route_report, filled) == 48, "filled");
_Static_assert(offsetof(hotpath_route_report, averagePrice) == 56, "averagePrice");
_Static_assert(offsetof(hotpath_route_report, arrivalPrice) == 64, "arrivalPrice");
_Static_assert(offsetof(hotpath_route_report, status) == 72, "status");
_Static_assert(offsetof(hotpath_route_report, side) == 76, "side");
_Static_assert(offsetof(hotpath_route_report, strategy) == 80, "strategy");
_Static_assert(offsetof(hotpath_route_report, children) == 84, "children");
_Static_assert(offsetof(hotpath_route_report, rounds) == 88, "rounds");

/* A strategy wants a quantity worked by an execution algorithm, in child orders over time. */
#define HOTPATH_ALGORITHM_ORDER 55
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the parent order's id, a safe integer */
  double  quantity; /* what is to be traded in all, in size units */
  double  limitPrice; /* no child trades beyond it; 0 for none, in price units */
  double  startMicros; /* no child before it, in microseconds since the Unix epoch; 0 at once */
  double  endMicros; /* no child works after it, in microseconds since the Unix epoch */
  double  participation; /* the most of the market's volume, 0 to 1; 0 for any */
  double  riskAversion; /* implementation shortfall: risk aversion, per currency unit; else 0 */
  double  minChild; /* the smallest child but the last; 0 for a lot, in size units */
  double  maxChild; /* the largest child, and what an iceberg shows at a time; 0 for any, in size units */
  int32_t algorithm; /* AlgorithmKind */
  int32_t side; /* Side */
  int32_t slices; /* into how many intervals the time is cut; 0 for the algorithm's own */
  int32_t randomness; /* by how many percent child sizes and times may differ from even, 0 to 50 */
  int32_t strategy; /* who asked for it */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_algorithm_order;
_Static_assert(sizeof(hotpath_algorithm_order) == 128, "hotpath_algorithm_order");
_Static_assert(offsetof(hotpath_algorithm_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_algorithm_order, quantity) == 40, "quantity");
_Static_assert(offsetof(hotpath_algorithm_order, limitPrice) == 48, "limitPrice");
_Static_assert(offsetof(hotpath_algorithm_order, startMicros) == 56, "startMicros");
_Static_assert(offsetof(hotpath_algorithm_order, endMicros) == 64, "endMicros");
_Static_assert(offsetof(hotpath_algorithm_order, participation) == 72, "participation");
_Static_assert(offsetof(hotpath_algorithm_order, riskAversion) == 80, "riskAversion");
_Static_assert(offsetof(hotpath_algorithm_order, minChild) == 88, "minChild");
_Static_assert(offsetof(hotpath_algorithm_order, maxChild) == 96, "maxChild");
_Static_assert(offsetof(hotpath_algorithm_order, algorithm) == 104, "algorithm");
_Static_assert(offsetof(hotpath_algorithm_order, side) == 108, "side");
_Static_assert(offsetof(hotpath_algorithm_order, slices) == 112, "slices");
_Static_assert(offsetof(hotpath_algorithm_order, randomness) == 116, "randomness");
_Static_assert(offsetof(hotpath_algorithm_order, strategy) == 120, "strategy");

/* A strategy wants an execution algorithm to stop: its child is cancelled and no other follows. */
#define HOTPATH_ALGORITHM_CANCEL 56
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the parent order's id, a safe integer */
  int32_t strategy; /* who asked for it */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_algorithm_cancel;
_Static_assert(sizeof(hotpath_algorithm_cancel) == 48, "hotpath_algorithm_cancel");
_Static_assert(offsetof(hotpath_algorithm_cancel, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_algorithm_cancel, strategy) == 40, "strategy");

/* An execution algorithm has ended: what it did, and at what cost against its benchmarks. */
#define HOTPATH_ALGORITHM_REPORT 57
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the parent order's id, a safe integer */
  double  quantity; /* what was to be traded, in size units */
  double  filled; /* what was traded, in size units */
  double  averagePrice; /* of the fills, in price units; NaN if there was none */
  double  arrivalPrice; /* the middle of the market when the order came, in price units; NaN if there was no market */
  double  arrivalSlippage; /* average against arrival price in basis points, positive for a cost; NaN if not known */
  double  vwapSlippage; /* the same against the market's volume-weighted price over the order's time */
  double  twapSlippage; /* the same against the market's time-weighted middle over the order's time */
  int32_t status; /* AlgorithmStatus */
  int32_t side; /* Side */
  int32_t strategy; /* whose order it was */
  int32_t children; /* child orders sent */
} hotpath_algorithm_report;
_Static_assert(sizeof(hotpath_algorithm_report) == 112, "hotpath_algorithm_report");
_Static_assert(offsetof(hotpath_algorithm_report, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_algorithm_report, quantity) == 40, "quantity");
_Static_assert(offsetof(hotpath_algorithm_report, filled) == 48, "filled");
_Static_assert(offsetof(hotpath_algorithm_report, averagePrice) == 56, "averagePrice");
_Static_assert(offsetof(hotpath_algorithm_report, arrivalPrice) == 64, "arrivalPrice");
_Static_assert(offsetof(hotpath_algorithm_report, arrivalSlippage) == 72, "arrivalSlippage");
_Static_assert(offsetof(hotpath_algorithm_report, vwapSlippage) == 80, "vwapSlippage");
_Static_assert(offsetof(hotpath_algorithm_report, twapSlippage) == 88, "twapSlippage");
_Static_assert(offsetof(hotpath_algorithm_report, status) == 96, "status");
_Static_assert(offsetof(hotpath_algorithm_report, side) == 100, "side");
_Static_assert(offsetof(hotpath_algorithm_report, strategy) == 104, "strategy");
_Static_assert(offsetof(hotpath_algorithm_report, children) == 108, "children");

/* The order whose OrderIntent comes after it is a child of an execution algorithm's order. */
#define HOTPATH_ALGORITHM_CHILD 58
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the child, a safe integer */
  double  parentId; /* the algorithm's order, a safe integer */
  double  filled; /* what the parent had filled by then, in size units */
  int32_t algorithm; /* AlgorithmKind */
  int32_t child; /* which child it is, from 1 */
} hotpath_algorithm_child;
_Static_assert(sizeof(hotpath_algorithm_child) == 64, "hotpath_algorithm_child");
_Static_assert(offsetof(hotpath_algorithm_child, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_algorithm_child, parentId) == 40, "parentId");
_Static_assert(offsetof(hotpath_algorithm_child, filled) == 48, "filled");
_Static_assert(offsetof(hotpath_algorithm_child, algorithm) == 56, "algorithm");
_Static_assert(offsetof(hotpath_algorithm_child, child) == 60, "child");

/* The order whose OrderIntent comes after it is a child of a routed order. */
#define HOTPATH_ROUTE_CHILD 59
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the child, a safe integer */
  double  parentId; /* the routed order, a safe integer */
  double  expectedCost; /* what the router expects it to cost beyond the best price, fees in, in price units × size units */
  int32_t round; /* which split it belongs to, from 1 */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_route_child;
_Static_assert(sizeof(hotpath_route_child) == 64, "hotpath_route_child");
_Static_assert(offsetof(hotpath_route_child, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_route_child, parentId) == 40, "parentId");
_Static_assert(offsetof(hotpath_route_child, expectedCost) == 48, "expectedCost");
_Static_assert(offsetof(hotpath_route_child, round) == 56, "round");

/* An operator starts or stops a strategy, or all of them. */
#define HOTPATH_STRATEGY_COMMAND 60
typedef struct {
  hotpath_event_header header;
  int32_t strategy; /* the strategy's number; −1 for all */
  int32_t action; /* StrategyAction */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t reason; /* why: a number of the operator's own; 0 not told */
} hotpath_strategy_command;
_Static_assert(sizeof(hotpath_strategy_command) == 48, "hotpath_strategy_command");
_Static_assert(offsetof(hotpath_strategy_command, strategy) == 32, "strategy");
_Static_assert(offsetof(hotpath_strategy_command, action) == 36, "action");
_Static_assert(offsetof(hotpath_strategy_command, actor) == 40, "actor");
_Static_assert(offsetof(hotpath_strategy_command, reason) == 44, "reason");

/* An operator changes a parameter of a strategy while it runs. */
#define HOTPATH_STRATEGY_PARAMETER 61
typedef struct {
  hotpath_event_header header;
  double  value; /* the new value: a number, the index of a choice, or 0 and 1 for a flag */
  int32_t strategy; /* the strategy's number */
  int32_t parameter; /* which parameter: its index in the strategy's definition */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t reason; /* why: a number of the operator's own; 0 not told */
} hotpath_strategy_parameter;
_Static_assert(sizeof(hotpath_strategy_parameter) == 56, "hotpath_strategy_parameter");
_Static_assert(offsetof(hotpath_strategy_parameter, value) == 32, "value");
_Static_assert(offsetof(hotpath_strategy_parameter, strategy) == 40, "strategy");
_Static_assert(offsetof(hotpath_strategy_parameter, parameter) == 44, "parameter");
_Static_assert(offsetof(hotpath_strategy_parameter, actor) == 48, "actor");
_Static_assert(offsetof(hotpath_strategy_parameter, reason) == 52, "reason");

/* A part of a sharded engine has another share of the limits that are amounts, from this input on. */
#define HOTPATH_RISK_BUDGET 62
typedef struct {
  hotpath_event_header header;
  double  share; /* its share of the whole's limits, greater than 0 and at most 1 */
  int32_t cell; /* which part: instruments of one cell share a budget */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t reason; /* why: a number of the operator's own; 0 not told */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_risk_budget;
_Static_assert(sizeof(hotpath_risk_budget) == 56, "hotpath_risk_budget");
_Static_assert(offsetof(hotpath_risk_budget, share) == 32, "share");
_Static_assert(offsetof(hotpath_risk_budget, cell) == 40, "cell");
_Static_assert(offsetof(hotpath_risk_budget, actor) == 44, "actor");
_Static_assert(offsetof(hotpath_risk_budget, reason) == 48, "reason");

/* A strategy has started, stopped or failed: why, and who did it. */
#define HOTPATH_STRATEGY_STATE_CHANGED 70
typedef struct {
  hotpath_event_header header;
  int32_t strategy; /* the strategy's number */
  int32_t previous; /* StrategyState before */
  int32_t state; /* StrategyState now */
  int32_t trigger; /* StrategyCause */
  int32_t actor; /* who, as the command told; 0 where no command did it */
  int32_t reason; /* why, as the command told; 0 not told */
} hotpath_strategy_state_changed;
_Static_assert(sizeof(hotpath_strategy_state_changed) == 56, "hotpath_strategy_state_changed");
_Static_assert(offsetof(hotpath_strategy_state_changed, strategy) == 32, "strategy");
_Static_assert(offsetof(hotpath_strategy_state_changed, previous) == 36, "previous");
_Static_assert(offsetof(hotpath_strategy_state_changed, state) == 40, "state");
_Static_assert(offsetof(hotpath_strategy_state_changed, trigger) == 44, "trigger");
_Static_assert(offsetof(hotpath_strategy_state_changed, actor) == 48, "actor");
_Static_assert(offsetof(hotpath_strategy_state_changed, reason) == 52, "reason");

/* A parameter of a strategy has another value, or keeps the one that it had. */
#define HOTPATH_STRATEGY_PARAMETER_CHANGED 71
typedef struct {
  hotpath_event_header header;
  double  value; /* the value in force from now on */
  int32_t strategy; /* the strategy's number */
  int32_t parameter; /* its index in the strategy's definition */
  int32_t accepted; /* 1 if the value is new, 0 if it may not be changed or not to that */
  int32_t actor; /* who, as the input told */
  int32_t reason; /* why, as the input told */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_strategy_parameter_changed;
_Static_assert(sizeof(hotpath_strategy_parameter_changed) == 64, "hotpath_strategy_parameter_changed");
_Static_assert(offsetof(hotpath_strategy_parameter_changed, value) == 32, "value");
_Static_assert(offsetof(hotpath_strategy_parameter_changed, strategy) == 40, "strategy");
_Static_assert(offsetof(hotpath_strategy_parameter_changed, parameter) == 44, "parameter");
_Static_assert(offsetof(hotpath_strategy_parameter_changed, accepted) == 48, "accepted");
_Static_assert(offsetof(hotpath_strategy_parameter_changed, actor) == 52, "actor");
_Static_assert(offsetof(hotpath_strategy_parameter_changed, reason) == 56, "reason");

/* A strategy wants to be woken, or no longer to be: who drives the engine answers with a Timer when it is due. */
#define HOTPATH_TIMER_REQUEST 72
typedef struct {
  hotpath_event_header header;
  double  timer; /* which timer, a safe integer */
  double  dueMicros; /* when, in microseconds since the Unix epoch; −1 takes the timer back */
  double  periodMicros; /* after how many microseconds again and again; 0 for once */
  int32_t strategy; /* whose timer it is */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_timer_request;
_Static_assert(sizeof(hotpath_timer_request) == 64, "hotpath_timer_request");
_Static_assert(offsetof(hotpath_timer_request, timer) == 32, "timer");
_Static_assert(offsetof(hotpath_timer_request, dueMicros) == 40, "dueMicros");
_Static_assert(offsetof(hotpath_timer_request, periodMicros) == 48, "periodMicros");
_Static_assert(offsetof(hotpath_timer_request, strategy) == 56, "strategy");

/* What the engine's state was after an input: a replay must come to the same. */
#define HOTPATH_CHECKPOINT 73
typedef struct {
  hotpath_event_header header;
  int32_t hash0; /* the first 32 bits of the state's hash */
  int32_t hash1; /* the second 32 bits */
  int32_t hash2; /* the third 32 bits */
  int32_t hash3; /* the last 32 bits */
} hotpath_checkpoint;
_Static_assert(sizeof(hotpath_checkpoint) == 48, "hotpath_checkpoint");
_Static_assert(offsetof(hotpath_checkpoint, hash0) == 32, "hash0");
_Static_assert(offsetof(hotpath_checkpoint, hash1) == 36, "hash1");
_Static_assert(offsetof(hotpath_checkpoint, hash2) == 40, "hash2");
_Static_assert(offsetof(hotpath_checkpoint, hash3) == 44, "hash3");

/* A funding payment of a perpetual future is due on what is held: longs pay shorts where the rate is positive. */
#define HOTPATH_FUNDING 80
typedef struct {
  hotpath_event_header header;
  double  rate; /* share of the position's value for the interval, such as 0.0001 */
  double  price; /* price that it is reckoned at; 0 for the mark, in price units */
} hotpath_funding;
_Static_assert(sizeof(hotpath_funding) == 48, "hotpath_funding");
_Static_assert(offsetof(hotpath_funding, rate) == 32, "rate");
_Static_assert(offsetof(hotpath_funding, price) == 40, "price");

/* A dividend in cash is due on what is held: who is short pays it. */
#define HOTPATH_DIVIDEND 81
typedef struct {
  hotpath_event_header header;
  double  perUnit; /* money of one whole size, in the instrument's currency, before tax */
  double  withholding; /* share that is withheld from who receives it, 0 to 1 */
} hotpath_dividend;
_Static_assert(sizeof(hotpath_dividend) == 48, "hotpath_dividend");
_Static_assert(offsetof(hotpath_dividend, perUnit) == 32, "perUnit");
_Static_assert(offsetof(hotpath_dividend, withholding) == 40, "withholding");

/* A split, a reverse split or a dividend in stock: numerator new for denominator old, from now on. */
#define HOTPATH_SPLIT 82
typedef struct {
  hotpath_event_header header;
  double  cashInLieu; /* price of one whole new size at which a fraction of a size unit is paid in cash; 0 for the mark, in price units */
  int32_t numerator; /* new sizes, 1 or more */
  int32_t denominator; /* for so many old ones, 1 or more */
} hotpath_split;
_Static_assert(sizeof(hotpath_split) == 48, "hotpath_split");
_Static_assert(offsetof(hotpath_split, cashInLieu) == 32, "cashInLieu");
_Static_assert(offsetof(hotpath_split, numerator) == 40, "numerator");
_Static_assert(offsetof(hotpath_split, denominator) == 44, "denominator");

/* The fee for what is borrowed is due on a short position; a long one pays nothing. */
#define HOTPATH_BORROW_FEE 83
typedef struct {
  hotpath_event_header header;
  double  rate; /* share of the position's value for the interval, such as 0.00003 a day */
  double  price; /* price that it is reckoned at; 0 for the mark, in price units */
} hotpath_borrow_fee;
_Static_assert(sizeof(hotpath_borrow_fee) == 48, "hotpath_borrow_fee");
_Static_assert(offsetof(hotpath_borrow_fee, rate) == 32, "rate");
_Static_assert(offsetof(hotpath_borrow_fee, price) == 40, "price");

/* What one unit of a currency is worth in the base currency of the account from now on. */
#define HOTPATH_EXCHANGE_RATE 84
typedef struct {
  hotpath_event_header header;
  double  rate; /* units of the base currency, above 0 */
  double  currency; /* the currency's code as a number: the portfolio package's currencyNumber, a safe integer */
} hotpath_exchange_rate;
_Static_assert(sizeof(hotpath_exchange_rate) == 48, "hotpath_exchange_rate");
_Static_assert(offsetof(hotpath_exchange_rate, rate) == 32, "rate");
_Static_assert(offsetof(hotpath_exchange_rate, currency) == 40, "currency");

/* What a venue's feed says of one order in its book. */
#define HOTPATH_BOOK_ORDER 90
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the venue's number of the order, a safe integer */
  double  otherId; /* for a replace the number of the order that takes its place; else 0, a safe integer */
  double  price; /* of a new, modified or replacing order; for an execution its price, NaN where it is the order's, in price units */
  double  quantity; /* of a new, modified or replacing order what is open; else what went, in size units */
  int32_t side; /* Side of a new order; else 0 */
  int32_t action; /* the order-book package's OrderRowKind: Add, Modify, Reduce, Delete, Execute, Replace */
  int32_t flags; /* BookFlag bits */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_book_order;
_Static_assert(sizeof(hotpath_book_order) == 80, "hotpath_book_order");
_Static_assert(offsetof(hotpath_book_order, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_book_order, otherId) == 40, "otherId");
_Static_assert(offsetof(hotpath_book_order, price) == 48, "price");
_Static_assert(offsetof(hotpath_book_order, quantity) == 56, "quantity");
_Static_assert(offsetof(hotpath_book_order, side) == 64, "side");
_Static_assert(offsetof(hotpath_book_order, action) == 68, "action");
_Static_assert(offsetof(hotpath_book_order, flags) == 72, "flags");

/* Somebody outside wants an order: the desk gives it a number and asks for it as a strategy does. */
#define HOTPATH_ORDER_ENTRY 110
typedef struct {
  hotpath_event_header header;
  double  price; /* limit price; 0 for a market order, in price units */
  double  quantity; /* order quantity, in size units */
  int32_t side; /* Side */
  int32_t orderType; /* OrderType */
  int32_t timeInForce; /* TimeInForce */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
} hotpath_order_entry;
_Static_assert(sizeof(hotpath_order_entry) == 64, "hotpath_order_entry");
_Static_assert(offsetof(hotpath_order_entry, price) == 32, "price");
_Static_assert(offsetof(hotpath_order_entry, quantity) == 40, "quantity");
_Static_assert(offsetof(hotpath_order_entry, side) == 48, "side");
_Static_assert(offsetof(hotpath_order_entry, orderType) == 52, "orderType");
_Static_assert(offsetof(hotpath_order_entry, timeInForce) == 56, "timeInForce");
_Static_assert(offsetof(hotpath_order_entry, actor) == 60, "actor");

/* Somebody outside wants an order cancelled, whoever asked for it. */
#define HOTPATH_ORDER_ENTRY_CANCEL 111
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the order to cancel, a safe integer */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_order_entry_cancel;
_Static_assert(sizeof(hotpath_order_entry_cancel) == 48, "hotpath_order_entry_cancel");
_Static_assert(offsetof(hotpath_order_entry_cancel, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_entry_cancel, actor) == 40, "actor");

/* Somebody outside wants another price or quantity for an order, whoever asked for it. */
#define HOTPATH_ORDER_ENTRY_REPLACE 112
typedef struct {
  hotpath_event_header header;
  double  orderId; /* the engine's own order id, a safe integer */
  double  price; /* new limit price, in price units */
  double  quantity; /* new order quantity, what was filled included, in size units */
  int32_t side; /* Side */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
} hotpath_order_entry_replace;
_Static_assert(sizeof(hotpath_order_entry_replace) == 64, "hotpath_order_entry_replace");
_Static_assert(offsetof(hotpath_order_entry_replace, orderId) == 32, "orderId");
_Static_assert(offsetof(hotpath_order_entry_replace, price) == 40, "price");
_Static_assert(offsetof(hotpath_order_entry_replace, quantity) == 48, "quantity");
_Static_assert(offsetof(hotpath_order_entry_replace, side) == 56, "side");
_Static_assert(offsetof(hotpath_order_entry_replace, actor) == 60, "actor");

/* Somebody outside wants every working order of a strategy, or of all, cancelled. */
#define HOTPATH_ORDER_ENTRY_MASS_CANCEL 113
typedef struct {
  hotpath_event_header header;
  int32_t strategy; /* whose orders; −1 for everybody's */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
} hotpath_order_entry_mass_cancel;
_Static_assert(sizeof(hotpath_order_entry_mass_cancel) == 40, "hotpath_order_entry_mass_cancel");
_Static_assert(offsetof(hotpath_order_entry_mass_cancel, strategy) == 32, "strategy");
_Static_assert(offsetof(hotpath_order_entry_mass_cancel, actor) == 36, "actor");

/* A client had something done through a gateway. One with a key stands before the inputs that it became, so that a recovered engine knows what was done under which key; one of market data after them. */
#define HOTPATH_GATEWAY_COMMAND 114
typedef struct {
  hotpath_event_header header;
  double  first; /* number of the first input that the command became; 0 if they follow, or there are none, a safe integer */
  int32_t count; /* how many there are; what a venue says meanwhile comes between them */
  int32_t command; /* GatewayCommandKind */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t session; /* number of the client's connection, since the gateway began */
  int32_t key0; /* first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 0 */
  int32_t key1; /* first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 1 */
  int32_t key2; /* first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 2 */
  int32_t key3; /* first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 3 */
  int32_t request0; /* first 128 bits of the SHA-256 of what was asked for, word 0 */
  int32_t request1; /* first 128 bits of the SHA-256 of what was asked for, word 1 */
  int32_t request2; /* first 128 bits of the SHA-256 of what was asked for, word 2 */
  int32_t request3; /* first 128 bits of the SHA-256 of what was asked for, word 3 */
} hotpath_gateway_command;
_Static_assert(sizeof(hotpath_gateway_command) == 88, "hotpath_gateway_command");
_Static_assert(offsetof(hotpath_gateway_command, first) == 32, "first");
_Static_assert(offsetof(hotpath_gateway_command, count) == 40, "count");
_Static_assert(offsetof(hotpath_gateway_command, command) == 44, "command");
_Static_assert(offsetof(hotpath_gateway_command, actor) == 48, "actor");
_Static_assert(offsetof(hotpath_gateway_command, session) == 52, "session");
_Static_assert(offsetof(hotpath_gateway_command, key0) == 56, "key0");
_Static_assert(offsetof(hotpath_gateway_command, key1) == 60, "key1");
_Static_assert(offsetof(hotpath_gateway_command, key2) == 64, "key2");
_Static_assert(offsetof(hotpath_gateway_command, key3) == 68, "key3");
_Static_assert(offsetof(hotpath_gateway_command, request0) == 72, "request0");
_Static_assert(offsetof(hotpath_gateway_command, request1) == 76, "request1");
_Static_assert(offsetof(hotpath_gateway_command, request2) == 80, "request2");
_Static_assert(offsetof(hotpath_gateway_command, request3) == 84, "request3");

/* A piece of a text that belongs to a command of a client, in UTF-8: a reason that was given, or the answer that it was given. */
#define HOTPATH_GATEWAY_TEXT 115
typedef struct {
  hotpath_event_header header;
  double  command; /* number of the GatewayCommand, a safe integer */
  int32_t kind; /* GatewayTextKind */
  int32_t bytes; /* bytes of the whole text */
  int32_t part; /* which piece this is, from 0 */
  int32_t text0; /* its bytes, the first in the lowest bits, word 0 */
  int32_t text1; /* its bytes, the first in the lowest bits, word 1 */
  int32_t text2; /* its bytes, the first in the lowest bits, word 2 */
  int32_t text3; /* its bytes, the first in the lowest bits, word 3 */
  int32_t text4; /* its bytes, the first in the lowest bits, word 4 */
  int32_t text5; /* its bytes, the first in the lowest bits, word 5 */
  int32_t text6; /* its bytes, the first in the lowest bits, word 6 */
  int32_t text7; /* its bytes, the first in the lowest bits, word 7 */
  int32_t text8; /* its bytes, the first in the lowest bits, word 8 */
  int32_t text9; /* its bytes, the first in the lowest bits, word 9 */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_gateway_text;
_Static_assert(sizeof(hotpath_gateway_text) == 96, "hotpath_gateway_text");
_Static_assert(offsetof(hotpath_gateway_text, command) == 32, "command");
_Static_assert(offsetof(hotpath_gateway_text, kind) == 40, "kind");
_Static_assert(offsetof(hotpath_gateway_text, bytes) == 44, "bytes");
_Static_assert(offsetof(hotpath_gateway_text, part) == 48, "part");
_Static_assert(offsetof(hotpath_gateway_text, text0) == 52, "text0");
_Static_assert(offsetof(hotpath_gateway_text, text1) == 56, "text1");
_Static_assert(offsetof(hotpath_gateway_text, text2) == 60, "text2");
_Static_assert(offsetof(hotpath_gateway_text, text3) == 64, "text3");
_Static_assert(offsetof(hotpath_gateway_text, text4) == 68, "text4");
_Static_assert(offsetof(hotpath_gateway_text, text5) == 72, "text5");
_Static_assert(offsetof(hotpath_gateway_text, text6) == 76, "text6");
_Static_assert(offsetof(hotpath_gateway_text, text7) == 80, "text7");
_Static_assert(offsetof(hotpath_gateway_text, text8) == 84, "text8");
_Static_assert(offsetof(hotpath_gateway_text, text9) == 88, "text9");

/* What the order of the OrderEntry that comes next has beside price, quantity and time in force. */
#define HOTPATH_ORDER_ENTRY_TERMS 116
typedef struct {
  hotpath_event_header header;
  double  triggerPrice; /* from where a stop or an order if touched acts; where a trailing stop begins; 0 for none, in price units */
  double  trailAmount; /* a trailing stop's distance from the best price since it came, in price units; 0 for none */
  double  trailPercent; /* the same distance in hundredths of a percent of that price; 0 for none */
  double  limitOffset; /* price units added to a trailing stop's trigger for its limit price; NaN for a market order */
  double  displayQuantity; /* what an iceberg shows at a time; 0 for all, in size units */
  double  minQuantity; /* the least that may trade at once; 0 for none, in size units */
  double  expireMicros; /* when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none */
  double  pegOffset; /* price units added to the price that a pegged order follows */
  int32_t pegPriceType; /* PegPriceType; 0 if it is not pegged */
  int32_t triggerPriceType; /* TriggerPriceType; 0 for the engine's or the venue's own */
  int32_t instructions; /* the venue's own flags, carried through */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
} hotpath_order_entry_terms;
_Static_assert(sizeof(hotpath_order_entry_terms) == 112, "hotpath_order_entry_terms");
_Static_assert(offsetof(hotpath_order_entry_terms, triggerPrice) == 32, "triggerPrice");
_Static_assert(offsetof(hotpath_order_entry_terms, trailAmount) == 40, "trailAmount");
_Static_assert(offsetof(hotpath_order_entry_terms, trailPercent) == 48, "trailPercent");
_Static_assert(offsetof(hotpath_order_entry_terms, limitOffset) == 56, "limitOffset");
_Static_assert(offsetof(hotpath_order_entry_terms, displayQuantity) == 64, "displayQuantity");
_Static_assert(offsetof(hotpath_order_entry_terms, minQuantity) == 72, "minQuantity");
_Static_assert(offsetof(hotpath_order_entry_terms, expireMicros) == 80, "expireMicros");
_Static_assert(offsetof(hotpath_order_entry_terms, pegOffset) == 88, "pegOffset");
_Static_assert(offsetof(hotpath_order_entry_terms, pegPriceType) == 96, "pegPriceType");
_Static_assert(offsetof(hotpath_order_entry_terms, triggerPriceType) == 100, "triggerPriceType");
_Static_assert(offsetof(hotpath_order_entry_terms, instructions) == 104, "instructions");
_Static_assert(offsetof(hotpath_order_entry_terms, actor) == 108, "actor");

/* The order of the OrderEntry that comes next releases, when it fills, a target and a stop, of which one cancels the other. */
#define HOTPATH_ORDER_ENTRY_BRACKET 117
typedef struct {
  hotpath_event_header header;
  double  targetPrice; /* limit price of the target; 0 for none, in price units */
  double  stopPrice; /* from where the stop acts; 0 for none, in price units */
  int32_t actor; /* who: a number of the operator's own; 0 nobody in particular */
  int32_t padding_; /* to a multiple of 8 bytes */
} hotpath_order_entry_bracket;
_Static_assert(sizeof(hotpath_order_entry_bracket) == 56, "hotpath_order_entry_bracket");
_Static_assert(offsetof(hotpath_order_entry_bracket, targetPrice) == 32, "targetPrice");
_Static_assert(offsetof(hotpath_order_entry_bracket, stopPrice) == 40, "stopPrice");
_Static_assert(offsetof(hotpath_order_entry_bracket, actor) == 48, "actor");

#endif
