/** The report on a terminal: 80 columns, plain where nobody looks. */

import { meetsGoal } from "../live/goals.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Cell, layTable, wrap } from "../terminal/table.ts";
import { curveRows } from "./curve-rows.ts";
import { bytes, counted, duration, fixed, integer, money, moneyText, nanos, percent } from "./format.ts";
import { stageName, timedText } from "./names.ts";
import type { BacktestReport, DemoReport, GoalReport, LiveReport } from "./report.ts";

const WIDTH = 80;
/** Rows of the table of symbols, at the most. */
const SYMBOLS_SHOWN = 16;

/** The report in lines. */
export function reportLines(report: DemoReport, paint: Paint): string[] {
  const { backtest, live } = report;
  return [
    ...(backtest.status === "done"
      ? backtestLines(backtest, paint)
      : [
          "",
          heading("BACKTEST", "skipped", paint),
          ...wrap(backtest.reason, WIDTH, "  "),
          ...wrap(`To get it: ${backtest.remedy}.`, WIDTH, "  "),
        ]),
    ...liveLines(live, paint),
    ...latencyLines(live, report.machine.clockNs, paint),
    ...goalLines(live.goals, paint),
    ...closingLines(report, paint),
  ];
}

function backtestLines(b: BacktestReport, paint: Paint): string[] {
  const rejected = Object.keys(b.rejectedRows).length === 0 ? "" : `; rows refused: ${counted(b.rejectedRows)}`;
  return [
    "",
    heading("BACKTEST", `${b.symbol}, ${integer(b.bars)} bars, ${b.from} to ${b.to}`, paint),
    ...wrap(
      `Long while the ${b.fastPeriod}-bar average is above the ${b.slowPeriod}-bar one, else in cash; filled at
 the next open, fee ${percent(b.feeRate)}. Bars: ${b.source}${rejected}.`.replaceAll("\n", ""),
      WIDTH,
      "  ",
    ),
    "",
    ...layTable(
      [
        ["", tone("dim", "strategy"), tone("dim", "buy and hold")],
        ...curveRows("day").map(([name, show]) => [name, show(b.strategy), show(b.buyAndHold)]),
        ["In the market", percent(b.timeInMarket), percent(1)],
      ],
      "lrr",
      paint,
      [24, 16, 16],
    ),
    "",
    ...wrap(
      `${integer(b.orders)} orders, ${integer(b.fills)} fills, ${b.roundTripsWon} of ${b.roundTrips} round trips won, ` +
        `fees ${money(b.feesPaid)}; refused: ${counted(b.refusals)}.`,
      WIDTH,
      "  ",
    ),
  ];
}

function liveLines(l: LiveReport, paint: Paint): string[] {
  const { statement } = l;
  const subtitle = `${l.symbols} symbols, ${integer(l.marketEvents)} market events, ${duration(l.marketSeconds)} of market`;
  const figures: [string, string, string, string][] = [
    ["Orders sent", integer(l.orders), "Profit", money(l.profit, true)],
    ["Fills", integer(l.fills), "  realised", moneyText(statement.realized, true)],
    ["  as maker", integer(l.makerFills), "  unrealised", moneyText(statement.unrealized, true)],
    ["  as taker", integer(l.takerFills), "  fees paid", moneyText(statement.fees, true)],
    ["Cancels asked for", integer(l.cancels), "Maximum drawdown", percent(l.maxDrawdown)],
    ["Rejected by the venue", integer(l.venueRejects), "VaR 99 %, one day", percent(l.valueAtRisk)],
    ["Signals", integer(l.signals), "  greatest of the run", percent(l.valueAtRiskMax)],
    ["Turnover", money(l.turnover), "Gross exposure", money(l.grossExposure)],
  ];
  return [
    "",
    heading("LIVE, SIMULATED", subtitle, paint),
    ...wrap(
      "Seeded order flow on a simulated exchange, where crossing the spread costs money: the profit says nothing of any market.",
      WIDTH,
      "  ",
    ),
    "",
    ...layTable(figures, "lrlr", paint, [21, 13, 21, 13]),
    "",
    ...wrap(`Refused by the risk gate: ${counted(l.refusals)}.`, WIDTH, "  "),
    ...wrap(`Orders ended: ${counted(l.closed)}.`, WIDTH, "  "),
    ...l.strategies.flatMap((s) =>
      wrap(`${s.name} ${s.rule}: ${integer(s.orders)} orders, ${integer(s.fills)} fills.`, WIDTH, "  "),
    ),
    "",
    ...symbolLines(l, paint),
  ];
}

function symbolLines(l: LiveReport, paint: Paint): string[] {
  const head = ["symbol", "price", "orders", "fills", "turnover", "position", "realised", "unrealised"];
  const shown = l.perSymbol.slice(0, SYMBOLS_SHOWN);
  const rows = shown.map((s): Cell[] => [
    s.symbol,
    s.price,
    integer(s.orders),
    integer(s.fills),
    money(Math.round(s.turnover)).slice(0, -3),
    s.position,
    gain(s.realized),
    gain(s.unrealized),
  ]);
  const hidden = l.perSymbol.length - shown.length;
  return [
    ...layTable([head.map((text) => tone("dim", text)), ...rows], "lrrrrrrr", paint, [7, 8]),
    ...(hidden > 0 ? [`  and ${hidden} more in the HTML report`] : []),
  ];
}

function latencyLines(l: LiveReport, clockNs: number, paint: Paint): string[] {
  const head = ["", "count", "p50", "p90", "p99", "p99.9", "max"];
  const rows = l.latencies.map(({ name, summary: s }) => [
    stageName(name),
    integer(s.count),
    nanos(s.p50),
    nanos(s.p90),
    nanos(s.p99),
    nanos(s.p999),
    nanos(s.max),
  ]);
  return [
    "",
    heading("LATENCY", `nanoseconds; a reading of the clock costs ${clockNs} and is part of each figure`, paint),
    ...wrap(`${timedText(l.timedOneIn)}, by turns each stage or the whole, in the second pass.`, WIDTH, "  "),
    "",
    ...layTable([head.map((text) => tone("dim", text)), ...rows], "lrrrrrr", paint, [15, 8, 8, 8, 8, 9, 9]),
  ];
}

function goalLines(goals: readonly GoalReport[], paint: Paint): string[] {
  const head = ["", "goal", "floor", "measured", ""];
  const unit = ({ unit }: GoalReport, value: number) =>
    unit === "ns" ? `${fixed(value, 0)} ns` : `${integer(value)}/s`;
  const rows = goals.map((goal): Cell[] => {
    const sign = goal.better === "lower" ? "<" : ">";
    return [
      goal.what,
      `${sign} ${unit(goal, goal.goal)}`,
      goal.floor === undefined ? "" : `${sign} ${unit(goal, goal.floor)}`,
      unit(goal, goal.measured),
      meetsGoal(goal) ? tone("green", "met") : tone("yellow", "not met"),
    ];
  });
  return [
    "",
    heading("GOALS", "first three: batch means without a clock; then: timed in the engine", paint),
    "",
    ...layTable([head.map((text) => tone("dim", text)), ...rows], "lrrrl", paint, [28]),
  ];
}

function closingLines(report: DemoReport, paint: Paint): string[] {
  const { machine: m, live: l, backtest } = report;
  const caches = l.caches;
  const same = l.stateHash === l.stateHashAgain;
  const hash = same ? `${l.stateHash}, the same in both passes` : `${l.stateHash}, then ${l.stateHashAgain}`;
  return [
    "",
    ...labelled(
      "Caches",
      `${integer(caches.indicatorValues)} indicator values, ${percent(caches.indicatorHitRate)} hits of ` +
        `${integer(caches.indicatorHits + caches.indicatorMisses)} calls; ${caches.priceHistorySymbols} price histories`,
    ),
    ...labelled("Machine", `${m.cpu}, ${m.cores} cores, ${bytes(m.memoryBytes)}, ${m.platform}`),
    ...labelled("Runtime", `Bun ${m.bun}, ${m.kernels} kernels${m.kernelsReason ? ` (${m.kernelsReason})` : ""}`),
    ...labelled(
      "Time",
      `${duration(report.seconds)}; in the first pass engine ${duration(l.engineSeconds)}, exchange ` +
        `${duration(l.exchangeSeconds)}, heap growth ${bytes(l.heapGrowthBytes)}`,
    ),
    ...labelled("State hash", same ? hash : paint("red", hash)),
    ...(backtest.status === "done" ? labelled("", `${backtest.stateHash}, backtest`) : []),
    ...labelled("Seed", `${l.seed}: same seed and options, same hashes, on every machine`),
    "",
    "  For research. Not investment advice.",
  ];
}

/** A line with a label at its left, and further lines below its text where it is long. */
function labelled(label: string, text: string): string[] {
  const [first = "", ...more] = wrap(text, WIDTH, " ".repeat(14));
  return [`  ${label.padEnd(12)}${first.trimStart()}`, ...more];
}

function heading(title: string, subtitle: string, paint: Paint): string {
  return `${paint("bold", title)}  ${paint("dim", subtitle)}`;
}

function gain(exact: string): Cell {
  const value = Number(exact);
  const text = moneyText(exact, true);
  return value === 0 ? text : tone(value > 0 ? "green" : "red", text);
}

function tone(name: "dim" | "green" | "yellow" | "red", text: string): Cell {
  return { text, tone: name };
}
