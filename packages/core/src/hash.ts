/**
 * A 128-bit hash for comparing states and logs: MurmurHash3 x86_128 (Austin Appleby, public domain). Not for secrets.
 */

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** The hash of `bytes` as 32 hexadecimal digits. Equal bytes give equal hashes on every machine. */
export function hashBytes(bytes: Uint8Array, seed = 0): string {
  const hash = new StreamHash(seed);
  hash.update(bytes);
  return hash.digest();
}

/**
 * The same hash over bytes that come in pieces; how they are cut makes no difference.
 *
 * @example
 * const hash = new StreamHash();
 * hash.update(new Uint8Array([1, 2]));
 * hash.digest() === hashBytes(new Uint8Array([1, 2])); // true
 */
export class StreamHash {
  readonly #h: Int32Array;
  readonly #tail = new Uint8Array(16);
  readonly #tailView = new DataView(this.#tail.buffer);
  #tailLength = 0;
  #length = 0;

  constructor(seed = 0) {
    this.#h = new Int32Array(4).fill(seed);
  }

  /** Takes in more bytes. */
  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#tailLength > 0) {
      at = Math.min(16 - this.#tailLength, bytes.length);
      this.#tail.set(bytes.subarray(0, at), this.#tailLength);
      this.#tailLength += at;
      if (this.#tailLength < 16) return;
      mixBlocks(this.#h, this.#tailView, 0, 16);
      this.#tailLength = 0;
    }
    const whole = at + ((bytes.length - at) & ~15);
    mixBlocks(this.#h, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, whole);
    this.#tail.set(bytes.subarray(whole));
    this.#tailLength = bytes.length - whole;
  }

  /** The hash of all that was taken in so far, as 32 hexadecimal digits; more may follow. */
  digest(): string {
    const h = this.#h.slice();
    const tail = new Uint8Array(16);
    tail.set(this.#tail.subarray(0, this.#tailLength));
    const view = new DataView(tail.buffer);
    if (this.#tailLength > 12) h[3]! ^= scramble(view.getInt32(12, true), C4, 18, C1);
    if (this.#tailLength > 8) h[2]! ^= scramble(view.getInt32(8, true), C3, 17, C4);
    if (this.#tailLength > 4) h[1]! ^= scramble(view.getInt32(4, true), C2, 16, C3);
    if (this.#tailLength > 0) h[0]! ^= scramble(view.getInt32(0, true), C1, 15, C2);
    for (let i = 0; i < 4; i++) h[i]! ^= this.#length;
    addAround(h);
    for (let i = 0; i < 4; i++) h[i] = finalMix(h[i]!);
    addAround(h);
    return Array.from(h, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

function mixBlocks(h: Int32Array, view: DataView, from: number, to: number): void {
  let h1 = h[0]!;
  let h2 = h[1]!;
  let h3 = h[2]!;
  let h4 = h[3]!;
  for (let at = from; at < to; at += 16) {
    h1 ^= scramble(view.getInt32(at, true), C1, 15, C2);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= scramble(view.getInt32(at + 4, true), C2, 16, C3);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= scramble(view.getInt32(at + 8, true), C3, 17, C4);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= scramble(view.getInt32(at + 12, true), C4, 18, C1);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  h[0] = h1;
  h[1] = h2;
  h[2] = h3;
  h[3] = h4;
}

function scramble(k: number, first: number, rotation: number, second: number): number {
  return Math.imul(rotate(Math.imul(k, first), rotation), second);
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function addAround(h: Int32Array): void {
  h[0] = h[0]! + h[1]! + h[2]! + h[3]!;
  h[1] = h[1]! + h[0]!;
  h[2] = h[2]! + h[0]!;
  h[3] = h[3]! + h[0]!;
}

function finalMix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
