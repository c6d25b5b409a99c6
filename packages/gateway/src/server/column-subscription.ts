/** A subscription whose updates come as columns: many in one message, for clients that compute. */
import { microsOf, nanosOf } from "@hotpath/core";
import { type ColumnTopic, columnFields, wordsOf, writeColumn } from "../codec/columns.ts";
import type { ColumnsMessage, ServerMessage } from "../protocol/index.ts";
import type { Subscription } from "./subscription.ts";

/** Updates of one `columns` message, at the most. */
export const COLUMN_ROWS = 1024;

type Update = { sequence: number; number: number; time: bigint; instrument: number } & Record<string, unknown>;

/** Takes from another subscription of its topic, and says the same in columns. */
export class ColumnSubscription implements Subscription {
  readonly id: number;
  readonly inner: Subscription;
  readonly #topic: ColumnTopic;

  constructor(topic: ColumnTopic, inner: Subscription) {
    this.id = inner.id;
    this.inner = inner;
    this.#topic = topic;
  }

  get isLost(): boolean {
    return this.inner.isLost;
  }

  take(out: ServerMessage[], most: number, nowNanos: number): number {
    const updates: ServerMessage[] = [];
    const wait = this.inner.take(updates, most === 0 ? 0 : COLUMN_ROWS, nowNanos);
    for (let k = 0; k < updates.length; k += COLUMN_ROWS)
      out.push(columnsOf(this.#topic, this.id, updates.slice(k, k + COLUMN_ROWS) as unknown as Update[]));
    return wait;
  }
}

/** Updates of one subscription that follow each other, at least one, as one message. */
function columnsOf(topic: ColumnTopic, subscription: number, updates: readonly Update[]): ColumnsMessage {
  const columns: Record<string, Uint8Array> = {
    sequence: writeColumn(Float64Array.from(updates, ({ sequence }) => sequence)),
    micros: writeColumn(Float64Array.from(updates, ({ time }) => microsOf(time))),
    nanos: writeColumn(Uint16Array.from(updates, ({ time }) => nanosOf(time))),
    instrument: writeColumn(Int32Array.from(updates, ({ instrument }) => instrument)),
  };
  for (const field of columnFields(topic)) {
    const words = wordsOf(field);
    const { name } = field;
    columns[name] = writeColumn(
      words === undefined
        ? Float64Array.from(updates, (update) => update[name] as number)
        : Uint8Array.from(updates, (update) => words.indexOf(update[name] as string)),
    );
  }
  return { type: "columns", subscription, number: updates[0]!.number, count: updates.length, columns };
}
