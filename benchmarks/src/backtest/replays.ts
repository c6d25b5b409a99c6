/** Replays of levels and of orders through a whole engine. */
import {
  ConstantLatency,
  EventTape,
  type EventTapeSource,
  MarketReplay,
  type MarketSource,
  OrderBookStage,
  powerQueue,
  ReplayVenue,
  SimulatedExchange,
} from "@hotpath/backtest";
import {
  BookOrder,
  type EventCursor,
  type EventSink,
  Fill,
  InstrumentRegistry,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderType,
  Quote,
  Random,
  ReplaceIntent,
  Side,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import { BookStage, Engine } from "@hotpath/engine";
import { L3Book, OrderRowKind } from "@hotpath/order-book";
import { OrderStage } from "@hotpath/orders";
import { FeeSchedule, Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import type { BenchRow } from "../harness.ts";
import { processorNanos } from "./processor-time.ts";

const EVENTS = Number(process.env.HOTPATH_BENCH_EVENTS ?? 1e7);
/** Steps that are timed together: the median of many slices is what most of a run is like. */
const SLICE = 100_000;
/** Events of the recording, which is played again and again. */
const RECORDED = 1_000_000;
const LIMITS = {
  maxPortfolioVar: 1,
  maxPositionVar: 1,
  maxDrawdown: 1,
  maxLeverage: 1000,
  maxConcentration: 1000,
  maxPriceDeviation: 1,
};

/** A quote on each side, at the touch, that follows it; flat again where a position has grown. */
class TouchMaker implements Stage {
  readonly name = "maker";
  readonly handles = [Quote.TYPE, Fill.TYPE, OrderClosed.TYPE, OrderRefused.TYPE];
  fills = 0;
  orders = 0;
  readonly #working = new Float64Array(2);
  readonly #price = new Float64Array(2);
  #position = 0;
  #quotes = 0;
  #last = 0;

  on(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case Quote.TYPE:
        if (!(Quote.bidSize(event) > 0)) return;
        // Not after every quote: that would be another kind of strategy.
        this.#quotes += 1;
        if ((this.#quotes & 15) !== 0) return;
        this.#side(event, out, 0, Quote.bidPrice(event));
        this.#side(event, out, 1, Quote.askPrice(event));
        return;
      case Fill.TYPE:
        this.fills += 1;
        this.#position += Fill.side(event) === Side.Buy ? Fill.quantity(event) : -Fill.quantity(event);
        return;
      case OrderClosed.TYPE:
        this.#gone(OrderClosed.orderId(event));
        return;
      case OrderRefused.TYPE:
        // Of a new order: a replace that is refused leaves the order where it is.
        if (OrderRefused.request(event) === 0) this.#gone(OrderRefused.orderId(event));
        return;
    }
  }

  #side(event: EventCursor, out: EventSink, at: number, price: number): void {
    const side = at === 0 ? Side.Buy : Side.Sell;
    if (this.#working[at] !== 0) {
      if (this.#price[at] === price) return;
      this.#price[at] = price;
      ReplaceIntent.emit(out, event, event.instrument, event.venue, this.#working[at]!, price, 100, side, 1);
      return;
    }
    if (at === 0 ? this.#position > 1000 : this.#position < -1000) return;
    this.#last += 1;
    this.orders += 1;
    this.#working[at] = this.#last;
    this.#price[at] = price;
    OrderIntent.emit(
      out,
      event,
      event.instrument,
      event.venue,
      this.#last,
      price,
      100,
      side,
      OrderType.Limit,
      TimeInForce.GoodTillCancel,
      1,
    );
  }

  #gone(orderId: number): void {
    if (this.#working[0] === orderId) this.#working[0] = 0;
    if (this.#working[1] === orderId) this.#working[1] = 0;
  }
}

/** A recording played over and over, each time behind the last, until so many events are out. */
class Repeated implements MarketSource {
  micros = 0;
  nanos = 0;
  readonly receiveMicros = Number.NaN;
  readonly receiveNanos = 0;
  readonly #source: EventTapeSource;
  #left: number;
  #shift = 0;

  constructor(tape: EventTape, events: number) {
    this.#source = tape.source();
    this.#left = events;
  }

  next(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    if (!this.#source.next()) {
      this.#shift = this.micros;
      this.#source.rewind();
      this.#source.next();
      this.#shift -= this.#source.micros;
    }
    this.micros = this.#source.micros + this.#shift;
    this.nanos = this.#source.nanos;
    return true;
  }

  emit(sink: EventSink): void {
    this.#source.emit(sink);
  }
}

const instruments = (): InstrumentRegistry => new InstrumentRegistry([{ id: 1, symbol: "AAA", priceDecimals: 2 }]);

/** Levels and trades of an exchange with seeded order flow. */
function recordedLevels(): EventTape {
  const tape = new EventTape({ initialBytes: RECORDED * 72 });
  const exchange = new SimulatedExchange({ instruments: instruments(), seed: 7n, venue: 0 });
  exchange.open(tape);
  while (tape.events < RECORDED) exchange.step(tape);
  return tape;
}

/** Orders around a price that wanders: half of the messages add, the others take away or execute. */
function recordedOrders(): EventTape {
  const tape = new EventTape({ initialBytes: RECORDED * 88 });
  const random = new Random(11);
  const books = new L3Book({ instruments: 1, orderCapacity: 4096 });
  const book = books.book(0);
  const live: number[] = [];
  let id = 0;
  let micros = 1_700_000_000_000_000;
  const say = (action: number, order: number, price: number, quantity: number, side: number): void =>
    BookOrder.write(tape, micros, 0, 0, 0, order, 0, price, quantity, side, action, 0);
  while (tape.events < RECORDED) {
    micros += 1 + random.integer(200);
    const draw = random.uniform();
    if (draw < 0.48 || live.length < 200) {
      const side = random.chance(0.5) ? Side.Buy : Side.Sell;
      const best = side === Side.Buy ? book.bestAsk : book.bestBid;
      const away = 1 + Math.floor(random.exponential() * 6);
      const price = (Number.isNaN(best) ? 50_000 : best) + (side === Side.Buy ? -away : away);
      const quantity = 100 * (1 + random.integer(9));
      id += 1;
      live.push(id);
      books.add(0, id, side, price, quantity);
      say(OrderRowKind.Add, id, price, quantity, side);
    } else if (draw < 0.93 || live.length > 2000) {
      const at = random.integer(live.length);
      const order = live[at]!;
      live[at] = live.at(-1)!;
      live.pop();
      if (!book.has(order)) continue;
      books.delete(order);
      say(OrderRowKind.Delete, order, 0, 0, 0);
    } else {
      const side = random.chance(0.5) ? Side.Buy : Side.Sell;
      const first = book.ordersAt(side, side === Side.Buy ? book.bestBid : book.bestAsk)[0];
      if (first === undefined) continue;
      const quantity = Math.min(first.leavesQty, 100 * (1 + random.integer(5)));
      books.execute(first.orderId, quantity);
      say(OrderRowKind.Execute, first.orderId, Number.NaN, quantity, 0);
    }
  }
  // The recording ends with an empty book, so that it can be played again.
  for (const order of live) if (book.has(order)) say(OrderRowKind.Delete, order, 0, 0, 0);
  return tape;
}

interface Outcome {
  perSecond: number;
  fills: number;
  orders: number;
  heapBefore: number;
  heapAfter: number;
  rssBefore: number;
  rssAfter: number;
}

function play(tape: EventTape, depth: "levels" | "orders", events: number): Outcome {
  const registry = instruments();
  const exchange =
    depth === "levels"
      ? new ReplayVenue({ instruments: registry, queue: powerQueue(3) })
      : new ReplayVenue({ instruments: registry, depth });
  const latency = new ConstantLatency({ entryNanos: 250_000, responseNanos: 250_000, feedNanos: 150_000 });
  const replay = new MarketReplay({
    markets: [{ exchange, sources: [new Repeated(tape, events)], orderLatency: latency, feedLatency: latency }],
  });
  const portfolio = new Portfolio({ instruments: registry, initialCash: "10000000" });
  const gate = new RiskGate({ instruments: registry, portfolio, limits: LIMITS, portfolioChanges: "told" });
  const fees = new FeeSchedule({ currency: "USD", tiers: [{ maker: "-0.00005", taker: "0.0003" }], decimals: 3 });
  const maker = new TouchMaker();
  const book = depth === "levels" ? new BookStage({ instruments: 1 }) : new OrderBookStage({ instruments: 1 });
  using engine = new Engine({
    stages: [
      book,
      new PortfolioStage(portfolio, { fees }),
      new RiskStage(gate),
      maker,
      new OrderStage({ instruments: registry, maxOrders: 1024 }),
    ],
    venue: replay.gateway,
    timeEvery: 0,
  });
  replay.attach(engine);
  // The first part warms up, and what it has allocated stays.
  let steps = 0;
  while (steps < events * 0.4 && replay.step()) steps += 1;
  Bun.gc(true);
  const before = process.memoryUsage();
  const rates: number[] = [];
  for (let isMore = true; isMore; ) {
    const done = replay.counts().marketEvents;
    const start = processorNanos();
    for (let n = 0; n < SLICE && isMore; n++) isMore = replay.step();
    if (isMore) rates.push(((replay.counts().marketEvents - done) / (processorNanos() - start)) * 1e3);
  }
  Bun.gc(true);
  const after = process.memoryUsage();
  return {
    perSecond: rates.sort((a, b) => a - b)[rates.length >> 1]!,
    fills: maker.fills,
    orders: replay.counts().orders,
    heapBefore: before.heapUsed,
    heapAfter: after.heapUsed,
    rssBefore: before.rss,
    rssAfter: after.rss,
  };
}

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** The rows of replays. */
export function replayRows(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const [depth, record] of [
    ["levels", recordedLevels],
    ["orders", recordedOrders],
  ] as const) {
    const tape = record();
    const outcome = play(tape, depth, EVENTS);
    const what = `replay of ${depth === "levels" ? "levels (L2)" : "orders (L3)"}: queue, latencies, fees, one strategy`;
    const note = `${EVENTS.toExponential(0)} events; ${outcome.orders} orders and replaces, ${outcome.fills} fills; by the processor's time`;
    rows.push({ what, ours: outcome.perSecond, unit: "million/s", better: "higher", goal: 1, floor: 0.5, note });
    rows.push({
      what: `${what}: heap grown`,
      ours: Math.max(0, outcome.heapAfter - outcome.heapBefore) / 2 ** 20,
      unit: "MiB",
      better: "lower",
      goal: 1,
      note: `heap ${mib(outcome.heapBefore)} → ${mib(outcome.heapAfter)} MiB, resident ${mib(outcome.rssBefore)} → ${mib(outcome.rssAfter)} MiB`,
    });
  }
  return rows;
}
