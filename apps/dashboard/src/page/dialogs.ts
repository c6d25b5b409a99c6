/** Dialogs: the kill switch's question, and the keys. */
import { button, element } from "./dom.ts";

/** The question before the kill switch. */
export class KillDialog {
  readonly element: HTMLDialogElement;
  readonly #title = element("h2", { id: "kill-title" });
  readonly #text = element("p");
  readonly #reason = element("input", {
    type: "text",
    maxlength: 200,
    "aria-label": "reason, for the log",
    placeholder: "reason, for the log",
  });
  readonly #yes: HTMLButtonElement;
  readonly #decided: (isEngaged: boolean, reason: string) => void;
  #isEngaging = true;

  constructor(decided: (isEngaged: boolean, reason: string) => void) {
    this.#decided = decided;
    this.#yes = button("", () => this.#decide(), { class: "kill" });
    const no = button("Leave it as it is", () => this.element.close(), { class: "leave" });
    const form = element("form", {}, this.#reason, element("div", { class: "answers" }, no, this.#yes));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#decide();
    });
    this.element = element(
      "dialog",
      { class: "question", "aria-labelledby": "kill-title" },
      this.#title,
      this.#text,
      form,
    );
  }

  /** @param isEngaging true asks whether to halt, false whether to go on */
  ask(isEngaging: boolean): void {
    if (this.element.open) return;
    this.#isEngaging = isEngaging;
    this.#title.textContent = isEngaging ? "Halt all trading?" : "Let trading go on?";
    this.#text.textContent = isEngaging
      ? "Every working order is cancelled and nothing trades, people and strategies alike, until somebody lets it go on."
      : "The gate lets orders through again. What was cancelled stays cancelled.";
    this.#yes.textContent = isEngaging ? "■ Halt trading" : "▶ Resume trading";
    this.#yes.classList.toggle("resume", !isEngaging);
    this.#reason.value = "";
    this.element.showModal();
  }

  #decide(): void {
    this.element.close();
    this.#decided(this.#isEngaging, this.#reason.value.trim());
  }
}

const KEYS: readonly (readonly [string, string])[] = [
  ["Space", "pause, play on"],
  ["← →", "one input back, on"],
  ["Shift ← →", "a hundred inputs back, on"],
  ["[ ]", "to the fill, signal, order … before, after"],
  ["/", "go to an input by its number"],
  ["L or Esc", "back to live"],
  ["1 … 9", "instrument"],
  ["B S", "order to buy, to sell"],
  ["X", "cancel all orders"],
  ["K", "kill switch; asks first"],
  ["T", "dark or light"],
  ["?", "this list"],
];

/** The list of keys. */
export function helpDialog(): HTMLDialogElement {
  const list = element("dl", { class: "keys" });
  for (const [keys, text] of KEYS) list.append(element("div", {}, element("dt", {}, keys), element("dd", {}, text)));
  const dialog = element("dialog", { class: "question", "aria-labelledby": "help-title" });
  dialog.append(
    element("h2", { id: "help-title" }, "Keys"),
    list,
    element(
      "div",
      { class: "answers" },
      button("Close", () => dialog.close()),
    ),
  );
  return dialog;
}
