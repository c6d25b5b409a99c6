import { Framer } from "../framer.ts";
import type { Session } from "../session/session.ts";
import type { SessionLink } from "../session/session-link.ts";
import { Outbox } from "./outbox.ts";
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

/** How often held messages are sent on in one go before others get their turn. */
const ROUNDS = 8;
/** Bytes that may wait for a store that answers late before its session reads no further. */
const WAITING = 1_048_576;

/**
 * A socket and the session on it. What a session sends while it works off what has come is written at the end of it, in
 * one go, after its store was made durable; what it sends at other times is written when the program's own turn is over.
 * Where the store answers late, what is sent waits for it in order, and goes on while it does; what gathers meanwhile is
 * made durable together.
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
  readonly #outbox: Outbox = new Outbox();
  #busy = false;
  #closing = false;
  #closed = false;
  #scheduled = false;
  #paused = false;
  /** Whether a store's answer is waited for. */
  #waiting = false;
  /** What has come while no message may be received: until the session's numbers are known, or a transaction is over. */
  #held: Uint8Array[] | undefined;
  /** Whether that is until the store's answer has come. */
  #heldUntilKept = false;

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
    if (this.#held !== undefined) {
      this.#held.push(bytes.slice());
      return;
    }
    this.#turn(() => this.#take(bytes));
    if (this.#waiting && (this.session?.store.late?.waiting ?? 0) > WAITING) this.#holdUntilKept();
    if (this.#options.isFull?.() === true && !this.#paused) {
      this.#paused = true;
      this.transport.pause();
    }
  }

  /** Reads on, after the program was full. */
  resume(): void {
    if (!this.#paused || this.#closed || this.#held !== undefined) return;
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
    this.#outbox.add(bytes);
    if (this.#busy || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  room(): number {
    return this.#options.maxPendingBytes - this.#outbox.size;
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
      if (this.#outbox.size === 0) return;
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

  /** Works off what has come. */
  #take(bytes: Uint8Array): void {
    this.#framer.push(bytes);
    while (this.#framer.next()) {
      const { bytes: all, start, end } = this.#framer;
      if (this.session === undefined) {
        const session = this.#options.find?.(all, start, end, this);
        if (session === undefined) {
          this.disconnect();
          return;
        }
        const ready = session.prepare();
        if (ready !== undefined) {
          this.#prepare(session, ready, all.slice(start, end + this.#framer.pending));
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
  }

  /** The first message, and what has come behind it, waits until the session's numbers are known. */
  #prepare(session: Session, ready: Promise<boolean>, bytes: Uint8Array): void {
    this.#framer.reset();
    this.#hold();
    this.#held!.push(bytes);
    ready.then((done) => {
      if (this.#closing || this.#closed) return;
      if (!done || session.isConnected) {
        this.disconnect();
        return;
      }
      this.attach(session);
      this.#letGo();
    });
  }

  /** No message may be received for now. */
  #hold(): void {
    this.#held = [];
    this.transport.pause();
  }

  #holdUntilKept(): void {
    if (this.#held !== undefined) return;
    this.#heldUntilKept = true;
    this.#hold();
  }

  /** Messages may be received again. */
  #letGo(): void {
    const held = this.#held;
    this.#held = undefined;
    if (!this.#paused) this.transport.resume();
    // What one of them brings may have to be waited for once more.
    for (const bytes of held ?? []) this.data(bytes);
  }

  /** Writes once; true where nothing is left and the connection goes on. */
  #write(): boolean {
    if (this.#closed) return false;
    // Incoming numbers are as durable as outgoing ones, whether or not there is something to send.
    if (!this.#waiting) {
      const kept = this.session === undefined || this.session.flush();
      if (kept === true) this.#outbox.release(this.#outbox.end);
      else if (kept === false) {
        this.#storeFailed();
        return false;
      } else this.#wait(kept);
    }
    if (!this.#outbox.write(this.transport)) return false;
    if (!this.#closing) return true;
    if (!this.#waiting) this.transport.end();
    return false;
  }

  /** What was sent up to here is written when the store has it. */
  #wait(kept: Promise<boolean>): void {
    const { end } = this.#outbox;
    this.#waiting = true;
    if (this.session?.isCommitting === true) this.#holdUntilKept();
    kept.then((done) => {
      this.#waiting = false;
      if (this.#closed) return;
      if (!done) {
        this.#storeFailed();
        return;
      }
      this.#outbox.release(end);
      if (this.#heldUntilKept) {
        this.#heldUntilKept = false;
        this.#letGo();
      }
      this.flush();
    });
  }

  #storeFailed(): void {
    this.transport.destroy();
    this.closed("The store failed");
  }
}
