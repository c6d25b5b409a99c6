/**
 * The reading of a message whose layout the scanner does not know: `JSON.parse`, and fields taken from its values. It
 * allocates, and refuses by throwing a {@link Refusal} that the decoder catches and counts.
 */
import { POWERS_OF_TEN, tryParseFixed } from "@hotpath/core";

/** Why a message of a JSON feed was not taken. */
export const JSON_REJECTS = [
  /** It is no JSON (RFC 8259). */
  "badJson",
  /** It is JSON, and nothing that this venue is known to send. */
  "unknownLayout",
  /** It is about a symbol that the decoder was not told of. */
  "unknownSymbol",
  /** A price, size, time or number that is none, or that may not be negative. */
  "badNumber",
  /** A price or size with more decimals than the instrument has. */
  "tooFine",
  /** A price, size or number beyond ±(2^53 − 1) units. */
  "tooLarge",
  /** More rows than a batch may have, or a line longer than a reader keeps. */
  "tooLong",
  /** The stream ended within it. */
  "truncated",
  /** A level or an order whose id was never told of. */
  "unknownId",
] as const;
/** A value of {@link JSON_REJECTS}. */
export type JsonReject = (typeof JSON_REJECTS)[number];

/** What is thrown to leave the reading of a message. */
export class Refusal extends Error {
  /** Index into {@link JSON_REJECTS}. */
  readonly reason: number;
  /** The symbol that is not known, if that is the reason. */
  readonly symbol: string | undefined;

  constructor(reason: JsonReject, symbol?: string) {
    super(reason);
    this.reason = JSON_REJECTS.indexOf(reason);
    this.symbol = symbol;
  }
}

/** A JSON value; numbers are the text that stood in the message, so that no digit is lost. */
export type JsonValue = string | boolean | null | JsonValue[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

const decoder = new TextDecoder();
const NUMBER = /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?$/;

/** Parses a message. @throws {Refusal} `badJson` */
export function parseJson(bytes: Uint8Array, from: number, to: number): JsonValue {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(from, to)), sourceText as never) as JsonValue;
  } catch {
    throw new Refusal("badJson");
  }
}

/** The source text of a number, where the engine tells it (ECMAScript's `JSON.parse` source text access). */
function sourceText(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

/** The value as an object. @throws {Refusal} */
export function objectOf(value: JsonValue | undefined): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Refusal("unknownLayout");
}

/** Whether the value is an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an array. @throws {Refusal} */
export function arrayOf(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value;
  throw new Refusal("unknownLayout");
}

/** The value as text, of a string or a number. @throws {Refusal} */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  throw new Refusal("unknownLayout");
}

/** The value as text, or undefined. */
export function optionalText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether the value is `true`. @throws {Refusal} if it is no truth value */
export function truthOf(value: JsonValue | undefined): boolean {
  if (typeof value === "boolean") return value;
  throw new Refusal("unknownLayout");
}

/** Units of a decimal in text or as a number, negative ones too. @throws {Refusal} */
export function unitsOf(value: JsonValue | undefined, decimals: number): number {
  const text = textOf(value);
  const units = tryParseFixed(text, decimals);
  if (!Number.isNaN(units)) return units;
  if (!NUMBER.test(text)) throw new Refusal("badNumber");
  // Told apart by the magnitude: what is too large as a count of whole units, or of these units, else it is too fine.
  throw new Refusal(
    Math.abs(Number(text)) * POWERS_OF_TEN[decimals]! > Number.MAX_SAFE_INTEGER ? "tooLarge" : "tooFine",
  );
}

/** Units of a decimal of 0 or more. @throws {Refusal} */
export function positiveUnitsOf(value: JsonValue | undefined, decimals: number): number {
  const units = unitsOf(value, decimals);
  if (units < 0) throw new Refusal("badNumber");
  return units;
}

/**
 * Units of a volume of the day: NaN where it cannot be said exactly in units of 10^−decimals, for it may be the sum of
 * more than fits.
 *
 * @throws {Refusal} if it is no number of 0 or more
 */
export function volumeOf(value: JsonValue | undefined, decimals: number): number {
  const text = textOf(value);
  const units = tryParseFixed(text, decimals);
  if (units < 0 || (Number.isNaN(units) && !(NUMBER.test(text) && Number(text) >= 0))) throw new Refusal("badNumber");
  return units;
}

/** A safe integer of 0 or more. @throws {Refusal} */
export function integerOf(value: JsonValue | undefined): number {
  return positiveUnitsOf(value, 0);
}
