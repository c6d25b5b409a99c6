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

/* What earlier stages have found for the next commands: where the bucket is, then which order and level it will be. */
typedef struct {
  int64_t bucket[AHEAD_KEPT];
  int32_t order[AHEAD_KEPT], level[AHEAD_KEPT];
} ahead;

#define FETCH(address) __builtin_prefetch((const void *)(address), 1, 3)

INLINE void foresee_bucket(word *I, ahead *a, int64_t i, double id) {
  int64_t at = I[STATE_BUCKETS_AT];
  if (id >= -MAX_SAFE_INTEGER && id <= MAX_SAFE_INTEGER) at = bucket_of(I, hash_of(id));
  a->bucket[i % AHEAD_KEPT] = at;
  FETCH(I + at);
}

/* For a command about an order that rests. */
INLINE void foresee_order(word *I, ahead *a, int64_t i) {
  int32_t order = I[a->bucket[i % AHEAD_KEPT]] & INDEX;
  a->order[i % AHEAD_KEPT] = order;
  a->level[i % AHEAD_KEPT] = 0;
  FETCH(I + order_at(order));
  FETCH(I + I[STATE_OWNERS_AT] + (int64_t)order);
}

/* For a new order: the level that it will join, if there is one in the window. `price` is in steps of the keys. */
INLINE void foresee_level(word *I, ahead *a, int64_t i, int32_t instrument, int side, double price) {
  a->order[i % AHEAD_KEPT] = 0;
  a->level[i % AHEAD_KEPT] = 0;
  if ((uint32_t)instrument >= (uint32_t)I[STATE_LADDERS] / 2) return;
  int32_t ladder = 2 * instrument + (side == 2);
  int32_t level = level_in_window(I, ladder_at(I, ladder), mirrored(ladder, price));
  a->level[i % AHEAD_KEPT] = level;
  FETCH(I + level_at(I, level));
}

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
