/** A session on a workbench: what it sends is caught, what it is to receive is typed, and time is a dial. */
import { ManualClock } from "@hotpath/core";
import type { Application } from "../session/application.ts";
import type { SessionOptions } from "../session/options.ts";
import { Session } from "../session/session.ts";
import type { SessionLink, SessionTap } from "../session/session-link.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { MessageStore } from "../store/message-store.ts";
import { fieldsOf } from "./acceptance/scenario.ts";
import { message, VERSIONS } from "./versions.ts";

/** How a {@link SessionBench} is made. */
export interface BenchOptions extends Partial<Omit<SessionOptions, "dictionary">> {
  version?: string;
  application?: Application;
  store?: MessageStore;
  tap?: SessionTap;
  /** When it begins: `2026-03-11T09:00:00Z`. */
  time?: string;
}

/** A link that keeps what is sent, and takes no more than it is told to. */
export class CaughtLink implements SessionLink {
  /** What was sent, a text a message. */
  readonly sent: string[] = [];
  closed = false;
  /** Bytes that it takes. */
  limit: number = Number.MAX_SAFE_INTEGER;

  send(bytes: Uint8Array): void {
    this.sent.push(Buffer.from(bytes).toString("latin1"));
    this.limit -= bytes.length;
  }

  room(): number {
    return this.limit;
  }

  disconnect(): void {
    this.closed = true;
  }
}

/** See the head of this file. Ours is `US`, the peer is `THEM`. */
export class SessionBench {
  readonly clock: ManualClock;
  readonly session: Session;
  readonly events: string[] = [];
  readonly version: string;
  link: CaughtLink = new CaughtLink();
  #taken = 0;

  constructor({ version = "FIX44", application = {}, store, time, tap, ...options }: BenchOptions = {}) {
    this.version = version;
    this.clock = new ManualClock(BigInt(Date.parse(time ?? "2026-03-11T09:00:00Z")) * 1_000_000n);
    this.session = new Session(
      {
        id: { senderCompID: "US", targetCompID: "THEM" },
        role: "acceptor",
        dictionary: VERSIONS[version]!,
        ...options,
      },
      {
        store: store ?? new MemoryStore({ creationMicros: this.clock.nowMicros() }),
        application,
        clock: this.clock,
        tap,
        log: { incoming() {}, outgoing() {}, event: (text) => this.events.push(text) },
      },
    );
  }

  /** A new connection. */
  connect(): void {
    this.link = new CaughtLink();
    this.#taken = 0;
    this.session.connect(this.link);
  }

  /** Connects, and logs on as the peer of an acceptor. */
  logOn(msgSeqNum = 1, more = ""): void {
    this.connect();
    const applVerID = this.version.startsWith("FIX50") ? "1137=9|" : "";
    this.receive("A", msgSeqNum, `98=0|108=30|${more}${applVerID}`);
  }

  /** Time goes on by some seconds, with a tick every tenth. */
  pass(seconds: number): void {
    for (let tenth = 0; tenth < Math.round(seconds * 10); tenth++) {
      this.clock.advance(100_000_000n);
      this.session.tick();
    }
  }

  /** The peer sends a message. @param body fields with `|` behind each @param header more fields of the header */
  receive(msgType: string, msgSeqNum: number, body = "", header = ""): void {
    this.receiveText(`35=${msgType}|34=${msgSeqNum}|49=THEM|52=${this.now}|56=US|${header}${body}`);
  }

  /** The peer sends a message of this text, BodyLength and CheckSum made right. */
  receiveText(text: string): void {
    const bytes = message(`8=${VERSIONS[this.version]!.beginString}|${text}`);
    this.session.receive(bytes, 0, bytes.length);
  }

  /** Now, as a UTCTimestamp. */
  get now(): string {
    return this.timeAt(0);
  }

  /** A time so many seconds from now. */
  timeAt(seconds: number): string {
    const iso = new Date(this.clock.nowMicros() / 1000 + seconds * 1000).toISOString();
    return `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 23)}`;
  }

  /** What was sent since it was last asked for: type, number and body of each, without the header's names and times. */
  taken(): string[] {
    const sent = this.link.sent.slice(this.#taken);
    this.#taken = this.link.sent.length;
    return sent.map((text) => {
      const fields = fieldsOf(text).filter(([tag]) => !["8", "9", "10", "49", "52", "56", "60", "122"].includes(tag));
      return fields.map(([tag, value]) => `${tag}=${value}`).join("|");
    });
  }
}
