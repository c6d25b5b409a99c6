import { type Snapshotable, type SnapshotReader, type SnapshotWriter, TimeInForce, TradingState } from "@hotpath/core";

/**
 * What may be done in each instrument, and which auction it is: the first one since the market was closed is the opening's,
 * one that follows on trading is the closing's. One after a halt is neither.
 */
export class TradingStates implements Snapshotable {
  readonly #state: Int32Array;
  readonly #before: Int32Array;
  /** Whether there was trading since the market was closed. */
  readonly #hasTraded: Int32Array;

  constructor(instruments: number) {
    this.#state = new Int32Array(instruments);
    this.#before = new Int32Array(instruments);
    this.#hasTraded = new Int32Array(instruments);
  }

  /** TradingState of an instrument. */
  of(instrument: number): number {
    return this.#state[instrument]!;
  }

  /** Whether there was trading since the market was closed. */
  hasTraded(instrument: number): boolean {
    return this.#hasTraded[instrument] === 1;
  }

  /** @returns whether it is another state than before */
  set(instrument: number, state: number): boolean {
    if (this.#state[instrument] === state) return false;
    this.#before[instrument] = this.#state[instrument]!;
    this.#state[instrument] = state;
    if (state === TradingState.Closed) this.#hasTraded[instrument] = 0;
    return true;
  }

  /** Trading has begun. */
  open(instrument: number): void {
    this.#hasTraded[instrument] = 1;
  }

  /** Whether an order for an auction can join one now. */
  isOpenFor(instrument: number, timeInForce: number): boolean {
    const state = this.#state[instrument]!;
    if (state !== TradingState.Auction && state !== TradingState.PreOpen) return false;
    if (timeInForce === TimeInForce.GoodForAuction) return true;
    if (this.#hasTraded[instrument] === 0) return timeInForce === TimeInForce.AtTheOpening;
    const isClosing = state === TradingState.Auction && this.#before[instrument] === TradingState.Trading;
    return isClosing && timeInForce === TimeInForce.AtTheClose;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.tradingStates");
    for (const column of [this.#state, this.#before, this.#hasTraded]) writer.i32s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.tradingStates");
    for (const column of [this.#state, this.#before, this.#hasTraded]) reader.i32s(column);
  }
}
