import type { SequencedLog } from "./sequenced-log.ts";
import {
  numberOf,
  padded,
  SoupBinFramer,
  SoupBinOutput,
  type SoupBinPacketHandler,
  SoupBinType,
  unpadded,
} from "./soupbin-packets.ts";

/** Where a connection stands: `waiting` for the login, `open`, or `closed`: send what waits, and close it. */
export type SoupBinServerState = "waiting" | "open" | "closed";

/** Who decides for a {@link SoupBinServer}, and takes what it receives. */
export interface SoupBinServerHandler {
  /** Whether this user may log in. */
  authorize(username: string, password: string): boolean;
  /** A message of the client; the bytes are valid during the call only. */
  onUnsequenced?(bytes: Uint8Array, start: number, end: number): void;
}

/** How a {@link SoupBinServer} is made. */
export interface SoupBinServerOptions {
  /** The name of the session, at most 10 characters. */
  session: string;
  /** Its messages: append to it and call `pump`. */
  log: SequencedLog;
  /** A heartbeat goes out when nothing else has for so long; 1 s by default. */
  heartbeatMicros?: number;
  /** A client that says nothing for so long is gone; 15 s by default. */
  silenceMicros?: number;
  /** Bytes that may wait to be sent: more messages wait in the log; 1 MiB by default. */
  maxOutputBytes?: number;
}

const SECOND = 1_000_000;
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * The server's side of one connection of SoupBinTCP, as a state machine over bytes. Connections of one session share its
 * log; a client that is slow finds its messages there, and its output never grows beyond its bound.
 */
export class SoupBinServer {
  readonly #options: SoupBinServerOptions;
  readonly #handler: SoupBinServerHandler;
  readonly #framer: SoupBinFramer = new SoupBinFramer();
  readonly #output: SoupBinOutput;
  readonly #packets: SoupBinPacketHandler;
  #state: SoupBinServerState = "waiting";
  /** The message that is sent next. */
  #next = 0;
  #isEnding = false;
  #sentAt: number;
  #heardAt: number;

  constructor(options: SoupBinServerOptions, handler: SoupBinServerHandler, nowMicros: number) {
    this.#options = options;
    this.#handler = handler;
    this.#output = new SoupBinOutput(options.maxOutputBytes ?? 2 ** 20);
    this.#packets = { onPacket: (type, bytes, start, end) => this.#packet(type, bytes, start, end) };
    this.#sentAt = nowMicros;
    this.#heardAt = nowMicros;
  }

  /** Where the connection stands. */
  get state(): SoupBinServerState {
    return this.#state;
  }

  /** Bytes have come. */
  receive(bytes: Uint8Array, nowMicros: number): void {
    if (this.#state === "closed") return;
    this.#heardAt = nowMicros;
    this.#framer.read(bytes, this.#packets);
    this.pump(nowMicros);
  }

  /** Puts into the output what the log has more than was sent, as much as fits. */
  pump(nowMicros: number): void {
    if (this.#state !== "open") return;
    const { log } = this.#options;
    while (this.#next <= log.count) {
      const start = log.start(this.#next);
      const end = log.end(this.#next);
      if (!this.#output.hasRoom(end - start)) return;
      this.#output.put(SoupBinType.SequencedData, log.bytes, start, end);
      this.#sentAt = nowMicros;
      this.#next++;
    }
    if (this.#isEnding && this.#output.hasRoom(0)) {
      this.#output.put(SoupBinType.EndOfSession, NOTHING);
      this.#state = "closed";
    }
  }

  /** Sends a message without a number. Returns false if the connection is not open, or too much waits already. */
  sendUnsequenced(message: Uint8Array, nowMicros: number): boolean {
    if (this.#state !== "open" || !this.#output.hasRoom(message.length)) return false;
    this.#output.put(SoupBinType.UnsequencedData, message);
    this.#sentAt = nowMicros;
    return true;
  }

  /** Ends the session behind the last message of the log. */
  endSession(nowMicros: number): void {
    this.#isEnding = true;
    this.pump(nowMicros);
  }

  /** Time has passed: call it several times a second. */
  tick(nowMicros: number): void {
    if (this.#state === "closed") return;
    if (nowMicros - this.#heardAt >= (this.#options.silenceMicros ?? 15 * SECOND)) {
      this.#state = "closed";
      return;
    }
    this.pump(nowMicros);
    const isDue = nowMicros - this.#sentAt >= (this.#options.heartbeatMicros ?? SECOND);
    if (this.#state === "open" && isDue && this.#output.hasRoom(0)) {
      this.#output.put(SoupBinType.ServerHeartbeat, NOTHING);
      this.#sentAt = nowMicros;
    }
  }

  /** What is to be sent, a copy. */
  takeOutput(): Uint8Array {
    return this.#output.take();
  }

  #packet(type: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (type === SoupBinType.Debug) return true;
    if (this.#state === "waiting") return this.#login(type, bytes, start, end);
    if (type === SoupBinType.UnsequencedData) {
      this.#handler.onUnsequenced?.(bytes, start, end);
      return true;
    }
    if (type === SoupBinType.ClientHeartbeat) return true;
    this.#state = "closed";
    return false;
  }

  #login(type: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (type !== SoupBinType.LoginRequest || end - start < 46) {
      this.#state = "closed";
      return false;
    }
    const { session, log } = this.#options;
    const wanted = numberOf(bytes, start + 26, start + 46);
    const wantedSession = unpadded(bytes, start + 16, start + 26);
    const mayEnter = this.#handler.authorize(unpadded(bytes, start, start + 6), unpadded(bytes, start + 6, start + 16));
    const isHere = (wantedSession === "" || wantedSession === session) && wanted >= 0 && wanted <= log.count + 1;
    if (!mayEnter || !isHere) {
      this.#output.put(SoupBinType.LoginRejected, Uint8Array.of((mayEnter ? "S" : "A").charCodeAt(0)));
      this.#state = "closed";
      return false;
    }
    this.#next = wanted === 0 ? log.count + 1 : wanted;
    const accepted = new Uint8Array(30);
    accepted.set(padded(session, 10, "right"), 0);
    accepted.set(padded(String(this.#next), 20, "right"), 10);
    this.#output.put(SoupBinType.LoginAccepted, accepted);
    this.#state = "open";
    return true;
  }
}
