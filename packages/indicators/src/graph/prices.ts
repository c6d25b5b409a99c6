/** One price for a bar, as functions of series. */
import type { Series } from "./graph.ts";

/** (high + low) ÷ 2 */
export function medianPrice(high: Series, low: Series): Series {
  return high.graph.apply("medianPrice", [high, low])[0]!;
}

/** (high + low + close) ÷ 3 */
export function typicalPrice(high: Series, low: Series, close: Series): Series {
  return high.graph.apply("typicalPrice", [high, low, close])[0]!;
}

/** (high + low + 2 close) ÷ 4 */
export function weightedClose(high: Series, low: Series, close: Series): Series {
  return high.graph.apply("weightedClose", [high, low, close])[0]!;
}

/** (open + high + low + close) ÷ 4 */
export function averagePrice(open: Series, high: Series, low: Series, close: Series): Series {
  return high.graph.apply("averagePrice", [open, high, low, close])[0]!;
}
