const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);
const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);

/** The greatest double below a double. */
export function doubleBefore(x: number): number {
  if (x === Number.NEGATIVE_INFINITY || Number.isNaN(x)) return x;
  if (x === 0) return -Number.MIN_VALUE;
  double[0] = x;
  doubleBits[0]! += x > 0 ? -1n : 1n;
  return double[0];
}

/** The greatest float below a float. */
export function floatBefore(x: number): number {
  if (x === Number.NEGATIVE_INFINITY || Number.isNaN(x)) return x;
  if (x === 0) return -1.401298464324817e-45;
  float[0] = x;
  floatBits[0]! += x > 0 ? -1 : 1;
  return float[0];
}
