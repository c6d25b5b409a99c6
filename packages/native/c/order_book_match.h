/* match.ts, report-buffer.ts and the plain part of commands.ts. */
#ifndef HOTPATH_ORDER_BOOK_MATCH_H
#define HOTPATH_ORDER_BOOK_MATCH_H

#include "order_book.h"

/* Beyond every price, and below the best key of an empty ladder. */
#define NO_LIMIT __DBL_MAX__

/* The report columns: of doubles, then of integers, each `stride` elements behind the one before. */
typedef struct {
  real *F;
  word *I;
  int64_t stride, rows, count;
} reports;

INLINE void report_numbers(reports *to, double order_id, double counter_id, double price, double quantity,
                           double leaves, double counter_leaves) {
  real *F = to->F + to->count;
  F[0] = order_id;
  F[to->stride] = counter_id;
  F[2 * to->stride] = price;
  F[3 * to->stride] = quantity;
  F[4 * to->stride] = leaves;
  F[5 * to->stride] = counter_leaves;
}

INLINE void report_codes(reports *to, int kind, int reason, int side, int instrument, int owner, int counter_owner) {
  word *I = to->I + 12 * to->stride + to->count++;
  I[0] = kind;
  I[to->stride] = reason;
  I[2 * to->stride] = side;
  I[3 * to->stride] = instrument;
  I[4 * to->stride] = owner;
  I[5 * to->stride] = counter_owner;
}

INLINE void report(reports *to, int kind, int reason, int instrument, int side, double order_id, int owner,
                   double price, double quantity, double leaves) {
  report_numbers(to, order_id, 0, price, quantity, leaves, 0);
  report_codes(to, kind, reason, side, instrument, owner, 0);
}

/* An incoming order while it trades. */
typedef struct {
  double id, price, remaining, traded;
  int owner, avoid;
} incoming;

/* Acts on a resting order of the incoming order's owner. */
COLD void prevent_self_trade(word *I, reports *to, int32_t ladder, int32_t resting, incoming *order) {
  int mode = I[STATE_SELF_TRADE], instrument = ladder >> 1, resting_side = (ladder & 1) + 1;
  int64_t at = order_at(resting);
  double resting_id = *reals(I, at + 2 * ORDER_ID), open = *reals(I, at + 2 * ORDER_LEAVES);
  double resting_price = mirrored(ladder, *reals(I, ladder_at(I, ladder) + 2 * LADDER_BEST_KEY));
  double off = mode == PREVENT_DECREMENT && open < order->remaining ? open : order->remaining;
  double resting_off = mode == PREVENT_DECREMENT ? off : open;
  int touches_resting = mode != PREVENT_CANCEL_NEWEST, touches_incoming = mode != PREVENT_CANCEL_OLDEST;
  double resting_left = touches_resting ? open - resting_off : open;
  double left = touches_incoming ? order->remaining - off : order->remaining;
  if (touches_resting) {
    report_numbers(to, resting_id, order->id, resting_price, resting_off, resting_left, left);
    report_codes(to, KIND_CANCELED, REASON_SELF_TRADE, resting_side, instrument, order->owner, order->owner);
    if (resting_left > 0) {
      shrink_order(I, resting, resting_left);
    } else {
      leave_queue(I, resting);
      free_order(I, resting, resting_id);
    }
  }
  if (touches_incoming) {
    report_numbers(to, order->id, resting_id, order->price, off, left, resting_left);
    report_codes(to, KIND_CANCELED, REASON_SELF_TRADE, 3 - resting_side, instrument, order->owner, order->owner);
  }
  order->remaining = left;
}

/* Trades with the orders of the best level until the quantity, the level, or the orders before an own one are used up. */
INLINE void sweep_level(word *I, reports *to, int32_t ladder, incoming *order) {
  int64_t at = ladder_at(I, ladder);
  int32_t level = I[at + LADDER_BEST];
  int64_t at_level = level_at(I, level);
  double price = mirrored(ladder, *reals(I, at_level + 2 * LEVEL_KEY));
  int side = 2 - (ladder & 1), instrument = ladder >> 1;
  double remaining = order->remaining;
  int32_t filled = 0, resting = I[at_level + LEVEL_HEAD];
  do {
    int64_t at_order = order_at(resting);
    int counter_owner = I[I[STATE_OWNERS_AT] + (int64_t)resting];
    if (counter_owner == order->avoid) break;
    double open = *reals(I, at_order + 2 * ORDER_LEAVES), id = *reals(I, at_order + 2 * ORDER_ID);
    double fill = open < remaining ? open : remaining, left = open - fill;
    remaining -= fill;
    report_numbers(to, order->id, id, price, fill, remaining, left);
    report_codes(to, KIND_TRADE, 0, side, instrument, order->owner, counter_owner);
    if (left > 0) {
      *reals(I, at_order + 2 * ORDER_LEAVES) = left;
      *reals(I, I[STATE_FILLED_AT] + 2 * (int64_t)resting) += fill;
      break;
    }
    int32_t next = I[at_order + ORDER_NEXT];
    free_order(I, resting, id);
    resting = next;
    filled++;
  } while (remaining > 0 && resting != 0);
  double traded = order->remaining - remaining;
  order->remaining = remaining;
  order->traded += traded;
  *reals(I, at + 2 * LADDER_QUANTITY) -= traded;
  I[at + LADDER_ORDERS] -= filled;
  if (resting == 0) {
    release_level(I, level);
  } else {
    *reals(I, at_level + 2 * LEVEL_QUANTITY) -= traded;
    I[at_level + LEVEL_COUNT] -= filled;
    I[at_level + LEVEL_HEAD] = resting;
    I[order_at(resting) + ORDER_PREV] = 0;
  }
}

static void match(word *I, reports *to, double *last_prices, int32_t ladder, double limit_key, incoming *order) {
  const real *best_key = reals(I, ladder_at(I, ladder) + 2 * LADDER_BEST_KEY);
  while (order->remaining > 0 && *best_key <= limit_key) {
    int32_t level = I[ladder_at(I, ladder) + LADDER_BEST];
    int32_t head = I[level_at(I, level) + LEVEL_HEAD];
    if (UNLIKELY(I[I[STATE_OWNERS_AT] + (int64_t)head] == order->avoid)) {
      prevent_self_trade(I, to, ladder, head, order);
    } else {
      last_prices[ladder >> 1] = mirrored(ladder, *best_key);
      sweep_level(I, to, ladder, order);
    }
  }
}

#endif
