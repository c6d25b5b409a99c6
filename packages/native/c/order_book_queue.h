/* queue.ts: orders join, leave and shrink in the queues of their levels. */
#ifndef HOTPATH_ORDER_BOOK_QUEUE_H
#define HOTPATH_ORDER_BOOK_QUEUE_H

INLINE double mirrored(int32_t ladder, double price_or_key) {
  return price_or_key * (2 * (ladder & 1) - 1) + 0.0;
}

/* All bits if an index is 0, none if it names a record. */
INLINE int32_t is_none(int32_t index) { return (index - 1) >> 31; }

INLINE void join_queue(word *I, int32_t order, int32_t ladder, double key, double leaves) {
  int64_t at_ladder = ladder_at(I, ladder);
  int32_t level = level_in_window(I, at_ladder, key);
  if (level == 0) level = make_level(I, ladder, key);
  int64_t at_level = level_at(I, level), at = order_at(order);
  int32_t tail = I[at_level + LEVEL_TAIL];
  *reals(I, at + 2 * ORDER_LEAVES) = leaves;
  I[at + ORDER_NEXT] = 0;
  I[at + ORDER_PREV] = tail;
  I[at + ORDER_LEVEL] = level;
  I[order_at(tail) + ORDER_NEXT] = order;
  /* The head is 0 where there is no tail. */
  I[at_level + LEVEL_HEAD] |= order & is_none(tail);
  I[at_level + LEVEL_TAIL] = order;
  I[at_level + LEVEL_COUNT]++;
  I[at_ladder + LADDER_ORDERS]++;
  *reals(I, at_level + 2 * LEVEL_QUANTITY) += leaves;
  *reals(I, at_ladder + 2 * LADDER_QUANTITY) += leaves;
}

INLINE void leave_queue(word *I, int32_t order) {
  int64_t at = order_at(order);
  int32_t level = I[at + ORDER_LEVEL];
  int64_t at_level = level_at(I, level), at_ladder = ladder_at(I, I[at_level + LEVEL_LADDER]);
  double leaves = *reals(I, at + 2 * ORDER_LEAVES);
  *reals(I, at_level + 2 * LEVEL_QUANTITY) -= leaves;
  *reals(I, at_ladder + 2 * LADDER_QUANTITY) -= leaves;
  I[at_ladder + LADDER_ORDERS]--;
  if (--I[at_level + LEVEL_COUNT] == 0) {
    release_level(I, level);
    return;
  }
  int32_t next = I[at + ORDER_NEXT], prev = I[at + ORDER_PREV];
  I[order_at(prev) + ORDER_NEXT] = next;
  I[order_at(next) + ORDER_PREV] = prev;
  int32_t is_first = is_none(prev), is_last = is_none(next);
  I[at_level + LEVEL_HEAD] = (I[at_level + LEVEL_HEAD] & ~is_first) | (next & is_first);
  I[at_level + LEVEL_TAIL] = (I[at_level + LEVEL_TAIL] & ~is_last) | (prev & is_last);
}

INLINE void shrink_order(word *I, int32_t order, double leaves) {
  int64_t at = order_at(order), at_level = level_at(I, I[at + ORDER_LEVEL]);
  int64_t at_ladder = ladder_at(I, I[at_level + LEVEL_LADDER]);
  double less = *reals(I, at + 2 * ORDER_LEAVES) - leaves;
  *reals(I, at + 2 * ORDER_LEAVES) = leaves;
  *reals(I, at_level + 2 * LEVEL_QUANTITY) -= less;
  *reals(I, at_ladder + 2 * LADDER_QUANTITY) -= less;
}

#endif
