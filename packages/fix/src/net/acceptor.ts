import { type Clock, ConfigError, HotpathError, systemClock } from "@hotpath/core";
import type { Application } from "../session/application.ts";
import { type DropCopy, tapFor } from "../session/drop-copy.ts";
import type { SessionOptions } from "../session/options.ts";
import { Session } from "../session/session.ts";
import { sessionID, sessionName } from "../session/session-id.ts";
import type { SessionLog } from "../session/session-link.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { MessageStoreFactory } from "../store/message-store.ts";
import { bunSockets } from "./bun-sockets.ts";
import { Connection } from "./connection.ts";
import { type Identity, readIdentity } from "./identity.ts";
import type { Listener, SocketHost, TlsOptions } from "./transport.ts";

/** What acceptors and initiators are made with. */
export interface HostOptions {
  application: Application;
  /** Makes the sessions' stores; memory by default. */
  store?: MessageStoreFactory;
  /** Makes the sessions' logs; none by default. */
  log?: (sessionName: string) => SessionLog | undefined;
  /** The system's by default. */
  clock?: Clock;
  /** Milliseconds between ticks, 100 by default; 0 where the program calls `tick` itself. */
  tickMillis?: number;
  /** The most bytes that wait for a peer to read them, 1 MiB by default. */
  maxPendingBytes?: number;
  /** Where sockets come from; Bun's by default. */
  sockets?: SocketHost;
  tls?: TlsOptions | undefined;
  /** Copies of its sessions' messages; hosts that are given the same ones share them. */
  dropCopies?: readonly DropCopy[];
}

/** How an {@link Acceptor} is made. */
export interface AcceptorOptions extends HostOptions {
  /** 0 for any that is free. */
  port: number;
  /** The address to listen on; `0.0.0.0` by default. */
  hostname?: string;
  sessions?: readonly Omit<SessionOptions, "role">[];
  /**
   * Sessions that are made when somebody logs on: a name that is `*` is whatever the Logon says. Sessions of their own come
   * before templates.
   */
  templates?: readonly Omit<SessionOptions, "role">[];
  /** The most sessions that templates make; 10,000 by default. */
  maxDynamicSessions?: number;
  /** The most connections at a time; 10,000 by default. */
  maxConnections?: number;
}

/** Seconds after which a connection that is to be closed is torn down. */
const CLOSING = 2;

/**
 * Takes connections for sessions. A connection is a session's from its first message on, which must be a Logon that names
 * one; anything else is closed without a word, as is a second connection for a session that has one.
 *
 * @example
 * await using acceptor = await Acceptor.listen({
 *   port: 9876,
 *   sessions: [{ id: { senderCompID: "BROKER", targetCompID: "CLIENT" }, dictionary }],
 *   application: { onMessage: (message, session) => … },
 * });
 */
export class Acceptor implements AsyncDisposable {
  readonly #options: Required<Omit<AcceptorOptions, "tls" | "hostname" | "port" | "sockets" | "log">> & AcceptorOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #connections = new Set<Connection>();
  readonly #ticksPerSecond: number;
  #listener: Listener | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Names of the sessions that templates have made. */
  readonly #dynamic = new Set<string>();
  #stopping = false;

  /**
   * Makes the sessions and listens.
   *
   * @throws {ConfigError} naming the option that is wrong, as a port that cannot be had
   */
  static async listen(options: AcceptorOptions): Promise<Acceptor> {
    const acceptor = new Acceptor(options);
    await acceptor.#listen();
    return acceptor;
  }

  private constructor(options: AcceptorOptions) {
    const { clock = systemClock, tickMillis = 100 } = options;
    this.#options = {
      sessions: [],
      templates: [],
      maxDynamicSessions: 10_000,
      maxConnections: 10_000,
      maxPendingBytes: 1_048_576,
      dropCopies: [],
      store: (_, creationMicros) => new MemoryStore({ creationMicros }),
      ...options,
      clock,
      tickMillis,
    };
    this.#ticksPerSecond = tickMillis > 0 ? 1000 / tickMillis : 10;
    for (const session of this.#options.sessions) this.#make(session);
  }

  async #listen(): Promise<void> {
    const { sockets = bunSockets, hostname = "0.0.0.0", port, tls, tickMillis } = this.#options;
    try {
      this.#listener = await sockets.listen({ hostname, port, tls }, (transport) => {
        const connection = new Connection(transport, {
          maxPendingBytes: this.#options.maxPendingBytes,
          maxMessageBytes: this.#options.sessions[0]?.maxMessageBytes ?? 1_048_576,
          find: (bytes, start, end) => this.#find(readIdentity(bytes, start, end)),
          closed: () => this.#connections.delete(connection),
          isFull: () => this.#options.application.isFull?.() === true,
        });
        this.#connections.add(connection);
        if (this.#connections.size > this.#options.maxConnections || this.#stopping) connection.disconnect();
        return connection;
      });
    } catch (error) {
      throw new ConfigError("port", port, `a port that can be had (${(error as Error).message})`);
    }
    if (tickMillis > 0) this.#timer = setInterval(() => this.tick(), tickMillis);
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Its sessions by name, those that templates have made with them. */
  get sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  /** Connections that there are. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Time has passed; called by the acceptor's own timer, where `tickMillis` is not 0. */
  tick(): void {
    for (const connection of this.#connections) {
      const { session } = connection;
      if (connection.isClosing) {
        if (++connection.closingTicks > CLOSING * this.#ticksPerSecond) {
          connection.transport.destroy();
          connection.closed();
        }
      } else if (session === undefined) {
        if (++connection.idleTicks > 10 * this.#ticksPerSecond) connection.disconnect();
      } else {
        connection.turn(() => session.tick());
        if (this.#options.application.isFull?.() !== true) connection.resume();
      }
    }
    for (const session of this.#sessions.values()) if (!session.isConnected) session.tick();
  }

  /**
   * Logs all sessions out and closes.
   *
   * @param text Text (58) of the Logouts
   * @param waitMillis how long their answers are waited for
   */
  async stop(text = "", waitMillis = 2000): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#listener?.stop();
    for (const connection of this.#connections) {
      const { session } = connection;
      if (session === undefined) connection.disconnect();
      else connection.turn(() => session.logout(text));
    }
    for (let waited = 0; waited < waitMillis && this.#connections.size > 0; waited += 5)
      await new Promise((done) => setTimeout(done, 5));
    clearInterval(this.#timer);
    for (const connection of [...this.#connections]) {
      connection.transport.destroy();
      connection.closed("Stopped");
    }
    await Promise.all(Array.from(this.#sessions.values(), (session) => session.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #make(options: Omit<SessionOptions, "role">): Session {
    const { application, clock, store, log, dropCopies } = this.#options;
    const name = nameOf(options);
    if (this.#sessions.has(name)) throw new ConfigError("sessions", name, "a session that is not there yet");
    const session = new Session(
      { ...options, role: "acceptor" },
      { store: store(name, clock.nowMicros()), application, clock, log: log?.(name), tap: tapFor(dropCopies, name) },
    );
    for (const each of dropCopies) each.adopt(session);
    this.#sessions.set(name, session);
    return session;
  }

  /** The session that a first message is for, if it has no connection. */
  #find(identity: Identity): Session | undefined {
    if (identity.msgType !== "A" || this.#stopping) return undefined;
    for (const name of candidates(identity)) {
      const session = this.#sessions.get(name);
      if (session !== undefined && !this.#dynamic.has(name)) return session.isConnected ? undefined : session;
    }
    for (const template of this.#options.templates) {
      const id = fill(template, identity);
      if (id === undefined) continue;
      try {
        const name = nameOf({ ...template, id });
        const session = this.#sessions.get(name);
        if (session !== undefined) return session.isConnected ? undefined : session;
        if (this.#dynamic.size >= this.#options.maxDynamicSessions) return undefined;
        const made = this.#make({ ...template, id });
        this.#dynamic.add(name);
        return made;
      } catch (error) {
        // A name that is none, or one that the store cannot keep, or keeps for another process: nobody else is to suffer.
        if (error instanceof HotpathError) return undefined;
        throw error;
      }
    }
    return undefined;
  }
}

function nameOf({ id, dictionary }: Omit<SessionOptions, "role">): string {
  return sessionName(sessionID({ ...id, beginString: id.beginString ?? dictionary.beginString }));
}

/** The names that a session of this peer may have: with sub and location, with sub, with neither. */
function candidates(peer: Identity): string[] {
  const { beginString, targetCompID, targetSubID, targetLocationID, senderCompID, senderSubID, senderLocationID } =
    peer;
  const ours = [`${targetCompID}/${targetSubID}/${targetLocationID}`, `${targetCompID}/${targetSubID}`, targetCompID];
  const theirs = [`${senderCompID}/${senderSubID}/${senderLocationID}`, `${senderCompID}/${senderSubID}`, senderCompID];
  return ours.flatMap((our) => theirs.map((their) => `${beginString}:${our}->${their}`));
}

/** The names of a template with what the peer says for `*`; `undefined` where it is not for the peer. */
function fill({ id, dictionary }: Omit<SessionOptions, "role">, peer: Identity): SessionOptions["id"] | undefined {
  if ((id.beginString ?? dictionary.beginString) !== peer.beginString) return undefined;
  const pairs = [
    ["senderCompID", peer.targetCompID],
    ["senderSubID", peer.targetSubID],
    ["senderLocationID", peer.targetLocationID],
    ["targetCompID", peer.senderCompID],
    ["targetSubID", peer.senderSubID],
    ["targetLocationID", peer.senderLocationID],
  ] as const;
  const filled: Record<string, string> = {};
  for (const [name, said] of pairs) {
    const wanted = id[name] ?? "";
    if (wanted === "*") filled[name] = said;
    else if (wanted !== "" && wanted !== said) return undefined;
    else filled[name] = wanted;
  }
  return filled as unknown as SessionOptions["id"];
}
