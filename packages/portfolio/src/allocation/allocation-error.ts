import { HotpathError } from "@hotpath/core";

/**
 * Why no allocation could be made.
 *
 * - `infeasible`: no weights satisfy the constraints; the message names those that contradict one another
 * - `unbounded`: the objective has no best value, or the method found none
 * - `degenerate`: the data cannot answer the question: too few observations, a series that does not vary, a covariance
 *   that is singular or not positive semidefinite where that is needed
 * - `limit`: a stated bound of the method was reached
 */
export type AllocationFailure = "infeasible" | "unbounded" | "degenerate" | "limit";

/** An allocation cannot be made of its input. The code is `INPUT_INVALID`; {@link reason} says of which kind it is. */
export class AllocationError extends HotpathError {
  readonly reason: AllocationFailure;

  constructor(reason: AllocationFailure, message: string) {
    super("INPUT_INVALID", message);
    this.reason = reason;
  }
}
