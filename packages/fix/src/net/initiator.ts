import { type Clock, ConfigError, systemClock } from "@hotpath/core";
import { tapFor } from "../session/drop-copy.ts";
import type { SessionOptions } from "../session/options.ts";
import { Session } from "../session/session.ts";
import { sessionID, sessionName } from "../session/session-id.ts";
import type { SessionLog } from "../session/session-link.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { HostOptions } from "./acceptor.ts";
import { bunSockets } from "./bun-sockets.ts";
import { Connection } from "./connection.ts";
import type { SocketHost } from "./transport.ts";

/** Where a counterparty may be reached. */
export interface Endpoint {
  hostname: string;
  port: number;
}

/** How an {@link Initiator} is made. */
export interface InitiatorOptions extends HostOptions {
  session: Omit<SessionOptions, "role">;
  /** Tried in turn, from the first on after every session that was logged on. */
  endpoints: readonly Endpoint[];
  /**
   * Seconds between attempts: the first, the second, … and the last from then on; QuickFIX's ReconnectInterval, 30 by
   * default. They begin again after a session that was logged on.
   */
  reconnectIntervals?: readonly number[];
}

/**
 * Connects a session, and connects it again: whenever it is the time for it by its schedule and it is not logged out by the
 * program.
 */
export class Initiator implements AsyncDisposable {
  readonly session: Session;
  /** Attempts to connect since the start. */
  attempts = 0;
  readonly #endpoints: readonly Endpoint[];
  readonly #intervals: readonly number[];
  readonly #options: InitiatorOptions;
  readonly #clock: Clock;
  readonly #sockets: SocketHost;
  readonly #ticksPerSecond: number;
  readonly #log: SessionLog | undefined;
  #connection: Connection | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #connecting = false;
  #nextMicros = 0;
  /** Attempts since a session was logged on. */
  #failures = 0;
  #stopped = false;

  /** Makes the session, and connects as soon as it may. @throws {ConfigError} naming the option that is wrong */
  static start(options: InitiatorOptions): Initiator {
    return new Initiator(options);
  }

  private constructor(options: InitiatorOptions) {
    const { endpoints, reconnectIntervals = [30], clock = systemClock, tickMillis = 100, application, log } = options;
    if (endpoints.length === 0) throw new ConfigError("endpoints", endpoints, "at least one host and port");
    if (reconnectIntervals.length === 0 || reconnectIntervals.some((each) => !(each >= 0)))
      throw new ConfigError("reconnectIntervals", reconnectIntervals, "numbers of seconds, at least one");
    this.#options = options;
    this.#endpoints = endpoints;
    this.#intervals = reconnectIntervals;
    this.#clock = clock;
    this.#sockets = options.sockets ?? bunSockets;
    this.#ticksPerSecond = tickMillis > 0 ? 1000 / tickMillis : 10;
    const { id, dictionary } = options.session;
    const name = sessionName(sessionID({ ...id, beginString: id.beginString ?? dictionary.beginString }));
    const now = clock.nowMicros();
    this.#log = log?.(name);
    const { dropCopies = [] } = options;
    const store = options.store?.(name, now) ?? new MemoryStore({ creationMicros: now });
    this.session = new Session(
      { ...options.session, role: "initiator" },
      {
        store,
        clock,
        log: this.#log,
        tap: tapFor(dropCopies, name),
        application: {
          ...bound(application),
          onLogon: (session) => {
            this.#failures = 0;
            application.onLogon?.(session);
          },
        },
      },
    );
    for (const each of dropCopies) each.adopt(this.session);
    if (tickMillis > 0) this.#timer = setInterval(() => this.tick(), tickMillis);
    this.tick();
  }

  /** Time has passed; called by the initiator's own timer, where `tickMillis` is not 0. */
  tick(): void {
    const connection = this.#connection;
    const { session } = this;
    if (connection?.isClosing === true && ++connection.closingTicks > 2 * this.#ticksPerSecond) {
      connection.transport.destroy();
      connection.closed();
    }
    if (connection !== undefined) {
      connection.turn(() => session.tick());
      if (this.#options.application.isFull?.() !== true) connection.resume();
      return;
    }
    session.tick();
    if (this.#connecting || this.#stopped || !session.isEnabled || !session.isLogonTime) return;
    if (this.#clock.nowMicros() < this.#nextMicros) return;
    this.#connecting = true;
    this.#connect().finally(() => {
      this.#connecting = false;
    });
  }

  /**
   * Logs out and closes.
   *
   * @param text Text (58) of Logout
   * @param waitMillis how long the answer is waited for
   */
  async stop(text = "", waitMillis = 2000): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    const connection = this.#connection;
    connection?.turn(() => this.session.logout(text));
    for (let waited = 0; waited < waitMillis && this.#connection !== undefined; waited += 5)
      await new Promise((done) => setTimeout(done, 5));
    clearInterval(this.#timer);
    if (this.#connection !== undefined) {
      this.#connection.transport.destroy();
      this.#connection.closed("Stopped");
    }
    await this.session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #connect(): Promise<void> {
    const { tls, maxPendingBytes = 1_048_576, application } = this.#options;
    const { session } = this;
    const endpoint = this.#endpoints[this.#failures % this.#endpoints.length]!;
    const interval = this.#intervals[Math.min(this.#failures, this.#intervals.length - 1)]!;
    this.attempts++;
    this.#failures++;
    this.#nextMicros = this.#clock.nowMicros() + interval * 1e6;
    const ready = session.prepare();
    if (ready !== undefined && (!(await ready) || this.#stopped)) return;
    const where = `${endpoint.hostname}:${endpoint.port}`;
    try {
      await this.#sockets.connect({ ...endpoint, tls }, (transport) => {
        const connection = new Connection(transport, {
          maxPendingBytes,
          maxMessageBytes: session.options.maxMessageBytes,
          closed: () => {
            if (this.#connection === connection) this.#connection = undefined;
            // The interval counts from the end of a connection that was one.
            this.#nextMicros = this.#clock.nowMicros() + interval * 1e6;
          },
          isFull: () => application.isFull?.() === true,
        });
        if (this.#stopped) transport.destroy();
        else {
          this.#connection = connection;
          connection.attach(session);
        }
        return connection;
      });
    } catch (error) {
      const text = `Cannot connect to ${where}: ${(error as Error).message}`;
      this.#log?.event(text, this.#clock.nowMicros());
    }
  }
}

/** The methods of an application, those of its class with them, still its own. */
function bound<T extends object>(application: T): T {
  const methods: Record<string, unknown> = {};
  const names = [
    ...["onCreate", "onLogon", "onLogout", "authenticate", "onAdmin", "onMessage", "toAdmin", "toApp", "shouldResend"],
    ...["nextTargetMsgSeqNum", "commitTargetMsgSeqNum", "isFull"],
  ];
  for (const name of names) {
    const method = (application as Record<string, unknown>)[name];
    if (typeof method === "function") methods[name] = method.bind(application);
  }
  return methods as T;
}
