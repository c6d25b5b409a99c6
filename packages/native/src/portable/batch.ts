import * as elementary from "@hotpath/core";

/** Each element's exponential into `out`; as the four below, core's own function in a loop. */
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
