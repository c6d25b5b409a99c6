/** The instruments, with their prices; the one that is chosen is shown. */
import { attribute, element, TextCell } from "../dom.ts";
import { midText } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Panel } from "./panel.ts";

export class InstrumentTabs implements Panel {
  readonly element: HTMLElement = element("nav", { class: "instruments", "aria-label": "instruments", tabindex: -1 });
  readonly topics: number = Topic.Quotes | Topic.Page;
  readonly everyMillis = 100;
  readonly #choose: (instrument: number) => void;
  #tabs: { button: HTMLButtonElement; price: TextCell; held: TextCell }[] = [];

  constructor(choose: (instrument: number) => void) {
    this.#choose = choose;
  }

  draw(view: EngineView): void {
    if (this.#tabs.length !== view.instruments.length) this.#make(view);
    view.instruments.forEach(({ priceDecimals }, i) => {
      const { button, price, held } = this.#tabs[i]!;
      attribute(button, "aria-current", i === view.instrument ? "true" : "false");
      price.set(midText(view.quotes.mid(i), priceDecimals));
      const position = view.positions.get(i)?.position ?? 0;
      held.set(position > 0 ? " ▲" : position < 0 ? " ▼" : "");
    });
  }

  #make(view: EngineView): void {
    this.#tabs = view.instruments.map(({ symbol }, i) => {
      const [price, held] = [new TextCell(), new TextCell()];
      const button = element("button", { type: "button", "aria-keyshortcuts": i < 9 ? `${i + 1}` : undefined });
      button.append(
        element("b", {}, symbol),
        " ",
        element("span", {}, price.node),
        element("span", { class: "held" }, held.node),
      );
      button.addEventListener("click", () => this.#choose(i));
      return { button, price, held };
    });
    this.element.replaceChildren(...this.#tabs.map(({ button }) => button));
  }
}
