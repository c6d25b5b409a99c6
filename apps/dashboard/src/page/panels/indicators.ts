/** Indicators of the instrument that is shown. */
import { element, TextCell } from "../dom.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

export class IndicatorsPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Indicators | Topic.Page;
  readonly everyMillis = 250;
  readonly #place = element("dl", { class: "figures-list" });
  readonly #rows = new Map<string, { element: HTMLElement; text: TextCell }>();
  readonly #empty = element("p", { class: "empty" }, "This gateway has no indicators.");

  constructor() {
    this.element = section("indicators", "Indicators", "of the instrument that is shown", this.#place, this.#empty);
  }

  draw(view: EngineView): void {
    this.#empty.hidden = view.indicators.size > 0;
    for (const [name, values] of view.indicators) this.#rowOf(name).text.set(values.map(valueText).join("  ") || "–");
    for (const [name, { element: row }] of this.#rows) row.hidden = !view.indicators.has(name);
  }

  #rowOf(name: string): { element: HTMLElement; text: TextCell } {
    let row = this.#rows.get(name);
    if (row === undefined) {
      const text = new TextCell();
      row = { element: element("div", {}, element("dt", {}, name), element("dd", {}, text.node)), text };
      this.#rows.set(name, row);
      this.#place.append(row.element);
    }
    return row;
  }
}

function valueText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(Math.abs(value) >= 1000 ? 1 : 3) : "–";
}
