const SPACE = 32;
const POINT = 46;
const ZERO = 48;
const COLON = 58;

/** Where a time of receipt is put: {@link MarketBatch} is one. */
export interface ReceiveTime {
  /** Whole microseconds since the Unix epoch. */
  receivedMicros: number;
  /** The nanoseconds within. */
  receivedNanos: number;
}

/**
 * Reads the time of receipt that a line of a recording has: nanoseconds (18 or 19 digits), microseconds (15 and more),
 * milliseconds (12 and more) or seconds, these with a fraction too; then a colon or none, and spaces, behind which the
 * message begins.
 *
 * @returns where the message begins, `to` if nothing follows, or −1 if there is no such time
 */
export function readReceiveTime(bytes: Uint8Array, from: number, to: number, out: ReceiveTime): number {
  let at = digitsEnd(bytes, from, to);
  const digits = at - from;
  if (digits === 0) return -1;
  if (bytes[at] === POINT && at < to) {
    const seconds = number(bytes, from, at);
    const point = at + 1;
    at = digitsEnd(bytes, point, to);
    let nanos = number(bytes, point, Math.min(at, point + 9));
    for (let place = at - point; place < 9; place++) nanos *= 10;
    if (digits > 10) return -1;
    out.receivedMicros = seconds * 1_000_000 + Math.floor(nanos / 1000);
    out.receivedNanos = nanos % 1000;
  } else if (digits >= 18) {
    if (digits > 19) return -1;
    out.receivedMicros = number(bytes, from, at - 3);
    out.receivedNanos = number(bytes, at - 3, at);
  } else {
    const scale = digits >= 15 ? 1 : digits >= 12 ? 1000 : 1_000_000;
    const micros = number(bytes, from, at) * scale;
    if (!(micros <= Number.MAX_SAFE_INTEGER)) return -1;
    out.receivedMicros = micros;
    out.receivedNanos = 0;
  }
  if (at < to && bytes[at] === COLON) at++;
  if (at === to) return to;
  if (bytes[at] !== SPACE) return -1;
  return at + 1;
}

/** Writes a time as 19 digits of nanoseconds. @returns where they end */
export function writeReceiveTime(bytes: Uint8Array, at: number, micros: number, nanos: number): number {
  let left = nanos;
  for (let place = at + 18; place >= at + 16; place--) {
    bytes[place] = ZERO + (left % 10);
    left = Math.floor(left / 10);
  }
  left = micros;
  for (let place = at + 15; place >= at; place--) {
    const tenth = Math.floor(left / 10);
    bytes[place] = ZERO + (left - tenth * 10);
    left = tenth;
  }
  return at + 19;
}

function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at]! ^ ZERO) <= 9) at++;
  return at;
}

function number(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at]! ^ ZERO);
  return value;
}
