/** What is held, and what it has made. */
import { fixed, money, signedUnits } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import type { PositionRow } from "../store/rows.ts";
import { Topic } from "../store/topics.ts";
import { type Panel, section } from "./panel.ts";
import { RowTable } from "./row-table.ts";

export class PositionsPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Positions | Topic.Page;
  readonly everyMillis = 100;
  readonly #table: RowTable<PositionRow>;
  #view: EngineView | undefined;

  constructor() {
    const of = (row: PositionRow) => this.#view!.instruments[row.instrument]!;
    const tone = (value: number) => (value > 0 ? "up" : value < 0 ? "down" : "");
    this.#table = new RowTable<PositionRow>("positions", "Nothing is held.", [
      { title: "symbol", width: 52, text: (row) => of(row).symbol },
      {
        title: "position",
        isNumber: true,
        text: (row) => signedUnits(row.position, of(row).sizeDecimals),
        tone: ({ position }) => tone(position),
      },
      { title: "average", isNumber: true, text: (row) => (row.position === 0 ? "–" : fixed(row.averagePrice, 4)) },
      {
        title: "unrealised",
        isNumber: true,
        text: ({ unrealised }) => money(unrealised, true),
        tone: ({ unrealised }) => tone(unrealised),
      },
      {
        title: "realised",
        isNumber: true,
        text: ({ realised }) => money(realised, true),
        tone: ({ realised }) => tone(realised),
      },
    ]);
    this.element = section("positions", "Positions", "what it holds, and made", this.#table.element);
  }

  draw(view: EngineView): void {
    this.#view = view;
    this.#table.draw([...view.positions.values()].sort((a, b) => a.instrument - b.instrument));
  }
}
