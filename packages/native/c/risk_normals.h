/*
 * Standard normal numbers for simulations: eight streams of xoshiro256** 1.0 (Blackman and Vigna), number i from stream
 * i mod 8 whatever the width of the vectors, each turned by the inverse of the distribution function (M. J. Wichura,
 * algorithm AS 241, PPND16, Applied Statistics 37, 1988). The twin is src/portable/risk.ts, operation by operation.
 */
#ifndef HOTPATH_RISK_NORMALS_H
#define HOTPATH_RISK_NORMALS_H

#include "batch.h"

#define STREAMS 8
#define STREAM_VECTORS (STREAMS / LANES)
/* Vectors whose ratios are reckoned side by side, since each waits for itself. */
#define TOGETHER 4

INLINE vword rotate_left(vword x, int by) { return x << by | x >> (64 - by); }

INLINE vword load_words(const uint64_t *from) { return (vword)as_bits(load((const double *)from)); }

INLINE void store_words(uint64_t *to, vword v) { store((double *)to, as_doubles((vint)v)); }

/* The lanes of a mask as bits of a number. */
INLINE unsigned lanes_set(vint mask) {
#if LANES == 8
  return _mm512_movepi64_mask((__m512i)mask);
#elif LANES == 4
  return (unsigned)_mm256_movemask_pd((__m256d)mask);
#elif defined(__x86_64__)
  return (unsigned)_mm_movemask_pd((__m128d)mask);
#else
  return (mask[0] & 1) | (mask[1] & 2);
#endif
}

/* Uniform numbers less 1/2: odd multiples of 2^-53 in (-1/2, 1/2). State: word w of stream s at 8 w + s. */
INLINE void centred_uniforms(uint64_t *state, int n, double *out) {
  vword s[4][STREAM_VECTORS];
  for (int w = 0; w < 4; w++)
    for (int v = 0; v < STREAM_VECTORS; v++) s[w][v] = load_words(state + STREAMS * w + LANES * v);
  for (int i = 0; i < n; i += STREAMS)
    UNROLL for (int v = 0; v < STREAM_VECTORS; v++) {
      vword times5 = (s[1][v] << 2) + s[1][v];
      vword rotated = rotate_left(times5, 7);
      vword word = (rotated << 3) + rotated;
      vword shifted = s[1][v] << 17;
      s[2][v] ^= s[0][v];
      s[3][v] ^= s[1][v];
      s[1][v] ^= s[2][v];
      s[0][v] ^= s[3][v];
      s[2][v] ^= shifted;
      s[3][v] = rotate_left(s[3][v], 45);
      vdouble from_one = as_doubles((vint)(word >> 12) | 0x3ff0000000000000);
      store(out + i + LANES * v, from_one - 1.5 + 0x1p-53);
    }
  for (int w = 0; w < 4; w++)
    for (int v = 0; v < STREAM_VECTORS; v++) store_words(state + STREAMS * w + LANES * v, s[w][v]);
}

/* `count` vectors from out[i] on; what lies outside of the middle stays as it is, and its place is noted. */
INLINE int central_normals(double *out, int i, int count, int32_t *places, int noted) {
  UNROLL for (int v = 0; v < count; v++) {
    vdouble q = load(out + i + LANES * v);
    vdouble r = 0.180625 - q * q;
    vdouble value = q * HORNER8(WICHURA_CENTRE[0], r) / HORNER8(WICHURA_CENTRE[1], r);
    vint outside = magnitude(q) > 0.425;
    store(out + i + LANES * v, choose(outside, q, value));
    unsigned mask = lanes_set(outside);
    UNROLL for (int j = 0; j < LANES; j++) {
      places[noted] = i + LANES * v + j;
      noted += mask >> j & 1;
    }
  }
  return noted;
}

INLINE vdouble tail_normals(vdouble q) {
  vdouble s = root(-log_vector(0.5 - magnitude(q)));
  vdouble r = s - 1.6;
  vdouble value = HORNER8(WICHURA_TAIL[0], r) / HORNER8(WICHURA_TAIL[1], r);
  vint far = s > 5.0;
  if (any(far)) {
    vdouble f = s - 5.0;
    value = choose(far, HORNER8(WICHURA_FAR[0], f) / HORNER8(WICHURA_FAR[1], f), value);
  }
  return with_sign_of(value, q);
}

/* n numbers, a multiple of 8; scratch: room for n/2 + 8 doubles. */
EXPORT void KERNEL(risk_normals)(uint64_t *state, int n, double *out, void *scratch) {
  int32_t *places = scratch;
  int noted = 0, i = 0;
  centred_uniforms(state, n, out);
  for (; i + TOGETHER * LANES <= n; i += TOGETHER * LANES) noted = central_normals(out, i, TOGETHER, places, noted);
  for (; i < n; i += LANES) noted = central_normals(out, i, 1, places, noted);
  if (noted == 0) return;
  for (int last = places[noted - 1]; noted % LANES != 0;) places[noted++] = last;
  for (int t = 0; t < noted; t += LANES) {
    vdouble q;
    UNROLL for (int j = 0; j < LANES; j++) q[j] = out[places[t + j]];
    vdouble value = tail_normals(q);
    UNROLL for (int j = 0; j < LANES; j++) out[places[t + j]] = value[j];
  }
}

#endif
