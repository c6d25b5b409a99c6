/** The order book as a ladder: asks above, bids below, the best prices meet in the middle; a click takes a price. */
import { attribute, element, TextCell, toggle } from "../dom.ts";
import { units } from "../format.ts";
import type { BookSide } from "../store/book-side.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

/** Levels of a side; on low screens those from the eleventh and the sixteenth on are hidden. */
const ROWS = 20;
const NEAR = 10;
const MIDDLE = 15;

interface Row {
  tr: HTMLElement;
  button: HTMLButtonElement;
  price: TextCell;
  size: TextCell;
  own: TextCell;
  bar: HTMLElement;
  share: number;
  value: number;
}

export class LadderPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Book | Topic.Trades | Topic.Orders | Topic.Page;
  readonly #take: (side: "buy" | "sell", price: string) => void;
  readonly #asks: Row[];
  readonly #bids: Row[];
  readonly #middle = new TextCell();
  readonly #last = new TextCell();
  readonly #lastPlace: HTMLElement;
  #decimals = 0;

  /** @param take is called with a price that was clicked, and the side that would trade there */
  constructor(take: (side: "buy" | "sell", price: string) => void) {
    this.#take = take;
    this.#asks = Array.from({ length: ROWS }, (_, k) => this.#makeRow("sell", k));
    this.#bids = Array.from({ length: ROWS }, (_, k) => this.#makeRow("buy", k));
    this.#lastPlace = element("span", {}, this.#last.node);
    const middle = element("div", { class: "middle" }, element("span", {}, this.#middle.node), this.#lastPlace);
    const head = element("div", { class: "row head", "aria-hidden": "true" });
    for (const text of ["bid size", "price", "ask size"]) head.append(element("span", {}, text));
    const list = element("div", { class: "levels", role: "group", "aria-label": "price levels, best in the middle" });
    list.append(head, ...this.#asks.map(({ tr }) => tr).reverse(), middle, ...this.#bids.map(({ tr }) => tr));
    this.element = section("ladder", "Order book", "what it sees", list);
  }

  draw(view: EngineView): void {
    const { priceDecimals, sizeDecimals } = view.shown;
    this.#decimals = priceDecimals;
    let most = 1;
    for (const side of [view.bids, view.asks])
      for (let k = 0; k < Math.min(ROWS, side.length); k++) most = Math.max(most, side.size[k]!);
    const own = ownSizes(view);
    for (let k = 0; k < ROWS; k++) {
      this.#drawRow(this.#bids[k]!, view.bids, k, most, sizeDecimals, own);
      this.#drawRow(this.#asks[k]!, view.asks, k, most, sizeDecimals, own);
    }
    const hasBoth = view.bids.length > 0 && view.asks.length > 0;
    const spread = hasBoth ? view.asks.price[0]! - view.bids.price[0]! : Number.NaN;
    this.#middle.set(hasBoth ? `spread ${units(spread, priceDecimals)}` : "no market");
    const { lastTrade } = view;
    const sign = lastTrade?.aggressor === "buy" ? "▲" : lastTrade?.aggressor === "sell" ? "▼" : "";
    this.#last.set(lastTrade === undefined ? "" : `last ${units(lastTrade.price, priceDecimals)} ${sign}`);
    toggle(this.#lastPlace, "up", lastTrade?.aggressor === "buy");
    toggle(this.#lastPlace, "down", lastTrade?.aggressor === "sell");
  }

  #drawRow(
    row: Row,
    side: BookSide,
    k: number,
    most: number,
    decimals: number,
    own: ReadonlyMap<number, number>,
  ): void {
    const isThere = k < side.length;
    const price = isThere ? side.price[k]! : Number.NaN;
    if (row.button.disabled === isThere) row.button.disabled = !isThere;
    row.value = price;
    row.price.set(isThere ? units(price, this.#decimals) : "");
    row.size.set(isThere ? units(side.size[k]!, decimals) : "");
    const mine = isThere ? own.get(price) : undefined;
    row.own.set(mine === undefined ? "" : `● ${units(mine, decimals)}`);
    const share = isThere ? Math.round((100 * side.size[k]!) / most) : 0;
    if (share === row.share) return;
    row.share = share;
    // A background, for it is painted without a layout and without a layer.
    row.bar.style.backgroundSize = `${share}% calc(100% - 2px)`;
  }

  #makeRow(side: "buy" | "sell", k: number): Row {
    const [price, size, own] = [new TextCell(), new TextCell(), new TextCell()];
    const button = element("button", { type: "button", class: "price", disabled: true, tabindex: -1 }, price.node);
    attribute(button, "title", side === "buy" ? "sell at this price" : "buy at this price");
    const cell = element("span", { class: "size" }, size.node);
    const mine = element("span", { class: "own" }, own.node);
    const reach = k < NEAR ? "" : k < MIDDLE ? "far" : "farther";
    const cells = side === "buy" ? [cell, button, mine] : [mine, button, cell];
    const tr = element("div", { class: `row ${side === "buy" ? "bid" : "ask"} ${reach}` }, ...cells);
    const row: Row = { tr, button, price, size, own, bar: cell, share: -1, value: Number.NaN };
    button.addEventListener("click", () => {
      // A price of the book's other side is where one trades.
      if (!Number.isNaN(row.value)) this.#take(side === "buy" ? "sell" : "buy", units(row.value, this.#decimals));
    });
    // One stop of the tab key for the whole ladder: arrows go from level to level.
    button.addEventListener("keydown", (event) => this.#walk(event, row));
    return row;
  }

  #walk(event: KeyboardEvent, row: Row): void {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const all = [...this.#asks].reverse().concat(this.#bids);
    const next = all[all.indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)];
    if (next === undefined || next.button.disabled) return;
    event.preventDefault();
    next.button.focus();
  }

  /** Makes the best ask the stop of the tab key. */
  settle(): void {
    this.#asks[0]!.button.tabIndex = 0;
  }
}

/** What works of our own orders, by price. */
function ownSizes(view: EngineView): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const { instrument, price, quantity, filled } of view.working.values())
    if (instrument === view.instrument && price !== 0) sizes.set(price, (sizes.get(price) ?? 0) + quantity - filled);
  return sizes;
}
