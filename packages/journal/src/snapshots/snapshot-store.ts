import { ConfigError, hashBytes, InputError } from "@hotpath/core";
import { fileHost } from "../file-host.ts";
import { type JournalHost, pathOf } from "../host.ts";
import { io, writeAll } from "../internal/io.ts";
import { folderOf, integer } from "../options.ts";
import {
  encodeSnapshotHeader,
  readSnapshotHeader,
  readState,
  SNAPSHOT_EXTENSION,
  SNAPSHOT_HEADER_BYTES,
  type SnapshotHeader,
  STATE_BYTES_MAX,
  sequenceOfSnapshot,
  snapshotName,
} from "./snapshot-file.ts";

/** How a {@link SnapshotStore} is opened. */
export interface SnapshotStoreOptions {
  /** Where the snapshots are, made if it is not there; the journal's own folder as a rule. */
  folder: string;
  /** How many are kept: beyond them `save` removes the oldest. 1 to 1000; default 3. */
  keep?: number;
  /** Where the files are; default {@link fileHost}. */
  host?: JournalHost;
}

/** What is known of a snapshot without reading its state. */
export interface SnapshotDescription extends SnapshotHeader {
  /** File name. */
  name: string;
  /** Length of the file. */
  bytes: number;
}

/** A file of a snapshot that cannot be used. */
export interface SnapshotDamage {
  /** File name. */
  name: string;
  /** The sequence that its name states. */
  sequence: number;
  /** What was found, for people. */
  message: string;
}

/** A snapshot whose every byte was checked. */
export interface Snapshot {
  description: SnapshotDescription;
  /** The state, as it was saved. */
  state: Uint8Array;
}

const UNFINISHED = ".unfinished";

/**
 * Snapshots of a state beside the journal that leads to it, each in a file of its own: written under another name,
 * synced, and given its name in one step, so that a crash leaves either all of it or none.
 *
 * @example
 * using journal = JournalWriter.open({ folder: "journal" });
 * const snapshots = new SnapshotStore({ folder: "journal", keep: 3 });
 * const writer = new SnapshotWriter();
 * engine.snapshot(writer);
 * journal.flush(); // a snapshot must not be ahead of its journal
 * snapshots.save({ sequence: engine.sequence, time, state: writer.finish() });
 */
export class SnapshotStore {
  readonly folder: string;
  readonly #keep: number;
  readonly #host: JournalHost;

  /**
   * @throws {ConfigError} naming the option that is wrong
   * @throws {IoError} when the machine refuses
   */
  constructor(options: SnapshotStoreOptions) {
    for (const [key, value] of Object.entries(options))
      if (!["folder", "keep", "host"].includes(key))
        throw new ConfigError(`journal.${key}`, value, "one of the keys folder, keep, host");
    this.folder = folderOf(options.folder);
    this.#keep = integer("keep", options.keep, 1, 1000, 3);
    this.#host = options.host ?? fileHost;
    io("make", this.folder, () => this.#host.makeFolder(this.folder));
  }

  /**
   * Keeps a state durably: when it returns, the snapshot survives a loss of power. Then the oldest beyond `keep` are
   * removed, and what crashes have left of unfinished ones.
   *
   * @param snapshot `sequence` is that of the last input in the state, `time` that input's in nanoseconds
   * @throws {InputError} for a sequence, time or state that cannot be kept
   * @throws {IoError} when the machine refuses: then what was there before is still there
   */
  save(snapshot: { sequence: number; time: bigint; state: Uint8Array }): SnapshotDescription {
    const { sequence, time, state } = snapshot;
    if (!Number.isSafeInteger(sequence) || sequence < 0)
      throw new InputError("INPUT_INVALID", `a snapshot's sequence is a safe integer from 0, got ${sequence}`);
    if (BigInt.asIntN(64, time) !== time)
      throw new InputError("INPUT_OUT_OF_RANGE", `a snapshot's time has 64 bits, got ${time}`);
    if (state.length > STATE_BYTES_MAX)
      throw new InputError("INPUT_OUT_OF_RANGE", `a state of ${state.length} bytes; ${STATE_BYTES_MAX} are the most`);
    const header = { sequence, time, stateBytes: state.length, stateHash: hashBytes(state) };
    const name = snapshotName(sequence);
    this.#write(name, encodeSnapshotHeader(header), state);
    this.#tidy(name);
    return { ...header, name, bytes: SNAPSHOT_HEADER_BYTES + state.length };
  }

  /** The snapshots that are there, the oldest first, by their headers alone; `damaged` ones apart. */
  list(): { snapshots: SnapshotDescription[]; damaged: SnapshotDamage[] } {
    const snapshots: SnapshotDescription[] = [];
    const damaged: SnapshotDamage[] = [];
    for (const name of this.#names()) {
      const found = this.#read(name, false);
      if ("message" in found) damaged.push(found);
      else snapshots.push(found.description);
    }
    return { snapshots, damaged };
  }

  /**
   * The newest snapshot that is whole, every byte checked; the newer ones that are not are named in `damaged`.
   *
   * @param until only those of this sequence and before
   */
  newest(until: number = Number.MAX_SAFE_INTEGER): { snapshot: Snapshot | undefined; damaged: SnapshotDamage[] } {
    const damaged: SnapshotDamage[] = [];
    for (const name of this.#names().reverse()) {
      if (sequenceOfSnapshot(name) > until) continue;
      const found = this.#read(name, true);
      if (!("message" in found)) return { snapshot: found, damaged };
      damaged.push(found);
    }
    return { snapshot: undefined, damaged };
  }

  /**
   * Takes a snapshot out of the list without losing it: its file is renamed to end in `.ahead`. For one whose inputs the
   * journal has lost, so that it is not taken for part of what is journalled from here on.
   */
  setAside(name: string): void {
    io("rename", pathOf(this.folder, name), () => {
      this.#host.rename(this.folder, name, `${name}.ahead`);
      this.#host.syncFolder(this.folder);
    });
  }

  #names(): string[] {
    return io("list", this.folder, () => this.#host.list(this.folder))
      .filter((name) => sequenceOfSnapshot(name) >= 0)
      .sort();
  }

  #read(name: string, withState: boolean): Snapshot | SnapshotDamage {
    const path = pathOf(this.folder, name);
    return io("read", path, () => {
      const file = this.#host.open(this.folder, name, "read");
      try {
        const bad = (message: string): SnapshotDamage => ({
          name,
          sequence: sequenceOfSnapshot(name),
          message: `${path}: ${message}`,
        });
        const header = readSnapshotHeader(file, name);
        if (typeof header === "string") return bad(header);
        const state = withState ? readState(file, header) : new Uint8Array(0);
        if (typeof state === "string") return bad(state);
        return { description: { ...header, name, bytes: SNAPSHOT_HEADER_BYTES + header.stateBytes }, state };
      } finally {
        file.close();
      }
    });
  }

  #write(name: string, header: Uint8Array, state: Uint8Array): void {
    const host = this.#host;
    const unfinished = `${name}${UNFINISHED}`;
    io("write", pathOf(this.folder, name), () => {
      if (host.list(this.folder).includes(unfinished)) host.remove(this.folder, unfinished);
      const file = host.open(this.folder, unfinished, "create");
      try {
        writeAll(file, header, header.length, 0);
        writeAll(file, state, state.length, header.length);
        file.sync();
      } finally {
        file.close();
      }
      host.rename(this.folder, unfinished, name);
      host.syncFolder(this.folder);
    });
  }

  /** Removes the oldest beyond those that are kept; only whole ones count, so that damage never crowds them out. */
  #tidy(saved: string): void {
    io("tidy", this.folder, () => {
      for (const name of this.#host.list(this.folder))
        if (name.endsWith(`${SNAPSHOT_EXTENSION}${UNFINISHED}`)) this.#host.remove(this.folder, name);
    });
    const whole = this.list().snapshots.map(({ name }) => name);
    for (const name of whole.slice(0, Math.max(0, whole.length - this.#keep)))
      if (name !== saved) io("remove", pathOf(this.folder, name), () => this.#host.remove(this.folder, name));
  }
}
