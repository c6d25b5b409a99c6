/**
 * How orders come: rates, repeats, storms of refusals and loops. All of it by the time of the events.
 */
import type { InstrumentRegistry, Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import * as Cell from "./cell.ts";
import type { Exposures } from "./exposures.ts";
import * as Level from "./level.ts";
import type { Levels } from "./levels.ts";
import { compileRates } from "./limit-columns.ts";
import { RecentOrders } from "./recent-orders.ts";
import type { RefusalNote } from "./refusal-note.ts";
import { RefusalReason } from "./refusal-reason.ts";
import type { RiskLimits } from "./risk-limits.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** Strategies before instruments and sides in the integer that says whose order it is. */
const WHO_STRATEGY = 4_194_304;

/** Rates, repeats and breakers of a gate. */
export class OrderFlow implements Snapshotable {
  readonly orders: TokenBuckets;
  readonly messages: TokenBuckets;
  readonly rejects: TokenBuckets;
  readonly loops: TokenBuckets;
  /** Made when repeats are first looked for. */
  #recent: RecentOrders | undefined;
  readonly #levels: Levels;
  readonly #instruments: InstrumentRegistry;
  /** Records of cells and levels, where the check reads from when on another order may leave. */
  readonly #cells: Float64Array;
  readonly #records: Float64Array;
  /** Whether anything of a kind is limited: what is not is not looked at. */
  #hasRates = false;
  #hasRejectBreakers = false;
  #window = 0;

  constructor(instruments: InstrumentRegistry, levels: Levels, books: Exposures) {
    this.#instruments = instruments;
    this.#levels = levels;
    this.#cells = books.cells;
    this.#records = books.levels;
    this.orders = new TokenBuckets(levels.count + instruments.size);
    this.messages = new TokenBuckets(levels.count);
    this.rejects = new TokenBuckets(levels.count);
    this.loops = new TokenBuckets(levels.count * instruments.size);
  }

  /** Takes in limits. */
  compile(limits: RiskLimits): void {
    compileRates(limits, this.#levels, this, this.#instruments);
    this.#hasRates = [this.orders, this.messages, this.loops].some(hasLimit);
    this.#hasRejectBreakers = hasLimit(this.rejects);
    this.#setAllReady();
    this.#window = limits.duplicateWindowMicros ?? 0;
    if (this.#window === 0) this.#recent = undefined;
    else this.#recent ??= new RecentOrders();
  }

  /**
   * Which rate it is that an order or replace comes too soon for: the check has seen one. A loop is no refusal by itself:
   * it is answered by `Halted`, and trips the level's breaker.
   */
  explain(note: RefusalNote, path: number, instrument: number, micros: number): number {
    const own = this.#levels.count + instrument;
    for (const level of [0, this.#levels.accountOf[path]!, this.#levels.strategyOf[path]!]) {
      if (!this.orders.has(level, micros))
        return refuse(note, RefusalReason.OrderRate, this.orders, level, micros, level);
      if (!this.orders.has(own, micros)) return refuse(note, RefusalReason.OrderRate, this.orders, own, micros, 0);
      if (!this.messages.has(level, micros))
        return refuse(note, RefusalReason.MessageRate, this.messages, level, micros, level);
      const loop = this.#loopOf(instrument, level);
      if (!this.loops.has(loop, micros)) return refuse(note, RefusalReason.Halted, this.loops, loop, micros, level);
    }
    return RefusalReason.None;
  }

  /** An order or replace leaves. */
  count(path: number, instrument: number, micros: number): void {
    if (!this.#hasRates) return;
    const { pathLevels } = this.#levels;
    let k = path * 4;
    const end = k + pathLevels[k]!;
    let level = 0;
    const own = this.orders.take(this.#levels.count + instrument, micros);
    for (;;) {
      const ready = this.orders.take(level, micros);
      const other = this.messages.take(level, micros);
      this.#records[level * Level.STRIDE + Level.READY] = ready > other ? ready : other;
      const loop = this.loops.take(this.#loopOf(instrument, level), micros);
      this.#cells[this.#loopOf(instrument, level) * Cell.STRIDE + Cell.READY] = level === 0 && own > loop ? own : loop;
      if (k === end) return;
      k += 1;
      level = pathLevels[k]!;
    }
  }

  /** A cancel leaves: it counts, and is never held back. */
  countMessage(path: number, micros: number): void {
    if (!this.#hasRates) return;
    const { pathLevels } = this.#levels;
    for (let k = path * 4; k <= path * 4 + pathLevels[path * 4]!; k++) {
      const level = k === path * 4 ? 0 : pathLevels[k]!;
      this.messages.take(level, micros);
      this.#setReady(level);
    }
  }

  /** An order was refused, by the gate or by a venue. @returns the level whose breaker that trips, −1 for none */
  countReject(path: number, micros: number): number {
    if (!this.#hasRejectBreakers) return -1;
    const { rejects } = this;
    const account = this.#levels.accountOf[path]!;
    const strategy = this.#levels.strategyOf[path]!;
    take(rejects, 0, account, strategy, micros);
    let tripped = -1;
    if (!rejects.has(0, micros)) tripped = 0;
    if (!rejects.has(account, micros)) tripped = account;
    if (!rejects.has(strategy, micros)) tripped = strategy;
    if (tripped !== -1) rejects.reset(tripped);
    return tripped;
  }

  /** Whether an order repeats one of the last while. */
  checkRepeats(
    note: RefusalNote,
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    micros: number,
  ): number {
    const recent = this.#recent;
    if (recent === undefined) return RefusalReason.None;
    const window = this.#window;
    const since = micros - window + 1;
    const sameId = recent.timeOfId(orderId, since);
    if (!Number.isNaN(sameId)) return note.refuse(RefusalReason.RepeatedId, window, micros - sameId);
    const same = recent.timeOfContent(whose(instrument, side, strategy), price, quantity, since);
    if (!Number.isNaN(same)) return note.refuse(RefusalReason.RepeatedContent, window, micros - same);
    return RefusalReason.None;
  }

  /** Remembers an order that leaves. */
  remember(
    orderId: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    micros: number,
  ): void {
    this.#recent?.add(orderId, whose(instrument, side, strategy), price, quantity, micros, micros - this.#window + 1);
  }

  /** Breakers of a level start anew. */
  resetBreakers(level: number): void {
    this.rejects.reset(level);
    for (let i = 0; i < this.#instruments.size; i++) this.loops.reset(this.#loopOf(i, level));
    this.#setAllReady();
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.orderFlow");
    for (const part of [this.orders, this.messages, this.rejects, this.loops]) part.snapshot(writer);
    this.#recent?.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.orderFlow");
    for (const part of [this.orders, this.messages, this.rejects, this.loops]) part.restore(reader);
    this.#recent?.restore(reader);
  }

  /** The bucket of loops of a cell, which has the cell's number. */
  #loopOf(instrument: number, level: number): number {
    return instrument * this.#levels.count + level;
  }

  #setReady(level: number): void {
    this.#records[level * Level.STRIDE + Level.READY] = Math.max(
      this.orders.readyAt(level),
      this.messages.readyAt(level),
    );
  }

  #setAllReady(): void {
    const { count } = this.#levels;
    for (let level = 0; level < count; level++) {
      this.#setReady(level);
      for (let i = 0; i < this.#instruments.size; i++) {
        const cell = this.#loopOf(i, level);
        const own = level === 0 ? this.orders.readyAt(count + i) : Number.NEGATIVE_INFINITY;
        this.#cells[cell * Cell.STRIDE + Cell.READY] = Math.max(own, this.loops.readyAt(cell));
      }
    }
  }
}

const whose = (instrument: number, side: number, strategy: number): number =>
  strategy * WHO_STRATEGY + instrument * 2 + side - 1;

function hasLimit(buckets: TokenBuckets): boolean {
  for (let row = 0; row < buckets.size; row++) if (buckets.isLimited(row)) return true;
  return false;
}

/** Takes a token of each level of a path. @param row of the firm's bucket */
const take = (buckets: TokenBuckets, row: number, account: number, strategy: number, micros: number): void => {
  buckets.take(row, micros);
  if (account !== 0) buckets.take(row + account, micros);
  if (strategy !== 0) buckets.take(row + strategy, micros);
};

/** Notes a bucket that has no token. */
function refuse(
  note: RefusalNote,
  reason: number,
  buckets: TokenBuckets,
  row: number,
  micros: number,
  level: number,
): number {
  return note.refuse(reason, buckets.burst(row), buckets.used(row, micros) + 1, level);
}
