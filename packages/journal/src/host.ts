/**
 * What a journal asks of the machine: files written and read at offsets, and folders. The default is `fileHost`, on
 * `node:fs`, which Bun and Node share; tests put a host with faults in its place.
 */

/** Part of a file as memory: what is stored in it is the file's at once, and outlives the process. */
export interface FileMapping extends Disposable {
  readonly words: Int32Array;
}

/** An open file. Every method throws the host's own error when the machine refuses. */
export interface JournalFile {
  /** Length in bytes now. */
  size(): number;
  /** Reads up to `length` bytes of the file at `position` into `bytes` at `start`; answers how many, 0 at the end. */
  readAt(bytes: Uint8Array, start: number, length: number, position: number): number;
  /** Writes up to `length` bytes of `bytes` at `start` into the file at `position`; answers how many. */
  writeAt(bytes: Uint8Array, start: number, length: number, position: number): number;
  /** Cuts the file to `length` bytes. */
  truncate(length: number): void;
  /** Returns when the file's bytes and its length would survive a loss of power. */
  sync(): void;
  /**
   * Reserves disk for `length` bytes at `position`, both multiples of 64 KiB, and maps them: a store can then neither fail
   * nor wait for the disk. Not there where the host cannot.
   */
  map?(position: number, length: number): FileMapping;
  close(): void;
}

/** Syncs files on another thread, so that the one that writes never waits for a disk. */
export interface BackgroundSync extends Disposable {
  /** From now on `written` speaks of this file. Files are synced in the order in which they were begun. */
  begin(file: JournalFile): void;
  /** All inputs up to `sequence` are in the files: the next sync covers them. */
  written(sequence: number): void;
  /** The last sequence that a sync has covered; −1 before the first. */
  readonly durableSequence: number;
  /** Syncs done. */
  readonly syncs: number;
  /** Files that were begun, of which all but the last are done with for good. */
  readonly filesDone: number;
  /** What the machine said when a sync failed; the thread has then ended. */
  readonly failure: string | undefined;
  /** Waits until something was synced or failed, or so long. */
  wait(millis: number): void;
}

/** Files and folders. */
export interface JournalHost {
  /** Makes the folder, and those above it, if it is not there. */
  makeFolder(folder: string): void;
  /** Names of the files in the folder, in any order. */
  list(folder: string): string[];
  /** Opens a file: `read` and `write` need it to be there, `create` needs it not to be. */
  open(folder: string, name: string, mode: "read" | "write" | "create"): JournalFile;
  /** Removes a file. */
  remove(folder: string, name: string): void;
  /** Gives a file another name, in place of the file that has it, if there is one: in one step, whatever happens. */
  rename(folder: string, from: string, to: string): void;
  /** Returns when files made in and removed from the folder would survive a loss of power. */
  syncFolder(folder: string): void;
  /**
   * Takes the folder for one writer until disposed of, or until the process ends in whatever way; undefined where the host
   * knows no such locks.
   *
   * @throws if another writer has it
   */
  lock?(folder: string): Disposable | undefined;
  /** Starts a thread that syncs every so many milliseconds. Not there where the host cannot. */
  syncInBackground?(folder: string, intervalMillis: number): BackgroundSync;
}

/** The path of a file in a folder. */
export function pathOf(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
