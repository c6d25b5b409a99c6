/** Whether the market is heard, and whether orders get through. */
import type { Commands } from "../commands.ts";
import { element, TextCell, toggle } from "../dom.ts";
import { fixed } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { leaves } from "./figures.ts";
import { type Panel, section } from "./panel.ts";

/** After so long without a quote the market is called silent. */
const SILENT_MILLIS = 5000;

export class VenuePanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Statistics | Topic.Page | Topic.Clock;
  readonly everyMillis = 500;
  readonly #commands: Commands;
  readonly #connection: () => string;
  readonly #place = element("dl", { class: "figures-list" });
  readonly #rows = new Map<string, { dd: HTMLElement; text: TextCell }>();
  #lastSequence = -1;
  #lastHeard = 0;

  constructor(commands: Commands, connection: () => string) {
    this.#commands = commands;
    this.#connection = connection;
    this.element = section("venue", "Venue", "is it heard, does it answer", this.#place);
  }

  draw(view: EngineView): void {
    if (!view.isLive) return;
    const now = performance.now();
    if (view.sequence !== this.#lastSequence) this.#lastHeard = now;
    this.#lastSequence = view.sequence;
    const age = now - this.#lastHeard;
    const isOpen = this.#connection() === "open";
    this.#write("gateway", isOpen ? "✓ connected" : "✕ not connected", !isOpen);
    this.#write(
      "market data",
      age < SILENT_MILLIS ? "✓ heard" : `✕ silent for ${fixed(age / 1000, 0)} s`,
      age >= SILENT_MILLIS,
    );
    const rejected = [...view.ended].filter(({ state }) => state === "rejected").length;
    this.#write("orders rejected by it", rejected === 0 ? "✓ none" : `✕ ${rejected}`, rejected > 0);
    const { lastMillis } = this.#commands;
    this.#write("last command answered in", Number.isNaN(lastMillis) ? "–" : `${fixed(lastMillis, 1)} ms`);
    const { statistics } = view;
    for (const name of ["venue", "venues"])
      for (const [path, text] of leaves(name, statistics?.[name])) this.#write(path.replace(/^venues? · /, ""), text);
  }

  #write(name: string, text: string, isBad = false): void {
    let row = this.#rows.get(name);
    if (row === undefined) {
      const cell = new TextCell();
      row = { dd: element("dd", {}, cell.node), text: cell };
      this.#rows.set(name, row);
      this.#place.append(element("div", {}, element("dt", {}, name), row.dd));
    }
    row.text.set(text);
    toggle(row.dd, "warning", isBad);
  }
}
