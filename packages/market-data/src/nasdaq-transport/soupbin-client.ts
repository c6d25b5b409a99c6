import { ConfigError } from "@hotpath/core";
import {
  numberOf,
  padded,
  SoupBinFramer,
  SoupBinOutput,
  type SoupBinPacketHandler,
  SoupBinType,
  unpadded,
} from "./soupbin-packets.ts";

/**
 * Where a client's session stands. `idle`: no connection; `loggingIn`; `open`; `rejected`: the login was refused; `ended`:
 * the server has ended the session; `silent`: nothing came for too long; `broken`: what came is not SoupBinTCP. Of the last
 * four, the connection is to be closed, and of the last two, to be opened again.
 */
export type SoupBinClientState = "idle" | "loggingIn" | "open" | "rejected" | "ended" | "silent" | "broken";

/** Who takes what a {@link SoupBinClient} receives. The bytes are valid during the call only. */
export interface SoupBinClientHandler {
  /** The message of this sequence number of the session. */
  onMessage(bytes: Uint8Array, start: number, end: number, sequence: number): void;
  /** A message without a number. */
  onUnsequenced?(bytes: Uint8Array, start: number, end: number): void;
  /** The session stands elsewhere now. @param reason of a rejected login: `A` not authorised, `S` no such session */
  onState?(state: SoupBinClientState, reason: string): void;
}

/** How a {@link SoupBinClient} is made. */
export interface SoupBinClientOptions {
  /** At most 6 characters. */
  username: string;
  /** At most 10 characters. */
  password: string;
  /** The session to join, at most 10 characters; the one under way by default. */
  session?: string;
  /** The message to begin with; 1 by default, 0 for those that come from now on. */
  nextSequence?: number;
  /** A heartbeat goes out when nothing else has for so long; 1 s by default. */
  heartbeatMicros?: number;
  /** A server that says nothing for so long is gone; 15 s by default. */
  silenceMicros?: number;
  /** Bytes that may wait to be sent; 1 MiB by default. */
  maxOutputBytes?: number;
}

const SECOND = 1_000_000;

/**
 * The client's side of SoupBinTCP, as a state machine over bytes: whoever owns the socket calls `connected`, `receive`, `tick`
 * and `disconnected`, with its clock's microseconds, and sends what `takeOutput` gives. After a lost connection, `connected`
 * logs in again to the same session from the message after the last one that came: nothing is lost and nothing comes twice.
 *
 * @example
 * const client = new SoupBinClient({ username: "user", password: "secret" }, {
 *   onMessage: (bytes, start, end) => decoder.decodeMessage(bytes, start, end, columns),
 * });
 */
export class SoupBinClient {
  readonly #handler: SoupBinClientHandler;
  readonly #username: Uint8Array;
  readonly #password: Uint8Array;
  readonly #heartbeat: number;
  readonly #silence: number;
  readonly #framer: SoupBinFramer = new SoupBinFramer();
  readonly #output: SoupBinOutput;
  readonly #packets: SoupBinPacketHandler;
  #state: SoupBinClientState = "idle";
  #session: string;
  #next: number;
  #sentAt = 0;
  #heardAt = 0;

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: SoupBinClientOptions, handler: SoupBinClientHandler) {
    const { username, password, session = "", nextSequence = 1 } = options;
    this.#handler = handler;
    this.#username = padded(checked("username", username, 6), 6, "left");
    this.#password = padded(checked("password", password, 10), 10, "left");
    this.#session = checked("session", session, 10);
    this.#next = whole("nextSequence", nextSequence, 0);
    this.#heartbeat = whole("heartbeatMicros", options.heartbeatMicros ?? SECOND, 1);
    this.#silence = whole("silenceMicros", options.silenceMicros ?? 15 * SECOND, 1);
    this.#output = new SoupBinOutput(whole("maxOutputBytes", options.maxOutputBytes ?? 2 ** 20, 64));
    this.#packets = { onPacket: (type, bytes, start, end) => this.#packet(type, bytes, start, end) };
  }

  /** Where the session stands. */
  get state(): SoupBinClientState {
    return this.#state;
  }

  /** The session, as the server named it; "" before. */
  get session(): string {
    return this.#session;
  }

  /** The sequence number of the message that comes next; 0 before the server has told it. */
  get nextSequence(): number {
    return this.#next;
  }

  /** Bytes that wait to be sent. */
  get outputLength(): number {
    return this.#output.length;
  }

  /** A connection is there: logs in, from the message that is wanted next. */
  connected(nowMicros: number): void {
    this.#framer.reset();
    this.#output.clear();
    const login = new Uint8Array(46);
    login.set(this.#username, 0);
    login.set(this.#password, 6);
    login.set(padded(this.#session, 10, "right"), 16);
    login.set(padded(String(this.#next), 20, "right"), 26);
    this.#output.put(SoupBinType.LoginRequest, login);
    this.#sentAt = nowMicros;
    this.#heardAt = nowMicros;
    this.#become("loggingIn", "");
  }

  /** The connection is gone. */
  disconnected(): void {
    this.#framer.reset();
    this.#output.clear();
    if (this.#state === "loggingIn" || this.#state === "open") this.#become("idle", "");
  }

  /** Bytes have come. */
  receive(bytes: Uint8Array, nowMicros: number): void {
    if (this.#state !== "loggingIn" && this.#state !== "open") return;
    if (bytes.length > 0) this.#heardAt = nowMicros;
    this.#framer.read(bytes, this.#packets);
  }

  /** Sends a message without a number. Returns false if the session is not open, or too much waits already. */
  send(message: Uint8Array, nowMicros: number): boolean {
    if (this.#state !== "open" || !this.#output.hasRoom(message.length)) return false;
    this.#output.put(SoupBinType.UnsequencedData, message);
    this.#sentAt = nowMicros;
    return true;
  }

  /** Says that the client is going: send what waits, and close. */
  logout(): void {
    if (this.#state === "open" && this.#output.hasRoom(0))
      this.#output.put(SoupBinType.LogoutRequest, new Uint8Array(0));
  }

  /** Time has passed: call it several times a second. */
  tick(nowMicros: number): void {
    if (this.#state !== "loggingIn" && this.#state !== "open") return;
    if (nowMicros - this.#heardAt >= this.#silence) {
      this.#become("silent", "");
    } else if (this.#state === "open" && nowMicros - this.#sentAt >= this.#heartbeat && this.#output.hasRoom(0)) {
      this.#output.put(SoupBinType.ClientHeartbeat, new Uint8Array(0));
      this.#sentAt = nowMicros;
    }
  }

  /** What is to be sent, a copy. */
  takeOutput(): Uint8Array {
    return this.#output.take();
  }

  #packet(type: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#state === "loggingIn") return this.#login(type, bytes, start, end);
    switch (type) {
      case SoupBinType.SequencedData: {
        const sequence = this.#next++;
        this.#handler.onMessage(bytes, start, end, sequence);
        return this.#state === "open";
      }
      case SoupBinType.UnsequencedData:
        this.#handler.onUnsequenced?.(bytes, start, end);
        return this.#state === "open";
      case SoupBinType.ServerHeartbeat:
      case SoupBinType.Debug:
        return true;
      case SoupBinType.EndOfSession:
        return this.#become("ended", "");
      default:
        return this.#become("broken", "");
    }
  }

  #login(type: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (type === SoupBinType.Debug || type === SoupBinType.ServerHeartbeat) return true;
    if (type === SoupBinType.LoginRejected) {
      return this.#become("rejected", end > start ? String.fromCharCode(bytes[start]!) : "");
    }
    const sequence = end - start === 30 ? numberOf(bytes, start + 10, end) : -1;
    // A session that goes on elsewhere than where we left it would leave a hole: that is no resumption.
    const isWanted = this.#next === 0 || sequence === this.#next;
    if (type !== SoupBinType.LoginAccepted || sequence < 1 || !isWanted) return this.#become("broken", "");
    this.#session = unpadded(bytes, start, start + 10);
    this.#next = sequence;
    this.#become("open", "");
    return true;
  }

  /** Returns false, so that a handler can end the reading with it. */
  #become(state: SoupBinClientState, reason: string): false {
    this.#state = state;
    this.#handler.onState?.(state, reason);
    return false;
  }
}

function checked(name: string, text: string, length: number): string {
  if (typeof text === "string" && text.length <= length && /^[\x20-\x7e]*$/.test(text)) return text;
  throw new ConfigError(
    `soupBinClient.${name}`,
    name === "password" ? "***" : text,
    `at most ${length} ASCII characters`,
  );
}

function whole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ConfigError(`soupBinClient.${name}`, value, `a safe integer of ${least} or more`);
}
