import { ConfigError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { BarFeatures } from "./features/bar-features.ts";
import { quantizeTrees } from "./models/quantize-trees.ts";
import type { Calibration } from "./research/calibration.ts";
import { parseSignalConfig, type SignalConfig } from "./signal-config.ts";
import type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";
import { type SignalModel, SignalModelScorer } from "./training/model-file.ts";

/** How a {@link modelGenerator} is made. */
export interface ModelGeneratorOptions {
  /** What the signal is called. Default `model`. */
  name?: string;
  /** Updates that make a bar: what the model's horizon, which is in bars, is told in. Default 16, as the set's own bars. */
  updatesPerBar?: number;
}

/**
 * A generator of a model that was trained on features of bars ({@link BarFeatures}): with each bar of a symbol it computes
 * the features as they were computed in training, to the bit, and scores them. Its signal is 2p − 1, p the model's
 * probability; it says nothing until all of the model's features are there, and takes what is missing after that as the
 * model does. `value` is p.
 *
 * With `enableQuantization` of the set's configuration the leaves of its trees are rounded to int16 ({@link quantizeTrees}); p then
 * moves by no more than `quantizationBound`.
 *
 * @param model as `readSignalModel` reads it
 * @throws {ConfigError} a model that does not fit: a feature that bars do not have, or one whose scores are no probabilities
 * @example
 * const model = readSignalModel(await Bun.file("model.json").text());
 * using set = new SignalSet({ symbols: 100, generators: [...defaultGenerators(), modelGenerator(model)] });
 */
export function modelGenerator(model: SignalModel, options: ModelGeneratorOptions = {}): SignalGeneratorFactory {
  const { name = "model", updatesPerBar = 16 } = options;
  const { names } = new BarFeatures(1);
  const absent = model.features.filter((feature) => !names.includes(feature));
  if (absent.length > 0)
    throw new ConfigError(`${name}.features`, absent.join(", "), `features of bars: ${names.join(", ")}`);
  if (model.ensemble.outputs !== 1)
    throw new ConfigError(`${name}.ensemble.outputs`, model.ensemble.outputs, "1: the probability of a rise");
  if (model.calibration === undefined && model.ensemble.objective.transform !== "sigmoid")
    throw new ConfigError(
      `${name}.ensemble.objective`,
      model.ensemble.objective.name,
      "one that gives probabilities, or a model with a calibration",
    );
  if (!(Number.isInteger(updatesPerBar) && updatesPerBar >= 1))
    throw new ConfigError("updatesPerBar", updatesPerBar, "an integer from 1");
  return (symbols, config = parseSignalConfig()) => new ModelSignal(model, name, updatesPerBar, symbols, config);
}

/** See {@link modelGenerator}. */
class ModelSignal implements SignalGenerator {
  readonly name: string;
  readonly valueKind = "pure";
  readonly horizon: number;
  /** The most by which rounded leaves can move the probability; 0 where they are not rounded. */
  readonly quantizationBound: number;
  readonly #model: SignalModel;
  readonly #features: BarFeatures;
  readonly #scorer: SignalModelScorer;
  /** Places of the model's features in a row. */
  readonly #places: readonly number[];
  readonly #row: Float64Array;
  readonly #one = new Float64Array(1);
  readonly #probabilities: Float64Array;
  /** 1 once all features have been there. */
  readonly #warm: Int32Array;

  constructor(
    model: SignalModel,
    name: string,
    updatesPerBar: number,
    symbols: number,
    config: SignalConfig = parseSignalConfig(),
  ) {
    this.name = name;
    this.horizon = model.label.horizon * updatesPerBar;
    this.#features = new BarFeatures(symbols);
    const { names } = this.#features;
    const quantized = config.enableQuantization ? quantizeTrees(model.ensemble, 16) : undefined;
    this.#model = quantized === undefined ? model : { ...model, ensemble: quantized.ensemble };
    this.quantizationBound = quantized === undefined ? 0 : steepest(model) * quantized.bound;
    // TypeScript where kernels in C are not wanted; the scores are the same bits.
    this.#scorer = new SignalModelScorer(this.#model, names, config.enableSimd ? undefined : { trees: null });
    this.#places = model.features.map((feature) => names.indexOf(feature));
    this.#row = new Float64Array(names.length);
    this.#probabilities = new Float64Array(symbols).fill(Number.NaN);
    this.#warm = new Int32Array(symbols);
  }

  update(symbol: number): number {
    return this.#warm[symbol] === 1 ? 2 * this.#probabilities[symbol]! - 1 : Number.NaN;
  }

  bar(symbol: number, _open: number, high: number, low: number, close: number, volume: number): void {
    // A bar without a price teaches nothing, and must not spoil what is known.
    if (!(close > 0 && high > 0 && low > 0 && close + high + low < Number.POSITIVE_INFINITY)) return;
    const row = this.#row;
    this.#features.update(symbol, high, low, close, volume, row);
    this.#probabilities[symbol] = this.#scorer.score(row, row.length, this.#one)[0]!;
    if (this.#warm[symbol] === 1) return;
    for (let f = 0; f < this.#places.length; f++) {
      const value = row[this.#places[f]!]!;
      if (value - value !== 0) return;
    }
    this.#warm[symbol] = 1;
  }

  value(symbol: number): number {
    return this.#probabilities[symbol]!;
  }

  reason(symbol: number): string {
    const p = this.value(symbol);
    const { name, horizon } = this.#model.label;
    const { from, to } = this.#model.window;
    return `a model of ${name}, trained on ${from} to ${to}, gives a rise within ${horizon} bars ${p.toFixed(2)}`;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.model");
    this.#features.snapshot(writer);
    writer.f64s(this.#probabilities);
    writer.i32s(this.#warm);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.model");
    this.#features.restore(reader);
    reader.f64s(this.#probabilities);
    reader.i32s(this.#warm);
  }
}

/** The greatest slope of a model's probability in its raw score: that of the logistic function is 1/4. */
function steepest({ ensemble, calibration }: SignalModel): number {
  const objective = ensemble.objective.transform === "sigmoid" ? ensemble.objective.slope / 4 : 1;
  if (calibration?.kind === "platt") return Math.abs(calibration.slope) / 4;
  const own = objective / ensemble.predictionDivisor;
  if (calibration === undefined) return own;
  // Of a logistic score r, a ln p − b ln(1 − p) has the slope a (1 − p) + b p in r.
  if (calibration.kind === "beta") return Math.max(calibration.a, calibration.b) * own;
  return isotonicSlope(calibration) * own;
}

function isotonicSlope({ from, to }: Extract<Calibration, { kind: "isotonic" }>): number {
  let slope = 0;
  for (let k = 1; k < from.length; k++) slope = Math.max(slope, (to[k]! - to[k - 1]!) / (from[k]! - from[k - 1]!));
  return slope;
}
