/** Sorts ascending, −0 before +0, NaN last: the order that ECMAScript gives to typed arrays. */
export function sort(x: Float64Array, _n: number, _scratch: Float64Array): void {
  x.sort();
}

/** The k-th smallest of x in that order, x being left as it is; the scratch holds n doubles. */
export function select(x: Float64Array, n: number, k: number, scratch: Float64Array): number {
  let numbers = 0;
  let negative = 0;
  let negativeZeros = 0;
  for (let i = 0; i < n; i++) {
    const value = x[i]!;
    if (Number.isNaN(value)) continue;
    scratch[numbers++] = value;
    if (value < 0) negative++;
    else if (value === 0 && 1 / value < 0) negativeZeros++;
  }
  if (k >= numbers) return Number.NaN;
  const value = quickSelect(scratch, numbers, k);
  return value === 0 ? (k - negative < negativeZeros ? -0 : 0) : value;
}

/** Hoare's selection; a range that will not shrink (some input is always the worst) is sorted instead. */
function quickSelect(x: Float64Array, n: number, k: number): number {
  let from = 0;
  let to = n - 1;
  for (let rounds = 2 * (32 - Math.clz32(n)); from < to; rounds--) {
    if (rounds === 0) {
      x.subarray(from, to + 1).sort();
      return x[k]!;
    }
    const pivot = medianOfThree(x[from]!, x[(from + to) >>> 1]!, x[to]!);
    let i = from;
    let j = to;
    while (i <= j) {
      while (x[i]! < pivot) i++;
      while (x[j]! > pivot) j--;
      if (i > j) break;
      const swapped = x[i]!;
      x[i++] = x[j]!;
      x[j--] = swapped;
    }
    if (k <= j) to = j;
    else if (k >= i) from = i;
    else return pivot;
  }
  return x[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}
