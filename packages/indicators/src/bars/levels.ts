/**
 * Prices as whole steps from an origin. Whole numbers are divided exactly. Where a step is a decimal fraction, neither the
 * step nor the prices are what is written, so a price that is a level's but for rounding counts as being on it: one within
 * 1e-9 of a step, or as near as doubles so far from the origin can tell.
 */

/** The price of a level. */
export function levelPrice(level: number, origin: number, step: number): number {
  return origin + level * step;
}

/** The highest level that is not above a price. */
export function levelAtOrBelow(price: number, origin: number, step: number): number {
  const steps = (price - origin) / step;
  const nearest = Math.round(steps);
  return isOn(steps, nearest, price, origin, step) ? nearest : Math.floor(steps);
}

/** The lowest level that is not below a price. */
export function levelAtOrAbove(price: number, origin: number, step: number): number {
  const steps = (price - origin) / step;
  const nearest = Math.round(steps);
  return isOn(steps, nearest, price, origin, step) ? nearest : Math.ceil(steps);
}

function isOn(steps: number, nearest: number, price: number, origin: number, step: number): boolean {
  const off = Math.abs(steps - nearest);
  if (off === 0) return true;
  if (Number.isInteger(step) && Number.isInteger(price) && Number.isInteger(origin)) return false;
  return off <= 1e-9 || off <= Math.abs(steps) * 1e-15;
}
