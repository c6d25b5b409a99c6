/** Keeps the journal of an engine that runs for long within bounds: states are kept beside it, and its beginning goes. */
import { SnapshotReader } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import { JournalReader, type JournalWriter, retain, SnapshotStore } from "@hotpath/journal";

/** How often it is looked at. */
const LOOK_MILLIS = 5000;
/** Inputs behind the state that a start goes on from, at the least: clients that resume find what they have missed in them. */
const KEPT_INPUTS = 200_000;

/** What is kept of a journal that nobody has named. */
export interface JournalBounds {
  /** Bytes of the journal between two states. */
  stateEveryBytes: number;
  /** Bytes of the journal, at the most, as far as states stand for what was before. */
  bytesMax: number;
}

/** One of `hotpath serve`: a gibibyte, and as many states as lead to all of it. */
export const BOUNDS: JournalBounds = { stateEveryBytes: 64 * 1024 * 1024, bytesMax: 1024 * 1024 * 1024 };

/** Takes states of an engine that rests, and lets the journal's beginning go. */
export class JournalKeeper {
  readonly #folder: string;
  readonly #engine: StrategyEngine;
  readonly #journal: JournalWriter;
  readonly #bounds: JournalBounds;
  readonly #states: SnapshotStore;
  #bytes: number;
  #lookAt = 0;

  constructor(folder: string, engine: StrategyEngine, journal: JournalWriter, bounds: JournalBounds = BOUNDS) {
    this.#folder = folder;
    this.#engine = engine;
    this.#journal = journal;
    this.#bounds = bounds;
    const keep = Math.max(3, Math.ceil(bounds.bytesMax / bounds.stateEveryBytes));
    this.#states = new SnapshotStore({ folder, keep: Math.min(1000, keep) });
    this.#bytes = journal.statistics.bytes;
  }

  /** To be called between inputs, as often as one likes. @param nowMillis of a clock that does not run backwards */
  look(nowMillis: number): void {
    if (nowMillis < this.#lookAt) return;
    this.#lookAt = nowMillis + LOOK_MILLIS;
    const { bytes } = this.#journal.statistics;
    if (bytes - this.#bytes < this.#bounds.stateEveryBytes) return;
    this.#bytes = bytes;
    this.#journal.flush();
    this.#states.save(this.#engine.engine.takeSnapshot());
    retain({ folder: this.#folder, bytesMax: this.#bounds.bytesMax });
  }
}

/**
 * Gives an engine that begins the state from which the rest of its journal is to be run: the newest that leaves enough for
 * clients that resume, and the oldest where the beginning is gone.
 *
 * @returns whether there was one
 */
export function restoreBehind(folder: string, engine: StrategyEngine, last: number): boolean {
  const states = new SnapshotStore({ folder });
  const { snapshot } = states.newest(Math.max(0, last - KEPT_INPUTS));
  const found = snapshot ?? (firstOf(folder) > 1 ? oldest(states) : undefined);
  if (found === undefined) return false;
  engine.restore(new SnapshotReader(found.state));
  return true;
}

function firstOf(folder: string): number {
  using reader = JournalReader.open(folder);
  return reader.sequence + 1;
}

function oldest(states: SnapshotStore) {
  const first = states.list().snapshots[0];
  return first === undefined ? undefined : states.newest(first.sequence).snapshot;
}
