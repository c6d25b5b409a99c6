/**
 * Where everything lies in a ring's shared memory, and what the words mean. Both kinds of ring share the control block;
 * they differ in what follows it and in the record header.
 *
 * Control block: lines of 128 bytes. 128, not 64, because adjacent-line prefetching on x86 and the line size of some
 * ARM cores make neighbouring 64-byte lines travel together. Each line has one kind of writer, so that the two ends
 * never steal each other's line by accident.
 *
 * | byte | word                | written by                         | meaning                                     |
 * |------|---------------------|------------------------------------|---------------------------------------------|
 * | 0    | magic               | creator                            | `0x48504d52` ("HPMR")                       |
 * | 4    | version             | creator                            | layout version                              |
 * | 8    | kind                | creator                            | 1 one producer, 2 many producers            |
 * | 12   | capacity            | creator                            | bytes of the data region, a power of two    |
 * | 128  | tail                | producers                          | position behind the last published (one     |
 * |      |                     |                                    | producer) or claimed (many) record          |
 * | 256  | head                | consumer                           | position of the first unconsumed record     |
 * | 260  | freeing             | consumer                           | the head that is being published (many)     |
 * | 384  | consumer sleeping   | consumer (1), who wakes it (0)     | a consumer is, or is about to be, asleep    |
 * | 512  | producer sleeping   | producers (1), who wakes them (0)  | a producer is, or is about to be, asleep    |
 * | 640  | closed              | either end                         | 1: no more records will come                |
 * | 644  | consumer attached   | consumer                           | 1: an end is attached                       |
 * | 648  | consumer epoch      | consumer                           | counts attachments; an older one is fenced  |
 * | 652  | producer attached   | producer                           | 1: an end is attached (one producer)        |
 * | 656  | producer epoch      | producer                           | counts attachments (one producer)           |
 * | 660  | ping                | whoever asks                       | "consumer, are you alive?"                  |
 * | 664  | pong                | consumer                           | last ping it has seen                       |
 * | 668  | dead producers      | who retires one, consumer          | producer ids in the state `dead` (many)     |
 * | 768  | data                |                                    | one producer: `capacity` bytes              |
 * | 768  | producer lines      | each its producer                  | many producers: 64 lines of 128 bytes       |
 * | 8960 | data                |                                    | many producers: `capacity` bytes            |
 *
 * A producer's line (many producers): word 0 its state, word 1 the position and word 2 the units of the claim that it is
 * about to make (0: none), word 3 the tail when it was retired. With them a consumer can finish the claim of a producer
 * that died between moving the tail and writing the header.
 *
 * Positions count bytes (one producer) or units of 8 bytes (many producers), run on for ever and wrap at 2^32. They are
 * compared by subtraction modulo 2^32 only, which is exact because no two of them are ever further apart than the
 * capacity, itself at most 2^30. 64-bit positions would need `BigInt64Array`, whose every read allocates.
 *
 * Units of 8 bytes keep the compare-and-swap on the tail safe: a producer would have to be suspended between reading the
 * tail and swapping it while exactly a multiple of 32 GiB passes through the ring.
 */

/** "HPMR", the first word of every ring. */
export const MAGIC = 0x48504d52;
/** Version of this layout; an end refuses a ring of another version. */
export const LAYOUT_VERSION = 1;
/** Kind of a ring with one producer and one consumer. */
export const KIND_SPSC = 1;
/** Kind of a ring with many producers and one consumer. */
export const KIND_MPSC = 2;

/** Word (32-bit) indices of the control block. */
export const WORD_MAGIC = 0;
export const WORD_VERSION = 1;
export const WORD_KIND = 2;
export const WORD_CAPACITY = 3;
export const WORD_TAIL = 32;
export const WORD_HEAD = 64;
export const WORD_FREEING = 65;
export const WORD_CONSUMER_SLEEPING = 96;
export const WORD_PRODUCER_SLEEPING = 128;
export const WORD_CLOSED = 160;
export const WORD_CONSUMER_ATTACHED = 161;
export const WORD_CONSUMER_EPOCH = 162;
export const WORD_PRODUCER_ATTACHED = 163;
export const WORD_PRODUCER_EPOCH = 164;
export const WORD_PING = 165;
export const WORD_PONG = 166;
export const WORD_DEAD_PRODUCERS = 167;

/** First byte of the data region of a ring with one producer. */
export const SPSC_DATA_START = 768;
/** First word of the data region of a ring with one producer. */
export const SPSC_DATA_WORD = 192;

/** Producers of a ring at most; ids are 0 to 63. */
export const PRODUCERS_MAX = 64;
/** First word of the producers' lines. */
export const WORD_PRODUCER_LINES = 192;
/** Words of a producer's line. */
export const PRODUCER_LINE_WORDS = 32;
/** Words of a producer's line: state, claim about to be made (position, units), tail when it was retired. */
export const LINE_STATE = 0;
export const LINE_CLAIM_POSITION = 1;
export const LINE_CLAIM_UNITS = 2;
export const LINE_RETIRED_AT = 3;

/** States of a producer's line. */
export const PRODUCER_FREE = 0;
export const PRODUCER_LIVE = 1;
export const PRODUCER_DEAD = 2;

/** First byte of the data region of a ring with many producers. */
export const MPSC_DATA_START = 8960;
/** First word of the data region of a ring with many producers. */
export const MPSC_DATA_WORD = 2240;

/** Bytes of a record's header: length and flags (word 0), type (word 1). */
export const HEADER_BYTES = 8;
/** Records start at multiples of this, so that a payload can hold doubles. */
export const RECORD_ALIGN = 8;
/** Type word of a record that only fills the rest of the data region. Users' types are 1 and above. */
export const TYPE_PADDING = 0;

/** Smallest capacity of a ring in bytes. */
export const CAPACITY_MIN = 1024;
/** Greatest capacity of a ring in bytes: a distance between positions stays a positive 32-bit integer. */
export const CAPACITY_MAX: number = 2 ** 30;

/**
 * Record header of a ring with many producers, word 0. Exactly one of:
 *
 * - 0: free, or claimed a moment ago. The consumer clears what it frees, so nothing old can look like a header;
 * - claimed: bit 31 set, the producer's id in bits 24 to 30, the length in bits 0 to 23;
 * - padding: bit 29 set, the length in bits 0 to 23;
 * - committed: the length, header included, below 2^24.
 */
export const CLAIMED_BIT: number = 1 << 31;
/** Marks a record to be skipped. */
export const PADDING_BIT: number = 1 << 29;
/** Bits that hold the length. */
export const LENGTH_MASK: number = (1 << 24) - 1;
/** Position of the producer's id in a claimed word. */
export const OWNER_SHIFT = 24;
/** Bits of a producer's id. */
export const OWNER_MASK = 127;
