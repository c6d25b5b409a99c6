import type { MarketBatch } from "@hotpath/market-data";
import type { FeedInstrument } from "../../book/formats.ts";
import type { Losses } from "../losses.ts";
import { type FlowRow, OrderFlow, type OrderTarget } from "../order-flow.ts";
import type { RowWriter } from "../targets.ts";

/** A writer of rows for a target that understands orders. */
export class OrderWriter implements RowWriter {
  readonly #flow: OrderFlow;
  readonly #losses: Losses;
  readonly #end: () => void;

  constructor(target: OrderTarget, losses: Losses, end: () => void) {
    this.#flow = new OrderFlow(target, losses);
    this.#losses = losses;
    this.#end = end;
  }

  write(batch: MarketBatch, at: number, instrument: FeedInstrument | undefined): void {
    if (instrument === undefined) {
      this.#losses.add("rows of no instrument");
      return;
    }
    if (Number.isNaN(batch.timeMicros[at]!)) {
      this.#losses.add("rows without a time");
      return;
    }
    const row: FlowRow = {
      instrument,
      place: batch.instrument[at]!,
      micros: batch.timeMicros[at]!,
      nanos: batch.timeNanos[at]!,
      receiveMicros: batch.receiveMicros[at]!,
      receiveNanos: batch.receiveNanos[at]!,
      sequence: batch.sequence[at]!,
      flags: batch.flags[at]!,
    };
    this.#flow.take(batch, at, row);
  }

  end(): void {
    this.#flow.end();
    this.#end();
  }
}
