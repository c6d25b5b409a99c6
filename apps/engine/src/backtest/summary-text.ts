/** A backtest on a terminal: 80 columns, plain where nobody looks. */
import { curveRows } from "../report/curve-rows.ts";
import { counted, duration, fixed, integer, money, percent } from "../report/format.ts";
import type { Paint } from "../terminal/paint.ts";
import { layTable, wrap } from "../terminal/table.ts";
import type { BacktestSummary } from "./summary.ts";

const WIDTH = 80;

/** `fast=10 slow=40`. */
export function valuesText(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** The summary in lines. */
export function summaryLines(s: BacktestSummary, paint: Paint): string[] {
  const title = `${s.strategy} ${valuesText(s.parameters)}`.trimEnd();
  const span = `${s.symbols.slice(0, 5).join(", ")}, ${integer(s.samples)} samples, ${s.from} to ${s.to}`;
  const { figures: own, benchmark } = s;
  return [
    "",
    `${paint("bold", "BACKTEST")}  ${paint("dim", span)}`,
    ...wrap(title, WIDTH, "  "),
    "",
    ...(own === null
      ? ["  Equity fell to nothing: there are no returns to judge."]
      : layTable(
          [
            ["", { text: "strategy", tone: "dim" }, { text: "buy and hold", tone: "dim" }],
            ...curveRows("period").map(([name, show]) => [name, show(own), benchmark === null ? "–" : show(benchmark)]),
            ["In the market", percent(s.exposure.timeInMarket), percent(1)],
          ],
          "lrr",
          paint,
          [24, 16, 16],
        )),
    "",
    ...layTable(detailRows(s), "lrlr", paint, [21, 13, 21, 13]),
    "",
    ...(s.state === "Failed" ? wrap(`${paint("red", "FAILED")} ${s.fault ?? ""}`, WIDTH, "  ") : []),
    ...wrap(`Orders: ${counted(s.fills.byStatus)}. Refused: ${counted(s.refusals)}.`, WIDTH, "  "),
    ...(Object.keys(s.fills.emulated).length > 0
      ? wrap(`Held by the engine, not by the venue: ${counted(s.fills.emulated)}.`, WIDTH, "  ")
      : []),
    ...s.log.flatMap((line) => wrap(`log ${line}`, WIDTH, "  ")),
    "",
    `  run     ${s.hashes.run}`,
    `  orders  ${s.hashes.orders}`,
    `  fills   ${s.hashes.fills}`,
    `  state   ${s.hashes.state}`,
  ];
}

function detailRows({ trades: t, fills: f, exposure: e, valueAtRiskAtEnd }: BacktestSummary): string[][] {
  return [
    ["Trades", `${integer(t.count)}${t.open > 0 ? ` + ${t.open} open` : ""}`, "Fills", integer(f.fills)],
    ["  won", percent(t.count === 0 ? 0 : t.won / t.count), "  as maker", percent(f.makerShare)],
    ["  profit factor", fixed(t.profitFactor, 2), "Turnover", money(f.turnover)],
    ["  average win", money(t.averageWin), "Fees", money(f.fees)],
    ["  average loss", money(t.averageLoss), "Slippage", money(f.slippage)],
    ["  best", money(t.best), "  basis points", fixed(f.slippageBasisPoints, 2)],
    ["  worst", money(t.worst), "Order to fill", duration(f.averageDelay)],
    ["  average days", fixed(t.averageDays, 1), "VaR 99 % at the end", percent(valueAtRiskAtEnd)],
    ["Gross exposure, mean", percent(e.averageGross), "  greatest", percent(e.greatestGross)],
  ];
}
