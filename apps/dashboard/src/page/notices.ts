/** What became of commands, said for a while at the page's edge and to assistive technology. */
import { element } from "./dom.ts";

const SHOWN_MILLIS = 6000;
const MOST = 4;

export class Notices {
  readonly element: HTMLElement = element("div", { class: "notices", role: "status", "aria-live": "polite" });

  say(text: string, kind: "good" | "bad" = "good"): void {
    const line = element("p", { class: kind }, kind === "bad" ? `✕ ${text}` : `✓ ${text}`);
    this.element.append(line);
    while (this.element.children.length > MOST) this.element.firstElementChild!.remove();
    setTimeout(() => line.remove(), SHOWN_MILLIS);
  }
}
