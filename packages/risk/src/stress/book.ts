import { InputError } from "@hotpath/core";

/** A position, and how its value follows factors. */
export interface StressPosition {
  name: string;
  /** In money, negative where it is short. */
  value: number;
  /**
   * First derivative of its value by each factor, as a share of the value: 1 for an index itself, 1.2 for a beta, −8 for a duration of 8
   * against a yield. Default: 1 of the factor with the position's name.
   */
  exposures?: Readonly<Record<string, number>>;
  /** Second derivative by each factor, as a share of the value: convexity, or gamma. Default none. */
  convexities?: Readonly<Record<string, number>>;
  /** What can be sold a day, in money, for liquidity. */
  dailyVolume?: number;
  /** Bid–ask spread as a share of the mid price. */
  spread?: number;
  /** Standard deviation of that spread. */
  spreadDeviation?: number;
  /** Standard deviation of a day's return. */
  volatility?: number;
}

/** Positions that are stressed together. */
export interface StressBook {
  positions: readonly StressPosition[];
  /** Covariance of the factors' moves, for what follows from others, and for reverse stress. */
  covariance?: FactorCovariance;
}

/** A covariance of named factors. */
export interface FactorCovariance {
  factors: readonly string[];
  /** Row-major rows of numbers. */
  matrix: readonly (readonly number[])[];
}

/** Derivatives of a book's value in money. */
export interface Sensitivities {
  factors: string[];
  /** Per unit of each factor. */
  first: Float64Array;
  /** Per unit squared. */
  second: Float64Array;
}

const NUMBERS = ["dailyVolume", "spread", "spreadDeviation", "volatility"] as const;

/**
 * Checks a book, as read from JSON or made by hand.
 *
 * @throws {InputError} what is no book; it says where
 */
export function checkBook(book: StressBook): StressBook {
  if (typeof book !== "object" || book === null || !Array.isArray(book.positions) || book.positions.length === 0)
    throw new InputError(
      "INPUT_INVALID",
      "portfolio.positions: got none; allowed: an array of { name, value, exposures }",
    );
  for (const [i, position] of book.positions.entries()) {
    const path = `portfolio.positions[${i}]`;
    if (typeof position !== "object" || position === null)
      throw new InputError(
        "INPUT_INVALID",
        `${path}: got ${JSON.stringify(position)}; allowed: { name, value, exposures }`,
      );
    if (typeof position.name !== "string" || position.name === "")
      throw new InputError("INPUT_INVALID", `${path}.name: got ${JSON.stringify(position.name)}; allowed: a name`);
    finite(position.value, `${path}.value`);
    for (const of of ["exposures", "convexities"] as const)
      for (const [factor, value] of Object.entries(position[of] ?? {})) finite(value, `${path}.${of}.${factor}`);
    for (const key of NUMBERS)
      if (position[key] !== undefined && !(finite(position[key], `${path}.${key}`) >= 0))
        throw new InputError("INPUT_OUT_OF_RANGE", `${path}.${key}: got ${position[key]}; allowed: from 0`);
  }
  if (book.covariance !== undefined) checkCovariance(book.covariance);
  return book;
}

function checkCovariance({ factors, matrix }: FactorCovariance): void {
  if (!Array.isArray(factors) || factors.length === 0 || new Set(factors).size !== factors.length)
    throw new InputError("INPUT_INVALID", "portfolio.covariance.factors: allowed: names, each once");
  const size = factors.length;
  if (
    !Array.isArray(matrix) ||
    matrix.length !== size ||
    matrix.some((row) => !Array.isArray(row) || row.length !== size)
  )
    throw new InputError(
      "INPUT_INVALID",
      `portfolio.covariance.matrix: allowed: ${size} rows of ${size} numbers, one a factor`,
    );
  for (const [i, row] of matrix.entries())
    for (const [j, value] of row.entries()) finite(value, `portfolio.covariance.matrix[${i}][${j}]`);
}

function finite(value: unknown, path: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InputError("INPUT_INVALID", `${path}: got ${JSON.stringify(value)}; allowed: a finite number`);
}

/** A position's exposures, with the default. */
export function exposuresOf(position: StressPosition): Readonly<Record<string, number>> {
  return position.exposures ?? { [position.name]: 1 };
}

/** The book's derivatives by factor, in the order in which factors are first met. */
export function sensitivitiesOf(book: StressBook): Sensitivities {
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  for (const position of book.positions) {
    for (const [factor, exposure] of Object.entries(exposuresOf(position)))
      first.set(factor, (first.get(factor) ?? 0) + position.value * exposure);
    for (const [factor, convexity] of Object.entries(position.convexities ?? {})) {
      if (!first.has(factor)) first.set(factor, 0);
      second.set(factor, (second.get(factor) ?? 0) + position.value * convexity);
    }
  }
  const factors = [...first.keys()];
  return {
    factors,
    first: Float64Array.from(factors, (factor) => first.get(factor)!),
    second: Float64Array.from(factors, (factor) => second.get(factor) ?? 0),
  };
}

/** A covariance as one array, row-major, for the factors named in their order. */
export function covarianceFor(book: StressBook, factors: readonly string[]): Float64Array {
  const { covariance } = book;
  if (covariance === undefined)
    throw new InputError("INPUT_INVALID", "portfolio.covariance: got none; allowed: { factors, matrix }");
  const places = factors.map((factor) => covariance.factors.indexOf(factor));
  const missing = places.indexOf(-1);
  if (missing >= 0)
    throw new InputError(
      "INPUT_INVALID",
      `portfolio.covariance.factors: lacks ${factors[missing]}; allowed: all of ${factors.join(", ")}`,
    );
  return Float64Array.from(places.flatMap((i) => places.map((j) => covariance.matrix[i]![j]!)));
}
