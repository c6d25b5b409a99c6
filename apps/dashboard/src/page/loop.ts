/**
 * Draws, once a frame and no more, the panels whose topics have changed. A panel that has a least time waits for it; one that
 * is scrolled out of sight waits until it is seen.
 */
import type { Panel } from "./panels/panel.ts";
import type { EngineView } from "./store/engine-view.ts";
import { Topic } from "./store/topics.ts";

interface Entry {
  panel: Panel;
  pending: number;
  last: number;
  /** Whether any of it is on the screen. */
  isSeen: boolean;
}

export class Loop {
  readonly #entries: Entry[];
  readonly #view: () => EngineView;
  #isAsked = false;
  #frames = 0;
  #drawings = 0;
  readonly #frame = (now: number): void => {
    this.#isAsked = false;
    this.#frames += 1;
    this.#draw(now);
  };

  /** @param view what is to be drawn */
  constructor(panels: readonly Panel[], view: () => EngineView) {
    this.#entries = panels.map((panel) => ({ panel, pending: 0, last: Number.NEGATIVE_INFINITY, isSeen: true }));
    const byElement = new Map<Element, Entry>(this.#entries.map((entry) => [entry.panel.element, entry]));
    const observer = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) byElement.get(target)!.isSeen = isIntersecting;
      this.mark(0);
    });
    for (const { element } of panels) observer.observe(element);
    this.#view = view;
  }

  /** Frames so far, and panels drawn in them. */
  get counts(): { frames: number; drawings: number } {
    return { frames: this.#frames, drawings: this.#drawings };
  }

  /** Waits until no panel that is seen has anything to draw. */
  async idle(): Promise<void> {
    const isBusy = () => this.#entries.some(({ pending, isSeen }) => pending !== 0 && isSeen);
    do await new Promise((done) => requestAnimationFrame(done));
    while (isBusy());
  }

  /** What has changed: bits of `Topic`. */
  mark(topics: number): void {
    for (const entry of this.#entries) entry.pending |= entry.panel.topics & topics;
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(this.#frame);
  }

  /** Everything, in the next frame, whatever was drawn lately. */
  markAll(): void {
    for (const entry of this.#entries) entry.last = Number.NEGATIVE_INFINITY;
    this.mark(Topic.All);
  }

  #draw(now: number): void {
    const view = this.#view();
    let isWaiting = false;
    for (const entry of this.#entries) {
      if (entry.pending === 0 || !entry.isSeen) continue;
      const { panel } = entry;
      if (now - entry.last < (panel.everyMillis ?? 0)) {
        isWaiting = true;
        continue;
      }
      entry.pending = 0;
      entry.last = now;
      this.#drawings += 1;
      panel.draw(view);
    }
    if (isWaiting && !this.#isAsked) {
      this.#isAsked = true;
      requestAnimationFrame(this.#frame);
    }
  }
}
