/* What program.h leaves aside: bars before lookbacks, inputs that are not finite, overflows. */
#include "program_calls.h"
#include "program_head.h"

#include "generated/program_ops_mixed.h"

static void forget(double *F, int32_t *I, int q) {
  int N = I[SYMBOLS];
  I[I[COUNTS] + q] = 0;
  for (int k = 0; k < I[SCALARS_EACH]; k++) F[I[SCALARS] + (int64_t)k * N + q] = 0.0;
  for (int k = 0; k < I[COUNTERS_EACH]; k++) I[I[COUNTERS] + (int64_t)k * N + q] = 0;
}

static int state_finite(const double *F, const int32_t *I, int q) {
  for (int k = 0; k < I[SCALARS_EACH]; k++)
    if (!finite(F[I[SCALARS] + (int64_t)k * I[SYMBOLS] + q])) return 0;
  return 1;
}

/* An overflow would stay in a recursion for good: a symbol whose state is not finite begins anew. */
static void heal(double *F, int32_t *I, int q) {
  if (state_finite(F, I, q)) return;
  forget(F, I, q);
  I[ALL_STEADY] = 0;
}

void hotpath_heal_row(double *F, int32_t *I, const double *out) {
  int N = I[SYMBOLS];
  for (int q = 0; q < N; q++)
    for (int m = 0; m < I[OUTPUTS]; m++)
      if (!finite(out[(int64_t)m * N + q])) {
        heal(F, I, q);
        break;
      }
}

/* One bar of symbols of which some are not past their lookbacks or have an input that is not finite. */
void hotpath_mixed_bar(double *F, int32_t *I, double *const *R, double *out) {
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

/* A bar of one symbol, for where blocks do not serve. */
void hotpath_single_bar(double *F, int32_t *I, double *const *in, double *const *out, int t) {
  double *R[MAX_REGISTERS];
  double frame[8], values[16];
  map_registers(R, F, I);
  for (int k = 0; k < I[INPUTS]; k++) {
    frame[k] = in[k][t];
    R[k] = frame + k;
  }
  hotpath_mixed_bar(F, I, R, values);
  for (int m = 0; m < I[OUTPUTS]; m++) out[m][t] = values[m];
}
