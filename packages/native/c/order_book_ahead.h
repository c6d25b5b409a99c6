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
#ifndef FAR_BOOK
#define FAR_BOOK (1 << 15)
#endif
/* How many commands ahead the stages are: buckets; orders and levels; the next of a chain; neighbours. */
enum { AHEAD_BUCKET = 24, AHEAD_RECORD = 18, AHEAD_CHAIN = 12, AHEAD_NEIGHBOURS = 6, AHEAD_KEPT = 32 };
#define RING(i) ((i) & (AHEAD_KEPT - 1))

/*
 * What earlier stages have found for the next commands: the hash, where its bucket is and the entry there; for a new order
 * its cell of the window, or 0, where nothing stands; then which order and level it will be, 0 if none.
 */
typedef struct {
  int64_t bucket[AHEAD_KEPT], cell[AHEAD_KEPT];
  uint32_t hash[AHEAD_KEPT];
  int32_t entry[AHEAD_KEPT], order[AHEAD_KEPT], level[AHEAD_KEPT];
} ahead;

#define FETCH(address) __builtin_prefetch((const void *)(address), 1, 3)

INLINE int is_instrument(const word *I, int32_t instrument) {
  return (uint32_t)instrument < (uint32_t)I[STATE_LADDERS] / 2;
}

INLINE void foresee_bucket(word *I, ahead *a, int64_t i, uint32_t hash) {
  int64_t at = bucket_of(I, hash);
  a->hash[RING(i)] = hash;
  a->bucket[RING(i)] = at;
  FETCH(I + at);
}

/*
 * For a new order the cell of its key. As in the stages below, whether it is one is no branch, which would be a coin toss that
 * costs more than fetching for nobody: what is not there has index 0.
 */
INLINE void foresee_cell(word *I, ahead *a, int64_t i, int is_new, int32_t ladder, double key) {
  int64_t at = ladder_at(I, ladder);
  int64_t relative = (int64_t)(key - *reals(I, at + 2 * LADDER_BASE));
  int is_near = is_new & ((uint64_t)relative < (uint64_t)I[STATE_CELLS]);
  int64_t cell = I[at + LADDER_WINDOW] + ((I[at + LADDER_ORIGIN] + relative) & (I[STATE_CELLS] - 1));
  cell &= -(int64_t)is_near;
  a->cell[RING(i)] = cell;
  FETCH(I + cell);
}

/* The order that rests, or the level that a new one is to join. Of a new one's bucket a chain is read to its end. */
INLINE void foresee_record(word *I, ahead *a, int64_t i, int is_new) {
  int64_t at = RING(i);
  int32_t entry = I[a->bucket[at]], order = entry & INDEX & (is_new - 1), level = I[a->cell[at]];
  a->entry[at] = entry;
  a->order[at] = order;
  a->level[at] = level;
  FETCH(I + order_at(entry & INDEX & -(int32_t)(!is_new | ((entry & MORE) != 0))));
  FETCH(I + level_at(I, level));
  /* Columns of the order, which the next new one gets. */
  FETCH(I + I[STATE_OWNERS_AT] + (int64_t)order);
  FETCH(I + I[STATE_FILLED_AT] + 2 * (int64_t)order);
}

/* If the first order of the bucket is another one, as one in five is: the next. */
INLINE void foresee_chain(word *I, ahead *a, int64_t i) {
  int64_t at = RING(i);
  int32_t entry = a->entry[at];
  int is_other = ((uint32_t)entry ^ a->hash[at]) >> TAG_SHIFT != 0;
  if (!(is_other & ((entry & MORE) != 0) & (a->order[at] != 0))) return;
  a->order[at] = I[order_at(a->order[at]) + ORDER_CHAIN] & INDEX;
  FETCH(I + order_at(a->order[at]));
}

/* The neighbours and the level of the order, or the last order of the level. */
INLINE void foresee_neighbours(word *I, ahead *a, int64_t i) {
  int64_t at = order_at(a->order[RING(i)]), level = a->level[RING(i)];
  FETCH(I + level_at(I, I[at + ORDER_LEVEL]));
  FETCH(I + order_at(I[at + ORDER_NEXT]));
  FETCH(I + order_at(I[at + ORDER_PREV]));
  FETCH(I + order_at(I[level_at(I, level) + LEVEL_TAIL]));
}

#endif
