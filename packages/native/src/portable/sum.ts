import { addLanes, CHUNK, LANES } from "./lanes.ts";

const lanes = new Float64Array(LANES);

/** Sum in fixed lanes; the twin of `sum` in c/reduce.h. */
export function sum(x: Float64Array, n: number): number {
  if (n < LANES) {
    for (let i = 0; i < n; i++) lanes[i] = 0 + x[i]!;
    return addLanes(lanes, n);
  }
  lanes.fill(0);
  const whole = n - (n % LANES);
  for (let from = 0; from < whole; from += CHUNK) {
    const to = from + CHUNK < whole ? from + CHUNK : whole;
    for (let group = 0; group < LANES; group += 8) sumGroup(x, from + group, to, group);
  }
  for (let i = whole; i < n; i++) lanes[i - whole] = lanes[i - whole]! + x[i]!;
  return addLanes(lanes, LANES);
}

/** Adds every 32nd element from `from` on, and its seven neighbours, to eight lanes: as many as registers hold. */
function sumGroup(x: Float64Array, from: number, to: number, group: number): void {
  let a = lanes[group]!;
  let b = lanes[group + 1]!;
  let c = lanes[group + 2]!;
  let d = lanes[group + 3]!;
  let e = lanes[group + 4]!;
  let f = lanes[group + 5]!;
  let g = lanes[group + 6]!;
  let h = lanes[group + 7]!;
  for (let i = from; i < to; i += LANES) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
    e += x[i + 4]!;
    f += x[i + 5]!;
    g += x[i + 6]!;
    h += x[i + 7]!;
  }
  lanes[group] = a;
  lanes[group + 1] = b;
  lanes[group + 2] = c;
  lanes[group + 3] = d;
  lanes[group + 4] = e;
  lanes[group + 5] = f;
  lanes[group + 6] = g;
  lanes[group + 7] = h;
}
