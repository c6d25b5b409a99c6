/*
 * The head of a program's memory, and what a bar does that is not plain sailing. The latter is compiled once, for the
 * baseline (program_cold.c), since it is exact and so the same for every instruction set.
 */
#ifndef HOTPATH_PROGRAM_HEAD_H
#define HOTPATH_PROGRAM_HEAD_H

#include <stdint.h>

/* Fields of the head; src/program/layout.ts of @hotpath/indicators writes them. */
enum {
  NODES, INPUTS, OUTPUTS, STEADY_AT, SYMBOLS, CODE, COUNTS, COUNTERS, COUNTERS_EACH, SCALARS, SCALARS_EACH,
  OUTPUT_REGISTERS, OUTPUT_STARTS, GAP, LAST, ACTIVE, ALL_STEADY, REGISTERS, REGISTER_OFFSETS
};

/* What a symbol does at a bar of which an input is not finite. */
enum { RESTART, GO_ON, SKIP };

enum { MAX_REGISTERS = 4096, BLOCK = 256 };

/* One bar of symbols of which some are not past their lookbacks or have an input that is not finite. */
void hotpath_mixed_bar(double *F, int32_t *I, double *const *R, double *out);

/* A bar of one symbol, for where blocks do not serve. */
void hotpath_single_bar(double *F, int32_t *I, double *const *in, double *const *out, int t);

/* An overflow would stay in a recursion for good: a symbol whose state is not finite begins anew. */
void hotpath_heal_row(double *F, int32_t *I, const double *out);

static inline int finite(double x) { return x - x == 0.0; }

static inline void map_registers(double **R, double *F, const int32_t *I) {
  for (int r = I[INPUTS]; r < I[REGISTERS]; r++) R[r] = F + I[I[REGISTER_OFFSETS] + r];
}

#endif
