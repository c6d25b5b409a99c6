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
import { Account } from "./accounting/account.ts";
import { Portfolio } from "./portfolio.ts";

const campaign = process.env.HOTPATH_LONG ? 50 : 1;
const share: InstrumentDefinition = { id: 1, symbol: "AAPL", priceDecimals: 2 };
const coin: InstrumentDefinition = { id: 2, symbol: "BTC", priceDecimals: 2, sizeDecimals: 8 };
const fine: InstrumentDefinition = { id: 3, symbol: "FINE", priceDecimals: 8, sizeDecimals: 9 };
const sets = [[share], [share, coin], [coin, fine]];
const bases = ["fifo", "lifo"] as const;

/** Every magnitude is as likely. */
const magnitude = (bits: number) =>
  fc.integer({ min: 0, max: bits }).chain((n) => fc.integer({ min: 1, max: Math.max(1, 2 ** n - 1) }));
const fill = fc.record({
  instrument: fc.nat({ max: 1 }),
  side: fc.constantFrom(Side.Buy, Side.Sell),
  price: fc.oneof(fc.integer({ min: 100, max: 104 }), magnitude(24), fc.integer({ min: -50, max: 50 })),
  quantity: fc.oneof(fc.integer({ min: 1, max: 20 }), magnitude(34)),
  fee: fc.integer({ min: -50, max: 500 }),
  closes: fc.boolean(),
});

describe.each(bases)("Portfolio by %s", (costBasis) => {
  test.each([0, 1, 2])(
    "keeps the books of `Account`, to the last unit, and the same after a snapshot: set %d",
    (k) => {
      const instruments = new InstrumentRegistry(sets[k]!);
      const make = () => new Portfolio({ instruments, initialCash: "100000", costBasis });
      fc.assert(
        fc.property(fc.array(fill, { maxLength: 80 }), (fills) => {
          let portfolio = make();
          const account = new Account({
            instruments,
            baseCurrency: "USD",
            costBasis,
            cash: { USD: "100000" },
            moneyDecimals: portfolio.moneyDecimals,
          });
          const feeUnit = 10n ** BigInt(portfolio.moneyDecimals - portfolio.feeDecimals);
          for (const [n, f] of fills.entries()) {
            const instrument = f.instrument % instruments.size;
            const held = portfolio.position(instrument);
            const isClosing = f.closes && held !== 0;
            const side = isClosing ? (held > 0 ? Side.Sell : Side.Buy) : f.side;
            const quantity = isClosing ? Math.abs(held) : f.quantity;
            if (!portfolio.fill(instrument, side, f.price, quantity, f.fee)) continue;
            account.fill({
              instrument,
              side,
              price: BigInt(f.price),
              quantity: BigInt(quantity),
              fee: BigInt(f.fee) * feeUnit,
            });
            if (n !== 40) continue;
            const writer = new SnapshotWriter();
            portfolio.snapshot(writer);
            portfolio = make();
            const reader = new SnapshotReader(writer.finish());
            portfolio.restore(reader);
            reader.end();
          }
          for (let i = 0; i < instruments.size; i++) {
            expect(BigInt(portfolio.position(i))).toBe(account.positionExact(i));
            expect(portfolio.basisExact(i)).toBe(account.basisExact(i));
            expect(portfolio.realizedExact(i)).toBe(account.realizedExact(i));
            const lots = portfolio.lots(i);
            expect(lots.reduce((sum, lot) => sum + BigInt(lot.quantity), 0n)).toBe(account.positionExact(i));
          }
          expect(portfolio.cashExact()).toBe(account.cashExact("USD"));
          const basis = instruments.list.reduce((sum, _, i) => sum + portfolio.basisExact(i), 0n);
          expect(portfolio.cashExact() + basis - portfolio.realizedExact() + portfolio.feesExact()).toBe(
            portfolio.initialCash,
          );
        }),
        { numRuns: 400 * campaign },
      );
    },
    60_000 * campaign,
  );
});

test("lots are seen in the order in which they close", () => {
  const instruments = new InstrumentRegistry([share]);
  for (const [costBasis, realized, lots] of [
    ["fifo", 650, [{ quantity: 50, price: 1200 }]],
    ["lifo", 550, [{ quantity: 50, price: 1000 }]],
    ["average", 600, []],
  ] as const) {
    const portfolio = new Portfolio({ instruments, initialCash: "10000", costBasis });
    portfolio.fill(0, Side.Buy, 1000, 60);
    portfolio.fill(0, Side.Buy, 1000, 40);
    portfolio.fill(0, Side.Buy, 1200, 100);
    portfolio.fill(0, Side.Sell, 1500, 150);
    expect(portfolio.realized(0)).toBe(realized);
    expect(portfolio.lots(0)).toEqual([...lots]);
  }
});

test("a snapshot of another order, and a cost basis that is none", () => {
  const instruments = new InstrumentRegistry([share]);
  const writer = new SnapshotWriter();
  const fifo = new Portfolio({ instruments, initialCash: "10000", costBasis: "fifo" });
  for (let i = 1; i <= 200; i++) fifo.fill(0, Side.Sell, 1000 + i, 1);
  expect(fifo.lots(0).length).toBe(200);
  expect(fifo.lots(0)[0]).toEqual({ quantity: -1, price: 1001 });
  fifo.snapshot(writer);
  const lifo = new Portfolio({ instruments, initialCash: "10000", costBasis: "lifo" });
  expect(() => lifo.restore(new SnapshotReader(writer.finish()))).toThrow("the order of the other cost basis");
  expect(() => new Portfolio({ instruments, initialCash: "1", costBasis: "hifo" as "fifo" })).toThrow(ConfigError);
});
