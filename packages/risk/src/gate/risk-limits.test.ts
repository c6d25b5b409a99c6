import { describe, expect, test } from "bun:test";
import { InstrumentRegistry, RiskScope, Side } from "@hotpath/core";
import fc from "fast-check";
import { LIMIT_FIELDS, limitRows, limitsOfRows } from "./limit-rows.ts";
import { RefusalReason, refusalName } from "./refusal-reason.ts";
import { RiskGate } from "./risk-gate.ts";
import { parseRiskLimits, type RiskLimits } from "./risk-limits.ts";

const instruments = new InstrumentRegistry([
  { id: 7, symbol: "A", priceDecimals: 2 },
  { id: 9, symbol: "BTC", priceDecimals: 2, sizeDecimals: 8 },
]);
const portfolio = { position: () => 0, equity: () => 1e6, drawdown: () => 0, dayStartEquity: 1e6 };

describe("parseRiskLimits", () => {
  const bad: [string, object, string][] = [
    [
      "a share without capital",
      { strategies: { 1: { maxLeverage: 2 } } },
      "strategies[1].maxLeverage: got 2; allowed: a share only where capital is set",
    ],
    [
      "a key that is no number",
      { strategies: { fast: {} } },
      'riskLimits.strategies: got "fast"; allowed: keys that are numbers from 0 to 65535',
    ],
    [
      "an instrument that is not there",
      { instruments: { 8: {} } },
      'riskLimits.instruments: got "8"; allowed: ids of instruments of the gate',
    ],
    [
      "a restricted one that is not there",
      { restricted: [8] },
      "riskLimits.restricted: got 8; allowed: ids of instruments of the gate",
    ],
    [
      "a session without length",
      { session: { openMicros: 5, closeMicros: 5 } },
      "riskLimits.session.closeMicros: got 5; allowed: another time than openMicros",
    ],
    [
      "a rate of nothing",
      { orderRate: { count: 0, micros: 1 } },
      "riskLimits.orderRate.count: got 0; allowed: an integer from 1 to 1000000",
    ],
    ["a typing error deep down", { accounts: { 1: { maxPositon: 1 } } }, "riskLimits.accounts.1.maxPositon"],
    ["a size of nothing", { maxOrderSize: 0 }, "riskLimits.maxOrderSize: got 0; allowed: a number greater than 0"],
    ["not a number", { maxNetExposure: Number.NaN }, "riskLimits.maxNetExposure: got NaN"],
  ];
  for (const [name, limits, message] of bad)
    test(`${name} is named`, () => expect(() => parseRiskLimits(limits, "riskLimits", instruments)).toThrow(message));
});

/** Any limits that are fit for two instruments. */
function anyLimits(): fc.Arbitrary<Partial<RiskLimits>> {
  const amount = fc.double({ min: 0.001, max: 1e9, noNaN: true });
  const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const rate = fc.record(
    {
      count: fc.integer({ min: 1, max: 1e6 }),
      micros: fc.integer({ min: 1, max: 1e9 }),
      burst: fc.integer({ min: 1, max: 1e6 }),
    },
    { requiredKeys: ["count", "micros"] },
  );
  const session = fc.record(
    {
      openMicros: fc.integer({ min: 0, max: 4e10 }),
      closeMicros: fc.integer({ min: 5e10, max: 8e10 }),
      days: fc.subarray([0, 1, 2, 3, 4, 5, 6]),
    },
    { requiredKeys: ["openMicros", "closeMicros"] },
  );
  const order = {
    maxOrderSize: amount,
    maxOrderNotional: amount,
    maxPriceDeviation: share,
    maxShort: amount,
    orderRate: rate,
  };
  const book = {
    ...order,
    maxGrossExposure: amount,
    maxPositions: fc.integer({ min: 1, max: 100 }),
    messageRate: rate,
    loopBreaker: rate,
    restricted: fc.subarray([7, 9], { minLength: 1 }),
  };
  const optional = { requiredKeys: [] };
  const level = fc.record({ ...book, capital: amount }, optional);
  return fc.record(
    {
      ...book,
      maxDrawdown: share,
      session,
      allowSelfCrossing: fc.boolean(),
      deadManMicros: fc.integer({ min: 1, max: 1e9 }),
      accounts: fc.dictionary(fc.constantFrom("0", "3", "65535"), level),
      strategies: fc.dictionary(fc.constantFrom("1", "2", "40000"), level),
      instruments: fc.dictionary(fc.constantFrom("7", "9"), fc.record({ ...order, session }, optional)),
    },
    optional,
  ) as fc.Arbitrary<Partial<RiskLimits>>;
}

describe("limits as rows", () => {
  test("say the same, whatever the limits", () => {
    fc.assert(
      fc.property(anyLimits(), (given) => {
        const limits = parseRiskLimits(given, "riskLimits", instruments);
        const rows = limitRows(limits, instruments);
        const groups = ["accounts", "strategies", "instruments"] as const;
        const empty = groups.filter((group) => Object.keys(limits[group] ?? {}).length === 0);
        const wanted = Object.fromEntries(Object.entries(limits).filter(([key]) => !empty.includes(key as never)));
        expect(limitsOfRows(rows, instruments)).toEqual(wanted as never);
        expect(limitRows(limitsOfRows(rows, instruments), instruments)).toEqual(rows);
      }),
    );
  });

  test("a field, a scope or an instrument that is not there is an error", () => {
    const row = { scope: RiskScope.Firm, scopeId: 0, instrument: -1, field: 0, value: 0.1 };
    expect(() => limitsOfRows([{ ...row, field: LIMIT_FIELDS.length }], instruments)).toThrow("there is no limit");
    expect(() => limitsOfRows([{ ...row, scope: 4 }], instruments)).toThrow("there is no scope 4");
    expect(() => limitsOfRows([{ ...row, scope: RiskScope.Instrument, instrument: 2 }], instruments)).toThrow(
      "riskLimits.instruments: got 2",
    );
    expect(() => limitsOfRows([{ ...row, value: -1 }], instruments)).toThrow("riskLimits.maxPortfolioVar: got -1");
  });
});

describe("units are exact", () => {
  const gateOf = (limits: Partial<RiskLimits>): RiskGate => {
    const wide = { maxConcentration: 1000, maxLeverage: 1000, maxPositionVar: 1, maxPortfolioVar: 1 };
    const gate = new RiskGate({ instruments, portfolio, limits: { ...wide, ...limits } });
    gate.reference(0, 20_000, 1);
    gate.reference(1, 12_000_002, 1);
    return gate;
  };
  const answer = (gate: RiskGate, ...order: Parameters<RiskGate["check"]>): unknown[] => {
    const { reason, limit, value } = gate.refusal(gate.check(...order));
    return reason === "None" ? [reason] : [reason, limit, value];
  };

  test("a size of 0.1 coins is 10,000,000 units, and one unit more is refused", () => {
    const gate = gateOf({ maxOrderSize: 0.1 });
    expect(answer(gate, 1, Side.Buy, 6_000_001, 10_000_000)).toEqual(["None"]);
    expect(answer(gate, 1, Side.Buy, 6_000_001, 10_000_001)).toEqual(["OrderSize", 10_000_000, 10_000_001]);
    expect(answer(gate, 0, Side.Buy, 10_000, 1)).toEqual(["OrderSize", 0, 1]);
  });

  test("three times 0.10 is not more than 0.30, though in doubles it is", () => {
    expect(0.1 * 3 > 0.3).toBe(true);
    const gate = gateOf({ maxOrderNotional: 0.3, maxPriceDeviation: 1 });
    gate.reference(0, 20, 2);
    expect(answer(gate, 0, Side.Buy, 10, 3)).toEqual(["None"]);
    expect(answer(gate, 0, Side.Buy, 11, 3)).toEqual(["OrderNotional", 0.3, 0.33]);
    // A sell below the market is worth what the market is.
    expect(answer(gate, 0, Side.Sell, 9, 4)).toEqual(["OrderNotional", 0.3, 0.4]);
  });

  test("sixty thousand times a hundred coins of eight decimals, beyond 2^53", () => {
    const gate = gateOf({ maxOrderNotional: 6_000_001, maxConcentration: 1000 });
    expect(answer(gate, 1, Side.Buy, 6_000_001, 10_000_000_000)).toEqual(["None"]);
    expect(answer(gate, 1, Side.Buy, 6_000_001, 10_000_010_000)[0]).toBe("OrderNotional");
  });
});

describe("limits change while the gate works", () => {
  const first = { maxPosition: 100, strategies: { 1: { account: 4 } } };

  test("all at once, with a version; what is reserved stays", () => {
    const gate = new RiskGate({ instruments, portfolio, limits: first });
    gate.reference(0, 20_000, 1);
    gate.admit(1, 0, Side.Buy, 10_000, 80, 1, 2);
    expect([gate.limitsVersion, refusalName(gate.check(0, Side.Buy, 10_000, 30))]).toEqual([1, "Position"]);
    gate.setLimits({ maxPosition: 120, strategies: { 1: { maxPosition: 105 } } });
    expect([gate.limitsVersion, gate.check(0, Side.Buy, 10_000, 30, 2)]).toEqual([2, RefusalReason.None]);
    const { reason, limit, value, scope, scopeId, limitsVersion } = gate.refusal(
      gate.check(0, Side.Buy, 10_000, 30, 1),
    );
    expect([reason, limit, value, scope, scopeId, limitsVersion]).toEqual([
      "Position",
      105,
      110,
      RiskScope.Strategy,
      1,
      2,
    ]);
    expect(gate.limits.maxDrawdown).toBe(0.1);
  });

  test("what is wrong, or of a level that was not there, leaves those in force", () => {
    const gate = new RiskGate({ instruments, portfolio, limits: first });
    expect(() => gate.setLimits({ maxLeverage: 0 })).toThrow("riskLimits.maxLeverage: got 0");
    expect(() => gate.setLimits({ strategies: { 2: {} } })).toThrow(
      "riskLimits.strategies: got 2; allowed: strategies of the first limits: 1",
    );
    expect(() => gate.setLimits({ accounts: { 5: {} } })).toThrow("riskLimits.accounts: got 5");
    expect(() => gate.setLimits({ strategies: { 1: { account: 5 } } })).toThrow("got 5");
    expect([gate.limitsVersion, gate.limits.maxPosition]).toEqual([1, 100]);
  });

  test("a daily loss needs a portfolio that knows the day's start", () => {
    const { position, equity, drawdown } = portfolio;
    const blind = { position, equity, drawdown };
    expect(() => new RiskGate({ instruments, portfolio: blind, limits: { maxDailyLoss: 0.1 } })).toThrow(
      "riskLimits.maxDailyLoss: got 0.1; allowed: a portfolio that knows its dayStartEquity",
    );
    const gate = new RiskGate({ instruments, portfolio: blind });
    expect(() => gate.setLimits({ maxDailyLoss: 0.1 })).toThrow("riskLimits.maxDailyLoss: got 0.1");
  });

  test("a level that is limited by its value at risk only later has the variance that it would have had", () => {
    const limits = { strategies: { 1: { capital: 1e6 } } };
    const limited = { strategies: { 1: { capital: 1e6, maxPortfolioVar: 0.001 } } };
    const gates = [limits, limited].map((each) => new RiskGate({ instruments, portfolio, limits: each }));
    for (const gate of gates) {
      gate.reference(0, 20_000, 1);
      gate.admit(1, 0, Side.Buy, 10_000, 200, 1, 2);
      gate.setLimits(limited);
      expect(gate.refusal(gate.check(0, Side.Buy, 10_000, 50, 1))).toMatchObject({
        reason: "PortfolioVar",
        scope: RiskScope.Strategy,
      });
    }
  });
});
