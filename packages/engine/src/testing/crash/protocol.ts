/**
 * Frames between an engine and a venue of another process: 16 bytes of header (u32 length of the payload, u32 kind, f64
 * number), then the payload.
 */
import { EventCursor } from "@hotpath/core";

export const FrameKind = {
  /** From the engine: who it is; the number is that of the last report that it has journalled. */
  Hello: 1,
  /** From the engine: an order, cancel or replace. */
  Order: 2,
  /** From a test: what was done in all? */
  Dump: 3,
  /** From the venue: a report, by number, from 1 on without a gap. */
  Report: 4,
  /** From the venue, behind the reports that were missed: ids of all orders that ever came to it, as JSON. */
  List: 5,
  /** From the venue: its ledger, as JSON. */
  Ledger: 6,
} as const;

/** What the venue knows when all is over. */
export interface Ledger {
  orders: { orderId: number; instrument: number; side: number; quantity: number; filled: number; isOpen: boolean }[];
  /** Orders that came with an id that had been used. */
  doubled: number;
  /** Executions, and the signed sum of what was filled, by instrument. */
  executions: number;
  positions: number[];
  reports: number;
  sessions: number;
}

/** One frame. */
export function frame(kind: number, number: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(16 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(4, kind, true);
  view.setFloat64(8, number, true);
  bytes.set(payload, 16);
  return bytes;
}

/** Cuts a stream into frames. */
export class Frames {
  #rest: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array, take: (kind: number, number: number, payload: Uint8Array) => void): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let at = 0;
    const view = new DataView(all.buffer);
    while (all.length - at >= 16) {
      const length = view.getUint32(at, true);
      if (all.length - at - 16 < length) break;
      take(view.getUint32(at + 4, true), view.getFloat64(at + 8, true), all.slice(at + 16, at + 16 + length));
      at += 16 + length;
    }
    this.#rest = all.slice(at);
  }
}

/** A cursor over the bytes of one record. */
export function cursorOf(record: Uint8Array): EventCursor {
  return new EventCursor(record.slice().buffer);
}
