/**
 * What comes from the gateway, written into the live view: what was, by queries up to the sequence of the welcome, and what
 * happens from that sequence on, by subscriptions. So nothing is missed or doubled. States come as they are, at most as
 * often as a screen shows them.
 */
import type { ClientSubscription, GatewayClient, SubscribeOptions, UpdateOf } from "@hotpath/gateway/client";
import type { StrategyInfo, Topic as TopicName } from "@hotpath/gateway/protocol";
import { BOOK_DEPTH, EngineView } from "./store/engine-view.ts";
import type { FillRow, OrderRow, SignalRow } from "./store/rows.ts";
import { Topic } from "./store/topics.ts";

/** Updates a second of states. */
const BOOK_RATE = 60;
const QUOTES_RATE = 20;
/** Inputs before now whose signals and lines of the log are asked for. */
const RECENT_SIGNALS = 3000;
const RECENT_LOGS = 50_000;
const QUERY_ROWS = 10_000;
const STRATEGIES_MILLIS = 2000;

/** Indicators that are shown, by the instrument's quotes. */
export const INDICATORS: readonly { name: string; parameters: Record<string, number> }[] = [
  { name: "EMA", parameters: { timePeriod: 20 } },
  { name: "RSI", parameters: { timePeriod: 14 } },
  { name: "MACD", parameters: {} },
  { name: "BBANDS", parameters: { timePeriod: 20 } },
];

/** Aggressors as a column of trades has them. */
const SIDES = ["buy", "sell", "unknown"] as const;

type AnySubscription = Pick<ClientSubscription<TopicName>, "close">;

export class Feed {
  /** The engine as it is. Another one after {@link begin}. */
  view: EngineView;
  readonly #client: GatewayClient;
  readonly #mark: (topics: number) => void;
  readonly #all = new Set<AnySubscription>();
  readonly #ofInstrument = new Set<AnySubscription>();
  #engine = "";
  #poll: ReturnType<typeof setInterval> | undefined;

  /** @param mark is told what of the view has changed */
  constructor(client: GatewayClient, mark: (topics: number) => void) {
    this.#client = client;
    this.#mark = mark;
    this.view = new EngineView(client.welcome.instruments);
  }

  /** The connection stands. With the engine of before everything goes on by itself; another one begins anew. */
  opened(): void {
    if (this.#client.welcome.engine !== this.#engine) this.#begin();
    else this.#mark(Topic.All);
  }

  /** Shows another instrument's book. */
  choose(instrument: number): void {
    const { view } = this;
    if (view.instruments[instrument] === undefined || view.instrument === instrument) return;
    view.instrument = instrument;
    this.#followInstrument();
    this.#mark(Topic.All);
  }

  #begin(): void {
    const { welcome } = this.#client;
    for (const subscription of [...this.#all, ...this.#ofInstrument]) subscription.close();
    this.#all.clear();
    this.#ofInstrument.clear();
    this.#engine = welcome.engine;
    const { instrument } = this.view;
    const view = new EngineView(welcome.instruments);
    view.instrument = instrument < welcome.instruments.length ? instrument : 0;
    view.sequence = welcome.sequence;
    view.time = welcome.time;
    view.strategies = welcome.strategies;
    this.view = view;
    this.#followStates(view);
    this.#followInstrument();
    void this.#followEvents(view, welcome.sequence);
    clearInterval(this.#poll);
    if (welcome.strategies.length > 0)
      this.#poll = setInterval(() => void this.#askStrategies(view), STRATEGIES_MILLIS);
    this.#mark(Topic.All);
  }

  #followStates(view: EngineView): void {
    this.#follow(this.#all, view, "quotes", { rate: QUOTES_RATE }, (quote) => {
      const { instrument, bidPrice, bidSize, askPrice, askSize } = quote;
      view.quotes.set(instrument, bidPrice, bidSize, askPrice, askSize);
      view.takeMid(instrument, Number(quote.time) / 1e9, view.quotes.mid(instrument));
      return Topic.Quotes;
    });
    this.#follow(this.#all, view, "risk", {}, (risk) => {
      view.takeRisk(risk);
      return Topic.Risk;
    });
    this.#follow(this.#all, view, "positions", {}, (position) => {
      view.positions.set(position.instrument, position);
      return Topic.Positions;
    });
    this.#follow(this.#all, view, "statistics", {}, ({ values }) => {
      view.statistics = values;
      return Topic.Statistics;
    });
  }

  #followInstrument(): void {
    const { view } = this;
    const { instrument } = view;
    for (const subscription of this.#ofInstrument) subscription.close();
    this.#ofInstrument.clear();
    view.bids.clear();
    view.asks.clear();
    view.lastTrade = undefined;
    view.indicators.clear();
    this.#follow(this.#ofInstrument, view, "book", { instrument, depth: BOOK_DEPTH, rate: BOOK_RATE }, (book) => {
      if (book.snapshot) {
        view.bids.clear();
        view.asks.clear();
      }
      view.bids.apply(book.bids);
      view.asks.apply(book.asks);
      return Topic.Book;
    });
    this.#followTrades(view);
    if (this.#client.welcome.features?.includes("indicators") !== true) return;
    for (const indicator of INDICATORS) {
      const { name, parameters } = indicator;
      const options = { instrument, rate: 4, indicator: { name, parameters, updates: "quotes" } };
      this.#follow(this.#ofInstrument, view, "indicators", options, ({ values }) => {
        view.indicators.set(name, values);
        return Topic.Indicators;
      });
    }
  }

  /** In columns where the gateway has them: thousands of prints a second are then a few messages. */
  #followTrades(view: EngineView): void {
    const { instrument } = view;
    if (this.#client.welcome.features?.includes("columns") !== true) {
      this.#follow(this.#ofInstrument, view, "trades", { instrument }, ({ price, quantity, aggressor }) => {
        view.lastTrade = { price, quantity, aggressor };
        return Topic.Trades;
      });
      return;
    }
    const subscription = this.#client.subscribeColumns("trades", { instrument });
    this.#ofInstrument.add(subscription);
    void this.#read(subscription, ({ count, sequence, micros, nanos, price, quantity, aggressor }) => {
      const last = count - 1;
      view.advance(sequence[last]!, BigInt(micros[last]!) * 1000n + BigInt(nanos[last]!));
      view.lastTrade = {
        price: price[last]!,
        quantity: quantity[last]!,
        aggressor: SIDES[aggressor[last]!] ?? "unknown",
      };
      return Topic.Trades;
    });
  }

  /** Things that happen: those up to `sequence` are asked for, those after it subscribed to. */
  async #followEvents(view: EngineView, sequence: number): Promise<void> {
    const isOver = () => this.view !== view;
    const [orders, fills, signals] = await Promise.all([
      this.#ask<OrderRow>("orders", 0, sequence),
      this.#ask<FillRow>("fills", 0, sequence),
      this.#ask<Omit<SignalRow, "count">>("signals", Math.max(0, sequence - RECENT_SIGNALS), sequence),
    ]);
    if (isOver()) return;
    for (const order of orders) view.takeOrder(order);
    for (const fill of fills) view.fills.add(fill);
    for (const signal of signals) view.takeSignal(signal);
    this.#mark(Topic.Orders | Topic.Fills | Topic.Signals);
    const after = sequence;
    let gaps = 0;
    const subscription = this.#follow(this.#all, view, "orders", { after }, (order) => {
      // What works is told whole after a gap.
      if (subscription.gaps !== gaps) view.working.clear();
      gaps = subscription.gaps;
      view.takeOrder(order);
      return Topic.Orders;
    });
    this.#follow(this.#all, view, "fills", { after }, (fill) => {
      view.fills.add(fill);
      return Topic.Fills;
    });
    this.#follow(this.#all, view, "signals", { after }, (signal) => {
      view.takeSignal(signal);
      return Topic.Signals;
    });
    this.#follow(this.#all, view, "logs", { after: Math.max(0, sequence - RECENT_LOGS) }, (line) => {
      view.logs.add(line);
      return Topic.Logs;
    });
  }

  /** All rows up to a sequence, oldest first. */
  async #ask<T extends { sequence: number }>(
    what: "orders" | "fills" | "signals",
    from: number,
    sequence: number,
  ): Promise<T[]> {
    try {
      const request = { type: "query", what, from, to: sequence + 1, limit: QUERY_ROWS } as const;
      const rows = (await this.#client.request(request)).value as T[];
      return rows.sort((a, b) => a.sequence - b.sequence);
    } catch {
      // The connection has ended: it is asked again when it stands again, or the subscription tells what works.
      return [];
    }
  }

  async #askStrategies(view: EngineView): Promise<void> {
    try {
      view.strategies = (await this.#client.request({ type: "query", what: "strategies" })).value as StrategyInfo[];
      this.#mark(Topic.Strategies);
    } catch {
      // Asked again.
    }
  }

  #follow<T extends TopicName>(
    group: Set<AnySubscription>,
    view: EngineView,
    topic: T,
    options: SubscribeOptions,
    take: (update: UpdateOf<T>) => number,
  ): ClientSubscription<T> {
    const subscription = this.#client.subscribe(topic, options);
    group.add(subscription);
    void this.#read(subscription, (update) => {
      const { sequence, time } = update as { sequence: number; time: bigint };
      view.advance(sequence, time);
      return take(update);
    });
    return subscription;
  }

  async #read<U>(updates: AsyncIterable<U>, take: (update: U) => number): Promise<void> {
    try {
      for await (const update of updates) this.#mark(take(update) | Topic.Clock);
    } catch {
      // A topic that this gateway does not have, or a client that is closed: what it would show stays empty.
    }
  }
}
