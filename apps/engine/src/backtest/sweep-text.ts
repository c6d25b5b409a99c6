import type { SweepResult } from "@hotpath/backtest";
import { fixed, integer, money, percent } from "../report/format.ts";
import type { Paint } from "../terminal/paint.ts";
import { type Cell, layTable, wrap } from "../terminal/table.ts";

const WIDTH = 80;

/** A sweep in lines: the best sets, and what the best is worth now that one knows how many there were. */
export function sweepLines(result: SweepResult, names: readonly string[], rows: number, paint: Paint): string[] {
  const { trials, cached, judgement: j } = result;
  const head = [...names, "return", "a year", "Sharpe", "drawdown", "fills", "equity"];
  const shown = trials
    .slice(0, rows)
    .map(({ parameters, figures: f, fault }): Cell[] => [
      ...names.map((name) => String(parameters[name])),
      percent(f.totalReturn, 1, true),
      percent(f.yearlyReturn, 2, true),
      fixed(f.sharpe, 3),
      percent(f.maxDrawdown, 1),
      integer(f.fills),
      fault === null ? money(f.finalEquity) : { text: "failed", tone: "red" },
    ]);
  return [
    "",
    `${paint("bold", "SWEEP")}  ${paint("dim", `${integer(trials.length)} parameter sets, ${integer(cached)} from the cache`)}`,
    "",
    ...layTable([head.map((text): Cell => ({ text, tone: "dim" })), ...shown], "r".repeat(head.length), paint),
    ...(trials.length > rows ? [`  and ${integer(trials.length - rows)} more; --json has them all`] : []),
    "",
    ...wrap(
      j === undefined
        ? "Too few sets that vary to say what the best is worth."
        : `Deflated Sharpe ratio of the best: ${percent(j.deflatedSharpe, 1)} (the probability that it is more than the luck of ${fixed(j.independentTrials, 1)} independent trials). Probability of backtest overfitting: ${percent(j.overfitting.probability, 1)}; of a loss elsewhere: ${percent(j.overfitting.probabilityOfLoss, 1)}.`,
      WIDTH,
      "  ",
    ),
    ...(j !== undefined && (j.deflatedSharpe < 0.95 || j.overfitting.probability > 0.2)
      ? [`  ${paint("yellow", "The best of these sets is not shown to be better than luck.")}`]
      : []),
  ];
}
