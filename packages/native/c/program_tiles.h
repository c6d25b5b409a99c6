/*
 * Runs programs of which no operation keeps arrays over tiles: a few symbols side by side, operation by operation, through
 * several bars, with their state in registers. Nothing is asked on the way; where it turns out that a value was not finite,
 * the state is put back and the bars are taken one by one (program.h).
 */
#ifndef HOTPATH_PROGRAM_TILING_H
#define HOTPATH_PROGRAM_TILING_H

#include "program_head.h"
#include "vector.h"

/*
 * Vectors side by side; bars that a tile is taken through at a time, and registers that a program may have. Their values
 * lie on the stack, SCRATCH doubles.
 */
enum { TILE_VECTORS = 8, TILE = TILE_VECTORS * LANES, TILE_BARS = 32, TILE_REGISTERS = 16, SCRATCH = 256 * TILE };

/* A value of a tile: of its first symbol at the first bar, and how far it is to the next bar. */
typedef struct {
  double *at;
  int64_t step;
} column;

/* Lets the compiler believe that an array has changed, so that it does not take it into registers. */
#define KEEP_IN_MEMORY(array) __asm__ volatile("" : "+m"(array))

/* A vector, or the first lanes of one. */
INLINE vdouble take(const double *from, int lanes) { return lanes == LANES ? load(from) : load_part(from, lanes); }

INLINE void put(double *to, vdouble v, int lanes) {
  if (lanes == LANES) store(to, v);
  else
    for (int j = 0; j < LANES - 1; j++)
      if (j < lanes) to[j] = v[j];
}

#include "generated/program_tiles.h"

static int tiled(const int32_t *I) {
  if (I[REGISTERS] > TILE_REGISTERS) return 0;
  for (int k = 0; k < I[NODES]; k++)
    if (!op_tiled(I[I[I[CODE] + k]])) return 0;
  return 1;
}

/* Whether rows of frames are read and written where they are. Those of wide ones may be apart by a power of two, and push
 * each other out of the cache: they are moved to where they are close. */
INLINE int near(const int32_t *I) { return I[INPUTS] * I[SYMBOLS] <= 128 && I[OUTPUTS] * I[SYMBOLS] <= 128; }

/* How many bars a tile takes at a time: what begins and ends one counts less, and the first cache holds its values. */
static int tile_bars(const int32_t *I) {
  int bars = SCRATCH / TILE / I[REGISTERS];
  int most = near(I) ? TILE_BARS : TILE_BARS / 2;
  return bars < most ? bars : most;
}

/* Rows of a tile, copied to others; bits where a value is not finite: x - x is +0 for all else. */
INLINE vint move_rows(column to, column from, const int copied, int width, int bars) {
  vint bits[TILE_VECTORS] = {};
  for (int t = 0; t < bars; t++, to.at += to.step, from.at += from.step)
    if (width == TILE)
      UNROLL for (int k = 0; k < TILE_VECTORS; k++) {
        vdouble v = load(from.at + k * LANES);
        if (copied) store(to.at + k * LANES, v);
        bits[k] |= as_bits(v - v);
      }
    else
      for (int j = 0; j < width; j += LANES) {
        int lanes = width - j < LANES ? width - j : LANES;
        vdouble v = take(from.at + j, lanes);
        if (copied) put(to.at + j, v, lanes);
        bits[0] |= as_bits(v - v);
      }
  UNROLL for (int k = 1; k < TILE_VECTORS; k++) bits[0] |= bits[k];
  return bits[0];
}

/* One tile from symbol `q` on through all operations; bits where an input or an output is not finite. */
static vint run_tile(double *F, int32_t *I, const double *in, double *out, int q, int width, int bars, double *scratch) {
  column R[TILE_REGISTERS];
  int N = I[SYMBOLS], inputs = I[INPUTS], outputs = I[OUTPUTS];
  int64_t in_step = (int64_t)inputs * N, out_step = (int64_t)outputs * N;
  const int32_t *of = I + I[OUTPUT_REGISTERS];
  int in_place = near(I);
  vint bits = {};
  for (int r = 0; r < I[REGISTERS]; r++) R[r] = (column){scratch + (int64_t)r * bars * TILE, TILE};
  for (int k = 0; k < inputs; k++) {
    column from = {(double *)in + (int64_t)k * N + q, in_step};
    if (in_place) R[k] = from;
    bits |= in_place ? move_rows(from, from, 0, width, bars) : move_rows(R[k], from, 1, width, bars);
  }
  for (int m = outputs - 1; in_place && m >= 0; m--)
    if (of[m] >= inputs) R[of[m]] = (column){out + (int64_t)m * N + q, out_step};
  for (int k = 0; k < I[NODES]; k++) op_tile(I + I[I[CODE] + k], F, I, R, N, q, width, bars);
  for (int m = 0; m < outputs; m++) {
    column from = R[of[m]], to = {out + (int64_t)m * N + q, out_step};
    bits |= from.at == to.at ? move_rows(to, from, 0, width, bars) : move_rows(to, from, 1, width, bars);
  }
  return bits;
}

/* All symbols through at most `tile_bars` bars; 0 where a value was not finite. */
static int run_tiles(double *F, int32_t *I, const double *in, double *out, int bars) {
  double scratch[SCRATCH];
  vint bits = {};
  for (int q = 0; q < I[SYMBOLS]; q += TILE)
    bits |= run_tile(F, I, in, out, q, I[SYMBOLS] - q < TILE ? I[SYMBOLS] - q : TILE, bars, scratch);
  int64_t any_bit = 0;
  for (int j = 0; j < LANES; j++) any_bit |= bits[j];
  return any_bit == 0;
}

#endif
