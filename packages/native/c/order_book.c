/*
 * Batches over the memory of books. Commands and messages are columns that TypeScript has made; whatever is not plain, or
 * may not fit, is left to TypeScript: a function returns the index of the first row that it has not done.
 */
#include "order_book_ahead.h"
#include "order_book_feed.h"
#include "order_book_itch.h"
#include "order_book_match.h"
#include "order_book_pages.h"

#define EXPORT __attribute__((visibility("default")))

typedef struct {
  const real *id, *price, *quantity;
  const word *instrument, *owner;
  const uint8_t *kind, *side, *type, *time_in_force;
} columns;

typedef struct {
  word *I;
  const word *words;
  double *last_prices;
  int64_t max_rows;
  reports to;
} engine;

/* Whether the reports of one more command fit, as hasReportRoom says, and into the rows that there are. */
INLINE int has_room(const engine *e, int64_t needed) {
  return e->to.count + 2 * (int64_t)e->I[STATE_ORDERS] + 4 <= e->max_rows && e->to.count + needed <= e->to.rows;
}

/* The most rows that trading this quantity against a ladder may take: two for each order that it meets. */
INLINE int64_t most_rows(const engine *e, int32_t ladder, double quantity) {
  int64_t orders = e->I[ladder_at(e->I, ladder) + LADDER_ORDERS];
  /* Where prevention takes resting orders out, they cost no quantity. */
  int free_of_charge = e->I[STATE_SELF_TRADE] >= PREVENT_CANCEL_OLDEST;
  return 4 + 2 * (!free_of_charge && quantity < (double)orders ? (int64_t)quantity + 1 : orders);
}

INLINE int submit(engine *e, const columns *c, int64_t i) {
  word *I = e->I;
  int32_t instrument = c->instrument[i], owner = c->owner[i];
  int side = c->side[i], type = c->type[i], tif = c->time_in_force[i];
  double id = c->id[i], price = c->price[i], quantity = c->quantity[i];
  int is_market = type == TYPE_MARKET;
  int rests = (tif == TIF_GOOD_TILL_CANCEL) | (tif == TIF_DAY);
  if (UNLIKELY(!is_instrument(I, instrument) || owner < 0 || (side != 1 && side != 2))) return 0;
  if (UNLIKELY((type != TYPE_LIMIT && !is_market) || (!rests && tif != TIF_IMMEDIATE_OR_CANCEL) || e->words[instrument] != 0)) return 0;
  if (UNLIKELY(!is_positive(id) || !is_positive(quantity) || (!is_market && !is_price(price)))) return 0;
  int32_t ladder = 2 * instrument + side - 1, other = ladder ^ 1;
  int64_t at = ladder_at(I, ladder);
  if (UNLIKELY(I[STATE_ORDERS] == I[STATE_ORDER_CAPACITY])) return 0;
  if (UNLIKELY(*reals(I, at + 2 * LADDER_QUANTITY) + quantity > MAX_SAFE_INTEGER)) return 0;
  uint32_t hash = hash_of(id);
  if (UNLIKELY(find_entry(I, hash, id) != 0)) return 0;
  double limit_key = is_market ? NO_LIMIT : mirrored(other, price);
  double own_price = is_market ? 0 : price + 0.0;
  int would_trade = *reals(I, ladder_at(I, other) + 2 * LADDER_BEST_KEY) <= limit_key;
  if (UNLIKELY(!has_room(e, would_trade ? most_rows(e, other, quantity) : 4))) return 0;
  report(&e->to, KIND_ACCEPTED, 0, instrument, side, id, owner, own_price, quantity, quantity);
  incoming order = {id, own_price, quantity, 0, owner, -1};
  if (would_trade) {
    if (I[STATE_SELF_TRADE] != 0 && owner != 0) order.avoid = owner;
    match(I, &e->to, e->last_prices, other, limit_key, &order);
    if (order.remaining == 0) return 1;
  }
  if (is_market || tif == TIF_IMMEDIATE_OR_CANCEL) {
    int why = tif == TIF_IMMEDIATE_OR_CANCEL ? REASON_UNFILLED_IOC : REASON_NO_LIQUIDITY;
    report(&e->to, KIND_EXPIRED, why, instrument, side, id, owner, own_price, order.remaining, 0);
    return 1;
  }
  int32_t index = add_order(I, hash, id);
  *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)index) = order.traded;
  I[I[STATE_OWNERS_AT] + (int64_t)index] = owner;
  I[I[STATE_TIMES_AT] + (int64_t)index] = tif;
  join_queue(I, index, ladder, mirrored(ladder, price), order.remaining);
  return 1;
}

INLINE int cancel(engine *e, const columns *c, int64_t i) {
  word *I = e->I;
  double id = c->id[i];
  if (UNLIKELY(!is_positive(id) || !has_room(e, 1))) return 0;
  int64_t entry_at = find_entry(I, hash_of(id), id);
  if (entry_at == 0) {
    report(&e->to, KIND_CANCEL_REJECTED, REASON_UNKNOWN_ORDER, -1, 0, id, 0, 0, 0, 0);
    return 1;
  }
  int32_t order = I[entry_at] & INDEX;
  int64_t at = order_at(order), at_level = level_at(I, I[at + ORDER_LEVEL]);
  int32_t ladder = I[at_level + LEVEL_LADDER], owner = I[I[STATE_OWNERS_AT] + (int64_t)order];
  double price = mirrored(ladder, *reals(I, at_level + 2 * LEVEL_KEY)), leaves = *reals(I, at + 2 * ORDER_LEAVES);
  report(&e->to, KIND_CANCELED, 0, ladder >> 1, (ladder & 1) + 1, id, owner, price, leaves, 0);
  leave_queue(I, order);
  free_entry(I, entry_at, order);
  return 1;
}

INLINE int replace(engine *e, const columns *c, int64_t i) {
  word *I = e->I;
  double id = c->id[i], price = c->price[i], quantity = c->quantity[i];
  if (UNLIKELY(!is_positive(id) || !is_positive(quantity) || !is_price(price) || !has_room(e, 1))) return 0;
  int64_t entry_at = find_entry(I, hash_of(id), id);
  if (entry_at == 0) {
    report(&e->to, KIND_REPLACE_REJECTED, REASON_UNKNOWN_ORDER, -1, 0, id, 0, price, quantity, 0);
    return 1;
  }
  int32_t index = I[entry_at] & INDEX;
  int64_t at = order_at(index), at_level = level_at(I, I[at + ORDER_LEVEL]);
  int32_t ladder = I[at_level + LEVEL_LADDER], other = ladder ^ 1, owner = I[I[STATE_OWNERS_AT] + (int64_t)index];
  double key = mirrored(ladder, price), limit_key = mirrored(other, price), leaves = *reals(I, at + 2 * ORDER_LEAVES);
  int keeps = I[STATE_KEEPS_PRIORITY] && quantity <= leaves && key == *reals(I, at_level + 2 * LEVEL_KEY);
  int instrument = ladder >> 1, side = (ladder & 1) + 1;
  if (keeps) {
    shrink_order(I, index, quantity);
    report(&e->to, KIND_REPLACED, 0, instrument, side, id, owner, price + 0.0, quantity, quantity);
    return 1;
  }
  int would_trade = *reals(I, ladder_at(I, other) + 2 * LADDER_BEST_KEY) <= limit_key;
  double open = *reals(I, ladder_at(I, ladder) + 2 * LADDER_QUANTITY);
  if (UNLIKELY(open - leaves + quantity > MAX_SAFE_INTEGER)) return 0;
  if (UNLIKELY(would_trade && I[I[STATE_TIMES_AT] + (int64_t)index] == TIF_POST_ONLY)) return 0;
  if (UNLIKELY(would_trade && !has_room(e, most_rows(e, other, quantity)))) return 0;
  leave_queue(I, index);
  report(&e->to, KIND_REPLACED, 0, instrument, side, id, owner, price + 0.0, quantity, quantity);
  incoming order = {id, price + 0.0, quantity, 0, owner, -1};
  if (would_trade) {
    if (I[STATE_SELF_TRADE] != 0 && owner != 0) order.avoid = owner;
    match(I, &e->to, e->last_prices, other, limit_key, &order);
    *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)index) += order.traded;
  }
  if (order.remaining > 0) join_queue(I, index, ladder, key, order.remaining);
  else free_order(I, index, id);
  return 1;
}

/* What a command will need; see order_book_ahead.h. */
INLINE void foresee_command_bucket(word *I, ahead *a, const columns *c, int64_t i) {
  int32_t ladder = is_instrument(I, c->instrument[i]) ? 2 * c->instrument[i] + (c->side[i] == 2) : 0;
  foresee_bucket(I, a, i, is_safe(c->id[i]) ? hash_of(c->id[i]) : 0);
  foresee_cell(I, a, i, c->kind[i] == COMMAND_SUBMIT, ladder, mirrored(ladder, c->price[i]));
}

INLINE void foresee_command_record(word *I, ahead *a, const columns *c, int64_t i) {
  foresee_record(I, a, i, c->kind[i] == COMMAND_SUBMIT);
}

/* Each command passes through the stages in turn, some commands apart. Begins with those of the first commands. */
static void foresee_begin(word *I, ahead *a, const columns *c, int64_t from, int64_t to) {
  for (int64_t i = from; i < to && i < from + AHEAD_BUCKET; i++) foresee_command_bucket(I, a, c, i);
  for (int64_t i = from; i < to && i < from + AHEAD_RECORD; i++) foresee_command_record(I, a, c, i);
  for (int64_t i = from; i < to && i < from + AHEAD_CHAIN; i++) foresee_chain(I, a, i);
  for (int64_t i = from; i < to && i < from + AHEAD_NEIGHBOURS; i++) foresee_neighbours(I, a, i);
}

INLINE void foresee(word *I, ahead *a, const columns *c, int64_t i, int64_t to) {
  if (i + AHEAD_BUCKET < to) foresee_command_bucket(I, a, c, i + AHEAD_BUCKET);
  if (i + AHEAD_RECORD < to) foresee_command_record(I, a, c, i + AHEAD_RECORD);
  if (i + AHEAD_CHAIN < to) foresee_chain(I, a, i + AHEAD_CHAIN);
  if (i + AHEAD_NEIGHBOURS < to) foresee_neighbours(I, a, i + AHEAD_NEIGHBOURS);
}

EXPORT int hotpath_book_layout(void) { return LAYOUT_CODE; }

/* Asks for huge pages; 1 if they are promised. See order_book_pages.h. */
EXPORT int hotpath_book_pages(void *memory, double bytes) { return ask_for_huge_pages(memory, (uintptr_t)bytes); }

/*
 * Executes the commands [from, to): their columns of doubles, then of integers, then of bytes, each `stride` elements
 * behind the one before. `report_stride`, `rows` and `max_rows` are the reports'; their count is in the header before and
 * after. Returns the index of the first command that it has not executed.
 */
EXPORT int hotpath_book_match(word *I, const void *commands, int stride, int from, int to, void *report_columns,
                              int report_stride, int rows, int max_rows, const word *words, double *last_prices) {
  const real *F = commands;
  const word *W = (const word *)(F + 3 * (int64_t)stride);
  const uint8_t *B = (const uint8_t *)(W + 2 * (int64_t)stride);
  columns c = {F, F + stride, F + 2 * (int64_t)stride, W, W + stride, B, B + stride, B + 2 * (int64_t)stride,
               B + 3 * (int64_t)stride};
  engine e = {I, words, last_prices, max_rows, {report_columns, report_columns, report_stride, rows, I[STATE_REPORTS]}};
  int64_t i = from;
  ahead a;
  int looks_ahead = I[STATE_ORDERS] >= FAR_BOOK;
  if (looks_ahead) foresee_begin(I, &a, &c, from, to);
  for (; i < to; i++) {
    if (looks_ahead) foresee(I, &a, &c, i, to);
    int kind = c.kind[i], done = 0;
    if (kind == COMMAND_CANCEL) done = cancel(&e, &c, i);
    else if (kind == COMMAND_SUBMIT) done = submit(&e, &c, i);
    else if (kind == COMMAND_REPLACE) done = replace(&e, &c, i);
    if (UNLIKELY(!done)) break;
  }
  I[STATE_REPORTS] = (int32_t)e.to.count;
  return (int)i;
}

/*
 * Applies the rows [from, to) of a batch of order messages; see order_book_feed.h. Returns the index of the first row that
 * it has not applied.
 */
EXPORT int hotpath_book_apply(word *I, const uint8_t *kind, const uint8_t *side, const word *instrument,
                              const real *price, const real *quantity, const real *id, const real *other_id, int from,
                              int to, const real *steps, uint32_t *revisions, double *counts, int keeps_locked,
                              int keeps_crossed) {
  rows r = {kind, side, instrument, price, quantity, id, other_id};
  feed f = {I, steps, revisions, counts, 1 | keeps_locked << RESULT_APPLIED_LOCKED | keeps_crossed << RESULT_APPLIED_CROSSED};
  ahead a;
  int64_t i = from;
  int looks_ahead = I[STATE_ORDERS] >= FAR_BOOK;
  if (looks_ahead) foresee_rows_begin(&f, &a, &r, from, to);
  for (; i < to; i++) {
    if (looks_ahead) foresee_rows(&f, &a, &r, i, to);
    message m = message_of(&r, i);
    if (UNLIKELY(!apply_message(&f, &m, 0))) break;
  }
  return (int)i;
}

/*
 * Applies messages of ITCH 5.0 in the bytes [from, end); see order_book_itch.h. `notes` are three doubles for each trade that
 * is to be written down, `room` of them at the most; none are if it is 0. Returns the position of the first message that is
 * not done. `answer` is how many messages are, how many of them of unwanted stocks, of unknown ones, and the trades noted.
 */
EXPORT int hotpath_book_itch(word *I, const uint8_t *bytes, int from, int end, const int32_t *instruments,
                             const real *steps, uint32_t *revisions, double *counts, int keeps, double *notes, int room,
                             int32_t *answer) {
  feed f = {I, steps, revisions, counts, keeps};
  itch t = {bytes, end, instruments, {from, 0, 0, 0}, notes, room, 0};
  if (I[STATE_ORDERS] >= FAR_BOOK) run_itch_far(&t, &f, room > 0);
  else if (room > 0) run_itch_near(&t, &f, 1);
  else run_itch_near(&t, &f, 0);
  answer[0] = t.next.messages;
  answer[1] = t.next.unwanted;
  answer[2] = t.next.unknown;
  answer[3] = t.noted;
  return t.next.at;
}
