/** How near the engine is to what it may do at most. */
import { element, TextCell, toggle } from "../dom.ts";
import { money, percent } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import type { RiskRow } from "../store/rows.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";

/** From this share of a limit on it is called near. */
const NEAR = 0.8;

interface Measure {
  name: string;
  /** Which of the limits in force it is held against. */
  limit: string;
  /** The figure in the limit's own unit. */
  value: (risk: RiskRow, view: EngineView) => number;
  text: (value: number) => string;
}

const times = (value: number): string => `${value.toFixed(2)} ×`;
const MEASURES: readonly Measure[] = [
  { name: "drawdown", limit: "maxDrawdown", value: ({ drawdown }) => drawdown, text: percent },
  { name: "leverage", limit: "maxLeverage", value: ({ grossExposure, equity }) => grossExposure / equity, text: times },
  {
    name: "value at risk",
    limit: "maxPortfolioVar",
    value: ({ valueAtRisk, equity }) => valueAtRisk / equity,
    text: percent,
  },
  { name: "largest position", limit: "maxConcentration", value: largestShare, text: percent },
  { name: "positions", limit: "maxPositions", value: (_, view) => openPositions(view), text: (value) => `${value}` },
];

class Gauge {
  readonly element: HTMLElement;
  readonly #measure: Measure;
  readonly #bar = element("i");
  readonly #track: HTMLElement;
  readonly #text = new TextCell();
  readonly #word = new TextCell();

  constructor(measure: Measure) {
    this.#measure = measure;
    this.#track = element(
      "div",
      {
        class: "track",
        role: "meter",
        "aria-label": measure.name,
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "aria-valuenow": 0,
      },
      this.#bar,
    );
    this.element = element(
      "div",
      { class: "gauge" },
      element("span", { class: "name" }, measure.name),
      element("span", { class: "value" }, this.#text.node, element("b", {}, this.#word.node)),
      this.#track,
    );
  }

  draw(risk: RiskRow, view: EngineView): void {
    const { limit: name, value: measure, text } = this.#measure;
    const limit = (risk.limits as Record<string, unknown> | undefined)?.[name];
    const isLimited = typeof limit === "number" && Number.isFinite(limit) && limit > 0;
    this.element.hidden = !isLimited;
    if (!isLimited) return;
    const value = measure(risk, view);
    const share = Math.min(1, Math.max(0, value / limit));
    this.#bar.style.transform = `scaleX(${share})`;
    toggle(this.element, "near", share >= NEAR);
    this.#word.set(share >= 1 ? " at its limit" : share >= NEAR ? " near" : "");
    this.#text.set(`${text(value)} of ${text(limit)}`);
    this.#track.setAttribute("aria-valuenow", `${Math.round(100 * share)}`);
    this.#track.setAttribute("aria-valuetext", `${text(value)} of ${text(limit)}`);
  }
}

export class RiskPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Risk | Topic.Positions | Topic.Page;
  readonly everyMillis = 200;
  readonly #gauges: Gauge[] = MEASURES.map((measure) => new Gauge(measure));
  readonly #exposure = new TextCell();

  constructor() {
    const exposure = element("p", { class: "figures" }, this.#exposure.node);
    this.element = section("risk", "Risk", "what it may do", ...this.#gauges.map((gauge) => gauge.element), exposure);
  }

  draw(view: EngineView): void {
    const { risk } = view;
    if (risk === undefined) return;
    for (const gauge of this.#gauges) gauge.draw(risk, view);
    this.#exposure.set(
      `exposure ${money(risk.grossExposure)} gross, ${money(risk.netExposure, true)} net · limits, version ${risk.limitsVersion}`,
    );
  }
}

function largestShare({ equity }: RiskRow, view: EngineView): number {
  let most = 0;
  for (const { instrument, position } of view.positions.values()) {
    const { priceDecimals, sizeDecimals } = view.instruments[instrument]!;
    const mid = view.quotes.mid(instrument);
    if (Number.isNaN(mid)) continue;
    most = Math.max(most, (Math.abs(position) * mid) / 10 ** (priceDecimals + sizeDecimals));
  }
  return most / equity;
}

function openPositions(view: EngineView): number {
  let count = 0;
  for (const { position } of view.positions.values()) if (position !== 0) count += 1;
  return count;
}
