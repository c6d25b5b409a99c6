/**
 * Where everything lies. Orders, price levels and ladders are records of 64 bytes, so that one record is one cache line
 * and whatever a command needs of it comes with one miss; a column per field would cost a miss per field once a book
 * outgrows the caches. Each store has one buffer and two views of it, Float64Array (`F`, 8 to a record) and Int32Array
 * (`I`, 16 to a record). Record 0 is never used: index 0 means "none".
 *
 * A ladder is one side of one instrument: ladder = 2 × instrument + side. Prices are turned into keys so that the best
 * price of either side is the least key: key = price for sells, −price for buys.
 */

/** Shift from a record's index to its first element in the F view. */
export const F_SHIFT = 3;
/** Shift from a record's index to its first element in the I view. */
export const I_SHIFT = 4;
/** Bytes of a record. */
export const RECORD_BYTES = 64;

/** F: quantity that is still open. */
export const ORDER_LEAVES = 0;
/** F: the order's id. */
export const ORDER_ID = 1;
/** F: quantity traded so far. */
export const ORDER_FILLED = 2;
/** I: the order behind this one in the level's queue; in a free record, the next free record. */
export const ORDER_NEXT = 6;
/** I: the order before this one in the level's queue. */
export const ORDER_PREV = 7;
/** I: the level where the order rests. */
export const ORDER_LEVEL = 8;
/** I: the order's owner. */
export const ORDER_OWNER = 9;
/** I: the order's time in force. */
export const ORDER_TIF = 10;
/** I: the next order in the same bucket of the id index. */
export const ORDER_CHAIN = 11;

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
