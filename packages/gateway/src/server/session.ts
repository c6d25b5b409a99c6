import { COLUMN_TOPICS, type ColumnTopic } from "../codec/columns.ts";
import type { HeartbeatMessage, ServerMessage, SubscribedMessage, SubscribeMessage } from "../protocol/index.ts";
import { CloseCode, type TransportConnection } from "../transport/transport.ts";
import { ColumnSubscription } from "./column-subscription.ts";
import { outboxOf } from "./frames.ts";
import { IndicatorSubscription } from "./indicator-subscription.ts";
import type { Interest } from "./interest.ts";
import type { GatewayLimits } from "./limits.ts";
import type { Counters } from "./metrics.ts";
import type { Outbox } from "./outbox.ts";
import { RateLimit } from "./rate-limit.ts";
import { isEventTopic, isStateTopic, type ReadModel, type StateTopic } from "./read-model.ts";
import { Refusal } from "./refusal.ts";
import { EventSubscription, StateSubscription, type Subscription } from "./subscription.ts";
import type { Identity } from "./tokens.ts";

/** Messages of one frame, at the most. */
const FRAME_MESSAGES = 256;
/** How long a client that does not read has to take its farewell. */
const FAREWELL_MILLIS = 1000;
const DEFAULT_RATES: Readonly<Partial<Record<StateTopic, number>>> = { positions: 10, risk: 10, statistics: 1 };
const NEVER = Number.POSITIVE_INFINITY;

/** One client: who it is, what it has subscribed to, and what is to be sent to it. */
export class Session {
  readonly name: string;
  readonly connection: TransportConnection;
  readonly rate: RateLimit;
  /** What may be refused of it before it is taken for a flood. */
  readonly patience: RateLimit;
  /** Undefined before its `hello`. */
  identity: Identity | undefined;
  /** Heartbeats since it was last heard. */
  unanswered = 0;
  /** Messages that were none. */
  faults = 0;
  isEnding = false;
  readonly #limits: GatewayLimits;
  readonly #counters: Counters;
  readonly #interest: Interest;
  readonly #outbox: Outbox;
  readonly #subscriptions = new Map<number, Subscription>();
  #isCorked = false;
  #lastSubscription = 0;
  #farewell: ReturnType<typeof setTimeout> | undefined;

  constructor(
    connection: TransportConnection,
    name: string,
    limits: GatewayLimits,
    counters: Counters,
    interest: Interest,
    nowNanos: number,
  ) {
    this.connection = connection;
    this.name = name;
    this.#limits = limits;
    this.#counters = counters;
    this.#interest = interest;
    this.#outbox = outboxOf(connection);
    this.rate = new RateLimit(limits.requestsPerSecond, limits.requestBurst, nowNanos);
    this.patience = new RateLimit(10 * limits.requestsPerSecond, 10 * limits.requestBurst, nowNanos);
  }

  /** Answers from now on go together, until {@link uncork}: those to the messages of one frame. */
  cork(): void {
    this.#isCorked = true;
  }

  uncork(): void {
    this.#isCorked = false;
    this.post();
  }

  /** Answers a request. A client that asks and does not read is too slow as well. */
  say(...messages: ServerMessage[]): void {
    if (this.isEnding) return;
    const out = this.#outbox;
    if (out.owner === this && out.count > 0 && out.weight < FRAME_MESSAGES) {
      for (const message of messages) out.push(message);
      return;
    }
    if (this.connection.bufferedBytes > 2 * this.#limits.bufferBytes) {
      this.tooSlow();
      return;
    }
    this.#send(...messages);
  }

  /** Says why, and ends the connection: its other side reads what was sent before, if it reads. */
  end(code: CloseCode, farewell?: ServerMessage): void {
    if (this.isEnding) return;
    if (farewell !== undefined) this.#send(farewell);
    this.post();
    this.isEnding = true;
    this.#forget();
    this.connection.close(code, farewell?.type === "failure" ? farewell.code : "");
    this.#farewell = setTimeout(() => this.connection.terminate(), FAREWELL_MILLIS);
  }

  /** Shows that the gateway is there, and ends what is not: a token that has ended, a client that does not answer. */
  beat(heartbeat: HeartbeatMessage, nowMicros: number): void {
    const { identity } = this;
    if (identity === undefined || this.isEnding) return;
    if (identity.expiresMicros <= nowMicros) {
      const message = "the token has ended";
      this.end(CloseCode.Unauthenticated, { type: "failure", code: "UNAUTHENTICATED", message });
    } else if (this.unanswered >= 2) {
      this.#counters.silent += 1;
      this.end(CloseCode.Silent);
    } else {
      this.unanswered += 1;
      this.say(heartbeat);
    }
  }

  /** The connection has ended. */
  closed(): void {
    this.isEnding = true;
    this.#forget();
    clearTimeout(this.#farewell);
  }

  tooSlow(): void {
    this.#counters.slow += 1;
    const message = "more has happened than is kept for a client that does not read it";
    this.end(CloseCode.TooSlow, { type: "failure", code: "TOO_SLOW", message });
  }

  /** @throws {Refusal} for a topic, an instrument or a bound that there is not */
  subscribe(message: SubscribeMessage, model: ReadModel): void {
    const { id, topic, instrument, depth = 10, after } = message;
    if (this.#subscriptions.size >= this.#limits.maxSubscriptions)
      throw new Refusal("REFUSED", `a connection may have ${this.#limits.maxSubscriptions} subscriptions`);
    const { size } = model.link.instruments;
    if (instrument !== undefined && (instrument < 0 || instrument >= size))
      throw new Refusal("NOT_FOUND", `got ${instrument}; allowed: 0 to ${size - 1}`, "instrument");
    if (topic === "book" && instrument === undefined)
      throw new Refusal("BAD_VALUE", "is missing: a book is one instrument's", "instrument");
    if (depth < 1 || depth > 1000) throw new Refusal("BAD_VALUE", `got ${depth}; allowed: 1 to 1000`, "depth");
    const rate = message.rate ?? (isStateTopic(topic) ? (DEFAULT_RATES[topic] ?? NEVER) : NEVER);
    if (!(rate > 0)) throw new Refusal("BAD_VALUE", `got ${rate}; allowed: a number above 0`, "rate");
    if (message.columns === true && !(topic in COLUMN_TOPICS))
      throw new Refusal("BAD_VALUE", `of ${Object.keys(COLUMN_TOPICS).join(", ")} alone`, "columns");
    const keep = (subscription: Subscription): void => {
      const kept = message.columns === true ? new ColumnSubscription(topic as ColumnTopic, subscription) : subscription;
      this.#subscriptions.set(subscription.id, kept);
    };
    const number = this.#lastSubscription + 1;
    const answer = { type: "subscribed", id, subscription: number, sequence: model.link.sequence } as const;
    let isComplete = true;
    let outputs: readonly string[] | undefined;
    if (topic === "indicators") {
      const subscription = new IndicatorSubscription(number, message, model);
      ({ isComplete, outputs } = subscription);
      keep(subscription);
      this.#interest.addEvents(topic, this);
    } else if (isEventTopic(topic)) {
      const log = model.log(topic);
      const found = after === undefined ? { place: log.end, isComplete: true } : log.after(after);
      isComplete = found.isComplete;
      const isSnapshot = topic === "orders" && (after === undefined || !isComplete);
      const before = isSnapshot ? [...model.orders.working()] : [];
      const place = isSnapshot ? log.end : found.place;
      keep(new EventSubscription(number, { topic, log, instrument, before, place }));
      this.#interest.addEvents(topic, this);
    } else if (isStateTopic(topic)) {
      const subscription = new StateSubscription(number, { topic, model, instrument, depth, rate });
      keep(subscription);
      this.#interest.addState(subscription, this);
    } else throw new Refusal("UNAVAILABLE", `this gateway has no ${topic}`, "topic");
    this.#lastSubscription = number;
    this.say({ ...answer, isComplete, ...(outputs && { outputs: [...outputs] }) } satisfies SubscribedMessage);
  }

  /** Subscriptions that stand. */
  get subscriptionCount(): number {
    return this.#subscriptions.size;
  }

  /** @returns whether there was such a subscription */
  unsubscribe(subscription: number): boolean {
    const found = this.#subscriptions.get(subscription);
    if (found === undefined) return false;
    this.#subscriptions.delete(subscription);
    this.#uninterested(found);
    return true;
  }

  #uninterested(kept: Subscription): void {
    const subscription = plain(kept);
    if (kept instanceof IndicatorSubscription) {
      kept.end();
      this.#interest.removeEvents("indicators", this);
    } else if (subscription instanceof StateSubscription) this.#interest.removeState(subscription);
    else if (subscription instanceof EventSubscription) this.#interest.removeEvents(subscription.topic, this);
  }

  #forget(): void {
    for (const subscription of this.#subscriptions.values()) this.#uninterested(subscription);
    this.#subscriptions.clear();
  }

  /**
   * Sends what there is to say, as long as the client takes it.
   *
   * @returns nanoseconds until there is more to say; infinity if nobody knows: then records or a drain call again
   */
  flush(nowNanos: number): number {
    const out = this.#outbox;
    const { connection } = this;
    out.owner?.post();
    let wait = 0;
    while (wait === 0) {
      wait = NEVER;
      for (const subscription of this.#subscriptions.values()) {
        if (this.isEnding) return NEVER;
        if (out.count === 0 && connection.bufferedBytes >= this.#limits.bufferBytes) return this.#check();
        out.owner = this;
        wait = Math.min(wait, subscription.take(out, FRAME_MESSAGES, nowNanos));
        if (subscription.isLost) {
          this.post();
          this.tooSlow();
          return NEVER;
        }
        if (out.weight >= FRAME_MESSAGES) this.post();
      }
      this.post();
    }
    return wait;
  }

  /** Whether what waits for the client is still kept: it takes nothing, so nothing is handed to it. */
  #check(): number {
    for (const subscription of this.#subscriptions.values()) {
      const each = plain(subscription);
      if (!(each instanceof EventSubscription && each.isBehind)) continue;
      this.tooSlow();
      break;
    }
    return NEVER;
  }

  #send(...messages: readonly ServerMessage[]): void {
    const out = this.#outbox;
    if (out.owner !== this) out.owner?.post();
    out.owner = this;
    for (const message of messages) out.push(message);
    if (!this.#isCorked || out.weight >= FRAME_MESSAGES) this.post();
  }

  /** Sends what the outbox holds of this session. */
  post(): void {
    const out = this.#outbox;
    if (out.owner !== this) return;
    out.owner = undefined;
    const { count } = out;
    if (count === 0) return;
    const frame = out.take();
    this.#counters.messagesOut += count;
    this.#counters.bytesOut += frame.length;
    this.connection.send(frame);
  }
}

/** The subscription from which one of columns or of an indicator takes; others as they are. */
function plain(subscription: Subscription): Subscription {
  const isOuter = subscription instanceof ColumnSubscription || subscription instanceof IndicatorSubscription;
  return isOuter ? subscription.inner : subscription;
}
