/** The engine in one line: who it is, whether it is there, what it has made, what it may do; and the kill switch. */
import type { Commands } from "../commands.ts";
import { attribute, button, element, TextCell, toggle } from "../dom.ts";
import { fixed, money, percent, timestamp } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Panel } from "./panel.ts";

/** What the header says of the page beside the engine's state. */
export interface HeaderState {
  engine: string;
  connection: "open" | "lost" | "closed";
  isPast: boolean;
}

/** Characters of an engine's name that are shown. */
const NAME = 12;

class Figure {
  readonly element: HTMLElement;
  readonly #text = new TextCell();
  readonly #value: HTMLElement;

  constructor(title: string) {
    this.#value = element("dd", {}, this.#text.node);
    this.element = element("div", { class: "figure" }, element("dt", {}, title), this.#value);
  }

  set(text: string, tone = ""): void {
    this.#text.set(text);
    toggle(this.#value, "up", tone === "up");
    toggle(this.#value, "down", tone === "down");
  }
}

export class HeaderPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Page | Topic.Clock | Topic.Risk | Topic.Positions;
  readonly everyMillis = 100;
  readonly #state: () => HeaderState;
  readonly #commands: Commands;
  readonly #name = new TextCell();
  readonly #link = element("span", { class: "chip" });
  readonly #linkText = new TextCell();
  readonly #gate = element("span", { class: "chip" });
  readonly #gateText = new TextCell();
  readonly #figures = {
    inputs: new Figure("inputs"),
    rate: new Figure("a second"),
    time: new Figure("event time, UTC"),
    equity: new Figure("equity"),
    profit: new Figure("profit"),
    drawdown: new Figure("drawdown"),
  };
  readonly #kill: HTMLButtonElement;
  readonly #killText = new TextCell();
  #before = { sequence: 0, millis: 0 };
  #rate = Number.NaN;

  constructor(
    state: () => HeaderState,
    commands: Commands,
    press: { kill: () => void; theme: () => void; help: () => void },
  ) {
    this.#state = state;
    this.#commands = commands;
    this.#link.append(this.#linkText.node);
    this.#gate.append(this.#gateText.node);
    this.#kill = button("", press.kill, { class: "kill", keys: "K" });
    this.#kill.append(this.#killText.node);
    const tools = element(
      "div",
      { class: "tools" },
      button("◐", press.theme, { label: "dark or light", keys: "T" }),
      button("?", press.help, { label: "keys", keys: "?" }),
      this.#kill,
    );
    const names = element(
      "div",
      { class: "names" },
      element("h1", {}, "Hotpath"),
      element("span", { class: "engine" }, this.#name.node),
      this.#link,
      this.#gate,
    );
    const figures = element(
      "dl",
      { class: "header-figures" },
      ...Object.values(this.#figures).map((figure) => figure.element),
    );
    this.element = element("header", { class: "top" }, names, figures, tools);
  }

  draw(view: EngineView): void {
    const { engine, connection, isPast } = this.#state();
    this.#name.set(engine.slice(0, NAME));
    this.#linkText.set(connection !== "open" ? "○ no connection" : isPast ? "◷ the past" : "● live");
    toggle(this.#link, "past", isPast);
    toggle(this.#link, "bad", connection !== "open");
    const { risk } = view;
    const gate = risk?.state;
    this.#gateText.set(
      gate === undefined ? "…" : gate === "active" ? "✓ trading" : gate === "halted" ? "■ halted" : "◐ reduce only",
    );
    toggle(this.#gate, "bad", gate === "halted");
    toggle(this.#gate, "past", gate === "reduce-only");
    this.#drawFigures(view);
    const isHalted = gate === "halted";
    this.#killText.set(isHalted ? "▶ Resume trading" : "■ Kill switch");
    toggle(this.#kill, "resume", isHalted);
    const reason = this.#commands.reasonAgainst("risk");
    if (this.#kill.disabled !== (reason !== undefined)) this.#kill.disabled = reason !== undefined;
    attribute(
      this.#kill,
      "title",
      reason ?? (isHalted ? "lets trading go on (K)" : "halts all trading and cancels every order (K)"),
    );
  }

  #drawFigures(view: EngineView): void {
    const { inputs, rate, time, equity, profit, drawdown } = this.#figures;
    inputs.set(fixed(view.sequence, 0));
    rate.set(view.isLive ? fixed(this.#rateOf(view.sequence), 0) : "–");
    time.set(view.time === 0n ? "–" : timestamp(view.time).slice(0, 23));
    if (view.risk === undefined) return;
    equity.set(fixed(view.risk.equity, 2));
    profit.set(money(view.profit, true), view.profit > 0 ? "up" : view.profit < 0 ? "down" : "");
    drawdown.set(percent(view.risk.drawdown));
  }

  #rateOf(sequence: number): number {
    const millis = performance.now();
    const gone = millis - this.#before.millis;
    if (gone < 1000) return this.#rate;
    if (sequence >= this.#before.sequence && gone < 3000)
      this.#rate = (1000 * (sequence - this.#before.sequence)) / gone;
    this.#before = { sequence, millis };
    return this.#rate;
  }
}
