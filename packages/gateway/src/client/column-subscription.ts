import { type ColumnTopic, columnFields, readColumn, wordsOf } from "../codec/columns.ts";
import type { ColumnsMessage, SubscribeMessage } from "../protocol/index.ts";
import { ClientSubscription, type UpdateOf } from "./client-subscription.ts";

/** Fields that every update has, and those that are in columns of their own kind. */
type Common = "type" | "subscription" | "number" | "sequence" | "time" | "instrument" | "aggressor";

/**
 * Updates of a topic as columns, each `count` long: the message's own fields by name, and of each update its sequence,
 * its time as microseconds and the nanoseconds beyond them, and its instrument. `aggressor` of trades is 0 for buy, 1 for
 * sell, 2 for unknown.
 */
export type ColumnBatch<T extends ColumnTopic> = {
  count: number;
  sequence: Float64Array;
  micros: Float64Array;
  nanos: Uint16Array;
  instrument: Int32Array;
} & { [K in Exclude<keyof UpdateOf<T>, Common>]: Float64Array } & {
  [K in Extract<keyof UpdateOf<T>, "aggressor">]: Uint8Array;
};

/** The updates of a topic in columns. What {@link ClientSubscription} says of one update holds for each of a batch. */
export class ColumnSubscription<T extends ColumnTopic> extends ClientSubscription<T, ColumnBatch<T>> {
  protected override readonly extra: Partial<SubscribeMessage> = { columns: true };

  override take(update: ColumnBatch<T> | ColumnsMessage): void {
    if (!("type" in update)) {
      super.take(update);
      return;
    }
    try {
      super.take(readBatch(this.topic, update));
    } catch (error) {
      this.fail(error as Error);
    }
  }

  protected override count(batch: ColumnBatch<T>): number {
    return batch.count;
  }

  protected override fresh(batch: ColumnBatch<T>): ColumnBatch<T> | undefined {
    let known = 0;
    for (const sequence of batch.sequence) if (!this.isFresh(sequence)) known += 1;
    if (known === 0) return batch;
    if (known === batch.count) return undefined;
    // What was received before comes first.
    const rest = Object.entries(batch).map(([name, column]) => [
      name,
      typeof column === "number" ? batch.count - known : (column as Float64Array).subarray(known),
    ]);
    return Object.fromEntries(rest) as ColumnBatch<T>;
  }
}

/** @throws {InputError} for columns that are missing or have another length */
function readBatch<T extends ColumnTopic>(topic: T, { count, columns }: ColumnsMessage): ColumnBatch<T> {
  const bytes = (name: string): Uint8Array => columns[name] ?? new Uint8Array();
  const batch: Record<string, unknown> = {
    count,
    sequence: readColumn(bytes("sequence"), Float64Array, count),
    micros: readColumn(bytes("micros"), Float64Array, count),
    nanos: readColumn(bytes("nanos"), Uint16Array, count),
    instrument: readColumn(bytes("instrument"), Int32Array, count),
  };
  for (const field of columnFields(topic)) {
    const { name } = field;
    batch[name] =
      wordsOf(field) === undefined
        ? readColumn(bytes(name), Float64Array, count)
        : readColumn(bytes(name), Uint8Array, count);
  }
  return batch as ColumnBatch<T>;
}
