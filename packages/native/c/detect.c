/*
 * What this machine can run, asked of the processor and of the operating system (which must save the wide registers).
 * Compiled for the baseline: nothing else of the library runs before this has answered.
 */
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

/* Bits of the answer, which bindings.ts knows too. */
enum { SSE2 = 1, AVX2 = 2, AVX512 = 4, NEON = 8 };

/* Counts up whenever the signature of a kernel changes; the wrapper refuses a library of another number. */
EXPORT int hotpath_abi(void) { return 7; }

#if defined(__x86_64__)

typedef struct { uint32_t a, b, c, d; } registers;

static registers cpuid(uint32_t leaf, uint32_t subleaf) {
  registers r;
  __asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "a"(leaf), "c"(subleaf));
  return r;
}

static uint32_t saved_by_system(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static int has(uint32_t word, uint32_t mask) { return (word & mask) == mask; }

EXPORT int hotpath_isas(void) {
  int isas = SSE2;
  if (cpuid(0, 0).a < 7) return isas;
  registers one = cpuid(1, 0), seven = cpuid(7, 0);
  /* PCLMUL 1, FMA 12, SSE4.2 20, POPCNT 23, OSXSAVE 27, AVX 28 */
  if (!has(one.c, 1u << 1 | 1u << 12 | 1u << 20 | 1u << 23 | 1u << 27 | 1u << 28)) return isas;
  uint32_t saved = saved_by_system();
  /* Registers xmm and ymm saved; BMI1 3, AVX2 5, BMI2 8 */
  if (!has(saved, 0x6) || !has(seven.b, 1u << 3 | 1u << 5 | 1u << 8)) return isas;
  isas |= AVX2;
  /* Mask registers and both halves of zmm saved; F 16, DQ 17, BW 30, VL 31 */
  if (has(saved, 0xe6) && has(seven.b, 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31)) isas |= AVX512;
  return isas;
}

#elif defined(__aarch64__)

EXPORT int hotpath_isas(void) { return NEON; }

#else

EXPORT int hotpath_isas(void) { return 0; }

#endif

#ifndef HOSTED

/* A compiler may call these for a loop or an assignment, in a freestanding library too. */
void *memset(void *to, int byte, __SIZE_TYPE__ n) {
  volatile unsigned char *at = to;
  while (n--) *at++ = (unsigned char)byte;
  return to;
}

void *memcpy(void *restrict to, const void *restrict from, __SIZE_TYPE__ n) {
  volatile unsigned char *at = to;
  const unsigned char *source = from;
  while (n--) *at++ = *source++;
  return to;
}

#endif
