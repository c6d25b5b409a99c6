/*
 * Books of orders and of levels over memory that TypeScript owns, and lays out: packages/order-book/src/internal/layout.ts,
 * from which generated/order_book_layout.h is made. Functions here are twins of those in that folder, line for line where
 * that is possible: the same commands leave the same bytes.
 */
#ifndef HOTPATH_ORDER_BOOK_H
#define HOTPATH_ORDER_BOOK_H

#include <stdint.h>

#include "generated/order_book_layout.h"

#define INLINE static inline __attribute__((always_inline))
#define COLD static __attribute__((noinline, cold))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* One memory is read as doubles and as integers, so no type tells the compiler what a pointer points to. */
typedef double __attribute__((may_alias)) real;
typedef int32_t __attribute__((may_alias)) word;

#define HP_INFINITY __builtin_inf()
#define MAX_SAFE_INTEGER 9007199254740991.0

/* Record 0 is written like any other and read by nobody. Arithmetic on positions is 64 bits wide. */
INLINE int64_t order_at(int64_t order) { return ORDERS_AT + (order << ORDER_I_SHIFT); }
INLINE int64_t level_at(const word *I, int64_t level) { return I[STATE_LEVELS_AT] + (level << I_SHIFT); }
INLINE int64_t ladder_at(const word *I, int64_t ladder) { return I[STATE_LADDERS_AT] + (ladder << I_SHIFT); }
INLINE real *reals(word *I, int64_t at) { return (real *)(I + at); }

/* checks.ts */

INLINE int is_whole(double value) { return (double)(int64_t)value == value; }
INLINE int is_positive(double value) { return value >= 1 && value <= MAX_SAFE_INTEGER && is_whole(value); }
INLINE int is_price(double value) { return value >= -MAX_PRICE && value <= MAX_PRICE && is_whole(value); }
INLINE int is_safe(double value) { return value >= -MAX_SAFE_INTEGER && value <= MAX_SAFE_INTEGER && is_whole(value); }

/* order-index.ts */

enum { INDEX = 0xffffff, MORE = 0x1000000, TAG_SHIFT = 25 };

INLINE uint32_t hash_of_integer(int64_t id) {
  uint32_t whole = (uint32_t)id;
  uint32_t joined = ((uint32_t)id & 0x7ffffff) ^ (uint32_t)(id >> 27) * 0x85ebca6bu;
  uint32_t mixed = (id < 0x8000000 ? whole : joined) * 0x9e3779b1u;
  uint32_t folded = (mixed ^ mixed >> 13) * 0xc2b2ae35u;
  return folded ^ folded >> 16;
}

/* Of a safe integer. */
INLINE uint32_t hash_of(double order_id) { return hash_of_integer((int64_t)order_id); }

/* Where a hash's bucket is not in use yet, the one that it will be split from: the same without the highest bit. */
INLINE int64_t bucket_of(const word *I, uint32_t hash) {
  int32_t mask = I[STATE_BUCKET_MASK];
  int32_t bucket = (int32_t)(hash & (2 * (uint32_t)mask + 1));
  /* Not a choice, which compilers make a branch of: it would be a coin toss. */
  return I[STATE_BUCKETS_AT] + (int64_t)(bucket & (mask | (bucket - I[STATE_BUCKETS]) >> 31));
}

INLINE int names(word *I, int32_t entry, uint32_t hash, double order_id) {
  return ((uint32_t)entry ^ hash) >> TAG_SHIFT == 0 && *reals(I, order_at(entry & INDEX) + 2 * ORDER_ID) == order_id;
}

/* As find_entry, for who knows the bucket. */
INLINE int64_t find_in_bucket(word *I, int64_t bucket, uint32_t hash, double order_id) {
  int64_t at = bucket;
  int32_t entry = I[at];
  while (!names(I, entry, hash, order_id)) {
    if ((entry & MORE) == 0) return 0;
    at = order_at(entry & INDEX) + ORDER_CHAIN;
    entry = I[at];
  }
  return at;
}

INLINE int64_t find_entry(word *I, uint32_t hash, double order_id) {
  return find_in_bucket(I, bucket_of(I, hash), hash, order_id);
}

COLD void split(word *I) {
  int32_t fresh = I[STATE_BUCKETS], mask = I[STATE_BUCKET_MASK];
  word *buckets = I + I[STATE_BUCKETS_AT];
  int32_t old = fresh & mask, entry = buckets[old], stay = 0, go = 0;
  while (entry != 0) {
    int64_t at = order_at(entry & INDEX);
    int32_t next = I[at + ORDER_CHAIN];
    int goes = (int32_t)(hash_of(*reals(I, at + 2 * ORDER_ID)) & (2 * (uint32_t)mask + 1)) == fresh;
    int32_t behind = goes ? go : stay;
    int32_t moved = (entry & ~MORE) | (behind == 0 ? 0 : MORE);
    I[at + ORDER_CHAIN] = behind;
    if (goes) go = moved;
    else stay = moved;
    entry = next;
  }
  buckets[old] = stay;
  buckets[fresh] = go;
  I[STATE_BUCKETS] = fresh + 1;
  if (fresh + 1 == 2 * (mask + 1)) I[STATE_BUCKET_MASK] = 2 * mask + 1;
}

/* For an order whose bucket is known. */
INLINE int32_t add_to_bucket(word *I, int64_t bucket, uint32_t hash, double order_id) {
  int32_t order = I[STATE_ORDER_FREE];
  if (order != 0) {
    int32_t free = I[order_at(order) + ORDER_NEXT];
    I[STATE_ORDER_FREE] = free;
    /* It is needed for the next order, and may have been given back long ago. */
    __builtin_prefetch(I + order_at(free), 1, 3);
  } else {
    order = ++I[STATE_ORDER_TOUCHED];
  }
  int32_t count = I[STATE_ORDERS];
  I[STATE_ORDERS] = count + 1;
  if (UNLIKELY(2 * count >= I[STATE_BUCKETS])) {
    split(I);
    bucket = bucket_of(I, hash);
  }
  int32_t behind = I[bucket];
  *reals(I, order_at(order) + 2 * ORDER_ID) = order_id;
  I[order_at(order) + ORDER_CHAIN] = behind;
  int32_t more = (int32_t)((uint32_t)-(behind & INDEX) >> 31) * MORE;
  I[bucket] = (int32_t)(hash >> TAG_SHIFT << TAG_SHIFT) | more | order;
  return order;
}

INLINE int32_t add_order(word *I, uint32_t hash, double order_id) {
  return add_to_bucket(I, bucket_of(I, hash), hash, order_id);
}

INLINE void free_entry(word *I, int64_t entry_at, int32_t order) {
  int64_t at = order_at(order);
  I[entry_at] = I[at + ORDER_CHAIN];
  I[at + ORDER_NEXT] = I[STATE_ORDER_FREE];
  I[STATE_ORDER_FREE] = order;
  I[STATE_ORDERS]--;
}

INLINE void free_order(word *I, int32_t order, double order_id) {
  int64_t at = bucket_of(I, hash_of(order_id));
  while ((I[at] & INDEX) != order) at = order_at(I[at] & INDEX) + ORDER_CHAIN;
  free_entry(I, at, order);
}

/* bitmap.ts */

INLINE int lowest(uint32_t bits) { return __builtin_ctz(bits); }

INLINE int64_t top_word(int32_t cells) { return (cells >> 5) + ((cells + 1023) >> 10); }

INLINE void set_bit(word *bits, int32_t cells, int32_t cell) {
  int32_t at = cell >> 5;
  int32_t before = bits[at];
  bits[at] = before | (int32_t)(1u << (cell & 31));
  if (before != 0) return;
  word *middle = bits + (cells >> 5) + (at >> 5);
  int32_t above = *middle;
  *middle = above | (int32_t)(1u << (at & 31));
  if (above == 0) bits[top_word(cells)] |= (int32_t)(1u << (at >> 5));
}

INLINE void clear_bit(word *bits, int32_t cells, int32_t cell) {
  int32_t at = cell >> 5;
  int32_t after = bits[at] & ~(int32_t)(1u << (cell & 31));
  bits[at] = after;
  if (after != 0) return;
  word *middle = bits + (cells >> 5) + (at >> 5);
  int32_t above = *middle & ~(int32_t)(1u << (at & 31));
  *middle = above;
  if (above == 0) bits[top_word(cells)] &= ~(int32_t)(1u << (at >> 5));
}

INLINE int32_t next_bit(const word *bits, int32_t cells, int32_t cell) {
  int32_t at = cell >> 5, words = cells >> 5;
  uint32_t mask = (uint32_t)bits[at] & ~0u << (cell & 31);
  if (mask != 0) return at << 5 | lowest(mask);
  if (++at >= words) return -1;
  const word *middle = bits + words;
  int32_t group = at >> 5;
  mask = (uint32_t)middle[group] & ~0u << (at & 31);
  if (mask == 0) {
    if (++group > 31) return -1;
    mask = (uint32_t)bits[top_word(cells)] & ~0u << group;
    if (mask == 0) return -1;
    group = lowest(mask);
    mask = (uint32_t)middle[group];
  }
  at = group << 5 | lowest(mask);
  return at << 5 | lowest((uint32_t)bits[at]);
}

#include "order_book_far.h"
#include "order_book_levels.h"
#include "order_book_queue.h"

#endif
