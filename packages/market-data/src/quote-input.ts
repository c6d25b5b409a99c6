import type { DecimalInput } from "@hotpath/core";

/** A quote as the public edge takes it. */
export interface QuoteInput {
  /** The instrument's id. */
  symbolId: number;
  /**
   * Text, a number or a Decimal is a value (`"100.05"`), taken exactly; a bigint is a count of raw units. A side whose
   * price and size are both 0 is empty.
   */
  bidPrice: DecimalInput;
  askPrice: DecimalInput;
  bidSize: DecimalInput;
  askSize: DecimalInput;
  /** Nanoseconds since the Unix epoch. A number is taken only as long as it is a safe integer. */
  timestamp: bigint | number;
  /** 0 to 2^31 − 1. Default 0. */
  venueId?: number | undefined;
  /** The feed's own flags, 32 bits. Default 0. */
  flags?: number | undefined;
}

/** Many quotes in columns, one entry a quote, prices and sizes in raw units. */
export interface QuoteColumns {
  /** Ids of instruments. */
  symbolId: Int32Array | Float64Array;
  bidPrice: Float64Array;
  askPrice: Float64Array;
  bidSize: Float64Array;
  askSize: Float64Array;
  /** Whole microseconds since the Unix epoch. */
  timeMicros: Float64Array;
  /** The nanoseconds within the microsecond, 0 to 999. Default 0. */
  timeNanos?: Int32Array;
  /** Default 0. */
  venueId?: Int32Array;
  /** Default 0. */
  flags?: Int32Array;
}
