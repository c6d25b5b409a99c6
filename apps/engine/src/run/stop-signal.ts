/** Ctrl-C and SIGTERM: the first ends the run as it should end, the second at once. */
export class StopSignal implements Disposable {
  isRaised = false;
  /** Comes when it is raised. */
  readonly raised: Promise<void>;
  readonly #resolve: () => void;
  readonly #onSignal = (): void => {
    if (this.isRaised) process.exit(130);
    this.raise();
  };

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.raised = promise;
    this.#resolve = resolve;
    process.on("SIGINT", this.#onSignal);
    process.on("SIGTERM", this.#onSignal);
  }

  /** Ends the run as a first signal does. */
  raise(): void {
    this.isRaised = true;
    this.#resolve();
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#onSignal);
    process.off("SIGTERM", this.#onSignal);
  }
}
