/** What a writer has done since it was opened. */
export interface JournalWriterStatistics {
  /** Records appended. */
  records: number;
  /** Bytes of records and their frames appended. */
  bytes: number;
  /** Batches written. */
  flushes: number;
  /** Calls of `fdatasync` on segments. */
  syncs: number;
  /** Segments begun. */
  segments: number;
  /** Flushes that waited because the disk was slower than `riskMillisMax` allows. */
  stalls: number;
  /** How long they waited in all. */
  stalledMillis: number;
  /** Indexes of segments that the machine would not take; what they are for goes slower without. */
  indexFailures: number;
}
