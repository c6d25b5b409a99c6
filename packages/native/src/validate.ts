/**
 * What stands between a caller and C: no kernel is called before the lengths here are true.
 *
 * A length is believed only if the last element is there: `length` can be overridden, an element of a typed array
 * cannot. Arrays over a buffer that was detached or has shrunk have no elements, which is told apart from being empty.
 */
import { describeValue, InputError } from "@hotpath/core";

/** The length of a Float64Array that is what it says. */
export function vectorLength(x: Float64Array, name: string): number {
  if (!(ArrayBuffer.isView(x) && x instanceof Float64Array)) throw notAnArray(name, "Float64Array", x);
  const n = x.length;
  if (n === 0) assertAttached(x, name);
  else if (x[n - 1] === undefined) throw new InputError("INPUT_INVALID", `${name}: has fewer than its ${n} elements`);
  return n;
}

/** The length of a Uint8Array that is what it says. */
export function bytesLength(x: Uint8Array, name: string): number {
  if (!(ArrayBuffer.isView(x) && x instanceof Uint8Array)) throw notAnArray(name, "Uint8Array", x);
  const n = x.length;
  if (n === 0) assertAttached(x, name);
  else if (x[n - 1] === undefined) throw new InputError("INPUT_INVALID", `${name}: has fewer than its ${n} elements`);
  return n;
}

/** The common length of two vectors. */
export function commonLength(a: Float64Array, aName: string, b: Float64Array, bName: string): number {
  const n = vectorLength(a, aName);
  const m = vectorLength(b, bName);
  if (n !== m) throw new InputError("INPUT_INVALID", `${bName}: has ${m} elements where ${aName} has ${n}`);
  return n;
}

/** Demands that an output has room. */
export function assertRoom(out: Float64Array, room: number, name: string): void {
  const n = vectorLength(out, name);
  if (n < room) throw new InputError("INPUT_INVALID", `${name}: has ${n} elements; ${room} are written`);
}

/** Demands a whole number within bounds. */
export function assertInteger(value: number, from: number, to: number, name: string): void {
  if (!(Number.isSafeInteger(value) && value >= from && value <= to))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `${name}: got ${describeValue(value)}; allowed: an integer from ${from} to ${to}`,
    );
}

/** Whether two views of one buffer share a byte. */
export function overlap(a: Float64Array, b: Float64Array): boolean {
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function assertAttached(x: Float64Array | Uint8Array, name: string): void {
  try {
    // The methods of a typed array, unlike its length, refuse a view that lost its buffer.
    Object.getPrototypeOf(Float64Array.prototype).includes.call(x, 0);
  } catch (cause) {
    throw new InputError("INPUT_INVALID", `${name}: its buffer was detached, or has shrunk from under it`, { cause });
  }
}

function notAnArray(name: string, type: string, got: unknown): InputError {
  return new InputError("INPUT_INVALID", `${name}: got ${describeValue(got)}; allowed: a ${type}`);
}
