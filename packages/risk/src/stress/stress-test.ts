import { InputError } from "@hotpath/core";
import {
  checkBook,
  covarianceFor,
  exposuresOf,
  type StressBook,
  type StressPosition,
  sensitivitiesOf,
} from "./book.ts";
import { solvePositive } from "./internal/solve-positive.ts";
import type { Scenario } from "./scenario.ts";

/** What a scenario does to a book. */
export interface StressResult {
  scenario: string;
  title: string | undefined;
  /** Profit of the book in money, a loss negative. */
  profit: number;
  /** The loss as a share of the book's gross value, positive. */
  lossShare: number;
  positions: { name: string; value: number; profit: number }[];
  /** What each factor did, worst first; `implied` where it follows from the others by the covariance. */
  factors: { name: string; shock: number; profit: number; implied: boolean }[];
  /** Factors that the book depends on and the scenario says nothing of: taken not to move. */
  unshocked: string[];
}

/** Options of {@link stressTest}. */
export interface StressOptions {
  /**
   * Whether factors that a scenario does not name move as the book's covariance has it, given those that it does: E[y | x] = Σ_yx
   * Σ_xx⁻¹ x (P. Kupiec, *Journal of Derivatives* 6, 1998). Default false: they stay.
   */
  propagate?: boolean;
}

/**
 * Revalues a book under a scenario, to the second order: Σ value · (exposure · shock + ½ convexity · shock²).
 *
 * @throws {InputError} a book that is none; to propagate, one without a covariance of its factors
 */
export function stressTest(book: StressBook, scenario: Scenario, options: StressOptions = {}): StressResult {
  checkBook(book);
  const { factors } = sensitivitiesOf(book);
  const named = factors.filter((factor) => factor in scenario.shocks);
  const rest = factors.filter((factor) => !(factor in scenario.shocks));
  const shocks: Record<string, number> = Object.fromEntries(named.map((factor) => [factor, scenario.shocks[factor]!]));
  const implied = options.propagate === true ? impliedShocks(book, scenario, rest) : {};
  Object.assign(shocks, implied);
  const positions = book.positions.map((position) => ({
    name: position.name,
    value: position.value,
    profit: Object.keys(shocks).reduce((sum, factor) => sum + profitBy(position, factor, shocks[factor]!), 0),
  }));
  const gross = book.positions.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const profit = positions.reduce((sum, position) => sum + position.profit, 0);
  return {
    scenario: scenario.name,
    title: scenario.title,
    profit,
    lossShare: gross === 0 ? 0 : 0 - profit / gross,
    positions,
    factors: Object.entries(shocks)
      .map(([name, shock]) => ({
        name,
        shock,
        profit: book.positions.reduce((sum, position) => sum + profitBy(position, name, shock), 0),
        implied: name in implied,
      }))
      .sort((a, b) => a.profit - b.profit),
    unshocked: rest.filter((factor) => !(factor in implied)),
  };
}

/** Results of several scenarios, the worst first. */
export function stressTests(
  book: StressBook,
  scenarios: readonly Scenario[],
  options: StressOptions = {},
): StressResult[] {
  return scenarios.map((scenario) => stressTest(book, scenario, options)).sort((a, b) => a.profit - b.profit);
}

function profitBy(position: StressPosition, factor: string, shock: number): number {
  const exposure = exposuresOf(position)[factor] ?? 0;
  const convexity = position.convexities?.[factor] ?? 0;
  return position.value * (exposure * shock + 0.5 * convexity * shock * shock);
}

function impliedShocks(book: StressBook, scenario: Scenario, rest: readonly string[]): Record<string, number> {
  const known = book.covariance?.factors ?? [];
  const given = known.filter((factor) => factor in scenario.shocks);
  const wanted = rest.filter((factor) => known.includes(factor));
  if (book.covariance === undefined)
    throw new InputError(
      "INPUT_INVALID",
      "portfolio.covariance: got none; allowed: { factors, matrix }, to propagate shocks",
    );
  if (given.length === 0 || wanted.length === 0) return {};
  const all = covarianceFor(book, [...given, ...wanted]);
  const size = given.length + wanted.length;
  const inner = Float64Array.from({ length: given.length * given.length }, (_, i) => {
    const row = Math.floor(i / given.length);
    return all[row * size + (i % given.length)]!;
  });
  const solved = solvePositive(
    inner,
    Float64Array.from(given, (factor) => scenario.shocks[factor]!),
  );
  return Object.fromEntries(
    wanted.map((factor, w) => {
      let sum = 0;
      for (let g = 0; g < given.length; g++) sum += all[(given.length + w) * size + g]! * solved[g]!;
      return [factor, sum];
    }),
  );
}

/** What a move of one factor by itself does. */
export interface FactorSensitivity {
  factor: string;
  /** Derivative of the book's value, in money per unit of the factor. */
  delta: number;
  /** Second derivative. */
  gamma: number;
  /** Profit where the factor rises by `bump`, and falls by it. */
  up: number;
  down: number;
}

/**
 * What every factor does by itself, the one that can lose most first.
 *
 * @param bump the move, in the factor's unit. Default 0.01
 * @throws {InputError} a book that is none
 */
export function sensitivities(book: StressBook, bump = 0.01): FactorSensitivity[] {
  const { factors, first, second } = sensitivitiesOf(checkBook(book));
  return factors
    .map((factor, i) => {
      const bend = 0.5 * second[i]! * bump * bump;
      return {
        factor,
        delta: first[i]!,
        gamma: second[i]!,
        up: first[i]! * bump + bend,
        down: 0 - first[i]! * bump + bend,
      };
    })
    .sort((a, b) => Math.min(a.up, a.down) - Math.min(b.up, b.down));
}
