/** What the generators think, and why. */
import { clock, fixed } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import type { SignalRow } from "../store/rows.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

const MOST = 40;

export class SignalsPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Signals | Topic.Page;
  /** People read them: four times a second is as often as that. */
  readonly everyMillis = 250;
  readonly #table: RowTable<SignalRow>;
  #view: EngineView | undefined;

  constructor() {
    this.#table = new RowTable<SignalRow>("signals", "No signals yet.", [
      { title: "time", text: ({ time }) => clock(time).slice(0, 10) },
      { title: "", text: ({ instrument }) => this.#view!.instruments[instrument]!.symbol },
      {
        title: "thinks",
        text: ({ direction }) => (direction === "up" ? "▲ up" : "▼ down"),
        tone: ({ direction }) => direction,
      },
      { title: "sure", isNumber: true, text: ({ confidence }) => `${fixed(100 * confidence, 0)} %` },
      { title: "why", text: reasonOf },
      { title: "×", isNumber: true, text: ({ count }) => (count > 1 ? `${count}` : "") },
    ]);
    this.element = section("signals", "Signals", "what it thinks, and why", this.#table.element);
  }

  draw(view: EngineView): void {
    this.#view = view;
    this.#table.draw(view.signals.take(MOST));
  }
}

/** The generator's own words; where it has none, its name and figure. */
function reasonOf({ generator, reason, value }: SignalRow): string {
  return reason === undefined ? `${generator} ${fixed(value, 3)}` : `${generator}: ${reason}`;
}
