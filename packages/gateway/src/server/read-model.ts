/**
 * What the gateway knows of the engine: a view of the market and of the orders, and a log of what has happened lately, all
 * of it made of the records that the engine's tap has copied.
 */
import {
  EVENT_NAMES,
  EventCursor,
  Fill,
  FillBusted,
  HotpathError,
  joinNanos,
  Liquidity,
  Quote,
  RiskLimitsChanged,
  RiskStateChanged,
  Side,
  Signal,
  Trade,
  viewEvent,
} from "@hotpath/core";
import type { EngineLink, LogLevel } from "../link/engine-link.ts";
import type { Statistics, Topic } from "../protocol/index.ts";
import { BarView, type ClosedBar } from "./bar-view.ts";
import { type HistoryOptions, parseHistory } from "./history-options.ts";
import { IndicatorView } from "./indicator-view.ts";
import { MarketView, marketMessage } from "./market-view.ts";
import { OrderView } from "./order-view.ts";
import { SharedUpdate } from "./outbox.ts";
import { TopicLog, type TopicMessage } from "./topic-log.ts";
import { VenueView } from "./venue-view.ts";

/** Topics of things that happen: each is sent, and sent again after a reconnect. */
export const EVENT_TOPICS = ["trades", "bars", "indicators", "signals", "orders", "fills", "logs", "events"] as const;
/** Those that have one log for all clients; each indicator has its own, and that of `events` begins when it is asked for. */
const LOGGED_TOPICS = EVENT_TOPICS.filter((topic) => topic !== "indicators" && topic !== "events");
/** One of them. */
export type EventTopic = (typeof EVENT_TOPICS)[number];
/** Topics of how things are: the latest is sent. */
export const STATE_TOPICS = ["book", "quotes", "positions", "risk", "statistics"] as const;
/** One of them. */
export type StateTopic = (typeof STATE_TOPICS)[number];

/** Whether a topic is one of things that happen. */
export function isEventTopic(topic: Topic): topic is EventTopic {
  return (EVENT_TOPICS as readonly string[]).includes(topic);
}

/** Whether a topic is one of how things are. */
export function isStateTopic(topic: Topic): topic is StateTopic {
  return (STATE_TOPICS as readonly string[]).includes(topic);
}

/** Instruments, each once, in the order in which they were first added. */
class InstrumentSet {
  readonly #isIn: Uint8Array;
  readonly list: number[] = [];

  constructor(instruments: number) {
    this.#isIn = new Uint8Array(instruments);
  }

  add(instrument: number): void {
    if (this.#isIn[instrument] !== 0) return;
    this.#isIn[instrument] = 1;
    this.list.push(instrument);
  }

  clear(): void {
    for (const instrument of this.list) this.#isIn[instrument] = 0;
    this.list.length = 0;
  }
}

/** What records have changed: each topic and instrument once, however many there were. */
export class Changes {
  readonly events: Set<EventTopic> = new Set();
  readonly #book: InstrumentSet;
  readonly #positions: InstrumentSet;
  #risk = false;
  #any = false;

  constructor(instruments: number) {
    this.#book = new InstrumentSet(instruments);
    this.#positions = new InstrumentSet(instruments);
  }

  /** There was a record. */
  any(): void {
    this.#any = true;
  }

  /** Quote and book of an instrument may be others. */
  market(instrument: number): void {
    this.#book.add(instrument);
    this.position(instrument);
  }

  /** The position in an instrument, or its value, may be another. */
  position(instrument: number): void {
    this.#positions.add(instrument);
    this.#risk = true;
  }

  risk(): void {
    this.#risk = true;
  }

  /** Instruments for which a state may be another; of what is not an instrument's, 0 if so. */
  of(topic: StateTopic): readonly number[] {
    if (topic === "quotes" || topic === "book") return this.#book.list;
    if (topic === "positions") return this.#positions.list;
    return (topic === "risk" ? this.#risk : this.#any) ? FIRST : NONE;
  }

  clear(): void {
    if (this.events.size > 0) this.events.clear();
    this.#book.clear();
    this.#positions.clear();
    this.#risk = false;
    this.#any = false;
  }
}

const FIRST: readonly number[] = [0];
const NONE: readonly number[] = [];

type SharedPosition = SharedUpdate & { message: Extract<TopicMessage, { type: "position" }> };

/** The whole of it. */
export class ReadModel {
  readonly link: EngineLink;
  readonly market: MarketView;
  readonly orders: OrderView;
  readonly bars: BarView;
  readonly indicators: IndicatorView;
  readonly venues: VenueView = new VenueView();
  /** How everything does, as whoever has all of it in hand tells. */
  figures: () => Statistics = () => {
    throw new HotpathError("INVARIANT_BROKEN", "nobody tells how the gateway does");
  };
  readonly #logs = new Map<EventTopic, TopicLog>();
  readonly #capacity: number;
  readonly #event = new EventCursor();
  readonly #changes: Changes;
  /** Gets what strategies log as well. */
  onStrategyLine: ((level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) => void) | undefined;
  #records = 0;
  /** Records read, by type; the last are those of types that are not known. */
  readonly #counts = new Float64Array(Math.max(...Object.keys(EVENT_NAMES).map(Number)) + 2);
  #risk: SharedUpdate | undefined;
  #statistics: SharedUpdate | undefined;
  #positions: SharedPosition[] = [];
  #positionsSequence = -1;

  /** @param capacity messages that each topic of things that happen keeps */
  constructor(link: EngineLink, capacity: number, history: HistoryOptions = parseHistory()) {
    this.link = link;
    this.#capacity = capacity;
    this.#changes = new Changes(link.instruments.size);
    this.market = new MarketView(link.instruments.size);
    const time = joinNanos(link.lastMicros, 0);
    for (let i = 0; i < link.instruments.size; i++)
      for (const side of [Side.Buy, Side.Sell] as const)
        this.market.begin(i, side, link.levels(i, side), link.sequence, link.lastMicros);
    this.orders = new OrderView({
      endedMax: capacity,
      deskNumber: link.deskNumber,
      working: link.workingOrders(),
      venueReasons: link.venueReasons,
      sequence: link.sequence,
      time,
    });
    for (const topic of LOGGED_TOPICS) this.#logs.set(topic, new TopicLog(capacity, link.sequence));
    this.bars = new BarView(link.instruments.size, history, (bar) => this.#closed(bar));
    this.indicators = new IndicatorView(link.instruments.list, history, this.bars, link.sequence);
  }

  /** Records read so far. */
  get records(): number {
    return this.#records;
  }

  /** The same by type. */
  eventCounts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [type, count] of this.#counts.entries()) if (count > 0) counts[EVENT_NAMES[type] ?? "unknown"] = count;
    return counts;
  }

  /** The log of a topic other than `indicators`. That of `events` begins when it is first asked for: it has every record as an object. */
  log(topic: EventTopic): TopicLog {
    let log = this.#logs.get(topic);
    if (log === undefined) {
      log = new TopicLog(this.#capacity, this.link.sequence);
      this.#logs.set(topic, log);
    }
    return log;
  }

  /** Reads all records that there are. @returns what they have changed, until the next call */
  read(): Changes {
    const { link } = this;
    const event = this.#event;
    this.#changes.clear();
    while (link.next(event)) {
      this.#records += 1;
      this.#counts[Math.min(event.type, this.#counts.length - 1)]! += 1;
      this.#take(event);
    }
    this.#takeLogs();
    return this.#changes;
  }

  /** State and figures of the risk gate as they are now. */
  risk(): SharedUpdate {
    const now = this.#now();
    if (this.#risk?.sequence !== now.sequence)
      this.#risk = new SharedUpdate(now.sequence, { type: "risk", ...now, ...this.link.risk() });
    return this.#risk!;
  }

  /** How the engine does. */
  statistics(): SharedUpdate {
    const now = this.#now();
    if (this.#statistics?.sequence !== now.sequence)
      this.#statistics = new SharedUpdate(now.sequence, { type: "statistics", ...now, values: this.figures() });
    return this.#statistics!;
  }

  /** All positions as they are now. */
  positions(): readonly SharedPosition[] {
    const now = this.#now();
    if (this.#positionsSequence !== now.sequence) {
      this.#positions = this.link
        .positions()
        .map((figures) => new SharedUpdate(now.sequence, { type: "position", ...now, ...figures }) as SharedPosition);
      this.#positionsSequence = now.sequence;
    }
    return this.#positions;
  }

  #now(): { sequence: number; time: bigint } {
    return { sequence: this.link.sequence, time: joinNanos(this.link.lastMicros, 0) };
  }

  /** Adds a line to the topic `logs`. */
  note(level: LogLevel, message: string, fields: () => Record<string, unknown>): void {
    // Lines stand by their sequences: those of strategies are of inputs that have been.
    this.#takeLogs();
    const { sequence, lastMicros } = this.link;
    const line = (): TopicMessage => ({
      type: "log",
      sequence,
      time: joinNanos(lastMicros, 0),
      level,
      message,
      fields: fields(),
    });
    this.log("logs").add(new SharedUpdate(sequence, line));
  }

  #takeLogs(): void {
    for (const { sequence, micros, strategy, level, message, fields } of this.link.takeLogs()) {
      const all = { strategy, ...fields };
      this.#happened("logs", { type: "log", sequence, time: joinNanos(micros, 0), level, message, fields: all });
      this.onStrategyLine?.(level, message, all);
    }
  }

  #closed(bar: ClosedBar): void {
    this.#happened("bars", bar);
    if (this.indicators.bar(bar)) this.#changes.events.add("indicators");
  }

  #happened(topic: EventTopic, message: TopicMessage): void {
    this.log(topic).append(message);
    this.#changes.events.add(topic);
  }

  #take(event: EventCursor): void {
    const { type, instrument } = event;
    const changes = this.#changes;
    if (this.#logs.has("events")) this.#happened("events", eventMessage(event));
    changes.any();
    this.bars.take(event);
    if (type === Quote.TYPE && this.indicators.quote(event)) changes.events.add("indicators");
    if (this.market.take(event)) {
      changes.market(instrument);
      return;
    }
    this.venues.take(event);
    const order = this.orders.take(event);
    if (order !== undefined) {
      this.#happened("orders", order);
      changes.risk();
    }
    if (type === Trade.TYPE) this.#happened("trades", marketMessage(event)!);
    else if (type === Signal.TYPE) this.#happened("signals", this.#signal(event));
    else if (type === Fill.TYPE) this.#happened("fills", fillMessage(event));
    if (type === Fill.TYPE || type === FillBusted.TYPE) changes.position(instrument);
    else if (type === RiskStateChanged.TYPE || type === RiskLimitsChanged.TYPE) changes.risk();
  }

  #signal(event: EventCursor): TopicMessage {
    const generator = Signal.generator(event);
    const { reason, signalNames } = this.link;
    return {
      type: "signal",
      sequence: event.sequence,
      time: event.time,
      instrument: event.instrument,
      generator: signalNames[generator] ?? `${generator}`,
      direction: Signal.direction(event) > 0 ? "up" : "down",
      confidence: Signal.confidence(event),
      value: Signal.value(event),
      ...(reason !== undefined && { reason }),
    };
  }
}

/** A fill as the message of its topic. */
export function fillMessage(event: EventCursor): TopicMessage {
  const liquidity = Fill.liquidity(event);
  return {
    type: "fill",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    orderId: Fill.orderId(event),
    side: Fill.side(event) === Side.Buy ? "buy" : "sell",
    price: Fill.price(event),
    quantity: Fill.quantity(event),
    leaves: Fill.leavesQuantity(event),
    liquidity: liquidity === Liquidity.Maker ? "maker" : liquidity === Liquidity.Taker ? "taker" : "unknown",
    strategy: Fill.strategy(event),
  };
}

/** A record as the topic `events` has it. */
export function eventMessage(event: EventCursor): Extract<TopicMessage, { type: "event" }> {
  const {
    type: name,
    sequence,
    time,
    ...fields
  } = viewEvent(event) ?? {
    type: EVENT_NAMES[event.type] ?? `${event.type}`,
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
  };
  return { type: "event", sequence, time, name, fields };
}
