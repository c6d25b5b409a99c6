/** Prices as whole steps from an origin. */

/** The price of a level. */
export function levelPrice(level: number, origin: number, step: number): number {
  return origin + level * step;
}

/**
 * The highest level that is not above a price. Division only guesses it: what decides is the comparison with the levels'
 * own prices, so that a price that is a level's is always in it.
 */
export function levelAtOrBelow(price: number, origin: number, step: number): number {
  let level = Math.floor((price - origin) / step);
  if (levelPrice(level, origin, step) > price) level -= 1;
  else if (levelPrice(level + 1, origin, step) <= price) level += 1;
  return level;
}
