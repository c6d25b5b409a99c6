/**
 * The shape that every suite answers in, and the one way in which suites measure.
 *
 * A suite is a file `<name>.suite.ts` whose default export is a {@link Suite}. `main.ts` runs each suite in a process
 * of its own, so that no suite warms or spoils another's code, and joins the rows into one table.
 */
import { measure } from "mitata";

/** One line of the table: a thing measured, the goal it is held to, and the peers measured beside it in the same run. */
export interface BenchRow {
  /** What was measured, in a user's words. */
  what: string;
  /** Our figure, in `unit`. */
  ours: number;
  /** The unit of every figure in the row, such as `ns` or `million/s`. */
  unit: string;
  /** Whether a smaller or a greater figure is better. */
  better: "lower" | "higher";
  /** The figure to reach. */
  goal?: number;
  /** The figure below which the part is not good enough to be used. */
  floor?: number;
  /** Peers measured in the same run: name and version to figure. */
  peers?: Record<string, number>;
  /** How it was measured, where the name does not say it. */
  note?: string;
}

/** A set of rows that belong together. */
export interface Suite {
  name: string;
  run(): BenchRow[] | Promise<BenchRow[]>;
}

/**
 * Mean time of one operation in nanoseconds: the median over mitata's samples of a batch, divided by its length.
 *
 * @param batch runs `operations` operations; returns something that depends on all of them, so that none is optimised away
 * @param nanos how long to measure: mitata collects garbage first, and compiled code goes with it, so that large functions
 * on a busy machine need more than the default to be compiled again for most samples
 */
export async function nsPerOperation(operations: number, batch: () => unknown, nanos = 300e6): Promise<number> {
  const stats = await measure(batch, { min_cpu_time: nanos, min_samples: 20 });
  return stats.p50 / operations;
}
