/** Our orders: those that work, then those that have ended; and the fills. */
import type { Commands } from "../commands.ts";
import { button } from "../dom.ts";
import { clock, units } from "../format.ts";
import { type EngineView, isOver } from "../store/engine-view.ts";
import type { FillRow, OrderRow } from "../store/rows.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

/** Rows that are shown. */
const MOST = 40;

/** What is sold is written with a sign beside its colour. */
export function sideText(side: "buy" | "sell"): string {
  return side === "buy" ? "▲ buy" : "▼ sell";
}

/** The class of a side's colour. */
export function sideTone(side: "buy" | "sell"): string {
  return side === "buy" ? "up" : "down";
}

export class OrdersPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Orders | Topic.Page;
  readonly everyMillis = 100;
  readonly #table: RowTable<OrderRow>;
  readonly #cancelAll: HTMLButtonElement;
  readonly #commands: Commands;
  #view: EngineView | undefined;

  constructor(commands: Commands) {
    this.#commands = commands;
    const of = (row: OrderRow) => this.#view!.instruments[row.instrument]!;
    this.#table = new RowTable<OrderRow>("orders", "No orders yet.", [
      { title: "time", width: 90, text: ({ time }) => clock(time) },
      { title: "symbol", width: 52, text: (row) => of(row).symbol },
      { title: "side", width: 54, text: ({ side }) => sideText(side), tone: ({ side }) => sideTone(side) },
      { title: "filled / size", width: 80, isNumber: true, text: (row) => this.#sizes(row) },
      {
        title: "price",
        width: 68,
        isNumber: true,
        text: (row) => (row.price === 0 ? "market" : units(row.price, of(row).priceDecimals)),
      },
      {
        title: "state",
        text: ({ state, reason }) => (reason === undefined ? state : `${state}: ${reason.replace(/^venue: /, "")}`),
        tone: (row) => (isOver(row) ? "quiet" : "strong"),
      },
      { title: "by", width: 84, text: ({ strategy }) => this.#nameOf(strategy) },
      {
        title: "",
        width: 56,
        text: (row) => (isOver(row) || !this.#view!.isLive || !commands.may("trade") ? "" : "cancel"),
        label: ({ orderId }) => `cancel order ${orderId}`,
        press: ({ orderId }) => void commands.cancel(orderId),
      },
    ]);
    this.#cancelAll = button("cancel all", () => void commands.cancelAll(), { class: "small", keys: "X" });
    this.element = section("orders", "Orders", "what it does", this.#table.element);
    this.element.querySelector("header")!.append(this.#cancelAll);
  }

  draw(view: EngineView): void {
    this.#view = view;
    const working = [...view.working.values()].reverse().slice(0, MOST);
    this.#table.draw([...working, ...view.ended.take(MOST - working.length)]);
    const reason = !view.isLive ? "this is the past" : this.#commands.reasonAgainst("trade");
    this.#cancelAll.disabled = reason !== undefined || view.working.size === 0;
    this.#cancelAll.title = reason ?? "cancels every working order (X)";
  }

  #sizes({ instrument, filled, quantity }: OrderRow): string {
    const { sizeDecimals } = this.#view!.instruments[instrument]!;
    return `${units(filled, sizeDecimals)} / ${units(quantity, sizeDecimals)}`;
  }

  #nameOf(strategy: number): string {
    return (
      this.#view!.strategies.find(({ id }) => id === strategy)?.name ?? (strategy === 32_767 ? "desk" : `${strategy}`)
    );
  }
}

export class FillsPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Fills | Topic.Page;
  readonly everyMillis = 100;
  readonly #table: RowTable<FillRow>;
  #view: EngineView | undefined;

  constructor() {
    const of = (row: FillRow) => this.#view!.instruments[row.instrument]!;
    this.#table = new RowTable<FillRow>("fills", "No fills yet.", [
      { title: "time", width: 90, text: ({ time }) => clock(time) },
      { title: "symbol", width: 46, text: (row) => of(row).symbol },
      { title: "side", width: 50, text: ({ side }) => sideText(side), tone: ({ side }) => sideTone(side) },
      { title: "size", isNumber: true, text: (row) => units(row.quantity, of(row).sizeDecimals) },
      { title: "price", isNumber: true, text: (row) => units(row.price, of(row).priceDecimals) },
      { title: "as", text: ({ liquidity }) => liquidity },
      { title: "order", isNumber: true, text: ({ orderId }) => `${orderId}` },
    ]);
    this.element = section("fills", "Fills", "what was traded", this.#table.element);
  }

  draw(view: EngineView): void {
    this.#view = view;
    this.#table.draw(view.fills.take(MOST));
  }
}
