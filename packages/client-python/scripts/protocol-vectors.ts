/**
 * Test vectors of the protocol: messages, the bytes that the TypeScript codec writes for them, and what is refused.
 *
 * A time is `{ "$time": digits }`, bytes are `{ "$bytes": base64 }`, a number that JSON has not `{ "$number": text }`.
 */
import {
  checkClientMessage,
  checkServerMessage,
  type FieldKind,
  MessagePackReader,
  MessagePackWriter,
  PROTOCOL,
  type ProtocolMessage,
} from "@hotpath/gateway/protocol";

const SAFE = Number.MAX_SAFE_INTEGER;
/** Where an encoding has another length, and its neighbours. */
const INTEGERS = [
  [0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, SAFE],
  [-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -SAFE],
].flat();
const NUMBERS = [0.1, -0, 1.5, 5e-324, Number.MAX_VALUE, -1e-7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3];
const TEXTS = [
  "",
  "AAPL",
  "x".repeat(31),
  "x".repeat(32),
  "é",
  "€uro 📈",
  "y".repeat(255),
  "z".repeat(256),
  'q"\\\n\u0000',
];
const SECOND = 1_000_000_000n;
const TIMES = [
  1_700_000_000_123_456_789n,
  0n,
  1n,
  SECOND - 1n,
  SECOND,
  -1n,
  -SECOND,
  (2n ** 32n - 1n) * SECOND,
  2n ** 32n * SECOND,
  (2n ** 34n - 1n) * SECOND + 999_999_999n,
  2n ** 34n * SECOND,
  -62_135_596_800n * SECOND,
];
const BYTES = [0, 1, 8, 255, 256, 300].map((length) => Uint8Array.from({ length }, (_, i) => (i * 37) & 255));
const LENGTHS = [0, 1, 3, 16];
const CASES = 6;

const records = new Map<string, ProtocolMessage>(PROTOCOL.map((message) => [message.name, message]));

/** Walks through the values of each kind, so that every one of them comes up somewhere. */
class Values {
  #next = 0;
  readonly #timesInJson: boolean;

  /** @param timesInJson whether what has no schema may hold times: a client's is what JSON has */
  constructor(timesInJson: boolean) {
    this.#timesInJson = timesInJson;
  }

  of(kind: FieldKind, depth = 0): unknown {
    const pick = <T>(list: readonly T[]): T => list[this.#next++ % list.length]!;
    if (kind === "boolean") return pick([true, false]);
    if (kind === "integer") return pick(INTEGERS);
    if (kind === "number") return pick(NUMBERS);
    if (kind === "text") return pick(TEXTS);
    if (kind === "time") return pick(TIMES);
    if (kind === "bytes") return pick(BYTES);
    if (kind === "json") return this.#json(depth);
    if ("oneOf" in kind) return pick(kind.oneOf);
    if ("record" in kind) return this.map(records.get(kind.record)!, pick([true, false]), depth + 1);
    const length = depth > 0 ? 2 : pick(LENGTHS);
    if ("list" in kind) return Array.from({ length }, () => this.of(kind.list, depth + 1));
    return Object.fromEntries(Array.from({ length }, (_, i) => [`key${i}`, this.of(kind.map, depth + 1)]));
  }

  map(message: ProtocolMessage, isWhole: boolean, depth = 0): Record<string, unknown> {
    const fields = message.fields.filter(({ optional }) => isWhole || optional !== true);
    return Object.fromEntries(fields.map(({ name, kind }) => [name, this.of(kind, depth)]));
  }

  #json(depth: number): unknown {
    const time = this.#timesInJson ? "time" : "integer";
    const kinds: FieldKind[] = ["boolean", "integer", "number", "text", time];
    if (depth > 1) return this.of(kinds[this.#next % kinds.length]!, depth);
    return {
      list: [null, this.of("integer"), this.of("text")],
      map: { time: this.of(time), number: this.of("number") },
    };
  }
}

function written(message: unknown): Uint8Array {
  const writer = new MessagePackWriter();
  writer.value(message);
  return writer.written().slice();
}

/** A value as JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return { $time: `${value}` };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (typeof value === "number" && (Object.is(value, -0) || !Number.isFinite(value)))
    return { $number: Object.is(value, -0) ? "-0" : `${value}` };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  return value;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Frames that are no MessagePack, break off, or hold a time that is none. */
const BAD_FRAMES = [
  "c1",
  "81a474797065",
  "82a474797065a5616c697665",
  "a5616c",
  "d6",
  "81a474797065a5616c69766581",
  "c703ff010203",
];

/** Messages of a client that are none, each wrong in one place. */
const BAD_MESSAGES: unknown[] = [
  { type: "subscribe", id: 1, topic: "boook" },
  { type: "subscribe", topic: "book" },
  { type: "subscribe", id: 1.5, topic: "book" },
  { type: "subscribe", id: 1, topic: "quotes", columns: 1 },
  { type: "query", id: 1, what: "journal", names: ["Quote", 7] },
  { type: "marketData", id: 1, quotes: [{}] },
  { type: "marketData", id: 1, quotes: 5 },
  { type: "submitOrder", id: 3, instrument: 0, side: "long", orderType: "market", quantity: "1" },
  { type: "submitOrder", id: 3, instrument: 0, side: "buy", orderType: "market", quantity: 1 },
  { type: "killSwitch", id: 4, engaged: "yes" },
  { type: "marketColumns", id: 5, count: 1, symbolId: 7 },
  { type: "welcome" },
  { type: "none" },
];

/** The file of vectors. @throws {Error} where the codec does not read what it writes, or the check has another opinion */
export function protocolVectors(): string {
  const values = { client: new Values(false), server: new Values(true) };
  const reader = new MessagePackReader();
  const rows: string[] = [];
  for (const message of PROTOCOL) {
    if (message.from === "record") continue;
    const count = message.fields.length === 0 ? 1 : CASES;
    for (let k = 0; k < count; k++) {
      const value = { type: message.name, ...values[message.from].map(message, k % 2 === 1) };
      const frame = written(value);
      const checked = message.from === "client" ? checkClientMessage(value) : checkServerMessage(value);
      if (!checked.ok) throw new Error(`${message.name}: ${JSON.stringify(checked.fault)}`);
      if (!Bun.deepEquals(reader.read(frame), [value])) throw new Error(`${message.name} is read otherwise`);
      rows.push(JSON.stringify({ from: message.from, message: plain(value), frame: base64(frame) }));
    }
  }
  const refused = BAD_MESSAGES.map((message) => {
    const checked = checkClientMessage(message);
    if (checked.ok) throw new Error(`taken: ${JSON.stringify(message)}`);
    return JSON.stringify({ message, path: checked.fault.path });
  });
  for (const frame of BAD_FRAMES) {
    let isTaken = true;
    try {
      reader.read(Buffer.from(frame, "hex"));
    } catch {
      isTaken = false;
    }
    if (isTaken) throw new Error(`${frame} is taken`);
  }
  const list = (lines: string[]): string => `[\n${lines.join(",\n")}\n]`;
  return `{"messages":${list(rows)},\n"refused":${list(refused)},\n"badFrames":${JSON.stringify(BAD_FRAMES)}}`;
}
