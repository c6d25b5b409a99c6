import { FramedStream } from "../internal/framed-stream.ts";
import type { MarketBatch } from "../market-batch.ts";
import { RejectLog } from "../reject-log.ts";
import { PITCH_SIZES, PITCH_UNIT_HEADER } from "./pitch-messages.ts";

/** Why a unit or a message of PITCH was not taken. */
export const PITCH_REJECTS = [
  /** The stream ended within a unit. */
  "truncated",
  /** A unit whose length is less than its header's; nothing behind it can be found until the stream ends. */
  "badUnit",
  /** A message whose length is not that of its type, or that reaches beyond its unit; the rest of the unit is passed over. */
  "badLength",
  /** A type of message that is not known. */
  "unknownType",
  /** An order that no add has told of. */
  "unknownOrder",
  /** An order that is added while it is open. */
  "repeatedOrder",
  /** A price that is no safe integer, a side that is none, or more executed or cancelled than is open. */
  "badNumber",
  /** An order or a symbol too many. */
  "full",
  /** More rows than the batch may ever hold. */
  "noRoom",
] as const;
/** A reason of {@link PITCH_REJECTS}. */
export type PitchReject = (typeof PITCH_REJECTS)[number];

/** The reasons by name, as numbers. */
export const PitchRejectCode: Readonly<Record<PitchReject, number>> = Object.fromEntries(
  PITCH_REJECTS.map((name, index) => [name, index]),
) as Record<PitchReject, number>;

/** Messages that a repeated unit may be behind. */
const MOST_BEHIND = 1_000_000;
const { truncated, badUnit, badLength, unknownType, noRoom } = PitchRejectCode;

/**
 * The sequenced units of PITCH, one after the other: their messages in order, each once. A unit's numbers are followed by
 * its own count; what is missing is counted, and said to the subclass.
 */
export abstract class PitchUnits extends FramedStream<MarketBatch> {
  override readonly rejects: RejectLog<PitchReject> = new RejectLog<PitchReject>(PITCH_REJECTS);
  /** Messages that never came, and gaps in the numbers. */
  missing = 0;
  gaps = 0;
  /** Messages that came again. */
  repeated = 0;
  /** The unit in hand. */
  protected unit = 0;
  /** The number of the message in hand; −1 where it has none. */
  protected sequence = 0;
  /** By unit: the number of the next message. */
  readonly #next: Float64Array = new Float64Array(256).fill(Number.NaN);
  #isLost = false;

  /** Rows that clearing every book may take. */
  protected abstract readonly clearRows: number;

  /** Reads a message of known type, whole. @returns a reason, or −1; it may write two rows */
  protected abstract message(bytes: Uint8Array, view: DataView, at: number, out: MarketBatch): number;

  /** Messages of the unit are missing: writes {@link PitchUnits.clearRows} rows at the most. */
  protected abstract voidUnit(out: MarketBatch): void;

  protected override cut(offset: number): void {
    if (!this.#isLost) this.rejects.add(truncated, offset);
  }

  protected override begin(): void {
    this.#isLost = false;
    this.#next.fill(Number.NaN);
  }

  protected override step(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    available: number,
    offset: number,
    out: MarketBatch,
  ): number {
    if (this.#isLost) return available;
    if (available < PITCH_UNIT_HEADER) return -PITCH_UNIT_HEADER;
    const length = view.getUint16(at, true);
    if (length < PITCH_UNIT_HEADER) {
      this.rejects.add(badUnit, offset);
      this.#isLost = true;
      return available;
    }
    if (available < length) return -length;
    const count = bytes[at + 2]!;
    if (!out.ensure(count * 3 + this.clearRows)) {
      if (out.count > 0) return 0;
      this.rejects.add(noRoom, offset);
      return length;
    }
    this.#takeUnit(bytes, view, at, length, count, offset, out);
    return length;
  }

  #takeUnit(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    length: number,
    count: number,
    offset: number,
    out: MarketBatch,
  ): void {
    this.unit = bytes[start + 3]!;
    const first = view.getUint32(start + 4, true);
    const skip = first === 0 ? 0 : this.#follow(first, count, out);
    let at = start + PITCH_UNIT_HEADER;
    for (let i = 0; i < count; i++) {
      const size = bytes[at] ?? 0;
      const left = start + length - at;
      if (left < 2 || size < 2 || size > left) {
        this.rejects.add(badLength, offset + at - start);
        return;
      }
      if (i >= skip) {
        this.messages++;
        this.sequence = first === 0 ? -1 : first + i;
        const known = PITCH_SIZES[bytes[at + 1]!]!;
        const reason = known === 0 ? unknownType : size < known ? badLength : this.message(bytes, view, at, out);
        if (reason >= 0) this.rejects.add(reason, offset + at - start);
      }
      at += size;
    }
  }

  /** Keeps the numbers of a unit. @returns how many messages at the start were there before */
  #follow(first: number, count: number, out: MarketBatch): number {
    const unit = this.unit;
    const next = this.#next[unit]!;
    if (Number.isNaN(next)) this.#next[unit] = first + count;
    if (Number.isNaN(next) || first === next) {
      this.#next[unit] = first + count;
      return 0;
    }
    // Far behind what was expected, the numbers have begun anew, or one of them was wrong.
    const isAnew = next - (first + count) > MOST_BEHIND;
    if (first > next || isAnew) {
      this.gaps++;
      this.missing += Math.max(0, first - next);
      this.voidUnit(out);
      this.#next[unit] = first + count;
      return 0;
    }
    const again = Math.min(count, next - first);
    this.repeated += again;
    this.#next[unit] = Math.max(next, first + count);
    return again;
  }
}
