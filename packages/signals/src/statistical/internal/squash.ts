/** The greatest confidence that a signal has. */
const MOST = 0.999;

/**
 * s(x ÷ scale), s(y) = y ÷ (1 + |y|), with one division, held to ±0.999: 0 where x is 0, whatever the scale; a scale of 0
 * is certainty.
 */
export const squash = (x: number, scale: number): number => {
  if (x === 0) return 0;
  const signal = x / (scale + Math.abs(x));
  return signal > MOST ? MOST : signal < -MOST ? -MOST : signal;
};
