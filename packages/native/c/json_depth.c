/*
 * Binance's `depthUpdate` from bytes to the rows of a MarketBatch of @hotpath/market-data, whole: the twin of
 * BinanceDecoder's scan of that message. What it takes has the rows that the twin makes of it, or JSON.parse; what it does
 * not take is theirs to read. For AVX2: with narrower registers the twin, whose loops guess well, is as fast.
 *
 * Bytes are read up to `limit`, the end of the buffer; behind the end of the message they change nothing, since a message
 * counts only if it ends where it was said to end.
 */
#define EXPORT __attribute__((visibility("default")))

#include "json_levels.h"

/* The columns in the order of MARKET_COLUMNS. */
enum {
  KIND, FLAGS, SIDE, INSTRUMENT, CODE, PRICE, QUANTITY, OTHER_PRICE, OTHER_QUANTITY, ID, OTHER_ID, SEQUENCE, TIME_MICROS,
  TIME_NANOS, RECEIVE_MICROS, RECEIVE_NANOS
};
/* MarketKind, MarketFlag. */
enum { BOOK_SNAPSHOT = 10, BOOK_DELTA = 11, LEVEL = 12 };
enum { SNAPSHOT = 1, LAST = 2 };
/* Side. */
enum { BUY = 1, SELL = 2 };

/* What the caller brings, as doubles. */
enum { RECEIVED_MICROS, RECEIVED_NANOS, IS_PARTIAL };

/* An entry of the table of symbols, in words. */
enum { HASH, TEXT, LENGTH, INDEX, PRICE_DECIMALS, SIZE_DECIMALS, ENTRY_WORDS };

/* Moves behind the closing quote of a string without escapes. */
INLINE int skips_text(cursor *c) {
  for (; c->limit - c->at >= 32; c->at += 32) {
    __m256i text = _mm256_loadu_si256((const __m256i *)c->at);
    __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(text, _mm256_set1_epi8(31)), text);
    __m256i escape = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\\'));
    uint32_t others = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(control, escape));
    uint32_t quotes = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')));
    if (others & (_blsmsk_u32(quotes))) return 0;
    if (quotes == 0) continue;
    c->at += _tzcnt_u32(quotes) + 1;
    return 1;
  }
  for (; c->at < c->limit; c->at++) {
    if (*c->at == '"') return c->at++, 1;
    if (*c->at == '\\' || *c->at < 32) return 0;
  }
  return 0;
}

/* The entry of the symbol up to the next quote, behind which it moves; 0 if there is none. See VenueInstruments. */
INLINE const int32_t *symbol(cursor *c, const int32_t *table) {
  const uint8_t *from = c->at, *at = from;
  uint32_t hash = 0, mask = (uint32_t)table[0];
  for (; at < c->limit && *at != '"'; at++) hash = (hash ^ *at) * 0x01000193u;
  if (at == c->limit) return 0;
  c->at = at + 1;
  const int32_t *slots = table + 1, *entries = slots + mask + 1;
  for (uint32_t slot = (hash ^ hash >> 15) & mask;; slot = (slot + 1) & mask) {
    if (slots[slot] < 0) return 0;
    const int32_t *entry = entries + slots[slot] * ENTRY_WORDS;
    if ((uint32_t)entry[HASH] != hash || entry[LENGTH] != at - from) continue;
    if (is_same(from, (const uint8_t *)table + entry[TEXT], entry[LENGTH])) return entry;
  }
}

/* Whether the name of a stream is that of partial books: `…@depth` and a digit. */
INLINE int is_partial(const uint8_t *name, const uint8_t *end) {
  while (name < end && *name != '@') name++;
  return end - name > 6 && is_same(name, (const uint8_t *)"@depth", 6) && (uint8_t)(name[6] ^ '0') <= 9;
}

/* The columns of one batch. */
typedef struct { uint8_t *memory; const int32_t *places; } columns;

INLINE uint8_t *bytes_of(const columns *to, int column) { return to->memory + to->places[column]; }
INLINE uint16_t *halves_of(const columns *to, int column) { return (uint16_t *)bytes_of(to, column); }
INLINE int32_t *words_of(const columns *to, int column) { return (int32_t *)bytes_of(to, column); }
INLINE double *doubles_of(const columns *to, int column) { return (double *)bytes_of(to, column); }

/* Eight cells of a column at a time. */
typedef uint8_t bytes8 __attribute__((vector_size(8), aligned(1), may_alias));
typedef uint16_t halves8 __attribute__((vector_size(16), aligned(2), may_alias));
typedef int32_t words8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef double doubles4 __attribute__((vector_size(32), aligned(8), may_alias));

INLINE void put_doubles(double *at, double value) {
  doubles4 v = {value, value, value, value};
  *(doubles4 *)at = v;
  *(doubles4 *)(at + 4) = v;
}

INLINE void put_words(int32_t *at, int32_t value) { *(words8 *)at = value - (words8){}; }
INLINE void put_halves(uint16_t *at, uint16_t value) { *(halves8 *)at = value - (halves8){}; }
INLINE void put_bytes(uint8_t *at, uint8_t value) { *(bytes8 *)at = value - (bytes8){}; }

/* The head of a message, up to its levels. */
typedef struct { double time, first, last, previous; const int32_t *entry; int is_whole, is_wrapped; } head;

INLINE int read_head(cursor *c, const int32_t *symbols, int partial, head *h) {
  h->is_wrapped = TAKES(c, "{\"stream\":\"");
  h->is_whole = partial;
  if (h->is_wrapped) {
    const uint8_t *name = c->at;
    if (!skips_text(c)) return 0;
    h->is_whole = is_partial(name, c->at - 1);
    if (!TAKES(c, ",\"data\":")) return 0;
  }
  if (!TAKES(c, "{\"e\":\"depthUpdate\",\"E\":") || !integer(c, &h->time)) return 0;
  if (TAKES(c, ",\"T\":") && !integer(c, &h->time)) return 0;
  if (!TAKES(c, ",\"s\":\"") || !(h->entry = symbol(c, symbols))) return 0;
  if (TAKES(c, ",\"ps\":\"") && !skips_text(c)) return 0;
  if (!TAKES(c, ",\"U\":") || !integer(c, &h->first)) return 0;
  if (!TAKES(c, ",\"u\":") || !integer(c, &h->last)) return 0;
  h->previous = -1;
  if (TAKES(c, ",\"pu\":") && !integer(c, &h->previous)) return 0;
  return TAKES(c, ",\"b\":");
}

/* What all rows of a message share. */
typedef struct { double sequence, micros, receive_micros; int32_t instrument; uint16_t receive_nanos; uint8_t flags; } common;

/*
 * Fills the columns in which all levels are alike, rows [row, behind), eight rows at a time: up to seven rows behind the
 * last one are written too. They are void, or lie between the columns, where the batch leaves 192 bytes.
 */
INLINE void fill_rows(const columns *to, int row, int behind, const common *c) {
  double none = __builtin_nan("");
  for (; row < behind; row += 8) {
    put_doubles(doubles_of(to, OTHER_PRICE) + row, none);
    put_doubles(doubles_of(to, OTHER_QUANTITY) + row, 0);
    put_doubles(doubles_of(to, ID) + row, 0);
    put_doubles(doubles_of(to, OTHER_ID) + row, 0);
    put_doubles(doubles_of(to, SEQUENCE) + row, c->sequence);
    put_doubles(doubles_of(to, TIME_MICROS) + row, c->micros);
    put_doubles(doubles_of(to, RECEIVE_MICROS) + row, c->receive_micros);
    put_words(words_of(to, INSTRUMENT) + row, c->instrument);
    put_words(words_of(to, CODE) + row, 0);
    put_halves(halves_of(to, TIME_NANOS) + row, 0);
    put_halves(halves_of(to, RECEIVE_NANOS) + row, c->receive_nanos);
    put_bytes(bytes_of(to, KIND) + row, LEVEL);
    put_bytes(bytes_of(to, FLAGS) + row, c->flags);
  }
}

/*
 * One message in bytes[from, end) of bytes[0, limit). `symbols` is the table of VenueInstruments; `places` says where in
 * the memory of the batch each column begins; `row` is the first row to be filled, and there is room for eight more than
 * a quarter of the bytes. Returns the row behind the last one, or 0 if the message was not taken: rows from `row` on are
 * then void.
 */
EXPORT int hotpath_json_depth(const uint8_t *bytes, int from, int end, int limit, const int32_t *symbols, void *memory,
                              const int32_t *places, int row, const double *given) {
  cursor c = {bytes + from, bytes + limit};
  head h;
  if (!read_head(&c, symbols, given[IS_PARTIAL] != 0, &h)) return 0;
  columns to = {memory, places};
  level_columns out = {
    doubles_of(&to, PRICE), doubles_of(&to, QUANTITY), h.entry[PRICE_DECIMALS], h.entry[SIZE_DECIMALS],
  };
  /* Brackets are noted in a column that is filled afterwards. */
  int asks, behind = read_sides(&c, bytes, end, ",\"a\":", words_of(&to, CODE) + row, &out, row + 1, &asks);
  if (behind < 0 || !TAKES(&c, "}") || (h.is_wrapped && !TAKES(&c, "}")) || c.at != bytes + end) return 0;

  common all = {
    h.last, h.time < 9e12 ? h.time * 1000 : h.time, given[RECEIVED_MICROS], h.entry[INDEX], (uint16_t)given[RECEIVED_NANOS],
    h.is_whole ? SNAPSHOT : 0,
  };
  fill_rows(&to, row, behind, &all);
  bytes_of(&to, KIND)[row] = h.is_whole ? BOOK_SNAPSHOT : BOOK_DELTA;
  bytes_of(&to, FLAGS)[behind - 1] = all.flags | LAST;
  uint8_t *sides = bytes_of(&to, SIDE);
  for (int i = row; i < asks; i += 8) put_bytes(sides + i, BUY);
  for (int i = asks; i < behind; i += 8) put_bytes(sides + i, SELL);
  sides[row] = 0;
  out.prices[row] = __builtin_nan("");
  out.sizes[row] = 0;
  doubles_of(&to, ID)[row] = h.is_whole ? 0 : h.first;
  doubles_of(&to, OTHER_ID)[row] = h.is_whole ? -1 : h.previous;
  return behind;
}
