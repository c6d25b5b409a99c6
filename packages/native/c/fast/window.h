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
 */
#ifndef HOTPATH_FAST_WINDOW_H
#define HOTPATH_FAST_WINDOW_H

#include "../vector.h"

/* What is tallied of x, or of x and y. */
enum tally_kind {
  TALLY_SUM,      /* the sum, of x itself */
  TALLY_MOMENTS,  /* d, d d */
  TALLY_TREND,    /* d, d times its place after the block's end */
  TALLY_PAIR,     /* dx, dy, dx dx, dy dy, dx dy */
  TALLY_RETURNS,  /* as PAIR, of the changes relative to the element before */
  TALLY_HIGHEST,  /* the greatest x */
  TALLY_LOWEST,   /* the least x */
  TALLY_EXTREMES, /* the greatest x, the least y */
};

#define TALLY_MAX 5

typedef struct {
  vdouble of[TALLY_MAX];
} tally;

INLINE int tally_width(int kind) {
  if (kind == TALLY_PAIR || kind == TALLY_RETURNS) return 5;
  return kind == TALLY_MOMENTS || kind == TALLY_TREND || kind == TALLY_EXTREMES ? 2 : 1;
}

INLINE int tally_anchored(int kind) {
  return kind == TALLY_MOMENTS || kind == TALLY_TREND || kind == TALLY_PAIR || kind == TALLY_RETURNS;
}

INLINE vdouble tally_input(int kind, const double *x, long stride) {
  vdouble v = load_apart(x, stride);
  if (kind != TALLY_RETURNS) return v;
  vdouble before = load_apart(x - 1, stride), zero = {};
  return choose(before != zero, (v - before) / before, zero);
}

INLINE void tally_add(int kind, tally *t, vdouble dx, vdouble dy, vdouble place) {
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
  tally t;
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
  ANSWER_MEAN,       /* sum times factor[0] */
  ANSWER_VARIANCE,   /* population */
  ANSWER_DEVIATION,  /* its root times factor[0] */
  ANSWER_BANDS,      /* mean + factor[0] deviations, mean, mean - factor[1] deviations */
  ANSWER_CORRELATION,
  ANSWER_BETA,
  ANSWER_TREND,      /* for each output: mean + slope factor[k], or the slope where that is NaN */
  ANSWER_WEIGHTED,   /* weights 1 to period */
  ANSWER_EXTREME,    /* of[0] */
  ANSWER_EXTREMES,   /* the least y, the greatest x */
  ANSWER_MIDDLE,     /* half-way between the two */
  ANSWER_PLACE,      /* factor[0] (close - least) / range, 0 for no range */
  ANSWER_DEPTH,      /* -100 (greatest - close) / range, 0 for no range */
};

/* One call: the inputs (y or close where the kind has them), and where the answers go. */
typedef struct {
  const double *x, *y, *close;
  int period;
  double factor[3];
  double *out[3];
  int outputs;
} windows;

INLINE vdouble positive(vdouble v) { return greater(v, (vdouble){}); }

/* The answer for windows that end at `at` and every `stride` after, q places from their blocks' ends. */
INLINE void window_answer(int answer, const windows *w, tally t, vdouble origin, double q, long at, long stride) {
  double period = w->period, share = 1.0 / period;
  vdouble zero = {};
  if (answer == ANSWER_MEAN) store_apart(w->out[0] + at, stride, t.of[0] * w->factor[0]);
  if (answer == ANSWER_EXTREME) store_apart(w->out[0] + at, stride, t.of[0]);
  if (answer == ANSWER_VARIANCE || answer == ANSWER_DEVIATION || answer == ANSWER_BANDS) {
    vdouble offset = t.of[0] * share;
    vdouble variance = positive((t.of[1] - t.of[0] * offset) * share);
    if (answer == ANSWER_VARIANCE) {
      store_apart(w->out[0] + at, stride, variance);
      return;
    }
    vdouble deviation = root(variance);
    if (answer == ANSWER_DEVIATION) {
      store_apart(w->out[0] + at, stride, deviation * w->factor[0]);
      return;
    }
    vdouble mean = origin + offset;
    store_apart(w->out[0] + at, stride, mean + deviation * w->factor[0]);
    store_apart(w->out[1] + at, stride, mean);
    store_apart(w->out[2] + at, stride, mean - deviation * w->factor[1]);
  }
  if (answer == ANSWER_CORRELATION || answer == ANSWER_BETA) {
    vdouble of_x = t.of[2] - t.of[0] * t.of[0] * share;
    vdouble both = t.of[4] - t.of[0] * t.of[1] * share;
    if (answer == ANSWER_BETA) {
      store_apart(w->out[0] + at, stride, choose(of_x > zero, both / of_x, zero));
      return;
    }
    vdouble of_y = t.of[3] - t.of[1] * t.of[1] * share;
    vint varied = (of_x > zero) & (of_y > zero);
    store_apart(w->out[0] + at, stride, choose(varied, both / root(of_x * of_y), zero));
  }
  if (answer == ANSWER_TREND) {
    vdouble slope = (t.of[1] - t.of[0] * (q - 0.5 * (period - 1.0))) * (12.0 / (period * (period * period - 1.0)));
    vdouble mean = origin + t.of[0] * share;
    for (int k = 0; k < w->outputs; k++)
      store_apart(w->out[k] + at, stride, w->factor[k] != w->factor[k] ? slope : mean + slope * w->factor[k]);
  }
  if (answer == ANSWER_WEIGHTED)
    store_apart(w->out[0] + at, stride, origin + (t.of[1] + t.of[0] * (period - q)) * w->factor[0]);
  if (answer == ANSWER_EXTREMES) {
    store_apart(w->out[0] + at, stride, t.of[1]);
    store_apart(w->out[1] + at, stride, t.of[0]);
  }
  if (answer == ANSWER_MIDDLE) store_apart(w->out[0] + at, stride, (t.of[0] + t.of[1]) * 0.5);
  if (answer == ANSWER_PLACE || answer == ANSWER_DEPTH) {
    vdouble range = t.of[0] - t.of[1], close = load_apart(w->close + at, stride);
    vdouble part = answer == ANSWER_PLACE ? (close - t.of[1]) * 100.0 : (t.of[0] - close) * -100.0;
    store_apart(w->out[0] + at, stride, choose(range != zero, part / range, zero));
  }
}

/* The answers of `rows` windows for each of the blocks that end at `end` and every `stride` after. */
INLINE void window_group(int kind, int answer, const windows *w, long end, long stride, long rows, double *tails) {
  int width = tally_width(kind), period = w->period, two = kind == TALLY_PAIR || kind == TALLY_RETURNS || kind == TALLY_EXTREMES;
  vdouble kx = tally_input(kind, w->x + end, stride), ky = two ? tally_input(kind, w->y + end, stride) : kx;
  vdouble zero = {}, ox = tally_anchored(kind) ? kx : zero, oy = tally_anchored(kind) ? ky : zero;
  tally t, head;
  for (int k = 0; k < TALLY_MAX; k++) t.of[k] = head.of[k] = zero;
  if (kind == TALLY_SUM || kind == TALLY_HIGHEST || kind == TALLY_LOWEST || kind == TALLY_EXTREMES) t.of[0] = kx;
  if (kind == TALLY_EXTREMES) t.of[1] = ky;
  if (kind == TALLY_HIGHEST || kind == TALLY_LOWEST || kind == TALLY_EXTREMES) head = t;
  vdouble place = zero;
  long row = width * LANES;
  for (long at = period - 1;; at--) {
    if (at < rows)
      for (int k = 0; k < width; k++) store(tails + at * row + k * LANES, t.of[k]);
    if (at == 0) break;
    place -= 1.0;
    long from = end + at - period;
    vdouble dx = tally_input(kind, w->x + from, stride) - ox;
    tally_add(kind, &t, dx, two ? tally_input(kind, w->y + from, stride) - oy : dx, place);
  }
  window_answer(answer, w, t, kx, 0.0, end, stride);
  place = zero;
  for (long q = 1; q < rows; q++) {
    place += 1.0;
    vdouble dx = tally_input(kind, w->x + end + q, stride) - ox;
    tally_add(kind, &head, dx, two ? tally_input(kind, w->y + end + q, stride) - oy : dx, place);
    window_answer(answer, w, tally_join(kind, tails + q * row, &head), kx, (double)q, end + q, stride);
  }
}

/*
 * The answers of all windows that end in [first, n), first >= period - 1. `tails` has room for LANES tallies of
 * min(period, n - first) windows. The last group of blocks ends with the series, wherever the one before ended: its
 * first windows may be answered twice. A short series lets the blocks of a group overlap.
 */
INLINE void slide(int kind, int answer, const windows *w, long first, long n, double *tails) {
  long period = w->period, count = n - first;
  if (count <= 0) return;
  long rows = count < period ? count : period;
  long stride = count >= LANES * period ? period : (count - rows) / (LANES - 1);
  long reach = (LANES - 1) * stride + rows, end = first;
  for (; end + reach <= n; end += reach) window_group(kind, answer, w, end, stride, rows, tails);
  if (end < n) window_group(kind, answer, w, n - reach, stride, rows, tails);
}

#endif
