/**
 * Where everything lies. What a command must read of an order to find it and to take it out lies in one record of 32
 * bytes, and a price level or a ladder in one of 64: one cache line each, where a column per field would cost a miss per
 * field once a book outgrows the caches. What is only written, or only reported, has columns of its own. Record 0 of
 * orders and of levels is no order and no level: index 0 means "none". (Links are written into record 0 where that
 * saves a branch; nothing reads them.)
 *
 * All of it is one buffer with two views, Float64Array (`F`) and Int32Array (`I`), so that a function over it holds two
 * arrays, not twenty, and so that native code takes one address. It begins with a header of words, then come the orders,
 * the levels, the ladders, the buckets of the id index, the columns of orders, the windows and their bitmaps, each at a
 * multiple of 64 bytes. A position in the buffer is an index into `I`, a word; half of it is the index into `F`.
 *
 * A ladder is one side of one instrument: ladder = 2 × instrument + side. Prices are turned into keys so that the best
 * price of either side is the least key: key = price for sells, −price for buys.
 */

/** Words of the header. */
export const HEADER_WORDS = 64;
/** I: live orders. */
export const STATE_ORDERS = 2;
/** I: the first of the free order records, linked by `ORDER_NEXT`. */
export const STATE_ORDER_FREE = 3;
/** I: order records that have ever been used: those behind are free as well. */
export const STATE_ORDER_TOUCHED = 4;
/** I: the greatest number of orders. */
export const STATE_ORDER_CAPACITY = 5;
/** I: buckets of the id index that are in use. */
export const STATE_BUCKETS = 6;
/** I: all bits of the numbers of the buckets that were there when the present round of splits began. */
export const STATE_BUCKET_MASK = 7;
/** I: live levels. */
export const STATE_LEVELS = 8;
/** I: the first of the free level records, linked by `LEVEL_HEAD`. */
export const STATE_LEVEL_FREE = 9;
/** I: level records that have ever been used. */
export const STATE_LEVEL_TOUCHED = 10;
/** I: the greatest number of levels. */
export const STATE_LEVEL_CAPACITY = 11;
/** I: how often a window has moved. */
export const STATE_MOVES = 12;
/** I: cells of each window, a power of two. */
export const STATE_CELLS = 13;
/** I: the number of ladders. */
export const STATE_LADDERS = 14;
/** I: the position of level 0. */
export const STATE_LEVELS_AT = 16;
/** I: the position of ladder 0. */
export const STATE_LADDERS_AT = 17;
/** I: the position of the first bucket. */
export const STATE_BUCKETS_AT = 18;
/** I: the position of the owners, a word an order. */
export const STATE_OWNERS_AT = 19;
/** I: the position of the times in force, a word an order. */
export const STATE_TIMES_AT = 20;
/** I: the position of the traded quantities, two words an order. */
export const STATE_FILLED_AT = 21;
/** I: a `SelfTradePrevention`. */
export const STATE_SELF_TRADE = 24;
/** I: 1 if a replace may keep its place in the queue. */
export const STATE_KEEPS_PRIORITY = 25;
/** I: report rows before and after a batch that native code has executed. */
export const STATE_REPORTS = 32;

/** The position of order 0. */
export const ORDERS_AT: number = HEADER_WORDS;

/** Shift from the index of a level or a ladder to its first element in the F view. */
export const F_SHIFT = 3;
/** Shift from the index of a level or a ladder to its first element in the I view. */
export const I_SHIFT = 4;
/** Bytes of the record of a level or a ladder. */
export const RECORD_BYTES = 64;

/** Shift from an order's index to its first element in the F view of the orders. */
export const ORDER_F_SHIFT = 2;
/** Shift from an order's index to its first element in the I view of the orders. */
export const ORDER_I_SHIFT = 3;
/** Bytes of an order's record. */
export const ORDER_BYTES = 32;

/** F: quantity that is still open. */
export const ORDER_LEAVES = 0;
/** F: the order's id. */
export const ORDER_ID = 1;
/** I: the order behind this one in the level's queue; in a free record, the next free record. */
export const ORDER_NEXT = 4;
/** I: the order before this one in the level's queue. */
export const ORDER_PREV = 5;
/** I: the level where the order rests. */
export const ORDER_LEVEL = 6;
/** I: the entry of the next order in the same bucket of the id index. */
export const ORDER_CHAIN = 7;

/** F: where the field of order 0 is, so that an order's is at `(order << ORDER_F_SHIFT) + ORDER_LEAVES_AT`. */
export const ORDER_LEAVES_AT: number = ORDERS_AT / 2 + ORDER_LEAVES;
/** F: likewise. */
export const ORDER_ID_AT: number = ORDERS_AT / 2 + ORDER_ID;
/** I: where the field of order 0 is, so that an order's is at `(order << ORDER_I_SHIFT) + ORDER_NEXT_AT`. */
export const ORDER_NEXT_AT: number = ORDERS_AT + ORDER_NEXT;
/** I: likewise. */
export const ORDER_PREV_AT: number = ORDERS_AT + ORDER_PREV;
/** I: likewise. */
export const ORDER_LEVEL_AT: number = ORDERS_AT + ORDER_LEVEL;
/** I: likewise. */
export const ORDER_CHAIN_AT: number = ORDERS_AT + ORDER_CHAIN;

/** F: the sum of the open quantities at the level. */
export const LEVEL_QUANTITY = 0;
/** F: the level's key. */
export const LEVEL_KEY = 1;
/** I: the first order of the queue; in a free record, the next free record. */
export const LEVEL_HEAD = 4;
/** I: the last order of the queue. */
export const LEVEL_TAIL = 5;
/** I: the number of orders. */
export const LEVEL_COUNT = 6;
/** I: the ladder that the level belongs to. */
export const LEVEL_LADDER = 7;
/** I: far levels only: the subtree of lesser keys. */
export const LEVEL_LEFT = 8;
/** I: far levels only: the subtree of greater keys. */
export const LEVEL_RIGHT = 9;
/** I: far levels only: the parent in the tree. */
export const LEVEL_PARENT = 10;
/** I: far levels only: the heap priority. */
export const LEVEL_PRIORITY = 11;
/** I: 1 if the level is in the tree of far levels, 0 if in the window. */
export const LEVEL_IS_FAR = 12;

/** F: the least key that the window covers. */
export const LADDER_BASE = 0;
/** F: the sum of the open quantities of the side. */
export const LADDER_QUANTITY = 1;
/** I: the window's cell of `LADDER_BASE`: the window is circular, so that levels stay in their cells when it slides. */
export const LADDER_ORIGIN = 4;
/** I: the best level. */
export const LADDER_BEST = 5;
/** I: the number of levels. */
export const LADDER_LEVELS = 6;
/** I: the number of orders. */
export const LADDER_ORDERS = 7;
/** I: the root of the tree of far levels. */
export const LADDER_FAR_ROOT = 8;
/** I: the far level of least key. */
export const LADDER_FAR_FIRST = 9;
/** I: the number of levels in the window. */
export const LADDER_NEAR_LEVELS = 10;
/** I: far lookups since the window last moved that a move would have served. */
export const LADDER_MISSES = 11;
/** I: the position of the window's cells. */
export const LADDER_WINDOW = 12;
/** I: the position of the window's bitmap. */
export const LADDER_BITS = 13;
/** F: the key of the best level; infinite if there is none. */
export const LADDER_BEST_KEY = 7;
