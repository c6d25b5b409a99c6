import { generator } from "./inputs.ts";

/** Bars and a second series, of one length. */
export interface Bars {
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  other: Float64Array;
}

/** Shapes of a series. */
export const shapes = ["walk", "uniform", "constant", "up", "down", "sawtooth", "spikes", "steps"] as const;

/** One of the {@link shapes}. */
export type Shape = (typeof shapes)[number];

/** The closes of a shape, about a price. */
function closesOf(shape: Shape, n: number, price: number, random: () => number): Float64Array {
  let walk = 1;
  return Float64Array.from({ length: n }, (_, i) => {
    walk *= 1 + (random() - 0.5) * 0.01;
    switch (shape) {
      case "walk":
        return walk * price;
      case "uniform":
        return (0.5 + random()) * price;
      case "constant":
        return price;
      case "up":
        return (1 + 0.01 * i) * price;
      case "down":
        return (1 + 0.01 * (n - i)) * price;
      case "sawtooth":
        return (1 + (i % 7) / 8) * price;
      case "spikes":
        return (i % 37 === 11 ? 100 : walk) * price;
      default:
        return (1 + (Math.floor(i / 23) % 3)) * price;
    }
  });
}

/** Bars of a shape, about a price. */
export function barsOf(shape: Shape, n: number, price: number, seed: number): Bars {
  const random = generator(seed);
  const close = closesOf(shape, n, price, random);
  const margin = shape === "constant" || shape === "steps" ? () => 0.25 : () => random() * 0.01;
  const high = close.map((value) => value * (1 + margin()));
  const low = close.map((value) => value * (1 - margin()));
  return { high, low, close, other: closesOf(seed % 2 === 0 ? "walk" : shape, n, price * 3, random) };
}
