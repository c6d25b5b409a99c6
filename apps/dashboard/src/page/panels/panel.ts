import { element } from "../dom.ts";
import type { EngineView } from "../store/engine-view.ts";

/** A part of the page. */
export interface Panel {
  readonly element: HTMLElement;
  /** Bits of `Topic`: what it shows. */
  readonly topics: number;
  /** The least time between two drawings; what people read need not change sixty times a second. Default 0. */
  readonly everyMillis?: number;
  draw(view: EngineView): void;
}

/** A titled section. @param says what it shows, in a few words */
export function section(name: string, title: string, says: string, ...children: Node[]): HTMLElement {
  const heading = element("h2", { id: `${name}-title` }, title);
  const head = element("header", {}, heading, element("p", { class: "says" }, says));
  return element("section", { class: `panel ${name}`, "aria-labelledby": `${name}-title` }, head, ...children);
}
