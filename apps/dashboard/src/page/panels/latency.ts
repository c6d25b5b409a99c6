/** How long each stage of the engine takes: a histogram each, on one logarithmic scale. */

import type { LatencyFigures, Statistics } from "@hotpath/gateway/protocol";
import { attribute, element, TextCell } from "../dom.ts";
import { duration } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Theme } from "../theme.ts";
import { Canvas } from "./canvas.ts";
import { type Panel, section } from "./panel.ts";

/** The scale: 100 ns to 10 ms, in powers of ten of nanoseconds. */
const FROM = 2;
const TO = 7;
/** A row's height in the style sheet. */
const ROW = 22;
const NAMES: Readonly<Record<string, string>> = { update: "whole input", updateToOrder: "input to order" };

interface Row {
  element: HTMLElement;
  text: TextCell;
}

export class LatencyPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Statistics | Topic.Page;
  readonly everyMillis = 500;
  readonly #theme: Theme;
  readonly #canvas: Canvas;
  readonly #place = element("div", { class: "bars" });
  readonly #rows: Row[] = [];

  constructor(theme: Theme, redraw: () => void) {
    this.#theme = theme;
    this.#canvas = new Canvas("latency by stage", redraw);
    const plot = element("div", { class: "histograms" }, this.#place, this.#canvas.element);
    const scroll = element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "latencies" }, plot);
    this.element = section("latency", "Latency by stage", "how often it takes so long; │ median", axis(), scroll);
  }

  draw(view: EngineView): void {
    const { statistics } = view;
    if (statistics === undefined) return;
    const stages = statistics.stages.filter(({ count }) => count > 0);
    stages.forEach((stage, k) => {
      this.#drawText(stage, k);
    });
    this.#rows.forEach(({ element: row }, k) => {
      row.hidden = k >= stages.length;
    });
    this.#canvas.clear();
    stages.forEach((stage, k) => {
      this.#drawHistogram(stage, statistics.latencyBounds, k);
    });
    const all = stages.map(({ name, p50, p99 }) => `${name} median ${duration(p50)}, 99 % ${duration(p99)}`);
    attribute(this.#canvas.element, "aria-label", `latency by stage: ${all.join("; ")}`);
  }

  #drawText({ name, p50, p99, p999, max, count }: LatencyFigures, k: number): void {
    let row = this.#rows[k];
    if (row === undefined) {
      const text = new TextCell();
      const title = element("span", { class: "name" });
      row = {
        element: element(
          "div",
          { class: "latency-row" },
          title,
          element("span"),
          element("span", { class: "value" }, text.node),
        ),
        text,
      };
      this.#rows.push(row);
      this.#place.append(row.element);
    }
    const title = row.element.firstElementChild!;
    if (title.textContent !== (NAMES[name] ?? name)) title.textContent = NAMES[name] ?? name;
    row.text.set(`${duration(p50)} · ${duration(p99)}`);
    row.element.title = `99.9 % ${duration(p999)}, most ${duration(max)}, ${count} timed`;
  }

  /** Bars whose area is the share of what is between two bounds. */
  #drawHistogram({ cumulative, count, p50 }: LatencyFigures, bounds: Statistics["latencyBounds"], k: number): void {
    const { context, width } = this.#canvas;
    const floor = (k + 1) * ROW - 3;
    const { colours } = this.#theme;
    const x = (nanos: number): number => (width * (Math.log10(Math.max(1, nanos)) - FROM)) / (TO - FROM);
    context.fillStyle = colours.line;
    context.fillRect(0, floor, width, 1);
    const densities = cumulative.map((sum, b) => {
      const share = (sum - (cumulative[b - 1] ?? 0)) / count;
      return share / Math.log10(bounds[b]! / (bounds[b - 1] ?? bounds[b]! / 2));
    });
    const most = Math.max(...densities);
    context.fillStyle = colours.up;
    densities.forEach((density, b) => {
      if (density === 0) return;
      const [left, right] = [x(bounds[b - 1] ?? bounds[b]! / 2), x(bounds[b]!)];
      // What is rare is still seen.
      const height = Math.max(1.5, (density / most) * (ROW - 6));
      context.fillRect(left, floor - height, Math.max(1, right - left - 0.5), height);
    });
    context.fillStyle = colours.ink;
    context.fillRect(x(p50) - 0.75, floor - ROW + 5, 1.5, ROW - 4);
  }
}

function axis(): HTMLElement {
  const track = element("div", { class: "track" });
  for (let power = FROM; power <= TO; power += 2) {
    const mark = element("i", {}, duration(10 ** power).replace(".0", ""));
    mark.style.left = `${(100 * (power - FROM)) / (TO - FROM)}%`;
    track.append(mark);
  }
  return element(
    "div",
    { class: "latency-row axis", "aria-hidden": "true" },
    element("span"),
    track,
    element("span", {}, "median · 99 %"),
  );
}
