/**
 * Why a row of a bar file was refused.
 *
 * | reason | |
 * |---|---|
 * | `fieldCount` | more or fewer fields than the header has |
 * | `quoting` | quotes where RFC 4180 allows none, or one that nothing closes |
 * | `badTime` | no date of the format, or one that does not exist |
 * | `badNumber` | no decimal number |
 * | `tooFine` | more decimals than the instrument has, and `round` was not asked for |
 * | `tooLarge` | beyond ±(2^53 − 1) units |
 * | `notPositive` | a price of zero or less, unless `negativePrices` |
 * | `negativeVolume` | |
 * | `highBelowLow` | |
 * | `openOutside`, `closeOutside` | not between low and high |
 * | `duplicateTime` | the time of the bar before |
 * | `timeOrder` | against the order that the file should have |
 */
export type BarReject = (typeof BAR_REJECTS)[number];

/** Every reason. */
export const BAR_REJECTS = [
  "fieldCount",
  "quoting",
  "badTime",
  "badNumber",
  "tooFine",
  "tooLarge",
  "notPositive",
  "negativeVolume",
  "highBelowLow",
  "openOutside",
  "closeOutside",
  "duplicateTime",
  "timeOrder",
] as const;

/** A row that was refused. */
export interface RejectedRow {
  /** The line on which the row starts, from 1. */
  line: number;
  reason: BarReject;
  /** The column that is to blame, as the header names it, where it is one. */
  column: string | undefined;
  /** The row's text, cut at 200 characters. */
  text: string;
}
