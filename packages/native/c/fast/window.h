/*
 * Sliding windows. The series is cut into blocks of one period. A window that ends q places after the end e of a block
 * is the last period - q elements of that block and the first q of the next: a tally from the right of the one (`tail`)
 * joined with a tally from the left of the other (`head`). A window's tally thus has its own elements only: nothing is
 * subtracted, so nothing drifts and nothing that has left is felt; and the work does not depend on the period.
 *
 * Blocks are independent, so LANES of them go side by side, one in each lane.
 *
 * What is tallied is the difference from the block's last element, which all of its windows hold: no difference is
 * greater than the window's range, so that sums of squares lose nothing to a distant origin.
 *
 * What is not finite stays in a sum for good, so sums are looked at once a block. Extremes hide it from the first
 * comparison on: there the elements are looked at.
 */
#ifndef HOTPATH_FAST_WINDOW_H
#define HOTPATH_FAST_WINDOW_H

#include "finite.h"

/* What is tallied of x, or of x and y. */
enum tally_kind {
  TALLY_SUM,      /* x itself */
  TALLY_MOMENTS,  /* d, d d */
  TALLY_TREND,    /* d, d times its place after the block's end */
  TALLY_PAIR,     /* dx, dy, dx dx, dy dy, dx dy */
  TALLY_RETURNS,  /* as PAIR, of the changes relative to the element before */
  TALLY_HIGHEST,  /* the greatest x */
  TALLY_LOWEST,   /* the least x */
  TALLY_EXTREMES, /* the greatest x, the least y */
  TALLY_FLOW,     /* positive x, negative x */
  TALLY_LATEST,   /* the greatest x, the least y, and the places after the block's end where they were last */
};

#define TALLY_MAX 5

typedef struct {
  vdouble of[TALLY_MAX];
} tally;

INLINE int tally_width(int kind) {
  if (kind == TALLY_PAIR || kind == TALLY_RETURNS) return 5;
  if (kind == TALLY_LATEST) return 4;
  return kind == TALLY_SUM || kind == TALLY_HIGHEST || kind == TALLY_LOWEST ? 1 : 2;
}

INLINE int tally_anchored(int kind) {
  return kind == TALLY_MOMENTS || kind == TALLY_TREND || kind == TALLY_PAIR || kind == TALLY_RETURNS;
}

INLINE vdouble relative_change(vdouble v, vdouble before) {
  return choose(before != (vdouble){}, (v - before) / before, (vdouble){});
}

/* What is tallied of one place in every lane; and of the LANES places from there on. */
INLINE vdouble tally_row(int kind, const double *x, long stride) {
  vdouble v = load_apart(x, stride);
  return kind == TALLY_RETURNS ? relative_change(v, load_apart(x - 1, stride)) : v;
}

INLINE void tally_tile(int kind, const double *x, long stride, vdouble *row) {
  load_tile(x, stride, row);
  if (kind != TALLY_RETURNS) return;
  vdouble before[LANES];
  load_tile(x - 1, stride, before);
  UNROLL for (int j = 0; j < LANES; j++) row[j] = relative_change(row[j], before[j]);
}

/* Takes a number and its place where the number is `ahead` of the one at hand. */
INLINE void take(vint ahead, vdouble *number, vdouble *place, vdouble other, vdouble there) {
  *number = choose(ahead, other, *number);
  *place = choose(ahead, there, *place);
}

/* An element that is further to the left, or to the right, than all before. */
INLINE void tally_add(int kind, tally *t, vdouble dx, vdouble dy, vdouble place, int leftwards) {
  if (kind == TALLY_LATEST) {
    take(leftwards ? dx > t->of[0] : dx >= t->of[0], &t->of[0], &t->of[2], dx, place);
    take(leftwards ? dy < t->of[1] : dy <= t->of[1], &t->of[1], &t->of[3], dy, place);
    return;
  }
  if (kind == TALLY_FLOW) {
    t->of[0] += greater(dx, (vdouble){});
    t->of[1] += greater(-dx, (vdouble){});
    return;
  }
  if (kind == TALLY_HIGHEST || kind == TALLY_EXTREMES) t->of[0] = greater(t->of[0], dx);
  else if (kind == TALLY_LOWEST) t->of[0] = lesser(t->of[0], dx);
  else t->of[0] += dx;
  if (kind == TALLY_MOMENTS) t->of[1] += dx * dx;
  if (kind == TALLY_TREND) t->of[1] += dx * place;
  if (kind == TALLY_EXTREMES) t->of[1] = lesser(t->of[1], dy);
  if (kind == TALLY_PAIR || kind == TALLY_RETURNS) {
    t->of[1] += dy;
    t->of[2] += dx * dx;
    t->of[3] += dy * dy;
    t->of[4] += dx * dy;
  }
}

INLINE tally tally_join(int kind, const double *tail, const tally *head) {
  tally t = *head;
  if (kind == TALLY_LATEST) {
    take(load(tail) > t.of[0], &t.of[0], &t.of[2], load(tail), load(tail + 2 * LANES));
    take(load(tail + LANES) < t.of[1], &t.of[1], &t.of[3], load(tail + LANES), load(tail + 3 * LANES));
    return t;
  }
  for (int k = 0; k < tally_width(kind); k++) {
    vdouble other = load(tail + k * LANES);
    if (kind == TALLY_HIGHEST || (kind == TALLY_EXTREMES && k == 0)) t.of[k] = greater(other, head->of[k]);
    else if (kind == TALLY_LOWEST || kind == TALLY_EXTREMES) t.of[k] = lesser(other, head->of[k]);
    else t.of[k] = other + head->of[k];
  }
  return t;
}

/* What becomes of a window's tally. */
enum window_answer {
  ANSWER_MEAN,      /* the sum times factor[0] */
  ANSWER_VARIANCE,  /* population */
  ANSWER_DEVIATION, /* its root times factor[0] */
  ANSWER_BANDS,     /* mean + factor[0] deviations, mean, mean - factor[1] deviations */
  ANSWER_CORRELATION,
  ANSWER_BETA,
  ANSWER_LINE,     /* mean + slope times factor[0] */
  ANSWER_SLOPE,    /* the slope */
  ANSWER_WEIGHTED, /* weights 1 to period */
  ANSWER_EXTREME,  /* of[0] */
  ANSWER_EXTREMES, /* the least y, the greatest x */
  ANSWER_MIDDLE,   /* half-way between the two */
  ANSWER_PLACE,    /* 100 (close - least) / range, 0 for no range; and what is divided */
  ANSWER_DEPTH,    /* -100 (greatest - close) / range, 0 for no range; and what is divided */
  ANSWER_FLOW,     /* 100 of[0] / (of[0] + of[1]), 0 for less than factor[0] */
  ANSWER_RECENCY,  /* factor[0] times the places from the window's first to the last least y, and greatest x */
};

#define ANSWERS_MAX 3

typedef struct {
  vdouble of[ANSWERS_MAX];
} answers;

/* One call: the inputs (y and close where they are needed), and where the answers go. */
typedef struct {
  const double *x, *y, *close;
  int period;
  double factor[2];
  double *out[ANSWERS_MAX];
} windows;

INLINE int answer_width(int answer) { return answer == ANSWER_BANDS ? 3 : answer == ANSWER_EXTREMES || answer == ANSWER_RECENCY ? 2 : 1; }

INLINE int answer_of_close(int answer) { return answer == ANSWER_PLACE || answer == ANSWER_DEPTH; }

INLINE answers answer_moments(int answer, const windows *w, tally t, vdouble origin) {
  double share = 1.0 / w->period;
  vdouble offset = t.of[0] * share, zero = {};
  vdouble variance = greater((t.of[1] - t.of[0] * offset) * share, zero);
  if (answer == ANSWER_VARIANCE) return (answers){{variance}};
  vdouble deviation = root(variance);
  if (answer == ANSWER_DEVIATION) return (answers){{deviation * w->factor[0]}};
  vdouble mean = origin + offset;
  return (answers){{mean + deviation * w->factor[0], mean, mean - deviation * w->factor[1]}};
}

INLINE answers answer_pair(int answer, const windows *w, tally t) {
  double share = 1.0 / w->period;
  vdouble zero = {}, of_x = t.of[2] - t.of[0] * t.of[0] * share, both = t.of[4] - t.of[0] * t.of[1] * share;
  if (answer == ANSWER_BETA) return (answers){{choose(of_x > zero, both / of_x, zero)}};
  vdouble of_y = t.of[3] - t.of[1] * t.of[1] * share;
  return (answers){{choose((of_x > zero) & (of_y > zero), both / root(of_x * of_y), zero)}};
}

INLINE answers answer_trend(int answer, const windows *w, tally t, vdouble origin, vdouble q) {
  double period = w->period;
  if (answer == ANSWER_WEIGHTED) return (answers){{origin + (t.of[1] + t.of[0] * (period - q)) * w->factor[0]}};
  vdouble slope = (t.of[1] - t.of[0] * (q - 0.5 * (period - 1.0))) * w->factor[1];
  if (answer == ANSWER_SLOPE) return (answers){{slope}};
  return (answers){{origin + t.of[0] * (1.0 / period) + slope * w->factor[0]}};
}

/* The answers for one window in each lane, q places from their blocks' ends. */
INLINE answers window_answers(int answer, const windows *w, tally t, vdouble origin, vdouble q, vdouble close) {
  vdouble zero = {};
  switch (answer) {
    case ANSWER_VARIANCE:
    case ANSWER_DEVIATION:
    case ANSWER_BANDS:
      return answer_moments(answer, w, t, origin);
    case ANSWER_CORRELATION:
    case ANSWER_BETA:
      return answer_pair(answer, w, t);
    case ANSWER_LINE:
    case ANSWER_SLOPE:
    case ANSWER_WEIGHTED:
      return answer_trend(answer, w, t, origin, q);
    case ANSWER_EXTREMES:
      return (answers){{t.of[1], t.of[0]}};
    case ANSWER_MIDDLE:
      return (answers){{t.of[0] * 0.5 + t.of[1] * 0.5}};
    case ANSWER_PLACE:
    case ANSWER_DEPTH: {
      vdouble range = t.of[0] - t.of[1];
      vdouble part = answer == ANSWER_PLACE ? (close - t.of[1]) * 100.0 : (t.of[0] - close) * -100.0;
      return (answers){{choose(range != zero, part / range, zero), part}};
    }
    case ANSWER_FLOW: {
      vdouble flow = t.of[0] + t.of[1];
      return (answers){{choose(flow >= w->factor[0], 100.0 * t.of[0] / flow, zero)}};
    }
    case ANSWER_RECENCY:
      return (answers){{(t.of[3] - q + (w->period - 1.0)) * w->factor[0], (t.of[2] - q + (w->period - 1.0)) * w->factor[0]}};
    case ANSWER_MEAN:
      return (answers){{t.of[0] * w->factor[0]}};
    default:
      return (answers){{t.of[0]}};
  }
}

/*
 * A tile's sums: from its first row on, or back from its last. Added to a running sum each is one addition away from the
 * tile before, where row after row would be LANES of them.
 */
INLINE void sums_on(vdouble *row) {
  UNROLL for (int step = 1; step < LANES; step *= 2)
    UNROLL for (int j = LANES - 1; j >= step; j--) row[j] += row[j - step];
}

INLINE void sums_back(vdouble *row) {
  UNROLL for (int step = 1; step < LANES; step *= 2)
    UNROLL for (int j = 0; j < LANES - step; j++) row[j] += row[j + step];
}

/* Blocks that are worked on side by side: they end at `end` and every `stride` after, and have `rows` windows each. */
typedef struct {
  vdouble kx, ox, oy, place, seen;
  tally sum;
  long end, stride, rows;
} blocks;

INLINE int tally_two(int kind) {
  return kind == TALLY_PAIR || kind == TALLY_RETURNS || kind == TALLY_EXTREMES || kind == TALLY_LATEST;
}

/* Whether an element may be tallied only once, and is not a difference that is 0 at the block's end. */
INLINE int tally_once(int kind) { return kind == TALLY_SUM || kind == TALLY_FLOW; }

/* A look at the sums of a whole block, far enough from overflow that what is made of them is finite too. */
INLINE vdouble notice_sums(int kind, vdouble seen, const tally *sum) {
  if (kind == TALLY_SUM) return notice(seen, sum->of[0] * 256.0);
  if (kind == TALLY_MOMENTS || kind == TALLY_TREND || kind == TALLY_FLOW) return notice(seen, (sum->of[0] + sum->of[1]) * 256.0);
  if (kind != TALLY_PAIR && kind != TALLY_RETURNS) return seen;
  vdouble squares = sum->of[2] + sum->of[3];
  return notice(seen, squares * squares * 256.0);
}

INLINE int tally_extremes(int kind) {
  return kind == TALLY_HIGHEST || kind == TALLY_LOWEST || kind == TALLY_EXTREMES || kind == TALLY_LATEST;
}

/* A look at elements of x and y, where the tallies hide them. */
INLINE vdouble notice_elements(int kind, vdouble seen, vdouble x, vdouble y) {
  if (tally_extremes(kind)) seen = notice(seen, x);
  return tally_extremes(kind) && tally_two(kind) ? notice(seen, y) : seen;
}

INLINE void keep_tail(int kind, const tally *t, double *to) {
  UNROLL for (int k = 0; k < tally_width(kind); k++) store(to + k * LANES, t->of[k]);
}

/* Tallies of the blocks' elements from the right, kept for the first `rows` of them (and for up to LANES - 1 more). */
INLINE void tally_tails(int kind, const windows *w, blocks *b, double *tails) {
  long row = tally_width(kind) * LANES, period = w->period, at = period;
  const double *x = w->x + b->end + 1 - period, *y = w->y + b->end + 1 - period;
  while (at >= LANES) {
    vdouble dx[LANES], dy[LANES];
    at -= LANES;
    tally_tile(kind, x + at, b->stride, dx);
    if (tally_two(kind)) tally_tile(kind, y + at, b->stride, dy);
    if (kind == TALLY_SUM) sums_back(dx);
    tally before = b->sum, kept[LANES];
    UNROLL for (int j = LANES - 1; j >= 0; j--) {
      if (kind == TALLY_SUM) b->sum = before;
      tally_add(kind, &b->sum, dx[j] - b->ox, tally_two(kind) ? dy[j] - b->oy : dx[j], b->place, 1);
      b->place -= 1.0;
      kept[j] = b->sum;
    }
    if (at >= b->rows) continue;
    UNROLL for (int j = 0; j < LANES; j++) keep_tail(kind, &kept[j], tails + (at + j) * row);
  }
  while (at-- > 0) {
    vdouble dx = tally_row(kind, x + at, b->stride);
    tally_add(kind, &b->sum, dx - b->ox, tally_two(kind) ? tally_row(kind, y + at, b->stride) - b->oy : dx, b->place, 1);
    b->place -= 1.0;
    keep_tail(kind, &b->sum, tails + at * row);
  }
}

/* The answers of the windows that end at the blocks' ends and after, from the left. */
INLINE void answer_heads(int kind, int answer, const windows *w, blocks *b, const double *tails) {
  long row = tally_width(kind) * LANES, q = 0;
  const double *x = w->x + b->end, *y = w->y + b->end;
  vint beyond = {};
  b->place = (vdouble){};
  for (; q + LANES <= b->rows; q += LANES) {
    vdouble dx[LANES], dy[LANES], close[LANES], found[ANSWERS_MAX][LANES];
    tally_tile(kind, x + q, b->stride, dx);
    if (tally_two(kind)) tally_tile(kind, y + q, b->stride, dy);
    if (answer_of_close(answer)) load_tile(w->close + b->end + q, b->stride, close);
    if (tally_extremes(kind)) b->seen = notice_tile(b->seen, dx);
    if (tally_extremes(kind) && tally_two(kind)) b->seen = notice_tile(b->seen, dy);
    if (tally_once(kind)) {
      /* The blocks' ends are in the tails already. */
      dx[0] = as_doubles(as_bits(dx[0]) & beyond);
      beyond = splat_int(-1);
    }
    if (kind == TALLY_SUM) sums_on(dx);
    tally before = b->sum;
    UNROLL for (int j = 0; j < LANES; j++) {
      if (kind == TALLY_SUM) b->sum = before;
      tally_add(kind, &b->sum, dx[j] - b->ox, tally_two(kind) ? dy[j] - b->oy : dx[j], b->place, 0);
      tally joined = tally_join(kind, tails + (q + j) * row, &b->sum);
      answers a = window_answers(answer, w, joined, b->kx, b->place, answer_of_close(answer) ? close[j] : dx[j]);
      if (answer_of_close(answer)) close[j] = a.of[1];
      UNROLL for (int k = 0; k < answer_width(answer); k++) found[k][j] = a.of[k];
      b->place += 1.0;
    }
    if (answer_of_close(answer)) b->seen = notice_tile(b->seen, close);
    UNROLL for (int k = 0; k < answer_width(answer); k++) store_tile(w->out[k] + b->end + q, b->stride, found[k]);
  }
  for (; q < b->rows; q++) {
    vdouble dx = tally_row(kind, x + q, b->stride);
    if (tally_once(kind) && q == 0) dx = (vdouble){};
    vdouble dy = tally_two(kind) ? tally_row(kind, y + q, b->stride) : dx;
    tally_add(kind, &b->sum, dx - b->ox, tally_two(kind) ? dy - b->oy : dx, b->place, 0);
    tally joined = tally_join(kind, tails + q * row, &b->sum);
    vdouble close = answer_of_close(answer) ? load_apart(w->close + b->end + q, b->stride) : dx;
    answers a = window_answers(answer, w, joined, b->kx, b->place, close);
    b->seen = notice_elements(kind, b->seen, dx, dy);
    if (answer_of_close(answer)) b->seen = notice(b->seen, a.of[1]);
    for (int k = 0; k < answer_width(answer); k++) store_apart(w->out[k] + b->end + q, b->stride, a.of[k]);
    b->place += 1.0;
  }
}

INLINE vdouble window_group(int kind, int answer, const windows *w, vdouble seen, long end, long stride, long rows,
                            double *tails) {
  int anchored = tally_anchored(kind);
  vdouble zero = {}, kx = tally_row(kind, w->x + end, stride), ky = tally_two(kind) ? tally_row(kind, w->y + end, stride) : kx;
  blocks b = {.end = end, .stride = stride, .rows = rows, .kx = kx, .ox = anchored ? kx : zero, .oy = anchored ? ky : zero, .seen = seen};
  tally none = {{anchored || tally_once(kind) ? zero : kx, anchored || tally_once(kind) ? zero : ky}};
  b.sum = none;
  tally_tails(kind, w, &b, tails);
  b.seen = notice_sums(kind, b.seen, &b.sum);
  b.sum = none;
  answer_heads(kind, answer, w, &b, tails);
  return notice_sums(kind, b.seen, &b.sum);
}

/*
 * The answers of all windows that end in [first, n), first >= period - 1. `tails` has room for LANES tallies of
 * min(period, n - first) + LANES windows. The last group of blocks ends with the series, wherever the one before ended: its
 * first windows may be answered twice. A short series lets the blocks of a group overlap.
 *
 * Answers whether all elements of the windows, and of the closes there, were finite.
 */
INLINE int slide(int kind, int answer, const windows *w, long first, long n, double *tails) {
  long period = w->period, count = n - first, before = first + 1 - period;
  if (count <= 0) return 1;
  long rows = count < period ? count : period;
  long stride = count >= LANES * period ? period : (count - rows) / (LANES - 1);
  long reach = (LANES - 1) * stride + rows, end = first;
  vdouble seen = {};
  for (; end < n; end += reach) {
    if (end > n - reach) end = n - reach;
    seen = window_group(kind, answer, w, seen, end, stride, rows, tails);
  }
  if (!all_zero(seen)) return 0;
  if (kind == TALLY_RETURNS) return all_finite(w->x + n - 1, 1) & all_finite(w->y + n - 1, 1);
  if (!tally_extremes(kind)) return 1;
  return all_finite(w->x + before, period - 1) && (!tally_two(kind) || all_finite(w->y + before, period - 1));
}

#endif
