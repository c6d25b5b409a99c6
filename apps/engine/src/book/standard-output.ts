import type { Sink } from "./output/book-row.ts";

/** Bytes that wait before they are written. */
const PIECE = 1 << 16;

/** The standard output, written in large pieces, and waited for where its reader is slow: nothing piles up. */
export class StandardOutput implements Sink {
  #parts: (string | Uint8Array)[] = [];
  #length = 0;

  text(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** Whether so much waits that it should be written. */
  get isFull(): boolean {
    return this.#length >= PIECE;
  }

  /** Writes what waits, if it is much, or all of it. */
  async flush(all = false): Promise<void> {
    if (this.#length === 0 || (!all && !this.isFull)) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#length = 0;
    let text = "";
    for (const part of parts) {
      if (typeof part === "string") {
        text += part;
        continue;
      }
      await write(text);
      text = "";
      await write(part);
    }
    await write(text);
  }
}

async function write(part: string | Uint8Array): Promise<void> {
  if (part.length === 0) return;
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(part, (error) => (error ? reject(error) : resolve())),
  );
}
