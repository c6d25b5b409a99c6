import { ConfigError, inverseNormal } from "@hotpath/core";
import { checkBook, covarianceFor, type StressBook, sensitivitiesOf } from "./book.ts";
import { breakCorrelations } from "./correlation.ts";
import { type LiquidityAdjustedLoss, type LiquidityOptions, liquidityAdjustedLoss } from "./liquidity.ts";
import { type ReverseStress, reverseStress } from "./reverse.ts";
import type { Scenario } from "./scenario.ts";
import { type FactorSensitivity, type StressResult, sensitivities, stressTests } from "./stress-test.ts";

/** What a report is to have. */
export interface StressReportOptions {
  scenarios: readonly Scenario[];
  /** As of `stressTest`. */
  propagate?: boolean;
  /** A loss, for reverse stress. */
  limit?: number;
  /** Where all correlations go, for a value at risk when they break. */
  correlation?: number;
  /** Of that value at risk. Default 0.99. */
  confidence?: number;
  /** As of `sensitivities`. Default 0.01. */
  bump?: number;
  /** Adds what it costs to sell to the loss of the worst scenario. */
  liquidity?: LiquidityOptions;
}

/** A stress report, as data. */
export interface StressReport {
  /** Gross value of the positions. */
  gross: number;
  /** The worst first. */
  scenarios: StressResult[];
  sensitivities: FactorSensitivity[];
  correlationBreak?: CorrelationStress;
  /** Null where no move of the factors loses so much. */
  reverse?: ReverseStress | null;
  liquidity?: LiquidityAdjustedLoss;
}

/** Parametric value at risk of a book, as correlations are and as they break. */
export interface CorrelationStress {
  confidence: number;
  /** Where correlations went. */
  target: number;
  /** Of one period of the covariance, to the first order. */
  varBefore: number;
  varAfter: number;
  /** How far the broken correlations were from being some, in the Frobenius norm. */
  distance: number;
}

/**
 * Value at risk of a book, z √(aᵀ Σ a) for its exposures a in money, before and after all correlations go to a target.
 *
 * @throws {ConfigError} a target or a confidence that cannot be
 * @throws {InputError} a book that is none, or without a covariance of its factors
 */
export function correlationStress(book: StressBook, target: number, confidence = 0.99): CorrelationStress {
  if (!(confidence > 0 && confidence < 1))
    throw new ConfigError("confidence", confidence, "a number between 0 and 1, both excluded");
  const { factors, first } = sensitivitiesOf(checkBook(book));
  const before = covarianceFor(book, factors);
  const { covariance: after, distance } = breakCorrelations(before, { target });
  const z = inverseNormal(confidence);
  const at = (covariance: Float64Array): number => {
    let variance = 0;
    for (let i = 0; i < first.length; i++)
      for (let j = 0; j < first.length; j++) variance += first[i]! * first[j]! * covariance[i * first.length + j]!;
    return z * Math.sqrt(Math.max(variance, 0));
  };
  return { confidence, target, varBefore: at(before), varAfter: at(after), distance };
}

/**
 * All of a book's stress tests, as data; `formatStressReport` makes text of it.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} a book that is none, or lacks what an option needs
 */
export function stressReport(book: StressBook, options: StressReportOptions): StressReport {
  const scenarios = stressTests(book, options.scenarios, { propagate: options.propagate === true });
  const worst = scenarios[0];
  return {
    gross: book.positions.reduce((sum, { value }) => sum + Math.abs(value), 0),
    scenarios,
    sensitivities: sensitivities(book, options.bump),
    ...(options.correlation === undefined
      ? {}
      : { correlationBreak: correlationStress(book, options.correlation, options.confidence) }),
    ...(options.limit === undefined ? {} : { reverse: reverseStress(book, options.limit) ?? null }),
    ...(options.liquidity === undefined || worst === undefined
      ? {}
      : { liquidity: liquidityAdjustedLoss(book, Math.max(0 - worst.profit, 0), options.liquidity) }),
  };
}

/** A report as plain text, 100 columns wide at the most unless names are longer. */
export function formatStressReport(report: StressReport): string {
  const parts = [
    [
      ["Scenario", "", "Profit", "Share", "Worst factor"],
      ...report.scenarios.map((s) => [s.scenario, titleOf(s), money(s.profit), percent(-s.lossShare), worstOf(s)]),
    ],
    [
      ["Factor", "Per unit", "Up", "Down"],
      ...report.sensitivities.map((s) => [s.factor, money(s.delta), money(s.up), money(s.down)]),
    ],
  ].map(table);
  const { correlationBreak, reverse, liquidity } = report;
  if (correlationBreak !== undefined)
    parts.push(
      `Value at risk at ${correlationBreak.confidence}: ${money(correlationBreak.varBefore)}, and ` +
        `${money(correlationBreak.varAfter)} with all correlations at ${correlationBreak.target}`,
    );
  if (reverse === null) parts.push("No move of the factors loses as much as the limit");
  else if (reverse !== undefined)
    parts.push(
      `${money(reverse.limit)} is lost ${reverse.distance.toFixed(2)} standard deviations out (probability ` +
        `${reverse.probability.toPrecision(3)}), most plausibly by\n${table(Object.entries(reverse.shocks).map(([name, move]) => [name, percent(move)]))}`,
    );
  if (liquidity !== undefined)
    parts.push(
      `To sell it all takes ${liquidity.days} day${liquidity.days === 1 ? "" : "s"}; the worst loss, ${money(liquidity.loss)}, is then ` +
        `${money(liquidity.adjustedLoss)}, of which spreads ${money(liquidity.spreadCost)} and impact ${money(liquidity.impactCost)}`,
    );
  const unshocked = new Set(report.scenarios.flatMap((s) => s.unshocked));
  if (unshocked.size > 0) parts.push(`Not moved by every scenario: ${[...unshocked].join(", ")}`);
  return `${parts.join("\n\n")}\n`;
}

function titleOf({ title }: StressResult): string {
  return title ?? "";
}

function worstOf({ factors }: StressResult): string {
  const [worst] = factors;
  return worst === undefined ? "" : `${worst.name} ${percent(worst.shock)}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (text: string): boolean => /^[-+]?[\d,.]+%?$/.test(text);
  return rows
    .map((row) =>
      row
        .map((text, column) => (isNumber(text) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function money(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 2;
  const [whole, part] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "-" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
