/** One price for a bar. The order of additions is TA-Lib's: what is summed of them is compared with it to the bit. */
import { type Op, op } from "./language.ts";

/** (high + low) ÷ 2 */
export const medianPrice: Op = op({
  inputs: ["high", "low"],
  outputs: ["price"],
  steady(_s, _p, x, o) {
    o.price = (x.high + x.low) / 2;
  },
});

/** (high + low + close) ÷ 3 */
export const typicalPrice: Op = op({
  inputs: ["high", "low", "close"],
  outputs: ["price"],
  steady(_s, _p, x, o) {
    o.price = (x.high + x.low + x.close) / 3;
  },
});

/** (high + low + 2 close) ÷ 4 */
export const weightedClose: Op = op({
  inputs: ["high", "low", "close"],
  outputs: ["price"],
  steady(_s, _p, x, o) {
    o.price = (x.high + x.low + x.close * 2) / 4;
  },
});

/** (high + low + close + open) ÷ 4 */
export const averagePrice: Op = op({
  inputs: ["open", "high", "low", "close"],
  outputs: ["price"],
  steady(_s, _p, x, o) {
    o.price = (x.high + x.low + x.close + x.open) / 4;
  },
});
