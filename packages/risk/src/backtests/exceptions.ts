import { InputError } from "@hotpath/core";
import { checkReturns, type Returns } from "../value-at-risk/sample.ts";

/** Days on which the loss was greater than the value at risk forecast for them. */
export interface Exceptions {
  /** 1 on such a day, else 0. */
  hits: Uint8Array;
  count: number;
  observations: number;
}

/**
 * Holds returns against forecasts: an exception is a return below −VaR, strictly.
 *
 * @param forecasts value at risk for each return, losses positive, made before it was known
 * @throws {InputError} lengths that differ, none at all, or a number that is not finite
 */
export function countExceptions(returns: Returns, forecasts: Returns): Exceptions {
  const x = checkReturns(returns, 1);
  const limits = checkReturns(forecasts, 1, "forecasts");
  if (x.length !== limits.length)
    throw new InputError("INPUT_INVALID", `forecasts: got ${limits.length}; allowed: ${x.length}, one a return`);
  const hits = new Uint8Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i++)
    if (x[i]! < -limits[i]!) {
      hits[i] = 1;
      count++;
    }
  return { hits, count, observations: x.length };
}
