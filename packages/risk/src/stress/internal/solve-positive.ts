import { InputError } from "@hotpath/core";
import { factorOf } from "../../simulation/factor.ts";

/**
 * x with A x = b, for a positive semidefinite A: directions without variance are left out.
 *
 * @throws {InputError} an A that is not, or a b that such a direction would need to reach
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const { matrix: l } = factorOf(a, size);
  const y = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let value = b[i]!;
    for (let j = 0; j < i; j++) value -= l[i * size + j]! * y[j]!;
    const pivot = l[i * size + i]!;
    if (pivot > 0) y[i] = value / pivot;
    else if (Math.abs(value) > 1e-9 * Math.abs(b[i]!))
      throw new InputError(
        "INPUT_INVALID",
        `covariance: says that a move of ${b[i]} cannot be, given the others; allowed: shocks that it can explain`,
      );
  }
  for (let i = size - 1; i >= 0; i--) {
    const pivot = l[i * size + i]!;
    if (!(pivot > 0)) continue;
    let value = y[i]!;
    for (let k = i + 1; k < size; k++) value -= l[k * size + i]! * y[k]!;
    y[i] = value / pivot;
  }
  return y;
}
