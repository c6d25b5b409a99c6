/** The tests that every decoder of a JSON feed must pass: one suite, run by each venue's test file. */
import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import fc from "fast-check";
import type { JsonFeedDecoder } from "../json/feed-decoder.ts";
import type { JsonFeedEncoder } from "../json/feed-encoder.ts";
import { MarketBatch } from "../market-batch.ts";
import { compareCampaign, restyled, rowsOf, traceOf } from "./json-feed.ts";
import { mutationCount } from "./mutate.ts";

/** What a suite is told of a venue. */
export interface DecoderSuite {
  make: () => JsonFeedDecoder;
  /** Messages that bring rows and whose layout the decoder scans. */
  scanned: readonly string[];
  /** Messages that bring rows through `JSON.parse` only. */
  parsed?: readonly string[];
  /** Messages without rows: acknowledgements, candles. They may set what later messages need, and come first. */
  others?: readonly string[];
  /** Whether unknown keys may stand in every object; true by default. */
  restyles?: boolean;
  /** Mutations; a third of `HOTPATH_MUTATIONS` by default. */
  mutations?: number;
}

/** Declares the tests. */
export function testDecoder({ make, scanned, parsed = [], others = [], mutations }: DecoderSuite): void {
  /** A decoder that has seen the messages which set things. */
  const prepared = (scans = true) => {
    const decoder = make();
    for (const text of others) expect(rowsOf(decoder, text)).toEqual([]);
    decoder.scans = scans;
    decoder.fallbacks = 0;
    return decoder;
  };

  test("every known layout is scanned, and parsed to the same rows", () => {
    for (const text of [...scanned, ...parsed]) {
      const decoder = prepared();
      const rows = rowsOf(decoder, text);
      expect(`${decoder.fallbacks} ${text}`).toBe(`${scanned.includes(text) ? 0 : 1} ${text}`);
      expect(rows.length).toBeGreaterThan(0);
      expect(rowsOf(prepared(false), text)).toEqual(rows);
      expect(decoder.rejects.total).toBe(0);
    }
  });

  test("any other layout gives the same rows through JSON.parse", () => {
    const texts = [...scanned, ...parsed];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.integer(), (text, seed) => {
        const decoder = prepared();
        expect(rowsOf(decoder, restyled(text, new Random(seed)))).toEqual(rowsOf(prepared(), text));
        expect(decoder.rejects.total).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("mutated messages: scanned and parsed alike, never an exception", () => {
    const count = mutations ?? Math.ceil(mutationCount() / 3);
    const result = compareCampaign(prepared, [...scanned, ...parsed, ...others], count);
    expect(result.rows).toBeGreaterThan(result.mutations / 100);
  }, 600_000);
}

/** Gives every message of a capture to a decoder that scans and to one that parses: both must do the same. */
export function expectScannedAsParsed(make: () => JsonFeedDecoder, messages: readonly string[]): JsonFeedDecoder {
  const scanning = make();
  const parsing = make();
  parsing.scans = false;
  const [left, right] = [new MarketBatch(), new MarketBatch()];
  const encoder = new TextEncoder();
  for (const text of messages) {
    const bytes = encoder.encode(text);
    scanning.decodeMessage(bytes, 0, bytes.length, left);
    parsing.decodeMessage(bytes, 0, bytes.length, right);
    const [a, b] = [traceOf(scanning, left), traceOf(parsing, right)];
    if (a !== b) expect(`${text}\n${a}`).toBe(`${text}\n${b}`);
    left.clear();
    right.clear();
  }
  return scanning;
}

/**
 * Writes what a decoder reads of messages, and reads that again: the rows must be the same.
 *
 * @param isScanned whether the layouts are ones that the decoder scans; true by default
 */
export function expectEncodes(
  make: () => JsonFeedDecoder,
  encoder: JsonFeedEncoder,
  messages: readonly string[],
  isScanned = true,
): void {
  for (const text of messages) {
    const [first, second] = [make(), make()];
    const batch = new MarketBatch({ rows: 64 });
    const bytes = new TextEncoder().encode(text);
    first.decodeMessage(bytes, 0, bytes.length, batch);
    const written = encoder.encode(batch, 0);
    expect(written).toBeString();
    const again = rowsOf(second, written!);
    expect([written, again]).toEqual([written, batch.toArray().slice(0, again.length)]);
    expect([written, second.fallbacks]).toEqual([written, isScanned ? 0 : 1]);
  }
}
