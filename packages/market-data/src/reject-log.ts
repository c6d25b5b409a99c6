/** A message that a decoder did not take. */
export interface RejectedMessage<Reason extends string = string> {
  reason: Reason;
  /** Where it began, in bytes from the start of the stream. */
  offset: number;
}

/** How many of the last rejected messages a {@link RejectLog} remembers. */
const REMEMBERED = 64;

/**
 * What a decoder did not take, counted by reason, with the offsets of the last {@link RejectLog.recent} ones. Counting
 * allocates nothing and never throws: decoders go on at the next message.
 */
export class RejectLog<Reason extends string = string> {
  /** The reasons, by number. */
  readonly reasons: readonly Reason[];
  /** Messages rejected since the start. */
  total = 0;
  readonly #counts: Float64Array;
  readonly #reason: Uint8Array = new Uint8Array(REMEMBERED);
  readonly #offset: Float64Array = new Float64Array(REMEMBERED);

  constructor(reasons: readonly Reason[]) {
    this.reasons = reasons;
    this.#counts = new Float64Array(reasons.length);
  }

  /** Counts a message. @param reason index into `reasons` @param offset where it began in the stream, in bytes */
  add(reason: number, offset: number): void {
    const slot = this.total % REMEMBERED;
    this.#reason[slot] = reason;
    this.#offset[slot] = offset;
    this.#counts[reason] = this.#counts[reason]! + 1;
    this.total++;
  }

  /** Messages rejected for one reason. */
  count(reason: Reason): number {
    return this.#counts[this.reasons.indexOf(reason)] ?? 0;
  }

  /** The counts by reason; every reason is there. */
  counts(): Record<Reason, number> {
    return Object.fromEntries(this.reasons.map((name, index) => [name, this.#counts[index]!])) as Record<
      Reason,
      number
    >;
  }

  /** The last rejected messages, 64 at most, oldest first. */
  recent(): RejectedMessage<Reason>[] {
    const kept = Math.min(this.total, REMEMBERED);
    return Array.from({ length: kept }, (_, index) => {
      const slot = (this.total - kept + index) % REMEMBERED;
      return { reason: this.reasons[this.#reason[slot]!]!, offset: this.#offset[slot]! };
    });
  }

  /** Forgets everything. */
  clear(): void {
    this.total = 0;
    this.#counts.fill(0);
  }
}
