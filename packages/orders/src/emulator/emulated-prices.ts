import { OrderType, Side } from "@hotpath/core";
import type { OrderForm } from "../order-form.ts";
import type { OrderStore } from "../order-store.ts";
import type { OrderTermsStore } from "../order-terms.ts";
import type { MarketPrices } from "./market-prices.ts";
import { trailingStart } from "./trailing-triggers.ts";

/**
 * The best price that a trailing stop begins with: {@link trailingStart} of its terms.
 *
 * @param price of the market now, NaN while there is none
 */
export function firstBest(terms: OrderTermsStore, t: number, isBuy: boolean, price: number): number {
  return trailingStart(terms.triggerPrice[t]!, terms.trailAmount[t]!, terms.trailPercent[t]!, isBuy, price);
}

/** The prices that the engine gives orders. */
export class EmulatedPrices {
  readonly #store: OrderStore;
  readonly #terms: OrderTermsStore;
  readonly #prices: MarketPrices;
  readonly #form: OrderForm;

  constructor(store: OrderStore, terms: OrderTermsStore, prices: MarketPrices, form: OrderForm) {
    this.#store = store;
    this.#terms = terms;
    this.#prices = prices;
    this.#form = form;
  }

  /** Where a pegged order should stand: within its cap, on the tick that is further from a fill. NaN without a quote. */
  pegPrice(slot: number, t: number, micros: number): number {
    const store = this.#store;
    const isBuy = store.side[slot] === Side.Buy;
    const instrument = store.instrument[slot]!;
    const cap = store.orderType[slot] === OrderType.Pegged ? store.price[slot]! : this.#terms.triggerPrice[t]!;
    const followed = this.#prices.followed(instrument, store.side[slot]!, this.#terms.pegPriceType[t]!);
    let price = followed + this.#terms.pegOffset[t]!;
    if (cap !== 0) price = isBuy ? Math.min(price, cap) : Math.max(price, cap);
    return this.#form.roundPrice(instrument, price, micros, !isBuy);
  }

  /** The price of the other side's best, on the tick that reaches it. NaN without a quote. */
  touchPrice(slot: number, micros: number): number {
    const { instrument, side } = this.#store;
    const touch = this.#prices.touch(instrument[slot]!, side[slot]!);
    return this.#form.roundPrice(instrument[slot]!, touch, micros, side[slot] === Side.Buy);
  }
}
