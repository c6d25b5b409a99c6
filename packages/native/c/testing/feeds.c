/*
 * Runs the kernels of JSON feeds on right messages and on broken ones, on heap arrays of exactly their size, so that a
 * sanitizer sees every step outside.
 *
 *     feeds <count>
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int hotpath_json_depth(const uint8_t *, int, int, int, const int32_t *, void *, const int32_t *, int, const double *);

static uint64_t state = 88172645463325252ull;

static uint32_t below(uint32_t n) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 33) % n;
}

/* The table of one symbol, BTCUSDT, as VenueInstruments lays it out. */
static int32_t table[25];

static void make_table(int price_decimals, int size_decimals) {
  uint32_t hash = 0;
  for (const char *at = "BTCUSDT"; *at; at++) hash = (hash ^ (uint8_t)*at) * 0x01000193u;
  table[0] = 15;
  for (int i = 1; i < 17; i++) table[i] = -1;
  table[1 + ((hash ^ hash >> 15) & 15)] = 0;
  int32_t entry[6] = {(int32_t)hash, 23 * 4, 7, 3, price_decimals, size_decimals};
  memcpy(table + 17, entry, sizeof entry);
  memcpy(table + 23, "BTCUSDT", 7);
}

/* A number that the decimals allow, but for one in a hundred. */
static int put_number(char *to, int decimals) {
  int whole = below(8) ? 1 + (int)below(7) : (int)below(18), fraction = (int)below(3), n = 0;
  if (fraction > 0) fraction = fraction == 1 || decimals == 0 ? decimals : (int)below((uint32_t)decimals + 1);
  if (below(100) == 0) fraction += 1 + (int)below(8);
  for (int i = 0; i < whole; i++) to[n++] = (char)('0' + below(10));
  if (fraction > 0) to[n++] = '.';
  for (int i = 0; i < fraction; i++) to[n++] = (char)('0' + below(10));
  return n;
}

static int put_side(char *to, int levels) {
  int n = sprintf(to, "[");
  for (int i = 0; i < levels; i++) {
    n += sprintf(to + n, "%s[\"", i ? "," : "");
    n += put_number(to + n, table[21]);
    n += sprintf(to + n, "\",\"");
    n += put_number(to + n, table[22]);
    n += sprintf(to + n, "\"]");
  }
  return n + sprintf(to + n, "]");
}

static int put_message(char *to) {
  int is_wrapped = (int)below(2), is_future = (int)below(2);
  int n = is_wrapped ? sprintf(to, "{\"stream\":\"btcusdt@depth%s\",\"data\":", below(2) ? "@100ms" : "20") : 0;
  n += sprintf(to + n, "{\"e\":\"depthUpdate\",\"E\":1723161256299,%s\"s\":\"BTCUSDT\",\"U\":%u,\"u\":512310783%u,%s\"b\":",
               is_future ? "\"T\":1723161256298," : "", below(1u << 31), below(10000), is_future ? "\"pu\":1," : "");
  n += put_side(to + n, (int)below(12));
  n += sprintf(to + n, ",\"a\":");
  n += put_side(to + n, (int)below(12));
  return n + sprintf(to + n, is_wrapped ? "}}" : "}");
}

static int mutate(char *text, int n) {
  static const char nasty[] = "\"[],.:{}0129eE-\\ \x7f\x80\xff";
  for (int left = (int)below(3); left > 0 && n > 0; left--) {
    int at = (int)below((uint32_t)n), length = 1 + (int)below(16);
    if (length > n - at) length = n - at;
    switch (below(5)) {
      case 0: text[at] = (char)below(256); break;
      case 1: text[at] = nasty[below(sizeof nasty - 1)]; break;
      case 2: memset(text + at, nasty[below(sizeof nasty - 1)], (size_t)length); break;
      case 3: n = at; break;
      default: memmove(text + at, text + at + length, (size_t)(n - at - length)); n -= length;
    }
  }
  return n;
}

int main(int count, char **arguments) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) {
    puts("no AVX2");
    return 0;
  }
  static const int widths[16] = {1, 1, 1, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8, 2, 8, 2};
  static char text[16384];
  long messages = count > 1 ? atol(arguments[1]) : 1000, taken = 0;
  for (long i = 0; i < messages; i++) {
    make_table((int)below(below(4) ? 9 : 16), (int)below(below(4) ? 9 : 16));
    int n = mutate(text, put_message(text)), before = (int)below(3), behind = (int)below(40);
    uint8_t *bytes = malloc((size_t)(before + n + behind));
    memset(bytes, ']', (size_t)(before + n + behind));
    memcpy(bytes + before, text, (size_t)n);
    int32_t places[16], at = 0, row = (int)below(9), rows = row + n / 4 + 8;
    for (int column = 0; column < 16; column++) {
      places[column] = at;
      at += (rows * widths[column] + 4095) / 4096 * 4096 + 192;
    }
    void *memory = malloc((size_t)at);
    double given[3] = {1e15, 7, (double)below(2)};
    int end = hotpath_json_depth(bytes, before, before + n, before + n + behind, table, memory, places, row, given);
    if (end < 0 || end > rows) return 1;
    taken += end > 0;
    free(memory);
    free(bytes);
  }
  printf("messages %ld, taken %ld\n", messages, taken);
  return 0;
}
