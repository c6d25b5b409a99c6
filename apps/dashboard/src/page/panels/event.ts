/** What happened at the moment that is shown: the input, and what the engine derived from it. */
import { Side } from "@hotpath/core";
import type { MomentEvent } from "@hotpath/gateway/protocol";
import { element, TextCell } from "../dom.ts";
import { fixed, timestamp, units } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Travel } from "../travel.ts";
import { fieldsText } from "./log.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

/** Of what is derived, so many are shown. */
const MOST = 40;
/** Sides as records have them. */
const SIDES: Readonly<Record<number, string>> = { [Side.Buy]: "buy", [Side.Sell]: "sell" };

export class EventPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Page;
  readonly #travel: Travel;
  readonly #title = new TextCell();
  readonly #when = new TextCell();
  readonly #table: RowTable<MomentEvent & { role: string }>;
  #view: EngineView | undefined;

  constructor(travel: Travel) {
    this.#travel = travel;
    this.#table = new RowTable("the event and what came of it", "Before the first input: the engine as it starts.", [
      {
        title: "what",
        width: 44,
        text: ({ role }) => role,
        tone: ({ role }) => (role === "input" ? "strong" : "quiet"),
      },
      { title: "event", text: ({ name }) => name },
      {
        title: "of",
        width: 60,
        text: ({ instrument }) => (instrument === undefined ? "" : (this.#view!.instruments[instrument]?.symbol ?? "")),
      },
      { title: "fields", isBelow: true, text: (row) => this.#fieldsOf(row) },
    ]);
    const says = element("p", { class: "figures" }, element("b", {}, this.#title.node), " ", this.#when.node);
    this.element = section("event", "What happened", "the input, and what came of it", says, this.#table.element);
  }

  draw(view: EngineView): void {
    const { moment } = this.#travel;
    if (moment === undefined) return;
    this.#view = view;
    this.#title.set(moment.sequence === 0 ? "The beginning" : `Input ${fixed(moment.sequence, 0)}`);
    const changed =
      moment.changed.length === 0 ? "changed nothing that is shown" : `changed ${moment.changed.join(", ")}`;
    this.#when.set(`${timestamp(moment.time)} UTC · ${changed} · state ${moment.stateHash.slice(0, 8)}`);
    const derived = moment.derived.slice(0, MOST).map((event) => ({ ...event, role: "→" }));
    this.#table.draw(moment.input === undefined ? [] : [{ ...moment.input, role: "input" }, ...derived]);
  }

  /** Prices and sizes as decimals, sides as words; what says nothing is left out. */
  #fieldsOf({ fields, instrument }: MomentEvent): string {
    const of = instrument === undefined ? undefined : this.#view!.instruments[instrument];
    const shown = Object.entries(fields as Record<string, unknown>).map(([name, value]) => {
      if (typeof value !== "number") return [name, value];
      if (Number.isNaN(value)) return [name, undefined];
      if (name === "side" || name === "aggressor") return [name, SIDES[value] ?? value];
      if (of !== undefined && Number.isSafeInteger(value)) {
        if (/price$/i.test(name)) return [name, units(value, of.priceDecimals)];
        if (/(quantity|size)$/i.test(name)) return [name, units(value, of.sizeDecimals)];
      }
      return [name, value];
    });
    return fieldsText(Object.fromEntries(shown));
  }
}
