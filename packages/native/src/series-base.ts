import { describeValue, InputError } from "@hotpath/core";
import type { KernelTable } from "./table.ts";
import { assertInteger, assertRoom, commonLength, vectorLength } from "./validate.ts";

/** What the kernels of series need of the {@link Kernels} that they belong to. */
export interface SeriesHost {
  /** The table to call for a length, counted. */
  choose(kernel: number, n: number): KernelTable;
  /** Demands that an output shares no byte with another array. */
  assertApart(input: Float64Array, out: Float64Array, name: string): void;
  /** Room for so many numbers, whatever they are. */
  scratchOf(length: number): Float64Array;
  /** Gives back scratch that is too large to keep. */
  trimScratch(): void;
}

/** Periods are 32-bit signed in C. */
export const MAX_PERIOD = 0x7fffffff;
/** Blocks that the widest instruction set tallies side by side. */
export const BLOCKS = 8;

/** What the methods of {@link SeriesKernels} begin and end with. */
export abstract class SeriesBase {
  protected readonly host: SeriesHost;
  #finite = true;

  constructor(host: SeriesHost) {
    this.host = host;
  }

  /**
   * Whether the last call found every element of its inputs finite. Where it did not, its outputs are of no use. An
   * overflow on the way is told in the same manner by the native kernels, mostly: where it costs nothing.
   */
  get finite(): boolean {
    return this.#finite;
  }

  /** Keeps what a kernel answered. */
  protected tell(answer: number): void {
    this.#finite = answer !== 0;
  }

  /** The length of a series, with its period and output checked. */
  protected window(values: Float64Array, period: number, least: number, out: Float64Array): number {
    const n = vectorLength(values, "values");
    assertInteger(period, least, MAX_PERIOD, "period");
    this.output(n, out, "out", values);
    return n;
  }

  /** The length of two series, likewise. */
  protected pair(
    x: Float64Array,
    y: Float64Array,
    xName: string,
    yName: string,
    period: number,
    out: Float64Array,
    name: string,
  ): number {
    const n = commonLength(x, xName, y, yName);
    assertInteger(period, 1, MAX_PERIOD, "period");
    this.output(n, out, name, x, y);
    return n;
  }

  /** The length of bars, with their output checked, if there is one. */
  protected bars(high: Float64Array, low: Float64Array, close: Float64Array, out: Float64Array, outputs = 1): number {
    const n = commonLength(high, "high", low, "low");
    commonLength(high, "high", close, "close");
    if (outputs > 0) this.output(n, out, "out", high, low, close);
    return n;
  }

  /** Demands that an output has room, and memory of its own. */
  protected output(n: number, out: Float64Array, name: string, ...others: Float64Array[]): void {
    assertRoom(out, n, name);
    for (const other of others) this.host.assertApart(other, out, name);
  }

  /** Room for the tallies of a window's blocks, `width` numbers each. */
  protected tallies(n: number, period: number, width: number): Float64Array {
    return this.host.scratchOf(BLOCKS * width * (Math.max(0, Math.min(period, n - period + 1)) + BLOCKS));
  }

  /** Ends a call that took scratch. */
  protected done(out: Float64Array): Float64Array {
    this.host.trimScratch();
    return out;
  }
}

/** What a sum must be not to count as nothing, where only 0 does. */
export const LEAST: number = Number.MIN_VALUE;

/** What a sum must be not to count as nothing: `least`, but more than 0. */
export function floor(least: number): number {
  assertFinite(least, "least");
  return least > 0 ? least : LEAST;
}

/** Demands a finite number. */
export function assertFinite(value: number, name: string): void {
  if (!Number.isFinite(value))
    throw new InputError("INPUT_OUT_OF_RANGE", `${name}: got ${describeValue(value)}; allowed: a finite number`);
}
