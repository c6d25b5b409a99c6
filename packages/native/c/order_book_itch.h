/*
 * Messages of ITCH 5.0, each behind its length in 2 bytes, straight to books: decoded, their stock looked up, applied as
 * order_book_feed.h has it, with no row between. What is odd stops it, having changed nothing: a message that is cut, of a
 * wrong length, with a bad side or an unsafe number, one that names a stock or says something other than of orders, one that
 * the books leave to TypeScript. Reads nothing outside [from, end).
 */
#ifndef HOTPATH_ORDER_BOOK_ITCH_H
#define HOTPATH_ORDER_BOOK_ITCH_H

#include "big_endian.h"
#include "order_book_feed.h"

/* Kinds of messages beside those of order rows: a hidden trade, and what says nothing of books and trades. */
enum { ITCH_TRADE = 20, ITCH_SILENT = 255 };
/* What a locate stands for, other than an instrument: itch-normalizer.ts. */
enum { ITCH_UNKNOWN = -2 };

/*
 * Of a type of message: its length, its kind, and where its fields are. A field that it has not is read where one is that it
 * has, and used by nobody, so that all types are decoded alike, without a branch. The types that are not here have length 0.
 */
typedef struct {
  uint8_t length, kind, side, quantity, price, other;
} itch_shape;

static const itch_shape itch_shapes[256] = {
  ['A'] = {36, ROW_ADD, 19, 20, 32, 11},     ['F'] = {40, ROW_ADD, 19, 20, 32, 11},
  ['D'] = {19, ROW_DELETE, 11, 11, 11, 11},  ['X'] = {23, ROW_REDUCE, 11, 19, 11, 11},
  ['E'] = {31, ROW_EXECUTE, 11, 19, 11, 23}, ['C'] = {36, ROW_EXECUTE, 11, 19, 32, 23},
  ['U'] = {35, ROW_REPLACE, 11, 27, 31, 19}, ['P'] = {44, ITCH_TRADE, 19, 20, 32, 36},
  ['Y'] = {.length = 20, ITCH_SILENT}, ['L'] = {.length = 26, ITCH_SILENT}, ['V'] = {.length = 35, ITCH_SILENT},
  ['W'] = {.length = 12, ITCH_SILENT}, ['K'] = {.length = 28, ITCH_SILENT}, ['J'] = {.length = 35, ITCH_SILENT},
  ['I'] = {.length = 50, ITCH_SILENT}, ['N'] = {.length = 20, ITCH_SILENT}, ['O'] = {.length = 48, ITCH_SILENT},
};

/* The side that a letter stands for, or 0. */
static const uint8_t itch_sides[256] = {['B'] = 1, ['S'] = 2};

/* What is done so far: where the bytes go on, and the counts of messages, of those of unwanted and of unknown stocks. */
typedef struct {
  int32_t at, messages, unwanted, unknown;
} itch_place;

/* A message, and the place before it: where to go back to if TypeScript is to do it. */
typedef struct {
  message m;
  itch_place before;
} itch_message;

typedef struct {
  const uint8_t *bytes;
  int32_t end;
  /* By locate. */
  const int32_t *instruments;
  itch_place next;
  /* Trades for the caller: of each the position, the number of messages before it, the price of the order; `room` of them. */
  double *notes;
  int32_t room, noted;
} itch;

/* Whether a message is for TypeScript that is of no instrument: one that names a stock, or has a bad side. */
COLD int is_for_typescript(const message *m) {
  return (m->kind == ROW_ADD || m->kind == ITCH_TRADE) && (m->instrument == ITCH_UNKNOWN || m->side == 0);
}

/* Decodes the next message that the books have to see. 0 if there is none, or something odd stands before it. */
INLINE int next_message(itch *t, itch_message *out) {
  for (;;) {
    itch_place here = t->next;
    int32_t left = t->end - here.at - 2;
    if (UNLIKELY(left < 1)) return 0;
    const uint8_t *p = t->bytes + here.at + 2;
    const itch_shape *shape = &itch_shapes[*p];
    uint32_t length = load16(p - 2);
    /* A length of 0 becomes more than is left. */
    if (UNLIKELY(shape->length != length || length - 1 >= (uint32_t)left)) return 0;
    int32_t instrument = t->instruments[load16(p + 1)];
    if (LIKELY(shape->kind != ITCH_SILENT)) {
      uint64_t id = load64(p + 11), other = load64(p + shape->other);
      if (UNLIKELY((id | other) >= UNSAFE)) return 0;
      message m = {(double)(int64_t)id, (double)(int64_t)other, load32(p + shape->price), load32(p + shape->quantity),
                   hash_of_integer((int64_t)id), instrument, shape->kind, itch_sides[p[shape->side]]};
      if (UNLIKELY(instrument < 0 && is_for_typescript(&m))) return 0;
      out->m = m;
      out->before = here;
    }
    t->next.at = here.at + 2 + (int32_t)length;
    t->next.messages = here.messages + 1;
    if (LIKELY(instrument >= 0)) {
      if (LIKELY(shape->kind != ITCH_SILENT)) return 1;
    } else {
      t->next.unwanted += instrument == -1;
      t->next.unknown += instrument == ITCH_UNKNOWN;
    }
  }
}

/* The price at which the order rests that a message names, or NaN. */
static double price_of(const feed *f, const message *m) {
  word *I = f->I;
  int64_t entry = entry_of(I, m->hash, m->id, 1);
  if (entry == 0) return __builtin_nan("");
  int64_t at_level = level_at(I, I[order_at(I[entry] & INDEX) + ORDER_LEVEL]);
  int32_t ladder = I[at_level + LEVEL_LADDER];
  return mirrored(ladder, *reals(I, at_level + 2 * LEVEL_KEY) * f->steps[ladder >> 1]);
}

/* Writes down a trade, before it is applied. 0 if there is no room. */
COLD int note(itch *t, const feed *f, const itch_message *x) {
  if (t->noted == t->room) return 0;
  double *to = t->notes + 3 * (int64_t)t->noted++;
  to[0] = x->before.at;
  to[1] = x->before.messages;
  to[2] = x->m.kind == ROW_EXECUTE ? price_of(f, &x->m) : __builtin_nan("");
  return 1;
}

INLINE int apply_itch(itch *t, feed *f, const itch_message *x, int notes) {
  if (UNLIKELY(x->m.kind == ITCH_TRADE && x->m.side == 0)) return 0;
  int is_trade = notes && (x->m.kind == ROW_EXECUTE || x->m.kind == ITCH_TRADE);
  if (is_trade && !note(t, f, x)) return 0;
  if (LIKELY(apply_message(f, &x->m, 1))) return 1;
  if (is_trade) t->noted--;
  return 0;
}

/* What a message will need; see order_book_ahead.h. */
INLINE void foresee_itch(feed *f, ahead *a, const message *m, int64_t i) {
  word *I = f->I;
  foresee_bucket(I, a, i, m->hash);
  int32_t instrument = is_instrument(I, m->instrument) ? m->instrument : 0, ladder = 2 * instrument + (m->side == 2);
  foresee_cell(I, a, i, m->kind == ROW_ADD, ladder, mirrored(ladder, m->price / f->steps[instrument]));
  if (m->kind == ROW_REPLACE) FETCH(I + bucket_of(I, hash_of(m->other_id)));
}

/* One message after the other: for books that lie in the nearer caches. */
INLINE void run_itch_near(itch *t, feed *f, int notes) {
  itch_message x;
  while (next_message(t, &x)) {
    if (UNLIKELY(!apply_itch(t, f, &x, notes))) {
      t->next = x.before;
      return;
    }
  }
}

/*
 * Messages are decoded AHEAD_BUCKET before they are applied, and what they need is fetched meanwhile. The stages run over
 * places of a ring; those that hold no message (yet, or any more) foresee for nobody.
 */
static void run_itch_far(itch *t, feed *f, int notes) {
  itch_message ring[AHEAD_KEPT];
  ahead a;
  int64_t decoded = 0;
  for (int64_t i = 0; i < AHEAD_KEPT; i++) {
    ring[i].m.kind = 0;
    a.bucket[i] = f->I[STATE_BUCKETS_AT];
    a.hash[i] = 0;
    a.cell[i] = a.entry[i] = a.order[i] = a.level[i] = 0;
  }
  for (int64_t i = -AHEAD_BUCKET;; i++) {
    int64_t first = RING(i + AHEAD_BUCKET), second = RING(i + AHEAD_RECORD);
    if (decoded == i + AHEAD_BUCKET && next_message(t, &ring[first])) {
      foresee_itch(f, &a, &ring[first].m, first);
      decoded++;
    }
    foresee_record(f->I, &a, second, ring[second].m.kind == ROW_ADD);
    foresee_chain(f->I, &a, i + AHEAD_CHAIN);
    foresee_neighbours(f->I, &a, i + AHEAD_NEIGHBOURS);
    if (i < 0) continue;
    if (i == decoded) return;
    itch_message *x = &ring[RING(i)];
    if (UNLIKELY(!apply_itch(t, f, x, notes))) {
      t->next = x->before;
      return;
    }
  }
}

#endif
