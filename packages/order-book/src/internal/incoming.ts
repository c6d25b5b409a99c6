/** The order that a command is at work on, as one record that is reused: arguments without an object for each. */
export class Incoming {
  /** Its record, if it has one already: a triggered, repriced or replaced order; else 0. */
  order = 0;
  instrument = 0;
  /** Its own ladder; the other side's is this one with the lowest bit turned. */
  ladder = 0;
  orderId = 0;
  owner = 0;
  /** Its price for reports, 0 for a market order. */
  price = 0;
  timeInForce = 0;
  /** Bits of `Flag`. */
  flags = 0;
  display = 0;
  minimum = 0;
  expire = 0;
  slippage = -1;
  /** What it has left. */
  left = 0;
  /** What it has traded since it came. */
  traded = 0;
  /** The owner whose resting orders it must not trade with, or −1. */
  avoid = -1;
  /** The worst key of the other side that its limit allows; infinite for a market order. */
  limitKey = 0;
  /** The worst key that its slippage allows. */
  slippageKey = 0;
  /** The keys that the collars allow. */
  floorKey = 0;
  collarKey = 0;
  /** The worst key of all: limit, slippage and collars. */
  stopKey = 0;
  /** The first and the last price that it has traded at; NaN before it has. */
  firstTrade = 0;
  lastTrade = 0;
}
