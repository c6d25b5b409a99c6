import { RiskCause, RiskScope, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

import { GateState, type StateChange } from "./gate-state.ts";
import * as Level from "./level.ts";
import type { Levels } from "./levels.ts";

/** States of the levels, the dead man's switch, and the log of every change until somebody takes it. */
export class Switches implements Snapshotable {
  /** The strictest state of a path's levels. */
  readonly pathState: Int32Array;
  /** Without a heartbeat for so long, in microseconds, the firm is halted. */
  deadMan: number = Number.POSITIVE_INFINITY;
  /** Version of the limits, for the log. */
  limitsVersion = 1;
  readonly #levels: Levels;
  /** Records of the levels: the check reads the state there. */
  readonly #records: Float64Array;
  #heartbeat = Number.NaN;
  #changes: StateChange[] = [];

  constructor(levels: Levels, records: Float64Array) {
    this.#levels = levels;
    this.#records = records;
    this.pathState = new Int32Array(levels.paths);
  }

  /** Whether there are changes that nobody has taken. */
  get hasChanges(): boolean {
    return this.#changes.length > 0;
  }

  /** The changes since they were last taken, in order. */
  takeChanges(): StateChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** State of a level. */
  stateOf(level: number): GateState {
    return this.#records[level * Level.STRIDE + Level.STATE]! as GateState;
  }

  /** Sets a level's state, and logs it if it is another one. @returns whether it is */
  set(
    level: number,
    state: number,
    cause: number,
    actor: number,
    reason: number,
    limit: number,
    value: number,
  ): boolean {
    const previous = this.stateOf(level);
    if (state === previous) return false;
    this.#records[level * Level.STRIDE + Level.STATE] = state;
    this.#join();
    this.#changes.push({
      previous,
      state,
      scope: this.#levels.scopeOf(level),
      scopeId: this.#levels.idOf(level),
      cause,
      actor,
      reason,
      limit,
      value,
      limitsVersion: this.limitsVersion,
    });
    return true;
  }

  /** Somebody is there. */
  heartbeat(micros: number): void {
    if (!(micros <= this.#heartbeat)) this.#heartbeat = micros;
  }

  /** Time has passed: the first event begins the wait for a heartbeat, and one too late for it halts the firm. */
  watch(micros: number): void {
    const waited = micros - this.#heartbeat;
    if (waited <= this.deadMan) return;
    if (Number.isNaN(waited)) this.#heartbeat = micros;
    else this.set(0, GateState.Halted, RiskCause.DeadMan, 0, 0, this.deadMan, waited);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.switches");
    writer.f64(this.#heartbeat);
  }

  /** The records have been restored before. Changes that were not taken are gone. */
  restore(reader: SnapshotReader): void {
    reader.section("risk.switches");
    this.#heartbeat = reader.f64();
    this.#changes = [];
    this.#join();
  }

  #join(): void {
    const { accountOf, strategyOf, paths } = this.#levels;
    for (let path = 0; path < paths; path++)
      this.pathState[path] = Math.max(this.stateOf(0), this.stateOf(accountOf[path]!), this.stateOf(strategyOf[path]!));
  }
}

/** What a scope is called, for people: `strategy 3`. */
export function scopeName(scope: number, scopeId: number): string {
  if (scope === RiskScope.Firm) return "firm";
  return `${scope === RiskScope.Account ? "account" : "strategy"} ${scopeId}`;
}
