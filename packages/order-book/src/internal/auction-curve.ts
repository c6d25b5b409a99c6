/**
 * The price of an auction: the one at which most is traded; among those the one with the least left over; among those
 * the one nearest to the reference price; and without a reference the middle, rounded down. (The first three steps are
 * those of LSE's MIT201 and Xetra's market model; they leave one price whenever there is a reference.)
 *
 * Prices lie between the lowest and the highest limit of those taking part. With market orders alone the reference
 * price is the price, and without one there is no auction.
 */
/** What an auction would come to. */
export interface AuctionOutcome {
  /** Ticks; NaN if nothing would trade. */
  price: number;
  /** Quantity that would trade. */
  volume: number;
  /** What buyers would have left at that price, less what sellers would have left. */
  imbalance: number;
}

/** One side's quantities by price, best first; market orders stand before all, at an infinite price. */
export class Curve {
  prices: Float64Array = new Float64Array(64);
  quantities: Float64Array = new Float64Array(64);
  count = 0;

  add(price: number, quantity: number): void {
    if (this.count > 0 && this.prices[this.count - 1] === price) {
      this.quantities[this.count - 1] = this.quantities[this.count - 1]! + quantity;
      return;
    }
    if (this.count === this.prices.length) this.#grow();
    this.prices[this.count] = price;
    this.quantities[this.count++] = quantity;
  }

  #grow(): void {
    const prices = new Float64Array(2 * this.count);
    const quantities = new Float64Array(2 * this.count);
    prices.set(this.prices);
    quantities.set(this.quantities);
    this.prices = prices;
    this.quantities = quantities;
  }
}

/** Finds the price for two curves. */
export function priceAuction(bids: Curve, asks: Curve, reference: number, out: AuctionOutcome): void {
  out.price = Number.NaN;
  out.volume = 0;
  out.imbalance = 0;
  // Pair the best of both sides: what is paired is the greatest volume, and the last pair bounds the prices that have it.
  let b = 0;
  let a = 0;
  let bidLeft = bids.count === 0 ? 0 : bids.quantities[0]!;
  let askLeft = asks.count === 0 ? 0 : asks.quantities[0]!;
  let high = Number.NaN;
  let low = Number.NaN;
  let volume = 0;
  while (b < bids.count && a < asks.count && bids.prices[b]! >= asks.prices[a]!) {
    const paired = Math.min(bidLeft, askLeft);
    volume += paired;
    high = bids.prices[b]!;
    low = asks.prices[a]!;
    bidLeft -= paired;
    askLeft -= paired;
    if (bidLeft === 0 && ++b < bids.count) bidLeft = bids.quantities[b]!;
    if (askLeft === 0 && ++a < asks.count) askLeft = asks.quantities[a]!;
  }
  if (volume === 0) return;
  low = Math.max(low, lowestLimit(bids, asks));
  high = Math.min(high, highestLimit(bids, asks));
  if (low === Number.POSITIVE_INFINITY) {
    if (Number.isNaN(reference)) return;
    low = reference;
    high = reference;
  }
  out.volume = volume;
  leastLeftOver(bids, asks, low, high, reference, out);
}

function lowestLimit(bids: Curve, asks: Curve): number {
  const bid = bids.count === 0 ? Number.POSITIVE_INFINITY : bids.prices[bids.count - 1]!;
  let ask = asks.count === 0 ? Number.POSITIVE_INFINITY : asks.prices[0]!;
  if (ask === Number.NEGATIVE_INFINITY) ask = asks.count === 1 ? Number.POSITIVE_INFINITY : asks.prices[1]!;
  return Math.min(bid, ask);
}

function highestLimit(bids: Curve, asks: Curve): number {
  const ask = asks.count === 0 ? Number.NEGATIVE_INFINITY : asks.prices[asks.count - 1]!;
  let bid = bids.count === 0 ? Number.NEGATIVE_INFINITY : bids.prices[0]!;
  if (bid === Number.POSITIVE_INFINITY) bid = bids.count === 1 ? Number.NEGATIVE_INFINITY : bids.prices[1]!;
  return Math.max(bid, ask);
}

/** Among the prices from low to high, all of one volume: the least left over, then the nearest to the reference. */
function leastLeftOver(
  bids: Curve,
  asks: Curve,
  low: number,
  high: number,
  reference: number,
  out: AuctionOutcome,
): void {
  let demand = 0;
  let supply = 0;
  let b = bids.count - 1;
  let a = 0;
  for (let i = 0; i < bids.count; i++) if (bids.prices[i]! >= low) demand += bids.quantities[i]!;
  while (b >= 0 && bids.prices[b]! < low) b--;
  for (; a < asks.count && asks.prices[a]! <= low; a++) supply += asks.quantities[a]!;
  let from = low;
  let least = Number.POSITIVE_INFINITY;
  let start = low;
  let end = low;
  for (;;) {
    // Supply grows at a price that is asked, demand falls after one that is bid: up to the next such price all is as here.
    const nextAsk = a < asks.count ? asks.prices[a]! : Number.POSITIVE_INFINITY;
    const nextBid = b >= 0 ? bids.prices[b]! + 1 : Number.POSITIVE_INFINITY;
    const next = Math.min(nextAsk, nextBid);
    const to = Math.min(high, next - 1);
    const leftOver = Math.abs(demand - supply);
    if (leftOver < least) {
      least = leftOver;
      start = from;
    }
    if (leftOver === least) end = to;
    if (next > high) break;
    from = next;
    if (nextAsk === next) supply += asks.quantities[a++]!;
    if (nextBid === next) demand -= bids.quantities[b--]!;
  }
  const price = Number.isNaN(reference)
    ? start + Math.floor((end - start) / 2)
    : Math.min(end, Math.max(start, reference));
  out.price = price + 0;
  out.imbalance = imbalanceAt(bids, asks, price);
}

function imbalanceAt(bids: Curve, asks: Curve, price: number): number {
  let imbalance = 0;
  for (let i = 0; i < bids.count && bids.prices[i]! >= price; i++) imbalance += bids.quantities[i]!;
  for (let i = 0; i < asks.count && asks.prices[i]! <= price; i++) imbalance -= asks.quantities[i]!;
  return imbalance;
}
