import {
  Bar,
  type EventCursor,
  Quote,
  TimeInForce,
  Trade,
  TradingState,
  TradingStatus,
  TriggerPriceType,
} from "@hotpath/core";
import type { OrderStore } from "../order-store.ts";
import { bidOf, offerOf } from "./market-prices.ts";
import type { OrderEmulator } from "./order-emulator.ts";
import { NONE } from "./pairing-forest.ts";
import { List } from "./waiting-orders.ts";

const { Offer, Last, Bid, Mid } = TriggerPriceType;

/** Event types that emulated orders depend on. */
export const MARKET_TYPES: readonly number[] = [Quote.TYPE, Trade.TYPE, Bar.TYPE, TradingStatus.TYPE];

/** Market data for emulated orders: what was watched is set off, moved, or goes on. */
export class MarketWatch {
  readonly #emulator: OrderEmulator;
  readonly #store: OrderStore;
  readonly #instruments: number;

  constructor(emulator: OrderEmulator, store: OrderStore, instruments: number) {
    this.#emulator = emulator;
    this.#store = store;
    this.#instruments = instruments;
  }

  /** Takes in an event of {@link MARKET_TYPES}. */
  on(event: EventCursor): void {
    const i = event.instrument;
    if (!(i >= 0 && i < this.#instruments)) return;
    switch (event.type) {
      case Quote.TYPE:
        this.#quote(i, bidOf(event), offerOf(event));
        return;
      case Trade.TYPE:
        this.#price(i, Last, Trade.price(event));
        return;
      case Bar.TYPE:
        this.#bar(i, Bar.open(event), Bar.high(event), Bar.low(event), Bar.close(event));
        return;
      case TradingStatus.TYPE:
        this.#status(i, TradingStatus.state(event));
        return;
    }
  }

  #quote(i: number, bid: number, offer: number): void {
    const { prices, waiting } = this.#emulator;
    const isBid = bid - bid === 0 && prices.set(i, Bid, bid);
    const isOffer = offer - offer === 0 && prices.set(i, Offer, offer);
    if (!isBid && !isOffer) return;
    const mid = (prices.get(i, Bid) + prices.get(i, Offer)) / 2;
    const isMid = mid - mid === 0 && prices.set(i, Mid, mid);
    if (waiting.isWatched(i)) {
      if (isBid) this.#react(i, Bid, bid);
      if (isOffer) this.#react(i, Offer, offer);
      if (isMid) this.#react(i, Mid, mid);
    }
    this.#afterQuote(i);
  }

  /** Orders that waited for a first quote go on, pegged ones move. */
  #afterQuote(i: number): void {
    const { waiting } = this.#emulator;
    // One that still finds no price waits again, behind those that were there.
    let last = waiting.last(i, List.Quotes);
    for (let t = waiting.first(i, List.Quotes); t !== NONE; ) {
      const after = t === last ? NONE : waiting.after(t);
      this.#emulator.goOn(t);
      t = after;
    }
    last = waiting.last(i, List.Pegs);
    for (let t = waiting.first(i, List.Pegs); t !== NONE; ) {
      const after = t === last ? NONE : waiting.after(t);
      this.#emulator.movePeg(t);
      t = after;
    }
  }

  #price(i: number, source: number, price: number): void {
    if (price - price === 0 && this.#emulator.prices.set(i, source, price) && this.#emulator.waiting.isWatched(i))
      this.#react(i, source, price);
  }

  /** A bar is the path that is taken for it as a rule: by its nearer end first, so that it closes away from that. */
  #bar(i: number, open: number, high: number, low: number, close: number): void {
    this.#price(i, Last, open);
    this.#price(i, Last, close >= open ? low : high);
    this.#price(i, Last, close >= open ? high : low);
    this.#price(i, Last, close);
  }

  #react(i: number, source: number, price: number): void {
    this.#emulator.waiting.follow(i, source, price);
    while (this.#emulator.fireNext(i, source, price));
  }

  #status(i: number, state: number): void {
    const { states } = this.#emulator;
    if (!states.set(i, state)) return;
    if (state === TradingState.Trading) {
      this.#endAuction(i);
      if (!states.hasTraded(i))
        this.#each(i, List.Auctions, (t, time) => {
          if (time === TimeInForce.AtTheOpening) this.#emulator.openWithoutAuction(t);
        });
      states.open(i);
    } else if (state === TradingState.Closed) this.#close(i);
    else
      this.#each(i, List.Auctions, (t, time) => {
        if (states.isOpenFor(i, time)) this.#emulator.goOn(t);
      });
  }

  /** What was in the auction leaves with its end. */
  #endAuction(i: number): void {
    this.#each(i, List.Leaving, (t) => this.#emulator.expire(t));
  }

  /** The day is over: orders for its auctions, and held ones for the day, end with it. */
  #close(i: number): void {
    this.#endAuction(i);
    const { terms } = this.#emulator;
    for (let t = 0; t < terms.used; t++) {
      const slot = terms.orderId[t]! > 0 ? this.#store.slotOf(terms.orderId[t]!) : -1;
      if (slot === -1 || this.#store.instrument[slot] !== i || !this.#emulator.isHeldHere(slot, t)) continue;
      const time = this.#store.timeInForce[slot]!;
      const { Day, AtTheClose, GoodForAuction } = TimeInForce;
      if (time === Day || time === AtTheClose || time === GoodForAuction) this.#emulator.expire(t);
    }
  }

  #each(i: number, list: number, act: (t: number, timeInForce: number) => void): void {
    const { waiting, terms } = this.#emulator;
    const last = waiting.last(i, list);
    for (let t = waiting.first(i, list); t !== NONE; ) {
      const after = t === last ? NONE : waiting.after(t);
      const slot = this.#store.slotOf(terms.orderId[t]!);
      if (slot !== -1) act(t, this.#store.timeInForce[slot]!);
      t = after;
    }
  }
}
