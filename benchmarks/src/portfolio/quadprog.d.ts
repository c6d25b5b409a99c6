/** What the suite calls of quadprog, which has no types of its own. Arrays are counted from 1. */
declare module "quadprog" {
  export function solveQP(
    matrix: number[][],
    linear: number[],
    constraints: number[][],
    bounds: number[],
    equalities: number,
  ): { solution: number[]; value: number[]; message: string };
}
