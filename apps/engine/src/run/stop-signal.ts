/** Ctrl-C and SIGTERM: the first ends the run as it should end, the second at once. */
export class StopSignal implements Disposable {
  isRaised = false;
  readonly #raise = (): void => {
    if (this.isRaised) process.exit(130);
    this.isRaised = true;
  };

  constructor() {
    process.on("SIGINT", this.#raise);
    process.on("SIGTERM", this.#raise);
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#raise);
    process.off("SIGTERM", this.#raise);
  }
}
