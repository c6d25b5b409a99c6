import { ConfigError } from "@hotpath/core";

/** A message found in a log. */
export interface LogEntry {
  /** The message as it was on the wire. */
  bytes: Uint8Array;
  /** The line on which it begins, from 1. */
  line: number;
  /** What stands before it on its line. */
  prefix: string;
  /** The time in the prefix, as it is written there; `undefined` where there is none. */
  time: string | undefined;
  /** `in` or `out` where the prefix says so. */
  direction: "in" | "out" | undefined;
}

/** How a {@link LogReader} is made. */
export interface LogReaderOptions {
  /** The most bytes of a line, and of a message over several; what is longer is skipped. 1,048,576 by default. */
  maxLineBytes?: number;
}

const NEWLINE = 10;

/** The separators that logs write: byte 1 itself, and what people put in its place. */
const SEPARATORS = [
  "\u0001",
  "|",
  "^A",
  "<SOH>",
  "\\u0001",
  "\\x01",
  "\\001",
  "\u00e2\u0090\u0081",
  ";",
  "\u00a6",
  "~",
];
const ESCAPED = SEPARATORS.map((separator) => separator.replace(/[|^\\$.*+?()[\]{}]/g, "\\$&"));
/** BeginString, its separator, and BodyLength. */
const BEGIN = new RegExp(`8=FIXT?\\.\\d\\.\\d(?:SP\\d)?(${ESCAPED.join("|")})9=`);
const TIME = /\d{8}-\d{2}:\d{2}:\d{2}(?:\.\d+)?|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?Z?/;
const OUT = /\b(?:outgoing|out|sent|send|sending|tx)\b|-->/i;
const IN = /\b(?:incoming|in|received|recv|receiving|rx)\b|<--/i;

/**
 * Finds messages in logs: raw streams of bytes, QuickFIX's message logs (`20260314-13:30:15.123 : 8=FIX…`), QuickFIX/J's
 * (`<20260314-13:30:15, FIX.4.4:A->B, incoming> (8=FIX…)`) and others of a message a line, with the separator as byte 1,
 * `|`, `^A`, `<SOH>`, `\x01`, `;` and the like. A separator is one only where a tag follows it, so that `|` may stand
 * within a text. Data may go over several lines. Other lines are skipped.
 */
export class LogReader {
  /** Lines read so far. */
  lines = 0;
  /** Lines skipped because they were longer than `maxLineBytes`. */
  tooLong = 0;
  readonly #max: number;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #skipping = false;
  /** A message that began and has not ended yet. */
  #open = "";
  #openLine = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: LogReaderOptions = {}) {
    const { maxLineBytes = 1_048_576 } = options;
    if (!(Number.isInteger(maxLineBytes) && maxLineBytes >= 64 && maxLineBytes <= 2 ** 28))
      throw new ConfigError("logReader.maxLineBytes", maxLineBytes, "an integer from 64 to 268435456");
    this.#max = maxLineBytes;
  }

  /** Takes a piece of the log, cut anywhere, and gives the messages that end in it. */
  *read(piece: Uint8Array): Generator<LogEntry> {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      this.#keep(piece.subarray(from, at + 1));
      yield* this.#line();
      from = at + 1;
    }
    this.#keep(piece.subarray(from));
  }

  /** Gives the messages of the last line, which no newline ends. */
  *finish(): Generator<LogEntry> {
    if (this.#restLength > 0) yield* this.#line();
    this.#open = "";
  }

  #keep(bytes: Uint8Array): void {
    if (this.#skipping || bytes.length === 0) return;
    this.#restLength += bytes.length;
    if (this.#restLength > this.#max) {
      this.#skipping = true;
      this.#rest = [];
    } else this.#rest.push(bytes.slice());
  }

  /** Looks at the line that is whole now. */
  *#line(): Generator<LogEntry> {
    this.lines++;
    const text = this.#rest.map(binary).join("");
    const skipped = this.#skipping;
    this.#rest = [];
    this.#restLength = 0;
    this.#skipping = false;
    if (skipped) {
      this.tooLong++;
      this.#open = "";
      return;
    }
    const begins = BEGIN.test(text);
    // What was open and never ended is given up where another message begins.
    if (this.#open === "" || begins) {
      this.#open = begins ? text : "";
      this.#openLine = this.lines;
    } else this.#open += text;
    if (this.#open !== "") yield* this.#messages();
  }

  /** The messages of what is open; what is left is open still. */
  *#messages(): Generator<LogEntry> {
    let text = this.#open;
    this.#open = "";
    for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
      const separator = begin[1]!;
      const end = endOf(text, begin.index, separator);
      if (end < 0) {
        if (text.length < this.#max) this.#open = text;
        return;
      }
      const prefix = text.slice(0, begin.index).trim();
      yield {
        bytes: toWire(text.slice(begin.index, end), separator),
        line: this.#openLine,
        prefix,
        time: TIME.exec(prefix)?.[0],
        direction: IN.test(prefix) ? "in" : OUT.test(prefix) ? "out" : undefined,
      };
      text = text.slice(end);
    }
  }
}

/** Where the message that begins at `start` ends: behind the digits of its checksum and a separator; −1 if it does not. */
function endOf(text: string, start: number, separator: string): number {
  for (let at = text.indexOf(`${separator}10=`, start); at >= 0; at = text.indexOf(`${separator}10=`, at + 1)) {
    let end = at + separator.length + 3;
    const digits = end;
    while (end < text.length && end - digits < 3 && isDigit(text.charCodeAt(end))) end++;
    if (end === digits) continue;
    if (text.startsWith(separator, end)) return end + separator.length;
    if (end === text.length || !isDigit(text.charCodeAt(end))) return end;
  }
  return -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The bytes of a message whose separator is written otherwise. */
function toWire(text: string, separator: string): Uint8Array {
  let wire = "";
  let from = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length)) {
    const next = at + separator.length;
    if (next < text.length && !/^\d+=/.test(text.slice(next, next + 12))) continue;
    wire += `${text.slice(from, at)}\u0001`;
    from = next;
  }
  wire += text.slice(from);
  if (!wire.endsWith("\u0001")) wire += "\u0001";
  return Uint8Array.from(wire, (char) => char.charCodeAt(0));
}

/** The bytes as a text of one byte a character. */
function binary(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
