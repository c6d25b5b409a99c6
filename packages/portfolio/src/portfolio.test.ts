import { describe, expect, test } from "bun:test";
import {
  ConfigError,
  type InstrumentDefinition,
  InstrumentRegistry,
  Side,
  SnapshotReader,
  SnapshotWriter,
} from "@hotpath/core";
import fc from "fast-check";
import { Portfolio } from "./portfolio.ts";
import { ReferenceBooks } from "./testing/reference-books.ts";

const campaign = process.env.HOTPATH_LONG ? 50 : 1;
const patience = 30_000 * campaign;
const apple: InstrumentDefinition = { id: 1, symbol: "AAPL", priceDecimals: 2 };
const bitcoin: InstrumentDefinition = { id: 2, symbol: "BTC", priceDecimals: 2, sizeDecimals: 8 };
const future: InstrumentDefinition = { id: 3, symbol: "ES", priceDecimals: 2, multiplier: 50 };
const coarse: InstrumentDefinition = { id: 4, symbol: "COARSE", priceDecimals: 0 };
const fine: InstrumentDefinition = { id: 5, symbol: "FINE", priceDecimals: 8, sizeDecimals: 9 };

/** Sets that take every road: all in doubles, wide products, a factor beyond 2^53. */
const sets: InstrumentDefinition[][] = [[apple], [apple, bitcoin, future], [coarse, fine, future, bitcoin]];

function portfolioOf(definitions: InstrumentDefinition[], initialCash = "1000000"): Portfolio {
  return new Portfolio({ instruments: new InstrumentRegistry(definitions), initialCash });
}

interface Step {
  kind: "fill" | "mark" | "close" | "half";
  instrument: number;
  side: Side;
  price: number;
  quantity: number;
  fee: number;
}

const magnitude = (bits: number) =>
  fc.integer({ min: 0, max: bits }).chain((n) => fc.integer({ min: 1, max: Math.max(1, 2 ** n - 1) }));
const price = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 14_000, max: 16_000 }) },
  { weight: 3, arbitrary: magnitude(24) },
  { weight: 1, arbitrary: fc.integer({ min: -200, max: 200 }) },
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step["kind"]>("fill", "fill", "fill", "mark", "mark", "close", "half"),
  instrument: fc.nat({ max: 3 }),
  side: fc.constantFrom(Side.Buy, Side.Sell),
  price,
  quantity: fc.oneof(fc.integer({ min: 1, max: 1000 }), magnitude(34)),
  fee: fc.oneof(fc.constant(0), fc.integer({ min: -500, max: 5000 })),
});

/** Applies a step to both; a fill is sized by the position where the step says so. */
function apply(step: Step, portfolio: Portfolio, books: ReferenceBooks): void {
  const i = step.instrument % portfolio.instruments.size;
  if (step.kind === "mark") {
    if (portfolio.mark(i, step.price * 2 + (step.fee & 1))) books.mark(i, step.price * 2 + (step.fee & 1));
    return;
  }
  const held = portfolio.position(i);
  const size = Math.abs(held);
  const against = held > 0 ? Side.Sell : Side.Buy;
  const closing = step.kind !== "fill" && held !== 0;
  const side = closing ? against : step.side;
  const quantity = !closing ? step.quantity : step.kind === "close" ? size : Math.max(1, Math.floor(size / 2));
  if (portfolio.fill(i, side, step.price, quantity, step.fee)) books.fill(i, side, step.price, quantity, step.fee);
}

function expectSame(portfolio: Portfolio, books: ReferenceBooks): void {
  let basis = 0n;
  for (const [i, account] of books.accounts.entries()) {
    expect(BigInt(portfolio.position(i))).toBe(account.position);
    expect(portfolio.basisExact(i)).toBe(account.basis);
    expect(portfolio.realizedExact(i)).toBe(account.realized);
    expect(portfolio.feesExact(i)).toBe(account.fees);
    expect(portfolio.marketValueExact(i)).toBe(books.value(i));
    basis += account.basis;
    expectClose(portfolio.unrealized(i), books.value(i) - account.basis, portfolio);
    expectClose(portfolio.marketValue(i), books.value(i), portfolio);
  }
  expect(portfolio.cashExact()).toBe(books.cash);
  expect(portfolio.equityExact()).toBe(books.equity());
  expect(portfolio.cashExact() + basis - portfolio.realizedExact() + portfolio.feesExact()).toBe(portfolio.initialCash);
  expectClose(portfolio.equity(), books.equity(), portfolio);
  expectClose(portfolio.grossExposure(), books.gross(), portfolio);
  expectClose(portfolio.netExposure(), books.net(), portfolio);
  expect(portfolio.openPositions).toBe(books.accounts.filter((a) => a.position !== 0n).length);
}

/** A double that is the exact amount but for three roundings. */
function expectClose(got: number, units: bigint, portfolio: Portfolio): void {
  const want = Number(units) / Number(`1e${portfolio.moneyDecimals}`);
  if (!(Math.abs(got - want) <= Math.abs(want) * 4e-16)) expect(got).toBe(want);
}

describe("Portfolio, by hand", () => {
  test("a long position, added to, reduced and closed", () => {
    const p = portfolioOf([apple], "100000");
    p.fill(0, Side.Buy, 10000, 100);
    p.fill(0, Side.Buy, 11000, 300);
    expect(p.averagePrice(0)).toBe(107.5);
    expect(p.cash).toBe(57_000);
    p.mark(0, 10800 + 10802);
    expect(p.unrealized(0)).toBe(204);
    expect(p.equity()).toBe(100_204);
    p.fill(0, Side.Sell, 11250, 200);
    expect([p.realized(), p.position(0), p.averagePrice(0)]).toEqual([1000, 200, 107.5]);
    p.fill(0, Side.Sell, 10000, 200);
    expect([p.realized(), p.position(0), p.averagePrice(0), p.equity(), p.cash]).toEqual([-500, 0, 0, 99_500, 99_500]);
    expect(p.openPositions).toBe(0);
  });

  test("a short position earns when the price falls", () => {
    const p = portfolioOf([apple], "10000");
    p.fill(0, Side.Sell, 5000, 100);
    expect([p.position(0), p.cash, p.averagePrice(0), p.equity()]).toEqual([-100, 15_000, 50, 10_000]);
    p.mark(0, 4500 * 2);
    expect([p.unrealized(0), p.marketValue(0), p.notional(0), p.equity()]).toEqual([500, -4500, 4500, 10_500]);
    p.fill(0, Side.Buy, 4500, 100);
    expect([p.realized(), p.equity()]).toEqual([500, 10_500]);
  });

  test("a flip closes at the old average and opens at the fill's price", () => {
    const p = portfolioOf([future], "100000");
    p.fill(0, Side.Buy, 400000, 2);
    p.fill(0, Side.Sell, 401000, 5);
    expect([p.position(0), p.averagePrice(0), p.realized()]).toEqual([-3, 4010, 1000]);
    expect([p.netExposure(), p.grossExposure()]).toEqual([-600_000, 600_000]);
  });

  test("fees are kept apart from profit, and rebates come back", () => {
    const p = portfolioOf([apple], "1000");
    p.fill(0, Side.Buy, 1000, 10, 125);
    p.fill(0, Side.Sell, 1000, 10, -25);
    expect(p.feeDecimals).toBe(3);
    expect([p.fees(), p.realized(), p.equity(), p.cash]).toEqual([0.1, 0, 999.9, 999.9]);
  });

  test("a third of a basis leaves the rest of a unit where it was", () => {
    const p = portfolioOf([{ id: 1, symbol: "X", priceDecimals: 0 }], "100");
    p.fill(0, Side.Buy, 3, 1);
    p.fill(0, Side.Buy, 4, 2);
    // 11 in 3: at one decimal, 110 units; a third is 36.67, taken as 37.
    p.fill(0, Side.Sell, 5, 1);
    expect([p.realizedExact(), p.basisExact(0)]).toEqual([13n, 73n]);
    p.fill(0, Side.Sell, 5, 2);
    expect([p.realizedExact(), p.basisExact(0), p.cashExact()]).toEqual([40n, 0n, 1040n]);
  });

  test("peak, drawdown and the day's start", () => {
    const p = portfolioOf([apple], "10000");
    p.fill(0, Side.Buy, 10000, 100);
    p.mark(0, 2 * 12000);
    expect([p.equity(), p.peakEquity, p.drawdown()]).toEqual([12_000, 12_000, 0]);
    p.startDay();
    p.mark(0, 2 * 9000);
    expect([p.equity(), p.peakEquity, p.drawdown(), p.dayStartEquity]).toEqual([9_000, 12_000, 0.25, 12_000]);
    p.mark(0, 2 * 11400);
    expect(p.drawdown()).toBe(0.05);
    expect(p.maxDrawdown).toBe(0.25);
    p.mark(0, 2 * 20000);
    expect([p.drawdown(), p.maxDrawdown, p.peakEquity]).toEqual([0, 0.25, 20_000]);
  });

  test("a mid of an odd sum is exact", () => {
    const p = portfolioOf([bitcoin], "0");
    p.fill(0, Side.Buy, 6_000_000, 1);
    p.mark(0, 6_000_000 + 6_000_001);
    expect(p.moneyDecimals).toBe(11);
    expect(p.equityExact()).toBe(5n);
  });

  test("prices at and below zero are prices", () => {
    const p = portfolioOf([apple], "10000");
    p.fill(0, Side.Buy, 1000, 10);
    p.mark(0, -2 * 3763);
    expect([p.equity(), p.grossExposure(), p.netExposure()]).toEqual([9_523.7, 376.3, -376.3]);
    p.mark(0, 0);
    expect([p.equity(), p.grossExposure()]).toEqual([9_900, 0]);
    p.fill(0, Side.Sell, -3763, 10);
    expect([p.realized(), p.equity()]).toEqual([-476.3, 9_523.7]);
  });
});

describe("Portfolio, against books kept in bigints", () => {
  for (const [n, definitions] of sets.entries())
    test(
      `set ${n}: ${definitions.map((d) => d.symbol).join(", ")}`,
      () => {
        fc.assert(
          fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
            const portfolio = portfolioOf(definitions);
            const books = new ReferenceBooks(portfolio);
            for (const s of steps) {
              apply(s, portfolio, books);
              books.observe();
            }
            expectSame(portfolio, books);
            if (n < 2) expect(portfolio.refusedFills + portfolio.refusedMarks).toBe(0);
            expectClose(portfolio.peakEquity, books.peak, portfolio);
            expect(Math.abs(portfolio.maxDrawdown - books.maxDrawdown)).toBeLessThanOrEqual(
              books.maxDrawdown * 1e-12 + 1e-12,
            );
          }),
          { numRuns: 600 * campaign },
        );
      },
      patience,
    );

  test(
    "nothing drifts over a long run",
    () => {
      const portfolio = portfolioOf(sets[1]!);
      const books = new ReferenceBooks(portfolio);
      const steps = fc.sample(step, { numRuns: 20_000 * campaign, seed: 7 });
      for (const s of steps) apply(s, portfolio, books);
      expectSame(portfolio, books);
    },
    patience,
  );

  test(
    "a snapshot goes on as the original does, and its hash says equal states",
    () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 30 }), (before, after) => {
          const original = portfolioOf(sets[1]!);
          const books = new ReferenceBooks(original);
          for (const s of before) apply(s, original, books);
          original.startDay();
          const copy = portfolioOf(sets[1]!);
          const writer = new SnapshotWriter();
          original.snapshot(writer);
          const reader = new SnapshotReader(writer.finish());
          copy.restore(reader);
          reader.end();
          const spare = new ReferenceBooks(copy);
          for (const s of after) {
            apply(s, original, books);
            apply(s, copy, spare);
          }
          const ends = [original, copy].map((p) => {
            const w = new SnapshotWriter();
            p.snapshot(w);
            return w.hash();
          });
          expect(ends[0]).toBe(ends[1]!);
          expect(copy.equity()).toBe(original.equity());
          expect([copy.grossExposure(), copy.netExposure()]).toEqual([
            original.grossExposure(),
            original.netExposure(),
          ]);
          expectSame(original, books);
        }),
        { numRuns: 150 * campaign },
      );
    },
    patience,
  );
});

describe("Portfolio refuses", () => {
  const refused: [string, number, number, number, number, number][] = [
    ["an unknown instrument", 9, Side.Buy, 1, 1, 0],
    ["no instrument", -1, Side.Buy, 1, 1, 0],
    ["an instrument that is no integer", 0.5, Side.Buy, 1, 1, 0],
    ["an unknown side", 0, 3, 1, 1, 0],
    ["no quantity", 0, Side.Buy, 1, 0, 0],
    ["a negative quantity", 0, Side.Buy, 1, -1, 0],
    ["a fraction of a quantity", 0, Side.Buy, 1, 1.5, 0],
    ["a quantity that is not a number", 0, Side.Buy, 1, Number.NaN, 0],
    ["a quantity beyond 2^51", 0, Side.Buy, 1, 2 ** 51 + 1, 0],
    ["a fraction of a price", 0, Side.Buy, 1.5, 1, 0],
    ["a price that is not a number", 0, Side.Buy, Number.NaN, 1, 0],
    ["an infinite price", 0, Side.Buy, Number.POSITIVE_INFINITY, 1, 0],
    ["a price beyond 2^51", 0, Side.Buy, 2 ** 51 + 1, 1, 0],
    ["a fraction of a fee", 0, Side.Buy, 1, 1, 0.5],
    ["a trade beyond 2^101", 0, Side.Buy, 2 ** 51, 2 ** 51, 0],
  ];
  test.each(refused)("a fill with %s, and nothing has changed", (_, instrument, side, price, quantity, fee) => {
    const p = portfolioOf([apple, bitcoin]);
    p.fill(0, Side.Buy, 100, 5);
    const before = p.statement();
    expect(p.fill(instrument, side, price, quantity, fee)).toBe(false);
    expect(p.statement()).toEqual({ ...before, refusedFills: 1 });
  });

  test.each([
    [9, 2],
    [-1, 2],
    [0, 1.5],
    [0, Number.NaN],
    [0, Number.NEGATIVE_INFINITY],
    [0, 2 ** 53],
  ])("a mark of instrument %d at %d", (instrument, price2x) => {
    const p = portfolioOf([apple, bitcoin]);
    p.fill(0, Side.Buy, 100, 5);
    const before = p.statement();
    expect(p.mark(instrument, price2x)).toBe(false);
    expect(p.statement()).toEqual({ ...before, refusedMarks: 1 });
  });

  test("what would leave the bounds, fill after fill, and never throws", () => {
    const p = portfolioOf(sets[2]!);
    let booked = 0;
    for (let i = 0; i < 300; i++) if (p.fill(0, Side.Buy, 2 ** 16, 2 ** 14 - (i % 7))) booked += 1;
    expect(booked).toBeGreaterThan(0);
    expect(booked + p.refusedFills).toBe(300);
    expect(p.mark(0, Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(p.cashExact() + p.basisExact(0)).toBe(p.initialCash);
  });

  test.each([
    [{ initialCash: "-1" }, 'initialCash: got "-1"; allowed: an amount from 0'],
    [{ initialCash: "0.0001" }, "of at most 3 decimals"],
    [{ initialCash: "ten" }, 'initialCash: got "ten"'],
    [{ initialCash: "1e40" }, "initialCash"],
    [{ moneyDecimals: 2 }, "moneyDecimals: got 2; allowed: an integer from 3"],
    [{ moneyDecimals: 23 }, "moneyDecimals: got 23"],
    [{ cash: 5 }, "cash: got 5; allowed: one of the keys instruments, initialCash, moneyDecimals"],
    [{ instruments: [] }, "instruments: got []; allowed: an InstrumentRegistry"],
  ])("the options %p", (options, message) => {
    const make = () =>
      new Portfolio({ instruments: new InstrumentRegistry([apple]), initialCash: "1", ...(options as object) });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  test("a second currency, decimals beyond money's, and a multiplier beyond its", () => {
    expect(() => portfolioOf([apple, { ...bitcoin, currency: "EUR" }])).toThrow(
      'instruments[1].currency: got "EUR"; allowed: USD, as the first instrument has',
    );
    expect(() => portfolioOf([{ id: 1, symbol: "X", priceDecimals: 11, sizeDecimals: 11 }])).toThrow("at most 21");
    expect(() => portfolioOf([fine, { ...coarse, multiplier: 2 ** 52 }])).toThrow("instruments[1].multiplier");
  });

  test("a snapshot of another portfolio, or a spoilt one", () => {
    const writer = new SnapshotWriter();
    const p = portfolioOf([apple]);
    p.fill(0, Side.Buy, 100, 5);
    p.snapshot(writer);
    const bytes = writer.finish();
    expect(() => portfolioOf([bitcoin]).restore(new SnapshotReader(bytes))).toThrow("began with");
    expect(() => portfolioOf([apple, future]).restore(new SnapshotReader(bytes))).toThrow("a column of 1");
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 8 <= bytes.length; at++)
      if (view.getFloat64(at, true) === 5) {
        view.setFloat64(at, 5.5, true);
        break;
      }
    expect(() => portfolioOf([apple]).restore(new SnapshotReader(bytes))).toThrow("a position of 5.5");
  });
});

test("a statement is exact text", () => {
  const p = portfolioOf([apple, bitcoin, future], "1000000.5");
  p.fill(0, Side.Buy, 10000, 1);
  p.fill(0, Side.Buy, 10001, 2);
  p.fill(1, Side.Sell, 6_000_000, 50_000_000, 1_250);
  p.mark(0, 10003 + 10004);
  const statement = p.statement();
  expect(statement).toEqual({
    currency: "USD",
    initialCash: "1000000.50000000000",
    cash: "1029700.47998750000",
    equity: "1000000.58498750000",
    realized: "0.00000000000",
    unrealized: "0.08500000000",
    fees: "0.00001250000",
    income: "0.00000000000",
    grossExposure: "30300.10500000000",
    netExposure: "-29699.89500000000",
    peakEquity: 1000000.5849875,
    drawdown: 0,
    maxDrawdown: statement.maxDrawdown,
    refusedFills: 0,
    refusedMarks: 0,
    positions: [
      {
        id: 1,
        symbol: "AAPL",
        quantity: "3",
        averagePrice: "100.006667",
        markPrice: "100.035",
        marketValue: "300.10500000000",
        basis: "300.02000000000",
        realized: "0.00000000000",
        unrealized: "0.08500000000",
        fees: "0.00000000000",
        income: "0.00000000000",
      },
      {
        id: 2,
        symbol: "BTC",
        quantity: "-0.50000000",
        averagePrice: "60000.000000",
        markPrice: "60000.000",
        marketValue: "-30000.00000000000",
        basis: "-30000.00000000000",
        realized: "0.00000000000",
        unrealized: "0.00000000000",
        fees: "0.00001250000",
        income: "0.00000000000",
      },
    ],
  });
  expect(statement.maxDrawdown).toBeGreaterThan(0);
});

test("market values of all instruments go to the caller's column", () => {
  const p = portfolioOf([apple, future]);
  p.fill(1, Side.Sell, 400000, 2);
  const out = new Float64Array(2);
  p.marketValues(out);
  expect([...out]).toEqual([0, -400_000]);
  expect(() => p.marketValues(new Float64Array(1))).toThrow("out has 1 elements; there are 2 instruments");
});
