/** Fields of LOBSTER's CSV: integers and times, between commas, nothing else. */

const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Digits of a safe integer at the most, which are summed before it is asked whether it is one. */
const MAX_DIGITS = 16;
/** Decimals of a second that are read; what is finer than a nanosecond is cut. */
const MAX_DECIMALS = 18;

/** A cursor over the fields of a line. */
export class LineFields {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the next field begins; beyond `end` when there is none. */
  at = 0;
  end = 0;
  /** Whether the last time was finer than a nanosecond. */
  wasFiner = false;

  /** Takes a line. */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next field as a safe integer, or NaN. */
  integer(): number {
    const { bytes, end } = this;
    let at = this.at;
    const isNegative = at < end && bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    const digits = at - first;
    const isWhole = this.#pass(at);
    if (!isWhole || digits === 0 || digits > MAX_DIGITS || value > Number.MAX_SAFE_INTEGER) return Number.NaN;
    return isNegative ? 0 - value : value;
  }

  /** The next field, seconds with decimals, as nanoseconds, or NaN. At most a day. */
  nanoseconds(): number {
    const { bytes, end } = this;
    let at = this.at;
    const first = at;
    let seconds = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >>> 0 > 9) break;
      seconds = seconds * 10 + digit;
    }
    const digits = at - first;
    let nanos = 0;
    let decimals = 0;
    this.wasFiner = false;
    if (at < end && bytes[at] === POINT) {
      for (at++; at < end; at++) {
        const digit = bytes[at]! - ZERO;
        if (digit >>> 0 > 9) break;
        if (decimals < 9) nanos = nanos * 10 + digit;
        else if (digit > 0) this.wasFiner = true;
        decimals++;
      }
    }
    const isWhole = this.#pass(at);
    for (let i = decimals; i < 9; i++) nanos *= 10;
    const isTime = digits > 0 && digits <= 5 && decimals <= MAX_DECIMALS && seconds <= 86_400;
    return isWhole && isTime ? seconds * 1e9 + nanos : Number.NaN;
  }

  /** Whether the line has ended where its last field did. */
  get isAtEnd(): boolean {
    return this.at > this.end;
  }

  /** Goes on behind the comma or the end that must stand at `at`; to the next one if something else does. */
  #pass(at: number): boolean {
    const { bytes, end } = this;
    let stop = at;
    while (stop < end && bytes[stop] !== COMMA) stop++;
    this.at = stop + 1;
    return stop === at;
  }
}

/** How many fields a line has. */
export function countFields(bytes: Uint8Array, start: number, end: number): number {
  let fields = 1;
  for (let at = start; at < end; at++) if (bytes[at] === COMMA) fields++;
  return fields;
}
