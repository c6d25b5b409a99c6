/*
 * Runs recorded calls of the kernels of trees.h, compiled here for one instruction set, on heap arrays of exactly their
 * size, so that a sanitizer sees every step outside, and compares the results bit for bit with those recorded.
 *
 *     trees <file>
 *
 * A record: the kind (0 score, 1 oblivious, 2 histogram) and two int32 that the kind explains, then seven arrays, each as
 * its size in bytes and the bytes: what the kernel takes, in order; the sixth, what it adds to; the seventh, what that is
 * to become.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ISA tested
#include "../trees.h"

enum { ARRAYS = 6 };

static void *take(FILE *file, int32_t *size) {
  if (fread(size, 4, 1, file) != 1) exit(2);
  void *block = malloc((size_t)*size);
  if (fread(block, 1, (size_t)*size, file) != (size_t)*size) exit(2);
  return block;
}

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (file == NULL) return 2;
  int runs = 0, mismatches = 0;
  int32_t head[3];
  while (fread(head, sizeof head, 1, file) == 1) {
    void *a[ARRAYS + 1];
    int32_t size[ARRAYS + 1];
    for (int k = 0; k <= ARRAYS; k++) a[k] = take(file, &size[k]);
    void *out = a[ARRAYS - 1];
    if (head[0] == 0) hotpath_trees_score_tested(a[0], head[1], head[2], a[1], a[2], a[3], a[4], out);
    else if (head[0] == 1) hotpath_trees_oblivious_tested(a[0], head[1], head[1], a[1], a[2], out);
    else hotpath_trees_histogram_tested(a[0], head[1], a[1], 0, head[2], a[2], out);
    if (size[ARRAYS - 1] != size[ARRAYS] || memcmp(out, a[ARRAYS], (size_t)size[ARRAYS]) != 0) {
      mismatches++;
      printf("MISMATCH record %d of kind %d\n", runs, head[0]);
    }
    for (int k = 0; k <= ARRAYS; k++) free(a[k]);
    runs++;
  }
  fclose(file);
  printf("%d runs, %d mismatches\n", runs, mismatches);
  return mismatches > 0 || runs == 0;
}
