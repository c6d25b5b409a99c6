/** The bar of time: pause, scrub, step, play, and back to what is now. */
import { attribute, button, element, TextCell } from "../dom.ts";
import { clock, fixed } from "../format.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Travel, Until } from "../travel.ts";
import type { Panel } from "./panel.ts";

const SPEEDS = ["0.1", "1", "10", "100", "1000"] as const;
const KINDS: readonly Until[] = ["signal", "order", "fill", "risk"];

export class TravelBar implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Page | Topic.Clock;
  readonly #travel: Travel;
  readonly #live: () => EngineView;
  readonly #pause: HTMLButtonElement;
  readonly #pauseText = new TextCell();
  readonly #slider = element("input", {
    type: "range",
    min: 0,
    max: 1,
    value: 0,
    "aria-label": "input of the journal",
  });
  readonly #where = new TextCell();
  readonly #goto: HTMLInputElement = element("input", {
    type: "text",
    inputmode: "numeric",
    size: 8,
    "aria-label": "go to input",
    placeholder: "go to (/)",
  });
  readonly #kind: HTMLSelectElement = element(
    "select",
    { "aria-label": "what to step to" },
    ...KINDS.map((kind) => element("option", { selected: kind === "fill" }, kind)),
  );
  readonly #speed: HTMLSelectElement = element(
    "select",
    { "aria-label": "speed of play" },
    ...SPEEDS.map((text) => element("option", { value: text, selected: text === "1" }, `${text} ×`)),
  );
  readonly #only: HTMLElement;
  readonly #why = new TextCell();
  readonly #back: HTMLButtonElement;
  #isHeld = false;

  /** @param live the engine as it is */
  constructor(travel: Travel, live: () => EngineView) {
    this.#travel = travel;
    this.#live = live;
    this.#pause = button("", () => this.toggle(), { class: "main", keys: "Space" });
    this.#pause.append(this.#pauseText.node);
    this.#slider.addEventListener("input", () => this.#scrub());
    for (const name of ["pointerup", "pointercancel", "change"])
      this.#slider.addEventListener(name, () => {
        this.#isHeld = false;
      });
    const go = element("form", { class: "goto" }, this.#goto);
    go.addEventListener("submit", (event) => {
      event.preventDefault();
      const sequence = Number(this.#goto.value.replace(/[, ]/g, ""));
      if (this.#goto.value.trim() !== "" && Number.isSafeInteger(sequence))
        travel.seek(sequence, this.#live().instrument);
      this.#goto.value = "";
      this.#goto.blur();
    });
    const step = (text: string, steps: number, label: string, keys: string) =>
      button(text, () => travel.step(steps), { label, keys });
    const near = (text: string, steps: number, label: string, keys: string) =>
      button(text, () => travel.step(steps, this.#kind.value as Until), { label, keys });
    this.#speed.addEventListener("change", () => {
      if (travel.moment?.playing === true) travel.play(Number(this.#speed.value));
    });
    this.#back = button("▶▶ live", () => travel.close(), { class: "main", label: "back to live", keys: "L" });
    this.#only = element(
      "div",
      { class: "moves" },
      step("−100", -100, "100 inputs back", "Shift+ArrowLeft"),
      step("◂ 1", -1, "1 input back", "ArrowLeft"),
      step("1 ▸", 1, "1 input on", "ArrowRight"),
      step("+100", 100, "100 inputs on", "Shift+ArrowRight"),
      near("⇤", -1, "to the one before", "["),
      this.#kind,
      near("⇥", 1, "to the next", "]"),
      this.#speed,
    );
    const where = element("output", { class: "where", "aria-label": "where" }, this.#where.node);
    const why = element("span", { class: "why" }, this.#why.node);
    this.element = element(
      "nav",
      { class: "travel", "aria-label": "time travel" },
      this.#pause,
      element("div", { class: "scrub" }, this.#slider, where),
      why,
      this.#only,
      go,
      this.#back,
    );
  }

  /** Pauses, or plays on. */
  toggle(): void {
    const { moment } = this.#travel;
    if (!this.#travel.isThere) return;
    if (moment === undefined || moment.playing) this.#travel.pause(this.#live().instrument);
    else this.#travel.play(Number(this.#speed.value));
  }

  /** What a step to the one before or the next goes to. */
  get kind(): Until {
    return this.#kind.value as Until;
  }

  /** Waits for a number. */
  ask(): void {
    this.#goto.focus();
  }

  draw(): void {
    const { moment, isThere } = this.#travel;
    const live = this.#live();
    const isPast = moment !== undefined;
    this.#pauseText.set(!isPast || moment.playing ? "❚❚ pause" : "▶ play");
    for (const node of [this.#pause, this.#slider, this.#goto]) if (node.disabled === isThere) node.disabled = !isThere;
    if (this.#only.hidden === isPast) this.#only.hidden = !isPast;
    if (this.#back.hidden === isPast) this.#back.hidden = !isPast;
    this.#why.set(isThere ? "" : "no journal here: time travel needs one");
    const last = Math.max(moment?.last ?? 0, live.sequence);
    attribute(this.#slider, "min", `${moment?.first ?? 0}`);
    attribute(this.#slider, "max", `${last}`);
    const at = moment?.sequence ?? last;
    if (!this.#isHeld && Number(this.#slider.value) !== at) this.#slider.value = `${at}`;
    const behind = last - at;
    const text = isPast
      ? `${fixed(at, 0)} of ${fixed(last, 0)} · ${clock(moment.time)} · ${fixed(behind, 0)} behind`
      : `live · ${fixed(at, 0)}`;
    this.#where.set(text);
    if (isPast) attribute(this.#slider, "aria-valuetext", text);
  }

  #scrub(): void {
    this.#isHeld = true;
    this.#travel.seek(Number(this.#slider.value), this.#live().instrument);
  }
}
