import { ConfigError } from "@hotpath/core";
import { newYorkMidnight } from "../itch50/new-york-midnight.ts";
import type { MarketBatch } from "../market-batch.ts";
import { DATAGRAM_FULL, DATAGRAM_TAKEN, PCAP_REJECTS, PcapStream } from "../pcap/pcap-stream.ts";
import { PitchDecoder, type PitchDecoderOptions } from "./pitch-decoder.ts";
import { PitchGaps } from "./pitch-gaps.ts";
import { PITCH_UNIT_HEADER } from "./pitch-messages.ts";
import { PITCH_REJECTS } from "./pitch-units.ts";

/** Why something in a capture of PITCH was not taken, beside what captures have of their own. */
export const PITCH_CAPTURE_REJECTS: readonly PitchCaptureReject[] = PITCH_REJECTS.filter(
  (reason) => reason !== "truncated",
);
/** A reason of {@link PITCH_CAPTURE_REJECTS}. */
export type PitchCaptureReject = Exclude<(typeof PITCH_REJECTS)[number], "truncated">;

const reasonOf = (name: PitchCaptureReject): number => PCAP_REJECTS.length + PITCH_CAPTURE_REJECTS.indexOf(name);
const BAD_UNIT = reasonOf("badUnit");
const NO_ROOM = reasonOf("noRoom");
/** Rows for which there must be room before a datagram is looked at: most units need no more. */
const USUAL_ROWS = 768;
const WAIT_MICROS = 1_000_000;
const MAX_HELD = 4096;

/** How a {@link PitchCapture} is made. */
export interface PitchCaptureOptions extends Omit<PitchDecoderOptions, "midnightMicros"> {
  /** The midnight that times count from; left out, New York's of the day of the first packet of all. */
  midnightMicros?: number;
  /**
   * How long a missing unit is waited for, by the clock of the capture, before it is given up: another line may bring it.
   * 1,000,000 µs by default.
   */
  waitMicros?: number;
  /** How many units are held back at most; 4,096 by default. */
  maxHeld?: number;
}

/**
 * Cboe's Multicast PITCH from a capture of its multicast, pcap or pcap-ng, of one line or of several that carry the same:
 * each message once and in order. A unit that is missing is waited for; where it does not come, the books of its unit are
 * cleared. Rows are received when their packet was captured; those of a unit that waited, when it waited no longer.
 */
export class PitchCapture extends PcapStream<MarketBatch, PitchCaptureReject> {
  readonly #options: PitchCaptureOptions;
  #gaps: PitchGaps;
  #repeatedBefore = 0;
  #decoder: PitchDecoder | undefined;
  #out: MarketBatch | undefined;
  /** Units, or what is left of them, for which the batch had no room. */
  readonly #waiting: Uint8Array[] = [];
  #offset = 0;
  #lastMicros = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: PitchCaptureOptions = {}) {
    super(PITCH_CAPTURE_REJECTS);
    const { waitMicros = WAIT_MICROS, maxHeld = MAX_HELD, midnightMicros } = options;
    if (!Number.isSafeInteger(waitMicros) || waitMicros < 1)
      throw new ConfigError("pitchCapture.waitMicros", waitMicros, "an integer from 1");
    if (midnightMicros !== undefined) this.#decoder = new PitchDecoder({ ...options, midnightMicros });
    this.#options = options;
    this.#gaps = this.#newGaps(waitMicros, maxHeld);
  }

  #newGaps(
    timeoutMicros = this.#options.waitMicros ?? WAIT_MICROS,
    maxHeld = this.#options.maxHeld ?? MAX_HELD,
  ): PitchGaps {
    return new PitchGaps({
      deliver: (unit) => this.#deliver(unit),
      // Nobody answers: another line brings it, or it is given up.
      request: () => {},
      timeoutMicros,
      tries: 1,
      maxHeld,
    });
  }

  /** Symbols by the index of their instrument. */
  get symbols(): readonly string[] {
    return this.#decoder?.symbols ?? [];
  }

  /** Messages that never came. */
  get missing(): number {
    return this.#decoder?.missing ?? 0;
  }

  /** Gaps in the numbers. */
  get gaps(): number {
    return this.#decoder?.gaps ?? 0;
  }

  /** Units that came again, of another line. */
  get repeated(): number {
    return this.#repeatedBefore + this.#gaps.repeated;
  }

  /** The midnight that times count from; NaN until the first packet has told it. */
  get midnightMicros(): number {
    return this.#options.midnightMicros ?? this.#midnight;
  }
  #midnight = Number.NaN;

  /** The order id behind the `id` of a row, while the order is open. */
  orderId(rowId: number): bigint {
    return this.#decoder?.orderId(rowId) ?? BigInt(rowId);
  }

  /** Takes what waited for units that never came, as far as `out` has room, and what the capture was cut in. */
  override end(out?: MarketBatch): void {
    super.end();
    this.#out = out;
    // No clock will go on: each gap is asked for once, and given up.
    while (this.#gaps.held > 0) this.#gaps.tick(Number.POSITIVE_INFINITY);
    if (out !== undefined) this.#drain();
    for (const _ of this.#waiting.splice(0)) this.rejects.add(PCAP_REJECTS.indexOf("truncated"), this.offset);
    this.#decoder?.end();
    this.#repeatedBefore += this.#gaps.repeated;
    this.#gaps = this.#newGaps();
    this.#lastMicros = 0;
    this.#out = undefined;
  }

  protected override datagram(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    length: number,
    offset: number,
    out: MarketBatch,
  ): number {
    this.#out = out;
    if (!this.#drain()) return DATAGRAM_FULL;
    if (!out.ensure(USUAL_ROWS) && out.count > 0) return DATAGRAM_FULL;
    // A datagram is one unit.
    if (length < PITCH_UNIT_HEADER || view.getUint16(at, true) !== length) return BAD_UNIT;
    // Captures of several interfaces are not always in order.
    if (this.captureMicros > this.#lastMicros) this.#lastMicros = this.captureMicros;
    this.#decoder ??= this.#dated();
    this.#offset = offset;
    out.receivedMicros = this.captureMicros;
    out.receivedNanos = this.captureNanos;
    this.#gaps.take(bytes.subarray(at, at + length), this.#lastMicros);
    this.#gaps.tick(this.#lastMicros);
    return DATAGRAM_TAKEN;
  }

  /** A decoder of the day of the first packet. */
  #dated(): PitchDecoder {
    const micros = this.#lastMicros;
    const dayOf = (time: number) => new Date(time / 1000).toISOString().slice(0, 10);
    let midnight = 0;
    if (micros >= 600_000_000_000_000) {
      midnight = newYorkMidnight(dayOf(micros));
      if (midnight > micros) midnight = newYorkMidnight(dayOf(micros - 86_400_000_000));
    }
    this.#midnight = midnight;
    return new PitchDecoder({ ...this.#options, midnightMicros: midnight });
  }

  #deliver(unit: Uint8Array): void {
    const taken = this.#waiting.length === 0 ? this.#decode(unit) : 0;
    if (taken < unit.length) this.#waiting.push(unit.slice(taken));
  }

  /** Decodes what waits. @returns false where the batch has no room for it */
  #drain(): boolean {
    while (this.#waiting.length > 0) {
      const unit = this.#waiting[0]!;
      const taken = this.#decode(unit);
      if (taken < unit.length) return false;
      this.#waiting.shift();
    }
    return true;
  }

  /** @returns the bytes taken */
  #decode(unit: Uint8Array): number {
    const decoder = this.#decoder!;
    const out = this.#out;
    if (out === undefined) return 0;
    const { total } = decoder.rejects;
    const taken = decoder.decode(unit, out);
    this.messages = decoder.messages;
    if (decoder.rejects.total > total) this.#forward(decoder);
    return taken;
  }

  /** Counts what the decoder has refused as refused here, at the packet in hand. */
  #forward(decoder: PitchDecoder): void {
    for (const [name, count] of Object.entries(decoder.rejects.counts())) {
      const reason = name === "truncated" ? NO_ROOM : reasonOf(name as PitchCaptureReject);
      for (let i = 0; i < count; i++) this.rejects.add(reason, this.#offset);
    }
    decoder.rejects.clear();
  }
}

/** Whether a file that begins so is a capture, and no file of units. */
export function isCapture(start: Uint8Array): boolean {
  if (start.length < 4) return false;
  const magic = new DataView(start.buffer, start.byteOffset, 4).getUint32(0, true);
  return [0xa1b2c3d4, 0xa1b23c4d, 0xd4c3b2a1, 0x4d3cb2a1, 0x0a0d0d0a].includes(magic);
}
