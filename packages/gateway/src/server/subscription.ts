import { Side } from "@hotpath/core";
import { type Outbox, SharedUpdate } from "./outbox.ts";
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
  take(out: Outbox, most: number, nowNanos: number): number;
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

  take(out: Outbox, most: number): number {
    const log = this.#log;
    const limit = out.count + most;
    if (this.#before.length > 0) {
      const now = this.#before.slice(0, most);
      this.#before = this.#before.slice(most);
      for (const message of now) this.#say(out, new SharedUpdate(message.sequence, message));
    }
    if (this.isBehind) {
      this.isLost = true;
      return Number.POSITIVE_INFINITY;
    }
    while (this.#place < log.end && out.count < limit) {
      this.#say(out, log.shared(this.#place));
      this.#place += 1;
    }
    return this.#before.length > 0 || this.#place < log.end ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Whether what it would say next is kept no more. */
  get isBehind(): boolean {
    return this.#place < this.#log.start;
  }

  #say(out: Outbox, update: SharedUpdate): void {
    const { message } = update;
    const wanted = this.#instrument;
    if (wanted !== undefined && "instrument" in message && message.instrument !== wanted) return;
    this.#number += 1;
    out.share(update, this.id, this.#number);
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
  /** Changes that came before the one before them was sent. */
  conflated = 0;
  readonly #sent: [readonly number[], readonly number[]] = [[], []];
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

  /** Its state may be another. @returns whether it is its own */
  mark(instrument: number): boolean {
    const before = this.#dirty.size;
    if (this.topic === "risk" || this.topic === "statistics") this.#dirty.add(0);
    else if (this.#instrument === undefined || this.#instrument === instrument) this.#dirty.add(instrument);
    else return false;
    if (this.#dirty.size === before) this.conflated += 1;
    return true;
  }

  take(out: Outbox, _most: number, nowNanos: number): number {
    if (this.#dirty.size === 0) return Number.POSITIVE_INFINITY;
    const wait = this.#lastNanos + this.#gapNanos - nowNanos;
    if (wait > 0) return wait;
    const before = this.#number;
    for (const update of this.#updates()) {
      this.#number += 1;
      out.share(update, this.id, this.#number);
    }
    this.#dirty.clear();
    if (this.#number > before) this.#lastNanos = nowNanos;
    this.#isFirst = false;
    return Number.POSITIVE_INFINITY;
  }

  #updates(): Iterable<SharedUpdate> {
    const states = this.#model;
    const dirty = this.#dirty;
    switch (this.topic) {
      case "quotes":
        return [...dirty].map((i) => states.market.quote(i)).filter((quote) => quote !== undefined);
      case "book":
        return [...dirty].flatMap((i) => this.#book(i));
      case "positions": {
        const isAll = this.#isFirst && this.#instrument === undefined;
        return states.positions().filter(({ message }) => isAll || dirty.has(message.instrument));
      }
      case "risk":
        return [states.risk()];
      case "statistics":
        return [states.statistics()];
    }
  }

  #book(instrument: number): SharedUpdate[] {
    const { market } = this.#model;
    const snapshot = this.#isFirst;
    const [bids, asks] = ([Side.Buy, Side.Sell] as const).map((side, place) => {
      const levels = market.levels(instrument, side, this.#depth);
      const changes = snapshot ? levels : changedLevels(this.#sent[place]!, levels, side);
      this.#sent[place] = levels;
      return changes;
    }) as [number[], number[]];
    if (!snapshot && bids.length === 0 && asks.length === 0) return [];
    const message: TopicMessage = { type: "book", ...market.bookMoment(instrument), instrument, snapshot, bids, asks };
    return [new SharedUpdate(message.sequence, message)];
  }
}

/** The levels that are others than those sent, best first, and behind them those that are gone. Both are best first. */
function changedLevels(sent: readonly number[], levels: readonly number[], side: Side): number[] {
  const changes: number[] = [];
  const gone: number[] = [];
  let k = 0;
  for (let at = 0; at < levels.length; at += 2) {
    const price = levels[at]!;
    const size = levels[at + 1]!;
    while (k < sent.length && (side === Side.Buy ? sent[k]! > price : sent[k]! < price)) {
      gone.push(sent[k]!, 0);
      k += 2;
    }
    const isSame = k < sent.length && sent[k] === price;
    if (!isSame || sent[k + 1] !== size) changes.push(price, size);
    if (isSame) k += 2;
  }
  for (; k < sent.length; k += 2) gone.push(sent[k]!, 0);
  for (const number of gone) changes.push(number);
  return changes;
}
