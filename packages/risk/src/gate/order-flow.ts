/**
 * How orders come: rates, repeats, storms of refusals and loops. All of it by the time of the events.
 */
import type { InstrumentRegistry, Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
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
  /** Whether anything of a kind is limited: what is not is not looked at. */
  #hasOrderRates = false;
  #hasMessageRates = false;
  #hasRejectBreakers = false;
  #hasLoopBreakers = false;
  #window = 0;

  constructor(instruments: InstrumentRegistry, levels: Levels) {
    this.#instruments = instruments;
    this.#levels = levels;
    this.orders = new TokenBuckets(levels.count + instruments.size);
    this.messages = new TokenBuckets(levels.count);
    this.rejects = new TokenBuckets(levels.count);
    this.loops = new TokenBuckets(levels.count * instruments.size);
  }

  /** Takes in limits. */
  compile(limits: RiskLimits): void {
    compileRates(limits, this.#levels, this, this.#instruments);
    this.#hasOrderRates = hasLimit(this.orders);
    this.#hasMessageRates = hasLimit(this.messages);
    this.#hasRejectBreakers = hasLimit(this.rejects);
    this.#hasLoopBreakers = hasLimit(this.loops);
    this.#window = limits.duplicateWindowMicros ?? 0;
    if (this.#window === 0) this.#recent = undefined;
    else this.#recent ??= new RecentOrders();
  }

  /** Whether an order or replace may leave by its rates: nothing is taken yet. */
  checkRates(note: RefusalNote, path: number, instrument: number, micros: number): number {
    const account = this.#levels.accountOf[path]!;
    const strategy = this.#levels.strategyOf[path]!;
    if (this.#hasOrderRates) {
      const { orders } = this;
      const own = this.#levels.count + instrument;
      // Each bucket is refilled, whether or not another one is empty: what it says later must not depend on that.
      const a = orders.refill(0, micros);
      const b = account === 0 || orders.refill(account, micros);
      const c = strategy === 0 || orders.refill(strategy, micros);
      const d = orders.refill(own, micros);
      if (!(a && b && c && d)) {
        const level = a ? (b ? (c ? own : strategy) : account) : 0;
        return refuse(note, RefusalReason.OrderRate, orders, level, this.#levels.count);
      }
    }
    if (this.#hasMessageRates) {
      const { messages } = this;
      const a = messages.refill(0, micros);
      const b = account === 0 || messages.refill(account, micros);
      const c = strategy === 0 || messages.refill(strategy, micros);
      if (!(a && b && c)) {
        const level = a ? (b ? strategy : account) : 0;
        return refuse(note, RefusalReason.MessageRate, messages, level, this.#levels.count);
      }
    }
    return RefusalReason.None;
  }

  /** The level whose orders in the instrument come too fast, so that one more makes a loop; −1 for none. */
  loopingLevel(path: number, instrument: number, micros: number): number {
    if (!this.#hasLoopBreakers) return -1;
    const { loops } = this;
    const cell = instrument * this.#levels.count;
    const account = this.#levels.accountOf[path]!;
    const strategy = this.#levels.strategyOf[path]!;
    const a = loops.refill(cell, micros);
    const b = account === 0 || loops.refill(cell + account, micros);
    const c = strategy === 0 || loops.refill(cell + strategy, micros);
    if (a && b && c) return -1;
    return !c ? strategy : !b ? account : 0;
  }

  /** An order or replace leaves. */
  count(path: number, instrument: number): void {
    const account = this.#levels.accountOf[path]!;
    const strategy = this.#levels.strategyOf[path]!;
    if (this.#hasOrderRates) {
      this.orders.take(0);
      if (account !== 0) this.orders.take(account);
      if (strategy !== 0) this.orders.take(strategy);
      this.orders.take(this.#levels.count + instrument);
    }
    if (this.#hasMessageRates) this.#takeMessages(account, strategy);
    if (!this.#hasLoopBreakers) return;
    const cell = instrument * this.#levels.count;
    this.loops.take(cell);
    if (account !== 0) this.loops.take(cell + account);
    if (strategy !== 0) this.loops.take(cell + strategy);
  }

  /** A cancel leaves: it counts, and is never held back. */
  countMessage(path: number, micros: number): void {
    if (!this.#hasMessageRates) return;
    const account = this.#levels.accountOf[path]!;
    const strategy = this.#levels.strategyOf[path]!;
    this.messages.refill(0, micros);
    if (account !== 0) this.messages.refill(account, micros);
    if (strategy !== 0) this.messages.refill(strategy, micros);
    this.#takeMessages(account, strategy);
  }

  /** An order was refused, by the gate or by a venue. @returns the level whose breaker that trips, −1 for none */
  countReject(path: number, micros: number): number {
    if (!this.#hasRejectBreakers) return -1;
    const { rejects } = this;
    const account = this.#levels.accountOf[path]!;
    const strategy = this.#levels.strategyOf[path]!;
    let tripped = this.#countRejectAt(0, micros) ? 0 : -1;
    if (account !== 0 && this.#countRejectAt(account, micros)) tripped = account;
    if (strategy !== 0 && this.#countRejectAt(strategy, micros)) tripped = strategy;
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
    for (let i = 0; i < this.#instruments.size; i++) this.loops.reset(i * this.#levels.count + level);
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

  #takeMessages(account: number, strategy: number): void {
    this.messages.take(0);
    if (account !== 0) this.messages.take(account);
    if (strategy !== 0) this.messages.take(strategy);
  }

  /** @returns whether the breaker's last token has gone with it */
  #countRejectAt(level: number, micros: number): boolean {
    if (!this.rejects.isLimited(level)) return false;
    this.rejects.refill(level, micros);
    this.rejects.take(level);
    return !this.rejects.refill(level, micros);
  }
}

const whose = (instrument: number, side: number, strategy: number): number =>
  strategy * WHO_STRATEGY + instrument * 2 + side - 1;

function hasLimit(buckets: TokenBuckets): boolean {
  for (let row = 0; row < buckets.size; row++) if (buckets.isLimited(row)) return true;
  return false;
}

function refuse(note: RefusalNote, reason: number, buckets: TokenBuckets, row: number, levels: number): number {
  return note.refuse(reason, buckets.burst(row), buckets.used(row) + 1, row < levels ? row : 0);
}
