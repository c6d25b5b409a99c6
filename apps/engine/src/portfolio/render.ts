import type { Paint } from "../terminal/paint.ts";
import { type Cell, layTable } from "../terminal/table.ts";
import type { Answer } from "./objectives.ts";

/** A weight below it is not shown. */
const NOTHING = 1e-6;

/** The answer as lines for a terminal: weights, the greatest first, what they earn and risk, and their certificate. */
export function renderTable(
  objective: string,
  table: { assets: readonly string[]; periods: number; dropped: number },
  { allocation, figures }: Answer,
  milliseconds: number,
  paint: Paint,
): string {
  const { weights, certificate } = allocation;
  const order = Array.from(weights, (_, i) => i)
    .filter((i) => Math.abs(weights[i]!) >= NOTHING)
    .sort((a, b) => weights[b]! - weights[a]!);
  const rows = order.map((i): Cell[] => [table.assets[i]!, percent(weights[i]!)]);
  const others = weights.length - order.length;
  const facts: Cell[][] = [
    ["expected return", percent(figures.expectedReturn)],
    ["volatility", percent(figures.volatility)],
    ["Sharpe ratio", figures.sharpe === null ? "–" : figures.sharpe.toFixed(4)],
  ];
  if (figures.risk !== undefined) facts.push([`${figures.measure} of a period`, percent(figures.risk)]);
  const gap = certificate.dualityGap === null ? "" : `, duality gap ${certificate.dualityGap.toExponential(1)}`;
  const left = table.dropped > 0 ? `; ${table.dropped} rows with gaps left out` : "";
  return [
    paint("bold", `${objective}: ${weights.length} assets, ${table.periods} returns${left}`),
    ...layTable(rows, "lr", paint),
    ...(others > 0 ? [paint("dim", `  ${others} more without weight`)] : []),
    "",
    ...layTable(facts, "lr", paint),
    "",
    paint(
      "dim",
      `${certificate.method}, ${certificate.iterations} steps, ${milliseconds.toFixed(1)} ms; KKT residual ${certificate.kktResidual.toExponential(1)}${gap}`,
    ),
  ].join("\n");
}

function percent(value: number): string {
  return `${(value * 100).toFixed(4)} %`;
}
