import { ConfigError, InputError, normalCdf } from "@hotpath/core";
import { symmetricEigen } from "@hotpath/portfolio/covariance";
import { factorOf } from "../simulation/factor.ts";
import { checkBook, covarianceFor, type StressBook, sensitivitiesOf } from "./book.ts";

/** What {@link reverseStress} answers. */
export interface ReverseStress {
  limit: number;
  /** The loss there, which is the limit. */
  loss: number;
  /** Mahalanobis norm √(xᵀ Σ⁻¹ x): how many standard deviations out the shock lies. */
  distance: number;
  /** Φ(−distance): probability of a move so far in that direction, were factors normal. */
  probability: number;
  /** The move of each factor. */
  shocks: Record<string, number>;
}

/**
 * The most plausible way to lose as much: of all moves of the factors at which the book's loss reaches the limit, the one with the
 * smallest Mahalanobis norm (T. Breuer, M. Jandačka, K. Rheinberger and M. Summer, *International Journal of Central Banking* 5, 2009).
 *
 * The loss is of the second order. In x = L z, Σ = L Lᵀ, it is −bᵀz − ½ zᵀG z; the smallest z solves (I + λ G) z = −λ b, with λ so that
 * the limit is reached, found by bisection in the eigenvectors of G; where that is not enough, the rest goes along the vector of the
 * most negative eigenvalue (the hard case of J. Moré and D. Sorensen, *SIAM Journal on Scientific and Statistical Computing* 4, 1983).
 *
 * @param limit a loss in money, above 0
 * @returns undefined where no move loses so much: a book without risk, or one whose losses its convexity bounds
 * @throws {ConfigError} a limit that is not above 0
 * @throws {InputError} a book that is none, or without a covariance of its factors
 */
export function reverseStress(book: StressBook, limit: number): ReverseStress | undefined {
  if (!(limit > 0 && Number.isFinite(limit))) throw new ConfigError("limit", limit, "a finite loss above 0");
  const { factors, first, second } = sensitivitiesOf(checkBook(book));
  const size = factors.length;
  const { matrix: l } = factorOf(covarianceFor(book, factors), size);
  const b = new Float64Array(size);
  const g = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      b[j] = b[j]! + l[i * size + j]! * first[i]!;
      for (let k = 0; k < size; k++)
        g[j * size + k] = g[j * size + k]! + l[i * size + j]! * second[i]! * l[i * size + k]!;
    }
  const { values, vectors } = symmetricEigen(g, size);
  const turned = new Float64Array(size);
  for (let k = 0; k < size; k++) for (let i = 0; i < size; i++) turned[k] = turned[k]! + vectors[i * size + k]! * b[i]!;
  const w = smallest(turned, values, limit);
  if (w === undefined) return undefined;
  const shocks: Record<string, number> = {};
  let distance = 0;
  for (let k = 0; k < size; k++) distance += w[k]! * w[k]!;
  for (let i = 0; i < size; i++) {
    let move = 0;
    for (let j = 0; j <= i; j++) {
      let z = 0;
      for (let k = 0; k < size; k++) z += vectors[j * size + k]! * w[k]!;
      move += l[i * size + j]! * z;
    }
    shocks[factors[i]!] = move;
  }
  const loss = lossOf(turned, values, w);
  if (!Number.isFinite(loss)) throw new InputError("INPUT_OUT_OF_RANGE", "portfolio: values too large to be stressed");
  return { limit, loss, distance: Math.sqrt(distance), probability: normalCdf(-Math.sqrt(distance)), shocks };
}

function lossOf(b: Float64Array, g: Float64Array, w: Float64Array): number {
  let loss = 0;
  for (let k = 0; k < b.length; k++) loss -= b[k]! * w[k]! + 0.5 * g[k]! * w[k]! * w[k]!;
  return loss;
}

/** The smallest w with the loss −bᵀw − ½ Σ g w² at the limit. */
function smallest(b: Float64Array, g: Float64Array, limit: number): Float64Array | undefined {
  const at = (lambda: number): Float64Array => b.map((each, k) => (-lambda * each) / (1 + lambda * g[k]!));
  let worst = 0;
  for (let k = 1; k < g.length; k++) if (g[k]! < g[worst]!) worst = k;
  const scale = Math.max(...b.map(Math.abs), ...g.map(Math.abs));
  const bent = g[worst]! < -1e-14 * scale;
  // Below this λ the quadratic form is convex; the loss rises with λ all the way.
  let high = bent ? -1 / g[worst]! : 1;
  if (!bent) while (lossOf(b, g, at(high)) < limit && high < 1e300) high *= 2;
  const end = bent ? at(high * (1 - 1e-12)) : at(high);
  if (!(lossOf(b, g, end) >= limit)) return bent ? hardCase(b, g, end, worst, limit) : undefined;
  let low = 0;
  for (let i = 0; i < 200; i++) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (lossOf(b, g, at(middle)) < limit) low = middle;
    else high = middle;
  }
  return at(high);
}

/** What is lacking, along the direction in which losses grow with the square. */
function hardCase(b: Float64Array, g: Float64Array, w: Float64Array, worst: number, limit: number): Float64Array {
  const rest = w.slice();
  rest[worst] = 0;
  // −½ g t² − b t = what is lacking, g < 0: the root on the side where b helps.
  const lacking = limit - lossOf(b, g, rest);
  const curve = -0.5 * g[worst]!;
  const slope = Math.abs(b[worst]!);
  const size = (-slope + Math.sqrt(slope * slope + 4 * curve * lacking)) / (2 * curve);
  rest[worst] = b[worst]! > 0 ? -size : size;
  return rest;
}
