/** Quotes and trades, as functions of series. */
import type { Series } from "./graph.ts";
import { moments } from "./statistics.ts";
import { change } from "./time-series.ts";
import { divide, multiply } from "./vocabulary.ts";

/** Half-way between two prices. */
export function middle(bid: Series, ask: Series): Series {
  return bid.graph.apply("combine2", [bid, ask], { wa: 0.5, wb: 0.5 })[0]!;
}

/** The sign of the last move of a price, 0 before there is one. */
export function tickRule(price: Series): Series {
  return price.graph.apply("tickRule", [price])[0]!;
}

/** On which side of a middle a price is; by the tick rule where it is on it. */
export function leeReady(price: Series, mid: Series): Series {
  return price.graph.apply("quoteRule", [price, mid, tickRule(price)])[0]!;
}

/** On which side of a middle a price is: 1, −1, or 0 where it is on it. */
export function quoteRule(price: Series, mid: Series): Series {
  return price.graph.apply("quoteRule", [price, mid, multiply(price, 0)])[0]!;
}

/** The share of a bar's volume that buyers began, by the price's change in deviations of the last `period` changes. */
export function buyShare(price: Series, period: number): Series {
  const move = change(price);
  return price.graph.apply("buyShare", [move, divide(moments(move, period).squares, period - 1)])[0]!;
}

/** Twice how far a price is from a middle on the side of a sign; and that as a share of a base. */
export function signedSpread(
  sign: Series,
  price: Series,
  mid: Series,
  base: Series,
): { spread: Series; relative: Series } {
  const [spread, relative] = price.graph.apply("signedSpread", [sign, price, mid, base]);
  return { spread: spread!, relative: relative! };
}
