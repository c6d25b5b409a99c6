/*
 * The levels of a book's side in a JSON message, `[["price","size"],…]`, into columns. Read one after the other, each
 * number would wait for the length of the one before: the closing brackets are found first, wide, and every level then
 * begins and ends where they say; the two numbers of a level share the wide registers.
 */
#ifndef HOTPATH_JSON_LEVELS_H
#define HOTPATH_JSON_LEVELS_H

#include <immintrin.h>

#include "json_number.h"

/* Where levels go, and what they mean. */
typedef struct {
  double *prices, *sizes;
  int price_decimals, size_decimals;
} level_columns;

/* `"price","size"]` from the price's first digit, one number after the other. Where the bracket is, or 0. */
static __attribute__((noinline)) const uint8_t *level_in_turn(const uint8_t *at, const uint8_t *limit, int price_decimals,
                                                              int size_decimals, double *price, double *size) {
  at = quoted_number(at, limit, price_decimals, price);
  if (at == 0 || limit - at < 3 || at[1] != ',' || at[2] != '"') return 0;
  at = quoted_number(at + 3, limit, size_decimals, size);
  return at == 0 || limit - at < 2 || at[1] != ']' ? 0 : at + 1;
}

/* Where the closing brackets are, from `next` on. */
typedef struct { const int32_t *places; int next, count; } brackets;

/* All ones, then zeros: from 16 − n on they keep the first n bytes of sixteen. */
static const uint8_t keep[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

/*
 * Writes the places of the closing brackets in bytes[from, end), four at a time: no more than `most` and three. Returns
 * how many there are, or −1 if there are more.
 */
INLINE int find_brackets(const uint8_t *bytes, int from, int end, int32_t *places, int most) {
  __m256i bracket = _mm256_set1_epi8(']');
  int count = 0, at = from;
  for (; at + 64 <= end; at += 64) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + at));
    __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + at + 32));
    uint64_t found = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, bracket)) |
                     (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, bracket)) << 32;
    int here = __builtin_popcountll(found);
    if (count + here > most) return -1;
    for (int done = 0; done == 0 || done < here; done += 4) {
      for (int i = 0; i < 4; i++, found &= found - 1) places[count + done + i] = at + (int)_tzcnt_u64(found);
    }
    count += here;
  }
  for (; at < end; at++) {
    if (bytes[at] != ']') continue;
    if (count == most) return -1;
    places[count++] = at;
  }
  return count;
}

/*
 * How the digits of a level are put in their places: the price's in the lower half of the registers, the size's in the
 * upper half. Constants stand here too, since a compiler that knows them makes them anew for every level.
 */
typedef struct {
  /*
   * Of each half, by the place of the point (0 to 7): which byte goes where. Eight digits before the point, to the right,
   * then the decimals, to the right too; zeros elsewhere. A point at 0 is put among the digits, where it is noticed.
   */
  __m128i price_places[8], size_places[8];
  __m256i zeros, nine, tens, hundreds, myriads, scale, exponent;
  int64_t price_decimals, size_decimals;
} level_units;

INLINE void set_places(__m128i *places, int decimals) {
  /* Bytes −8 to −1 from the point, then those from 1 to `decimals` behind it. A negative place makes a zero. */
  uint64_t low = 0xfffefdfcfbfaf9f8ull, high = 0x0807060504030201ull;
  high = decimals == 0 ? 0x8080808080808080ull
                       : high << 8 * (8 - decimals) | (decimals == 8 ? 0 : 0x8080808080808080ull >> 8 * decimals);
  __m128i base = _mm_set_epi64x((int64_t)high, (int64_t)low);
  places[0] = _mm_setzero_si128();
  for (int point = 1; point < 8; point++) places[point] = _mm_add_epi8(base, _mm_set1_epi8((char)point));
}

INLINE void set_units(level_units *units, int price_decimals, int size_decimals) {
  set_places(units->price_places, price_decimals);
  set_places(units->size_places, size_decimals);
  units->zeros = _mm256_set1_epi8('0');
  units->nine = _mm256_set1_epi8(9);
  units->tens = _mm256_set1_epi16(0x010a);
  units->hundreds = _mm256_set1_epi32(0x00010064);
  units->myriads = _mm256_set1_epi32(0x00012710);
  units->scale = _mm256_setr_epi64x((int64_t)powers_of_ten[price_decimals], 0, (int64_t)powers_of_ten[size_decimals], 0);
  units->exponent = (__m256i)_mm256_set1_pd(0x1p52);
  units->price_decimals = price_decimals;
  units->size_decimals = size_decimals;
}

/* Whether `count` bytes from `at` on are zeros; false for more than 8. */
INLINE int are_zeros(const uint8_t *at, int64_t count) {
  uint64_t word;
  __builtin_memcpy(&word, at, 8);
  return count <= 8 && _bzhi_u64(word ^ ZEROS, (uint32_t)(8 * count)) == 0;
}

/* Bits of the bytes below '0': of all that may stand in a level, a point, a quote and a comma. */
INLINE uint64_t marks_of(__m128i text, const level_units *units) {
  return (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(_mm256_castsi256_si128(units->zeros), text));
}

/*
 * The level whose price begins at `from` and whose closing bracket, behind a quote, is at `bracket`. Returns 0 where a
 * number is longer than 16 bytes, has more than seven digits before the point, or something is not as it should be.
 */
INLINE int level_at_once(const uint8_t *from, const uint8_t *bracket, const level_units *units, double *price, double *size) {
  __m128i price_text = _mm_loadu_si128((const __m128i *)from);
  uint64_t marks = marks_of(price_text, units);
  uint64_t price_point = _tzcnt_u64(marks), price_end = price_point;
  if (__builtin_expect(price_point > 7, 0)) return 0;
  if (from[price_point] == '.') price_end = _tzcnt_u64(_blsr_u64(marks));
  const uint8_t *middle = from + price_end;
  uint64_t size_end = (uint64_t)(bracket - 4 - middle);
  if (__builtin_expect(((price_end - 1) | (size_end - 1)) > 15, 0)) return 0;
  __m128i size_text = _mm_loadu_si128((const __m128i *)(middle + 3));
  uint64_t size_point = _tzcnt_u64(marks_of(size_text, units));
  if (__builtin_expect(size_point > 7, 0)) return 0;
  uint32_t between, point = middle[3 + size_point];
  if (size_point == size_end) point = '.';
  __builtin_memcpy(&between, middle, 4);
  uint32_t odd = (between << 8 ^ 0x222c2200) | (point ^ '.');
  if (__builtin_expect(odd != 0, 0)) return 0;
  /* Behind the last decimal there is nothing but zeros. */
  int64_t price_finer = (int64_t)(price_end - price_point - 1) - units->price_decimals;
  int64_t size_finer = (int64_t)(size_end - size_point - 1) - units->size_decimals;
  if (price_finer > 0 && !are_zeros(middle - price_finer, price_finer)) return 0;
  if (size_finer > 0 && !are_zeros(bracket - 1 - size_finer, size_finer)) return 0;
  __m256i kept = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(keep + 16 - price_end))),
      _mm_loadu_si128((const __m128i *)(keep + 16 - size_end)), 1);
  __m256i places = _mm256_inserti128_si256(_mm256_castsi128_si256(units->price_places[price_point]),
                                           units->size_places[size_point], 1);
  __m256i digits = _mm256_inserti128_si256(_mm256_castsi128_si256(price_text), size_text, 1);
  digits = _mm256_shuffle_epi8(_mm256_and_si256(_mm256_xor_si256(digits, units->zeros), kept), places);
  /* What stands there is a digit, or it is more than nine. */
  __m256i excess = _mm256_subs_epu8(digits, units->nine);
  if (__builtin_expect(!_mm256_testz_si256(excess, excess), 0)) return 0;
  __m256i fours = _mm256_madd_epi16(_mm256_maddubs_epi16(digits, units->tens), units->hundreds);
  __m256i eights = _mm256_madd_epi16(_mm256_packus_epi32(fours, fours), units->myriads);
  /* Whole units in the lower words, decimals in the upper ones. Sums below 2^52 are the low bits of 2^52 + themselves. */
  __m256i sums = _mm256_add_epi64(_mm256_mul_epu32(eights, units->scale), _mm256_srli_epi64(eights, 32));
  __m256d values = _mm256_sub_pd((__m256d)_mm256_or_si256(sums, units->exponent), (__m256d)units->exponent);
  *price = _mm256_cvtsd_f64(values);
  *size = _mm_cvtsd_f64(_mm256_extractf128_pd(values, 1));
  return 1;
}

/* All that is read wide of a level is there if its bracket is so far from the limit. */
#define WIDE 20

/* What stands at a bracket: behind a quote, and before the next level or at the end of the side. */
#define BEFORE_LEVEL 0x225b2c5d22ull
#define AT_END 0x5d5d22u

INLINE uint64_t five_bytes(const uint8_t *at, const uint8_t *limit) {
  return load_up_to(at, limit) & 0xffffffffffull;
}

/*
 * One side. The cursor stands before its bracket; `found` are the closing brackets from there on, up to the end of the
 * message. Returns the row behind the last one, or −1.
 */
static __attribute__((noinline)) int read_levels(cursor *c, const uint8_t *bytes, brackets *found, const level_units *units,
                                                 const level_columns *to, int row) {
  const uint8_t *at = c->at, *limit = c->limit;
  if (limit - at < 3 || at[0] != '[') return -1;
  if (at[1] == ']') {
    found->next++;
    c->at = at + 2;
    return row;
  }
  if (at[1] != '[' || at[2] != '"') return -1;
  at += 3;
  /* Beyond this bracket nothing is read wide. */
  const uint8_t *widest = units == 0 || limit - bytes < WIDE ? bytes : limit - WIDE;
  const int32_t *place = found->places + found->next, *last = found->places + found->count - 1;
  double *price = to->prices + row;
  int64_t size_from_price = (const uint8_t *)to->sizes - (const uint8_t *)to->prices;
#define SIZE ((double *)((uint8_t *)price + size_from_price))
  for (; place < last; place++, price++) {
    const uint8_t *bracket = bytes + *place;
    uint64_t next;
    if (__builtin_expect(bracket < widest, 1)) {
      __builtin_memcpy(&next, bracket - 1, 8);
      next <<= 24;
      if (__builtin_expect(level_at_once(at, bracket, units, price, SIZE), 1)) {
        at = bracket + 4;
        if (next == BEFORE_LEVEL << 24) continue;
        next >>= 24;
        goto end;
      }
    }
    if (level_in_turn(at, limit, to->price_decimals, to->size_decimals, price, SIZE) != bracket) return -1;
    next = five_bytes(bracket - 1, limit);
    at = bracket + 4;
    if (next == BEFORE_LEVEL) continue;
  end:
    if ((next & 0xffffff) != AT_END) return -1;
    found->next = (int)(place - found->places) + 2;
    c->at = bracket + 2;
    return (int)(price - to->prices) + 1;
  }
#undef SIZE
  return -1;
}

/*
 * Both sides of a book up to `end`, with a text of five bytes between them: bids, then asks, of which the first row is
 * told. The places of brackets are kept in `scratch`, of four more than a quarter of the bytes. Returns the row behind the
 * last one, or −1.
 */
INLINE int read_sides(cursor *c, const uint8_t *bytes, int end, const char *between, int32_t *scratch,
                      const level_columns *to, int row, int *asks) {
  int from = (int)(c->at - bytes);
  brackets found = {scratch, 0, find_brackets(bytes, from, end, scratch, (end - from) / 4)};
  if (found.count < 0) return -1;
  level_units units, *used = 0;
  if (to->price_decimals <= 8 && to->size_decimals <= 8) {
    set_units(&units, to->price_decimals, to->size_decimals);
    used = &units;
  }
  *asks = read_levels(c, bytes, &found, used, to, row);
  return *asks < 0 || !takes(c, (const uint8_t *)between, 5) ? -1 : read_levels(c, bytes, &found, used, to, *asks);
}

#endif
