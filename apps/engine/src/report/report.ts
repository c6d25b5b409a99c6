/** What a run of the demo found, as plain data: the terminal, the HTML file and `--json` all show this. */
import type { EngineLatency } from "@hotpath/engine";
import type { Statement } from "@hotpath/portfolio";

/** The whole report. Numbers that are not finite become null in JSON. */
export interface DemoReport {
  version: string;
  /** When the run ended, ISO 8601: like every measured time, outside all hashes. */
  createdAt: string;
  machine: MachineReport;
  backtest: BacktestReport | SkippedBacktest;
  live: LiveReport;
  /** Seconds from the start of the demo to the end of its last measurement. */
  seconds: number;
}

/** What the figures were measured on. */
export interface MachineReport {
  cpu: string;
  cores: number;
  memoryBytes: number;
  platform: string;
  bun: string;
  /** The instruction set of the kernels in use, or `portable`. */
  kernels: string;
  /** Why the kernels are not native, where they are not. */
  kernelsReason?: string | undefined;
  /** What one reading of the clock costs, in nanoseconds. */
  clockNs: number;
}

/** A backtest that could not run. */
export interface SkippedBacktest {
  status: "skipped";
  reason: string;
  /** How to get it to run. */
  remedy: string;
}

/** Figures of one equity curve. Shares, not per cent. */
export interface CurveFigures {
  finalEquity: number;
  totalReturn: number;
  /** Compound annual growth. */
  yearlyReturn: number;
  /** Annualised. */
  volatility: number;
  sharpe: number;
  sortino: number;
  maxDrawdown: number;
  /** When the deepest fall began, ended, and was made good: ISO dates; null for never. */
  drawdownFrom: string | null;
  drawdownTo: string | null;
  drawdownRecovered: string | null;
  /** Historical value at risk: the daily loss that one day in a hundred exceeded. */
  valueAtRisk99: number;
  worstDay: number;
}

/** What the backtest found. */
export interface BacktestReport {
  status: "done";
  /** Where the bars are from. */
  source: string;
  symbol: string;
  bars: number;
  /** Rows of the file that were refused, by reason. */
  rejectedRows: Record<string, number>;
  /** ISO dates of the first and the last bar. */
  from: string;
  to: string;
  fastPeriod: number;
  slowPeriod: number;
  /** Share of equity that a position takes. */
  positionShare: number;
  /** Share of a trade's value. */
  feeRate: number;
  initialCash: number;
  orders: number;
  fills: number;
  /** Refusals of the risk gate by reason. */
  refusals: Record<string, number>;
  /** Positions that were opened and closed again, and how many of them gained. */
  roundTrips: number;
  roundTripsWon: number;
  feesPaid: number;
  /** Share of the bars with a position. */
  timeInMarket: number;
  /** Value at risk of the position held at the end, 99 %, one day, by covariance: a share of equity. */
  valueAtRiskAtEnd: number;
  strategy: CurveFigures;
  buyAndHold: CurveFigures;
  stateHash: string;
  /** One entry a bar: seconds since the epoch, and money. */
  curve: { seconds: number[]; equity: number[]; buyAndHold: number[] };
}

/** One strategy of the live run. */
export interface StrategyReport {
  name: string;
  /** What it does, in a line. */
  rule: string;
  orders: number;
  fills: number;
}

/** One symbol of the live run. */
export interface SymbolReport {
  symbol: string;
  /** Mid price at the end, exact text. */
  price: string;
  orders: number;
  fills: number;
  /** Our turnover: Σ price × quantity. */
  turnover: number;
  /** Exact texts. */
  position: string;
  realized: string;
  unrealized: string;
}

/** A figure beside what it is held to. */
export interface GoalReport {
  what: string;
  unit: "ns" | "/s";
  better: "lower" | "higher";
  goal: number;
  /** Below this it is of no use; absent where only the goal is stated. */
  floor?: number;
  measured: number;
  /** How it was measured. */
  how: string;
}

/** What the live run found. */
export interface LiveReport {
  seed: string;
  symbols: number;
  /** Market events that went through the engine. */
  marketEvents: number;
  /** All inputs: market events and the venue's reports on our orders. */
  inputs: number;
  /** How long the simulated market was open, in seconds. */
  marketSeconds: number;
  /** What the other participants did. */
  flow: { limits: number; markets: number; cancels: number; trades: number };
  configuration: Record<string, unknown>;
  strategies: StrategyReport[];
  signals: number;
  orders: number;
  fills: number;
  makerFills: number;
  takerFills: number;
  /** Orders that ended, by status. */
  closed: Record<string, number>;
  cancels: number;
  venueRejects: number;
  /** Refusals before an order left, by reason. */
  refusals: Record<string, number>;
  turnover: number;
  feesPaid: string;
  statement: Statement;
  profit: number;
  maxDrawdown: number;
  /** 99 %, one day, share of equity: at the end and the greatest seen. */
  valueAtRisk: number;
  valueAtRiskMax: number;
  grossExposure: number;
  perSymbol: SymbolReport[];
  caches: {
    indicatorValues: number;
    indicatorHits: number;
    indicatorMisses: number;
    indicatorHitRate: number;
    priceHistorySymbols: number;
  };
  /** Time spent in the engine, and in the simulated exchange that feeds it. */
  engineSeconds: number;
  exchangeSeconds: number;
  inputsPerSecond: number;
  /** Growth of the heap over the run, after collecting garbage at both ends. */
  heapGrowthBytes: number;
  /** One input in so many was timed in the second pass. */
  timedOneIn: number;
  latencies: EngineLatency[];
  goals: GoalReport[];
  stateHash: string;
  /** Hash of the second pass over the same seed: equal, or something is wrong. */
  stateHashAgain: string;
  curve: { seconds: number[]; equity: number[]; drawdown: number[] };
}

/** One JSON document: bigint as text, what is not finite as null, and lists of numbers on a line of their own each. */
export function reportJson(report: unknown): string {
  const text = JSON.stringify(report, (_, value) => (typeof value === "bigint" ? value.toString() : value), 2);
  return text.replace(/\[\n[-+\d.e,\s]+\]/g, (list) => list.replace(/\s+/g, ""));
}
