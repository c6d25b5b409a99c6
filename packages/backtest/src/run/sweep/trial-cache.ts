import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "@hotpath/core";
import type { Trial } from "./trial.ts";

/**
 * Trials on disk, one JSON document a line: appended as they come, so that a sweep that was killed goes on where it was. A
 * line that was cut off is passed over and its trial run again.
 */
export class TrialCache {
  readonly path: string;
  readonly #known = new Map<string, Trial>();
  #isTorn = false;

  /**
   * @param path a file of trials of one strategy on one set of data with one configuration; made if it is not there
   * @throws {ConfigError} if it cannot be read or made
   */
  constructor(path: string) {
    this.path = path;
    try {
      mkdirSync(dirname(path), { recursive: true });
      if (existsSync(path)) this.#read(readFileSync(path, "utf8"));
    } catch (error) {
      throw new ConfigError("cache", path, `a file that can be read and written (${(error as Error).message})`);
    }
  }

  get size(): number {
    return this.#known.size;
  }

  /** The trial of a parameter set, if it was run before. */
  get(parameters: Readonly<Record<string, unknown>>): Trial | undefined {
    return this.#known.get(keyOf(parameters));
  }

  /** Keeps a trial. */
  add(trial: Trial): void {
    this.#known.set(keyOf(trial.parameters), trial);
    const { curve, figures, ...rest } = trial;
    const bytes = new Uint8Array(curve.buffer, curve.byteOffset, curve.byteLength);
    const line = JSON.stringify({ ...rest, figures, curve: bytes.toBase64() });
    appendFileSync(this.path, `${this.#isTorn ? "\n" : ""}${line}\n`);
    this.#isTorn = false;
  }

  #read(text: string): void {
    this.#isTorn = text !== "" && !text.endsWith("\n");
    for (const line of text.split("\n")) {
      const trial = trialOf(line);
      if (trial !== undefined) this.#known.set(keyOf(trial.parameters), trial);
    }
  }
}

function trialOf(line: string): Trial | undefined {
  try {
    const { parameters, figures, fault, curve } = JSON.parse(line);
    const bytes = Uint8Array.fromBase64(curve);
    if (typeof parameters !== "object" || typeof figures?.sharpe !== "number" || bytes.length % 8 !== 0)
      return undefined;
    return { parameters, figures, fault, curve: new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8) };
  } catch {
    return undefined;
  }
}

function keyOf(parameters: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
}
