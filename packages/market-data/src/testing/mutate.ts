/**
 * Campaigns of mutated input: streams that were right are broken in a seeded way and given to a decoder, whole and in
 * pieces cut anywhere. A decoder passes if it never throws, always ends, takes every byte, counts what it refuses, and says
 * the same however the stream was cut. `HOTPATH_MUTATIONS` sets how many; a failure names the seed and the number of the
 * mutation, from which `mutated` makes its input again.
 */
import { Random } from "@hotpath/core";
import type { Decoder } from "../decoder.ts";

/** How many mutations a campaign makes: `HOTPATH_MUTATIONS`, or the number given, 100,000 by default. */
export function mutationCount(otherwise = 100_000): number {
  const count = Number(process.env.HOTPATH_MUTATIONS ?? otherwise);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new Error(`HOTPATH_MUTATIONS: got ${process.env.HOTPATH_MUTATIONS}; allowed: an integer of 0 or more`);
}

/** Milliseconds that a test with campaigns may take: ten minutes, and a millisecond for each mutation that was asked for. */
export function mutationTimeout(): number {
  return 600_000 + mutationCount(0);
}

/** Bytes that break parsers: bounds of integers, signs, the marks of texts. */
const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x45, 0x5b, 0x5c, 0x7b];

/**
 * A broken copy of one stream of the corpus: one to four of flipped bits, nasty and random bytes, pieces cut out, doubled,
 * moved, filled, taken from another stream, and ends cut off.
 *
 * @param random where all choices come from: the same state makes the same stream
 */
export function mutate(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = corpus[random.integer(corpus.length)]!.slice();
  for (let left = 1 + random.integer(4); left > 0; left--) {
    if (bytes.length === 0) break;
    bytes = broken(bytes, corpus, random);
  }
  return bytes;
}

/** The input of one mutation of a campaign, to look at what failed. */
export function mutated(corpus: readonly Uint8Array[], seed: number, number: number): Uint8Array {
  return mutate(corpus, randomOf(seed, number));
}

function broken(bytes: Uint8Array, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.integer(bytes.length);
  const length = 1 + random.integer(Math.min(16, bytes.length - at));
  switch (random.integer(10)) {
    case 0:
      bytes[at] = bytes[at]! ^ (1 << random.integer(8));
      return bytes;
    case 1:
      bytes[at] = NASTY[random.integer(NASTY.length)]!;
      return bytes;
    case 2:
      bytes[at] = random.integer(256);
      return bytes;
    case 3:
      bytes.fill(NASTY[random.integer(NASTY.length)]!, at, at + length);
      return bytes;
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 6:
      return bytes.slice(0, at);
    case 7:
      bytes.copyWithin(random.integer(bytes.length), at, at + length);
      return bytes;
    case 8: {
      const other = corpus[random.integer(corpus.length)]!;
      const from = random.integer(other.length + 1);
      return joined(bytes.subarray(0, at), other.subarray(from, from + 1 + random.integer(64)), bytes.subarray(at));
    }
    default: {
      const noise = Uint8Array.from({ length }, () => random.integer(256));
      return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
    }
  }
}

/** Output columns as decoders fill them. */
export interface DecodedRows {
  count: number;
  clear(): void;
}

/** What a campaign does. */
export interface MutationCampaign<Out extends DecodedRows> {
  /** Right streams, each of some hundred bytes: short ones, so that a mutation matters. */
  corpus: readonly Uint8Array[];
  /** A new decoder. */
  decoder: () => Decoder<Out>;
  /** New columns for its output; small ones, so that they are full now and then. */
  out: () => Out;
  /** Tells every number of a row, so that two decodings can be compared; NaN is itself. */
  row?: (out: Out, row: number, tell: (value: number) => void) => void;
  /** What else must hold after a stream, beyond what every campaign proves. Throws if it does not. */
  check?: (decoder: Decoder<Out>, bytes: Uint8Array) => void;
  /** Mutations; {@link mutationCount} by default. */
  count?: number;
  /** 1 by default. */
  seed?: number;
}

/** What a campaign found. */
export interface CampaignResult {
  mutations: number;
  messages: number;
  rows: number;
  rejects: number;
}

/**
 * Runs a campaign. Each mutated stream is decoded whole, and again in pieces cut at random by the same two decoders, which
 * are used for all streams (`end` makes them begin anew).
 *
 * @throws if the decoder throws, takes nothing with an empty `out`, loses bytes, or says different things: the seed, the
 *   number of the mutation and the input in hexadecimal are in the message
 */
export function runCampaign<Out extends DecodedRows>(campaign: MutationCampaign<Out>): CampaignResult {
  const { corpus, count = mutationCount(), seed = 1 } = campaign;
  const whole = new Probe(campaign);
  const pieces = new Probe(campaign);
  for (let number = 0; number < count; number++) {
    const random = randomOf(seed, number);
    const bytes = mutate(corpus, random);
    try {
      whole.run(bytes, undefined);
      pieces.run(bytes, random);
      same("messages", whole.messages, pieces.messages);
      same("rows", whole.rows, pieces.rows);
      for (const [i, count] of whole.rejects.entries()) same("rejects", count, pieces.rejects[i]);
      same("content", whole.digest, pieces.digest);
    } catch (error) {
      const hex = bytes.subarray(0, 4096).toHex();
      throw new Error(`seed ${seed}, mutation ${number}: ${error}\ninput: ${hex}`, { cause: error });
    }
  }
  return { mutations: count, messages: whole.allMessages, rows: whole.allRows, rejects: whole.allRejects };
}

/** One decoder at work, and what it said of the last stream. */
class Probe<Out extends DecodedRows> {
  messages = 0;
  rows = 0;
  /** By the number of the reason. */
  rejects: number[] = [];
  digest = 0;
  allMessages = 0;
  allRows = 0;
  allRejects = 0;
  readonly #campaign: MutationCampaign<Out>;
  readonly #decoder: Decoder<Out>;
  readonly #out: Out;
  readonly #tell: (value: number) => void;

  constructor(campaign: MutationCampaign<Out>) {
    this.#campaign = campaign;
    this.#decoder = campaign.decoder();
    this.#out = campaign.out();
    const word = new Float64Array(1);
    const halves = new Int32Array(word.buffer);
    this.#tell = (value) => {
      word[0] = value;
      this.digest = Math.imul(this.digest ^ halves[0]!, 0x85ebca6b) ^ (this.digest >>> 15);
      this.digest = Math.imul(this.digest ^ halves[1]!, 0xc2b2ae35) ^ (this.digest >>> 13);
    };
  }

  run(bytes: Uint8Array, random: Random | undefined): void {
    const decoder = this.#decoder;
    const messages = decoder.messages;
    const offset = decoder.offset;
    decoder.rejects.clear();
    this.rows = 0;
    this.digest = 0;
    let at = 0;
    while (at < bytes.length) {
      const most = bytes.length - at;
      const length = random === undefined ? most : Math.min(most, 1 + random.integer(random.integer(2) === 0 ? 4 : 64));
      // A copy of its own, overwritten at once: a decoder that keeps what a cut message lacks must have copied it.
      const piece = bytes.slice(at, at + length);
      this.#feed(piece);
      piece.fill(0xaa);
      at += length;
    }
    // Before `end`, after which a decoder may count anew.
    const taken = decoder.offset - offset;
    this.messages = decoder.messages - messages;
    decoder.end(this.#out);
    this.#drain();
    if (taken !== bytes.length) throw new Error(`${taken} bytes taken of ${bytes.length}`);
    this.rejects = decoder.rejects.reasons.map((reason) => decoder.rejects.count(reason));
    this.allMessages += this.messages;
    this.allRows += this.rows;
    this.allRejects += decoder.rejects.total;
    this.#campaign.check?.(decoder, bytes);
  }

  #feed(piece: Uint8Array): void {
    let taken = 0;
    while (taken < piece.length) {
      const now = this.#decoder.decode(piece.subarray(taken), this.#out);
      if (!Number.isInteger(now) || now < 0 || now > piece.length - taken) {
        throw new Error(`decode took ${now} of ${piece.length - taken} bytes`);
      }
      if (now === 0 && this.#out.count === 0) throw new Error("nothing taken with room in the output: it would hang");
      taken += now;
      this.#drain();
    }
  }

  #drain(): void {
    const { row } = this.#campaign;
    this.rows += this.#out.count;
    if (row !== undefined) for (let i = 0; i < this.#out.count; i++) row(this.#out, i, this.#tell);
    this.#out.clear();
  }
}

function randomOf(seed: number, number: number): Random {
  return new Random(BigInt(seed) * 2n ** 40n + BigInt(number));
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function same(what: string, whole: unknown, pieces: unknown): void {
  if (whole !== pieces) throw new Error(`${what}: ${whole} where the stream was whole, ${pieces} in pieces`);
}
