import { Random } from "@hotpath/core";
import type { SimulatedSource } from "./venue-simulator.ts";

type Sides = { bids: Map<string, string>; asks: Map<string, string> };

/** A market of Kraken's API v2 that changes at random, with the true book of ten levels and its checksum at every moment. */
export class KrakenSource implements SimulatedSource {
  readonly #random: Random;
  readonly #symbols: readonly string[];
  readonly #books = new Map<string, Sides>();
  #step = 0;

  constructor(symbols: readonly string[], seed: number) {
    this.#random = new Random(seed);
    this.#symbols = symbols;
    for (const symbol of symbols) {
      this.#books.set(symbol, { bids: new Map(), asks: new Map() });
      for (let i = 0; i < 60; i++) this.#change(symbol);
    }
  }

  next(): string {
    const symbol = this.#symbols[this.#step++ % this.#symbols.length]!;
    const { bids, asks } = this.#change(symbol);
    return this.#message(symbol, "update", bids, asks, ',"timestamp":"2024-10-03T02:46:57.050170Z"');
  }

  whole(): undefined {
    return undefined;
  }

  /** Subscriptions to a book are acknowledged and answered by the whole book; of an unknown symbol, refused. */
  answer(text: string): string[] {
    const { method, params } = JSON.parse(text) as { method: string; params?: { channel: string; symbol: string[] } };
    if (params?.channel !== "book") return [];
    const symbol = params.symbol[0]!;
    const book = this.#books.get(symbol);
    if (book === undefined) {
      return [
        `{"error":"Currency pair not supported ${symbol}","method":"${method}","success":false,"symbol":"${symbol}"}`,
      ];
    }
    const done = `{"method":"${method}","result":{"channel":"book","symbol":"${symbol}"},"success":true}`;
    if (method !== "subscribe") return [done];
    return [done, this.#message(symbol, "snapshot", [...book.bids], [...book.asks], "")];
  }

  /** The true book: both sides, best first, as numbers. */
  levels(symbol: string): [number, number][][] {
    const { bids, asks } = this.#books.get(symbol)!;
    return [best(bids, -1), best(asks, 1)].map((side) => side.map(([price, size]) => [Number(price), Number(size)]));
  }

  /** Changes the book, so that it is another than before. */
  #change(symbol: string): { bids: [string, string][]; asks: [string, string][] } {
    const before = JSON.stringify(this.levels(symbol));
    for (;;) {
      const change = this.#tryChange(symbol);
      if (JSON.stringify(this.levels(symbol)) !== before) return change;
    }
  }

  #tryChange(symbol: string): { bids: [string, string][]; asks: [string, string][] } {
    const random = this.#random;
    const book = this.#books.get(symbol)!;
    const change = (name: keyof Sides, base: number): [string, string][] => {
      const price = ((base + random.integer(30)) / 100).toFixed(2);
      const isGone = book[name].has(price) && book[name].size > 5 && random.chance(0.3);
      const size = isGone ? "0.00000000" : (1 + random.integer(1e9) / 1e4).toFixed(8);
      if (isGone) book[name].delete(price);
      else book[name].set(price, size);
      for (const [worse] of best(book[name], name === "bids" ? -1 : 1, 1000).slice(10)) book[name].delete(worse);
      return [[price, size]];
    };
    const bids = random.chance(0.6) ? change("bids", 10_000) : [];
    return { bids, asks: bids.length === 0 || random.chance(0.3) ? change("asks", 10_030) : [] };
  }

  #message(symbol: string, type: string, bids: [string, string][], asks: [string, string][], end: string): string {
    const levels = (side: [string, string][]) => `[${side.map(([p, q]) => `{"price":${p},"qty":${q}}`).join()}]`;
    const book = this.#books.get(symbol)!;
    const digits = [...best(book.asks, 1), ...best(book.bids, -1)]
      .flat()
      .map((text) => text.replace(".", "").replace(/^0+/, ""));
    const checksum = Bun.hash.crc32(digits.join(""));
    return `{"channel":"book","type":"${type}","data":[{"symbol":"${symbol}","bids":${levels(bids)},"asks":${levels(asks)},"checksum":${checksum}${end}}]}`;
  }
}

function best(side: Map<string, string>, sign: number, levels = 10): [string, string][] {
  return [...side].sort(([x], [y]) => sign * (Number(x) - Number(y))).slice(0, levels);
}
