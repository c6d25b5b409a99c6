import { describe, expect, test } from "bun:test";
import {
  ConfigError,
  InputError,
  type InstrumentDefinition,
  InstrumentRegistry,
  Side,
  SnapshotReader,
  SnapshotWriter,
} from "@hotpath/core";
import fc from "fast-check";
import type { CostBasis } from "../internal/cost-basis.ts";
import { Portfolio } from "../portfolio.ts";
import { Account } from "./account.ts";

const campaign = process.env.HOTPATH_LONG ? 20 : 1;
const definitions: InstrumentDefinition[] = [
  { id: 1, symbol: "AAPL", priceDecimals: 2 },
  { id: 2, symbol: "BMW", priceDecimals: 3, currency: "EUR" },
  { id: 3, symbol: "BTC-PERP", priceDecimals: 1, sizeDecimals: 3, currency: "USDT" },
  { id: 4, symbol: "ES", priceDecimals: 2, multiplier: 50 },
];
const instruments = new InstrumentRegistry(definitions);
const rates = { EUR: "1.1", USDT: "0.9998" };
const methods: CostBasis[] = ["average", "fifo", "lifo"];

function accountOf(costBasis: CostBasis = "average"): Account {
  return new Account({
    instruments,
    baseCurrency: "USD",
    costBasis,
    rates,
    cash: { USD: "1000000", USDT: 5000 },
    moneyDecimals: 5,
  });
}

/** Per currency, and in the base currency with nothing rounded. */
function expectConserved(account: Account): void {
  for (const [currency, book] of account.currencies()) {
    const basis = instruments.list.reduce(
      (sum, each, i) => (each.currency === currency ? sum + account.basisExact(i) : sum),
      0n,
    );
    const sources = book.transfers + book.conversions + book.realized + book.dividends + book.funding + book.interest;
    expect(book.cash + basis + book.fees).toBe(sources);
  }
  const o = account.baseExact();
  const sum = o.contributed + o.realized + o.unrealized - o.fees + o.dividends + o.funding + o.interest;
  expect(sum + o.conversion + o.translation).toBe(account.equityBaseExact());
  for (let i = 0; i < instruments.size; i++) {
    const lots = account.lots(i);
    expect(lots.reduce((total, lot) => total + lot.quantity, 0n)).toBe(account.positionExact(i));
    expect(lots.reduce((total, lot) => total + lot.cost, 0n)).toBe(account.basisExact(i));
    expect(new Set(lots.map((lot) => lot.quantity > 0n)).size).toBeLessThanOrEqual(1);
  }
}

/** Money of these instruments has 5 decimals. */
describe("by hand", () => {
  test.each([
    ["fifo", "650.000", [[50n, 600_000n]]],
    ["lifo", "550.000", [[50n, 500_000n]]],
    ["average", "600.000", [[50n, 550_000n]]],
  ] as const)("100 at 10 and 100 at 12, 150 sold at 15: %s", (costBasis, realized, lots) => {
    const account = new Account({
      instruments: new InstrumentRegistry([definitions[0]!]),
      baseCurrency: "USD",
      costBasis,
      moneyDecimals: 3,
    });
    account.fill({ instrument: 0, side: Side.Buy, price: 10, quantity: 100, micros: 1 });
    account.fill({ instrument: 0, side: Side.Buy, price: 12, quantity: 100, micros: 2 });
    account.fill({ instrument: 0, side: Side.Sell, price: 15, quantity: 150, micros: 3 });
    expect(account.statement().positions[0]!.realized).toBe(realized);
    expect(account.lots(0).map((lot) => [lot.quantity, lot.cost * 10n])).toEqual(lots.map(([q, c]) => [q, c * 10n]));
  });

  test("a split multiplies, a reverse split pays its fraction in cash and realises on it", () => {
    const account = accountOf("fifo");
    account.fill({ instrument: 0, side: Side.Buy, price: 100, quantity: 7, micros: 1 });
    account.fill({ instrument: 0, side: Side.Buy, price: 130, quantity: 8, micros: 2 });
    expect(account.split({ instrument: 0, numerator: 2, denominator: 1 })).toBe(0n);
    expect(account.lots(0)).toEqual([
      { quantity: 14n, cost: 70_000_000n, micros: 1 },
      { quantity: 16n, cost: 104_000_000n, micros: 2 },
    ]);
    expect(() => account.split({ instrument: 0, numerator: 1, denominator: 4 })).toThrow(
      "cashInLieu is missing: 1 for 4 of 30 AAPL",
    );
    const before = account.cashExact("USD");
    // 30 make 7.5: half a share at 240 is 120, and cost 2 old shares of the first lot, 100.
    expect(account.split({ instrument: 0, numerator: 1, denominator: 4, cashInLieu: 240 })).toBe(12_000_000n);
    expect(account.cashExact("USD") - before).toBe(12_000_000n);
    expect([account.realizedExact(0), account.positionExact(0)]).toEqual([2_000_000n, 7n]);
    expect(account.lots(0)).toEqual([
      { quantity: 3n, cost: 60_000_000n, micros: 1 },
      { quantity: 4n, cost: 104_000_000n, micros: 2 },
    ]);
    expectConserved(account);
  });

  test("a reverse split of less than one leaves cash alone, of a short position too", () => {
    const account = accountOf("lifo");
    account.fill({ instrument: 0, side: Side.Sell, price: 2, quantity: 5 });
    account.split({ instrument: 0, numerator: 1, denominator: 10, cashInLieu: 18 });
    expect([account.positionExact(0), account.realizedExact(0), account.lots(0)]).toEqual([0n, 100_000n, []]);
    expectConserved(account);
  });

  test("dividends: received after tax by who is long, paid in full by who is short; in stock", () => {
    const account = accountOf();
    account.fill({ instrument: 0, side: Side.Buy, price: 100, quantity: 30 });
    expect(account.cashDividend({ instrument: 0, perUnit: "0.25", withholding: "0.15" })).toBe(637_500n);
    account.split({ instrument: 0, numerator: 105, denominator: 100, cashInLieu: 100 });
    expect([account.positionExact(0), account.realizedExact(0)]).toEqual([31n, 5_000_000n - 4_761_905n]);
    account.fill({ instrument: 0, side: Side.Sell, price: 100, quantity: 41 });
    expect(account.cashDividend({ instrument: 0, perUnit: "0.25", withholding: "0.15" })).toBe(-250_000n);
    expect(account.dividendsExact(0)).toBe(387_500n);
    expectConserved(account);
  });

  test("funding of a perpetual: longs pay a positive rate on the notional at the mark", () => {
    const account = accountOf();
    account.fill({ instrument: 2, side: Side.Buy, price: "60000.5", quantity: "1.5", fee: "36", feeCurrency: "USD" });
    account.mark(2, 60_010, 60_020);
    expect(account.funding({ instrument: 2, rate: "0.0001" })).toBe(-900_225n);
    expect(account.funding({ instrument: 2, rate: "-0.0001", price: 60_000 })).toBe(900_000n);
    expect(account.statement().positions[0]!.funding).toBe("-0.00225");
    expect(account.baseExact().fees).toBe(36n * 10n ** 25n);
    expectConserved(account);
  });

  test("translation apart from trading: what a rate does to what is held", () => {
    const account = accountOf();
    account.convert({ from: "USD", to: "EUR", paid: 11_010, received: 10_000 });
    account.fill({ instrument: 1, side: Side.Buy, price: 50, quantity: 100 });
    account.setRate("EUR", "1.2");
    account.mark(1, 51);
    account.fill({ instrument: 1, side: Side.Sell, price: 52, quantity: 100 });
    const { origin, equity } = account.statement();
    const amount = (text: string) => Number(text);
    expect(amount(origin.conversion)).toBe(-10);
    expect(amount(origin.translation)).toBe(1000);
    expect(amount(origin.realized) + amount(origin.unrealized)).toBe(240);
    expect(amount(equity)).toBe(1_000_000 + 5000 * 0.9998 - 10 + 1000 + 240);
    expectConserved(account);
  });
});

interface Step {
  kind: "fill" | "fill" | "mark" | "rate" | "split" | "dividend" | "funding" | "convert" | "interest" | "close";
  instrument: number;
  side: Side;
  price: number;
  quantity: number;
  fee: number;
  ratio: [number, number];
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step["kind"]>(
    "fill",
    "fill",
    "fill",
    "fill",
    "mark",
    "rate",
    "split",
    "dividend",
    "funding",
    "convert",
    "interest",
    "close",
  ),
  instrument: fc.nat({ max: 3 }),
  side: fc.constantFrom(Side.Buy, Side.Sell),
  price: fc.integer({ min: 1, max: 100_000 }),
  quantity: fc.integer({ min: 1, max: 5000 }),
  fee: fc.integer({ min: -500, max: 5000 }),
  ratio: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
});

/** Prices and sizes are raw units. */
function apply(account: Account, s: Step): void {
  const i = s.instrument;
  const price = BigInt(s.price);
  const currency = instruments.at(i).currency;
  const held = account.positionExact(i);
  if (s.kind === "fill")
    account.fill({
      instrument: i,
      side: s.side,
      price,
      quantity: BigInt(s.quantity),
      fee: s.fee / 100,
      feeCurrency: s.fee % 2 === 0 ? "USD" : "EUR",
    });
  else if (s.kind === "close" && held !== 0n && held < 2n ** 53n && held > -(2n ** 53n))
    account.fill({ instrument: i, side: held > 0n ? Side.Sell : Side.Buy, price, quantity: held < 0n ? -held : held });
  else if (s.kind === "mark") account.mark(i, price, price + BigInt(s.fee & 1));
  else if (s.kind === "rate") account.setRate(s.side === Side.Buy ? "EUR" : "USDT", s.price / 1e4);
  else if (s.kind === "split")
    account.split({ instrument: i, numerator: s.ratio[0], denominator: s.ratio[1], cashInLieu: price });
  else if (s.kind === "dividend")
    account.cashDividend({ instrument: i, perUnit: s.quantity / 1000, withholding: s.ratio[0] / 100 });
  else if (s.kind === "funding") account.funding({ instrument: i, rate: s.fee / 1e7, price });
  else if (s.kind === "convert")
    account.convert({ from: "USD", to: "EUR", paid: s.price / 100, received: s.quantity / 100 });
  else if (s.kind === "interest") account.interest(currency, s.fee / 1000);
}

describe("conservation, to the last unit", () => {
  test.each(methods)(
    "over random fills through zero, splits, dividends, funding and rates: %s",
    (method) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          const account = accountOf(method);
          for (const each of steps) {
            apply(account, each);
            expectConserved(account);
          }
        }),
        { numRuns: 150 * campaign },
      );
    },
    120_000 * campaign,
  );

  test.each(methods)("a snapshot goes on like the original: %s", (method) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 10 }), (before, after) => {
        const account = accountOf(method);
        for (const each of before) apply(account, each);
        const writer = new SnapshotWriter();
        account.snapshot(writer);
        const copy = new Account({ instruments, baseCurrency: "USD", costBasis: method, moneyDecimals: 5 });
        const reader = new SnapshotReader(writer.finish());
        copy.restore(reader);
        reader.end();
        for (const each of after) {
          apply(account, each);
          apply(copy, each);
        }
        expect(copy.statement()).toEqual(account.statement());
      }),
      { numRuns: 100 },
    );
  });
});

describe("the same as other books", () => {
  const dollars = new InstrumentRegistry([definitions[0]!, definitions[3]!]);
  const trades = fc.array(
    fc.tuple(
      fc.nat({ max: 1 }),
      fc.constantFrom(Side.Buy, Side.Sell),
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 30 }),
    ),
    { maxLength: 40 },
  );

  test("at average cost as `Portfolio`", () => {
    fc.assert(
      fc.property(trades, (list) => {
        const portfolio = new Portfolio({ instruments: dollars, initialCash: "5000" });
        const account = new Account({
          instruments: dollars,
          baseCurrency: "USD",
          cash: { USD: "5000" },
          moneyDecimals: 3,
        });
        for (const [i, side, price, quantity] of list) {
          portfolio.fill(i, side, price, quantity, 7);
          portfolio.mark(i, price * 2 - 1);
          account.fill({ instrument: i, side, price: BigInt(price), quantity: BigInt(quantity), fee: "0.007" });
          account.mark(i, BigInt(price), BigInt(price - 1));
        }
        for (let i = 0; i < 2; i++) {
          expect(account.positionExact(i)).toBe(BigInt(portfolio.position(i)));
          expect(account.basisExact(i)).toBe(portfolio.basisExact(i));
          expect(account.realizedExact(i)).toBe(portfolio.realizedExact(i));
          expect(account.marketValueExact(i)).toBe(portfolio.marketValueExact(i));
        }
        expect(account.cashExact("USD")).toBe(portfolio.cashExact());
        expect(account.equityBaseExact()).toBe(portfolio.equityExact() * 10n ** 20n);
      }),
      { numRuns: 300 * campaign },
    );
  });

  test.each(["fifo", "lifo"] as const)("%s as share by share", (costBasis) => {
    fc.assert(
      fc.property(trades, (list) => {
        const account = new Account({ instruments: dollars, baseCurrency: "USD", costBasis, moneyDecimals: 3 });
        const shares: { side: Side; price: number }[][] = [[], []];
        const realized = [0, 0];
        for (const [i, side, price, quantity] of list) {
          account.fill({ instrument: i, side, price: BigInt(price), quantity: BigInt(quantity) });
          const open = shares[i]!;
          for (let n = 0; n < quantity; n++) {
            if (open.length === 0 || open[0]!.side === side) open.push({ side, price });
            else {
              const opened = (costBasis === "fifo" ? open.shift() : open.pop())!;
              realized[i]! += opened.side === Side.Buy ? price - opened.price : opened.price - price;
            }
          }
        }
        for (let i = 0; i < 2; i++) {
          const unit = i === 0 ? 10n : 500n;
          expect(account.realizedExact(i)).toBe(BigInt(realized[i]!) * unit);
          const cost = shares[i]!.reduce((sum, s) => sum + (s.side === Side.Buy ? s.price : -s.price), 0);
          expect(account.basisExact(i)).toBe(BigInt(cost) * unit);
        }
      }),
      { numRuns: 300 * campaign },
    );
  });
});

describe("what is wrong is named, and nothing is booked", () => {
  test("events", () => {
    const account = accountOf();
    account.fill({ instrument: 0, side: Side.Buy, price: 100, quantity: 30 });
    const before = account.statement();
    const buy = { instrument: 0, side: Side.Buy, price: 100, quantity: 1 };
    const wrong: [() => unknown, string][] = [
      [() => account.fill({ ...buy, instrument: 9 }), "instrument is 9; there are 4"],
      [() => account.fill({ ...buy, price: "100.001" }), "needs 3 decimals"],
      [() => account.fill({ ...buy, quantity: 0 }), "quantity is 0; allowed: above 0"],
      [() => account.fill({ ...buy, side: 3 as Side }), "side is 3"],
      [() => account.fill({ ...buy, fee: "0.00000001" }), "fee is"],
      [() => account.fill({ ...buy, fee: 1, feeCurrency: "BNB" }), "currency is BNB, which has no rate to USD yet"],
      [() => account.fill({ ...buy, micros: Number.NaN }), "micros is NaN"],
      [() => account.transfer("CHF", 1), "currency is CHF"],
      [() => account.transfer("usd", 1), 'currency is "usd"'],
      [() => account.setRate("USD", 1), "the base currency is worth 1 of itself"],
      [() => account.setRate("EUR", 0), "rate is 0"],
      [() => account.convert({ from: "USD", to: "USD", paid: 1, received: 1 }), "of two currencies"],
      [() => account.cashDividend({ instrument: 0, perUnit: 1, withholding: 2 }), "withholding is 2; allowed: 0 to 1"],
      [() => account.funding({ instrument: 2, rate: 1 }), "BTC-PERP has no mark"],
      [() => account.split({ instrument: 0, numerator: 0, denominator: 1 }), "numerator is 0"],
      [() => account.split({ instrument: 0, numerator: 1, denominator: 7 }), "cashInLieu is missing"],
    ];
    for (const [event, message] of wrong) {
      expect(event).toThrow(InputError);
      expect(event).toThrow(message);
    }
    expect(account.statement()).toEqual(before);
  });

  test("options and snapshots", () => {
    const options = { instruments, baseCurrency: "USD" };
    expect(() => new Account({ ...options, costBasis: "hifo" as CostBasis })).toThrow(
      'costBasis: got "hifo"; allowed: "average", "fifo", "lifo"',
    );
    expect(() => new Account({ ...options, moneyDecimals: 3 })).toThrow("an integer from 5 to 40");
    expect(() => new Account({ ...options, baseCurrency: "$" })).toThrow(ConfigError);
    expect(() => new Account({ ...options, currency: "USD" } as never)).toThrow("one of the keys");
    const writer = new SnapshotWriter();
    accountOf("fifo").snapshot(writer);
    expect(() => accountOf("lifo").restore(new SnapshotReader(writer.finish()))).toThrow("an account of fifo USD 5 4");
  });
});

test("a damaged snapshot is an error of its own kind, wherever it is damaged", () => {
  const account = accountOf("fifo");
  account.fill({ instrument: 0, side: Side.Buy, price: 100, quantity: 30 });
  account.fill({ instrument: 1, side: Side.Sell, price: 100, quantity: 5, fee: 1 });
  const writer = new SnapshotWriter();
  account.snapshot(writer);
  const bytes = writer.finish();
  for (let at = 0; at < bytes.length; at++) {
    for (const damaged of [bytes.slice(0, at), bytes.map((byte, i) => (i === at ? byte ^ 0x41 : byte))])
      try {
        const reader = new SnapshotReader(damaged);
        accountOf("fifo").restore(reader);
        reader.end();
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
  }
});
