/** The best bid and offer: what their sizes and their changes say. */
import { type Op, op } from "./language.ts";

/**
 * What one change of the best quotes adds to the order flow: size that came to the bid or left the offer counts up, size
 * that left the bid or came to the offer counts down; a price that moved brings or takes its whole size. R. Cont,
 * A. Kukanov, S. Stoikov, J. Financial Econometrics 12 (2014), eq. 2–4.
 */
export const orderFlow: Op = op({
  inputs: ["bidPrice", "bidSize", "askPrice", "askSize"],
  state: ["bidPrice", "bidSize", "askPrice", "askSize"],
  outputs: ["flow"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.bidPrice = x.bidPrice;
    s.bidSize = x.bidSize;
    s.askPrice = x.askPrice;
    s.askSize = x.askSize;
  },
  steady(s, _p, x, o) {
    const bidIn = x.bidPrice >= s.bidPrice ? x.bidSize : 0;
    const bidOut = x.bidPrice <= s.bidPrice ? s.bidSize : 0;
    const askIn = x.askPrice <= s.askPrice ? x.askSize : 0;
    const askOut = x.askPrice >= s.askPrice ? s.askSize : 0;
    o.flow = bidIn - bidOut - (askIn - askOut);
    s.bidPrice = x.bidPrice;
    s.bidSize = x.bidSize;
    s.askPrice = x.askPrice;
    s.askSize = x.askSize;
  },
});

/** (a − b) ÷ (a + b); 0 where the sum is 0. */
export const imbalance: Op = op({
  inputs: ["a", "b"],
  outputs: ["imbalance"],
  steady(_s, _p, x, o) {
    const sum = x.a + x.b;
    o.imbalance = sum !== 0 ? (x.a - x.b) / sum : 0;
  },
});

/** The bid and the offer, each weighted by the other's size; the middle where both sizes are 0. */
export const weightedMid: Op = op({
  inputs: ["bidPrice", "bidSize", "askPrice", "askSize"],
  outputs: ["price"],
  steady(_s, _p, x, o) {
    const sizes = x.bidSize + x.askSize;
    const share = sizes !== 0 ? x.bidSize / sizes : 0.5;
    o.price = x.bidPrice + (x.askPrice - x.bidPrice) * share;
  },
});

/** a − b, and the same as a share of their mean; 0 where that is 0. */
export const spread: Op = op({
  inputs: ["a", "b"],
  outputs: ["spread", "relative"],
  steady(_s, _p, x, o) {
    const mid = (x.a + x.b) * 0.5;
    o.spread = x.a - x.b;
    o.relative = mid !== 0 ? o.spread / mid : 0;
  },
});
