import {
  CancelOrder,
  type EventCursor,
  Fill,
  hashBytes,
  NewOrder,
  ReplaceOrder,
  type Stage,
  StreamHash,
} from "@hotpath/core";

/** Where a record's time begins: what lies before it but the type is its length and its sequence. */
const TIME_BYTES = 16;
const encoder = new TextEncoder();

/**
 * Hashes what an engine has done, instrument by instrument: one hash of the orders, cancels and replaces that left, one of
 * the fills. Two runs that did the same have the same hashes, whatever drove them and however their inputs were numbered:
 * sequences are left out. It is an observer, and no part of the state.
 */
export class OutputHash implements Stage {
  readonly name = "output-hash";
  readonly handles: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE, Fill.TYPE];
  readonly #orders: readonly StreamHash[];
  readonly #fills: readonly StreamHash[];
  readonly #type = new Uint8Array(4);
  readonly #words: DataView = new DataView(this.#type.buffer);

  constructor(options: { instruments: number }) {
    this.#orders = Array.from({ length: options.instruments }, () => new StreamHash());
    this.#fills = Array.from({ length: options.instruments }, () => new StreamHash());
  }

  on(event: EventCursor): void {
    // Others are passed over, so that it can be shown any outputs.
    if (!this.handles.includes(event.type)) return;
    const hash = (event.type === Fill.TYPE ? this.#fills : this.#orders)[event.instrument];
    if (hash === undefined) return;
    this.#words.setInt32(0, event.type, true);
    hash.update(this.#type);
    const { i32, at, length } = event;
    hash.update(new Uint8Array(i32.buffer, i32.byteOffset + at * 8 + TIME_BYTES, length - TIME_BYTES));
  }

  /** The hash of all orders, cancels and replaces that left; of one instrument alone if it is named. */
  orders(instrument?: number): string {
    return digest(this.#orders, instrument);
  }

  /** The hash of all fills; of one instrument alone if it is named. */
  fills(instrument?: number): string {
    return digest(this.#fills, instrument);
  }
}

function digest(hashes: readonly StreamHash[], instrument: number | undefined): string {
  if (instrument !== undefined) return hashes[instrument]?.digest() ?? "";
  return hashBytes(encoder.encode(hashes.map((hash) => hash.digest()).join("")));
}
