/** Recovery of a state: the newest snapshot that is whole, and the records behind it. */
import { ConfigError, EventCursor, InputError } from "@hotpath/core";
import type { JournalDamage } from "../damage.ts";
import { fileHost } from "../file-host.ts";
import type { JournalHost } from "../host.ts";
import { integer } from "../options.ts";
import { JournalReader } from "../reader.ts";
import { type Snapshot, type SnapshotDamage, type SnapshotDescription, SnapshotStore } from "./snapshot-store.ts";

/** What is recovered, and into what. */
export interface RecoverOptions {
  /** The journal's folder. */
  folder: string;
  /** Where the snapshots are; default: the journal's folder. */
  snapshots?: string;
  /** Takes the state of a snapshot back. Not called where none can be used: the state is then that of a fresh start. */
  restore: (state: Uint8Array, snapshot: SnapshotDescription) => void;
  /** Applies a record, an input or an output: each that follows the snapshot, in order. Its bytes stay until it returns. */
  replay: (event: EventCursor) => void;
  /** Stop behind the input of this sequence; default: at the journal's end. */
  until?: number;
  /** The sequence that a fresh start begins with; default 1. Without a snapshot, a journal that begins later is refused. */
  firstSequence?: number;
  /** Where the files are; default {@link fileHost}. */
  host?: JournalHost;
}

/** What a recovery has done. */
export interface RecoveredState {
  /** The snapshot that it began with; undefined if it was a replay from the start. */
  snapshot: SnapshotDescription | undefined;
  /** Newer snapshots that were passed over, and why: damaged, or ahead of the journal's end. */
  passedOver: SnapshotDamage[];
  /** Records replayed. */
  records: number;
  /** The last input's sequence in the state. */
  sequence: number;
  /** Bytes behind the last whole record that a crash has left; opening a writer cuts them off. */
  tornTail: JournalDamage | undefined;
}

const KEYS = ["folder", "snapshots", "restore", "replay", "until", "firstSequence", "host"];

/**
 * Brings a state back: takes the newest snapshot that is whole, then every record behind it. The outcome is the same
 * state as a replay from the start gives.
 *
 * A snapshot that is damaged, or ahead of the journal's end (its last inputs were lost with the power), is named in
 * `passedOver`, and the one before it is taken; one that is ahead is set aside, lest other inputs take the numbers of
 * those it knows. What cannot be recovered exactly is refused.
 *
 * Open the journal's writer first: that makes a torn tail whole.
 *
 * @example
 * const done = recover({
 *   folder: "journal",
 *   restore: (state) => engine.restore(new SnapshotReader(state)),
 *   replay: (event) => engine.replay(event),
 * });
 * console.log(done.sequence, done.snapshot?.name);
 *
 * @throws {InputError} `INPUT_INVALID` if there is no journal; `CORRUPT` if it is damaged, or if records are missing
 * between the snapshot (or the fresh start) and the journal's first record
 * @throws {IoError} when the machine refuses
 */
export function recover(options: RecoverOptions): RecoveredState {
  for (const [key, value] of Object.entries(options))
    if (!KEYS.includes(key)) throw new ConfigError(`recover.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  const { folder, host = fileHost, restore, replay } = options;
  const until = integer("until", options.until, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const firstSequence = integer("firstSequence", options.firstSequence, 0, Number.MAX_SAFE_INTEGER - 1, 1);
  using reader = JournalReader.open(folder, { host });
  const store = new SnapshotStore({ folder: options.snapshots ?? folder, host });
  const { snapshot, passedOver } = choose(store, reader, until);
  const from = (snapshot?.description.sequence ?? firstSequence - 1) + 1;
  reader.seek(from);
  if (reader.sequence !== from - 1) throw gap(reader.sequence + 1, from, passedOver);
  if (snapshot !== undefined) restore(snapshot.state, snapshot.description);
  const event = new EventCursor();
  let records = 0;
  let sequence = from - 1;
  while (reader.next(event)) {
    if (event.sequence > until) break;
    replay(event);
    records += 1;
    sequence = event.sequence;
  }
  return { snapshot: snapshot?.description, passedOver, records, sequence, tornTail: reader.damage };
}

/** The newest snapshot that is whole and that the journal reaches. */
function choose(
  store: SnapshotStore,
  reader: JournalReader,
  until: number,
): { snapshot: Snapshot | undefined; passedOver: SnapshotDamage[] } {
  const passedOver: SnapshotDamage[] = [];
  let limit = until;
  for (;;) {
    const { snapshot, damaged } = store.newest(limit);
    passedOver.push(...damaged);
    if (snapshot === undefined) return { snapshot, passedOver };
    const { name, sequence } = snapshot.description;
    reader.seek(sequence + 1);
    if (reader.sequence >= sequence) return { snapshot, passedOver };
    store.setAside(name);
    const message = `${name}: ahead of the journal, whose last input is ${reader.sequence}; set aside as ${name}.ahead`;
    passedOver.push({ name, sequence, message });
    limit = sequence - 1;
  }
}

function gap(first: number, from: number, passedOver: readonly SnapshotDamage[]): InputError {
  const why =
    first > from
      ? `the inputs ${from} to ${first - 1} are missing: the journal begins with ${first}`
      : `the journal ends before ${from}`;
  const also = passedOver.length === 0 ? "" : `; passed over: ${passedOver.map(({ message }) => message).join("; ")}`;
  return new InputError("CORRUPT", `recovery: ${why}${also}`, { cause: passedOver });
}
