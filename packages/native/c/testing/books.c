/*
 * Runs recorded batches over books of @hotpath/order-book: on heap arrays of exactly their size, so that a sanitizer sees
 * every step outside; and compares memory and results, byte for byte, with those that TypeScript has come to.
 *
 *     books <file>
 *
 * A record: int32 (KIND and so on, below); then the arrays of a call, each as its size in bytes and its bytes, in the order
 * of its parameters; then those that the call writes to, as they must be afterwards.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int hotpath_book_match(int32_t *, const void *, int, int, int, void *, int, int, int, const int32_t *, double *);
int hotpath_book_apply(int32_t *, const uint8_t *, const uint8_t *, const int32_t *, const double *, const double *,
                       const double *, const double *, int, int, const double *, uint32_t *, double *, int, int);
int hotpath_book_itch(int32_t *, const uint8_t *, int, int, const int32_t *, const double *, uint32_t *, double *, int,
                      double *, int, int32_t *);

enum { KIND, FROM, TO, RESULT, STRIDE, REPORT_STRIDE, ROWS, MAX_ROWS, KEEPS_LOCKED, KEEPS_CROSSED, KEEPS, ROOM, FIELDS };
enum { MATCH, APPLY, ITCH };

/* The arrays of each kind of call. */
static const int arrays[] = {5, 11, 8};

typedef struct {
  int32_t size;
  void *bytes;
} block;

static block take(FILE *file) {
  block b;
  if (fread(&b.size, 4, 1, file) != 1) exit(2);
  b.bytes = malloc((size_t)b.size);
  if (fread(b.bytes, 1, (size_t)b.size, file) != (size_t)b.size) exit(2);
  return b;
}

/* The next block of the file must be equal to this one. */
static int differs(FILE *file, block found, const char *what, int record) {
  block expected = take(file);
  int32_t at = 0;
  while (at < found.size && ((char *)found.bytes)[at] == ((char *)expected.bytes)[at]) at++;
  free(expected.bytes);
  if (at == found.size && found.size == expected.size) return 0;
  printf("MISMATCH record %d, %s at byte %d\n", record, what, at);
  return 1;
}

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (file == NULL) return 2;
  int mismatches = 0, runs = 0;
  int32_t h[FIELDS];
  for (; fread(h, sizeof h, 1, file) == 1; runs++) {
    block b[11];
    int blocks = arrays[h[KIND]], result;
    for (int k = 0; k < blocks; k++) b[k] = take(file);
    if (h[KIND] == MATCH) {
      result = hotpath_book_match(b[0].bytes, b[1].bytes, h[STRIDE], h[FROM], h[TO], b[2].bytes, h[REPORT_STRIDE],
                                  h[ROWS], h[MAX_ROWS], b[3].bytes, b[4].bytes);
      mismatches += differs(file, b[0], "memory", runs) + differs(file, b[2], "reports", runs);
      mismatches += differs(file, b[4], "last prices", runs);
    } else if (h[KIND] == ITCH) {
      result = hotpath_book_itch(b[0].bytes, b[1].bytes, h[FROM], h[TO], b[2].bytes, b[3].bytes, b[4].bytes, b[5].bytes,
                                 h[KEEPS], b[6].bytes, h[ROOM], b[7].bytes);
      mismatches += differs(file, b[0], "memory", runs) + differs(file, b[4], "revisions", runs);
      mismatches += differs(file, b[5], "counts", runs) + differs(file, b[6], "notes", runs);
      mismatches += differs(file, b[7], "answer", runs);
    } else {
      result = hotpath_book_apply(b[0].bytes, b[1].bytes, b[2].bytes, b[3].bytes, b[4].bytes, b[5].bytes, b[6].bytes,
                                  b[7].bytes, h[FROM], h[TO], b[8].bytes, b[9].bytes, b[10].bytes, h[KEEPS_LOCKED],
                                  h[KEEPS_CROSSED]);
      mismatches += differs(file, b[0], "memory", runs) + differs(file, b[9], "revisions", runs);
      mismatches += differs(file, b[10], "counts", runs);
    }
    if (result != h[RESULT] && ++mismatches < 20) printf("MISMATCH record %d: stopped at %d, not %d\n", runs, result, h[RESULT]);
    for (int k = 0; k < blocks; k++) free(b[k].bytes);
  }
  fclose(file);
  printf("%d runs, %d mismatches\n", runs, mismatches);
  return mismatches > 0 || runs == 0;
}
