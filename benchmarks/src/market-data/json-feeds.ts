/**
 * JSON feeds: Binance's depth and quotes from bytes to integer columns, beside `JSON.parse` of the same messages, which
 * makes objects of texts and no number yet. Messages have the sizes of real ones: a difference of some 62 levels,
 * as recordings have them in the mean, one of eight, a best bid and offer.
 */
import { Random } from "@hotpath/core";
import { MarketBatch, VenueInstruments } from "@hotpath/market-data";
import { BinanceDecoder } from "@hotpath/market-data/binance";
import { BINANCE_RULE, BookSync } from "@hotpath/market-data/feed";
import { type BenchRow, nsPerOperation } from "../harness.ts";

const MESSAGES = 2000;

/** The rows of the suite. */
export async function jsonFeedRows(): Promise<BenchRow[]> {
  const random = new Random(3);
  const rows: BenchRow[] = [];
  let number = 5_123_107_832_006;
  const level = () => {
    const price = (61_000 + random.integer(100_000) / 100).toFixed(2);
    return `["${price}","${random.chance(0.3) ? "0.000" : (random.integer(9000) / 1000).toFixed(3)}"]`;
  };
  const side = (levels: number) => `[${Array.from({ length: levels }, level).join()}]`;
  const depth = (levels: number) => () => {
    const [first, previous] = [number + 1, number];
    number += 1 + random.integer(3000);
    const bids = levels >> 1;
    const ids = `"U":${first},"u":${number},"pu":${previous}`;
    return `{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT",${ids},"b":${side(bids)},"a":${side(levels - bids)}}}`;
  };
  const quote = () =>
    `{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":${++number},"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}`;
  rows.push(await row("Binance depth, 62 levels, bytes to integer ticks", depth(62), 1.2));
  rows.push(await row("Binance depth, 62 levels, without native code", depth(62), undefined, false));
  rows.push(await row("Binance depth, 8 levels, bytes to integer ticks", depth(8), 1.2));
  rows.push(await row("Binance best bid and offer, bytes to integer ticks", quote));
  rows.push(await books(Array.from({ length: MESSAGES }, depth(34))));
  return rows;
}

async function row(what: string, make: () => string, goal?: number, native = true): Promise<BenchRow> {
  const texts = Array.from({ length: MESSAGES }, make);
  const { bytes, offsets } = joined(texts);
  const { decoder, batch } = decoderOf(native);
  const ours = await nsPerOperation(MESSAGES, () => {
    let rows = 0;
    for (let i = 0; i < MESSAGES; i++) {
      decoder.decodeMessage(bytes, offsets[i]!, offsets[i + 1]! - 1, batch);
      rows += batch.count;
      batch.clear();
    }
    return rows;
  });
  if (decoder.fallbacks > 0 || decoder.rejects.total > 0) throw new Error("messages were not scanned");
  const ofText = await nsPerOperation(MESSAGES, () => {
    let sum = 0;
    for (const text of texts) sum += JSON.parse(text).data.u;
    return sum;
  });
  const utf8 = new TextDecoder();
  const ofBytes = await nsPerOperation(MESSAGES, () => {
    let sum = 0;
    for (let i = 0; i < MESSAGES; i++) {
      sum += JSON.parse(utf8.decode(bytes.subarray(offsets[i]!, offsets[i + 1]! - 1))).data.u;
    }
    return sum;
  });
  const length = Math.round(bytes.length / MESSAGES);
  return {
    what,
    ours: millions(ours),
    unit: "million/s",
    better: "higher",
    ...(goal !== undefined && { goal }),
    peers: { "JSON.parse of the text": millions(ofText), "JSON.parse of the bytes": millions(ofBytes) },
    note: `${length} bytes a message; ${(ofText / ours).toFixed(1)} times JSON.parse of the text, ${(ofBytes / ours).toFixed(1)} of the bytes`,
  };
}

async function books(texts: string[]): Promise<BenchRow> {
  const { bytes, offsets } = joined(texts);
  const { decoder, batch } = decoderOf();
  const ns = await nsPerOperation(MESSAGES, () => {
    const sync = new BookSync({
      instruments: 1,
      rule: BINANCE_RULE,
      start: "stream",
      pendingRows: 64,
      crossedMessages: 1e9,
    });
    for (let i = 0; i < MESSAGES; i++) {
      decoder.decodeMessage(bytes, offsets[i]!, offsets[i + 1]! - 1, batch);
      sync.apply(batch);
      batch.clear();
    }
    return sync.sequence(0);
  });
  return {
    what: "Binance depth, 34 levels, bytes to a book kept in step",
    ours: millions(ns),
    unit: "million/s",
    better: "higher",
    note: "prices at random over 100,000 ticks: most levels lie far from the window",
  };
}

function decoderOf(native = true): { decoder: BinanceDecoder; batch: MarketBatch } {
  const instruments = new VenueInstruments([{ symbol: "BTCUSDT", index: 0, priceDecimals: 2, sizeDecimals: 3 }]);
  return { decoder: new BinanceDecoder(instruments, { native }), batch: new MarketBatch() };
}

/** Messages one after the other, a line each. */
function joined(texts: readonly string[]): { bytes: Uint8Array; offsets: Float64Array } {
  const offsets = new Float64Array(texts.length + 1);
  texts.forEach((text, i) => {
    offsets[i + 1] = offsets[i]! + text.length + 1;
  });
  return { bytes: new TextEncoder().encode(`${texts.join("\n")}\n`), offsets };
}

function millions(ns: number): number {
  return Math.round(1e5 / ns) / 100;
}
