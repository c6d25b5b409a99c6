import { Framer } from "../framer.ts";
import type { Session } from "../session/session.ts";
import type { SessionLink } from "../session/session-link.ts";
import type { Transport, TransportEvents } from "./transport.ts";

/** How a {@link Connection} is made. */
export interface ConnectionOptions {
  /** The most bytes that wait for the peer to read them; a session then holds back what it has in its store. */
  maxPendingBytes: number;
  /** The most bytes of a message. */
  maxMessageBytes: number;
  /** Which session a first message is for, where the connection has none yet; `undefined` for none. */
  find?: ((bytes: Uint8Array, start: number, end: number, connection: Connection) => Session | undefined) | undefined;
  /** It is closed. */
  closed?: ((connection: Connection) => void) | undefined;
  /** Whether the program takes no more messages for now. */
  isFull?: (() => boolean) | undefined;
}

/** Bytes for which there is room at first. */
const PENDING = 16_384;
/** How often held messages are sent on in one go before others get their turn. */
const ROUNDS = 8;

/**
 * A socket and the session on it. What a session sends while it works off what has come is written at the end of it, in
 * one go, after its store was made durable; what it sends at other times is written when the program's own turn is over.
 */
export class Connection implements SessionLink, TransportEvents {
  session: Session | undefined;
  /** Since when it is to be closed, in ticks; 0 for not. */
  closingTicks = 0;
  /** Ticks without a session. */
  idleTicks = 0;
  readonly transport: Transport;
  readonly #options: ConnectionOptions;
  readonly #framer: Framer;
  #bytes: Uint8Array = new Uint8Array(PENDING);
  #from = 0;
  #to = 0;
  #busy = false;
  #closing = false;
  #closed = false;
  #scheduled = false;
  #paused = false;

  constructor(transport: Transport, options: ConnectionOptions) {
    this.transport = transport;
    this.#options = options;
    this.#framer = new Framer({ maxMessageBytes: options.maxMessageBytes });
  }

  get isClosing(): boolean {
    return this.#closing || this.#closed;
  }

  /** The session has the connection from now on. */
  attach(session: Session): void {
    this.session = session;
    this.#turn(() => session.connect(this));
  }

  data(bytes: Uint8Array): void {
    if (this.#closing || this.#closed) return;
    this.#turn(() => {
      this.#framer.push(bytes);
      while (this.#framer.next()) {
        const { bytes: all, start, end } = this.#framer;
        if (this.session === undefined) {
          const session = this.#options.find?.(all, start, end, this);
          if (session === undefined) {
            this.disconnect();
            return;
          }
          this.session = session;
          session.connect(this);
        }
        this.session.receive(all, start, end);
        if (this.#closing || this.#closed) return;
      }
      // A stranger has no claim to be waited for.
      if (this.session === undefined && this.#framer.skipped > 4096) this.disconnect();
    });
    if (this.#options.isFull?.() === true && !this.#paused) {
      this.#paused = true;
      this.transport.pause();
    }
  }

  /** Reads on, after the program was full. */
  resume(): void {
    if (!this.#paused || this.#closed) return;
    this.#paused = false;
    this.transport.resume();
  }

  drain(): void {
    this.flush();
  }

  closed(reason?: string): void {
    if (this.#closed) return;
    this.#closed = true;
    const { session } = this;
    if (session !== undefined && !this.#closing) session.disconnected(reason);
    session?.flush();
    this.#options.closed?.(this);
  }

  send(bytes: Uint8Array): void {
    if (this.#closed) return;
    const needed = this.#to + bytes.length;
    if (needed > this.#bytes.length) this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#to);
    this.#to += bytes.length;
    if (this.#busy || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  room(): number {
    return this.#options.maxPendingBytes - (this.#to - this.#from);
  }

  disconnect(): void {
    if (this.#closing || this.#closed) return;
    this.#closing = true;
    if (!this.#busy) this.flush();
  }

  /** Runs what may send, and writes what it has sent. */
  turn(action: () => void): void {
    this.#turn(action);
  }

  /** Writes what waits, as far as the socket takes it. */
  flush(): void {
    for (let round = 0; round < ROUNDS; round++) {
      if (!this.#write()) return;
      const { session } = this;
      if (this.#closing || session === undefined || !session.isHolding) return;
      this.#busy = true;
      try {
        session.drained();
      } finally {
        this.#busy = false;
      }
      if (this.#from === this.#to) return;
    }
    if (!this.#scheduled) {
      this.#scheduled = true;
      setTimeout(() => {
        this.#scheduled = false;
        this.flush();
      }, 0);
    }
  }

  #turn(action: () => void): void {
    if (this.#busy) {
      action();
      return;
    }
    this.#busy = true;
    try {
      action();
    } finally {
      this.#busy = false;
    }
    this.flush();
  }

  /** Writes once; true where nothing is left and the connection goes on. */
  #write(): boolean {
    if (this.#closed) return false;
    // Incoming numbers are as durable as outgoing ones, whether or not there is something to send.
    if (this.session !== undefined && !this.session.flush()) {
      this.transport.destroy();
      this.closed("The store failed");
      return false;
    }
    if (this.#from < this.#to) {
      this.#from += this.transport.write(this.#bytes, this.#from, this.#to);
      if (this.#from < this.#to) return false;
    }
    this.#from = 0;
    this.#to = 0;
    if (!this.#closing) return true;
    this.transport.end();
    return false;
  }

  #makeRoom(more: number): void {
    const waiting = this.#to - this.#from;
    if (waiting + more <= this.#bytes.length) this.#bytes.copyWithin(0, this.#from, this.#to);
    else {
      let size = this.#bytes.length;
      while (size < waiting + more) size *= 2;
      const bytes = new Uint8Array(size);
      bytes.set(this.#bytes.subarray(this.#from, this.#to));
      this.#bytes = bytes;
    }
    this.#from = 0;
    this.#to = waiting;
  }
}
