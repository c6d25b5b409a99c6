import { POWERS_OF_TEN } from "@hotpath/core";
import type { VenueInstruments } from "./venue-instruments.ts";

const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const BACKSLASH = 92;
const LETTER_E = 101;

/** The bytes of ASCII text. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Fixed text that {@link JsonScanner.takes} compares four bytes at a time. */
export class Pattern {
  readonly length: number;
  /** The text in little-endian words; the last one ends with the text and may overlap the one before. */
  readonly words: Int32Array;
  /** Where each word stands in the text. */
  readonly places: Int32Array;

  /** @param text ASCII, four characters or more */
  constructor(text: string) {
    const bytes = ascii(text);
    const view = new DataView(bytes.buffer);
    const count = Math.ceil(bytes.length / 4);
    this.length = bytes.length;
    this.places = Int32Array.from({ length: count }, (_, i) => Math.min(i * 4, bytes.length - 4));
    this.words = this.places.map((place) => view.getInt32(place, true));
  }
}

/** The value of four digits in a little-endian word, each 0 to 9. */
function fourDigits(word: number): number {
  const pairs = (Math.imul(word, 10) + (word >>> 8)) & 0x00ff00ff;
  return Math.imul(pairs & 0xff, 100) + (pairs >>> 16);
}

const NO_BYTES = new Uint8Array(0);

/**
 * Reads one JSON message (RFC 8259) whose layout is known, straight from its bytes: fixed text, numbers, decimals as
 * integer units, and symbols as instrument entries. It makes no object and no string.
 *
 * Every method that does not find what it looks for says so (false, NaN, −1) and leaves `at` anywhere: the message then
 * has another layout, and is read by `JSON.parse`. So what is taken here must be what JSON and that other reading would
 * take, and nothing else. No method reads past the bytes it was given into a wrong answer: a message ends with a
 * bracket, which stops every loop over digits, and the caller checks that {@link JsonScanner.isAtEnd}.
 */
export class JsonScanner {
  /** The buffer that holds the message. */
  bytes: Uint8Array = NO_BYTES;
  /** The next byte to be read. */
  at = 0;
  /** The end of the message. */
  end = 0;
  /** Whether the buffer is no other thread's too, whose writes native code could not bear. */
  isAlone = true;
  #view: DataView = new DataView(NO_BYTES.buffer);

  /** Sets the scanner on `bytes[from]` to `bytes[to − 1]`. */
  begin(bytes: Uint8Array, from: number, to: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.isAlone = bytes.buffer instanceof ArrayBuffer;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    // A place that comes as a double, from a column of offsets, would make every index in the loops one.
    this.at = from | 0;
    this.end = to | 0;
  }

  /** Whether the message has been read to its last byte. */
  get isAtEnd(): boolean {
    return this.at === this.end;
  }

  /** Moves behind a text if it comes next. */
  takes(pattern: Pattern): boolean {
    const from = this.at;
    const { words, places, length } = pattern;
    if (from + length > this.end) return false;
    const view = this.#view;
    for (let i = 0; i < words.length; i++) if (view.getInt32(from + places[i]!, true) !== words[i]) return false;
    this.at = from + length;
    return true;
  }

  /** Moves behind a text of a few bytes if it comes next. */
  takesShort(text: Uint8Array): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
    this.at = at + text.length;
    return true;
  }

  /** Moves behind one byte if it comes next. */
  takesByte(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  /** The byte `ahead` places further, without moving; undefined behind the end of the buffer. */
  peek(ahead = 0): number | undefined {
    return this.bytes[this.at + ahead];
  }

  /** A JSON integer of 0 or more that is a safe integer, or NaN. */
  integer(): number {
    const { bytes, end } = this;
    const from = this.at;
    let at = from;
    let value = 0;
    // Times and ids have more than eight digits: those are read as two words of four.
    if (from + 9 <= end) {
      const view = this.#view;
      const high = view.getInt32(from, true) ^ 0x30303030;
      const low = view.getInt32(from + 4, true) ^ 0x30303030;
      if ((((high + 0x76767676) | high | (low + 0x76767676) | low) & 0x80808080) === 0) {
        value = fourDigits(high) * 10_000 + fourDigits(low);
        at = from + 8;
      }
    }
    let digit = 0;
    const to = from + 17;
    while (at < to) {
      digit = bytes[at]! ^ ZERO;
      if (digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    // No digit, a leading zero, or more than any safe integer has.
    if (at === from || at === to || value > Number.MAX_SAFE_INTEGER) return Number.NaN;
    if (bytes[from] === ZERO && at > from + 1) return Number.NaN;
    this.at = at;
    return value;
  }

  /** Units of an unsigned decimal in quotes, such as `"100.05"`; NaN for other text, finer or larger ones. */
  quotedUnits(decimals: number): number {
    const bytes = this.bytes;
    if (bytes[this.at] !== QUOTE) return Number.NaN;
    const from = this.at + 1;
    let at = from;
    let digit = 0;
    let whole = 0;
    for (;;) {
      digit = bytes[at]! ^ ZERO;
      if (digit > 9) break;
      whole = (Math.imul(whole, 10) + digit) | 0;
      at++;
    }
    if (at === from) return Number.NaN;
    if (at - from > 9) return this.#longUnits(from, decimals);
    let fraction = 0;
    let left = decimals;
    if (bytes[at] === POINT) {
      at++;
      // Nine digits at the most fit 32 bits; behind the last decimal there may be zeros only.
      let quick = left < 9 ? left : 9;
      left -= quick;
      while (quick > 0) {
        digit = bytes[at]! ^ ZERO;
        if (digit > 9) break;
        fraction = (Math.imul(fraction, 10) + digit) | 0;
        at++;
        quick--;
      }
      if (left !== 0 && quick === 0) return this.#longUnits(from, decimals);
      left += quick;
      while (bytes[at] === ZERO) at++;
    }
    if (bytes[at] !== QUOTE) return Number.NaN;
    const units = whole * POWERS_OF_TEN[decimals]! + fraction * POWERS_OF_TEN[left]!;
    if (units > Number.MAX_SAFE_INTEGER) return Number.NaN;
    this.at = at + 1;
    return units;
  }

  /** Units of a JSON number without exponent, such as `100.05` or `-3`; NaN for other text, finer or larger ones. */
  units(decimals: number): number {
    const bytes = this.bytes;
    const isNegative = bytes[this.at] === MINUS;
    let at = isNegative ? this.at + 1 : this.at;
    const from = at;
    let digit = 0;
    let units = 0;
    for (;;) {
      digit = bytes[at]! ^ ZERO;
      if (digit > 9) break;
      units = units * 10 + digit;
      at++;
    }
    if (at === from || at - from > 15 || (bytes[from] === ZERO && at - from > 1)) return Number.NaN;
    let left = decimals;
    if (bytes[at] === POINT) {
      at++;
      const fraction = at;
      while (left > 0) {
        digit = bytes[at]! ^ ZERO;
        if (digit > 9) break;
        units = units * 10 + digit;
        at++;
        left--;
      }
      while (bytes[at] === ZERO) at++;
      if (at === fraction) return Number.NaN;
    }
    units *= POWERS_OF_TEN[left]!;
    const next = bytes[at]!;
    // A further digit is too fine, an exponent or a second point another layout.
    if (next === POINT || (next ^ ZERO) <= 9 || (next | 32) === LETTER_E || !(units <= Number.MAX_SAFE_INTEGER)) {
      return Number.NaN;
    }
    this.at = at;
    return isNegative && units !== 0 ? -units : units;
  }

  /** Moves behind a string without escapes, from its opening to its closing quote. */
  skipsString(): boolean {
    if (this.bytes[this.at] !== QUOTE) return false;
    this.at++;
    return this.skipsText();
  }

  /** Moves behind the closing quote of a string without escapes, inside which the scanner stands. */
  skipsText(): boolean {
    const bytes = this.bytes;
    const end = this.end;
    for (let at = this.at; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte === BACKSLASH || byte < 32) return false;
    }
    return false;
  }

  /** Moves behind a JSON number, whatever it is. */
  skipsNumber(): boolean {
    if (this.bytes[this.at] === MINUS) this.at++;
    const isZero = this.bytes[this.at] === ZERO;
    const digits = this.#skipsDigits();
    if (digits === 0 || (isZero && digits > 1)) return false;
    if (this.bytes[this.at] === POINT) {
      this.at++;
      if (this.#skipsDigits() === 0) return false;
    }
    if ((this.bytes[this.at]! | 32) !== LETTER_E) return true;
    this.at++;
    const sign = this.bytes[this.at];
    if (sign === MINUS || sign === PLUS) this.at++;
    return this.#skipsDigits() > 0;
  }

  /** The digits behind the point of the number that ends before `at`, or before the quote that does. */
  decimalsBehind(): number {
    const { bytes } = this;
    let at = this.at - 1;
    if (bytes[at] === QUOTE) at--;
    const last = at;
    while ((bytes[at]! ^ ZERO) <= 9) at--;
    return bytes[at] === POINT ? last - at : 0;
  }

  /**
   * The entry of the symbol in quotes that the message ends with, but for one byte, such as `…,"XBT/USD"]`; −1 if there is
   * none. It does not move.
   */
  lastSymbol(instruments: VenueInstruments): number {
    const { bytes, at } = this;
    const last = this.end - 2;
    if (bytes[last] !== QUOTE) return -1;
    let from = last - 1;
    while (from > at && bytes[from] !== QUOTE) from--;
    this.at = from + 1;
    const entry = this.symbol(instruments);
    const isLast = this.at === last + 1;
    this.at = at;
    return isLast ? entry : -1;
  }

  /**
   * The entry of the symbol that the text up to `stop` names, behind which it moves; −1 if there is none.
   *
   * @param stop a quote by default; in the name of a channel what parts its fields
   */
  symbol(instruments: VenueInstruments, stop: number = QUOTE): number {
    const bytes = this.bytes;
    const from = this.at;
    let at = from;
    let hash = 0;
    for (; at < this.end; at++) {
      const byte = bytes[at]!;
      if (byte === stop) break;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    this.at = at + 1;
    return at < this.end ? instruments.find(bytes, from, at, hash) : -1;
  }

  /**
   * Moves behind members with one-letter keys, `,"k":value` each, in this order; values are strings or numbers.
   *
   * @param keys the letters, as {@link ascii}
   */
  skipsMembers(keys: Uint8Array): boolean {
    for (let i = 0; i < keys.length; i++) {
      const { bytes, at } = this;
      if (bytes[at] !== COMMA || bytes[at + 1] !== QUOTE || bytes[at + 2] !== keys[i]) return false;
      if (bytes[at + 3] !== QUOTE || bytes[at + 4] !== COLON) return false;
      this.at = at + 5;
      if (!(bytes[at + 5] === QUOTE ? this.skipsString() : this.skipsNumber())) return false;
    }
    return true;
  }

  #skipsDigits(): number {
    const from = this.at;
    let at = from;
    while ((this.bytes[at]! ^ ZERO) <= 9) at++;
    this.at = at;
    return at - from;
  }

  /** Decimals with ten digits or more on a side: rare, so doubles do. The scanner stands before the quote. */
  #longUnits(from: number, decimals: number): number {
    this.at = from;
    if (this.bytes[from] === MINUS || this.bytes[from] === ZERO) return Number.NaN;
    const units = this.units(decimals);
    return this.takesByte(QUOTE) ? units : Number.NaN;
  }
}
