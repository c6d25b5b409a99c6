import { ConfigError, IoError } from "@hotpath/core";

/** One file that is written. */
export interface RecordingPart {
  /** Its name, for people. */
  readonly name: string;
  /** Writes bytes behind those that are there. Rejects if it cannot. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it durable and closes it. */
  close(): Promise<void>;
}

/** Where recordings go: files, or whatever takes bytes. */
export interface RecordingSink {
  /** Opens a part: the first is 1. */
  open(part: number): Promise<RecordingPart>;
}

/** A name with the number of a part before its endings: `btc.zst` becomes `btc.0002.zst`. */
export function partName(path: string, part: number): string {
  const match = /^(.*?)((?:\.[A-Za-z0-9]{1,8}){0,2})$/s.exec(path.slice(path.lastIndexOf("/") + 1))!;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return `${folder}${match[1]}.${String(part).padStart(4, "0")}${match[2]}`;
}

/**
 * Files. One that exists is never written to: without rotation that is an error, with it the next number that is free is
 * taken. Needs `node:fs` (Bun, Node).
 *
 * @param path the file; with rotation the name to which numbers are added
 * @param rotates whether there may be several
 */
export function fileRecordingSink(path: string, rotates = false): RecordingSink {
  if (typeof path !== "string" || path === "") throw new ConfigError("recording.path", path, "a file name");
  let shift = 0;
  return {
    open: async (part) => {
      const files = await import("node:fs/promises");
      for (;;) {
        const name = rotates ? partName(path, part + shift) : path;
        try {
          const file = await files.open(name, "wx");
          return openPart(name, file);
        } catch (error) {
          const { code, message } = error as NodeJS.ErrnoException;
          if (code === "EEXIST" && rotates && shift < 1_000_000) shift++;
          else if (code === "EEXIST") throw new ConfigError("recording.path", path, "a file that does not exist yet");
          else throw new ConfigError("recording.path", path, `a file that can be written (${message})`);
        }
      }
    },
  };
}

function openPart(name: string, file: import("node:fs/promises").FileHandle): RecordingPart {
  const wrong = (error: unknown) => new IoError(`${name}: ${(error as Error).message}`, { cause: error });
  return {
    name,
    write: async (bytes) => {
      try {
        for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
      } catch (error) {
        throw wrong(error);
      }
    },
    close: async () => {
      try {
        await file.datasync();
      } catch (error) {
        // A pipe or a device has nothing to make durable.
        if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw wrong(error);
      } finally {
        await file.close().catch(() => {});
      }
    },
  };
}

/** Parts kept in memory: for tests, and for what is thrown away again. */
export class MemoryRecording implements RecordingSink {
  /** The bytes of each part. */
  readonly parts: Uint8Array[][] = [];

  async open(part: number): Promise<RecordingPart> {
    const written: Uint8Array[] = [];
    this.parts.push(written);
    return {
      name: `part ${part}`,
      write: async (bytes) => {
        written.push(bytes);
      },
      close: async () => {},
    };
  }

  /** All bytes of all parts. */
  pieces(): Uint8Array[] {
    return this.parts.flat();
  }
}
