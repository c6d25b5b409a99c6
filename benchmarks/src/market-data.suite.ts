/**
 * Market data: bars parsed from CSV, and quotes normalised. The CSV has the shape of a real file of daily index bars
 * (seven columns, six decimals, about 82 bytes a row), made by a seeded generator so that it is the same everywhere.
 */
import { EventQueue, Instrument, InstrumentRegistry } from "@hotpath/core";
import { Decimal } from "@hotpath/core/decimal";
import { parseBarsCsv, type QuoteColumns, type QuoteInput, QuoteNormalizer } from "@hotpath/market-data";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { itchRows } from "./market-data/itch.ts";
import { jsonFeedRows } from "./market-data/json-feeds.ts";
import { sbeRows } from "./market-data/sbe.ts";

const ROWS = 50_000;
const QUOTES = 4096;
const SYMBOLS = 8;

const suite: Suite = {
  name: "market-data",
  run: async (): Promise<BenchRow[]> => [
    ...(await csvRows()),
    ...(await quoteRows()),
    ...itchRows(),
    ...(await jsonFeedRows()),
    ...(await sbeRows()),
  ],
};

export default suite;

async function csvRows(): Promise<BenchRow[]> {
  const text = barsText();
  const bytes = new TextEncoder().encode(text);
  const two = new Instrument({ id: 1, symbol: "IDX", priceDecimals: 2 });
  const six = new Instrument({ id: 1, symbol: "IDX", priceDecimals: 6 });
  const ours = await nsPerOperation(ROWS, () => parseBarsCsv(bytes, { instrument: six }).series.length);
  const rounded = await nsPerOperation(ROWS, () => parseBarsCsv(bytes, { instrument: two, round: true }).series.length);
  const peer = await nsPerOperation(ROWS, () => splitAndConvert(text));
  const megabytes = (ns: number) => round((bytes.length / ROWS / ns) * 1000);
  return [
    {
      what: "bars from CSV, bytes to exact columns",
      ours: megabytes(ours),
      unit: "MB/s",
      better: "higher",
      peers: { "split + Number + Date.parse, no checks": megabytes(peer) },
      note: `${round(1000 / ours)} million rows/s; ${ROWS} rows of ${Math.round(bytes.length / ROWS)} bytes`,
    },
    {
      what: "bars from CSV, prices rounded to two decimals",
      ours: megabytes(rounded),
      unit: "MB/s",
      better: "higher",
      note: `${round(1000 / rounded)} million rows/s`,
    },
  ];
}

async function quoteRows(): Promise<BenchRow[]> {
  const instruments = new InstrumentRegistry(
    Array.from({ length: SYMBOLS }, (_, i) => ({ id: i + 1, symbol: `S${i}`, priceDecimals: 2 })),
  );
  const time = async (make: (i: number) => QuoteInput) => {
    const quotes = Array.from({ length: QUOTES }, (_, i) => make(i));
    const normalizer = new QuoteNormalizer({ instruments });
    const queue = new EventQueue({ initialBytes: QUOTES * 80 });
    return round(
      await nsPerOperation(QUOTES, () => {
        queue.clear();
        normalizer.forgetTimes();
        for (let i = 0; i < QUOTES; i++) normalizer.normalize(quotes[i], queue);
        if (queue.size !== QUOTES) throw new Error("quotes were refused");
        return queue.size;
      }),
    );
  };
  const cents = (i: number) => 10_000 + ((i * 7919) % 997);
  const text = (units: number) => (units / 100).toFixed(2);
  const quote = (
    i: number,
    price: (units: number) => QuoteInput["bidPrice"],
    size: QuoteInput["bidSize"],
  ): QuoteInput => ({
    symbolId: (i % SYMBOLS) + 1,
    bidPrice: price(cents(i)),
    askPrice: price(cents(i) + 5),
    bidSize: size,
    askSize: size,
    timestamp: 1_700_000_000_000_000_000n + BigInt(i),
    venueId: 1,
    flags: 0,
  });
  const row = (what: string, ours: number, goal?: number): BenchRow => ({
    what,
    ours,
    unit: "ns",
    better: "lower",
    ...(goal && { goal }),
  });
  return [
    row("normalise a quote, prices and sizes as text", await time((i) => quote(i, text, "1000")), 200),
    row("normalise a quote, as numbers", await time((i) => quote(i, (units) => units / 100, 1000)), 200),
    row("normalise a quote, as raw bigints", await time((i) => quote(i, (units) => BigInt(units), 1000n)), 200),
    row("normalise a quote, as Decimals", await time((i) => quote(i, (units) => new Decimal(text(units)), 1000))),
    row("normalise a quote, in columns", round(await columnsTime(instruments, cents))),
  ];
}

function columnsTime(instruments: InstrumentRegistry, cents: (i: number) => number): Promise<number> {
  const columns: QuoteColumns = {
    symbolId: Int32Array.from({ length: QUOTES }, (_, i) => (i % SYMBOLS) + 1),
    bidPrice: Float64Array.from({ length: QUOTES }, (_, i) => cents(i)),
    askPrice: Float64Array.from({ length: QUOTES }, (_, i) => cents(i) + 5),
    bidSize: new Float64Array(QUOTES).fill(1000),
    askSize: new Float64Array(QUOTES).fill(1000),
    timeMicros: Float64Array.from({ length: QUOTES }, (_, i) => 1_700_000_000_000_000 + i),
  };
  const normalizer = new QuoteNormalizer({ instruments });
  const queue = new EventQueue({ initialBytes: QUOTES * 80 });
  return nsPerOperation(QUOTES, () => {
    queue.clear();
    normalizer.forgetTimes();
    return normalizer.normalizeColumns(columns, QUOTES, queue);
  });
}

function barsText(): string {
  const lines = ["date,open,high,low,close,adjclose,volume"];
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  let price = 1469.25;
  for (let i = 0; i < ROWS; i++) {
    const open = price;
    price = Math.max(10, price + (random() - 0.5) * 20);
    const texts = [open, Math.max(open, price) + random(), Math.min(open, price) - random(), price, price];
    const date = new Date(-2_000_000_000_000 + i * 86_400_000).toISOString().slice(0, 10);
    lines.push(`${date},${texts.map((p) => p.toFixed(6)).join(",")},${Math.floor(random() * 4e9)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What most programs do: strings, floats, and no look at what they say. */
function splitAndConvert(text: string): number {
  const bars = text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => {
      const [date, open, high, low, close, , volume] = line.split(",");
      return {
        time: Date.parse(date!),
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        volume: Number(volume),
      };
    });
  return bars.length;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
