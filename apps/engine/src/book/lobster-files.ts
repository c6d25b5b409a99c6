import { ConfigError } from "@hotpath/core";
import type { Decoder } from "@hotpath/market-data";
import {
  LobsterBookDecoder,
  LobsterBookRows,
  LobsterMessageDecoder,
  LobsterMessages,
  LobsterReplay,
  lobsterLevels,
} from "@hotpath/market-data/lobster";
import { type InputFile, openInput } from "./open-input.ts";

const LINE_FEED = 10;

/** A LOBSTER message file and its order book file, read side by side. */
export interface LobsterFiles {
  readonly replay: LobsterReplay;
  readonly messages: InputFile;
  /**
   * Replays them to their end.
   *
   * @param onRow called after each row that has a message, with the message's time in nanoseconds since midnight
   */
  run(onRow: (time: number) => void | Promise<void>): Promise<void>;
  /** Lines that could not be read, by file and reason, a line each. */
  notes(): string[];
}

/**
 * Opens both files. Neither is ever held whole.
 *
 * @param depth levels that are compared; all that the book file has by default
 * @throws {ConfigError} a file that cannot be read, or is no book file, or has fewer levels
 */
export async function openLobsterFiles(
  file: string,
  bookFile: string,
  depth: number | undefined,
): Promise<LobsterFiles> {
  if (file === "-" && bookFile === "-")
    throw new ConfigError("--book", bookFile, "a file: the messages come from there");
  const messageInput = await openInput(file, "FILE");
  const bookInput = await openInput(bookFile, "--book");
  const bookPieces = new Pieces(bookInput);
  const levels = lobsterLevels(await bookPieces.firstLine());
  if (levels === 0) throw new ConfigError("--book", bookFile, "an order book CSV of LOBSTER: four columns a level");
  if (depth !== undefined && depth > levels) {
    throw new ConfigError("--depth", depth, `at most ${levels}, the levels of ${bookFile}`);
  }
  const replay = new LobsterReplay(levels, depth);
  const messageDecoder = new LobsterMessageDecoder({ keepRefused: true });
  const bookDecoder = new LobsterBookDecoder(levels, { keepRefused: true });
  const messages = new Filled(messageDecoder, new LobsterMessages(), new Pieces(messageInput));
  const rows = new Filled(bookDecoder, new LobsterBookRows(levels, Math.max(16, Math.ceil(4096 / levels))), bookPieces);
  return {
    replay,
    messages: messageInput,
    run: (onRow) => replayFiles(replay, messages, rows, onRow),
    notes: () => [
      ...rejectNotes(messageDecoder, "messages"),
      ...rejectNotes(bookDecoder, "rows of the book file"),
      ...(messageDecoder.finerTimes > 0
        ? [`${messageDecoder.finerTimes} times finer than a nanosecond, cut to it`]
        : []),
    ],
  };
}

async function replayFiles(
  replay: LobsterReplay,
  messages: Filled<LobsterMessages>,
  rows: Filled<LobsterBookRows>,
  onRow: (time: number) => void | Promise<void>,
): Promise<void> {
  const width = 4 * replay.levels;
  while (true) {
    await messages.fill();
    await rows.fill();
    const { time, type, size, price, direction } = messages.columns;
    const both = Math.min(messages.left, rows.left);
    if (both === 0) break;
    for (let i = 0; i < both; i++) {
      const at = messages.at++;
      const from = width * rows.at++;
      replay.take(type[at]!, size[at]!, price[at]!, direction[at]!, rows.columns.values, from);
      const waiting = onRow(time[at]!);
      if (waiting !== undefined) await waiting;
    }
  }
  // One file is longer: what it has more has nothing beside it.
  while (messages.left + rows.left > 0) {
    for (; messages.left > 0; messages.at++) replay.missing("row");
    for (; rows.left > 0; rows.at++) replay.missing("message");
    await messages.fill();
    await rows.fill();
  }
}

function rejectNotes(decoder: Decoder<never>, what: string): string[] {
  return Object.entries(decoder.rejects.counts())
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${what} rejected: ${reason}`);
}

/** The pieces of a file, of which a part may be given back. */
class Pieces {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Uint8Array | undefined;

  constructor(input: InputFile) {
    this.#pieces = input.pieces()[Symbol.asyncIterator]();
  }

  /** The first line, without taking it. */
  async firstLine(): Promise<Uint8Array> {
    let start = new Uint8Array(0);
    while (!start.includes(LINE_FEED) && start.length < 1 << 20) {
      const piece = await this.next();
      if (piece === undefined) break;
      const longer = new Uint8Array(start.length + piece.length);
      longer.set(start);
      longer.set(piece, start.length);
      start = longer;
    }
    this.giveBack(start);
    const end = start.indexOf(LINE_FEED);
    return end === -1 ? start : start.subarray(0, end);
  }

  /** The next piece, or undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return held;
    const { done, value } = await this.#pieces.next();
    return done === true ? undefined : value;
  }

  giveBack(rest: Uint8Array): void {
    this.#held = rest.length === 0 ? undefined : rest;
  }
}

/** Columns that are filled again when their rows are used up. */
class Filled<Columns extends { count: number; clear(): void }> {
  readonly columns: Columns;
  /** The next row to use. */
  at = 0;
  readonly #decoder: Decoder<Columns>;
  readonly #pieces: Pieces;
  #isAtEnd = false;

  constructor(decoder: Decoder<Columns>, columns: Columns, pieces: Pieces) {
    this.#decoder = decoder;
    this.columns = columns;
    this.#pieces = pieces;
  }

  /** Rows that wait. */
  get left(): number {
    return this.columns.count - this.at;
  }

  /** Makes sure that rows wait, unless the file has no more. */
  async fill(): Promise<void> {
    if (this.left > 0) return;
    this.columns.clear();
    this.at = 0;
    while (this.columns.count === 0 && !this.#isAtEnd) {
      const piece = await this.#pieces.next();
      if (piece === undefined) {
        this.#decoder.end(this.columns);
        this.#isAtEnd = true;
      } else {
        this.#pieces.giveBack(piece.subarray(this.#decoder.decode(piece, this.columns)));
      }
    }
  }
}
