import { describe, expect, test } from "bun:test";
import {
  BorrowFee,
  EventCursor as Cursor,
  Dividend,
  type EventCursor,
  EventQueue,
  ExchangeRate,
  Fill,
  Funding,
  InstrumentRegistry,
  Liquidity,
  NO_INSTRUMENT,
  Quote,
  Side,
  SnapshotReader,
  SnapshotWriter,
  Split,
} from "@hotpath/core";
import fc from "fast-check";
import {
  Account,
  AccountStage,
  currencyNumber,
  currencyText,
  FeeSchedule,
  Portfolio,
  PortfolioStage,
} from "./index.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "AAA", priceDecimals: 2 },
  { id: 2, symbol: "PERP", priceDecimals: 1, sizeDecimals: 3, multiplier: 10 },
]);

const step = fc.record({
  kind: fc.constantFrom("fill", "fill", "fill", "quote", "dividend", "split", "funding", "borrow"),
  i: fc.nat(1),
  side: fc.constantFrom(Side.Buy, Side.Sell),
  price: fc.integer({ min: 1, max: 100_000 }),
  quantity: fc.integer({ min: 1, max: 10_000 }),
  a: fc.integer({ min: 1, max: 7 }),
  b: fc.integer({ min: 1, max: 7 }),
  rate: fc.integer({ min: -900, max: 900 }),
  isMarked: fc.boolean(),
});

/** Writes a step as the event that it is. */
function write(queue: EventQueue, micros: number, s: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
  const price = s.isMarked ? 0 : s.price;
  switch (s.kind) {
    case "fill":
      Fill.write(queue, micros, 0, s.i, 0, 1, s.price, s.quantity, 0, 0, s.side, Liquidity.Taker, 1, Number.NaN, 0);
      return;
    case "quote":
      Quote.write(queue, micros, 0, s.i, 0, s.price, s.price + s.a, 1, 1, 0);
      return;
    case "dividend":
      Dividend.write(queue, micros, 0, s.i, 0, s.a / 16, s.b / 8);
      return;
    case "split":
      Split.write(queue, micros, 0, s.i, 0, price, s.a, s.b);
      return;
    case "funding":
      Funding.write(queue, micros, 0, s.i, 0, s.rate / 1e6, price);
      return;
    case "borrow":
      BorrowFee.write(queue, micros, 0, s.i, 0, Math.abs(s.rate) / 1e6, price);
      return;
  }
}

describe("what is due on a position apart from trading it", () => {
  test("by hand: a dividend to who is long and from who is short, funding, a fee for what is borrowed, a split", () => {
    const p = new Portfolio({ instruments, initialCash: "100000" });
    p.fill(0, Side.Buy, 10_000, 105);
    expect(p.dividend(0, "0.24", "0.15")).toBe(true);
    expect(p.income(0)).toBeCloseTo(105 * 0.24 * 0.85, 12);
    p.fill(1, Side.Sell, 5000, 2000); // 2 at 500.0, ten each: −10,000
    expect(p.funding(1, "0.0001")).toBe(true);
    expect(p.income(1)).toBe(1);
    expect(p.borrowFee(1, 0.0003)).toBe(true);
    expect(p.borrowFee(0, 0.0003)).toBe(true);
    expect(p.income(1)).toBe(-2);
    // One for ten: ten are left, and half of one is paid at 1,000.00; its part of the cost was 500.
    const before = p.equity();
    expect(p.split(0, 1, 10, 2 * 100_000)).toBe(true);
    expect([p.position(0), p.markPrice(0), p.realized(0)]).toEqual([10, 1000, 0]);
    expect(p.equity()).toBe(before);
    expect(p.averagePrice(0)).toBe(1000);
    expect(p.income()).toBeCloseTo(21.42 - 2, 12);
    expect(p.statement().income).toBe(`${(21.42 - 2).toFixed(2)}000`);
  });

  test("what is no number is refused, counted, and changes nothing", () => {
    const p = new Portfolio({ instruments, initialCash: "100000" });
    p.fill(0, Side.Buy, 10_000, 105);
    const hash = (): string => {
      const writer = new SnapshotWriter();
      p.snapshot(writer);
      return JSON.stringify(p.statement());
    };
    const before = hash();
    expect(p.dividend(0, Number.NaN)).toBe(false);
    expect(p.dividend(0, "1", "1.5")).toBe(false);
    expect(p.dividend(7, "1")).toBe(false);
    expect(p.funding(0, Number.POSITIVE_INFINITY)).toBe(false);
    expect(p.borrowFee(0, "x")).toBe(false);
    expect(p.split(0, 0, 1)).toBe(false);
    expect(p.split(0, 2, 1.5)).toBe(false);
    expect(p.split(0, 2 ** 50, 1)).toBe(false);
    expect(p.refusedActions).toBe(8);
    expect(hash()).toBe(before);
    const lots = new Portfolio({ instruments, initialCash: "100000", costBasis: "fifo" });
    expect(lots.split(0, 2, 1)).toBe(false);
  });

  test("the pipeline's books and those of account agree to the last unit, and so after a snapshot", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
        const { moneyDecimals } = portfolio;
        const account = new Account({ instruments, baseCurrency: "USD", cash: { USD: "1000000" }, moneyDecimals });
        const fast = new PortfolioStage(portfolio);
        const exact = new AccountStage(account);
        const queue = new EventQueue();
        const event = new Cursor();
        const both = (cursor: EventCursor): void => {
          // Before there is a mark both say nothing of it: the one has none to take, the other refuses.
          fast.on(cursor);
          exact.on(cursor);
        };
        for (const [n, s] of steps.entries()) write(queue, n + 1, s);
        while (queue.next(event)) both(event);
        expect(portfolio.cashExact()).toBe(account.cashExact("USD"));
        for (const i of [0, 1]) {
          expect(BigInt(portfolio.position(i))).toBe(account.positionExact(i));
          expect(portfolio.basisExact(i)).toBe(account.basisExact(i));
          expect(portfolio.realizedExact(i)).toBe(account.realizedExact(i));
          expect(portfolio.marketValueExact(i)).toBe(account.marketValueExact(i));
        }
        let conserved =
          portfolio.cashExact() - portfolio.incomeExact() + portfolio.feesExact() - portfolio.realizedExact();
        for (const i of [0, 1]) conserved += portfolio.basisExact(i);
        expect(conserved).toBe(portfolio.initialCash);
        // The sums that are kept are those that a recount gives.
        expect(Math.abs(portfolio.equity() - Number(portfolio.equityExact()) / 10 ** moneyDecimals)).toBeLessThan(1e-6);
        const writer = new SnapshotWriter();
        fast.snapshot(writer);
        const again = new PortfolioStage(new Portfolio({ instruments, initialCash: "1000000" }));
        again.restore(new SnapshotReader(writer.finish()));
        expect(again.portfolio.equity()).toBe(portfolio.equity());
        expect(again.portfolio.statement()).toEqual(portfolio.statement());
      }),
    );
  });
});

describe("AccountStage", () => {
  test("several currencies: rates come as events, fees are converted, what is refused is counted", () => {
    const two = new InstrumentRegistry([
      { id: 1, symbol: "AAPL", priceDecimals: 2 },
      { id: 2, symbol: "BMW", priceDecimals: 2, currency: "EUR" },
    ]);
    const account = new Account({ instruments: two, baseCurrency: "USD", cash: { USD: "100000" } });
    const fees = new FeeSchedule({ currency: "USD", tiers: [{ taker: "0.001" }], decimals: 4 });
    const stage = new AccountStage(account, { fees });
    const queue = new EventQueue();
    const event = new Cursor();
    const run = (): void => {
      while (queue.next(event)) stage.on(event);
    };
    Fill.write(queue, 1, 0, 1, 0, 1, 5000, 100, 0, 0, Side.Buy, Liquidity.Taker, 1, Number.NaN, 0);
    run();
    expect([stage.refused, stage.position(1)]).toEqual([1, 0]);
    expect(stage.lastRefusal).toContain("rate");
    ExchangeRate.write(queue, 2, 0, NO_INSTRUMENT, 0, 1.1, currencyNumber("EUR"));
    Fill.write(queue, 3, 0, 1, 0, 1, 5000, 100, 0, 0, Side.Buy, Liquidity.Taker, 1, Number.NaN, 0);
    Fill.write(queue, 3, 0, 0, 0, 1, 15000, 10, 0, 0, Side.Sell, Liquidity.Maker, 1, Number.NaN, 0);
    run();
    // 5,000 EUR are 5,500 USD, a thousandth of it is the fee; a maker pays nothing.
    expect(account.cashExact("USD")).toBe(account.money("101494.5", "x"));
    expect(account.cashExact("EUR")).toBe(account.money("-5000", "x"));
    expect(stage.equity()).toBeCloseTo(100_000 - 5.5, 9);
    ExchangeRate.write(queue, 4, 0, NO_INSTRUMENT, 0, 1.2, currencyNumber("EUR"));
    Quote.write(queue, 5, 0, 1, 0, 4900, 4900, 1, 1, 0);
    BorrowFee.write(queue, 6, 0, 0, 0, 0.001, 0);
    ExchangeRate.write(queue, 6, 0, NO_INSTRUMENT, 0, 1.2, 5);
    run();
    expect(stage.equity()).toBeCloseTo(100_000 - 5.5 - 100 * 1.2 - 1.5, 9);
    expect(stage.drawdown()).toBeCloseTo((5.5 + 120 + 1.5) / 100_000, 9);
    expect(stage.refused).toBe(2);
    const writer = new SnapshotWriter();
    stage.snapshot(writer);
    const copy = new AccountStage(new Account({ instruments: two, baseCurrency: "USD" }), {
      fees: new FeeSchedule({ currency: "USD", tiers: [{ taker: "0.001" }], decimals: 4 }),
    });
    copy.restore(new SnapshotReader(writer.finish()));
    expect([copy.equity(), copy.drawdown(), copy.refused]).toEqual([stage.equity(), stage.drawdown(), 2]);
  });

  test("codes of currencies are numbers and back", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{2,10}$/), (code) => {
        expect(Number.isSafeInteger(currencyNumber(code))).toBe(true);
        expect(currencyText(currencyNumber(code))).toBe(code);
      }),
    );
    for (const bad of ["usd", "A", "ABCDEFGHIJK"]) expect(() => currencyNumber(bad)).toThrow("currency");
    for (const bad of [0, 5, -1, 37 * 37, Number.NaN, 2 ** 53]) expect(currencyText(bad)).toBe("");
  });
});
