/** Caches, queues, memory and whatever else the engine counts, each group under its name. */
import { attribute, element, TextCell } from "../dom.ts";
import { bytes, duration, fixed, words } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

/** What has a panel of its own. */
const ELSEWHERE: ReadonlySet<string> = new Set(["latencies", "histograms", "venues", "venue"]);

export class FiguresPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Statistics;
  readonly everyMillis = 500;
  readonly #place = element("dl", { class: "figures-list" });
  readonly #cells = new Map<string, { text: TextCell; dd: HTMLElement }>();

  constructor() {
    const scroll = element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "counts" },
      this.#place,
    );
    this.element = section("machine", "Caches, queues, memory", "how the machine does", scroll);
  }

  draw(view: EngineView): void {
    for (const [name, value] of Object.entries(view.statistics ?? {}))
      if (!ELSEWHERE.has(name)) for (const [path, figure] of leaves(name, value)) this.#write(path, figure);
  }

  #write(path: string, figure: string): void {
    let cell = this.#cells.get(path);
    if (cell === undefined) {
      const text = new TextCell();
      cell = { text, dd: element("dd", {}, text.node) };
      this.#cells.set(path, cell);
      this.#place.append(element("div", {}, element("dt", {}, path), cell.dd));
    }
    cell.text.set(figure);
    attribute(cell.dd, "title", figure);
  }
}

/** Names and figures of a value, those of what it holds one after the other. */
export function* leaves(name: string, value: unknown): Generator<[string, string]> {
  if (value === null || value === undefined) return;
  if (typeof value !== "object") {
    yield [words(name), figureText(name, value)];
    return;
  }
  for (const [key, inner] of Object.entries(value))
    yield* leaves(/^\d+$/.test(key) ? `${name} ${key}` : `${name} · ${key}`, inner);
}

function figureText(name: string, value: unknown): string {
  if (typeof value !== "number") return String(value);
  if (/bytes$/i.test(name)) return bytes(value);
  if (/nanos$/i.test(name)) return duration(value);
  if (/micros$/i.test(name)) return duration(value * 1e3);
  if (/(rate|share|ratio)$/i.test(name)) return `${fixed(100 * value, 1)} %`;
  return fixed(value, Number.isInteger(value) ? 0 : 2);
}
