/** What the journal has of a client's command beside the inputs that it became, and texts in pieces. */
import {
  type EventCursor,
  type EventSink,
  GatewayCommand,
  type GatewayCommandKind,
  GatewayText,
  type GatewayTextKind,
  NO_INSTRUMENT,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";

/** 128 bits of a hash. */
export type HashWords = readonly [number, number, number, number];

/** Who had what done, and under which key. */
export interface CommandRecord {
  readonly command: GatewayCommandKind;
  /** The token's number. */
  readonly actor: number;
  /** The connection's number. */
  readonly session: number;
  /** Of an idempotency key and of what was asked for under it. */
  readonly key?: HashWords;
  readonly request?: HashWords;
  /** Why, for people: its first 400 bytes are kept. */
  readonly reason?: string;
}

const NOTHING: HashWords = [0, 0, 0, 0];
const PIECE_BYTES = 40;
type PieceWords = [number, number, number, number, number, number, number, number, number, number];
/** Bytes of a text that are kept. */
export const TEXT_BYTES = 400;

/** Writes the record of a command that became `count` inputs, the first of them `first`; 0 if they follow. */
export function writeCommand(
  sink: EventSink,
  micros: number,
  { command, actor, session, key = NOTHING, request = NOTHING }: CommandRecord,
  first: number,
  count: number,
): void {
  GatewayCommand.write(sink, micros, 0, NO_INSTRUMENT, 0, first, count, command, actor, session, ...key, ...request);
}

/** The pieces in which a text is written. */
export function piecesOf(text: string): number {
  return text === "" ? 0 : Math.ceil(bytesOf(text).length / PIECE_BYTES);
}

/** Writes a text of the command that has that number. */
export function writeText(sink: EventSink, micros: number, command: number, kind: GatewayTextKind, text: string): void {
  const bytes = bytesOf(text);
  for (let part = 0; part * PIECE_BYTES < bytes.length; part++) {
    const piece = new Uint8Array(PIECE_BYTES);
    piece.set(bytes.subarray(part * PIECE_BYTES, (part + 1) * PIECE_BYTES));
    const view = new DataView(piece.buffer);
    const words = Array.from({ length: WORDS.length }, (_, k) => view.getInt32(4 * k, true)) as PieceWords;
    GatewayText.write(sink, micros, 0, NO_INSTRUMENT, 0, command, kind, bytes.length, part, ...words);
  }
}

/** Puts a text together of its pieces, which come in their order. */
export class TextPieces implements Snapshotable {
  #bytes: Uint8Array = new Uint8Array(0);
  #command = -1;
  #parts = 0;

  /** Takes in a piece. @returns the whole text with the last of them */
  take(event: EventCursor): string | undefined {
    const part = GatewayText.part(event);
    const length = GatewayText.bytes(event);
    const command = GatewayText.command(event);
    if (part === 0) {
      this.#command = command;
      this.#parts = 0;
      this.#bytes = new Uint8Array(Math.ceil(Math.min(Math.max(length, 0), TEXT_BYTES) / PIECE_BYTES) * PIECE_BYTES);
    }
    const at = part * PIECE_BYTES;
    if (command !== this.#command || part !== this.#parts || at + PIECE_BYTES > this.#bytes.length) return undefined;
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    for (const [k, word] of WORDS.entries()) view.setInt32(at + 4 * k, word(event), true);
    this.#parts += 1;
    if (at + PIECE_BYTES < this.#bytes.length) return undefined;
    this.#command = -1;
    return new TextDecoder().decode(this.#bytes.subarray(0, length));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.f64(this.#command);
    writer.i32(this.#parts);
    writer.bytes(this.#bytes);
  }

  restore(reader: SnapshotReader): void {
    this.#command = reader.f64();
    this.#parts = reader.i32();
    this.#bytes = reader.bytes();
  }
}

const WORDS = [
  GatewayText.text0,
  GatewayText.text1,
  GatewayText.text2,
  GatewayText.text3,
  GatewayText.text4,
  GatewayText.text5,
  GatewayText.text6,
  GatewayText.text7,
  GatewayText.text8,
  GatewayText.text9,
];

/** The first bytes of a text, whole characters of them. */
function bytesOf(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text.slice(0, TEXT_BYTES));
  if (bytes.length <= TEXT_BYTES) return bytes;
  let end = TEXT_BYTES;
  while ((bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
