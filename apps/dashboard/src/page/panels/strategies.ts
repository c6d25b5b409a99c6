/** The strategies: whether they trade, and a switch for each. */
import type { StrategyInfo } from "@hotpath/gateway/protocol";
import type { Commands } from "../commands.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import { fieldsText } from "./log.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

export class StrategiesPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Strategies | Topic.Page;
  readonly everyMillis = 250;
  readonly #table: RowTable<StrategyInfo>;
  #isLive = true;

  constructor(commands: Commands) {
    const isRunning = (row: StrategyInfo) => row.state === "running";
    const verb = (row: StrategyInfo) => (isRunning(row) ? "stop" : "start");
    this.#table = new RowTable<StrategyInfo>("strategies", "No strategy trades here.", [
      { title: "strategy", width: 100, text: ({ name }) => name },
      {
        title: "state",
        width: 80,
        text: (row) => (isRunning(row) ? "▶ running" : row.state === "failed" ? "✕ failed" : "■ stopped"),
        tone: (row) => (isRunning(row) ? "strong" : "warning"),
      },
      { title: "parameters", text: ({ parameters }) => (parameters === undefined ? "" : fieldsText(parameters)) },
      {
        title: "",
        width: 52,
        text: (row) => (this.#isLive && commands.may("trade") ? verb(row) : ""),
        label: (row) => `${verb(row)} ${row.name}`,
        press: (row) => void commands.strategy(row.id, row.name, verb(row)),
      },
    ]);
    this.element = section("strategies", "Strategies", "who decides", this.#table.element);
  }

  draw(view: EngineView): void {
    this.#isLive = view.isLive;
    this.#table.draw(view.strategies);
  }
}
