import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { type Calibration, calibrate, fitRising } from "./research/calibration.ts";

/** Confidences are kept to a sixteenth: what a calibration of a few hundred outcomes can tell apart. */
const BINS = 16;
/** Below so many outcomes confidence is not looked at, and the probability is the share of them that came true. */
const LEAST = 32;
const WINDOW_MAX = 65_536;

/** How confidences become probabilities. */
export interface CalibrationOptions {
  /** `platt` (with Platt's smoothed targets), `isotonic` or `beta`: see `fitCalibration`. Default `platt`. */
  method?: Calibration["kind"];
  /** Outcomes of a signal of a symbol that a fit looks at: the last of them. 32 to 65,536, default 192. */
  window?: number;
  /** Outcomes from one fit to the next. 1 to 65,536, default 64. */
  refitEvery?: number;
}

/**
 * What became of past signals, a history for each of many, and the probability that the next one comes true.
 *
 * A fit is made where it is asked for and not where outcomes are taken in, of the outcomes up to the last whole
 * `refitEvery`: so the answer depends on the outcomes alone, and not on when somebody asked.
 */
export class OutcomeHistory implements Snapshotable {
  readonly #method: Calibration["kind"];
  readonly #window: number;
  readonly #every: number;
  /** Rings of outcomes: the confidence's bin times two, and one if it came true. A ring's size is a power of two. */
  readonly #codes: Uint8Array;
  readonly #size: number;
  readonly #mask: number;
  readonly #counts: Int32Array;
  /** Those that came true, of the first {@link LEAST}. */
  readonly #earlyHits: Int32Array;
  readonly #fits: (Calibration | undefined)[];
  readonly #fittedAt: Int32Array;
  readonly #one = new Float64Array(1);
  /** Outcomes by code, of the window that is fitted. */
  readonly #tally = new Float64Array(2 * BINS);
  #made = 0;

  /**
   * @param histories one for each signal of each symbol
   * @throws {ConfigError} naming the path, the value and what is allowed
   */
  constructor(histories: number, options: CalibrationOptions = {}) {
    const { method = "platt", window = 192, refitEvery = 64 } = options;
    if (method !== "platt" && method !== "isotonic" && method !== "beta")
      throw new ConfigError("calibration.method", method, '"platt", "isotonic", "beta"');
    if (!(Number.isInteger(window) && window >= LEAST && window <= WINDOW_MAX))
      throw new ConfigError("calibration.window", window, `an integer from ${LEAST} to ${WINDOW_MAX}`);
    if (!(Number.isInteger(refitEvery) && refitEvery >= 1 && refitEvery <= WINDOW_MAX))
      throw new ConfigError("calibration.refitEvery", refitEvery, `an integer from 1 to ${WINDOW_MAX}`);
    this.#method = method;
    this.#window = window;
    this.#every = refitEvery;
    this.#size = 1 << (32 - Math.clz32(window + refitEvery - 1));
    this.#mask = this.#size - 1;
    this.#codes = new Uint8Array(histories * this.#size);
    this.#counts = new Int32Array(histories);
    this.#earlyHits = new Int32Array(histories);
    this.#fits = new Array(histories).fill(undefined);
    this.#fittedAt = new Int32Array(histories).fill(-1);
  }

  /** Takes in that a signal of this confidence came true or did not; above 0, to 1: without, there is no direction. */
  add(history: number, confidence: number, cameTrue: boolean): void {
    this.#one[0] = confidence;
    takeIn(this.#codes, this.#counts, this.#earlyHits, this.#size, history, FIRST, this.#one, 0, cameTrue ? 1 : -1);
  }

  /**
   * Takes in what became of several: of the histories `base + each`, whose signals had these scores, now that the price has
   * changed by so much. Without a score that has a direction there is no outcome.
   */
  addMoved(base: number, histories: Int32Array, scores: Float64Array, change: number): void {
    takeIn(this.#codes, this.#counts, this.#earlyHits, this.#size, base, histories, scores, base, change);
  }

  /** Outcomes taken in. */
  count(history: number): number {
    return this.#counts[history]!;
  }

  /** Fits made so far. */
  get fits(): number {
    return this.#made;
  }

  /** The probability that a signal of this confidence comes true; in (0, 1), NaN of NaN. One half where nothing is known. */
  probability(history: number, confidence: number): number {
    const count = this.#counts[history]!;
    if (count < LEAST)
      return confidence - confidence === 0 ? (this.#earlyHits[history]! + 1) / (count + 2) : Number.NaN;
    const until = Math.max(LEAST, count - (count % this.#every));
    let fit = this.#fits[history];
    if (fit === undefined || this.#fittedAt[history] !== until) {
      fit = this.#fit(history, until);
      this.#fits[history] = fit;
      this.#fittedAt[history] = until;
    }
    return calibrate(fit, featureOf(this.#method, confidence));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.outcomes");
    writer.u8s(this.#codes);
    writer.i32s(this.#counts);
    writer.i32s(this.#earlyHits);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.outcomes");
    reader.u8s(this.#codes);
    reader.i32s(this.#counts);
    reader.i32s(this.#earlyHits);
    this.#fits.fill(undefined);
    this.#fittedAt.fill(-1);
  }

  /** Of the window that ends before outcome `until`. */
  #fit(history: number, until: number): Calibration {
    this.#made += 1;
    const tally = this.#tally.fill(0);
    const base = history * this.#size;
    for (let k = Math.max(0, until - this.#window); k < until; k++) tally[this.#codes[base + (k & this.#mask)]!]! += 1;
    let rows = 0;
    for (let code = 0; code < tally.length; code++) if (tally[code]! > 0) rows += 1;
    // Loops and no iterators: it runs where market data waits, and so seldom that their code is never near.
    const features = new Float64Array(rows);
    const labels = new Float64Array(rows);
    const weights = new Float64Array(rows);
    for (let code = 0, row = 0; code < tally.length; code++) {
      if (!(tally[code]! > 0)) continue;
      features[row] = featureOf(this.#method, ((code >> 1) + 0.5) / BINS);
      labels[row] = code & 1;
      weights[row] = tally[code]!;
      row += 1;
    }
    return fitRising(this.#method, features, labels, weights);
  }
}

/** The one history of a call for one. */
const FIRST: Int32Array = new Int32Array(1);

/** What {@link OutcomeHistory.addMoved} does. Scores are at `at` and the places of the histories. */
const takeIn = (
  codes: Uint8Array,
  counts: Int32Array,
  earlyHits: Int32Array,
  size: number,
  base: number,
  histories: Int32Array,
  scores: Float64Array,
  at: number,
  change: number,
): void => {
  const mask = size - 1;
  for (let k = 0; k < histories.length; k++) {
    const history = base + histories[k]!;
    const score = scores[at + histories[k]!]!;
    const confidence = Math.abs(score);
    if (!(confidence > 0)) continue;
    const count = counts[history]!;
    const bin = (confidence * BINS) | 0;
    const hit = change * score > 0 ? 1 : 0;
    codes[history * size + (count & mask)] = ((bin < BINS ? bin : BINS - 1) << 1) | hit;
    if (count < LEAST) earlyHits[history]! += hit;
    counts[history] = (count + 1) & 0x7fff_ffff;
  }
};

/** What a calibration is fitted on: the confidence, or for `beta`, which takes probabilities, the one that it claims. */
const featureOf = (method: Calibration["kind"], confidence: number): number =>
  method === "beta" ? 0.5 + 0.5 * confidence : confidence;
