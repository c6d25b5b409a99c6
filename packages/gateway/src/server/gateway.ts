/**
 * The server: clients come in over a transport, are asked who they are, and get what they subscribe to from a read model;
 * what they have the engine do goes through the link.
 *
 *     engine → tap → link → read model → subscriptions → session → transport → client
 *     client → transport → session → checks, role, key → commands → link → inbox of the engine
 */
import { type Clock, monotonicNanos, systemClock } from "@hotpath/core";
import type { EngineLink } from "../link/engine-link.ts";
import {
  type Checked,
  type ClientMessage,
  type FailureMessage,
  type HelloMessage,
  PROTOCOL_VERSION,
  ROLES,
} from "../protocol/index.ts";
import { CloseCode, type TransportConnection, type TransportHandler } from "../transport/transport.ts";
import { Admission } from "./admission.ts";
import { loggedCommand } from "./audit.ts";
import { type CommandMessage, Commands, ROLE_OF } from "./commands.ts";
import { Doorway } from "./doorway.ts";
import { decodeFrame } from "./frames.ts";
import type { CommandTrace, GatewayOptions } from "./gateway-options.ts";
import { parseHistory } from "./history-options.ts";
import { HttpDesk } from "./http-desk.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { Interest } from "./interest.ts";
import { type GatewayLimits, parseLimits } from "./limits.ts";
import { type Counters, noCounts, writeMetrics } from "./metrics.ts";
import type { MetricSink } from "./prometheus-text.ts";
import { answerQuery } from "./queries.ts";
import { ReadModel, STATE_TOPICS } from "./read-model.ts";
import { failureOf, Refusal } from "./refusal.ts";
import { Replays } from "./replays.ts";
import { randomText } from "./secrets.ts";
import { Session } from "./session.ts";
import { StatisticsDesk } from "./statistics.ts";
import type { Identity } from "./tokens.ts";
import { welcomeOf } from "./welcome.ts";

/** Bytes of what is read of somebody who has not said who it is. */
const MOST_HELLO = 16_384;
/** Messages that were none, until a connection is ended. */
const MOST_FAULTS = 10;
/** Requests that are no commands. */
const UNTRACED: readonly string[] = ["subscribe", "unsubscribe", "query", "replay"];
/**
 * A gateway in front of an engine.
 *
 * @example
 * const gateway = new Gateway({ link, transport: bunTransport({ port: 7400 }), tokens });
 * gateway.listen(); // 7400
 * await gateway.stop();
 */
export class Gateway implements AsyncDisposable {
  readonly #options: GatewayOptions;
  readonly #link: EngineLink;
  readonly #limits: GatewayLimits;
  readonly #clock: Clock;
  readonly #model: ReadModel;
  readonly #statistics: StatisticsDesk;
  readonly #commands: Commands;
  readonly #keys: IdempotencyKeys;
  readonly #doorway: Doorway;
  readonly #replays: Replays;
  readonly #http: HttpDesk;
  readonly #counters: Counters = noCounts();
  readonly #sessions = new Map<number, Session>();
  readonly #interest = new Interest();
  /** When a session whose updates have a rate may be given the next, in nanoseconds of the monotonic clock. */
  readonly #waiting = new Map<Session, number>();
  /** The earliest of these, or an earlier time. */
  #nextDueNanos = Number.POSITIVE_INFINITY;
  #isListening = false;
  /** Flushing takes at most half of the thread that it shares with the engine: the next may not begin before. */
  #notBeforeNanos = 0;
  #beat: ReturnType<typeof setInterval> | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;
  #dueAt = 0;
  /** When the frame at hand was there; kept for traces alone. */
  #receivedNanos = 0;
  readonly #onDue = (): void => {
    this.#due = undefined;
    this.#pump();
  };

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#link = options.link;
    this.#limits = parseLimits(options.limits);
    this.#clock = options.clock ?? systemClock;
    const history = parseHistory(options.history);
    this.#model = new ReadModel(options.link, this.#limits.keptMessages, history);
    this.#statistics = new StatisticsDesk({
      model: this.#model,
      counters: this.#counters,
      interest: this.#interest,
      limits: this.#limits,
      maxIndicators: history.maxIndicators,
      sessions: () => this.#sessions.values(),
      replays: () => this.#replays.size,
    });
    this.#model.figures = () => this.#statistics.read();
    this.#model.onStrategyLine = options.log;
    if (options.keepsEvents === true) this.#model.log("events");
    this.#replays = new Replays(options.link.replay, this.#limits.maxReplays, this.#limits.bufferBytes, (session) =>
      this.#commands.replayOpened({ actor: session.identity?.number ?? 0, session: session.connection.id }),
    );
    const admission = new Admission({
      transport: options.transport,
      allowedOrigins: options.allowedOrigins ?? [],
      allowedHosts: options.allowedHosts,
      hasPages: options.pages !== undefined,
    });
    this.#doorway = new Doorway(admission, options.tokens, this.#limits);
    const model = this.#model;
    this.#http = new HttpDesk({
      doorway: this.#doorway,
      pages: options.pages,
      limits: this.#limits,
      counters: this.#counters,
      isReady: () => this.#isListening,
      statistics: () => this.#statistics.read(),
      query: (query) => {
        this.#read();
        return answerQuery(query, model);
      },
      sequence: () => this.#link.sequence,
      note: (level, message, fields) => this.#note(level, message, fields),
    });
    const { orders } = model;
    this.#commands = new Commands(options.link, {
      catchUp: () => this.#read(),
      order: (orderId) => orders.get(orderId),
      orderOfInput: (sequence) => orders.ofInput(sequence),
      log: (topic) => model.log(topic),
    });
    this.#keys = new IdempotencyKeys(options.link, (orderId) => {
      this.#read();
      const state = orders.find(orderId)?.state;
      return { orderId, ...(state !== undefined && { state }) };
    });
    // From now on, and not only when clients may come: what was before is in the read model's beginning.
    this.#link.read(() => this.#pump());
  }

  /** Lets clients in. @returns the port @throws {IoError} as the transport does */
  listen(): number {
    const port = this.#options.transport.listen(this.#handler());
    this.#isListening = true;
    this.#beat = setInterval(() => this.#heartbeat(), this.#limits.heartbeatMillis);
    return port;
  }

  /** Tells what `/metrics` tells, to whatever takes it. */
  metrics(sink: MetricSink): void {
    writeMetrics(sink, this.#counters, this.#statistics.read());
  }

  /** Ends all connections, and lets nobody in. The engine goes on. */
  async stop(): Promise<void> {
    this.#isListening = false;
    clearInterval(this.#beat);
    clearTimeout(this.#due);
    this.#link.read(undefined);
    this.#replays[Symbol.dispose]();
    this.#statistics[Symbol.dispose]();
    await this.#options.transport.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #handler(): TransportHandler {
    return {
      admit: (request) => this.#doorway.admit(request, this.#counters),
      http: (request) => this.#http.answer(request),
      open: (connection) => this.#open(connection),
      message: (connection, frame) => {
        const session = this.#sessions.get(connection.id);
        if (session !== undefined && !session.isEnding) this.#frame(session, frame);
      },
      drain: (connection) => {
        const session = this.#sessions.get(connection.id);
        if (session !== undefined) this.#interest.ready.add(session);
        this.#flush(monotonicNanos());
      },
      close: (connection, code) => {
        const session = this.#sessions.get(connection.id);
        if (session !== undefined) this.#leave(session);
        this.#sessions.delete(connection.id);
        this.#note("info", "disconnected", { session: session?.name, code });
      },
    };
  }

  #open(connection: TransportConnection): void {
    const session = new Session(
      connection,
      randomText(9),
      this.#limits,
      this.#counters,
      this.#interest,
      monotonicNanos(),
    );
    this.#counters.opened += 1;
    this.#sessions.set(connection.id, session);
    const silent = (each: Session): void => {
      if (each.identity === undefined) this.#stranger(each, "no `hello` came");
    };
    setTimeout(silent, this.#limits.helloMillis, session).unref?.();
    const oldest = this.#doorway.open(session);
    if (oldest !== undefined) silent(oldest);
  }

  #frame(session: Session, frame: Uint8Array | string): void {
    if (session.identity === undefined && frame.length > MOST_HELLO) {
      this.#stranger(session, "a `hello` is shorter");
      return;
    }
    if (this.#options.onCommand !== undefined) this.#receivedNanos = monotonicNanos();
    let messages: readonly Checked<ClientMessage>[];
    try {
      messages = decodeFrame(frame);
    } catch (error) {
      this.#fault(session, { type: "failure", code: "BAD_MESSAGE", message: (error as Error).message });
      return;
    }
    session.cork();
    for (const message of messages) {
      if (session.isEnding) break;
      this.#message(session, message);
    }
    session.uncork();
    this.#flush(monotonicNanos());
  }

  #message(session: Session, checked: Checked<ClientMessage>): void {
    this.#counters.messagesIn += 1;
    session.unanswered = 0;
    if (!checked.ok) {
      const { path, message, id } = checked.fault;
      this.#fault(session, { type: "failure", ...(id !== undefined && { id }), code: "BAD_MESSAGE", message, path });
      return;
    }
    const { message } = checked;
    const { identity } = session;
    if (message.type === "hello") this.#hello(session, message);
    else if (identity === undefined) this.#stranger(session, "the first message is `hello`");
    else this.#request(session, identity, message);
  }

  #fault(session: Session, failure: FailureMessage): void {
    this.#counters.faults += 1;
    session.faults += 1;
    if (session.identity === undefined) this.#stranger(session, "the first message is `hello`");
    else if (session.faults >= MOST_FAULTS) session.end(CloseCode.BadMessage, failure);
    else session.say(failure);
  }

  #stranger(session: Session, message: string): void {
    if (session.isEnding) return;
    this.#counters.unauthenticated += 1;
    this.#note("warn", "not let in", { session: session.name, remoteAddress: session.connection.remoteAddress });
    session.end(CloseCode.Unauthenticated, { type: "failure", code: "UNAUTHENTICATED", message });
  }

  #hello(session: Session, hello: HelloMessage): void {
    if (session.identity !== undefined) {
      this.#fault(session, { type: "failure", code: "BAD_MESSAGE", message: "`hello` was said before", path: "type" });
      return;
    }
    if (Math.floor(hello.version / 1000) !== Math.floor(PROTOCOL_VERSION / 1000)) {
      const message = `got version ${hello.version}; this is ${PROTOCOL_VERSION}`;
      session.end(CloseCode.BadVersion, { type: "failure", code: "BAD_VERSION", message, path: "version" });
      return;
    }
    const { bearer, remoteAddress } = session.connection;
    const identity = this.#doorway.identify(hello.token ?? bearer, remoteAddress);
    if (identity === undefined) {
      this.#stranger(session, "no token that is known and has not ended");
      return;
    }
    const full = this.#doorway.enter(session, identity);
    if (full !== undefined) {
      session.end(CloseCode.Full, { type: "failure", code: "REFUSED", message: full });
      return;
    }
    session.identity = identity;
    this.#read();
    const { heartbeatMillis } = this.#limits;
    session.say(welcomeOf(this.#link, { session: session.name, role: identity.role, heartbeatMillis }));
    const { number: actor, name, role } = identity;
    this.#note("info", "connected", { session: session.name, number: session.connection.id, actor, name, role });
  }

  #request(session: Session, identity: Identity, message: Exclude<ClientMessage, { type: "hello" }>): void {
    const wait = this.#doorway.take(session, identity);
    if (wait > 0) {
      this.#limited(session, message, wait);
      return;
    }
    if (message.type === "alive") return;
    const { id } = message;
    try {
      if (identity.expiresMicros <= this.#clock.nowMicros()) throw new Refusal("FORBIDDEN", "the token has ended");
      const needed = ROLE_OF[message.type];
      if (ROLES.indexOf(identity.role) < ROLES.indexOf(needed))
        throw new Refusal("FORBIDDEN", `role ${needed} is needed; this token has ${identity.role}`);
      this.#do(session, identity, message);
    } catch (error) {
      const failure = failureOf(error, id);
      this.#counters.failures[failure.code] = (this.#counters.failures[failure.code] ?? 0) + 1;
      if (failure.code === "INTERNAL") this.#note("error", "failed", { request: message.type, error: String(error) });
      session.say(failure);
      if (!UNTRACED.includes(message.type)) this.#trace(session, identity, message.type, { code: failure.code });
    }
  }

  #trace(
    session: Session,
    { number: actor }: Identity,
    type: string,
    end: Pick<CommandTrace, "sequencedNanos" | "sequence" | "code">,
  ): void {
    const { onCommand } = this.#options;
    if (onCommand === undefined) return;
    const [receivedNanos, answeredNanos] = [this.#receivedNanos, monotonicNanos()];
    onCommand({ type, session: session.name, actor, receivedNanos, answeredNanos, ...end });
  }

  /** More than it may send is not done; who goes on all the same is disconnected. */
  #limited(session: Session, message: Exclude<ClientMessage, { type: "hello" }>, wait: number): void {
    this.#counters.limited += 1;
    const { requestsPerSecond, tokenRequestsPerSecond } = this.#limits;
    const text = `at most ${requestsPerSecond} requests a second, and ${tokenRequestsPerSecond} of a token`;
    const failure = { type: "failure", code: "RATE_LIMITED", message: text, retryAfterMillis: wait } as const;
    if (session.patience.take(1, monotonicNanos()) > 0) session.end(CloseCode.Flooding, failure);
    else if (message.type !== "alive") session.say({ ...failure, id: message.id });
  }

  #do(session: Session, identity: Identity, message: Exclude<ClientMessage, { type: "hello" | "alive" }>): void {
    const { id } = message;
    switch (message.type) {
      case "subscribe":
        this.#read();
        session.subscribe(message, this.#model);
        return;
      case "unsubscribe":
        if (!session.unsubscribe(message.subscription))
          throw new Refusal("NOT_FOUND", `no subscription ${message.subscription}`, "subscription");
        session.say({ type: "result", id });
        return;
      case "query":
        this.#read();
        session.say({ type: "result", id, ...answerQuery(message, this.#model) });
        return;
      case "replay":
        // What the engine has done so far is in the journal then.
        this.#read();
        this.#replays.request(session, message);
        return;
      default:
        this.#command(session, identity, message);
    }
  }

  #command(session: Session, identity: Identity, message: CommandMessage): void {
    const result = this.#keys.once(identity.number, message, (keyed) => {
      const { number: actor } = identity;
      const done = this.#commands.run(message, { actor, session: session.connection.id, keyed });
      this.#counters.commands[message.type] = (this.#counters.commands[message.type] ?? 0) + 1;
      if (message.type !== "marketData" && message.type !== "marketColumns")
        this.#note(
          "info",
          message.type,
          loggedCommand(message, { session: session.name, actor, sequence: done.sequence }),
        );
      return done;
    });
    const sequencedNanos = this.#options.onCommand === undefined ? 0 : monotonicNanos();
    session.say(result);
    const { sequence } = result;
    this.#trace(session, identity, message.type, { sequencedNanos, ...(sequence !== undefined && { sequence }) });
    this.#read();
  }

  #leave(session: Session): void {
    session.closed();
    this.#replays.close(session);
    this.#doorway.leave(session);
    this.#interest.ready.delete(session);
    this.#waiting.delete(session);
  }

  /** Takes in what the engine has said since. */
  #read(): void {
    const changes = this.#model.read();
    for (const topic of changes.events) this.#interest.touch(topic);
    for (const topic of STATE_TOPICS) {
      const instruments = changes.of(topic);
      if (instruments.length > 0) this.#interest.mark(topic, instruments);
    }
  }

  #pump(): void {
    this.#read();
    const now = monotonicNanos();
    if (now >= this.#notBeforeNanos) this.#flush(now);
    else this.#later(this.#notBeforeNanos - now);
  }

  /** Sends those what there is who may have something, and comes back when a rate allows more. */
  #flush(now: number): void {
    const { ready } = this.#interest;
    if (now >= this.#nextDueNanos) this.#wake(now);
    for (const session of ready) {
      ready.delete(session);
      if (session.identity === undefined || session.isEnding) continue;
      const wait = session.flush(now);
      if (wait === Number.POSITIVE_INFINITY) this.#waiting.delete(session);
      else {
        this.#waiting.set(session, now + wait);
        this.#nextDueNanos = Math.min(this.#nextDueNanos, now + wait);
      }
    }
    const end = monotonicNanos();
    this.#notBeforeNanos = end + (end - now);
    if (this.#nextDueNanos < Number.POSITIVE_INFINITY) this.#later(this.#nextDueNanos - end);
  }

  /** Those who have waited long enough are ready again. */
  #wake(now: number): void {
    this.#nextDueNanos = Number.POSITIVE_INFINITY;
    for (const [session, due] of this.#waiting)
      if (due <= now) {
        this.#waiting.delete(session);
        this.#interest.ready.add(session);
      } else this.#nextDueNanos = Math.min(this.#nextDueNanos, due);
  }

  /** Pumps again after so many nanoseconds, or before. */
  #later(nanos: number): void {
    if (!this.#isListening) return;
    const millis = Math.max(1, Math.ceil(nanos / 1e6));
    const at = monotonicNanos() / 1e6 + millis;
    if (this.#due !== undefined) {
      if (at >= this.#dueAt) return;
      clearTimeout(this.#due);
    }
    this.#dueAt = at;
    this.#due = setTimeout(this.#onDue, millis);
  }

  #heartbeat(): void {
    const time = this.#clock.now();
    const { sequence } = this.#link;
    const nowMicros = this.#clock.nowMicros();
    for (const session of this.#sessions.values()) session.beat({ type: "heartbeat", time, sequence }, nowMicros);
    this.#pump();
  }

  #note(
    level: "info" | "warn" | "error",
    message: string,
    fields: Record<string, unknown> | (() => Record<string, unknown>),
  ): void {
    const make = typeof fields === "function" ? fields : () => fields;
    this.#model.note(level, message, make);
    this.#interest.touch("logs");
    this.#options.log?.(level, message, make());
  }
}
