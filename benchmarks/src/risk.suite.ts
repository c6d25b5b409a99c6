/**
 * The pre-trade gate: one order through every check on three levels, its whole admission, and the value at risk of 500
 * positions after a fill. The peer is a gate as it is usually written, a list of rules over objects and Maps whose sums
 * are kept as they go; for the value at risk it is the quadratic form, counted anew.
 */
import { InstrumentRegistry, Random, RiskScope, Side } from "@hotpath/core";
import { Portfolio } from "@hotpath/portfolio";
import { type PortfolioView, RiskGate, type RiskLimits } from "@hotpath/risk";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { type RuleCell, type RuleLevel, RuleListGate, type RuleMarket } from "./risk/rule-list.ts";

const ORDERS = 1024;
const POSITIONS = 500;
/** A Tuesday. */
const START = 1_700_000_000_000_000;
const rate = { count: 1_000_000, micros: 1_000, burst: 1_000_000 };

/** Wide enough that orders pass: a refusal ends the checks. */
const BOOK = {
  maxOrderSize: 10_000,
  maxOrderNotional: 10_000_000,
  maxPriceDeviation: 0.1,
  maxPosition: 1_000_000,
  maxShort: 1_000_000,
  maxConcentration: 100,
  maxPositionVar: 1,
  maxGrossExposure: 1e9,
  maxNetExposure: 1e9,
  maxLeverage: 1000,
  maxPositions: 10_000,
  maxPortfolioVar: 1,
  maxDrawdown: 0.9,
  maxDailyLoss: 0.9,
  orderRate: rate,
  messageRate: rate,
  rejectBreaker: rate,
  loopBreaker: rate,
};
const OWN = { ...BOOK, capital: 5_000_000 };
const ALL: Partial<RiskLimits> = {
  ...BOOK,
  maxReferenceAgeMicros: 3_600_000_000,
  session: { openMicros: 1, closeMicros: 0 },
  duplicateWindowMicros: 100,
  allowSelfCrossing: false,
  deadManMicros: 86_400_000_000,
  restricted: [1],
  accounts: { 1: OWN },
  strategies: { 1: { ...OWN, account: 1 }, 2: { ...OWN, account: 1 } },
};

/** The gate's check is a large function: it takes its time to compile. */
const MEASURED_NANOS = 3e9;

function registry(count: number): InstrumentRegistry {
  const list = Array.from({ length: count }, (_, i) => ({ id: i + 1, symbol: `S${i}`, priceDecimals: 2 }));
  return new InstrumentRegistry(list);
}

/** Orders of every instrument but the restricted one, either side by chance, at prices near the reference. */
interface Flow {
  instrument: Int32Array;
  side: Int32Array;
  price: Float64Array;
  quantity: Float64Array;
}

function flowOf(instruments: number): Flow {
  const random = new Random(2);
  const column = <T>(make: () => T): T[] => Array.from({ length: ORDERS }, make);
  return {
    instrument: Int32Array.from(column(() => 1 + random.integer(instruments - 1))),
    side: Int32Array.from(column(() => 1 + random.integer(2))),
    price: Float64Array.from(column(() => 49_900 + random.integer(200))),
    quantity: Float64Array.from(column(() => 1 + random.integer(300))),
  };
}

/** Positions long and short, and a hundred seconds of prices. */
function warm(instruments: InstrumentRegistry, portfolio: Portfolio, gate: RiskGate): void {
  const random = new Random(3);
  const count = instruments.size;
  for (let bar = 0; bar < 100; bar++)
    for (let i = 0; i < count; i++) {
      const mid2 = 100_000 + random.integer(40);
      gate.reference(i, mid2, START + bar * 1e6 + i);
    }
  for (let i = 0; i < count; i++) {
    const side = i % 2 === 0 ? Side.Buy : Side.Sell;
    portfolio.fill(i, side, 50_000, 100);
    gate.filled(-1 - i, i, side, 50_000, 100, 1);
  }
}

/** The peer, with the same positions, prices and limits. */
function ruleList(gate: RiskGate, portfolio: Portfolio): RuleListGate {
  const n = gate.instruments.size;
  const { matrix } = gate.covariance;
  const price = 100_020 / 200;
  const markets = new Map<number, RuleMarket>();
  for (let i = 0; i < n; i++)
    markets.set(i, {
      mid: 50_010,
      unit: 0.01,
      referenceMicros: START + 99e6,
      variance: matrix[i * (n + 1)]!,
      bestOwn: new Map(),
    });
  const levelOf = (scope: number, id: number, limits: RuleLevel["limits"]): RuleLevel => {
    const cells = new Map<number, RuleCell>();
    const exposures = Float64Array.from({ length: n }, (_, i) => gate.position(i, scope, id) * price);
    let variance = 0;
    for (let i = 0; i < n; i++) {
      let marginal = 0;
      for (let j = 0; j < n; j++) marginal += matrix[i * n + j]! * exposures[j]!;
      variance += marginal * exposures[i]!;
      cells.set(i, { position: gate.position(i, scope, id), buys: 0, sells: 0, exposure: exposures[i]!, marginal });
    }
    const { gross, buys, sells, active } = gate.recount()[gate.levels.indexOf(scope, id)]!;
    const fixed = { equity: () => 5_000_000, drawdown: () => 0, dayStartEquity: 5_000_000 };
    const tokens = new Map([
      ["OrderRate", { level: 1e6, last: START }],
      ["MessageRate", { level: 1e6, last: START }],
    ]);
    for (let i = 0; i < n; i++) tokens.set(`Loop ${i}`, { level: 1e6, last: START });
    const figures = scope === RiskScope.Firm ? portfolio : fixed;
    return { limits, portfolio: figures, cells, gross, buys, sells, active, variance, tokens };
  };
  const { limits } = gate;
  const path = [
    levelOf(RiskScope.Firm, 0, limits),
    levelOf(RiskScope.Account, 1, limits.accounts![1]!),
    levelOf(RiskScope.Strategy, 1, limits.strategies![1]!),
  ];
  return new RuleListGate(limits, markets, new Map([[1, path]]));
}

/** How many orders of a flow pass: one function for every gate, so that it is compiled for all of them. */
function countPassing(gate: RiskGate, { instrument, side, price, quantity }: Flow): number {
  let passed = 0;
  for (let k = 0; k < ORDERS; k++)
    if (gate.check(instrument[k]!, side[k]!, price[k]!, quantity[k]!, 1) === 0) passed += 1;
  return passed;
}

function countPassingRules(rules: RuleListGate, { instrument, side, price, quantity }: Flow, micros: number): number {
  let passed = 0;
  for (let k = 0; k < ORDERS; k++) {
    const order = { instrument: instrument[k]!, side: side[k]!, price: price[k]!, quantity: quantity[k]!, micros };
    if (rules.check(order, 1) === undefined) passed += 1;
  }
  return passed;
}

async function checks(count: number): Promise<BenchRow[]> {
  const instruments = registry(count);
  const portfolio = new Portfolio({ instruments, initialCash: "10000000" });
  const gate = new RiskGate({ instruments, portfolio, limits: ALL, portfolioChanges: "told" });
  warm(instruments, portfolio, gate);
  const flow = flowOf(count);
  const ns = await nsPerOperation(ORDERS, () => countPassing(gate, flow), MEASURED_NANOS);
  const rules = ruleList(gate, portfolio);
  const micros = START + 100e6;
  const peer = await nsPerOperation(ORDERS, () => countPassingRules(rules, flow, micros), MEASURED_NANOS);
  const [passed, agreed] = [countPassing(gate, flow), countPassingRules(rules, flow, micros)];
  if (agreed !== passed) throw new Error(`the peer lets ${agreed} orders through, not ${passed}`);
  const share = Math.round((100 * passed) / ORDERS);
  return [
    {
      what: `one order, every check on, ${count} instruments`,
      ours: ns,
      unit: "ns",
      better: "lower",
      goal: 50,
      note: `batch mean; limits, rates and breakers of firm, account and strategy; ${share} % pass`,
      peers: { "a list of rules over objects": peer },
    },
    {
      what: `orders through every check, ${count} instruments`,
      ours: 1000 / ns,
      unit: "million/s",
      better: "higher",
      goal: 20,
      peers: { "a list of rules over objects": 1000 / peer },
    },
  ];
}

/** The figures of the portfolio read for each order, where nobody tells the gate when they change. */
async function unseen(): Promise<BenchRow> {
  const instruments = registry(8);
  const portfolio = new Portfolio({ instruments, initialCash: "10000000" });
  const gate = new RiskGate({ instruments, portfolio, limits: ALL });
  warm(instruments, portfolio, gate);
  const flow = flowOf(8);
  const ours = await nsPerOperation(ORDERS, () => countPassing(gate, flow), MEASURED_NANOS);
  return { what: "the same, equity and drawdown read for each order", ours, unit: "ns", better: "lower" };
}

/** An order that is admitted, reserved on three levels, remembered, and then cancelled. */
async function admissions(count: number): Promise<BenchRow> {
  const instruments = registry(count);
  const portfolio = new Portfolio({ instruments, initialCash: "10000000" });
  const gate = new RiskGate({ instruments, portfolio, limits: ALL, portfolioChanges: "told" });
  warm(instruments, portfolio, gate);
  const { instrument, side, price, quantity } = flowOf(count);
  let id = 0;
  let refused = 0;
  const ours = await nsPerOperation(
    ORDERS,
    () => {
      for (let k = 0; k < ORDERS; k++) {
        id += 1;
        const micros = START + 100e6 + id;
        if (gate.admit(id, instrument[k]!, side[k]!, price[k]!, quantity[k]!, 1, micros) === 0) gate.closed(id);
        else refused += 1;
      }
      return gate.grossExposure();
    },
    MEASURED_NANOS,
  );
  if (refused > 0) throw new Error(`${refused} orders were refused`);
  return {
    what: `an order admitted, reserved on three levels, cancelled and released, ${count} instruments`,
    ours,
    unit: "ns",
    better: "lower",
    note: "checks, rates, repeats, three values at risk",
  };
}

/** A fill that changes one of 500 positions: variance and Σx follow. */
async function valueAtRisk(): Promise<BenchRow> {
  const instruments = registry(POSITIONS);
  const positions = new Float64Array(POSITIONS);
  const portfolio: PortfolioView = { position: (i) => positions[i]!, equity: () => 1e9, drawdown: () => 0 };
  const limits = { maxPortfolioVar: 1, maxPositionVar: 1, maxConcentration: 1000, maxLeverage: 1000 };
  const gate = new RiskGate({ instruments, portfolio, limits, portfolioChanges: "told" });
  const random = new Random(4);
  for (let bar = 0; bar < 40; bar++)
    for (let i = 0; i < POSITIONS; i++) gate.reference(i, 100_000 + random.integer(400), START + bar * 1e6 + i);
  const fill = (i: number, side: number, quantity: number): void => {
    positions[i]! += side === Side.Buy ? quantity : -quantity;
    gate.filled(-1, i, side, 50_000, quantity, 0);
  };
  for (let i = 0; i < POSITIONS; i++) fill(i, 1 + (i % 2), 100);
  const instrument = Int32Array.from({ length: ORDERS }, () => random.integer(POSITIONS));
  const quantity = Float64Array.from({ length: ORDERS }, () => 1 + random.integer(50));
  const ours = await nsPerOperation(
    ORDERS,
    () => {
      let sum = 0;
      for (let k = 0; k < ORDERS; k++) {
        fill(instrument[k]!, 1 + (k & 1), quantity[k]!);
        sum += gate.portfolioVar() + gate.marginalVar(instrument[k]!);
      }
      return sum;
    },
    MEASURED_NANOS,
  );
  const { matrix } = gate.covariance;
  const exposure = positions.map((position) => position * 500);
  const anew = await nsPerOperation(1, () => {
    let variance = 0;
    for (let i = 0; i < POSITIONS; i++) {
      let sum = 0;
      for (let j = 0; j < POSITIONS; j++) sum += matrix[i * POSITIONS + j]! * exposure[j]!;
      variance += sum * exposure[i]!;
    }
    return variance;
  });
  return {
    what: `portfolio VaR and its gradient after one fill, ${POSITIONS} positions`,
    ours,
    unit: "ns",
    better: "lower",
    goal: 5000,
    note: "batch mean; the peer counts xᵀΣx anew",
    peers: { "the quadratic form": anew },
  };
}

const suite: Suite = {
  name: "risk",
  async run() {
    return [
      ...(await checks(8)),
      ...(await checks(POSITIONS)),
      await unseen(),
      await admissions(8),
      await admissions(POSITIONS),
      await valueAtRisk(),
    ];
  },
};

export default suite;
