/** What happened at the moment that is shown: the input, and what the engine derived from it. */
import type { MomentEvent } from "@hotpath/gateway/protocol";
import { element, TextCell } from "../dom.ts";
import { fixed, timestamp } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Travel } from "../travel.ts";
import { fieldsText } from "./log.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

/** Of what is derived, so many are shown. */
const MOST = 40;

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
      { title: "", text: ({ role }) => role, tone: ({ role }) => (role === "input" ? "strong" : "quiet") },
      { title: "event", text: ({ name }) => name },
      {
        title: "of",
        text: ({ instrument }) => (instrument === undefined ? "" : (this.#view!.instruments[instrument]?.symbol ?? "")),
      },
      { title: "fields", text: ({ fields }) => fieldsText(fields) },
    ]);
    const says = element("p", { class: "figures" }, element("b", {}, this.#title.node), " ", this.#when.node);
    this.element = section("event", "What happened", "the input, and what came of it", says, this.#table.element);
  }

  draw(view: EngineView): void {
    const { moment } = this.#travel;
    this.element.hidden = moment === undefined;
    if (moment === undefined) return;
    this.#view = view;
    this.#title.set(moment.sequence === 0 ? "The beginning" : `Input ${fixed(moment.sequence, 0)}`);
    const changed =
      moment.changed.length === 0 ? "changed nothing that is shown" : `changed ${moment.changed.join(", ")}`;
    this.#when.set(`${timestamp(moment.time)} UTC · ${changed} · state ${moment.stateHash.slice(0, 8)}`);
    const derived = moment.derived.slice(0, MOST).map((event) => ({ ...event, role: "→" }));
    this.#table.draw(moment.input === undefined ? [] : [{ ...moment.input, role: "input" }, ...derived]);
  }
}
