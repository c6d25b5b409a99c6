/*
 * CRC-32C (Castagnoli; RFC 3720, appendix B.4), by the processor's own instruction where the target has one, else by
 * eight tables. Three streams go side by side, since the instruction answers every cycle but only three cycles later;
 * their remainders are joined by a carry-less multiplication with x^(8 length) modulo the polynomial.
 */
#ifndef HOTPATH_CHECKSUM_H
#define HOTPATH_CHECKSUM_H

#include "generated/crc32c_tables.h"
#include "vector.h"

INLINE uint64_t load_word(const uint8_t *from) {
  struct { uint64_t word; } __attribute__((packed, may_alias)) const *at = (const void *)from;
  return at->word;
}

#if defined(__SSE4_2__) && defined(__PCLMUL__)

#define CRC_WORD(crc, word) ((uint32_t)_mm_crc32_u64(crc, word))

/* crc moved over as many zero bytes as the factor stands for. */
INLINE uint32_t shift_crc(uint32_t crc, uint32_t factor) {
  __m128i product = _mm_clmulepi64_si128(_mm_cvtsi32_si128((int)crc), _mm_cvtsi32_si128((int)factor), 0);
  return CRC_WORD(0, (uint64_t)_mm_cvtsi128_si64(product));
}

INLINE const uint8_t *crc_streams(const uint8_t *at, long words, uint32_t *crc, uint32_t by_one, uint32_t by_two) {
  uint32_t first = *crc, second = 0, third = 0;
  for (long i = 0; i < words; i++, at += 8) {
    first = CRC_WORD(first, load_word(at));
    second = CRC_WORD(second, load_word(at + 8 * words));
    third = CRC_WORD(third, load_word(at + 16 * words));
  }
  *crc = shift_crc(first, by_two) ^ shift_crc(second, by_one) ^ third;
  return at + 16 * words;
}

static uint32_t crc_bytes(const uint8_t *at, long n, uint32_t crc) {
  const uint8_t *end = at + n;
  while (end - at >= 3 * CRC32C_LONG) at = crc_streams(at, CRC32C_LONG / 8, &crc, CRC32C_SHIFT_LONG, CRC32C_SHIFT_LONG_2);
  while (end - at >= 3 * CRC32C_SHORT)
    at = crc_streams(at, CRC32C_SHORT / 8, &crc, CRC32C_SHIFT_SHORT, CRC32C_SHIFT_SHORT_2);
  for (; end - at >= 8; at += 8) crc = CRC_WORD(crc, load_word(at));
  for (; at < end; at++) crc = _mm_crc32_u8(crc, *at);
  return crc;
}

#elif defined(__ARM_FEATURE_CRC32)

#include <arm_acle.h>

static uint32_t crc_bytes(const uint8_t *at, long n, uint32_t crc) {
  const uint8_t *end = at + n;
  for (; end - at >= 8; at += 8) crc = __crc32cd(crc, load_word(at));
  for (; at < end; at++) crc = __crc32cb(crc, *at);
  return crc;
}

#else

static uint32_t crc_bytes(const uint8_t *at, long n, uint32_t crc) {
  const uint8_t *end = at + n;
  for (; end - at >= 8; at += 8) {
    uint64_t word = load_word(at) ^ crc;
    crc = 0;
    UNROLL for (int i = 0; i < 8; i++) crc ^= CRC32C_TABLE[256 * (7 - i) + ((word >> (8 * i)) & 255)];
  }
  for (; at < end; at++) crc = CRC32C_TABLE[(crc ^ *at) & 255] ^ (crc >> 8);
  return crc;
}

#endif

/* The checksum of what `crc` is the checksum of (0 for nothing), followed by n bytes. */
EXPORT uint32_t KERNEL(crc32c)(const uint8_t *bytes, int n, uint32_t crc) { return ~crc_bytes(bytes, n, ~crc); }

#endif
