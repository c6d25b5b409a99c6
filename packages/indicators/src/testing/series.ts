/** Series of bars of every shape that a market, or a mistake, can bring: seeded, so that a failure can be replayed. */
import { Random } from "@hotpath/core";
import type { Columns } from "../indicator.ts";

/** The shapes. */
export const shapes = [
  "walk",
  "constant",
  "up",
  "down",
  "steps",
  "tiny",
  "huge",
  "spikes",
  "gaps",
  "infinities",
  "overflow",
  "zeros",
] as const;

/** A shape's name. */
export type Shape = (typeof shapes)[number];

/** Columns of `length` bars for the inputs of any indicator: open, high, low, close, volume, and others by name. */
export function makeBars(shape: Shape, length: number, seed: number, inputs: readonly string[]): Columns {
  const random = new Random(seed);
  const level = shape === "tiny" ? 1e-8 : shape === "huge" ? 1e8 : 100;
  const closes = new Float64Array(length);
  let close = level;
  for (let i = 0; i < length; i++) {
    close = nextClose(shape, close, level, random);
    closes[i] = close;
  }
  const width = () =>
    shape === "constant" || shape === "zeros" ? 0 : Math.floor(random.uniform() * 4) * 0.0025 * level;
  const columns: Record<string, Float64Array> = {};
  const opens = closes.map((c, i) =>
    shape === "constant" || i === 0 ? c : closes[i - 1]! + (random.uniform() < 0.3 ? width() : 0),
  );
  const highs = closes.map((c, i) => Math.max(c, opens[i]!) + width());
  const lows = closes.map((c, i) => Math.min(c, opens[i]!) - width());
  for (const input of inputs) columns[input] = columnOf(input, shape, { opens, highs, lows, closes }, random);
  for (const column of Object.values(columns)) disturb(shape, column, random);
  return columns;
}

function nextClose(shape: Shape, close: number, level: number, random: Random): number {
  switch (shape) {
    case "constant":
      return level;
    case "zeros":
      return 0;
    case "up":
      return close + 0.01 * level;
    case "down":
      return Math.max(level * 1e-3, close - 0.001 * level);
    case "steps":
      return random.uniform() < 0.8 ? close : level * (1 + 0.01 * Math.floor(random.uniform() * 8));
    default:
      return Math.max(level * 0.1, close + (random.uniform() - 0.5) * 0.02 * level);
  }
}

interface Prices {
  opens: Float64Array;
  highs: Float64Array;
  lows: Float64Array;
  closes: Float64Array;
}

function columnOf(input: string, shape: Shape, prices: Prices, random: Random): Float64Array {
  switch (input) {
    case "open":
      return prices.opens;
    case "high":
      return prices.highs;
    case "low":
      return prices.lows;
    case "volume":
      return prices.closes.map(() => (shape === "zeros" ? 0 : Math.floor(random.uniform() * 1000)));
    case "periods":
      return prices.closes.map((_, i) => 2 + ((i * 7) % 29));
    case "close":
    case "real":
    case "price":
      return prices.closes;
    default:
      return prices.closes.map((c) => c * (0.99 + 0.02 * random.uniform()));
  }
}

function disturb(shape: Shape, column: Float64Array, random: Random): void {
  for (let i = 0; i < column.length; i++) {
    const chance = random.uniform();
    if (shape === "spikes" && chance < 0.05) column[i]! *= 1e8;
    else if (shape === "gaps" && chance < 0.03) column[i] = Number.NaN;
    else if (shape === "infinities" && chance < 0.03) column[i] = chance < 0.015 ? Infinity : -Infinity;
    else if (shape === "overflow" && chance < 0.03) column[i] = chance < 0.015 ? 1e300 : -1.7e308;
  }
}
