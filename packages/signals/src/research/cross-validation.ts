import { ConfigError, InputError } from "@hotpath/core";
import { checkSpans, type LabelSpans } from "./label-spans.ts";

/** Rows to train on, and rows to judge by. */
export interface Fold {
  train: Int32Array;
  test: Int32Array;
}

/** How folds are kept apart. */
export interface PurgeOptions {
  /** Bars behind a test's last that are not trained on either. Default 0. */
  embargo?: number;
}

/**
 * K folds, each of neighbouring rows. From the training rows are taken those whose span overlaps a span of the test (purging),
 * and those that begin within `embargo` bars behind it (López de Prado 2018, 7.4).
 *
 * @param spans of the rows
 * @param folds 2 to the number of rows
 */
export function purgedFolds(spans: LabelSpans, folds: number, options: PurgeOptions = {}): Fold[] {
  const rows = checkSpans(spans);
  const groups = groupsOf(rows, folds);
  return groups.map((group) => ({ train: trainOn(spans, [group], embargoOf(options)), test: rowsOf(group) }));
}

/** Combinatorial purged cross-validation: every choice of some of the groups as a test. */
export interface CombinatorialFolds {
  folds: Fold[];
  /** The groups that each fold tests. */
  tested: number[][];
  /**
   * Paths through all groups, each a whole history that was never trained on: for each group, the fold whose predictions of
   * that group the path takes.
   */
  paths: number[][];
}

/**
 * Combinatorial purged cross-validation (López de Prado 2018, 12.4): of `groups` groups of neighbouring rows, every choice of
 * `tests` is a fold. There are C(groups, tests) folds, and tests / groups times as many paths.
 */
export function combinatorialFolds(
  spans: LabelSpans,
  groups: number,
  tests: number,
  options: PurgeOptions = {},
): CombinatorialFolds {
  const rows = checkSpans(spans);
  const parts = groupsOf(rows, groups);
  if (!(Number.isInteger(tests) && tests >= 1 && tests < groups))
    throw new ConfigError("tests", tests, `an integer from 1 to ${groups - 1}`);
  const tested = choices(groups, tests);
  if (tested.length > 100_000)
    throw new ConfigError("tests", tests, `fewer than ${tested.length} choices; at most 100000`);
  const folds = tested.map((chosen) => {
    const own = chosen.map((g) => parts[g]!);
    const test = Int32Array.from(own.flatMap((group) => [...rowsOf(group)]));
    return { train: trainOn(spans, own, embargoOf(options)), test };
  });
  const next = new Array<number>(groups).fill(0);
  const paths: number[][] = Array.from({ length: (tested.length * tests) / groups }, () => []);
  for (const [f, chosen] of tested.entries()) for (const g of chosen) paths[next[g]!++]![g] = f;
  return { folds, tested, paths };
}

/** How a walk forward is laid out, in rows. */
export interface WalkOptions {
  /** Rows that are trained on first. */
  train: number;
  /** Rows of each test. */
  test: number;
  /** Whether training goes on from the first row; otherwise from as many rows back as at first. Default true. */
  expanding?: boolean;
}

/** Trains on what was, tests on what comes next, and moves on. Training rows whose span reaches into the test are left out. */
export function walkForward(spans: LabelSpans, { train, test, expanding = true }: WalkOptions): Fold[] {
  const rows = checkSpans(spans);
  for (const [key, value] of [
    ["train", train],
    ["test", test],
  ] as const)
    if (!(Number.isInteger(value) && value >= 1)) throw new ConfigError(key, value, "an integer from 1 on");
  if (train + test > rows)
    throw new InputError(
      "INPUT_INVALID",
      `walkForward: ${train} and ${test} rows are asked for, and there are ${rows}`,
    );
  const folds: Fold[] = [];
  for (let from = train; from + test <= rows; from += test) {
    const first = expanding ? 0 : from - train;
    const begins = spans.starts[from]!;
    const kept: number[] = [];
    for (let r = first; r < from; r++) if (spans.ends[r]! < begins) kept.push(r);
    folds.push({ train: Int32Array.from(kept), test: rowsOf([from, from + test]) });
  }
  return folds;
}

type Group = [from: number, to: number];

function groupsOf(rows: number, count: number): Group[] {
  if (!(Number.isInteger(count) && count >= 2 && count <= rows))
    throw new ConfigError("folds", count, `an integer from 2 to the number of rows, ${rows}`);
  return Array.from({ length: count }, (_, k) => [
    Math.floor((k * rows) / count),
    Math.floor(((k + 1) * rows) / count),
  ]);
}

function rowsOf([from, to]: Group): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}

function embargoOf({ embargo = 0 }: PurgeOptions): number {
  if (!(Number.isInteger(embargo) && embargo >= 0)) throw new ConfigError("embargo", embargo, "an integer from 0 on");
  return embargo;
}

function trainOn({ starts, ends }: LabelSpans, tests: readonly Group[], embargo: number): Int32Array {
  const kept: number[] = [];
  const ranges = tests.map(([from, to]) => {
    let last = 0;
    for (let r = from; r < to; r++) last = Math.max(last, ends[r]!);
    return { from, to, first: starts[from]!, last };
  });
  for (let r = 0; r < starts.length; r++) {
    const isOut = ranges.some(
      ({ from, to, first, last }) => (r >= from && r < to) || (starts[r]! <= last + embargo && ends[r]! >= first),
    );
    if (!isOut) kept.push(r);
  }
  return Int32Array.from(kept);
}

/** All ways to choose some of n, in lexicographic order. */
export function choices(n: number, count: number): number[][] {
  const all: number[][] = [];
  const chosen: number[] = [];
  const choose = (from: number): void => {
    if (chosen.length === count) {
      all.push([...chosen]);
      return;
    }
    for (let k = from; k <= n - (count - chosen.length); k++) {
      chosen.push(k);
      choose(k + 1);
      chosen.pop();
    }
  };
  choose(0);
  return all;
}
