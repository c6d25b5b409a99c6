/**
 * What the tests of all JSON decoders share: rows as objects, messages written in another style, campaigns that compare
 * the scanned with the parsed way, and the recorded captures.
 */
import { Random } from "@hotpath/core";
import type { JsonFeedDecoder } from "../json/feed-decoder.ts";
import { JsonLines } from "../json/json-lines.ts";
import { MARKET_COLUMNS, MarketBatch, type MarketRow } from "../market-batch.ts";
import { mutate } from "./mutate.ts";
import { dataPath, readData } from "./shared-data.ts";

const encoder = new TextEncoder();

/** The rows of one message. */
export function rowsOf(decoder: JsonFeedDecoder, text: string): MarketRow[] {
  const batch = new MarketBatch({ rows: 16 });
  const bytes = encoder.encode(text);
  decoder.decodeMessage(bytes, 0, bytes.length, batch);
  return batch.toArray();
}

/** A number as it stands in a message. */
class Source {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The same message in another style: keys in another order, unknown keys among them, white space anywhere, and characters
 * of strings as escapes.
 */
export function restyled(text: string, random: Random): string {
  const keep = (_key: string, value: unknown, context?: { source: string }) =>
    typeof value === "number" ? new Source(context!.source) : value;
  const space = () => " \n\t\r".slice(0, random.integer(5));
  const quoted = (string: string) =>
    random.chance(0.1) && string.length > 0
      ? `"\\u${string.charCodeAt(0).toString(16).padStart(4, "0")}${JSON.stringify(string.slice(1)).slice(1)}`
      : JSON.stringify(string);
  const write = (value: unknown): string => {
    if (value instanceof Source) return value.text;
    if (typeof value === "string") return quoted(value);
    if (Array.isArray(value)) return `[${space()}${value.map(write).join(`${space()},${space()}`)}${space()}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const members = Object.entries(value).map(([key, member]) => `${quoted(key)}${space()}:${space()}${write(member)}`);
    if (random.chance(0.3)) members.push(`"a key of tomorrow":[1,{"x":null}]`);
    for (let i = members.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [members[i], members[j]] = [members[j]!, members[i]!];
    }
    return `{${space()}${members.join(`,${space()}`)}${space()}}`;
  };
  return write(JSON.parse(text, keep as never));
}

/** Every cell of a batch and every count of a decoder as one text: equal where two decoders did the same. */
export function traceOf(decoder: JsonFeedDecoder, batch: MarketBatch): string {
  const columns = MARKET_COLUMNS.map((name) => batch[name].subarray(0, batch.count).join());
  const { ignored, notices } = decoder;
  return `${columns.join("|")}#${ignored},${notices},${Object.values(decoder.rejects.counts()).join()}`;
}

/** What a {@link compareCampaign} saw. */
export interface CompareResult {
  mutations: number;
  /** Of the decoder that scans: how many messages were not scanned. */
  fallbacks: number;
  rejects: number;
  rows: number;
}

/**
 * Breaks messages in a seeded way and gives each to two decoders, one that scans and one that only parses: both must do
 * the same. A failure names the seed and the mutation.
 */
export function compareCampaign(
  make: () => JsonFeedDecoder,
  messages: readonly string[],
  count: number,
  seed = 1,
): CompareResult {
  const corpus = messages.map((message) => encoder.encode(message));
  const scanning = make();
  const parsing = make();
  parsing.scans = false;
  const left = new MarketBatch({ rows: 64 });
  const right = new MarketBatch({ rows: 64 });
  let rows = 0;
  for (let number = 0; number < count; number++) {
    const random = new Random(BigInt(seed) * 2n ** 40n + BigInt(number));
    // Also right messages, so that what decoders remember is not all broken.
    const bytes = random.chance(0.05) ? corpus[random.integer(corpus.length)]! : mutate(corpus, random);
    scanning.decodeMessage(bytes, 0, bytes.length, left);
    parsing.decodeMessage(bytes, 0, bytes.length, right);
    const [a, b] = [traceOf(scanning, left), traceOf(parsing, right)];
    if (a !== b) {
      const text = new TextDecoder().decode(bytes);
      throw new Error(
        `seed ${seed}, mutation ${number}: scanned and parsed differ\n${text}\nscanned ${a}\nparsed  ${b}`,
      );
    }
    rows += left.count;
    left.clear();
    right.clear();
  }
  return { mutations: count, fallbacks: scanning.fallbacks, rejects: scanning.rejects.total, rows };
}

/** The lines of a recording, without the time in front, or undefined where there is none. */
export async function recordedBytes(path: string): Promise<Uint8Array | undefined> {
  const found = dataPath(path);
  return found === undefined ? undefined : readData(found);
}

let captures: Promise<Map<string, Uint8Array> | undefined> | undefined;

/** The captures of venues by their name in the archive, such as `OKX/OKX.ws.1.0`; undefined where there is none. */
export function venueCaptures(): Promise<Map<string, Uint8Array> | undefined> {
  captures ??= recordedBytes("venues/venues.tar.zst").then((bytes) => (bytes === undefined ? undefined : untar(bytes)));
  return captures;
}

/** The files of a tar archive (POSIX ustar). */
function untar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (at: number, length: number) =>
    new TextDecoder().decode(archive.subarray(at, at + length)).split("\0")[0]!;
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim() || "0", 8);
    const name = text(at, 100).split("/").slice(-2).join("/");
    if (archive[at + 156] === 48 || archive[at + 156] === 0)
      files.set(name, archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Gives a recording to a decoder, in pieces, and each batch to `use`. */
export function replayLines(
  decoder: JsonFeedDecoder,
  bytes: Uint8Array,
  use: (batch: MarketBatch) => void,
  pieceBytes = 65_536,
): JsonLines {
  const lines = new JsonLines(decoder);
  const batch = new MarketBatch();
  for (let at = 0; at < bytes.length; ) {
    at += lines.decode(bytes.subarray(at, at + pieceBytes), batch);
    use(batch);
    batch.clear();
  }
  return lines;
}

/** The messages of a recording as texts: what stands behind the time of each line that holds one. */
export function messagesOf(bytes: Uint8Array): string[] {
  return new TextDecoder()
    .decode(bytes)
    .split("\n")
    .flatMap((line) => line.match(/^[\d.]+:? ([[{].*)$/)?.[1] ?? []);
}

/** The decimals that the finest of some numbers has, without needless zeros. */
export function decimalsOf(numbers: Iterable<string | number>): number {
  let most = 0;
  for (const number of numbers) most = Math.max(most, String(number).replace(/0+$/, "").split(".")[1]?.length ?? 0);
  return most;
}
