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
  /* Bits of the results that the policies keep: applied, locked, crossed. */
  int keeps;
} feed;

/* One row. `hash` is that of `id`, where it is a safe integer. */
typedef struct {
  double id, other_id, price, quantity;
  uint32_t hash;
  int32_t instrument;
  int kind, side;
} message;

/*
 * Where `is_sound` is a constant 1, the caller vouches for a message that a decoder has made: whole numbers, of which ids are
 * safe, prices and quantities from 0 to 2^32 - 1.
 */
INLINE int is_sound_price(double price, int is_sound) { return is_sound || is_price(price); }
INLINE int is_sound_quantity(double quantity, int is_sound) { return is_sound ? quantity != 0 : is_positive(quantity); }

INLINE int counted(feed *f, int result) {
  f->counts[result] += 1;
  return 1;
}

/* The position of the entry of an order, or 0. An empty bucket seems to name an order of id 0. */
INLINE int64_t entry_of(word *I, uint32_t hash, double id, int is_sound) {
  if (!is_sound && !is_safe(id)) return 0;
  int64_t at = find_entry(I, hash, id);
  return (I[at] & INDEX) == 0 ? 0 : at;
}

/* What a new order at this price comes to, and its key; -1 if TypeScript is to say. */
INLINE int standing_of(const feed *f, int32_t ladder, double price, int is_sound, double *key) {
  double steps = price / f->steps[ladder >> 1];
  if (UNLIKELY(!is_sound && !(steps >= -MAX_PRICE && steps <= MAX_PRICE))) return -1;
  if (UNLIKELY(!is_whole(steps))) return -1;
  *key = mirrored(ladder, steps);
  double best = *reals(f->I, ladder_at(f->I, ladder ^ 1) + 2 * LADDER_BEST_KEY);
  /* Applied, locked or crossed: 0, 1, 2. */
  int result = (best <= -*key) + (best < -*key);
  return LIKELY(f->keeps >> result & 1) ? result : -1;
}

INLINE void place(feed *f, int64_t bucket, uint32_t hash, double id, int32_t ladder, double key, double quantity,
                  double filled) {
  word *I = f->I;
  f->revisions[ladder >> 1]++;
  int32_t order = add_to_bucket(I, bucket, hash, id);
  *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)order) = filled;
  I[I[STATE_OWNERS_AT] + (int64_t)order] = 0;
  join_queue(I, order, ladder, key, quantity);
}

INLINE void take_out(feed *f, int64_t entry, int32_t order, int32_t ladder) {
  f->revisions[ladder >> 1]++;
  leave_queue(f->I, order);
  free_entry(f->I, entry, order);
}

INLINE int feed_add(feed *f, const message *m, int is_sound) {
  word *I = f->I;
  double key;
  if (UNLIKELY(!is_instrument(I, m->instrument) || (m->side != 1 && m->side != 2))) return 0;
  if (UNLIKELY(!is_sound_price(m->price, is_sound) || !is_sound_quantity(m->quantity, is_sound))) return 0;
  if (UNLIKELY((!is_sound && !is_safe(m->id)) || m->id == 0)) return 0;
  int32_t ladder = 2 * m->instrument + m->side - 1;
  int result = standing_of(f, ladder, m->price, is_sound, &key);
  if (UNLIKELY(result < 0 || I[STATE_ORDERS] == I[STATE_ORDER_CAPACITY])) return 0;
  if (UNLIKELY(*reals(I, ladder_at(I, ladder) + 2 * LADDER_QUANTITY) + m->quantity > MAX_SAFE_INTEGER)) return 0;
  int64_t bucket = bucket_of(I, m->hash);
  if (UNLIKELY(find_in_bucket(I, bucket, m->hash, m->id) != 0)) return 0;
  place(f, bucket, m->hash, m->id, ladder, key, m->quantity, 0);
  return counted(f, result);
}

INLINE int feed_reduce(feed *f, const message *m, int is_trade, int is_sound) {
  word *I = f->I;
  int64_t entry = entry_of(I, m->hash, m->id, is_sound);
  if (UNLIKELY(entry == 0)) return counted(f, RESULT_UNKNOWN_ORDER);
  if (UNLIKELY(!is_sound_quantity(m->quantity, is_sound))) return 0;
  int32_t order = I[entry] & INDEX;
  int64_t at = order_at(order);
  int32_t ladder = I[level_at(I, I[at + ORDER_LEVEL]) + LEVEL_LADDER];
  double leaves = *reals(I, at + 2 * ORDER_LEAVES) - m->quantity;
  if (leaves <= 0) {
    take_out(f, entry, order, ladder);
    return counted(f, leaves == 0 ? RESULT_APPLIED : RESULT_OVER_EXECUTED);
  }
  f->revisions[ladder >> 1]++;
  shrink_order(I, order, leaves);
  if (is_trade) *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)order) += m->quantity;
  return counted(f, RESULT_APPLIED);
}

INLINE int feed_delete(feed *f, const message *m, int is_sound) {
  word *I = f->I;
  int64_t entry = entry_of(I, m->hash, m->id, is_sound);
  if (UNLIKELY(entry == 0)) return counted(f, RESULT_UNKNOWN_ORDER);
  int32_t order = I[entry] & INDEX;
  take_out(f, entry, order, I[level_at(I, I[order_at(order) + ORDER_LEVEL]) + LEVEL_LADDER]);
  return counted(f, RESULT_APPLIED);
}

/* An order at another price, under another id where it is replaced. */
INLINE int feed_move(feed *f, const message *m, int is_replace, int is_sound) {
  word *I = f->I;
  double quantity = m->quantity, key;
  int64_t entry = entry_of(I, m->hash, m->id, is_sound);
  if (UNLIKELY(entry == 0)) return counted(f, RESULT_UNKNOWN_ORDER);
  if (UNLIKELY(!is_sound_price(m->price, is_sound) || !is_sound_quantity(quantity, is_sound))) return 0;
  int32_t order = I[entry] & INDEX;
  int64_t at = order_at(order), at_level = level_at(I, I[at + ORDER_LEVEL]);
  int32_t ladder = I[at_level + LEVEL_LADDER];
  double leaves = *reals(I, at + 2 * ORDER_LEAVES), id = m->id;
  uint32_t hash = m->hash;
  int result = standing_of(f, ladder, m->price, is_sound, &key);
  if (UNLIKELY(result < 0)) return 0;
  if (is_replace) {
    id = m->other_id;
    if (UNLIKELY((!is_sound && !is_safe(id)) || id == 0)) return 0;
    hash = hash_of(id);
    if (UNLIKELY(id != m->id && entry_of(I, hash, id, is_sound) != 0)) return 0;
  } else if (key == *reals(I, at_level + 2 * LEVEL_KEY) && quantity <= leaves) {
    f->revisions[ladder >> 1]++;
    shrink_order(I, order, quantity);
    return counted(f, RESULT_APPLIED);
  }
  double open = *reals(I, ladder_at(I, ladder) + 2 * LADDER_QUANTITY);
  if (UNLIKELY(open - leaves + quantity > MAX_SAFE_INTEGER)) return 0;
  double filled = is_replace ? 0 : *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)order);
  take_out(f, entry, order, ladder);
  place(f, bucket_of(I, hash), hash, id, ladder, key, quantity, filled);
  return counted(f, result);
}

INLINE message message_of(const rows *r, int64_t i) {
  message m = {r->id[i], r->other_id[i], r->price[i], r->quantity[i], 0, r->instrument[i], r->kind[i], r->side[i]};
  if (is_safe(m.id)) m.hash = hash_of(m.id);
  return m;
}

/* Whether the message is done; TypeScript does it if not. */
INLINE int apply_message(feed *f, const message *m, int is_sound) {
  switch (m->kind) {
    case ROW_ADD: return feed_add(f, m, is_sound);
    case ROW_DELETE: return feed_delete(f, m, is_sound);
    case ROW_EXECUTE: return feed_reduce(f, m, 1, is_sound);
    case ROW_REDUCE: return feed_reduce(f, m, 0, is_sound);
    case ROW_REPLACE: return feed_move(f, m, 1, is_sound);
    case ROW_MODIFY: return feed_move(f, m, 0, is_sound);
    case ROW_SNAPSHOT:
    case ROW_CLEAR: return 0;
    default: return 1;
  }
}

INLINE void foresee_row_bucket(feed *f, ahead *a, const rows *r, int64_t i) {
  word *I = f->I;
  int32_t instrument = is_instrument(I, r->instrument[i]) ? r->instrument[i] : 0;
  int32_t ladder = 2 * instrument + (r->side[i] == 2);
  foresee_bucket(I, a, i, is_safe(r->id[i]) ? hash_of(r->id[i]) : 0);
  foresee_cell(I, a, i, r->kind[i] == ROW_ADD, ladder, mirrored(ladder, r->price[i] / f->steps[instrument]));
  if (r->kind[i] == ROW_REPLACE && is_safe(r->other_id[i])) FETCH(I + bucket_of(I, hash_of(r->other_id[i])));
}

INLINE void foresee_row_record(feed *f, ahead *a, const rows *r, int64_t i) {
  foresee_record(f->I, a, i, r->kind[i] == ROW_ADD);
}

static void foresee_rows_begin(feed *f, ahead *a, const rows *r, int64_t from, int64_t to) {
  for (int64_t i = from; i < to && i < from + AHEAD_BUCKET; i++) foresee_row_bucket(f, a, r, i);
  for (int64_t i = from; i < to && i < from + AHEAD_RECORD; i++) foresee_row_record(f, a, r, i);
  for (int64_t i = from; i < to && i < from + AHEAD_CHAIN; i++) foresee_chain(f->I, a, i);
  for (int64_t i = from; i < to && i < from + AHEAD_NEIGHBOURS; i++) foresee_neighbours(f->I, a, i);
}

INLINE void foresee_rows(feed *f, ahead *a, const rows *r, int64_t i, int64_t to) {
  if (i + AHEAD_BUCKET < to) foresee_row_bucket(f, a, r, i + AHEAD_BUCKET);
  if (i + AHEAD_RECORD < to) foresee_row_record(f, a, r, i + AHEAD_RECORD);
  if (i + AHEAD_CHAIN < to) foresee_chain(f->I, a, i + AHEAD_CHAIN);
  if (i + AHEAD_NEIGHBOURS < to) foresee_neighbours(f->I, a, i + AHEAD_NEIGHBOURS);
}

#endif
