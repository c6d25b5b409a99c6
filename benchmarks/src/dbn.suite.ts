/**
 * DBN: orders and quotes, made by a seeded generator, from bytes to rows and to columns.
 */
import { Random } from "@hotpath/core";
import { type Decoder, MarketBatch } from "@hotpath/market-data";
import { DbnColumnDecoder, DbnColumns, DbnEncoder, DbnMarketDecoder } from "@hotpath/market-data/dbn";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const RECORDS = 200_000;
/** Rows of the columns that are used again and again. */
const ROWS = 4096;
const ACTIONS = ["A", "A", "C", "M", "T", "F", "C"] as const;

const suite: Suite = { name: "dbn", run: async (): Promise<BenchRow[]> => [...(await orders()), ...(await quotes())] };

export default suite;

async function orders(): Promise<BenchRow[]> {
  const bytes = recorded("mbo");
  const batch = new MarketBatch({ rows: ROWS, maxRows: ROWS });
  const columns = new DbnColumns("mbo", { rows: ROWS, priceDecimals: 2 });
  const rows = await nsPerOperation(RECORDS, () => decodeAll(new DbnMarketDecoder({ priceDecimals: 2 }), bytes, batch));
  const fields = await nsPerOperation(RECORDS, () => decodeAll(new DbnColumnDecoder(), bytes, columns));
  const peer = await nsPerOperation(RECORDS, () => readWithBigints(bytes));
  return [
    row("DBN mbo, bytes to normalised rows", rows, { "DataView with bigints, an object a record": peer }),
    row("DBN mbo, bytes to columns of every field", fields, {}),
  ];
}

async function quotes(): Promise<BenchRow[]> {
  const bytes = recorded("mbp1");
  const batch = new MarketBatch({ rows: ROWS, maxRows: ROWS });
  const ns = await nsPerOperation(RECORDS, () => decodeAll(new DbnMarketDecoder({ priceDecimals: 2 }), bytes, batch));
  return [row("DBN mbp-1, bytes to normalised rows", ns, {})];
}

function row(what: string, ns: number, peers: Record<string, number>): BenchRow {
  const rate = (each: number) => Math.round(10_000 / each) / 10;
  return {
    what,
    ours: rate(ns),
    unit: "million records/s",
    better: "higher",
    peers: Object.fromEntries(Object.entries(peers).map(([name, each]) => [name, rate(each)])),
    note: `${RECORDS} records, one thread`,
  };
}

/** Decodes everything into columns that are read and cleared when they are full. */
function decodeAll<Out extends { count: number; clear(): void }>(
  decoder: Decoder<Out>,
  bytes: Uint8Array,
  out: Out,
): number {
  for (let at = 0; at < bytes.length; out.clear()) at += decoder.decode(bytes.subarray(at), out);
  if (decoder.messages !== RECORDS) throw new Error(`${decoder.messages} of ${RECORDS} records were taken`);
  return decoder.messages;
}

function recorded(name: "mbo" | "mbp1"): Uint8Array {
  const random = new Random(5n);
  const encoder = new DbnEncoder();
  for (let i = 0; i < RECORDS; i++) {
    const price = BigInt(10_000 + random.integer(500)) * 10_000_000n;
    const shared = {
      instrumentId: 1 + random.integer(8),
      tsEvent: 1_700_000_000_000_000_000n + BigInt(i) * 1000n,
      tsRecv: 1_700_000_000_000_000_500n + BigInt(i) * 1000n,
      price,
      size: 1 + random.integer(100),
      action: ACTIONS[random.integer(ACTIONS.length)]!,
      side: random.integer(2) === 0 ? "A" : "B",
      flags: 128,
      sequence: i,
    };
    if (name === "mbo") encoder.record("mbo", { ...shared, orderId: BigInt(random.integer(100_000)) });
    else encoder.record("mbp1", { ...shared, bidPx00: price, askPx00: price + 10_000_000n, bidSz00: 3, askSz00: 4 });
  }
  return encoder.take();
}

/** What a reader of the format writes first. */
function readWithBigints(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: object[] = [];
  let count = 0;
  for (let at = 0; at < bytes.length; at += view.getUint8(at) * 4)
    records[count++ % ROWS] = {
      instrumentId: view.getUint32(at + 4, true),
      tsEvent: view.getBigUint64(at + 8, true),
      orderId: view.getBigUint64(at + 16, true),
      price: view.getBigInt64(at + 24, true),
      size: view.getUint32(at + 32, true),
      action: String.fromCharCode(view.getUint8(at + 38)),
      side: String.fromCharCode(view.getUint8(at + 39)),
      tsRecv: view.getBigUint64(at + 40, true),
      sequence: view.getUint32(at + 52, true),
    };
  return count;
}
