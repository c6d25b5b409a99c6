import type { StrategyEngine } from "@hotpath/engine";
import type { RunTally } from "./tally.ts";

const SHOW_MILLIS = 500;
/** A loop that is busy lets signals and timers in so often. */
const TURN_MILLIS = 20;

/** One line on the error stream that says how a run goes, where somebody looks. */
export class StatusLine {
  readonly #isShown: boolean = process.stderr.isTTY === true && process.env.TERM !== "dumb";
  #shownAt = 0;
  #turnAt = 0;
  #inputs = 0;
  #isDrawn = false;

  /** Draws the line, at most twice a second. */
  show(engine: StrategyEngine, tally: RunTally): void {
    if (!this.#isShown) return;
    const now = performance.now();
    if (now - this.#shownAt < SHOW_MILLIS) return;
    const inputs = engine.engine.sequence;
    const rate = this.#shownAt === 0 ? 0 : ((inputs - this.#inputs) / (now - this.#shownAt)) * 1000;
    this.#shownAt = now;
    this.#inputs = inputs;
    this.#isDrawn = true;
    const equity = engine.portfolio.equity().toFixed(2);
    const text = `${inputs} inputs, ${Math.round(rate)}/s, ${tally.orders} orders, ${tally.fills} fills, equity ${equity}`;
    process.stderr.write(`\r\u001b[2K${text.slice(0, 79)}`);
  }

  /** Whether other work is to be let run now. */
  isTurnDue(): boolean {
    const now = performance.now();
    if (now - this.#turnAt < TURN_MILLIS) return false;
    this.#turnAt = now;
    return true;
  }

  /** Takes the line off the terminal. */
  clear(): void {
    if (this.#isDrawn) process.stderr.write("\r\u001b[2K");
    this.#isDrawn = false;
  }
}
