/*
 * Looking ahead. A book that has outgrown the caches waits for memory several times a command, each time for an address
 * that the last answer told. The commands of a batch are known beforehand, so what one will need is fetched while those
 * before it are done, one storey of addresses at a time. Nothing here changes anything, and whatever stands in the columns
 * nothing outside the memory is read.
 */
#ifndef HOTPATH_ORDER_BOOK_AHEAD_H
#define HOTPATH_ORDER_BOOK_AHEAD_H

#include "order_book.h"

/* Books of fewer orders than this lie in the nearer caches, where looking ahead costs more than it gains. */
enum { FAR_BOOK = 1 << 15 };
/* How many commands ahead the stages are: buckets; orders and levels; their neighbours. */
enum { AHEAD_FIRST = 24, AHEAD_SECOND = 16, AHEAD_THIRD = 8, AHEAD_KEPT = 32 };

/*
 * What earlier stages have found for the next commands: where the bucket is, and for a new order its cell of the window (or
 * 0); then which order and level it will be.
 */
typedef struct {
  int64_t bucket[AHEAD_KEPT], cell[AHEAD_KEPT];
  int32_t order[AHEAD_KEPT], level[AHEAD_KEPT];
} ahead;

#define FETCH(address) __builtin_prefetch((const void *)(address), 1, 3)

INLINE void foresee_bucket(word *I, ahead *a, int64_t i, double id) {
  int64_t at = I[STATE_BUCKETS_AT];
  if (id >= -MAX_SAFE_INTEGER && id <= MAX_SAFE_INTEGER) at = bucket_of(I, hash_of(id));
  a->bucket[i % AHEAD_KEPT] = at;
  a->cell[i % AHEAD_KEPT] = 0;
  FETCH(I + at);
}

/* For a new order, after its bucket: the cell of its price, which is in steps of the keys. */
INLINE void foresee_cell(word *I, ahead *a, int64_t i, int32_t instrument, int side, double price) {
  int32_t ladder = 2 * instrument + (side == 2);
  int64_t at = ladder_at(I, ladder);
  double relative = mirrored(ladder, price) - *reals(I, at + 2 * LADDER_BASE);
  if (!(relative >= 0 && relative < I[STATE_CELLS])) return;
  int64_t cell = cell_at(I, at, relative);
  a->cell[i % AHEAD_KEPT] = cell;
  FETCH(I + cell);
}

INLINE int is_instrument(const word *I, int32_t instrument) {
  return (uint32_t)instrument < (uint32_t)I[STATE_LADDERS] / 2;
}

/* The order that rests, or the level that a new one is to join. */
INLINE void foresee_record(word *I, ahead *a, int64_t i, int is_new) {
  int64_t at = i % AHEAD_KEPT;
  if (is_new) {
    int32_t level = a->cell[at] == 0 ? 0 : I[a->cell[at]];
    a->order[at] = 0;
    a->level[at] = level;
    FETCH(I + level_at(I, level));
    return;
  }
  int32_t order = I[a->bucket[at]] & INDEX;
  a->order[at] = order;
  a->level[at] = 0;
  FETCH(I + order_at(order));
  FETCH(I + I[STATE_OWNERS_AT] + (int64_t)order);
}

/* The neighbours and the level of the order, or the last order of the level. */
INLINE void foresee_neighbours(word *I, ahead *a, int64_t i) {
  int32_t order = a->order[i % AHEAD_KEPT];
  if (order == 0) {
    FETCH(I + order_at(I[level_at(I, a->level[i % AHEAD_KEPT]) + LEVEL_TAIL]));
    return;
  }
  int64_t at = order_at(order);
  FETCH(I + level_at(I, I[at + ORDER_LEVEL]));
  FETCH(I + order_at(I[at + ORDER_NEXT]));
  FETCH(I + order_at(I[at + ORDER_PREV]));
}

#endif
