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

#include "elementary_functions.h"
#include "vector.h"

#define COLD __attribute__((cold, noinline))

INLINE double hp_floor(double x) { return floor_scalar(x); }
INLINE double hp_ceil(double x) { return ceil_scalar(x); }
INLINE double hp_exp(double x) { return exp_scalar(x); }
INLINE double hp_log(double x) { return log_scalar(x); }
INLINE double hp_sin(double x) { return sin_scalar(x); }
INLINE double hp_cos(double x) { return cos_scalar(x); }
INLINE double hp_atan(double x) { return atan_scalar(x); }
INLINE double hp_inverseNormal(double x) { return inverse_normal_scalar(x); }
INLINE double hp_tan(double x) { return tan_scalar(x); }
INLINE double hp_asin(double x) { return asin_scalar(x); }
INLINE double hp_acos(double x) { return acos_scalar(x); }
INLINE double hp_sinh(double x) { return sinh_scalar(x); }
INLINE double hp_cosh(double x) { return cosh_scalar(x); }
INLINE double hp_tanh(double x) { return tanh_scalar(x); }
INLINE double hp_log10(double x) { return log10_scalar(x); }
INLINE double hp_expm1(double x) { return expm1_scalar(x); }
INLINE double hp_log1p(double x) { return log1p_scalar(x); }
INLINE double hp_pow(double x, double y) { return pow_scalar(x, y); }
INLINE double hp_normalCdf(double x) { return normal_cdf_scalar(x); }

#include "generated/program_ops.h"

/* Fields of the head; src/program/layout.ts of @hotpath/indicators writes them. */
enum {
  NODES, INPUTS, OUTPUTS, STEADY_AT, SYMBOLS, CODE, COUNTS, COUNTERS, COUNTERS_EACH, SCALARS, SCALARS_EACH,
  OUTPUT_REGISTERS, OUTPUT_STARTS, GAP, LAST, ACTIVE, ALL_STEADY, REGISTERS, REGISTER_OFFSETS
};

/* What a symbol does at a bar of which an input is not finite. */
enum { RESTART, GO_ON, SKIP };

enum { MAX_REGISTERS = 4096, BLOCK = 256 };

/* x - x is +0 for what is finite, and NaN for all else. */
INLINE int all_finite(const double *x, int n) {
  vint bad = {};
  int i = 0;
  for (; i + LANES <= n; i += LANES) {
    vdouble v = load(x + i);
    bad |= as_bits(v - v);
  }
  int64_t rest = 0;
  for (int j = 0; j < LANES; j++) rest |= bad[j];
  for (; i < n; i++) rest |= x[i] - x[i] != 0.0;
  return rest == 0;
}

INLINE int finite(double x) { return x - x == 0.0; }

COLD static void forget(double *F, int32_t *I, int q) {
  int N = I[SYMBOLS];
  I[I[COUNTS] + q] = 0;
  for (int k = 0; k < I[SCALARS_EACH]; k++) F[I[SCALARS] + (int64_t)k * N + q] = 0.0;
  for (int k = 0; k < I[COUNTERS_EACH]; k++) I[I[COUNTERS] + (int64_t)k * N + q] = 0;
}

COLD static int state_finite(const double *F, const int32_t *I, int q) {
  for (int k = 0; k < I[SCALARS_EACH]; k++)
    if (!finite(F[I[SCALARS] + (int64_t)k * I[SYMBOLS] + q])) return 0;
  return 1;
}

/* An overflow would stay in a recursion for good: a symbol whose state is not finite begins anew. */
COLD static void heal(double *F, int32_t *I, int q) {
  if (state_finite(F, I, q)) return;
  forget(F, I, q);
  I[ALL_STEADY] = 0;
}

COLD static void heal_row(double *F, int32_t *I, const double *out) {
  int N = I[SYMBOLS];
  for (int q = 0; q < N; q++)
    for (int m = 0; m < I[OUTPUTS]; m++)
      if (!finite(out[(int64_t)m * N + q])) {
        heal(F, I, q);
        break;
      }
}

/* One bar of symbols of which some are not past their lookbacks or have an input that is not finite. */
COLD static void mixed_bar(double *F, int32_t *I, double *const *R, double *out) {
  int N = I[SYMBOLS], inputs = I[INPUTS], outputs = I[OUTPUTS], steady_at = I[STEADY_AT];
  int32_t *n = I + I[COUNTS], *active = I + I[ACTIVE];
  for (int q = 0; q < N; q++) {
    active[q] = 1;
    for (int k = 0; k < inputs; k++) active[q] &= finite(R[k][q]);
  }
  for (int k = 0; k < I[NODES]; k++) op_mixed(I + I[I[CODE] + k], F, I, R, N, n, active);
  int all_steady = 1;
  for (int q = 0; q < N; q++) {
    int bad = 0;
    for (int m = 0; m < outputs; m++) {
      double *last = F + I[LAST] + (int64_t)m * N + q;
      double value = *last;
      if (active[q]) value = n[q] >= I[I[OUTPUT_STARTS] + m] ? R[I[I[OUTPUT_REGISTERS] + m]][q] : HP_NAN;
      else if (I[GAP] != SKIP) value = HP_NAN;
      bad |= active[q] && n[q] >= I[I[OUTPUT_STARTS] + m] && !finite(value);
      *last = value;
      out[(int64_t)m * N + q] = value;
    }
    if (active[q]) {
      if (n[q] < steady_at) n[q]++;
      if (bad) heal(F, I, q);
    } else if (I[GAP] == RESTART) forget(F, I, q);
    all_steady &= n[q] == steady_at;
  }
  I[ALL_STEADY] = all_steady;
}

INLINE void map_registers(double **R, double *F, const int32_t *I) {
  for (int r = I[INPUTS]; r < I[REGISTERS]; r++) R[r] = F + I[I[REGISTER_OFFSETS] + r];
}

INLINE void copy(double *restrict to, const double *restrict from, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] = from[i];
}

/* Lets operations write where the caller wants their outputs; what is an output twice, or an input, is copied later. */
INLINE void aim_outputs(double **R, const int32_t *I, double *out) {
  for (int m = I[OUTPUTS] - 1; m >= 0; m--) {
    int r = I[I[OUTPUT_REGISTERS] + m];
    if (r >= I[INPUTS]) R[r] = out + (int64_t)m * I[SYMBOLS];
  }
}

/* `in` holds a frame a bar: the inputs one after the other, each with all symbols; `out` the same of the outputs. */
EXPORT void KERNEL(program_rows)(double *F, int32_t *I, const double *in, double *out, int bars) {
  double *R[MAX_REGISTERS];
  int N = I[SYMBOLS], inputs = I[INPUTS], outputs = I[OUTPUTS];
  int64_t wide = (int64_t)outputs * N;
  map_registers(R, F, I);
  for (int b = 0; b < bars; b++, in += (int64_t)inputs * N, out += wide) {
    for (int k = 0; k < inputs; k++) R[k] = (double *)in + (int64_t)k * N;
    aim_outputs(R, I, out);
    if (!I[ALL_STEADY] || !all_finite(in, inputs * N)) {
      if (b > 0) copy(F + I[LAST], out - wide, wide);
      mixed_bar(F, I, R, out);
      continue;
    }
    for (int k = 0; k < I[NODES]; k++) op_rows(I + I[I[CODE] + k], F, I, R, N);
    for (int m = 0; m < outputs; m++) {
      const double *from = R[I[I[OUTPUT_REGISTERS] + m]];
      if (from != out + (int64_t)m * N) copy(out + (int64_t)m * N, from, N);
    }
    if (I[SCALARS_EACH] > 0 && !all_finite(out, wide)) heal_row(F, I, out);
  }
  if (bars > 0) copy(F + I[LAST], out - wide, wide);
}

/* A bar of one symbol, for where blocks do not serve. */
COLD static void single_bar(double *F, int32_t *I, double *const *in, double *const *out, int t) {
  double *R[MAX_REGISTERS];
  double frame[8], values[16];
  map_registers(R, F, I);
  for (int k = 0; k < I[INPUTS]; k++) {
    frame[k] = in[k][t];
    R[k] = frame + k;
  }
  mixed_bar(F, I, R, values);
  for (int m = 0; m < I[OUTPUTS]; m++) out[m][t] = values[m];
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
      do single_bar(F, I, in, out, t++);
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
      if (values != out[m] + t)
        for (int j = 0; j < T; j++) out[m][t + j] = values[j];
      if (I[SCALARS_EACH] > 0 && !all_finite(values, T)) return 0;
    }
    t += T;
    for (int m = 0; m < outputs; m++) F[I[LAST] + m] = out[m][t - 1];
  }
  return 1;
}

EXPORT int KERNEL(program_hash)(void) { return PROGRAM_OPS_HASH; }

#endif
