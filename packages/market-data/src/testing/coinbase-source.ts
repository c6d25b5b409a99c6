import { Random } from "@hotpath/core";
import type { SimulatedSource } from "./venue-simulator.ts";

type SideName = "buy" | "sell";

/** An order that rests, in hundredths of a dollar and units of 10^-8. */
interface SourceOrder {
  id: string;
  side: SideName;
  price: number;
  size: number;
}

interface Product {
  symbol: string;
  sequence: number;
  /** Resting orders as told so far, oldest first. */
  told: Map<string, SourceOrder>;
  /** As they will be once everything that waits is told. */
  book: Map<string, SourceOrder>;
  waiting: { text: (sequence: number) => string; apply: (told: Map<string, SourceOrder>) => void }[];
}

const TIME = '"time":"2024-11-07T08:19:27.028459Z"';
const money = (price: number) => (price / 100).toFixed(2);
const amount = (size: number) => (size / 1e8).toFixed(8);

/**
 * A market of Coinbase's `full` channel that trades at random: orders that come, rest, trade, change and go, each told as
 * the venue tells it, with the true book of orders, and of levels, as of the last message. `level2` tells the same.
 */
export class CoinbaseSource implements SimulatedSource {
  readonly #random: Random;
  readonly #products: readonly Product[];
  readonly #tellsLevels: boolean;
  #changes: string[] = [];
  #step = 0;
  #trade = 0;

  /** @param tellsLevels whether `l2update` messages are told between those of the full channel */
  constructor(symbols: readonly string[], seed: number, tellsLevels = false) {
    this.#random = new Random(seed);
    this.#tellsLevels = tellsLevels;
    this.#products = symbols.map((symbol) => {
      return { symbol, sequence: 1000, told: new Map(), book: new Map(), waiting: [] };
    });
    for (const product of this.#products) for (let i = 0; i < 200; i++) this.#tell(product);
    this.#changes = [];
  }

  next(): string {
    const change = this.#changes.shift();
    if (change !== undefined) return change;
    return this.#tell(this.#products[this.#step++ % this.#products.length]!);
  }

  whole(url: URL): string | undefined {
    const symbol = /\/products\/([^/]+)\/book$/.exec(url.pathname)?.[1];
    const product = this.#products.find((each) => each.symbol === symbol);
    if (product === undefined || url.searchParams.get("level") !== "3") return undefined;
    const side = (name: SideName) =>
      this.orders(product.symbol, name).map(({ id, price, size }) => [money(price), amount(size), id]);
    return JSON.stringify({ bids: side("buy"), asks: side("sell"), sequence: product.sequence, auction_mode: false });
  }

  answer(text: string): string[] {
    const { type, product_ids, channels } = JSON.parse(text);
    const product = this.#products.find(({ symbol }) => symbol === product_ids[0]);
    if (product === undefined)
      return [`{"type":"error","message":"Failed to subscribe","reason":"${product_ids[0]} is not valid"}`];
    const answers = [`{"type":"subscriptions","channels":${JSON.stringify(channels)}}`];
    if (type !== "subscribe" || !channels.includes("level2_batch")) return answers;
    const side = (name: SideName) =>
      this.levels(product.symbol, name).map(([price, size]) => [money(price), amount(size)]);
    return [
      ...answers,
      `{"type":"snapshot","product_id":"${product.symbol}","asks":${JSON.stringify(side("sell"))},"bids":${JSON.stringify(side("buy"))}}`,
    ];
  }

  /** The number of the last message told of a product. */
  sequence(symbol: string): number {
    return this.#of(symbol).sequence;
  }

  /** The true orders of a side as told, best price first, oldest first within a price. */
  orders(symbol: string, side: SideName): SourceOrder[] {
    const sign = side === "buy" ? -1 : 1;
    return [...this.#of(symbol).told.values()]
      .filter((order) => order.side === side)
      .sort((a, b) => sign * (a.price - b.price));
  }

  /** The true levels of a side as told: price and size. */
  levels(symbol: string, side: SideName): [number, number][] {
    const sums = new Map<number, number>();
    for (const { price, size } of this.orders(symbol, side)) sums.set(price, (sums.get(price) ?? 0) + size);
    return [...sums];
  }

  #of(symbol: string): Product {
    return this.#products.find((product) => product.symbol === symbol)!;
  }

  /** Tells the next message of a product. */
  #tell(product: Product): string {
    while (product.waiting.length === 0) this.#act(product);
    const { text, apply } = product.waiting.shift()!;
    const before = this.#tellsLevels ? [this.levels(product.symbol, "buy"), this.levels(product.symbol, "sell")] : [];
    apply(product.told);
    product.sequence++;
    if (this.#tellsLevels) this.#tellLevels(product, before);
    return text(product.sequence);
  }

  #tellLevels(product: Product, before: [number, number][][]): void {
    const changes = (["buy", "sell"] as const).flatMap((side, i) => {
      const now = new Map(this.levels(product.symbol, side));
      const was = new Map(before[i]);
      return [...new Set([...now.keys(), ...was.keys()])]
        .filter((price) => now.get(price) !== was.get(price))
        .map((price) => [side, money(price), amount(now.get(price) ?? 0)]);
    });
    if (changes.length > 0) {
      this.#changes.push(
        `{"type":"l2update","product_id":"${product.symbol}","changes":${JSON.stringify(changes)},${TIME}}`,
      );
    }
  }

  /** Something happens in the market, told in one or more messages. */
  #act(product: Product): void {
    const random = this.#random;
    const resting = [...product.book.values()];
    const roll = random.uniform();
    if (resting.length > 60 || (resting.length > 5 && roll < 0.3))
      this.#cancel(product, resting[random.integer(resting.length)]!);
    else if (resting.length > 5 && roll < 0.4) this.#change(product, resting[random.integer(resting.length)]!);
    else this.#enter(product);
  }

  #enter(product: Product): void {
    const random = this.#random;
    const side: SideName = random.chance(0.5) ? "buy" : "sell";
    const isMarket = random.chance(0.1);
    const price = (side === "buy" ? 10_000 : 10_010) + random.integer(25) - 8;
    const order = { id: this.#uuid(), side, price, size: 1 + random.integer(3e8) };
    const id = `"order_id":"${order.id}"`;
    const kind = isMarket ? `"order_type":"market"` : `"order_type":"limit","price":"${money(price)}"`;
    this.#wait(
      product,
      (head) => `{"type":"received",${head},${id},"size":"${amount(order.size)}",${kind},"side":"${side}"}`,
    );
    const sign = side === "buy" ? 1 : -1;
    const makers = [...product.book.values()]
      .filter((maker) => maker.side !== side && (isMarket || sign * (price - maker.price) >= 0))
      .sort((a, b) => sign * (a.price - b.price));
    for (const maker of makers) {
      if (order.size === 0) break;
      this.#match(product, order, maker);
    }
    const reason = order.size === 0 ? "filled" : "canceled";
    if (isMarket || order.size === 0 || random.chance(0.05)) {
      const left = isMarket ? "" : `,"price":"${money(price)}","remaining_size":"${amount(order.size)}"`;
      this.#wait(product, (head) => `{"type":"done",${head},${id},"reason":"${reason}","side":"${side}"${left}}`);
      return;
    }
    product.book.set(order.id, { ...order });
    const open = `"price":"${money(price)}","remaining_size":"${amount(order.size)}","side":"${side}"`;
    const rested = { ...order };
    this.#wait(
      product,
      (head) => `{"type":"open",${head},${id},${open}}`,
      (told) => told.set(rested.id, rested),
    );
  }

  #match(product: Product, taker: SourceOrder, maker: SourceOrder): void {
    const size = Math.min(taker.size, maker.size);
    taker.size -= size;
    const left = maker.size - size;
    if (left === 0) product.book.delete(maker.id);
    else product.book.set(maker.id, { ...maker, size: left });
    const ids = `"maker_order_id":"${maker.id}","taker_order_id":"${taker.id}"`;
    const trade = ++this.#trade;
    const amounts = `"side":"${maker.side}","size":"${amount(size)}","price":"${money(maker.price)}"`;
    this.#wait(
      product,
      (head) => `{"type":"match","trade_id":${trade},${ids},${amounts},${head}}`,
      (told) => {
        const order = told.get(maker.id)!;
        if (left === 0) told.delete(maker.id);
        else told.set(maker.id, { ...order, size: left });
      },
    );
    if (left > 0) return;
    const about = `"price":"${money(maker.price)}","order_id":"${maker.id}","reason":"filled","side":"${maker.side}"`;
    this.#wait(product, (head) => `{"type":"done",${head},${about},"remaining_size":"0"}`);
  }

  #cancel(product: Product, order: SourceOrder): void {
    product.book.delete(order.id);
    const about = `"price":"${money(order.price)}","order_id":"${order.id}","reason":"canceled","side":"${order.side}"`;
    const left = `"remaining_size":"${amount(order.size)}"`;
    this.#wait(
      product,
      (head) => `{"type":"done",${head},${about},${left}}`,
      (told) => told.delete(order.id),
    );
  }

  /** Less of an order that rests; now and then of a market order, which rests nowhere. */
  #change(product: Product, order: SourceOrder): void {
    if (order.size < 2) return;
    const size = 1 + this.#random.integer(order.size - 1);
    if (this.#random.chance(0.2)) {
      const about = `"order_id":"${this.#uuid()}","side":"buy","price":null,"old_funds":"12.23","new_funds":"11.53"`;
      this.#wait(product, (head) => `{"type":"change",${head},"reason":"STP",${about}}`);
      return;
    }
    product.book.set(order.id, { ...order, size });
    const sizes = `"old_size":"${amount(order.size)}","new_size":"${amount(size)}"`;
    this.#wait(
      product,
      (head) =>
        `{"type":"change",${head},"reason":"STP","order_id":"${order.id}","side":"${order.side}","price":"${money(order.price)}",${sizes}}`,
      (told) => told.set(order.id, { ...order, size }),
    );
  }

  #wait(
    product: Product,
    text: (head: string) => string,
    apply: (told: Map<string, SourceOrder>) => void = () => {},
  ): void {
    const head = (sequence: number) => `${TIME},"product_id":"${product.symbol}","sequence":${sequence}`;
    // A match has its symbol and number behind the rest, in this order.
    const tail = (sequence: number) => `"product_id":"${product.symbol}","sequence":${sequence},${TIME}`;
    product.waiting.push({
      text: (sequence) => (text("").startsWith('{"type":"match"') ? text(tail(sequence)) : text(head(sequence))),
      apply,
    });
  }

  #uuid(): string {
    const digits = Array.from({ length: 32 }, () => this.#random.integer(16).toString(16)).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}
