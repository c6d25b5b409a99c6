/** Records and folders that the journal's rows share. */
import { EventCursor, EventQueue, Quote } from "@hotpath/core";

/** A record of a length in bytes, of no type of the schema. */
export function record(bytes: number): EventCursor {
  const event = new EventCursor(new ArrayBuffer(bytes));
  event.i32[0] = bytes;
  event.i32[1] = 40_000 | (1 << 16);
  for (let i = 8; i < bytes / 4; i++) event.i32[i] = Math.imul(i, 0x9e3779b1);
  return event;
}

/** A quote. */
export function quoteRecord(): EventCursor {
  const queue = new EventQueue();
  Quote.write(queue, 1_700_000_000_000_001, 234, 3, 7, 10005, 10010, 100, 200, 0);
  const event = new EventCursor();
  queue.next(event);
  return event;
}

/** Three digits are what a figure is worth. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** The middle one; sorts them. */
export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
