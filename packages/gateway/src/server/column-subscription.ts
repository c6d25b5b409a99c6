/** A subscription whose updates come as columns: many in one message, for clients that compute. */
import { HotpathError, microsOf, nanosOf } from "@hotpath/core";
import { type ColumnTopic, columnFields, wordsOf, writeColumn } from "../codec/columns.ts";
import type { ColumnsMessage } from "../protocol/index.ts";
import type { Outbox, SharedUpdate } from "./outbox.ts";
import type { Subscription } from "./subscription.ts";

/** Updates of one `columns` message, at the most. */
export const COLUMN_ROWS = 1024;

type Update = { sequence: number; time: bigint; instrument: number } & Record<string, unknown>;

/** Takes from another subscription of its topic, and says the same in columns. */
export class ColumnSubscription implements Subscription {
  readonly id: number;
  readonly inner: Subscription;
  readonly #topic: ColumnTopic;
  readonly #rows = new RowOutbox();

  constructor(topic: ColumnTopic, inner: Subscription) {
    this.id = inner.id;
    this.inner = inner;
    this.#topic = topic;
  }

  get isLost(): boolean {
    return this.inner.isLost;
  }

  take(out: Outbox, _most: number, nowNanos: number): number {
    const wait = this.inner.take(this.#rows, COLUMN_ROWS, nowNanos);
    const { updates, first } = this.#rows;
    for (let k = 0; k < updates.length; k += COLUMN_ROWS)
      out.push(columnsOf(this.#topic, this.id, first + k, updates.slice(k, k + COLUMN_ROWS)));
    this.#rows.clear();
    return wait;
  }
}

/** Collects the updates of one subscription, instead of a frame. */
class RowOutbox implements Outbox {
  owner: Outbox["owner"];
  /** The number of the first update. */
  first = 0;
  updates: Update[] = [];

  get count(): number {
    return this.updates.length;
  }

  get weight(): number {
    return this.updates.length;
  }

  share({ message }: SharedUpdate, _subscription: number, number: number): void {
    if (this.updates.length === 0) this.first = number;
    this.updates.push(message as unknown as Update);
  }

  push(): void {
    throw new HotpathError("INVARIANT_BROKEN", "only updates come in columns");
  }

  take(): never {
    throw new HotpathError("INVARIANT_BROKEN", "columns are no frame");
  }

  clear(): void {
    this.updates = [];
  }
}

/** Updates of one subscription that follow each other, at least one, as one message. */
function columnsOf(
  topic: ColumnTopic,
  subscription: number,
  number: number,
  updates: readonly Update[],
): ColumnsMessage {
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
  return { type: "columns", subscription, number, count: updates.length, columns };
}
