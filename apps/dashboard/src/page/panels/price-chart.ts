/** The mid price, with our fills on it and the signals below it. */
import type uPlot from "uplot";
import { attribute, element, TextCell } from "../dom.ts";
import { clock, fixed } from "../format.ts";
import { type EngineView, SPANS } from "../store/engine-view.ts";
import { Points } from "../store/points.ts";
import { Topic } from "../store/topics.ts";
import type { Theme } from "../theme.ts";
import { LineChart } from "./line-chart.ts";
import { type Panel, section } from "./panel.ts";

const NOTHING = new Points(0, 1);
/** Share of the chart's height that the signals have. */
const LANE = 0.16;

export class PriceChartPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Quotes | Topic.Fills | Topic.Signals | Topic.Page;
  readonly everyMillis = 48;
  readonly #theme: Theme;
  readonly #redraw: () => void;
  readonly #chart: LineChart;
  readonly #readout = new TextCell();
  readonly #buttons: HTMLButtonElement[];
  #view: EngineView | undefined;
  #span = 0;
  #labelled = 0;

  constructor(theme: Theme, redraw: () => void) {
    this.#theme = theme;
    this.#redraw = redraw;
    this.#chart = new LineChart(
      {
        label: "mid price with fills and signals",
        value: (price) => price.toFixed(this.#view?.shown.priceDecimals ?? 2),
        over: (plot) => this.#drawOver(plot),
        pointed: (x, y) => this.#point(x, y),
        below: LANE,
      },
      redraw,
    );
    this.#buttons = SPANS.map(({ name }, k) => {
      const node = element("button", { type: "button", "aria-pressed": k === 0 ? "true" : "false" }, name);
      node.addEventListener("click", () => this.#choose(k));
      return node;
    });
    this.element = section("price", "Price", "mid; ▲ bought ▼ sold; below: signals", this.#chart.element);
    const readout = element("output", { class: "readout" }, this.#readout.node);
    const spans = element(
      "div",
      { class: "segments spans", role: "group", "aria-label": "span of time" },
      ...this.#buttons,
    );
    this.element.querySelector("header")!.append(readout, spans);
  }

  draw(view: EngineView): void {
    this.#view = view;
    const span = SPANS[this.#span]!;
    const points = view.midsOfMoment ?? view.mids.get(view.instrument)?.spans[this.#span] ?? NOTHING;
    this.#chart.draw(points, view.isLive ? span.bucket * span.points : undefined, this.#theme.colours);
    for (const node of this.#buttons) node.disabled = !view.isLive;
    const now = performance.now();
    if (now - this.#labelled < 2000 || points.length === 0) return;
    this.#labelled = now;
    const last = points.y.at(-1)!.toFixed(view.shown.priceDecimals);
    attribute(
      this.#chart.element,
      "aria-label",
      `mid price of ${view.shown.symbol}, now ${last}, with fills and signals`,
    );
  }

  #choose(span: number): void {
    this.#span = span;
    this.#buttons.forEach((node, k) => {
      attribute(node, "aria-pressed", k === span ? "true" : "false");
    });
    this.#redraw();
  }

  #point(x: number | undefined, y: number): void {
    if (x === undefined || this.#view === undefined) this.#readout.set("");
    else {
      const at = this.#view.isLive ? clock(BigInt(Math.round(x * 1000)) * 1_000_000n) : `input ${fixed(x, 0)}`;
      this.#readout.set(`${at}  ${y.toFixed(this.#view.shown.priceDecimals + 1)}`);
    }
  }

  #drawOver(plot: uPlot): void {
    const view = this.#view;
    if (view === undefined) return;
    const xOf = (row: { time: bigint; sequence: number }) => (view.isLive ? Number(row.time) / 1e9 : row.sequence);
    const from = plot.scales.x!.min ?? 0;
    const { ctx, bbox } = plot;
    const scale = window.devicePixelRatio;
    const { colours } = this.#theme;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const lane = bbox.height * LANE;
    const base = bbox.top + bbox.height - lane / 2;
    ctx.fillStyle = colours.line;
    ctx.fillRect(bbox.left, base, bbox.width, scale);
    const { x: xs, y: ys } = view.signalMarks.get(view.instrument) ?? NOTHING;
    for (let k = xs.length - 1; k >= 0 && xs[k]! >= from; k--) {
      const isUp = ys[k]! > 0;
      const height = (lane / 2) * Math.min(1, 0.25 + Math.abs(ys[k]!));
      ctx.fillStyle = isUp ? colours.up : colours.down;
      ctx.fillRect(plot.valToPos(xs[k]!, "x", true) - scale, isUp ? base - height : base, 2 * scale, height);
    }
    const factor = 10 ** view.shown.priceDecimals;
    for (const fill of view.fills) {
      const x = xOf(fill);
      if (x < from) break;
      if (fill.instrument !== view.instrument) continue;
      const [left, top] = [plot.valToPos(x, "x", true), plot.valToPos(fill.price / factor, "y", true)];
      mark(
        ctx,
        left,
        top,
        fill.side === "buy" ? 1 : -1,
        6 * scale,
        fill.side === "buy" ? colours.up : colours.down,
        colours.panel,
      );
    }
    ctx.restore();
  }
}

/** A triangle whose tip is at a place: from below for what was bought, from above for what was sold. */
function mark(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  way: 1 | -1,
  size: number,
  fill: string,
  edge: string,
): void {
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - size, y + way * 1.7 * size);
  ctx.lineTo(x + size, y + way * 1.7 * size);
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = edge;
  ctx.stroke();
}
