/**
 * What a journal asks of the machine: files written and read at offsets, and folders. The default is `node:fs`, which
 * Bun and Node share; tests put a host with faults in its place.
 */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";

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
  close(): void;
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
}

const FLAGS = { read: "r", write: "r+", create: "wx+" } as const;

/** The files of the machine, through `node:fs`. */
export const fileHost: JournalHost = {
  makeFolder: (folder) => {
    mkdirSync(folder, { recursive: true });
  },
  list: (folder) => readdirSync(folder),
  open: (folder, name, mode) => new DescriptorFile(openSync(pathOf(folder, name), FLAGS[mode])),
  remove: (folder, name) => unlinkSync(pathOf(folder, name)),
  rename: (folder, from, to) => renameSync(pathOf(folder, from), pathOf(folder, to)),
  syncFolder: (folder) => {
    // Windows opens no folders; its journal makes the names durable by itself.
    if (process.platform === "win32") return;
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};

/** The path of a file in a folder. */
export function pathOf(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

class DescriptorFile implements JournalFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  size(): number {
    return fstatSync(this.#descriptor).size;
  }

  readAt(bytes: Uint8Array, start: number, length: number, position: number): number {
    return readSync(this.#descriptor, bytes, start, length, position);
  }

  writeAt(bytes: Uint8Array, start: number, length: number, position: number): number {
    return writeSync(this.#descriptor, bytes, start, length, position);
  }

  truncate(length: number): void {
    ftruncateSync(this.#descriptor, length);
  }

  sync(): void {
    fdatasyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
