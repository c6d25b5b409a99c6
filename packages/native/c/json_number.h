/* Numbers of JSON feeds: integers, eight digits at a time, and decimals in quotes as integer units. */
#ifndef HOTPATH_JSON_NUMBER_H
#define HOTPATH_JSON_NUMBER_H

#include <stdint.h>

#ifndef INLINE
#define INLINE static inline __attribute__((always_inline))
#endif

/* Number.MAX_SAFE_INTEGER */
#define MOST_SAFE 9007199254740991ull

/* Where a message is being read, and the end of the buffer that it lies in. */
typedef struct { const uint8_t *at, *limit; } cursor;

static const uint64_t powers_of_ten[16] = {
  1ull, 10ull, 100ull, 1000ull, 10000ull, 100000ull, 1000000ull, 10000000ull, 100000000ull, 1000000000ull,
  10000000000ull, 100000000000ull, 1000000000000ull, 10000000000000ull, 100000000000000ull, 1000000000000000ull,
};

INLINE int is_same(const uint8_t *a, const uint8_t *b, int length) {
  int i = 0;
  uint64_t x, y;
  for (; i + 8 <= length; i += 8) {
    __builtin_memcpy(&x, a + i, 8);
    __builtin_memcpy(&y, b + i, 8);
    if (x != y) return 0;
  }
  for (; i < length; i++)
    if (a[i] != b[i]) return 0;
  return 1;
}

/* Moves behind a fixed text if it comes next. */
#define TAKES(cursor, text) takes(cursor, (const uint8_t *)(text), sizeof(text) - 1)

INLINE int takes(cursor *c, const uint8_t *text, int length) {
  if (c->limit - c->at < length || !is_same(c->at, text, length)) return 0;
  c->at += length;
  return 1;
}

/* Eight bytes, of which those behind the limit are 0. */
INLINE uint64_t load_up_to(const uint8_t *at, const uint8_t *limit) {
  uint64_t word = 0;
  if (__builtin_expect(limit - at >= 8, 1)) {
    __builtin_memcpy(&word, at, 8);
    return word;
  }
  for (int i = 0; i < limit - at; i++) word |= (uint64_t)at[i] << 8 * i;
  return word;
}

#define ZEROS 0x3030303030303030ull

/* How many of the bytes, which were `^ ZEROS`, are digits before the first one that is none. */
INLINE int digits_in(uint64_t word) {
  uint64_t others = ((word + 0x7676767676767676ull) | word) & 0x8080808080808080ull;
  return others == 0 ? 8 : __builtin_ctzll(others) >> 3;
}

/* The value of eight digits, the first in the lowest byte. */
INLINE uint64_t eight_digits(uint64_t word) {
  word = word * 10 + (word >> 8);
  return ((word & 0x000000ff000000ffull) * 0x000f424000000064ull +
          ((word >> 16) & 0x000000ff000000ffull) * 0x0000271000000001ull) >> 32;
}

/* The value of the first `n` digits, 1 to 8. */
INLINE uint64_t first_digits(uint64_t word, int n) { return eight_digits(word << 8 * (8 - n)); }

/* A JSON integer of 0 or more that is a safe integer, behind which it moves. */
INLINE int integer(cursor *c, double *value) {
  uint64_t word = load_up_to(c->at, c->limit) ^ ZEROS;
  int n = digits_in(word);
  if (n == 0 || ((uint8_t)word == 0 && n > 1)) return 0;
  uint64_t sum = first_digits(word, n);
  if (n == 8) {
    word = load_up_to(c->at + 8, c->limit) ^ ZEROS;
    int more = digits_in(word);
    if (more > 0) sum = sum * powers_of_ten[more] + first_digits(word, more);
    n += more;
    if (n == 16 && (c->limit - c->at <= 16 || (uint8_t)(c->at[16] ^ '0') <= 9)) return 0;
  }
  if (sum > MOST_SAFE) return 0;
  c->at += n;
  *value = (double)sum;
  return 1;
}

/*
 * An unsigned decimal of 0 to 15 decimals, digit by digit: where the quote is with which it ends, or 0. A processor guesses
 * how many digits there are and goes on meanwhile, which is faster than to compute where they end and to wait for it.
 */
INLINE const uint8_t *quoted_number(const uint8_t *at, const uint8_t *limit, int decimals, double *value) {
  const uint8_t *from = at, *most = limit - at > 17 ? at + 17 : limit;
  uint64_t whole = 0, fraction = 0, sum, digit;
  int left = decimals;
  for (; at < most && (digit = *at ^ '0') <= 9; at++) whole = whole * 10 + digit;
  if (at == from || at == from + 17 || at == limit) return 0;
  if (*at == '.') {
    at++;
    for (; left > 0 && at < limit && (digit = *at ^ '0') <= 9; at++, left--) fraction = fraction * 10 + digit;
    while (at < limit && *at == '0') at++;
    if (at == limit) return 0;
  }
  if (*at != '"' || __builtin_mul_overflow(whole, powers_of_ten[decimals], &sum)) return 0;
  fraction *= powers_of_ten[left];
  if (sum > MOST_SAFE || fraction > MOST_SAFE - sum) return 0;
  *value = (double)(int64_t)(sum + fraction);
  return at;
}

#endif
