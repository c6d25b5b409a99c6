/*
 * Runs a program: a list of operations over series, each with its state, as @hotpath/indicators makes them. `rows`
 * advances many symbols by one bar after the other, operation by operation, so that symbols lie side by side in vectors;
 * `bars` advances one symbol over blocks of bars. Both do to each symbol, bit for bit, what the program's form in
 * TypeScript does. The operations are generated (generated/program_ops.h).
 *
 * Everything lies in two arrays, doubles F and integers I, whose head says where. The TypeScript side made it all and
 * has checked the lengths of what callers bring.
 */
#ifndef HOTPATH_PROGRAM_H
#define HOTPATH_PROGRAM_H

#include <stdint.h>

#include "names.h"
#include "program_calls.h"
#include "program_head.h"
#include "vector.h"

#include "generated/program_ops.h"

/* x - x is +0 for what is finite, and NaN for all else. */
INLINE int all_finite(const double *x, int n) {
  vint bad[4] = {{}, {}, {}, {}};
  int i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES)
    UNROLL for (int k = 0; k < 4; k++) {
      vdouble v = load(x + i + k * LANES);
      bad[k] |= as_bits(v - v);
    }
  for (; i + LANES <= n; i += LANES) {
    vdouble v = load(x + i);
    bad[0] |= as_bits(v - v);
  }
  bad[0] |= bad[1] | (bad[2] | bad[3]);
  int64_t rest = 0;
  for (int j = 0; j < LANES; j++) rest |= bad[0][j];
  for (; i < n; i++) rest |= x[i] - x[i] != 0.0;
  return rest == 0;
}

INLINE void copy(double *restrict to, const double *restrict from, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] = from[i];
}

#include "program_tiles.h"

/* Lets operations write where the caller wants their outputs; what is an output twice, or an input, is copied later. */
INLINE void aim_outputs(double **R, const int32_t *I, double *out) {
  for (int m = I[OUTPUTS] - 1; m >= 0; m--) {
    int r = I[I[OUTPUT_REGISTERS] + m];
    if (r >= I[INPUTS]) R[r] = out + (int64_t)m * I[SYMBOLS];
  }
}

/* One bar of all symbols; `before` is the frame of outputs of the bar before it, if it is not in LAST. */
static void run_row(double *F, int32_t *I, double **R, const double *in, double *out, const double *before) {
  int N = I[SYMBOLS], inputs = I[INPUTS], outputs = I[OUTPUTS];
  int64_t wide = (int64_t)outputs * N;
  for (int k = 0; k < inputs; k++) R[k] = (double *)in + (int64_t)k * N;
  aim_outputs(R, I, out);
  if (!I[ALL_STEADY] || !all_finite(in, inputs * N)) {
    if (before != 0) copy(F + I[LAST], before, wide);
    hotpath_mixed_bar(F, I, R, out);
    return;
  }
  for (int k = 0; k < I[NODES]; k++) op_rows(I + I[I[CODE] + k], F, I, R, N);
  for (int m = 0; m < outputs; m++) {
    const double *from = R[I[I[OUTPUT_REGISTERS] + m]];
    if (from != out + (int64_t)m * N) copy(out + (int64_t)m * N, from, N);
  }
  if (I[SCALARS_EACH] > 0 && !all_finite(out, wide)) hotpath_heal_row(F, I, out);
}

/* `in` holds a frame a bar: the inputs one after the other, each with all symbols; `out` the same of the outputs. */
EXPORT void KERNEL(program_rows)(double *F, int32_t *I, const double *in, double *out, int bars) {
  double *R[MAX_REGISTERS];
  int64_t N = I[SYMBOLS], inputs = I[INPUTS] * N, wide = I[OUTPUTS] * N, state = I[SCALARS_EACH] * N;
  /* What takes a bar back is of no use here: its room keeps the state as it was before the bar `from`. */
  double *scalars = F + I[SCALARS], *kept = scalars + state;
  int most = bars > 1 && tiled(I) ? tile_bars(I) : 0, from = -1;
  map_registers(R, F, I);
  for (int b = 0; b < bars;) {
    int some = 1;
    if (most > 0 && I[ALL_STEADY]) {
      if (from < 0) {
        copy(kept, scalars, state);
        from = b;
      }
      some = bars - b < most ? bars - b : most;
      if (run_tiles(F, I, in + b * inputs, out + b * wide, some)) {
        b += some;
        continue;
      }
      copy(scalars, kept, state);
      some += b - from;
      b = from;
      from = -1;
    }
    for (int end = b + some; b < end; b++)
      run_row(F, I, R, in + b * inputs, out + b * wide, b > 0 ? out + (b - 1) * wide : 0);
  }
  if (bars > 0) copy(F + I[LAST], out + (bars - 1) * wide, wide);
}

/*
 * One symbol over the bars from `from` to `to`, inputs and outputs in columns of their own, registers of a block in B.
 * Returns 1, or 0 where a result was not finite: state and outputs are void then, and the caller asks again from the
 * start with `careful`, which takes bar by bar.
 */
EXPORT int KERNEL(program_bars)(double *F, int32_t *I, double *B, double *i0, double *i1, double *i2, double *i3,
                               double *i4, double *i5, double *i6, double *i7, double *o0, double *o1, double *o2,
                               double *o3, double *o4, double *o5, double *o6, double *o7, double *o8, double *o9,
                               double *o10, double *o11, int from, int to, int careful) {
  double *in[] = {i0, i1, i2, i3, i4, i5, i6, i7};
  double *out[] = {o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11};
  double *R[MAX_REGISTERS];
  int inputs = I[INPUTS], outputs = I[OUTPUTS];
  for (int t = from; t < to;) {
    int T = to - t < BLOCK ? to - t : BLOCK;
    int whole = !careful && I[ALL_STEADY];
    for (int k = 0; whole && k < inputs; k++) whole = all_finite(in[k] + t, T);
    if (!whole) {
      /* Up to where all lookbacks are past; a block with a value that is not finite, to its end. */
      int end = t + T, warming = !I[ALL_STEADY];
      do hotpath_single_bar(F, I, in, out, t++);
      while (t < end && !(warming && I[ALL_STEADY] && !careful));
      continue;
    }
    for (int k = 0; k < inputs; k++) R[k] = in[k] + t;
    for (int r = inputs; r < I[REGISTERS]; r++) R[r] = B + (int64_t)(r - inputs) * BLOCK;
    for (int m = 0; m < outputs; m++) {
      int r = I[I[OUTPUT_REGISTERS] + m];
      if (r >= inputs && R[r] == B + (int64_t)(r - inputs) * BLOCK) R[r] = out[m] + t;
    }
    for (int k = 0; k < I[NODES]; k++) op_bars(I + I[I[CODE] + k], F, I, R, T);
    for (int m = 0; m < outputs; m++) {
      const double *values = R[I[I[OUTPUT_REGISTERS] + m]];
      if (values != out[m] + t) copy(out[m] + t, values, T);
      if (I[SCALARS_EACH] > 0 && !all_finite(values, T)) return 0;
    }
    t += T;
    for (int m = 0; m < outputs; m++) F[I[LAST] + m] = out[m][t - 1];
  }
  return 1;
}

EXPORT int KERNEL(program_hash)(void) { return PROGRAM_OPS_HASH; }

#endif
