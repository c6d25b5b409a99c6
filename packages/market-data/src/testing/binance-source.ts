import type { SimulatedSource } from "./venue-simulator.ts";

/** A book update of Binance as it was recorded. */
interface Update {
  s: string;
  u: number;
  b: [string, string][];
  a: [string, string][];
}

/** Binance's depth as recorded, of as many symbols as asked for, with the true book of each at every moment. */
export class BinanceSource implements SimulatedSource {
  readonly #messages: readonly string[];
  readonly #symbols: readonly string[];
  readonly #books = new Map<string, { u: number; b: Map<string, string>; a: Map<string, string> }>();
  #step = 0;

  /** @param messages texts of a recording: depth updates, and snapshots, of one symbol */
  constructor(messages: readonly string[], symbols: readonly string[]) {
    this.#messages = messages.filter((text) => text.includes('"depthUpdate"'));
    this.#symbols = symbols;
    for (const symbol of symbols) this.#books.set(symbol, { u: 0, b: new Map(), a: new Map() });
  }

  next(): string | undefined {
    // Each update is told of every symbol in turn.
    const text = this.#messages[Math.floor(this.#step / this.#symbols.length)];
    if (text === undefined) return undefined;
    const symbol = this.#symbols[this.#step % this.#symbols.length]!;
    this.#step++;
    const update: Update = JSON.parse(text).data;
    const book = this.#books.get(symbol)!;
    for (const side of ["b", "a"] as const) {
      for (const [price, size] of update[side]) {
        if (Number(size) === 0) book[side].delete(price);
        else book[side].set(price, size);
      }
    }
    book.u = update.u;
    return text.replaceAll("BTCUSDT", symbol).replaceAll("btcusdt", symbol.toLowerCase());
  }

  whole(url: URL): string | undefined {
    const book = this.#books.get(url.searchParams.get("symbol") ?? "");
    return book === undefined
      ? undefined
      : JSON.stringify({ lastUpdateId: book.u, bids: [...book.b], asks: [...book.a] });
  }

  /** The number of the last update of a symbol. */
  lastUpdate(symbol: string): number {
    return this.#books.get(symbol)!.u;
  }

  /** The true book: both sides, best first, as numbers. */
  levels(symbol: string): [number, number][][] {
    const { b, a } = this.#books.get(symbol)!;
    const sorted = (side: Map<string, string>, sign: number) =>
      [...side]
        .map(([price, size]): [number, number] => [Number(price), Number(size)])
        .sort(([x], [y]) => sign * (x - y));
    return [sorted(b, -1), sorted(a, 1)];
  }
}
