import { describe, expect, test } from "bun:test";
import { InstrumentRegistry, Side } from "@hotpath/core";
import fc from "fast-check";
import { formatMoney } from "../../internal/money.ts";
import { Account } from "../account.ts";
import { leveragedMargin, type MaintenanceTier } from "./leveraged.ts";
import { regulationTMargin } from "./regulation-t.ts";

describe("regulationTMargin", () => {
  const instruments = new InstrumentRegistry([
    { id: 1, symbol: "XYZ", priceDecimals: 2 },
    { id: 2, symbol: "LOW", priceDecimals: 2 },
    { id: 3, symbol: "BMW", priceDecimals: 2, currency: "EUR" },
  ]);
  const accountOf = (cash: string) =>
    new Account({ instruments, baseCurrency: "USD", rates: { EUR: "1.25" }, cash: { USD: cash } });
  const text = (units: bigint, decimals: number) => formatMoney(units, decimals).replace(/\.?0+$/, "");

  test("long: half at first, a quarter to keep, a call when it falls below", () => {
    const account = accountOf("10000");
    account.fill({ instrument: 0, side: Side.Buy, price: 100, quantity: 200 });
    const m = regulationTMargin(account);
    const shown = (x: bigint) => text(x, m.decimals);
    expect([m.equity, m.initial, m.maintenance, m.excess, m.call].map(shown)).toEqual([
      "10000",
      "10000",
      "5000",
      "0",
      "0",
    ]);
    // FINRA: a call where value < loan ÷ 0.75, here 13,333.33.
    account.mark(0, "66.67");
    expect(regulationTMargin(account).call).toBe(0n);
    account.mark(0, "66.66");
    const called = regulationTMargin(account);
    expect(shown(called.call)).toBe("1");
    account.mark(0, 120);
    expect(shown(regulationTMargin(account).excess)).toBe("2000");
    expect(shown(regulationTMargin(account).buyingPower)).toBe("4000");
  });

  test("short: half beside the proceeds, 30 % and at least $5 to keep; low-priced 100 % and $2.50", () => {
    const account = accountOf("100000");
    account.fill({ instrument: 0, side: Side.Sell, price: 100, quantity: 100 });
    account.fill({ instrument: 1, side: Side.Sell, price: 2, quantity: 1000 });
    const m = regulationTMargin(account);
    const of = (i: number) => [m.positions[i]!.initial, m.positions[i]!.maintenance].map((x) => text(x, m.decimals));
    expect([of(0), of(1)]).toEqual([
      ["5000", "3000"],
      ["1000", "2500"],
    ]);
    account.mark(0, 10);
    account.mark(1, 4);
    const after = regulationTMargin(account).positions.map((p) => text(p.maintenance, m.decimals));
    expect(after).toEqual(["500", "4000"]);
  });

  test("a position that is much of the account is kept at the concentration's rate, whatever its currency", () => {
    const account = accountOf("100000");
    account.fill({ instrument: 2, side: Side.Buy, price: 80, quantity: 600 });
    account.fill({ instrument: 0, side: Side.Buy, price: 100, quantity: 400 });
    const m = regulationTMargin(account, { concentration: [{ above: "0.5", maintenance: "0.4" }] });
    expect(m.positions.map((p) => [p.symbol, text(p.maintenance, m.decimals), p.isConcentrated])).toEqual([
      ["XYZ", "10000", false],
      ["BMW", "24000", true],
    ]);
    expect(() => regulationTMargin(account, { initial: 0 })).toThrow("rules.initial");
    expect(() => regulationTMargin(account, { long: 1 } as never)).toThrow("rules.long");
    expect(() => regulationTMargin(account, { concentration: [{ above: 2, maintenance: 1 }] })).toThrow(
      "rules.concentration[0].above",
    );
  });
});

/** Brackets that give the amounts of Binance's example: 16,300 from a million of BTC, 135,365 from two millions of ETH. */
const bitcoinTiers: MaintenanceTier[] = [
  { from: 0, maintenance: "0.004" },
  { from: 50_000, maintenance: "0.005" },
  { from: 250_000, maintenance: "0.01" },
  { from: 1_000_000, maintenance: "0.025" },
  { from: 10_000_000, maintenance: "0.05" },
];
const etherTiers: MaintenanceTier[] = [
  { from: 0, maintenance: "0.005" },
  { from: 10_000, maintenance: "0.0065" },
  { from: 100_000, maintenance: "0.01" },
  { from: 500_000, maintenance: "0.02" },
  { from: 1_000_000, maintenance: "0.05" },
  { from: 2_000_000, maintenance: "0.1" },
];

describe("leveragedMargin", () => {
  const instruments = new InstrumentRegistry([
    { id: 1, symbol: "ETHUSDT", priceDecimals: 2, sizeDecimals: 3, currency: "USDT" },
    { id: 2, symbol: "BTCUSDT", priceDecimals: 2, sizeDecimals: 3, currency: "USDT" },
  ]);
  const accountOf = (cash: string) => new Account({ instruments, baseCurrency: "USDT", cash: { USDT: cash } });

  test("Binance's example of two cross positions", () => {
    const account = accountOf("1535443.01");
    account.fill({ instrument: 0, side: Side.Buy, price: "1456.84", quantity: "3683.979" });
    account.fill({ instrument: 1, side: Side.Buy, price: "32481.98", quantity: "109.488" });
    account.mark(0, "1335.18");
    account.mark(1, "31967.27");
    const m = leveragedMargin(account, "USDT", [
      { instrument: 0, mode: "cross", leverage: 5, tiers: etherTiers },
      { instrument: 1, mode: "cross", leverage: 10, tiers: bitcoinTiers },
    ]);
    const shown = (x: bigint) => Number(formatMoney(x, account.moneyDecimals));
    expect(shown(m.wallet)).toBe(1_535_443.01);
    expect(shown(m.positions[1]!.maintenance)).toBeCloseTo(71_200.81144, 4);
    expect(shown(m.positions[0]!.maintenance)).toBeCloseTo(356_512.508, 3);
    expect(shown(m.positions[1]!.unrealized)).toBeCloseTo(-56_354.57, 2);
    expect(shown(m.positions[0]!.unrealized)).toBeCloseTo(-448_192.89, 1);
    // Published as 1,153.26 and 26,316.89; ours are rounded towards the mark.
    expect(m.positions.map((p) => p.liquidationPrice)).toEqual(["1153.26", "26316.90"]);
    expect(m.positions.map((p) => p.isLiquidatable)).toEqual([false, false]);
  });

  test("isolated: its own margin alone", () => {
    const account = accountOf("5000");
    account.fill({ instrument: 1, side: Side.Buy, price: 10_000, quantity: 1 });
    const m = leveragedMargin(account, "USDT", [
      { instrument: 1, mode: "isolated", leverage: 10, margin: 1000, tiers: bitcoinTiers },
    ]);
    // (10,000 − 1,000) ÷ (1 − 0.004), rounded up.
    expect(m.positions[0]!.liquidationPrice).toBe("9036.15");
    expect([m.crossEquity, m.available].map((x) => formatMoney(x, 8))).toEqual(["4000.00000000", "4000.00000000"]);
    account.mark(1, 9036);
    const [position] = leveragedMargin(account, "USDT", [
      { instrument: 1, mode: "isolated", leverage: 10, margin: 1000, tiers: bitcoinTiers },
    ]).positions;
    expect(position!.isLiquidatable).toBe(true);
  });

  test("the liquidation price is where it happens, by a tick: both sides, both modes, any tier", () => {
    const cents = fc.integer({ min: 100_000, max: 10_000_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(Side.Buy, Side.Sell),
        fc.constantFrom<"cross" | "isolated">("cross", "isolated"),
        cents,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (side, mode, price, quantity, cash) => {
          const account = accountOf(`${cash}`);
          account.fill({ instrument: 1, side, price: BigInt(price), quantity: BigInt(quantity) });
          const at = (mark: bigint) => {
            account.mark(1, mark);
            const isolated = mode === "isolated" ? { margin: `${cash}` } : {};
            return leveragedMargin(account, "USDT", [
              { instrument: 1, mode, leverage: 3, tiers: bitcoinTiers, ...isolated },
            ]).positions[0]!;
          };
          const { liquidationPrice } = at(BigInt(price));
          if (liquidationPrice === undefined) {
            expect(side).toBe(Side.Buy);
            expect(at(1n).isLiquidatable).toBe(false);
            return;
          }
          const units = BigInt(liquidationPrice.replace(".", ""));
          const away = side === Side.Buy ? 1n : -1n;
          expect(at(units + away).isLiquidatable).toBe(false);
          if (units > 1n) expect(at(units - away).isLiquidatable).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("what is wrong is named", () => {
    const account = accountOf("5000");
    account.fill({ instrument: 1, side: Side.Buy, price: 10_000, quantity: 1 });
    const base = { instrument: 1, mode: "cross", leverage: 10, tiers: bitcoinTiers } as const;
    const margin = (position: object) => () => leveragedMargin(account, "USDT", [{ ...base, ...position }]);
    expect(() => leveragedMargin(account, "USDT", [])).toThrow("BTCUSDT is held in USDT and not listed");
    expect(margin({ instrument: 7 })).toThrow("positions[0].instrument: got 7; allowed: an instrument in USDT");
    expect(margin({ mode: "portfolio" })).toThrow("positions[0].mode");
    expect(margin({ mode: "isolated" })).toThrow("positions[0].margin: got undefined");
    expect(margin({ leverage: 0.5 })).toThrow("positions[0].leverage: got 0.5; allowed: a number from 1 to 1000");
    expect(margin({ tiers: [] })).toThrow("at least one tier");
    expect(margin({ tiers: [{ from: 1, maintenance: 0 }] })).toThrow("a tier from 0");
    expect(
      margin({
        tiers: [
          { from: 0, maintenance: "0.1" },
          { from: 5, maintenance: "0.05" },
        ],
      }),
    ).toThrow("no lower rate");
  });
});
