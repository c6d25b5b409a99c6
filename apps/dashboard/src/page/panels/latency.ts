/** How long each stage of the engine takes, on a logarithmic scale. */
import { element, TextCell } from "../dom.ts";
import { duration } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

/** The scale: 100 ns to 10 ms, in powers of ten of nanoseconds. */
const FROM = 2;
const TO = 7;

interface Summary {
  count: number;
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

interface Row {
  element: HTMLElement;
  bar: HTMLElement;
  tail: HTMLElement;
  text: TextCell;
  track: HTMLElement;
}

export class LatencyPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Statistics;
  readonly everyMillis = 500;
  readonly #place = element("div", { class: "bars" });
  readonly #rows = new Map<string, Row>();

  constructor() {
    const axis = element(
      "div",
      { class: "latency-row axis", "aria-hidden": "true" },
      element("span"),
      element("div", { class: "track" }),
      element("span", {}, "p50 · p99"),
    );
    for (let power = FROM; power <= TO; power++) {
      const mark = element("i", {}, duration(10 ** power).replace(".0", ""));
      mark.style.left = `${(100 * (power - FROM)) / (TO - FROM)}%`;
      axis.children[1]!.append(mark);
    }
    this.element = section("latency", "Latency by stage", "bar: median to 99 %; line: to 99.9 %", this.#place, axis);
  }

  draw(view: EngineView): void {
    const latencies = view.statistics?.latencies as Record<string, Summary> | undefined;
    for (const [name, summary] of Object.entries(latencies ?? {})) if (summary.count > 0) this.#drawRow(name, summary);
  }

  #drawRow(name: string, { p50, p99, p999, max, count }: Summary): void {
    let row = this.#rows.get(name);
    if (row === undefined) {
      row = makeRow(name);
      this.#rows.set(name, row);
      this.#place.append(row.element);
    }
    const [median, most, tail] = [placeOf(p50), placeOf(p99), placeOf(p999)];
    row.bar.style.left = `${median}%`;
    row.bar.style.width = `${Math.max(0.6, most - median)}%`;
    row.tail.style.left = `${most}%`;
    row.tail.style.width = `${Math.max(0, tail - most)}%`;
    row.text.set(`${duration(p50)} · ${duration(p99)}`);
    const text = `${name}: median ${duration(p50)}, 99 % ${duration(p99)}, 99.9 % ${duration(p999)}, most ${duration(max)}, of ${count}`;
    row.track.setAttribute("aria-label", text);
    row.element.title = text;
  }
}

const NAMES: Readonly<Record<string, string>> = { update: "update, whole", updateToOrder: "update to order" };

function makeRow(name: string): Row {
  const [bar, tail, text] = [element("b", { class: "bar" }), element("b", { class: "tail" }), new TextCell()];
  const track = element("div", { class: "track", role: "img" }, tail, bar);
  const title = element("span", {}, NAMES[name] ?? name);
  return {
    element: element("div", { class: "latency-row" }, title, track, element("span", { class: "value" }, text.node)),
    bar,
    tail,
    text,
    track,
  };
}

/** Where a duration stands on the scale, in per cent. */
function placeOf(nanos: number): number {
  const share = (Math.log10(Math.max(nanos, 1)) - FROM) / (TO - FROM);
  return 100 * Math.min(1, Math.max(0, share));
}
