/** A line over time or inputs, drawn by uPlot; what else is to be seen in it is drawn over it by its panel. */
import uPlot from "uplot";
import { element } from "../dom.ts";
import type { Points } from "../store/points.ts";
import type { Colours } from "../theme.ts";

/** How a {@link LineChart} looks. */
export interface LineChartOptions {
  label: string;
  /** Whether what is between the line and its zero is filled. */
  isArea?: boolean;
  value: (value: number) => string;
  /** Draws over the line. */
  over?: (plot: uPlot) => void;
  /** Told where the pointer is: index of the point, undefined outside. */
  pointed?: (x: number | undefined, y: number) => void;
  /** Share of the height that stays free below the line. */
  below?: number;
}

const SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 86_400];

export class LineChart {
  readonly element: HTMLElement;
  readonly #options: LineChartOptions;
  readonly #redraw: () => void;
  #plot: uPlot | undefined;
  #look = "";
  #width = 0;
  #height = 0;

  /** @param redraw is called when it has another size */
  constructor(options: LineChartOptions, redraw: () => void) {
    this.#options = options;
    this.#redraw = redraw;
    this.element = element("div", { class: "chart", role: "img", "aria-label": options.label });
    new ResizeObserver(([entry]) => {
      this.#width = Math.floor(entry!.contentRect.width);
      this.#height = Math.floor(entry!.contentRect.height);
      if (this.#width > 0 && this.#height > 0) this.#plot?.setSize({ width: this.#width, height: this.#height });
      this.#redraw();
    }).observe(this.element);
  }

  /** @param span seconds that are shown at the most; undefined for all, by inputs instead of time */
  draw(points: Points, span: number | undefined, colours: Colours): void {
    if (this.#width === 0 || this.#height === 0) return;
    const look = `${span !== undefined}${colours.paper}${colours.ink}`;
    if (look !== this.#look) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#plotOptions(span !== undefined, colours), [[], []], this.element);
      this.#look = look;
    }
    const { x, y } = points;
    const last = x.at(-1) ?? 0;
    const from = span === undefined ? (x[0] ?? 0) : Math.max(last - span, Math.min(x[0] ?? 0, last - span / 10));
    this.#plot!.batch(() => {
      this.#plot!.setData([x, y], false);
      this.#plot!.setScale("x", { min: from, max: Math.max(last, from + (span === undefined ? 1 : 0.1)) });
    });
  }

  #plotOptions(isTime: boolean, colours: Colours): uPlot.Options {
    const { isArea, value, over, pointed, below = 0 } = this.#options;
    const ink = {
      stroke: colours.quiet,
      grid: { stroke: colours.grid, width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    return {
      width: this.#width,
      height: this.#height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: { x: { time: false }, y: { range: (_, low, high) => rangeOf(low, high, isArea === true, below) } },
      axes: [
        {
          ...ink,
          size: 22,
          space: 80,
          values: (_, splits) =>
            splits.map((at) =>
              isTime ? timeText(at, splits) : Number.isInteger(at) ? at.toLocaleString("en-US") : "",
            ),
          ...(isTime && { incrs: SECONDS }),
        },
        { ...ink, size: 64, space: 32, values: (_, splits) => splits.map(value) },
      ],
      series: [
        {},
        {
          stroke: colours.accent,
          width: 1.5,
          points: { show: false },
          ...(isArea && { fill: colours["down-soft"], stroke: colours.down }),
        },
      ],
      padding: [8, 28, 0, 0],
      hooks: {
        ...(over && { draw: [over] }),
        ...(pointed && {
          setCursor: [
            (plot) => {
              const at = plot.cursor.idx;
              if (at === null || at === undefined) pointed(undefined, 0);
              else pointed(plot.data[0][at], plot.data[1]![at]!);
            },
          ],
        }),
      },
    };
  }
}

function rangeOf(low: number | null, high: number | null, isArea: boolean, below: number): [number, number] {
  if (low === null || high === null) return isArea ? [-1, 0] : [0, 1];
  if (isArea) return [Math.min(low * 1.1, -0.01), 0];
  const height = Math.max(high - low, Math.abs(high) * 1e-5, 1e-9);
  const middle = (low + high) / 2;
  const [from, to] = [middle - 0.58 * height, middle + 0.58 * height];
  return [from - (below / (1 - below)) * (to - from), to];
}

function timeText(seconds: number, splits: readonly number[]): string {
  const isFine = splits.length > 1 && splits[1]! - splits[0]! < 1;
  return new Date(seconds * 1000).toISOString().slice(11, isFine ? 21 : 19);
}
