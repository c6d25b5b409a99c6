/*
 * Runs recorded programs of @hotpath/indicators, by rows and by bars, with every instruction set of this machine: on heap
 * arrays of exactly their size, and with what lies between a program's arrays poisoned, so that a sanitizer sees every
 * step outside; and compares the results bit for bit with those recorded, every NaN being the same.
 *
 *     programs <file>
 *
 * A record: nine int32 (NAME_LENGTH and so on, below), the name, pairs of int32 of the poisoned stretches, integers; then
 * the doubles, the inputs and the expected outputs. Rows have frames, bars have columns.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

#include "../program_head.h"

enum { NAME_LENGTH, POISONED, INTEGERS, DOUBLES, IN, OUT, WIDTH, BARS, BY_BARS, FIELDS };

typedef double *column;
#define COLUMNS(X) X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X

#define DECLARE(isa)                                                                    \
  void hotpath_program_rows_##isa(double *, int32_t *, const double *, double *, int); \
  int hotpath_program_bars_##isa(double *, int32_t *, double *, COLUMNS(column), int, int, int);

typedef struct {
  const char *isa;
  int bit;
  void (*rows)(double *, int32_t *, const double *, double *, int);
  int (*bars)(double *, int32_t *, double *, COLUMNS(column), int, int, int);
} runner;

#define TABLE(isa, bit) {#isa, bit, hotpath_program_rows_##isa, hotpath_program_bars_##isa}

#if defined(__x86_64__)
DECLARE(sse2)
DECLARE(avx2)
static const runner all[] = {TABLE(sse2, 1), TABLE(avx2, 2)};
#else
DECLARE(neon)
static const runner all[] = {TABLE(neon, 8)};
#endif

int hotpath_isas(void);

static void *take(FILE *file, size_t size) {
  void *block = malloc(size);
  if (fread(block, 1, size, file) != size) exit(2);
  return block;
}

static void *copy_of(const void *from, size_t size) { return memcpy(malloc(size), from, size); }

static int same(double a, double b) { return (a != a && b != b) || memcmp(&a, &b, 8) == 0; }

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (file == NULL) return 2;
  int mismatches = 0, runs = 0;
  int32_t h[FIELDS];
  while (fread(h, sizeof h, 1, file) == 1) {
    char *name = take(file, (size_t)h[NAME_LENGTH]);
    int32_t *poisoned = take(file, (size_t)h[POISONED] * 8), *integers = take(file, (size_t)h[INTEGERS] * 4);
    double *doubles = take(file, (size_t)h[DOUBLES] * 8);
    size_t per_in = (size_t)h[WIDTH] * h[BARS], per_out = per_in;
    double *input = take(file, per_in * h[IN] * 8), *expected = take(file, per_out * h[OUT] * 8);
    for (size_t s = 0; s < sizeof all / sizeof all[0]; s++) {
      if (!(hotpath_isas() & all[s].bit)) continue;
      double *in[8] = {0}, *out[12] = {0};
      int done = 0;
      for (int careful = 0; careful < 2 && !done; careful++) {
        double *F = copy_of(doubles, (size_t)h[DOUBLES] * 8);
        int32_t *I = copy_of(integers, (size_t)h[INTEGERS] * 4);
        for (int k = 0; k < h[POISONED]; k++)
          ASAN_POISON_MEMORY_REGION(F + poisoned[2 * k], (size_t)(poisoned[2 * k + 1] - poisoned[2 * k]) * 8);
        int parts_in = h[BY_BARS] ? h[IN] : 1, parts_out = h[BY_BARS] ? h[OUT] : 1;
        size_t in_size = per_in * h[IN] / parts_in, out_size = per_out * h[OUT] / parts_out;
        for (int k = 0; k < parts_in; k++) in[k] = copy_of(input + k * in_size, in_size * 8);
        for (int m = 0; m < parts_out; m++) out[m] = malloc(out_size * 8);
        if (h[BY_BARS]) {
          double *B = malloc((size_t)(I[REGISTERS] - I[INPUTS]) * BLOCK * 8);
          if (careful) I[ALL_STEADY] = 0;
          done = all[s].bars(F, I, B, in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], out[0], out[1], out[2],
                             out[3], out[4], out[5], out[6], out[7], out[8], out[9], out[10], out[11], 0, h[BARS],
                             careful);
          free(B);
        } else {
          all[s].rows(F, I, in[0], out[0], h[BARS]);
          done = 1;
        }
        for (int m = 0; done && m < parts_out; m++)
          for (size_t t = 0; t < out_size; t++)
            if (!same(out[m][t], expected[m * out_size + t])) {
              if (mismatches++ < 20)
                printf("MISMATCH %.*s %s %s at %zu: %.17g, expected %.17g\n", (int)h[NAME_LENGTH], name, all[s].isa,
                       h[BY_BARS] ? "bars" : "rows", m * out_size + t, out[m][t], expected[m * out_size + t]);
              break;
            }
        for (int k = 0; k < parts_in; k++) free(in[k]);
        for (int m = 0; m < parts_out; m++) free(out[m]);
        ASAN_UNPOISON_MEMORY_REGION(F, (size_t)h[DOUBLES] * 8);
        free(F);
        free(I);
      }
      mismatches += !done;
      runs++;
    }
    free(name);
    free(poisoned);
    free(integers);
    free(doubles);
    free(input);
    free(expected);
  }
  fclose(file);
  printf("%d runs, %d mismatches\n", runs, mismatches);
  return mismatches > 0 || runs == 0;
}
