/** The protocol's JSON: for people and small tools. Times are the digits of their nanoseconds, as text; bytes are base64. */
import { InputError } from "@hotpath/core";

/** Messages as the text of a frame: one object, or an array of several. */
export function toJson(messages: readonly unknown[]): string {
  return JSON.stringify(messages.length === 1 ? messages[0] : messages, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}`;
    return value instanceof Uint8Array ? base64(value) : value;
  });
}

/** Not `toBase64`, which Node 22 does not have. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * The messages of a frame of text.
 *
 * @throws {InputError} `INPUT_INVALID` for what is no JSON
 */
export function fromJson(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    throw new InputError("INPUT_INVALID", `frame: ${(error as Error).message}`, { cause: error });
  }
}
