import { joinNanos, Side } from "@hotpath/core";
import type { ServerMessage } from "../protocol/index.ts";
import type { EventTopic, ReadModel, StateTopic } from "./read-model.ts";
import type { TopicLog, TopicMessage } from "./topic-log.ts";

/** What a client gets of a topic: it takes when there is room, and never more than that. */
export interface Subscription {
  readonly id: number;
  /** Whether it could not keep up with what is kept: what it would have to say is gone. */
  readonly isLost: boolean;
  /**
   * Appends messages, at most about `most`.
   *
   * @returns nanoseconds until there is more to take: 0 now, infinity when there is nothing
   */
  take(out: ServerMessage[], most: number, nowNanos: number): number;
}

/** Things that happen: all of them, each once, in their order, from a place in the topic's log. */
export class EventSubscription implements Subscription {
  readonly id: number;
  readonly topic: EventTopic;
  isLost = false;
  readonly #log: TopicLog;
  readonly #instrument: number | undefined;
  #before: TopicMessage[];
  #place: number;
  #number = 0;

  /** @param before what to say first @param place where in the log to go on */
  constructor(
    id: number,
    options: {
      topic: EventTopic;
      log: TopicLog;
      instrument?: number | undefined;
      before: TopicMessage[];
      place: number;
    },
  ) {
    this.id = id;
    this.topic = options.topic;
    this.#log = options.log;
    this.#instrument = options.instrument;
    this.#before = options.before;
    this.#place = options.place;
  }

  take(out: ServerMessage[], most: number): number {
    const log = this.#log;
    const limit = out.length + most;
    if (this.#before.length > 0) {
      const now = this.#before.slice(0, most);
      this.#before = this.#before.slice(most);
      for (const message of now) this.#say(out, message);
    }
    if (this.#place < log.start) {
      this.isLost = true;
      return Number.POSITIVE_INFINITY;
    }
    while (this.#place < log.end && out.length < limit) {
      this.#say(out, log.at(this.#place));
      this.#place += 1;
    }
    return this.#before.length > 0 || this.#place < log.end ? 0 : Number.POSITIVE_INFINITY;
  }

  #say(out: ServerMessage[], message: TopicMessage): void {
    const wanted = this.#instrument;
    if (wanted !== undefined && "instrument" in message && message.instrument !== wanted) return;
    this.#number += 1;
    out.push({ ...message, subscription: this.id, number: this.#number } as ServerMessage);
  }
}

/** How things are: the latest, at most so often; what changes in between is conflated. */
export class StateSubscription implements Subscription {
  readonly id: number;
  readonly topic: StateTopic;
  readonly isLost = false;
  readonly #model: ReadModel;
  readonly #instrument: number | undefined;
  readonly #depth: number;
  readonly #gapNanos: number;
  readonly #dirty = new Set<number>();
  readonly #sent: [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #isFirst = true;
  #lastNanos = Number.NEGATIVE_INFINITY;
  #number = 0;

  constructor(
    id: number,
    options: { topic: StateTopic; model: ReadModel; instrument?: number | undefined; depth: number; rate: number },
  ) {
    this.id = id;
    this.topic = options.topic;
    this.#model = options.model;
    this.#instrument = options.instrument;
    this.#depth = options.depth;
    this.#gapNanos = 1e9 / options.rate;
    if (options.instrument !== undefined) this.#dirty.add(options.instrument);
    else if (options.topic === "quotes")
      for (let i = 0; i < options.model.link.instruments.size; i++) this.#dirty.add(i);
    else this.#dirty.add(0);
  }

  /** Its state may be another. */
  mark(instrument: number): void {
    if (this.topic === "risk" || this.topic === "statistics") this.#dirty.add(0);
    else if (this.#instrument === undefined || this.#instrument === instrument) this.#dirty.add(instrument);
  }

  take(out: ServerMessage[], _most: number, nowNanos: number): number {
    if (this.#dirty.size === 0) return Number.POSITIVE_INFINITY;
    const wait = this.#lastNanos + this.#gapNanos - nowNanos;
    if (wait > 0) return wait;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    const before = out.length;
    for (const message of this.#messages(dirty)) {
      this.#number += 1;
      out.push({ ...message, subscription: this.id, number: this.#number } as ServerMessage);
    }
    if (out.length > before) this.#lastNanos = nowNanos;
    this.#isFirst = false;
    return Number.POSITIVE_INFINITY;
  }

  #messages(dirty: readonly number[]): TopicMessage[] {
    const { market, link } = this.#model;
    const now = { sequence: link.sequence, time: joinNanos(link.lastMicros, 0) };
    switch (this.topic) {
      case "quotes":
        return dirty.map((i) => market.quote(i)).filter((quote) => quote !== undefined);
      case "book":
        return dirty.flatMap((i) => this.#book(i));
      case "positions": {
        const wanted = this.#isFirst && this.#instrument === undefined ? undefined : new Set(dirty);
        return link
          .positions()
          .filter(({ instrument }) => wanted === undefined || wanted.has(instrument))
          .map((figures) => ({ type: "position", ...now, ...figures }));
      }
      case "risk":
        return [{ type: "risk", ...now, ...link.risk() }];
      case "statistics":
        return [{ type: "statistics", ...now, values: link.statistics() }];
    }
  }

  #book(instrument: number): TopicMessage[] {
    const { market } = this.#model;
    const snapshot = this.#isFirst;
    const [bids, asks] = ([Side.Buy, Side.Sell] as const).map((side, place) => {
      const levels = market.levels(instrument, side, this.#depth);
      return snapshot ? this.#whole(place, levels) : this.#changed(place, levels);
    }) as [number[], number[]];
    if (!snapshot && bids.length === 0 && asks.length === 0) return [];
    return [{ type: "book", ...market.bookMoment(instrument), instrument, snapshot, bids, asks }];
  }

  #whole(place: number, levels: number[]): number[] {
    const sent = this.#sent[place]!;
    for (let k = 0; k < levels.length; k += 2) sent.set(levels[k]!, levels[k + 1]!);
    return levels;
  }

  /** The levels that are others than those sent, best first, and behind them those that are gone. */
  #changed(place: number, levels: number[]): number[] {
    const sent = this.#sent[place]!;
    const changes: number[] = [];
    const there = new Set<number>();
    for (let k = 0; k < levels.length; k += 2) {
      const [price, size] = [levels[k]!, levels[k + 1]!];
      there.add(price);
      if (sent.get(price) !== size) changes.push(price, size);
      sent.set(price, size);
    }
    for (const price of sent.keys())
      if (!there.has(price)) {
        changes.push(price, 0);
        sent.delete(price);
      }
    return changes;
  }
}
