import * as elementary from "@hotpath/core";

/** Each element's exponential into `out`; as those below, core's own function in a loop. */
export function exp(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.exp(x[i]!);
}

export function log(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.log(x[i]!);
}

export function sin(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.sin(x[i]!);
}

export function cos(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.cos(x[i]!);
}

export function atan(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.atan(x[i]!);
}

export function inverseNormal(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.inverseNormal(x[i]!);
}

export function tan(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.tan(x[i]!);
}

export function asin(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.asin(x[i]!);
}

export function acos(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.acos(x[i]!);
}

export function sinh(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.sinh(x[i]!);
}

export function cosh(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.cosh(x[i]!);
}

export function tanh(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.tanh(x[i]!);
}

export function log10(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.log10(x[i]!);
}

export function expm1(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.expm1(x[i]!);
}

export function log1p(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.log1p(x[i]!);
}

export function normalCdf(x: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.normalCdf(x[i]!);
}

/** Each base to the power of its exponent into `out`. */
export function pow(bases: Float64Array, exponents: Float64Array, n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) out[i] = elementary.pow(bases[i]!, exponents[i]!);
}
