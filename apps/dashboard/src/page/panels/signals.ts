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
      { title: "time", width: 78, text: ({ time }) => clock(time).slice(0, 10) },
      { title: "symbol", width: 46, text: ({ instrument }) => this.#view!.instruments[instrument]!.symbol },
      {
        title: "thinks",
        width: 104,
        text: ({ direction, count }) => `${direction === "up" ? "▲ up" : "▼ down"}${count > 1 ? ` ×${count}` : ""}`,
        tone: ({ direction }) => direction,
      },
      { title: "sure", isNumber: true, text: ({ confidence }) => `${fixed(100 * confidence, 0)} %` },
      { title: "why", isBelow: true, tone: () => "quiet", text: reasonOf },
    ]);
    this.element = section("signals", "Signals", "what it thinks, and why", this.#table.element);
  }

  draw(view: EngineView): void {
    this.#view = view;
    this.#table.draw(view.signals.take(MOST));
  }
}

/** The generator's name and its own words; where it has none, its figure. */
function reasonOf({ generator, reason, value }: SignalRow): string {
  if (reason === undefined) return `${generator}: its figure is ${fixed(value, 3)}`;
  return reason.startsWith(generator) ? reason : `${generator}: ${reason}`;
}
