/** Columns of little-endian numbers, as messages carry them: one `bytes` for each field of many updates or quotes. */
import { InputError } from "@hotpath/core";
import { PROTOCOL } from "../protocol/schema.ts";
import type { ProtocolField } from "../protocol/schema-fields.ts";

/** Topics whose updates can come as columns, and the message whose fields they have. */
export const COLUMN_TOPICS = { quotes: "quote", trades: "trade", bars: "bar" } as const;
/** One of them. */
export type ColumnTopic = keyof typeof COLUMN_TOPICS;

/** Makes a typed array of a column's kind: its constructor, such as `Float64Array`. */
export type ColumnMaker<A> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, at: number, count: number): A;
};

/** The fields that are a message's own: behind those of an update and its instrument. */
export function columnFields(topic: ColumnTopic): readonly ProtocolField[] {
  const { fields } = PROTOCOL.find(({ name }) => name === COLUMN_TOPICS[topic])!;
  return fields.slice(fields.findIndex(({ name }) => name === "instrument") + 1);
}

/** The words of a field that has some; a column holds their places. */
export function wordsOf(field: ProtocolField): readonly string[] | undefined {
  return typeof field.kind === "object" && "oneOf" in field.kind ? field.kind.oneOf : undefined;
}

/**
 * The numbers of a column: a view of its bytes where they lie well for that, else a copy.
 *
 * @param bytes as MessagePack gives them, or the base64 of JSON
 * @param make the kind of numbers, such as `Float64Array`
 * @throws {InputError} `INPUT_INVALID` for another length than that of `count` numbers
 */
export function readColumn<A>(bytes: Uint8Array | string, make: ColumnMaker<A>, count: number): A {
  const given = typeof bytes === "string" ? fromBase64(bytes) : bytes;
  const wanted = count * make.BYTES_PER_ELEMENT;
  if (given.length !== wanted)
    throw new InputError("INPUT_INVALID", `got ${given.length} bytes; allowed: ${wanted}, of ${count} numbers`);
  const isAligned = given.byteOffset % make.BYTES_PER_ELEMENT === 0;
  // Not `slice`, which of a Buffer of Node is a view.
  const { buffer, byteOffset } = isAligned ? given : new Uint8Array(given);
  return new make(buffer, byteOffset, count);
}

/** The bytes of a column, without a copy. */
export function writeColumn(column: ArrayBufferView): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Not `fromBase64`, which Node 22 does not have. */
function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
