import { AllocationError } from "./allocation-error.ts";
import type { Allocation } from "./certificate.ts";
import type { CheckedConstraints } from "./weight-constraints.ts";

/** Problems that are solved at the most before the best answer so far is taken. */
const NODES = 20_000;
/** A weight above it counts as one. */
const NOTHING = 1e-7;

interface Node {
  /** Assets that are kept out. */
  excluded: Uint8Array;
  /** Assets that count whether they have weight or not. */
  included: Uint8Array;
  held: number;
}

/**
 * The best weights of which at most `cardinality` are not 0, by branch and bound (Land and Doig 1960, Econometrica 28(3)):
 * without the limit the objective can only be better, so a branch whose relaxed answer is no better than one in hand is cut
 * off. Branches keep an asset out or count it in. The certificate's gap is the best answer less the least bound of the
 * branches that are left, 0 but for the solver's own gap where all were searched.
 *
 * @param solve the best weights within constraints that have no limit of number
 */
export function limitCardinality<T extends Allocation>(
  constraints: CheckedConstraints,
  solve: (constraints: CheckedConstraints) => T,
): T {
  const assets = constraints.lower.length;
  const most = constraints.cardinality;
  if (most >= assets) return solve(constraints);
  const must = constraints.lower.map((lower, i) => (lower > 0 || constraints.upper[i]! < 0 ? 1 : 0));
  const needed = must.reduce((sum, one) => sum + one, 0);
  if (needed > most)
    throw new AllocationError(
      "infeasible",
      `${needed} assets have bounds that exclude 0, more than the ${most} allowed`,
    );
  let best: T | null = null;
  let iterations = 0;
  let nodes = 0;
  let openBound = Number.POSITIVE_INFINITY;
  let worstGap = 0;
  const root: Node = { excluded: new Uint8Array(assets), included: Uint8Array.from(must), held: needed };
  const attempt = (excluded: Uint8Array): T | null => {
    nodes++;
    try {
      const found = solve(withoutAssets(constraints, excluded));
      iterations += found.certificate.iterations;
      worstGap = Math.max(worstGap, found.certificate.dualityGap ?? 0);
      return found;
    } catch (error) {
      if (error instanceof AllocationError && error.reason === "infeasible") return null;
      throw error;
    }
  };
  const consider = (found: T | null): void => {
    if (found !== null && (best === null || found.objective < best.objective)) best = found;
  };
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    const relaxed = attempt(node.excluded);
    if (relaxed === null || (best !== null && relaxed.objective >= (best as T).objective - worstGap)) continue;
    const free = orderOf(relaxed.weights).filter((i) => node.included[i] === 0 && node.excluded[i] === 0);
    const used = free.filter((i) => Math.abs(relaxed.weights[i]!) > NOTHING);
    if (used.length + node.held <= most) {
      consider(attempt(keptOnly(node, used)));
      continue;
    }
    if (node.held === most) {
      consider(attempt(keptOnly(node, [])));
      continue;
    }
    consider(attempt(keptOnly(node, free.slice(0, most - node.held))));
    if (nodes > NODES) {
      openBound = Math.min(openBound, relaxed.objective);
      continue;
    }
    const asset = used[0]!;
    const out = node.excluded.slice();
    out[asset] = 1;
    const kept = node.included.slice();
    kept[asset] = 1;
    stack.push({ excluded: out, included: node.included, held: node.held });
    stack.push({ excluded: node.excluded, included: kept, held: node.held + 1 });
  }
  if (best === null) throw new AllocationError("infeasible", `no ${most} assets satisfy the constraints`);
  const answer: T = best;
  return {
    ...answer,
    certificate: {
      ...answer.certificate,
      method: "branch-and-bound",
      iterations,
      dualityGap: Math.max(worstGap, answer.objective - Math.min(openBound, answer.objective)),
    },
  };
}

/** Assets by the size of their weights, the greatest first. */
function orderOf(weights: Float64Array): number[] {
  return Array.from(weights, (_, i) => i).sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!) || a - b);
}

/** All assets out but those that a node includes, and some more. */
function keptOnly(node: Node, more: readonly number[]): Uint8Array {
  const excluded = Uint8Array.from(node.included, (held) => 1 - held);
  for (const i of more) excluded[i] = 0;
  return excluded;
}

function withoutAssets(constraints: CheckedConstraints, excluded: Uint8Array): CheckedConstraints {
  return {
    ...constraints,
    lower: constraints.lower.map((lower, i) => (excluded[i] === 1 ? 0 : lower)),
    upper: constraints.upper.map((upper, i) => (excluded[i] === 1 ? 0 : upper)),
  };
}
