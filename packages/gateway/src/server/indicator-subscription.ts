import type { SubscribeMessage } from "../protocol/index.ts";
import type { Computation } from "./indicator-view.ts";
import type { Outbox } from "./outbox.ts";
import type { ReadModel } from "./read-model.ts";
import { Refusal } from "./refusal.ts";
import { EventSubscription, type Subscription } from "./subscription.ts";
import type { TopicLog } from "./topic-log.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** What an indicator says: of bars each value, unless there is a `rate`; of quotes the latest. */
export class IndicatorSubscription implements Subscription {
  readonly id: number;
  /** Names of the values. */
  readonly outputs: readonly string[];
  /** Whether all is sent that was asked for by `after`. */
  readonly isComplete: boolean;
  readonly inner: Subscription;
  readonly #model: ReadModel;
  readonly #computation: Computation;

  /** @throws {Refusal} naming what of the indicator is wrong */
  constructor(id: number, message: SubscribeMessage, model: ReadModel) {
    const { instrument, indicator, after, rate } = message;
    if (instrument === undefined)
      throw new Refusal("BAD_VALUE", "is missing: an indicator is one instrument's", "instrument");
    this.id = id;
    this.#model = model;
    this.#computation = model.indicators.open(instrument, indicator);
    const { log, source, outputs } = this.#computation;
    this.outputs = outputs;
    if (source === "quotes" || rate !== undefined) {
      this.isComplete = true;
      this.inner = new LatestSubscription(id, log, rate ?? NEVER);
      return;
    }
    const last = Math.max(log.start, log.end - 1);
    const found = after === undefined ? { place: last, isComplete: true } : log.after(after);
    this.isComplete = found.isComplete;
    this.inner = new EventSubscription(id, { topic: "indicators", log, before: [], place: found.place });
  }

  get isLost(): boolean {
    return this.inner.isLost;
  }

  take(out: Outbox, most: number, nowNanos: number): number {
    return this.inner.take(out, most, nowNanos);
  }

  /** Gives the indicator back. */
  end(): void {
    this.#model.indicators.close(this.#computation);
  }
}

/** The newest message of a log, at most so often. */
class LatestSubscription implements Subscription {
  readonly id: number;
  readonly isLost = false;
  readonly #log: TopicLog;
  readonly #gapNanos: number;
  #place = 0;
  #number = 0;
  #lastNanos = Number.NEGATIVE_INFINITY;

  constructor(id: number, log: TopicLog, rate: number) {
    this.id = id;
    this.#log = log;
    this.#gapNanos = 1e9 / rate;
  }

  take(out: Outbox, _most: number, nowNanos: number): number {
    const { end } = this.#log;
    if (this.#place === end) return NEVER;
    const wait = this.#lastNanos + this.#gapNanos - nowNanos;
    if (wait > 0) return wait;
    this.#place = end;
    this.#lastNanos = nowNanos;
    this.#number += 1;
    out.share(this.#log.shared(end - 1), this.id, this.#number);
    return NEVER;
  }
}
