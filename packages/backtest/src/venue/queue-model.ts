/**
 * Where a passive order stands in a queue of which only the size is known.
 *
 * An order joins behind all that is shown. A trade at its price takes from the front. A level that shrinks without a trade
 * shrinks before the order or behind it: a model says with which probability behind. What trades took is not taken again
 * when the level's new size comes.
 *
 * The models and their formulas are those of hftbacktest (`ProbQueueModel` and `RiskAdverseQueueModel`), after Rigtorp,
 * "Estimating order queue position" (2013), and quant.stackexchange.com/questions/3782.
 */
import { ConfigError, log, pow } from "@hotpath/core";

/** How the queue position of a passive order is estimated. */
export interface QueueModel {
  /** What it is called, its parameters with it. */
  readonly name: string;
  /**
   * With which probability a decrease happened behind the order, 0 to 1. What is no number (of an empty level) leaves the
   * order where it is; what is infinite is 1.
   *
   * @param front quantity before the order: 0 or more, or less than half a lot below 0
   * @param back quantity behind it
   */
  readonly probability: (front: number, back: number) => number;
}

/**
 * The order moves up only by trades at its price, and where no more is left of the level than stood before it: every
 * decrease is taken to happen behind. The most cautious model.
 */
export function riskAverseQueue(): QueueModel {
  return { name: "riskAverse", probability: () => 1 };
}

/**
 * `f(back) ÷ (f(back) + f(front))` with `f(x) = x^n`. With n = 1 a decrease is spread evenly; with greater n it is on the
 * longer side the more surely.
 *
 * @param exponent greater than 0, at most 100
 * @throws {ConfigError} if it is not
 */
export function powerQueue(exponent: number): QueueModel {
  checkExponent(exponent);
  const probability = (front: number, back: number): number => {
    const b = pow(back, exponent);
    return b / (b + pow(front, exponent));
  };
  return { name: `power(${exponent})`, probability };
}

/** `f(back) ÷ f(back + front)` with `f(x) = x^n`. @throws {ConfigError} as {@link powerQueue} */
export function powerQueue2(exponent: number): QueueModel {
  checkExponent(exponent);
  return {
    name: `power2(${exponent})`,
    probability: (front, back) => pow(back, exponent) / pow(back + front, exponent),
  };
}

/** `1 − f(front ÷ (front + back))` with `f(x) = x^n`. @throws {ConfigError} as {@link powerQueue} */
export function powerQueue3(exponent: number): QueueModel {
  checkExponent(exponent);
  return { name: `power3(${exponent})`, probability: (front, back) => 1 - pow(front / (front + back), exponent) };
}

/** `f(back) ÷ (f(back) + f(front))` with `f(x) = ln(1 + x)`. */
export function logQueue(): QueueModel {
  const probability = (front: number, back: number): number => {
    const b = log(1 + back);
    return b / (b + log(1 + front));
  };
  return { name: "log", probability };
}

/** `f(back) ÷ f(back + front)` with `f(x) = ln(1 + x)`. */
export function logQueue2(): QueueModel {
  return { name: "log2", probability: (front, back) => log(1 + back) / log(1 + back + front) };
}

/**
 * What stands before an order after its level has changed.
 *
 * @param front quantity before it till now; below 0 what trades have brought beyond it
 * @param traded quantity that trades at the price took since the level's last change
 * @param before the level's quantity till now
 * @param after its quantity now
 */
export function frontAfter(
  probability: (front: number, back: number) => number,
  front: number,
  traded: number,
  before: number,
  after: number,
): number {
  const change = before - after - traded;
  // Of a level that was not shown till now, all is before the order.
  if (change < 0 || front === Number.POSITIVE_INFINITY) return Math.min(front, after);
  const back = before - front;
  let behind = probability(front, back);
  if (Number.isNaN(behind)) return Math.min(front, after);
  if (!(behind < Number.POSITIVE_INFINITY)) behind = 1;
  return Math.min(front - (1 - behind) * change + Math.min(back - behind * change, 0), after);
}

function checkExponent(exponent: number): void {
  if (!(exponent > 0 && exponent <= 100))
    throw new ConfigError("queue.exponent", exponent, "a number greater than 0 and at most 100");
}
