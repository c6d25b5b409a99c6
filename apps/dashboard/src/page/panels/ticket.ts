/** An order to be sent. */
import type { Commands } from "../commands.ts";
import { element, TextCell, toggle } from "../dom.ts";
import { units } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

const TIMES = ["day", "gtc", "ioc", "fok", "post-only"] as const;

export class TicketPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Risk | Topic.Book | Topic.Page;
  readonly everyMillis = 100;
  readonly #commands: Commands;
  readonly #form: HTMLFormElement;
  readonly #fields: HTMLFieldSetElement;
  readonly #price: HTMLInputElement = input("price", "price");
  readonly #quantity: HTMLInputElement = input("quantity", "size");
  readonly #submit = element("button", { type: "submit", class: "submit" });
  readonly #why = new TextCell();
  readonly #submitText = new TextCell();
  #view: EngineView | undefined;
  #isPriceTaken = false;

  constructor(commands: Commands) {
    this.#commands = commands;
    this.#submit.append(this.#submitText.node);
    this.#quantity.value = "10";
    const sides = segments("side", ["buy", "sell"]);
    const types = segments("type", ["limit", "market"]);
    const time = element(
      "select",
      { name: "time", "aria-label": "time in force" },
      ...TIMES.map((name) => element("option", {}, name)),
    );
    this.#fields = element(
      "fieldset",
      {},
      element("legend", { class: "hidden" }, "order"),
      element("div", { class: "pair" }, sides, types),
      element(
        "div",
        { class: "pair fields" },
        label("size", this.#quantity),
        label("price", this.#price),
        label("in force", time),
      ),
      this.#submit,
    );
    const why = element("p", { class: "why" }, this.#why.node);
    this.#form = element("form", { autocomplete: "off", novalidate: true }, this.#fields, why);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#form.addEventListener("input", () => this.#drawText());
    this.#price.addEventListener("input", () => {
      this.#isPriceTaken = this.#price.value !== "";
    });
    this.element = section("ticket", "Order", "goes through the risk gate", this.#form);
  }

  draw(view: EngineView): void {
    this.#view = view;
    const reason =
      this.#commands.reasonAgainst("trade") ?? (view.risk?.state === "halted" ? "trading is halted" : undefined);
    if (this.#fields.disabled !== (reason !== undefined)) this.#fields.disabled = reason !== undefined;
    this.#why.set(reason ?? "");
    this.#follow(view);
    this.#drawText();
  }

  /** Until somebody has a price of their own, it is the best of the order's own side: one at which it waits. */
  #follow({ bids, asks, shown }: EngineView): void {
    const best = this.#radio("side", "buy").checked ? bids : asks;
    if (this.#isPriceTaken || best.length === 0 || document.activeElement === this.#price) return;
    this.#price.value = units(best.price[0]!, shown.priceDecimals);
  }

  /** Fills in side and price, and waits for the size. */
  prepare(side: "buy" | "sell", price?: string): void {
    this.#radio("side", side).checked = true;
    if (price !== undefined) {
      this.#radio("type", "limit").checked = true;
      this.#price.value = price;
      this.#isPriceTaken = true;
    }
    this.#drawText();
    if (!this.#fields.disabled) this.#quantity.select();
  }

  /** Another instrument has another price. */
  clear(): void {
    this.#price.value = "";
    this.#isPriceTaken = false;
  }

  #radio(name: string, value: string): HTMLInputElement {
    return this.#form.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`)!;
  }

  #drawText(): void {
    if (this.#view === undefined) return;
    const data = new FormData(this.#form);
    // A disabled fieldset has no data.
    const side = (data.get("side") as string | null) ?? "buy";
    const isLimit = (data.get("type") ?? "limit") === "limit";
    if (this.#price.disabled === isLimit) this.#price.disabled = !isLimit;
    toggle(this.#submit, "sell", side === "sell");
    const { symbol } = this.#view.shown;
    const sign = side === "buy" ? "▲ Buy" : "▼ Sell";
    this.#submitText.set(
      `${sign} ${this.#quantity.value} ${symbol} ${isLimit ? `at ${this.#price.value}` : "at the market"}`,
    );
  }

  #send(): void {
    const data = new FormData(this.#form);
    const text = (name: string) => ((data.get(name) as string | null) ?? "").trim();
    const missing =
      text("quantity") === ""
        ? this.#quantity
        : text("type") === "limit" && text("price") === ""
          ? this.#price
          : undefined;
    if (missing !== undefined) {
      missing.focus();
      return;
    }
    const { instrument, shown } = this.#view!;
    void this.#commands.submit({
      instrument,
      symbol: shown.symbol,
      side: text("side") as "buy" | "sell",
      orderType: text("type") as "limit" | "market",
      quantity: text("quantity"),
      price: text("price"),
      timeInForce: text("time") as (typeof TIMES)[number],
    });
  }
}

function input(name: string, title: string): HTMLInputElement {
  return element("input", { name, type: "text", inputmode: "decimal", "aria-label": title, size: 6 });
}

function label(text: string, field: HTMLElement): HTMLElement {
  return element("label", {}, element("span", {}, text), field);
}

/** A choice of a few, the first chosen. */
function segments(name: string, values: readonly string[]): HTMLElement {
  const place = element("div", { class: "segments", role: "radiogroup", "aria-label": name });
  values.forEach((value, k) => {
    const radio = element("input", { type: "radio", name, value, checked: k === 0 });
    place.append(element("label", { class: value }, radio, element("span", {}, value)));
  });
  return place;
}
