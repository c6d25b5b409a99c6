/**
 * The gate beside one that counts everything anew: over any sequence of orders, replaces, fills (late ones and too many
 * among them), ends, prices and restarts from snapshots, both decide the same and hold the same.
 */
import { expect, test } from "bun:test";
import { InstrumentRegistry, RiskScope, Side, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { PlainGate } from "../testing/plain-gate.ts";
import type { PortfolioView } from "./gate-state.ts";
import { refusalName } from "./refusal-reason.ts";
import { RiskGate } from "./risk-gate.ts";
import type { RiskLimits } from "./risk-limits.ts";

const COUNT = 3;
const instruments = new InstrumentRegistry([
  { id: 10, symbol: "A", priceDecimals: 2 },
  { id: 20, symbol: "B", priceDecimals: 2, sizeDecimals: 3 },
  { id: 30, symbol: "C", priceDecimals: 0, multiplier: 5 },
]);
const MID2 = [20_000, 20_000, 41];
const UNITS = [1, 1000, 1];
/** A Tuesday. */
const START = 1_700_000_000_000_000;

/** Positions by the fills, and an equity that the test sets. */
class Books implements PortfolioView {
  readonly positions = new Float64Array(COUNT);
  money = 1_000_000.37;
  fall = 0;
  dayStartEquity = 1_000_000.37;
  position(i: number): number {
    return this.positions[i]!;
  }
  equity(): number {
    return this.money;
  }
  drawdown(): number {
    return this.fall;
  }
}

const WIDE: Partial<RiskLimits> = {
  maxPortfolioVar: 1,
  maxPositionVar: 1,
  maxDrawdown: 1,
  maxLeverage: 1000,
  maxConcentration: 1000,
  maxPriceDeviation: 1,
};

// Odd shares, so that no sum of whole sizes and prices meets a limit to the last bit.
const PROFILES: Record<string, { limits: Partial<RiskLimits>; reasons: string }> = {
  "the order by itself": {
    limits: {
      ...WIDE,
      maxPriceDeviation: 0.0512345,
      maxOrderSize: 1500,
      maxOrderNotional: 140_000.5,
      maxReferenceAgeMicros: 2_000_000,
      allowSelfCrossing: false,
      session: { openMicros: 79_000_000_000, closeMicros: 80_050_000_000, days: [2, 3] },
      accounts: { 5: { maxOrderNotional: 100_000.5 } },
      strategies: {
        1: { account: 5, maxPriceDeviation: 0.0312345 },
        2: { account: 5, maxOrderSize: 900 },
        3: { restricted: [20] },
      },
      instruments: {
        20: { maxOrderSize: 700.5, session: { openMicros: 80_040_000_000, closeMicros: 80_020_000_000, days: [1, 2] } },
        30: { maxPriceDeviation: 0.2, maxReferenceAgeMicros: 900_000 },
      },
    },
    reasons: "OrderNotional OrderSize PriceDeviation Restricted SelfCrossing SessionClosed StaleReference",
  },
  "positions and money": {
    limits: {
      ...WIDE,
      maxDrawdown: 0.1234567,
      maxDailyLoss: 0.0912345,
      maxLeverage: 0.4912345,
      maxConcentration: 0.2612345,
      maxPosition: 2300,
      maxGrossExposure: 480_000.111,
      maxNetExposure: 350_000.111,
      accounts: { 5: { capital: 400_000, maxLeverage: 0.7123, maxNetExposure: 200_000.3, maxDrawdown: 0.01123 } },
      strategies: {
        1: { account: 5, capital: 200_000, maxPositions: 1, maxDailyLoss: 0.0051234 },
        2: { account: 5, maxPosition: 1100 },
        3: { maxShort: 0, maxGrossExposure: 90_000.1 },
      },
      instruments: { 10: { maxShort: 1500 }, 20: { maxConcentration: 0.1112345 } },
    },
    reasons:
      "Concentration DailyLoss Drawdown GrossExposure Leverage NetExposure Position Positions ShortSale ReplacePending",
  },
  "value at risk": {
    limits: {
      ...WIDE,
      maxPortfolioVar: 0.0081234,
      maxPositionVar: 0.0061234,
      accounts: { 5: { capital: 400_000, maxPortfolioVar: 0.0151234 } },
      strategies: { 1: { account: 5, capital: 200_000, maxPortfolioVar: 0.0212345 }, 2: { account: 5 } },
      instruments: { 30: { maxPositionVar: 0.0031234 } },
    },
    reasons: "PortfolioVar PositionVar",
  },
  "how orders come": {
    limits: {
      ...WIDE,
      duplicateWindowMicros: 900_000,
      orderRate: { count: 4, micros: 1_000_000 },
      messageRate: { count: 9, micros: 9_000_000, burst: 9 },
      accounts: { 5: { orderRate: { count: 7, micros: 3_000_000, burst: 3 } } },
      strategies: { 1: { account: 5 }, 2: { account: 5, orderRate: { count: 3, micros: 1_000_000, burst: 2 } } },
      instruments: { 20: { orderRate: { count: 2, micros: 2_000_000 } } },
    },
    reasons: "MessageRate OrderRate RepeatedContent RepeatedId",
  },
  "hardly any limit": {
    limits: {
      ...WIDE,
      accounts: { 5: {} },
      strategies: { 1: { account: 5 }, 2: { account: 5, capital: 1e6, maxPortfolioVar: 1 } },
    },
    reasons: "UnknownOrder",
  },
};

const step = fc.record({
  kind: fc.constantFrom(
    ..."admit admit admit admit fill fill overfill late close replace accept refuse price price wait money".split(" "),
    "snapshot",
  ),
  instrument: fc.integer({ min: 0, max: COUNT - 1 }),
  side: fc.constantFrom<number>(Side.Buy, Side.Sell),
  size: fc.integer({ min: 1, max: 1_600 }),
  ticks: fc.integer({ min: -700, max: 700 }),
  strategy: fc.integer({ min: 1, max: 4 }),
  id: fc.integer({ min: 1, max: 12 }),
  gap: fc.integer({ min: 0, max: 400_000 }),
  isMarket: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Both gates, driven by the same steps. */
class Pair {
  readonly books = new Books();
  readonly plain: PlainGate;
  gate: RiskGate;
  readonly reasons = new Map<string, number>();
  #limits: Partial<RiskLimits>;
  #now = START;
  #nextId = 100;
  /** What an id of the steps stands for: the last order that was sent under it. */
  readonly #ids = new Map<number, { id: number; instrument: number; side: number; strategy: number }>();

  constructor(limits: Partial<RiskLimits>) {
    this.#limits = limits;
    this.plain = new PlainGate(instruments, this.books, limits);
    this.gate = this.#fresh();
    for (let i = 0; i < COUNT; i++) this.#reference(i, MID2[i]!);
  }

  do(s: Step): void {
    this.#now += s.gap;
    const { instrument, side } = s;
    // Few sizes and prices under this limit: content is to repeat.
    const isFew = this.#limits.duplicateWindowMicros !== undefined;
    const quantity = (isFew ? 1 + (s.size % 3) : s.size) * UNITS[instrument]!;
    const price = s.isMarket
      ? 0
      : Math.max(1, Math.round(MID2[instrument]! / 2 + s.ticks * (instrument === 2 ? 0.01 : 1)));
    const known = this.#ids.get(s.id);
    switch (s.kind) {
      case "admit": {
        // An id is used again now and then.
        const id = s.size % 23 === 0 && known !== undefined ? known.id : this.#nextId++;
        const args = [id, instrument, side, price, quantity, s.strategy, this.#now, s.ticks % 5 !== 0] as const;
        if (this.#compare(this.gate.admit(...args), this.plain.admit(...args))) return;
        this.#ids.set(s.id, { id, instrument, side, strategy: s.strategy });
        return;
      }
      case "fill":
        if (known !== undefined) this.#fill(known, Math.ceil(this.#left(known.id) / (1 + (s.size % 3))));
        return;
      case "overfill":
        if (known !== undefined && s.size % 4 === 0) this.#fill(known, this.#left(known.id) + UNITS[known.instrument]!);
        return;
      case "late":
        // Whether or not it has ended.
        if (known !== undefined && s.size % 4 === 0) this.#fill(known, UNITS[known.instrument]! * (s.size % 50));
        return;
      case "close":
        if (known !== undefined) for (const gate of [this.gate, this.plain]) gate.closed(known.id);
        return;
      case "replace": {
        if (known === undefined) return;
        const args = [known.id, price === 0 ? 9_999 : price, s.size * UNITS[known.instrument]!, this.#now] as const;
        this.#compare(this.gate.replace(...args), this.plain.replace(...args));
        return;
      }
      case "accept":
      case "refuse":
        if (known !== undefined)
          for (const gate of [this.gate, this.plain]) gate.replaced(known.id, s.kind === "accept");
        return;
      case "price":
        this.#reference(instrument, MID2[instrument]! + Math.round(s.ticks / (instrument === 2 ? 100 : 2)));
        return;
      case "wait":
        this.#now += s.size * 3_000;
        return;
      case "money":
        this.books.money = 900_000.37 + s.size * 100;
        this.books.fall = (s.size % 130) / 1000;
        return;
      case "snapshot":
        this.#restart();
        return;
    }
  }

  /** All that both hold. */
  check(): void {
    const { gate, plain } = this;
    const sums = gate.recount();
    for (const [index, level] of plain.levels.entries()) {
      const scope = gate.levels.scopeOf(index);
      const id = gate.levels.idOf(index);
      for (let i = 0; i < COUNT; i++) {
        for (const side of [Side.Buy, Side.Sell])
          expect(gate.working(i, side, scope, id)).toBe(plain.open(level, i, side));
        expect(gate.position(i, scope, id)).toBe(level.position.get(i) ?? 0);
      }
      // What is kept as it goes is what is counted from the records, to the bit, and from the orders but for the quantum.
      const { gross, buys, sells, active } = sums[index]!;
      expect(gate.grossExposure(scope, id)).toBe(gross);
      expect(gate.netExposure(scope, id)).toBe(buys >= sells ? buys : -sells);
      expect(Math.abs(gross - plain.gross(level))).toBeLessThan(1e-5);
      expect(Math.abs(buys - plain.net(level, Side.Buy))).toBeLessThan(1e-5);
      expect(Math.abs(sells - plain.net(level, Side.Sell))).toBeLessThan(1e-5);
      expect(active).toBe(plain.active(level));
    }
    expect(gate.activeInstruments).toBe(plain.active(plain.levels[0]!));
    const variance = plain.variance(plain.levels[0]!);
    expect(Math.abs(gate.portfolioVar() - 2.3263478740408408 * Math.sqrt(Math.max(0, variance)))).toBeLessThan(1e-3);
    expect(
      gate.orders
        .list()
        .map((order) => order.orderId)
        .toSorted((a, b) => a - b),
    ).toEqual([...plain.orders.keys()].toSorted((a, b) => a - b));
  }

  #fresh(): RiskGate {
    return new RiskGate({ instruments, portfolio: this.books, limits: this.#limits, maxOrders: 64 });
  }

  /** @returns whether it was refused */
  #compare(ours: number, plain: string | undefined): boolean {
    const name = ours === 0 ? undefined : refusalName(ours);
    this.reasons.set(name ?? "None", (this.reasons.get(name ?? "None") ?? 0) + 1);
    expect(name).toBe(plain);
    return ours !== 0;
  }

  #left(id: number): number {
    return this.gate.orders.list().find((order) => order.orderId === id)?.reserved ?? 0;
  }

  #fill(
    { id, instrument, side, strategy }: { id: number; instrument: number; side: number; strategy: number },
    quantity: number,
  ): void {
    if (quantity <= 0) return;
    this.books.positions[instrument]! += side === Side.Buy ? quantity : -quantity;
    const price = MID2[instrument]! / 2 + (id % 7);
    for (const gate of [this.gate, this.plain]) gate.filled(id, instrument, side, price, quantity, strategy);
  }

  #reference(instrument: number, mid2: number): void {
    for (const gate of [this.gate, this.plain]) gate.reference(instrument, mid2, this.#now);
  }

  #restart(): void {
    const writer = new SnapshotWriter();
    this.gate.snapshot(writer);
    const bytes = writer.finish();
    this.gate = this.#fresh();
    this.gate.restore(new SnapshotReader(bytes));
    const again = new SnapshotWriter();
    this.gate.snapshot(again);
    expect(again.hash()).toBe(writer.hash());
  }
}

const runs = process.env.HOTPATH_LONG === "1" ? 2_000 : 25;

for (const [name, { limits, reasons: wanted }] of Object.entries(PROFILES)) {
  test(name, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 300, size: "max" }), (steps) => {
        const pair = new Pair(limits);
        for (const [n, s] of steps.entries()) {
          pair.do(s);
          if (n % 50 === 0) pair.check();
        }
        pair.check();
        for (const reason of pair.reasons.keys()) seen.add(reason);
        expect(pair.gate.position(0, RiskScope.Strategy, 99)).toBe(0);
      }),
      { numRuns: runs, seed: 20_240_102, includeErrorInReport: true },
    );
    // Each check has had its say: a property of refusals that never come proves nothing.
    for (const reason of ["None", ...wanted.split(" ")]) expect([...seen]).toContain(reason);
  }, 600_000);
}
