/** Equity and how far it is from its peak. */
import { element, TextCell } from "../dom.ts";
import { fixed, money, percent } from "../format.ts";
import { type EngineView, SPANS } from "../store/engine-view.ts";
import { Points } from "../store/points.ts";
import { Topic } from "../store/topics.ts";
import type { Theme } from "../theme.ts";
import { LineChart } from "./line-chart.ts";
import { type Panel, section } from "./panel.ts";

/** A quarter of an hour. */
const SPAN = 1;

export class EquityPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Risk | Topic.Positions | Topic.Page;
  readonly everyMillis = 200;
  readonly #theme: Theme;
  readonly #equity: LineChart;
  readonly #drawdown: LineChart;
  readonly #figures: TextCell = new TextCell();

  constructor(theme: Theme, redraw: () => void) {
    this.#theme = theme;
    this.#equity = new LineChart({ label: "equity", value: (value) => fixed(value, 0) }, redraw);
    this.#drawdown = new LineChart(
      { label: "drawdown in per cent", isArea: true, value: (value) => `${fixed(value, 2)}%` },
      redraw,
    );
    const figures = element("p", { class: "figures" }, this.#figures.node);
    this.element = section(
      "equity",
      "Profit and drawdown",
      "equity; fall from its peak",
      figures,
      this.#equity.element,
      this.#drawdown.element,
    );
  }

  draw(view: EngineView): void {
    const { risk, equityOfMoment } = view;
    if (risk !== undefined)
      this.#figures.set(
        `equity ${money(risk.equity)} · profit ${money(view.profit, true)} · drawdown ${percent(risk.drawdown)}`,
      );
    const { colours } = this.#theme;
    const span = SPANS[SPAN]!;
    const seconds = view.isLive ? span.bucket * span.points : undefined;
    this.#equity.draw(equityOfMoment ?? view.equity.spans[SPAN]!, seconds, colours);
    this.#drawdown.draw(equityOfMoment ? fallOf(equityOfMoment) : view.drawdown.spans[SPAN]!, seconds, colours);
  }
}

/** The fall from the highest point before, in per cent. */
function fallOf(equity: Points): Points {
  const fall = new Points(0, Math.max(1, equity.length));
  let peak = Number.NEGATIVE_INFINITY;
  equity.y.forEach((value, k) => {
    peak = Math.max(peak, value);
    fall.add(equity.x[k]!, peak > 0 ? 100 * (value / peak - 1) : 0);
  });
  return fall;
}
