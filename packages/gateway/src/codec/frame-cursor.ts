/**
 * Walks through MessagePack of a shape that is known, for the generated readers of the messages that come most. Whatever is
 * not as expected sets {@link FrameCursor.isOdd}: the message is then read the slow way, which says what is wrong with it.
 */

const NANOS = 1_000_000_000n;
const NOT_ASCII = 128;

/** Texts of a record's fields or of an enumeration, as bytes; the one that is looked for is often the one after the last. */
export class Words {
  readonly words: readonly string[];
  readonly #bytes: readonly Uint8Array[];
  #hint = 0;

  constructor(words: readonly string[]) {
    this.words = words;
    const encoder = new TextEncoder();
    this.#bytes = words.map((word) => encoder.encode(word));
  }

  /** Which of them stands at `at`, of `length` bytes; −1 for none. */
  find(bytes: Uint8Array, at: number, length: number): number {
    const hint = this.#hint;
    if (isAt(this.#bytes[hint]!, bytes, at, length)) {
      this.#hint = hint + 1 === this.#bytes.length ? 0 : hint + 1;
      return hint;
    }
    for (let k = 0; k < this.#bytes.length; k++)
      if (isAt(this.#bytes[k]!, bytes, at, length)) {
        this.#hint = k + 1 === this.#bytes.length ? 0 : k + 1;
        return k;
      }
    return -1;
  }
}

function isAt(word: Uint8Array, bytes: Uint8Array, at: number, length: number): boolean {
  if (word.length !== length) return false;
  for (let k = 0; k < length; k++) if (bytes[at + k] !== word[k]) return false;
  return true;
}

/** A place in a frame. */
export class FrameCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  isOdd = false;
  #view: DataView = new DataView(new ArrayBuffer(0));
  readonly #maxTextBytes: number;
  readonly #maxItems: number;

  /** @param maxTextBytes of a text @param maxItems of a list: what is longer is odd */
  constructor(maxTextBytes: number, maxItems: number) {
    this.#maxTextBytes = maxTextBytes;
    this.#maxItems = maxItems;
  }

  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
    this.isOdd = false;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Entries of a map with at most fifteen; −1 for another value. */
  map(): number {
    const head = this.bytes[this.at]!;
    if (head >> 4 !== 8) return this.#odd();
    this.at += 1;
    return head & 15;
  }

  /** Items of a list. */
  list(): number {
    const { bytes, at } = this;
    const head = bytes[at]!;
    let count: number;
    if (head >> 4 === 9) {
      count = head & 15;
      this.at = at + 1;
    } else if (head === 0xdc && at + 3 <= bytes.length) {
      count = this.#view.getUint16(at + 1);
      this.at = at + 3;
    } else return this.#odd();
    return count <= this.#maxItems ? count : this.#odd();
  }

  /** Which of the words stands here as a short text; −1 for none. */
  word(words: Words): number {
    const { bytes, at } = this;
    const head = bytes[at]!;
    if (head >> 5 !== 5) return this.#odd();
    const length = head & 31;
    this.at = at + 1 + length;
    const found = words.find(bytes, at + 1, length);
    return found < 0 ? this.#odd() : found;
  }

  /** A text of ASCII. */
  text(): string {
    const { bytes, at } = this;
    const head = bytes[at]!;
    let length: number;
    let from: number;
    if (head >> 5 === 5) {
      length = head & 31;
      from = at + 1;
    } else if (head === 0xd9) {
      length = bytes[at + 1]!;
      from = at + 2;
    } else {
      this.#odd();
      return "";
    }
    const end = from + length;
    if (!(end <= bytes.length) || length > this.#maxTextBytes) {
      this.#odd();
      return "";
    }
    let text = "";
    for (let k = from; k < end; k++) {
      const code = bytes[k]!;
      if (code >= NOT_ASCII) {
        this.#odd();
        return "";
      }
      text += CHARACTERS[code];
    }
    this.at = end;
    return text;
  }

  /** A safe integer. */
  integer(): number {
    const { bytes, at } = this;
    const head = bytes[at]!;
    if (head < 0x80) {
      this.at = at + 1;
      return head;
    }
    if (head >= 0xe0) {
      this.at = at + 1;
      return head - 256;
    }
    const length = INTEGER_BYTES[head]!;
    if (!(length > 0) || at + 1 + length > bytes.length) return this.#odd();
    this.at = at + 1 + length;
    const value = this.#integer(head, at + 1);
    return Number.isSafeInteger(value) ? value : this.#odd();
  }

  #integer(head: number, at: number): number {
    const view = this.#view;
    switch (head) {
      case 0xcc:
        return view.getUint8(at);
      case 0xcd:
        return view.getUint16(at);
      case 0xce:
        return view.getUint32(at);
      case 0xcf:
        return view.getUint32(at) * 4_294_967_296 + view.getUint32(at + 4);
      case 0xd0:
        return view.getInt8(at);
      case 0xd1:
        return view.getInt16(at);
      case 0xd2:
        return view.getInt32(at);
      default:
        return view.getInt32(at) * 4_294_967_296 + view.getUint32(at + 4);
    }
  }

  /** Nanoseconds since the Unix epoch, of the timestamp extension. */
  time(): bigint {
    const { bytes, at } = this;
    const view = this.#view;
    const head = bytes[at]!;
    if (head === 0xd7 && bytes[at + 1] === 0xff && at + 10 <= bytes.length) {
      const first = view.getUint32(at + 2);
      this.at = at + 10;
      return BigInt((first & 3) * 4_294_967_296 + view.getUint32(at + 6)) * NANOS + BigInt(first >>> 2);
    }
    if (head === 0xc7 && bytes[at + 1] === 12 && bytes[at + 2] === 0xff && at + 15 <= bytes.length) {
      this.at = at + 15;
      return view.getBigInt64(at + 7) * NANOS + BigInt(view.getUint32(at + 3));
    }
    this.#odd();
    return 0n;
  }

  #odd(): number {
    this.isOdd = true;
    return -1;
  }
}

/** Bytes behind the head of an integer. */
const INTEGER_BYTES = new Uint8Array(256);
INTEGER_BYTES.set([1, 2, 4, 8, 1, 2, 4, 8], 0xcc);
const CHARACTERS: readonly string[] = Array.from({ length: NOT_ASCII }, (_, code) => String.fromCharCode(code));
