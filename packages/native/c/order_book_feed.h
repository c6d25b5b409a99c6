/*
 * feed-orders.ts: what the order messages of a feed do to the books of many instruments. What changes nothing but is
 * unknown is counted here; whatever else is not plain (a crossed book that the policy does not keep, a price between the
 * steps, a bad value, a row that voids a book) is left to TypeScript.
 */
#ifndef HOTPATH_ORDER_BOOK_FEED_H
#define HOTPATH_ORDER_BOOK_FEED_H

#include "order_book_ahead.h"

typedef struct {
  const uint8_t *kind, *side;
  const word *instrument;
  const real *price, *quantity, *id, *other_id;
} rows;

typedef struct {
  word *I;
  const real *steps;
  uint32_t *revisions;
  double *counts;
  int keeps_locked, keeps_crossed;
} feed;

INLINE int counted(feed *f, int result) {
  f->counts[result] += 1;
  return 1;
}

/* The position of the entry of an order, or 0. An empty bucket seems to name an order of id 0. */
INLINE int64_t entry_of(word *I, double id) {
  if (!is_safe(id)) return 0;
  int64_t at = find_entry(I, hash_of(id), id);
  return (I[at] & INDEX) == 0 ? 0 : at;
}

/* What a new order at this price comes to, and its key; -1 if TypeScript is to say. */
INLINE int standing_of(const feed *f, int32_t ladder, double price, double *key) {
  double steps = price / f->steps[ladder >> 1];
  if (UNLIKELY(!(steps >= -MAX_PRICE && steps <= MAX_PRICE && is_whole(steps)))) return -1;
  *key = mirrored(ladder, steps);
  double best = *reals(f->I, ladder_at(f->I, ladder ^ 1) + 2 * LADDER_BEST_KEY);
  if (LIKELY(best > -*key)) return RESULT_APPLIED;
  if (best == -*key) return f->keeps_locked ? RESULT_APPLIED_LOCKED : -1;
  return f->keeps_crossed ? RESULT_APPLIED_CROSSED : -1;
}

INLINE void place(feed *f, double id, int32_t ladder, double key, double quantity, double filled) {
  word *I = f->I;
  f->revisions[ladder >> 1]++;
  int32_t order = add_order(I, hash_of(id), id);
  *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)order) = filled;
  I[I[STATE_OWNERS_AT] + (int64_t)order] = 0;
  join_queue(I, order, ladder, key, quantity);
}

INLINE void take_out(feed *f, int64_t entry, int32_t order, int32_t ladder) {
  f->revisions[ladder >> 1]++;
  leave_queue(f->I, order);
  free_entry(f->I, entry, order);
}

INLINE int feed_add(feed *f, const rows *r, int64_t i) {
  word *I = f->I;
  int32_t instrument = r->instrument[i];
  int side = r->side[i];
  double id = r->id[i], price = r->price[i], quantity = r->quantity[i], key;
  if (UNLIKELY(!is_instrument(I, instrument) || (side != 1 && side != 2))) return 0;
  if (UNLIKELY(!is_price(price) || !is_positive(quantity) || !is_safe(id) || id == 0)) return 0;
  int32_t ladder = 2 * instrument + side - 1;
  int result = standing_of(f, ladder, price, &key);
  if (UNLIKELY(result < 0 || I[STATE_ORDERS] == I[STATE_ORDER_CAPACITY])) return 0;
  if (UNLIKELY(*reals(I, ladder_at(I, ladder) + 2 * LADDER_QUANTITY) + quantity > MAX_SAFE_INTEGER)) return 0;
  if (UNLIKELY(find_entry(I, hash_of(id), id) != 0)) return 0;
  place(f, id, ladder, key, quantity, 0);
  return counted(f, result);
}

INLINE int feed_reduce(feed *f, const rows *r, int64_t i, int is_trade) {
  word *I = f->I;
  int64_t entry = entry_of(I, r->id[i]);
  if (UNLIKELY(entry == 0)) return counted(f, RESULT_UNKNOWN_ORDER);
  if (UNLIKELY(!is_positive(r->quantity[i]))) return 0;
  int32_t order = I[entry] & INDEX;
  int64_t at = order_at(order);
  int32_t ladder = I[level_at(I, I[at + ORDER_LEVEL]) + LEVEL_LADDER];
  double leaves = *reals(I, at + 2 * ORDER_LEAVES) - r->quantity[i];
  if (leaves <= 0) {
    take_out(f, entry, order, ladder);
    return counted(f, leaves == 0 ? RESULT_APPLIED : RESULT_OVER_EXECUTED);
  }
  f->revisions[ladder >> 1]++;
  shrink_order(I, order, leaves);
  if (is_trade) *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)order) += r->quantity[i];
  return counted(f, RESULT_APPLIED);
}

INLINE int feed_delete(feed *f, const rows *r, int64_t i) {
  word *I = f->I;
  int64_t entry = entry_of(I, r->id[i]);
  if (UNLIKELY(entry == 0)) return counted(f, RESULT_UNKNOWN_ORDER);
  int32_t order = I[entry] & INDEX;
  take_out(f, entry, order, I[level_at(I, I[order_at(order) + ORDER_LEVEL]) + LEVEL_LADDER]);
  return counted(f, RESULT_APPLIED);
}

/* An order at another price, under another id where it is replaced. */
INLINE int feed_move(feed *f, const rows *r, int64_t i, int is_replace) {
  word *I = f->I;
  double price = r->price[i], quantity = r->quantity[i], key;
  int64_t entry = entry_of(I, r->id[i]);
  if (UNLIKELY(entry == 0)) return counted(f, RESULT_UNKNOWN_ORDER);
  if (UNLIKELY(!is_price(price) || !is_positive(quantity))) return 0;
  int32_t order = I[entry] & INDEX;
  int64_t at = order_at(order), at_level = level_at(I, I[at + ORDER_LEVEL]);
  int32_t ladder = I[at_level + LEVEL_LADDER];
  double leaves = *reals(I, at + 2 * ORDER_LEAVES), id = r->id[i];
  int result = standing_of(f, ladder, price, &key);
  if (UNLIKELY(result < 0)) return 0;
  if (is_replace) {
    id = r->other_id[i];
    if (UNLIKELY(!is_safe(id) || id == 0 || (id != r->id[i] && entry_of(I, id) != 0))) return 0;
  } else if (key == *reals(I, at_level + 2 * LEVEL_KEY) && quantity <= leaves) {
    f->revisions[ladder >> 1]++;
    shrink_order(I, order, quantity);
    return counted(f, RESULT_APPLIED);
  }
  double open = *reals(I, ladder_at(I, ladder) + 2 * LADDER_QUANTITY);
  if (UNLIKELY(open - leaves + quantity > MAX_SAFE_INTEGER)) return 0;
  double filled = is_replace ? 0 : *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)order);
  take_out(f, entry, order, ladder);
  place(f, id, ladder, key, quantity, filled);
  return counted(f, result);
}

INLINE int apply_row(feed *f, const rows *r, int64_t i) {
  switch (r->kind[i]) {
    case ROW_ADD: return feed_add(f, r, i);
    case ROW_DELETE: return feed_delete(f, r, i);
    case ROW_EXECUTE: return feed_reduce(f, r, i, 1);
    case ROW_REDUCE: return feed_reduce(f, r, i, 0);
    case ROW_REPLACE: return feed_move(f, r, i, 1);
    case ROW_MODIFY: return feed_move(f, r, i, 0);
    case ROW_SNAPSHOT:
    case ROW_CLEAR: return 0;
    default: return 1;
  }
}

INLINE void foresee_row_first(feed *f, ahead *a, const rows *r, int64_t i) {
  word *I = f->I;
  int32_t instrument = r->instrument[i];
  foresee_bucket(I, a, i, r->id[i]);
  if (r->kind[i] == ROW_ADD && is_instrument(I, instrument))
    foresee_cell(I, a, i, instrument, r->side[i], r->price[i] / f->steps[instrument]);
  else if (r->kind[i] == ROW_REPLACE && is_safe(r->other_id[i])) FETCH(I + bucket_of(I, hash_of(r->other_id[i])));
}

INLINE void foresee_row_second(feed *f, ahead *a, const rows *r, int64_t i) {
  foresee_record(f->I, a, i, r->kind[i] == ROW_ADD);
}

static void foresee_rows_begin(feed *f, ahead *a, const rows *r, int64_t from, int64_t to) {
  for (int64_t i = from; i < to && i < from + AHEAD_FIRST; i++) foresee_row_first(f, a, r, i);
  for (int64_t i = from; i < to && i < from + AHEAD_SECOND; i++) foresee_row_second(f, a, r, i);
  for (int64_t i = from; i < to && i < from + AHEAD_THIRD; i++) foresee_neighbours(f->I, a, i);
}

INLINE void foresee_rows(feed *f, ahead *a, const rows *r, int64_t i, int64_t to) {
  if (i + AHEAD_FIRST < to) foresee_row_first(f, a, r, i + AHEAD_FIRST);
  if (i + AHEAD_SECOND < to) foresee_row_second(f, a, r, i + AHEAD_SECOND);
  if (i + AHEAD_THIRD < to) foresee_neighbours(f->I, a, i + AHEAD_THIRD);
}

#endif
