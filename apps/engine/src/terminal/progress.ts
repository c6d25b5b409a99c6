import { Presets, SingleBar } from "cli-progress";

/** Shows how far a step is. */
export interface Progress {
  /** Takes in how much is done. Cheap enough to be called often; drawn at most ten times a second. */
  update(done: number): void;
  /** Takes the bar off the terminal. */
  stop(): void;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };

/**
 * A progress bar on the error stream, so that the output stays the report's own; silent where nobody looks.
 *
 * @param what the step, in two or three words
 * @param total what `update` ends at; 0 if it is not known
 */
export function startProgress(what: string, total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY || process.env.TERM === "dumb" || total <= 0) return SILENT;
  const bar = new SingleBar(
    {
      format: `  ${what.padEnd(26)} {bar} {percentage} %`,
      barsize: 30,
      fps: 10,
      hideCursor: false,
      clearOnComplete: true,
      stopOnComplete: false,
      stream,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  // Bars draw themselves on a timer, which a busy loop starves: each update draws, no sooner than a tenth of a second on.
  let drawnAt = performance.now();
  return {
    update(done) {
      const now = performance.now();
      if (now - drawnAt < 100) return;
      drawnAt = now;
      bar.update(done);
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
