/**
 * The cold paths of claiming and reading records.
 */
import { HotpathError, InputError } from "@hotpath/core";
import { TYPE_PADDING } from "../ring-layout.ts";

/**
 * Checks what a claim asks for.
 *
 * @throws {InputError} `INPUT_OUT_OF_RANGE`
 */
export function checkRecord(type: number, length: number, maxPayload: number): void {
  if ((type | 0) !== type || type <= TYPE_PADDING) {
    throw new InputError("INPUT_OUT_OF_RANGE", `record type ${type}: allowed 1 to 2^31 - 1`);
  }
  if ((length | 0) !== length || length < 0 || length > maxPayload) {
    throw new InputError("INPUT_OUT_OF_RANGE", `record of ${length} bytes: this ring takes 0 to ${maxPayload}`);
  }
}

/**
 * A header that no producer writes: the ring's memory was overwritten by something else.
 *
 * @throws {HotpathError} `INVARIANT_BROKEN`
 */
export function refuseHeader(position: number, word: number): never {
  throw new HotpathError("INVARIANT_BROKEN", `ring: record header ${word} at position ${position >>> 0}`);
}
