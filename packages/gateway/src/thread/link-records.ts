/**
 * What engine and gateway say to each other over two rings, one each way.
 *
 *     to the gateway   RECORD   an event, and behind it the reason of a signal, as UTF-8
 *                      ANSWER   a part of an answer; ANSWER_END its last part: a value as MessagePack
 *                      LOGS     a part of what strategies have logged; LOGS_END its last part: a list as MessagePack
 *     to the engine    INPUT    an event that a request sends along
 *                      REQUEST  a part of a request; REQUEST_END its last part: `[method, arguments]` as MessagePack
 *
 * All that an answer's request has led to stands before it.
 */
import { FULL, type SpscProducer } from "@hotpath/memory";

export const RECORD = 1;
export const ANSWER = 2;
export const ANSWER_END = 3;
export const INPUT = 4;
export const REQUEST = 5;
export const REQUEST_END = 6;
export const LOGS = 7;
export const LOGS_END = 8;

/** Bytes of one part. */
const PART_BYTES = 65_536;
/** How long the other side may take no record off a full ring, in milliseconds. */
const PATIENCE_MILLIS = 30_000;

/** What the two rings are to their ends. */
export interface LinkRings {
  toGateway: SharedArrayBuffer;
  toEngine: SharedArrayBuffer;
}

/**
 * Claims room for a record; where there is none it waits for it, for the other side is always on its way.
 *
 * @param wait called while there is none; whether to go on
 * @returns the offset of the payload
 * @throws {Error} where the other side has taken nothing for half a minute
 */
export function claim(ring: SpscProducer, type: number, length: number, wait?: () => void): number {
  for (let at = ring.tryClaim(type, length), until = 0; ; at = ring.tryClaim(type, length)) {
    if (at !== FULL) return at;
    ring.flush();
    wait?.();
    if (ring.waitForSpace(100)) continue;
    until += 100;
    if (ring.closed || until >= PATIENCE_MILLIS) throw new Error("the other side of the engine's link is gone");
  }
}

/** Writes a text of bytes in parts. */
export function writeParts(ring: SpscProducer, type: number, bytes: Uint8Array, wait?: () => void): void {
  for (let from = 0; ; from += PART_BYTES) {
    const part = bytes.subarray(from, from + PART_BYTES);
    const isLast = from + PART_BYTES >= bytes.length;
    const at = claim(ring, isLast ? type + 1 : type, part.length, wait);
    ring.u8.set(part, at);
    ring.commit();
    if (isLast) break;
  }
  ring.flush();
}

/** Puts parts together. */
export class Parts {
  #parts: Uint8Array[] = [];

  add(part: Uint8Array): void {
    this.#parts.push(part);
  }

  /** All of them as one, and none from then on. */
  take(): Uint8Array {
    const parts = this.#parts;
    this.#parts = [];
    if (parts.length === 1) return parts[0]!;
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
