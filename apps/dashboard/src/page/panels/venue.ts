/** Whether the market is heard, and whether orders get through. */

import type { VenueFigures } from "@hotpath/gateway/protocol";
import type { Commands } from "../commands.ts";
import { element, toggle } from "../dom.ts";
import { duration, fixed } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { FigureList } from "./figures.ts";
import { type Panel, section } from "./panel.ts";

/** After so long without an input the market is called silent. */
const SILENT_MILLIS = 5000;

export class VenuePanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Statistics | Topic.Page | Topic.Clock;
  readonly everyMillis = 500;
  readonly #commands: Commands;
  readonly #connection: () => string;
  readonly #list = new FigureList();
  #lastSequence = -1;
  #lastHeard = 0;

  constructor(commands: Commands, connection: () => string) {
    this.#commands = commands;
    this.#connection = connection;
    const scroll = element(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "venues" },
      this.#list.element,
    );
    this.element = section("venue", "Venue health", "is it heard, does it answer", scroll);
  }

  draw(view: EngineView): void {
    if (!view.isLive) return;
    const now = performance.now();
    if (view.sequence !== this.#lastSequence) this.#lastHeard = now;
    this.#lastSequence = view.sequence;
    const age = now - this.#lastHeard;
    const isOpen = this.#connection() === "open";
    const isSilent = age >= SILENT_MILLIS;
    this.#write("", "gateway", isOpen ? "✓ connected" : "✕ not connected", !isOpen);
    this.#write("", "market", isSilent ? `✕ silent for ${fixed(age / 1000, 0)} s` : "✓ heard", isSilent);
    const { lastMillis } = this.#commands;
    this.#write("", "last command answered in", Number.isNaN(lastMillis) ? "–" : `${fixed(lastMillis, 1)} ms`);
    for (const venue of view.statistics?.venues ?? []) this.#drawVenue(venue);
  }

  #drawVenue({ venue, connected, orders, reports, rejects, roundTripP50, roundTripP99 }: VenueFigures): void {
    const group = `venue ${venue}`;
    if (connected !== undefined) this.#write(group, "connection", connected ? "✓ there" : "✕ lost", !connected);
    this.#write(group, "orders, reports", `${fixed(orders, 0)}, ${fixed(reports, 0)}`);
    this.#write(group, "rejected", rejects === 0 ? "✓ none" : `✕ ${fixed(rejects, 0)}`, rejects > 0);
    this.#write(
      group,
      "round trip, median · 99 %",
      roundTripP99 === 0 ? "–" : `${duration(roundTripP50)} · ${duration(roundTripP99)}`,
    );
  }

  #write(group: string, name: string, text: string, isBad = false): void {
    toggle(this.#list.write(group, name, text), "warning", isBad);
  }
}
