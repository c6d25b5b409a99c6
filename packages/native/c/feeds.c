/*
 * Feeds from bytes to columns. Twins of functions in packages/market-data/src/internal, which also checks what callers
 * bring: the bytes [from, end) and the columns are there, and overlap nothing.
 */
#include "big_endian.h"

#define EXPORT __attribute__((visibility("default")))

/* The lengths of the types that itch-run.ts decodes: A C D E P U X. Every other letter is left to TypeScript. */
static const uint8_t itch_lengths[128] = {
  ['A'] = 36, ['C'] = 36, ['D'] = 19, ['E'] = 31, ['P'] = 44, ['U'] = 35, ['X'] = 23,
};

/*
 * itch-run.ts, decodeRun: messages behind their lengths into rows [row, rows), until there is no room, the next one is not
 * whole, is of another type, or has something wrong. The columns are one memory: doubles (timestamp, sequence, reference,
 * other), words (shares, price, stock in two), halves (locate, tracking), bytes (type, side, code), each `rows` elements
 * behind the one before. Returns where it stopped; the rows filled are the first word of `answer`.
 */
EXPORT int hotpath_itch_run(const uint8_t *bytes, int from, int end, void *columns, int rows, int row, double sequence,
                            int32_t *answer) {
  int64_t n = rows;
  double *timestamps = columns, *sequences = timestamps + n, *references = sequences + n, *others = references + n;
  uint32_t *shares = (uint32_t *)(others + n), *prices = shares + n, *highs = prices + n, *lows = highs + n;
  uint16_t *locates = (uint16_t *)(lows + n), *trackings = locates + n;
  uint8_t *types = (uint8_t *)(trackings + n), *sides = types + n, *codes = sides + n;
  int at = from;
  while (row < rows && at + 3 <= end) {
    const uint8_t *p = bytes + at + 2;
    uint32_t length = load16(p - 2), type = *p;
    if (type >= 128 || itch_lengths[type] != length || length == 0 || at + 2 + (int)length > end) break;
    uint64_t reference = load64(p + 11), other = 0;
    if (type == 'A' || type == 'P') {
      uint32_t side = p[19];
      if (type == 'P') other = load64(p + 36);
      if ((reference | other) >= UNSAFE || (side != 'B' && side != 'S')) break;
      sides[row] = side == 'B' ? 1 : 2;
      shares[row] = load32(p + 20);
      highs[row] = load32(p + 24);
      lows[row] = load32(p + 28);
      prices[row] = load32(p + 32);
      if (type == 'P') others[row] = (double)(int64_t)other;
    } else if (type == 'D') {
      if (reference >= UNSAFE) break;
    } else if (type == 'X') {
      if (reference >= UNSAFE) break;
      shares[row] = load32(p + 19);
    } else {
      other = load64(p + (type == 'U' ? 19 : 23));
      if ((reference | other) >= UNSAFE) break;
      others[row] = (double)(int64_t)other;
      if (type == 'U') {
        shares[row] = load32(p + 27);
        prices[row] = load32(p + 31);
      } else {
        shares[row] = load32(p + 19);
        if (type == 'C') {
          codes[row] = p[31];
          prices[row] = load32(p + 32);
        }
      }
    }
    references[row] = (double)(int64_t)reference;
    types[row] = (uint8_t)type;
    locates[row] = (uint16_t)load16(p + 1);
    trackings[row] = (uint16_t)load16(p + 3);
    timestamps[row] = (double)(int64_t)((uint64_t)load16(p + 5) << 32 | load32(p + 7));
    sequences[row] = sequence++;
    row++;
    at += 2 + (int)length;
  }
  answer[0] = row;
  return at;
}
