/* Integers of feeds, most significant byte first, at any address. */
#ifndef HOTPATH_BIG_ENDIAN_H
#define HOTPATH_BIG_ENDIAN_H

#include <stdint.h>

#define BIG_ENDIAN_LOAD static inline __attribute__((always_inline))

BIG_ENDIAN_LOAD uint32_t load16(const uint8_t *at) {
  uint16_t value;
  __builtin_memcpy(&value, at, 2);
  return __builtin_bswap16(value);
}

BIG_ENDIAN_LOAD uint32_t load32(const uint8_t *at) {
  uint32_t value;
  __builtin_memcpy(&value, at, 4);
  return __builtin_bswap32(value);
}

BIG_ENDIAN_LOAD uint64_t load64(const uint8_t *at) {
  uint64_t value;
  __builtin_memcpy(&value, at, 8);
  return __builtin_bswap64(value);
}

/* From here on an integer of 8 bytes is not safe as a double. */
#define UNSAFE (1ull << 53)

#endif
