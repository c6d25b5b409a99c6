/** The greatest confidence that a signal has. */
const MOST = 0.999;

/** x ÷ divisor, held to ±0.999. */
export const capped = (x: number, divisor: number): number => {
  const signal = x / divisor;
  return signal > MOST ? MOST : signal < -MOST ? -MOST : signal;
};

/**
 * s(x ÷ scale), s(y) = y ÷ (1 + |y|), with one division, held to ±0.999; 0 where the scale is 0, for then nothing is known
 * of what is much. There is no branch on x, which is chance.
 */
export const squash = (x: number, scale: number): number => (scale > 0 ? capped(x, scale + Math.abs(x)) : 0);
