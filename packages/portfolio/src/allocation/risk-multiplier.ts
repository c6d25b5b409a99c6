import { AllocationError } from "./allocation-error.ts";
import type { Allocation } from "./certificate.ts";

/** Evaluations of the search at the most. */
const EVALUATIONS = 80;
/** Relative difference from the limit at which the search ends. */
const TOLERANCE = 1e-12;

/**
 * The best allocation within a limit of its risk, by the multiplier of the limit: risk falls as the multiplier grows, and
 * where the limit is met the conditions of Karush, Kuhn and Tucker of the limited problem are those of the weighted one.
 * The root is found between two multipliers by the method of Illinois (Dowell and Jarratt 1971, BIT 11) over the reciprocal
 * of the multiplier, in which the risk of an unconstrained portfolio is a square.
 *
 * @param scale a multiplier of about the right size
 * @param solve the best allocation for a multiplier, and its risk
 */
export function findMultiplier<T extends Allocation>(
  limit: number,
  scale: number,
  solve: (multiplier: number) => { found: T; risk: number },
): T {
  let iterations = 0;
  const run = (tolerance: number): { found: T; risk: number } => {
    const answer = solve(1 / tolerance);
    iterations += answer.found.certificate.iterations;
    return answer;
  };
  const root = Math.sqrt(limit);
  const distance = (risk: number): number => Math.sqrt(Math.max(0, risk)) - root;
  const finish = (answer: { found: T; risk: number }, gap: number): T => ({
    ...answer.found,
    certificate: {
      ...answer.found.certificate,
      iterations,
      // The multiplier times what is left of the limit is the gap that the limit adds.
      dualityGap: answer.found.certificate.dualityGap === null ? null : answer.found.certificate.dualityGap + gap,
      kktResidual: Math.max(answer.found.certificate.kktResidual, Math.max(0, distance(answer.risk))),
    },
  });
  let low = 1 / scale;
  let atLow = run(low);
  let high = low;
  let atHigh = atLow;
  for (let k = 0; k < EVALUATIONS && distance(atLow.risk) > 0; k++) {
    high = low;
    atHigh = atLow;
    low /= 8;
    atLow = run(low);
    if (k > 12 && distance(atLow.risk) <= 1e-9 * root) break;
  }
  for (let k = 0; k < 24 && distance(atHigh.risk) < 0; k++) {
    low = high;
    atLow = atHigh;
    high *= 8;
    atHigh = run(high);
  }
  // The limit does not bind: the multiplier is as good as none.
  if (distance(atHigh.risk) < 0) return finish(atHigh, (limit - atHigh.risk) / high);
  let left = distance(atLow.risk);
  let right = distance(atHigh.risk);
  let best = atLow;
  let bestAt = low;
  for (let k = 0; k < EVALUATIONS; k++) {
    if (Math.abs(distance(best.risk)) <= TOLERANCE * root || high - low <= 1e-15 * high) break;
    const at = (low * right - high * left) / (right - left);
    const middle = at > low && at < high ? at : (low + high) / 2;
    const answer = run(middle);
    const value = distance(answer.risk);
    if (Math.abs(value) < Math.abs(distance(best.risk))) {
      best = answer;
      bestAt = middle;
    }
    if (value > 0) {
      high = middle;
      right = value;
      left /= 2;
    } else {
      low = middle;
      left = value;
      right /= 2;
    }
  }
  if (!(Math.abs(distance(best.risk)) <= 1e-6 * root))
    throw new AllocationError("limit", `the limit of risk ${limit} was missed: the nearest found is ${best.risk}`);
  return finish(best, Math.abs(limit - best.risk) / bestAt);
}
