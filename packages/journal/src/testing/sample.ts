/** Events for tests: each record's content follows from its sequence, so that a wrong one shows. */
import { EventCursor, EventQueue, Quote, Signal } from "@hotpath/core";
import { JournalReader, type JournalReaderOptions } from "../reader.ts";
import type { JournalWriter } from "../writer.ts";

const queue = new EventQueue();

/** A quote with the sequence, stamped `sequence` × 10 µs. */
export function quote(sequence: number): EventCursor {
  const event = new EventCursor();
  Quote.write(queue, sequence * 10, sequence % 1000, 3, 7, sequence * 2, sequence * 2 + 1, 5, 6, sequence & 0xff);
  queue.next(event);
  const copy = new EventCursor(event.bytes().slice().buffer);
  copy.f64[1] = sequence;
  queue.clear();
  return copy;
}

/** A signal derived from the input with the sequence. */
export function signal(sequence: number, generator: number): EventCursor {
  Signal.emit(queue, quote(sequence), 3, 7, 0.5, 30, sequence, 1, generator, 0.5, 16);
  const event = new EventCursor();
  queue.next(event);
  const copy = new EventCursor(event.bytes().slice().buffer);
  queue.clear();
  return copy;
}

/** A record of a type outside the schema, of any length. */
export function opaque(sequence: number, bytes: number, type = 40_000): EventCursor {
  const event = new EventCursor(new ArrayBuffer(bytes));
  for (let i = 8; i < bytes / 4; i++) event.i32[i] = Math.imul(sequence + i, 0x9e3779b1);
  event.i32[0] = bytes;
  event.i32[1] = type | (1 << 16);
  event.f64[1] = sequence;
  event.i32[4] = sequence;
  return event;
}

/** Appends the quotes `from` to `to`. */
export function appendQuotes(writer: JournalWriter, from: number, to: number): void {
  for (let sequence = from; sequence <= to; sequence++) writer.append(quote(sequence));
}

/** The sequences that a reader gives, each record compared byte for byte with the quote that it must be. */
export function readQuotes(folder: string, options: JournalReaderOptions = {}): number[] {
  using reader = JournalReader.open(folder, options);
  return restOf(reader);
}

/** The sequences from a reader's position on, checked as by {@link readQuotes}. */
export function restOf(reader: JournalReader): number[] {
  const event = new EventCursor();
  const sequences: number[] = [];
  while (reader.next(event)) {
    const wanted = quote(event.sequence).bytes();
    const found = event.bytes();
    if (found.length !== wanted.length || !found.every((byte, i) => byte === wanted[i]))
      throw new Error(`a wrong record came back for sequence ${event.sequence}`);
    sequences.push(event.sequence);
  }
  return sequences;
}

/** `[from, …, to]`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
