/** Answers what a replay is asked, and plays it: in the Worker that it has for itself. */
import { monotonicNanos } from "@hotpath/core";
import { momentOf } from "./moment.ts";
import { MARKS, type ReplayMachine } from "./replay-machine.ts";
import { type Moment, ReplayError, type ReplayMove } from "./replay-source.ts";

/** Moments a second, at the most, while it plays. */
const MOMENTS_PER_SECOND = 30;
const TICK_MILLIS = 1000 / MOMENTS_PER_SECOND;
/** How long one tick may run inputs: what is asked meanwhile waits no longer. */
const BUDGET_NANOS = 20e6;
const MOST_STEPS = 1_000_000_000;

/** Moves one machine for one client. */
export class ReplayPlayer implements Disposable {
  readonly #machine: ReplayMachine;
  readonly #onMoment: (moment: Moment) => void;
  readonly #onEnd: (error: Error) => void;
  #instrument = 0;
  #depth = 10;
  #speed = 0;
  /** Event time that has been played up to, in microseconds, and when, in nanoseconds of the monotonic clock. */
  #playedMicros = 0;
  #playedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onMoment told of moments while it plays @param onEnd told when playing has failed */
  constructor(machine: ReplayMachine, onMoment: (moment: Moment) => void, onEnd: (error: Error) => void) {
    this.#machine = machine;
    this.#onMoment = onMoment;
    this.#onEnd = onEnd;
  }

  /** Does what is asked. @throws {ReplayError} naming what is wrong; it then stays where it is */
  move(move: ReplayMove): Moment {
    const start = monotonicNanos();
    this.#look(move);
    if (move.action !== "play") this.#pause();
    switch (move.action) {
      case "seek":
        this.#seek(move);
        break;
      case "step":
        this.#step(move);
        break;
      case "play":
        this.#play(move.speed ?? 1);
        break;
      case "pause":
    }
    return this.#moment((monotonicNanos() - start) / 1e6);
  }

  [Symbol.dispose](): void {
    this.#pause();
    this.#machine[Symbol.dispose]();
  }

  /** What is shown of moments from now on. */
  #look({ instrument, depth }: ReplayMove): void {
    const { size } = this.#machine.instruments;
    if (instrument !== undefined) {
      within("instrument", instrument, 0, size - 1);
      this.#instrument = instrument;
    }
    if (depth !== undefined) {
      within("depth", depth, 1, 1000);
      this.#depth = depth;
    }
  }

  #seek({ sequence, at }: ReplayMove): void {
    if (sequence !== undefined && at !== undefined)
      throw new ReplayError("BAD_VALUE", "one of `sequence` and `at`, not both", "at");
    if (at !== undefined) this.#machine.seekTime(BigInt(at));
    else this.#machine.seek(sequence ?? this.#machine.last);
  }

  #step({ steps = 1, until = "event" }: ReplayMove): void {
    within("steps", steps, -MOST_STEPS, MOST_STEPS);
    if (until === "event") this.#machine.step(steps);
    else if (steps === 0) throw new ReplayError("BAD_VALUE", "got 0; allowed: any other number", "steps");
    else this.#machine.find(MARKS[until], steps);
  }

  #play(speed: number): void {
    within("speed", speed, 0.01, 100_000, false);
    const isPlaying = this.#timer !== undefined;
    this.#speed = speed;
    this.#playedMicros = Math.max(isPlaying ? this.#playedMicros : 0, this.#machine.parts.engine.lastMicros);
    this.#playedAt = monotonicNanos();
    if (!isPlaying) this.#timer = setTimeout(() => this.#tick(), TICK_MILLIS);
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const start = monotonicNanos();
    const machine = this.#machine;
    const before = machine.sequence;
    try {
      const micros = this.#playedMicros + ((start - this.#playedAt) / 1000) * this.#speed;
      // Before the first input there is no time to go on from.
      const next = before < machine.first ? machine.nextMicros() : undefined;
      const to = next === undefined ? micros : Math.max(micros, next);
      const isDone = machine.play(to, () => monotonicNanos() - start > BUDGET_NANOS);
      // What cannot be done in time is not made up for: it plays as fast as it can. At the end it waits for more.
      const isAtEnd = isDone && machine.nextMicros() === undefined;
      this.#playedMicros = isDone && !isAtEnd ? to : machine.parts.engine.lastMicros;
      this.#playedAt = start;
      this.#timer = setTimeout(() => this.#tick(), TICK_MILLIS);
      if (machine.sequence !== before) this.#onMoment(this.#moment((monotonicNanos() - start) / 1e6));
    } catch (error) {
      this.#pause();
      this.#onEnd(error as Error);
    }
  }

  #moment(millis: number): Moment {
    const playing = this.#timer !== undefined;
    return momentOf(this.#machine, { instrument: this.#instrument, depth: this.#depth, playing, millis });
  }
}

function within(path: string, value: number, least: number, most: number, isWhole = true): void {
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return;
  throw new ReplayError("BAD_VALUE", `got ${value}; allowed: ${least} to ${most}`, path);
}
