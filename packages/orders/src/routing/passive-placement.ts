/**
 * How much of an order to take at once, and how much to leave waiting in which queues: Cont and Kukanov, "Optimal order
 * placement in limit order markets", Quantitative Finance 17 (2017), pages 21–39.
 *
 * A unit that waits at venue k earns the half spread and the rebate if the queue ahead of it and it are traded within the
 * horizon; if not, it must be traded afterwards at a penalty. A unit that is taken costs the half spread and the fee:
 *
 *     v = (h + f) M − Σ (h + r_k) E[fill_k] + (λ + θ) (S − M − Σ E[fill_k]),   fill_k = min(max(ξ_k − Q_k, 0), L_k)
 *
 * with S the order, M taken, L_k left at venue k behind Q_k, and ξ_k what leaves that queue within the horizon. The paper
 * lets M + Σ L_k exceed S; a router that must never overfill does not, and then every term depends on one L_k alone and is
 * convex in it: giving each lot to where its expected cost is least is optimal, for any joint law of the ξ. With one
 * venue this is the paper's proposition: F(Q + L) = (2h + f + r) / (λ + θ + h + r).
 */
import { ConfigError } from "@hotpath/core";

/** A queue in which an order may wait. */
export interface PassiveQueue {
  /** Q: size ahead of a new order, in size units. */
  ahead: number;
  /** r: what a fill there earns beside the half spread, in price units a unit; negative for a maker fee. */
  rebate: number;
  /** ξ: what left the queue within the horizon, as often as it was observed, in size units. At least one. */
  outflows: readonly number[] | Float64Array;
}

/** An order to be placed. */
export interface PassiveOrder {
  /** S, in size units. */
  quantity: number;
  /** Everything is in multiples of it. */
  lot: number;
  /** h: half the spread, in price units, from 0. */
  halfSpread: number;
  /** f: fee for taking, in price units a unit. */
  takerFee: number;
  /** λ + θ: what a unit costs more than the middle that is still to be traded at the end of the horizon, in price units. */
  shortfallPenalty: number;
  queues: readonly PassiveQueue[];
}

/** Where it goes. */
export interface PassivePlacement {
  /** M: to be taken at once. */
  market: number;
  /** L: to be left in each queue. */
  limits: number[];
  /** v: in price units × size units, against the middle. */
  expectedCost: number;
}

/**
 * Places an order at the least expected cost, at most its quantity in all.
 *
 * @example
 * placePassively({ quantity: 300, lot: 100, halfSpread: 1, takerFee: 0.3, shortfallPenalty: 4,
 *   queues: [{ ahead: 500, rebate: 0.2, outflows: [200, 700, 900] }] });
 * @throws {ConfigError} naming what is wrong
 */
export function placePassively(order: PassiveOrder): PassivePlacement {
  check(order);
  const { lot, halfSpread, takerFee, shortfallPenalty } = order;
  const queues = order.queues.map(({ ahead, rebate, outflows }) => {
    const sorted = Float64Array.from(outflows).sort();
    return { ahead, gain: halfSpread + rebate + shortfallPenalty, sorted, limit: 0 };
  });
  let left = Math.floor(order.quantity / lot) * lot;
  const taking = halfSpread + takerFee - shortfallPenalty;
  let cost = order.quantity * shortfallPenalty;
  let market = 0;
  while (left > 0) {
    let best = -1;
    let least = Math.min(taking, 0);
    queues.forEach((queue, k) => {
      const marginal = -queue.gain * lotFill(queue.sorted, queue.ahead + queue.limit, lot);
      if (marginal < least) {
        best = k;
        least = marginal;
      }
    });
    if (best === -1) {
      // Nothing is gained by waiting: the rest is taken, unless even that costs more than to be late.
      if (taking < 0) {
        market = left;
        cost += left * taking;
      }
      break;
    }
    queues[best]!.limit += lot;
    cost += least * lot;
    left -= lot;
  }
  return { market, limits: queues.map((queue) => queue.limit), expectedCost: cost };
}

/** The expected filled part, 0 to 1, of the lot that waits behind `ahead`. */
function lotFill(outflows: Float64Array, ahead: number, lot: number): number {
  let sum = 0;
  for (const outflow of outflows) sum += Math.min(lot, Math.max(0, outflow - ahead));
  return sum / lot / outflows.length;
}

function check(order: PassiveOrder): void {
  const { quantity, lot, halfSpread, takerFee, shortfallPenalty, queues } = order;
  if (!Number.isSafeInteger(quantity) || quantity < 0) throw new ConfigError("quantity", quantity, "an integer from 0");
  if (!Number.isSafeInteger(lot) || lot < 1 || quantity / lot > 1_000_000)
    throw new ConfigError("lot", lot, "an integer from 1 of which the quantity has at most a million");
  if (!(halfSpread >= 0 && halfSpread < Infinity)) throw new ConfigError("halfSpread", halfSpread, "a number from 0");
  if (!Number.isFinite(takerFee)) throw new ConfigError("takerFee", takerFee, "a number");
  if (!(shortfallPenalty >= 0 && shortfallPenalty < Infinity))
    throw new ConfigError("shortfallPenalty", shortfallPenalty, "a number from 0");
  queues.forEach(({ ahead, rebate, outflows }, k) => {
    if (!(ahead >= 0 && ahead < Infinity)) throw new ConfigError(`queues[${k}].ahead`, ahead, "a number from 0");
    if (!Number.isFinite(rebate)) throw new ConfigError(`queues[${k}].rebate`, rebate, "a number");
    if (outflows.length === 0 || !Array.from(outflows).every((outflow) => outflow >= 0 && outflow < Infinity))
      throw new ConfigError(`queues[${k}].outflows`, outflows, "at least one number from 0");
  });
}
