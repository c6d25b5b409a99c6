/**
 * The format of recordings: lines of text, each ended by a newline, so that what reads a message a line reads them as they
 * are. TIME is 19 digits of nanoseconds since the Unix epoch.
 *
 * | line | what it is |
 * |---|---|
 * | `TIME MESSAGE` | a text message, its bytes as they came |
 * | `URL <-> TIME` | a connection stands |
 * | `URL <- TIME: TEXT` | what was sent over it |
 * | `URL -> TIME: BODY` | an answer over HTTP |
 * | `# TIME start VERSION PART JSON` | a file begins |
 * | `# TIME end PART` | the file is whole; the part that goes on, or 0 |
 * | `# TIME connecting URL`, `closed`, `lost CODE REASON` | what else became of a connection |
 * | `# TIME failed URL REASON` | a request without an answer |
 * | `# TIME timer NUMBER` | a timer ran off |
 * | `# TIME dropped MESSAGES` | so many messages are missing here |
 * | `# TIME text BASE64`, `binary BASE64`, `sent URL BASE64`, `answer URL BASE64` | bytes that have a newline in them, or are no text |
 *
 * The first four are those of recordings that were there before (hftbacktest's, cryptofeed's raw captures).
 */
import { joinNanos } from "@hotpath/core";
import { readReceiveTime } from "./receive-time.ts";
import type { RecordedEvent } from "./recorded-event.ts";

/** Version of the format. */
export const RECORDING_VERSION = 1;

const SPACE = 32;
const HASH = 35;
const ARRAY = 91;
const OBJECT = 123;

const time = { receivedMicros: Number.NaN, receivedNanos: 0 };
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What a line is that holds no event, and is none of the format's mistakes either. */
export type NoEvent = "skip" | "bad";

/**
 * Reads a line, without its newline.
 *
 * @param lastTime the time of a message that has none of its own
 * @returns the event; `skip` for a line of another program's that holds none; `bad` for a line that cannot be understood
 */
export function parseRecordingLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  lastTime: bigint,
): RecordedEvent | NoEvent {
  const first = from < to ? bytes[from]! : SPACE;
  if ((first ^ 48) <= 9) {
    const at = readReceiveTime(bytes, from, to, time);
    return at < 0 ? "bad" : { kind: "message", time: lineTime(), data: bytes.subarray(at, to), isText: true };
  }
  if (first === OBJECT || first === ARRAY) {
    return { kind: "message", time: lastTime, data: bytes.subarray(from, to), isText: true };
  }
  return first === HASH ? parseMark(bytes, from, to) : parseAddressed(bytes, from, to);
}

/** The next word of a line: what comes before the next space. */
function wordEnd(bytes: Uint8Array, from: number, to: number): number {
  const end = bytes.subarray(from, to).indexOf(SPACE);
  return end < 0 ? to : from + end;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(Math.min(from, to), to));
}

function lineTime(): bigint {
  return joinNanos(time.receivedMicros, time.receivedNanos);
}

/** The kind of a mark, and where what it says begins: for readers that only want some. */
export function readMark(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: { receivedMicros: number; receivedNanos: number },
): { word: string; at: number } | undefined {
  if (bytes[from] !== HASH || bytes[from + 1] !== SPACE) return undefined;
  const at = readReceiveTime(bytes, from + 2, to, out);
  if (at < 0) return undefined;
  const end = wordEnd(bytes, at, to);
  return { word: textOf(bytes, at, end), at: Math.min(end + 1, to) };
}

function parseMark(bytes: Uint8Array, from: number, to: number): RecordedEvent | NoEvent {
  const mark = readMark(bytes, from, to, time);
  if (mark === undefined) return "bad";
  const { word, at } = mark;
  const end = wordEnd(bytes, at, to);
  const [first, rest] = [textOf(bytes, at, end), () => textOf(bytes, end + 1, to)];
  const number = /^\d{1,15}$/.test(first) ? Number(first) : Number.NaN;
  switch (word) {
    case "start":
      return parseStart(number, rest());
    case "end":
      return number >= 0 ? { kind: "end", time: lineTime(), part: number } : "bad";
    case "connecting":
      return { kind: "connecting", time: lineTime(), url: first };
    case "closed":
      return { kind: "closed", time: lineTime() };
    case "lost":
      return number >= 0 ? { kind: "lost", time: lineTime(), code: number, reason: rest() } : "bad";
    case "failed":
      return { kind: "failed", time: lineTime(), url: first, reason: rest() };
    case "timer":
      return number >= 0 ? { kind: "timer", time: lineTime(), number } : "bad";
    case "dropped":
      return number >= 0 ? { kind: "dropped", time: lineTime(), messages: number } : "bad";
    case "text":
    case "binary": {
      const data = fromBase64(first);
      return data === undefined ? "bad" : { kind: "message", time: lineTime(), data, isText: word === "text" };
    }
    case "sent":
    case "answer": {
      const data = fromBase64(rest());
      if (data === undefined) return "bad";
      if (word === "answer") return { kind: "answer", time: lineTime(), url: first, data };
      return { kind: "sent", time: lineTime(), url: first, text: decoder.decode(data) };
    }
    default:
      // A mark of a version to come.
      return "skip";
  }
}

function parseStart(version: number, rest: string): RecordedEvent | NoEvent {
  const match = /^(\d{1,9}) (.*)$/.exec(rest);
  if (match === null || !(version >= 1)) return "bad";
  try {
    const about: unknown = JSON.parse(match[2]!);
    if (typeof about !== "object" || about === null || Array.isArray(about)) return "bad";
    return { kind: "start", time: lineTime(), version, part: Number(match[1]), about };
  } catch {
    return "bad";
  }
}

/** A line that begins with an address. */
function parseAddressed(bytes: Uint8Array, from: number, to: number): RecordedEvent | NoEvent {
  const end = wordEnd(bytes, from, to);
  if (textOf(bytes, from, end) === "configuration:" || from === to) return "skip";
  const arrowEnd = wordEnd(bytes, end + 1, to);
  const arrow = textOf(bytes, end + 1, arrowEnd);
  if (!["<->", "<-", "->"].includes(arrow)) return "bad";
  const at = readReceiveTime(bytes, arrowEnd + 1, to, time);
  if (at < 0) return "bad";
  const url = textOf(bytes, from, end);
  if (arrow === "<->") return { kind: "opened", time: lineTime(), url };
  if (arrow === "<-") return { kind: "sent", time: lineTime(), url, text: textOf(bytes, at, to) };
  return { kind: "answer", time: lineTime(), url, data: bytes.subarray(at, to) };
}

/** An address as one word. */
export function wordOfUrl(url: string): string {
  const word = url.replace(/[\s\p{Cc}]/gu, encodeURIComponent);
  // What begins otherwise would be taken for a message, a time or a mark.
  return /^[A-Za-z]/.test(word) ? word : `url:${word}`;
}

/** A text on one line, as reasons are written. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}

/** Bytes as base 64. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** The bytes of base 64, or undefined if the text is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
