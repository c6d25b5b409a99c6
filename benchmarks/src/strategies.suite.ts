/**
 * Strategies: bars through one with two indicators and orders, and the way from a tick to the order that it leads to with
 * the journal on, under an open-loop load.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BarVenue } from "@hotpath/backtest";
import {
  Bar,
  type EventCursor,
  type InstrumentDefinition,
  monotonicNanos,
  NewOrder,
  Quote,
  Random,
  Side,
  type Stage,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import {
  defineStrategy,
  integer,
  LatencyHistogram,
  oneOf,
  PaperVenue,
  type StrategyDefinition,
  StrategyEngine,
} from "@hotpath/engine";
import { type JournalAccess, JournalWriter } from "@hotpath/journal";
import { openLoopRows, runOpenLoop } from "./engine/open-loop.ts";
import type { BenchRow, Suite } from "./harness.ts";

const WIDE_LIMITS = {
  maxPortfolioVar: 1,
  maxPositionVar: 1,
  maxDrawdown: 1,
  maxLeverage: 1000,
  maxConcentration: 1000,
};
const MINUTE = 60e6;

/** Long while the fast average is above the slow one, else flat. */
const cross: StrategyDefinition = defineStrategy({
  name: "cross",
  parameters: {
    fast: integer({ min: 2, max: 500, default: 20 }),
    slow: integer({ min: 2, max: 500, default: 50 }),
    style: oneOf(["market", "limit"]),
  },
  create(context) {
    const fast = context.indicator("SMA", { timePeriod: context.parameters.fast });
    const slow = context.indicator("SMA", { timePeriod: context.parameters.slow });
    const takes = context.parameters.style === "market";
    return {
      onBar(bar) {
        const i = bar.instrument;
        const close = bar.close;
        const isUp = fast.push(close, i) > slow.push(close, i);
        const held = context.position(i);
        if (isUp === held > 0 || context.orders.countIn(i) > 0) return;
        const side = isUp ? Side.Buy : Side.Sell;
        if (takes) context.orders.market(i, side, 10, TimeInForce.Day);
        else context.orders.limit(i, side, close, 10, TimeInForce.Day);
      },
    };
  },
});

/** Every quote leads to an order. */
const eager: StrategyDefinition = defineStrategy({
  name: "eager",
  create: (context) => ({
    onBook(book) {
      const buys = context.position(book.instrument) <= 0;
      const price = buys ? book.askPrice : book.bidPrice;
      context.orders.limit(book.instrument, buys ? Side.Buy : Side.Sell, price, 1, TimeInForce.ImmediateOrCancel);
    },
  }),
});

function instruments(count: number): InstrumentDefinition[] {
  return Array.from({ length: count }, (_, i) => ({ id: i + 1, symbol: `S${i + 1}`, priceDecimals: 2 }));
}

/** Closes of a walk that trends and turns. */
function walk(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  const closes = new Float64Array(length);
  let price = 50_000;
  let drift = 0;
  for (let i = 0; i < length; i++) {
    drift = 0.98 * drift + 0.3 * random.normal();
    price = Math.max(10_000, price + Math.round(drift + random.normal()));
    closes[i] = price;
  }
  return closes;
}

/** @param opens whether each bar is told of by its open as well, as bars of a backtest are */
function bars(opens: boolean): BenchRow {
  const engine = new StrategyEngine({
    config: {
      instruments: instruments(1),
      initialCash: "1000000000",
      riskLimits: WIDE_LIMITS,
      covariance: { barMicros: 86_400e6 },
    },
    strategies: [{ definition: cross, parameters: { style: opens ? "market" : "limit" } }],
    venue: new BarVenue(),
  });
  const closes = walk(1 << 18, 3);
  let k = 0;
  const run = (count: number): number => {
    const { inbox } = engine;
    const start = monotonicNanos();
    for (const end = k + count; k < end; k++) {
      const close = closes[k & (closes.length - 1)]!;
      const micros = 1_600_000_000_000_000 + k * MINUTE;
      if (opens) {
        Trade.write(inbox, micros - MINUTE / 2, 0, 0, 0, close, 1, 0);
        engine.process();
      }
      Bar.write(inbox, micros, 0, 0, 0, close, close + 5, close - 5, close, 1000);
      engine.process();
    }
    return (monotonicNanos() - start) / count;
  };
  run(1_000_000);
  const passes = Array.from({ length: 7 }, () => run(500_000)).toSorted((a, b) => a - b);
  const fills = engine.portfolio.fillCount(0);
  engine[Symbol.dispose]();
  const note = `one order every ${Math.round(k / fills)} bars, filled and booked`;
  const what = "bars, event-driven, one strategy with two indicators and orders";
  return opens
    ? { what: `${what}, opens and closes`, ours: 1000 / passes[3]!, unit: "million/s", better: "higher", note }
    : { what, ours: 1000 / passes[3]!, unit: "million/s", better: "higher", goal: 5, floor: 0.5, note };
}

/** A venue on paper that notes when an order comes. */
class ClockedPaper implements Stage {
  readonly name = "venue";
  readonly handles: readonly number[];
  readonly histogram: LatencyHistogram = new LatencyHistogram();
  due = 0;
  readonly #paper: PaperVenue;

  constructor(count: number) {
    this.#paper = new PaperVenue({ instruments: count });
    this.handles = this.#paper.handles;
  }

  on(event: EventCursor, out: Parameters<PaperVenue["on"]>[1]): void {
    if (this.due > 0 && event.type === NewOrder.TYPE) this.histogram.record(monotonicNanos() - this.due);
    this.#paper.on(event, out);
  }
}

/** From a quote that is due until its order is at the venue, the quote journalled so that it survives kill −9. */
function tickToOrder(access: JournalAccess): BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-bench-"));
  const venue = new ClockedPaper(1);
  const journal = JournalWriter.open({ folder, durability: "process", access });
  const engine = new StrategyEngine({
    config: { instruments: instruments(1), initialCash: "1000000000", riskLimits: WIDE_LIMITS },
    strategies: [{ definition: eager }],
    venue,
    journal,
    journalOutputs: "decisions",
  });
  const prices = walk(1 << 18, 5);
  let k = 0;
  const tick = (): void => {
    const bid = prices[k & (prices.length - 1)]!;
    Quote.write(engine.inbox, 1_700_000_000_000_000 + k * 50, 0, 0, 1, bid, bid + 1, 100, 100, 0);
    engine.process();
    k += 1;
  };
  for (let n = 0; n < 200_000; n++) tick();
  const interval = 20_000;
  const idle = runOpenLoop({
    ticks: 200_000,
    interval,
    tick: (due) => {
      venue.due = due;
      tick();
    },
    mark: () => journal.statistics.segments,
  });
  const latency = venue.histogram.summary();
  engine[Symbol.dispose]();
  rmSync(folder, { recursive: true });
  const what = `tick to order, journal on (${access}), process-crash durable`;
  const note = `open loop, ${1e6 / interval},000 ticks/s, every one leads to an order`;
  return openLoopRows(what, latency, idle, access === "map" ? { p50: 2_000, p999: 50_000 } : {}, note);
}

const suite: Suite = {
  name: "strategies",
  run: () => [bars(false), bars(true), ...tickToOrder("map"), ...tickToOrder("write")],
};

export default suite;
