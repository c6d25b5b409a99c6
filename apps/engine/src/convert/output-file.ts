import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { ConfigError, IoError } from "@hotpath/core";
import type { Sink } from "../book/output/book-row.ts";

/** Bytes that wait before they are written. */
const PIECE = 1 << 16;

/**
 * A file being written, compressed as its name says (`.gz`, `.zst`), or standard output (`-`). Until it is finished it has
 * another name, so that a conversion that fails leaves no half of a file under the one asked for.
 */
export class OutputFile implements Sink, AsyncDisposable {
  readonly #path: string;
  readonly #parts: string;
  readonly #stream: NodeJS.WritableStream;
  readonly #file: NodeJS.WritableStream;
  #waiting: (string | Uint8Array)[] = [];
  #length = 0;
  #failure: Error | undefined;
  #isFinished = false;

  constructor(path: string) {
    this.#path = path;
    this.#parts = `${path}.part`;
    this.#file = path === "-" ? process.stdout : createWriteStream(this.#parts);
    const packer = /\.gz$/i.test(path) ? createGzip() : /\.zst$/i.test(path) ? createZstdCompress() : undefined;
    if (packer !== undefined) packer.pipe(this.#file as NodeJS.WritableStream);
    this.#stream = packer ?? this.#file;
    const fail = (error: Error) => {
      this.#failure ??= error;
    };
    this.#file.on("error", fail);
    packer?.on("error", fail);
  }

  text(text: string): void {
    this.#waiting.push(text);
    this.#length += text.length;
  }

  bytes(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#length += bytes.length;
  }

  /** Writes what waits, if it is much, or all of it. @throws {IoError} where the file cannot be written */
  async flush(all = false): Promise<void> {
    if (this.#length === 0 || (!all && this.#length < PIECE)) return;
    const parts = this.#waiting;
    this.#waiting = [];
    this.#length = 0;
    const joined = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(joined, (error) => (error ? reject(this.#wrong(error)) : resolve()));
    });
    if (this.#failure !== undefined) throw this.#wrong(this.#failure);
  }

  /** Writes everything and gives the file its name. @throws {IoError} where that cannot be */
  async finish(): Promise<void> {
    await this.flush(true);
    this.#isFinished = true;
    if (this.#stream !== process.stdout) {
      this.#stream.end();
      if (this.#file !== process.stdout)
        await finished(this.#file).catch((error: Error) => Promise.reject(this.#wrong(error)));
    }
    if (this.#path !== "-") await rename(this.#parts, this.#path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isFinished || this.#path === "-") return;
    (this.#file as { destroy?: () => void }).destroy?.();
    await rm(this.#parts, { force: true });
  }

  #wrong(error: Error): Error {
    return this.#failure?.message.includes("ENOENT")
      ? new ConfigError("OUT", this.#path, "a file that can be written")
      : new IoError(`${this.#path}: ${error.message}`);
  }
}
