import { ConfigError } from "@hotpath/core";
import { RejectLog } from "../reject-log.ts";
import {
  MOLD_END_OF_SESSION,
  MOLD_HEADER_BYTES,
  MOLD_MAX_COUNT,
  moldCount,
  moldSequence,
  moldSession,
  writeMoldHeader,
} from "./moldudp64-packets.ts";

/** Who takes what a {@link MoldUdp64Receiver} receives. */
export interface MoldUdp64Handler {
  /** The message of this number, once and in order; the bytes are valid during the call only. */
  onMessage(bytes: Uint8Array, start: number, end: number, sequence: number): void;
  /** Messages that will never come: asked for too often, or given up by `skipGap`. What follows comes next. */
  onLost?(sequence: number, count: number): void;
  /** The session has ended, and every message of it has come or is lost. */
  onEnd?(): void;
}

/** Why a packet is not taken. */
export type MoldReject = "short" | "badSequence" | "badBlock" | "otherSession";

const REASONS: readonly MoldReject[] = ["short", "badSequence", "badBlock", "otherSession"];
const ACCEPTED = -1;
const [SHORT, BAD_SEQUENCE, BAD_BLOCK, OTHER_SESSION] = [0, 1, 2, 3] as const;

/** How a {@link MoldUdp64Receiver} is made. */
export interface MoldUdp64ReceiverOptions {
  /** The session, at most 10 characters; that of the first packet by default. */
  session?: string;
  /** The message to begin with; 1 by default, 0 for the first one that comes. */
  nextSequence?: number;
  /** Bytes of packets that may be held until those before them have come; 4 MiB by default. */
  maxHeldBytes?: number;
  /** A packet that is further ahead is not believed; 100 million messages by default. */
  maxGap?: number;
  /** The most messages that one request asks for; 1,000 by default, at most 65,534. */
  maxRequest?: number;
  /** A request that brought nothing is sent again after so long; 100 ms by default. */
  requestMicros?: number;
  /** Requests in a row that bring nothing, after which what is missing is lost; 20 by default. */
  maxRequests?: number;
}

/** What a receiver has seen. */
export interface MoldUdp64Counts {
  packets: number;
  messages: number;
  heartbeats: number;
  /** Messages that had come before. */
  duplicates: number;
  /** Packets that were held, since others before them were missing. */
  held: number;
  /** Packets that there was no room to hold: they are asked for again. */
  dropped: number;
  requests: number;
  /** Messages that never came. */
  lost: number;
}

interface HeldPacket {
  sequence: number;
  count: number;
  bytes: Uint8Array;
}

/**
 * The receiver's side of MoldUDP64, as a state machine over packets: gives each message once and in order, whatever the
 * network loses, doubles or reorders. Packets that come too early are held; what is missing before them, or before a
 * heartbeat, is asked for: `nextRequest` writes the request that is due, and whoever owns the socket sends it.
 *
 * A malformed packet is counted and not taken at all: what it would have brought is missing, and asked for.
 *
 * @example
 * const receiver = new MoldUdp64Receiver({}, { onMessage: (bytes, start, end) => decode(bytes, start, end) });
 * receiver.receive(packet, now);
 * const length = receiver.nextRequest(now, request);
 * if (length > 0) socket.send(request.subarray(0, length));
 */
export class MoldUdp64Receiver {
  readonly rejects: RejectLog<MoldReject> = new RejectLog(REASONS);
  readonly #handler: MoldUdp64Handler;
  readonly #maxHeldBytes: number;
  readonly #maxGap: number;
  readonly #maxRequest: number;
  readonly #requestMicros: number;
  readonly #maxRequests: number;
  readonly #counts: MoldUdp64Counts = {
    packets: 0,
    messages: 0,
    heartbeats: 0,
    duplicates: 0,
    held: 0,
    dropped: 0,
    requests: 0,
    lost: 0,
  };
  #session: Uint8Array | undefined;
  #next: number;
  /** The number behind the last message that is known to be. */
  #known = 0;
  /** In the order of their sequence numbers. */
  readonly #held: HeldPacket[] = [];
  #heldBytes = 0;
  #offset = 0;
  #endsAt = -1;
  #isEnded = false;
  #heardAt: number = Number.NaN;
  #requestedAt: number = Number.NEGATIVE_INFINITY;
  #requestedFrom = -1;
  #fruitless = 0;

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: MoldUdp64ReceiverOptions, handler: MoldUdp64Handler) {
    this.#handler = handler;
    this.#session = options.session === undefined ? undefined : moldSession(options.session);
    this.#next = whole("nextSequence", options.nextSequence ?? 1, 0, Number.MAX_SAFE_INTEGER);
    this.#maxHeldBytes = whole("maxHeldBytes", options.maxHeldBytes ?? 2 ** 22, 0, 2 ** 32);
    this.#maxGap = whole("maxGap", options.maxGap ?? 1e8, 1, 2 ** 48);
    this.#maxRequest = whole("maxRequest", options.maxRequest ?? 1000, 1, MOLD_MAX_COUNT);
    this.#requestMicros = whole("requestMicros", options.requestMicros ?? 100_000, 1, 2 ** 40);
    this.#maxRequests = whole("maxRequests", options.maxRequests ?? 20, 1, 2 ** 31);
  }

  /** The sequence number of the message that comes next; 0 if any may be the first. */
  get nextSequence(): number {
    return this.#next;
  }

  /** Whether the session has ended and nothing is missing. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Messages that are known to be and have not come. */
  get missing(): number {
    if (this.#next === 0) return 0;
    return Math.max(0, (this.#held[0]?.sequence ?? this.#known) - this.#next);
  }

  /** What has been seen: a copy. */
  counts(): MoldUdp64Counts {
    return { ...this.#counts };
  }

  /** Whether nothing, not even a heartbeat, has come for so long. Before the first packet it is not. */
  isSilent(nowMicros: number, afterMicros: number): boolean {
    return nowMicros - this.#heardAt >= afterMicros;
  }

  /** A packet has come. */
  receive(packet: Uint8Array, nowMicros: number): void {
    const offset = this.#offset;
    this.#offset += packet.length;
    this.#counts.packets++;
    const reason = this.#refusal(packet);
    if (reason !== ACCEPTED) {
      this.rejects.add(reason, offset);
      return;
    }
    const sequence = moldSequence(packet);
    const isEnd = moldCount(packet) === MOLD_END_OF_SESSION;
    const count = isEnd ? 0 : moldCount(packet);
    this.#session ??= packet.slice(0, 10);
    this.#heardAt = nowMicros;
    if (this.#next === 0) this.#next = sequence;
    this.#known = Math.max(this.#known, sequence + count);
    if (isEnd) this.#endsAt = sequence;
    if (count === 0) this.#counts.heartbeats++;
    else if (sequence > this.#next) this.#hold(packet, sequence, count);
    else this.#deliver(packet, sequence, count);
    this.#settle();
  }

  /**
   * Writes the request for what is missing, if one is due: at once when it is new, again when it brought nothing.
   *
   * @param into 20 bytes or more
   * @returns the bytes written: 20, or 0
   */
  nextRequest(nowMicros: number, into: Uint8Array): number {
    const missing = this.missing;
    if (missing === 0 || this.#session === undefined) return 0;
    const isNew = this.#requestedFrom !== this.#next;
    if (!isNew && nowMicros - this.#requestedAt < this.#requestMicros) return 0;
    if (isNew) this.#fruitless = 0;
    else if (++this.#fruitless >= this.#maxRequests) {
      this.skipGap();
      return 0;
    }
    this.#requestedAt = nowMicros;
    this.#requestedFrom = this.#next;
    this.#counts.requests++;
    return writeMoldHeader(into, this.#session, this.#next, Math.min(missing, this.#maxRequest));
  }

  /** Gives up what is missing before the next message that is here, and goes on with that. */
  skipGap(): void {
    const missing = this.missing;
    if (missing === 0) return;
    this.#counts.lost += missing;
    const from = this.#next;
    this.#next += missing;
    this.#fruitless = 0;
    this.#handler.onLost?.(from, missing);
    this.#settle();
  }

  /** Why a packet is not taken, or `ACCEPTED`. */
  #refusal(packet: Uint8Array): number {
    if (packet.length < MOLD_HEADER_BYTES) return SHORT;
    if (!this.#isOfSession(packet)) return OTHER_SESSION;
    const sequence = moldSequence(packet);
    if (sequence < 1 || (this.#next > 0 && sequence > this.#next + this.#maxGap)) return BAD_SEQUENCE;
    const count = moldCount(packet);
    return hasBlocks(packet, count === MOLD_END_OF_SESSION ? 0 : count) ? ACCEPTED : BAD_BLOCK;
  }

  #isOfSession(packet: Uint8Array): boolean {
    const session = this.#session;
    if (session === undefined) return true;
    for (let i = 0; i < 10; i++) if (packet[i] !== session[i]) return false;
    return true;
  }

  /** Gives on what is new of a packet that begins at the next message or before it. */
  #deliver(packet: Uint8Array, sequence: number, count: number): void {
    let at = MOLD_HEADER_BYTES;
    for (let i = 0; i < count; i++) {
      const start = at + 2;
      const end = start + ((packet[at]! << 8) | packet[at + 1]!);
      at = end;
      if (sequence + i < this.#next) {
        this.#counts.duplicates++;
        continue;
      }
      this.#next++;
      this.#counts.messages++;
      this.#handler.onMessage(packet, start, end, sequence + i);
    }
  }

  /** Keeps a copy of a packet that is early. */
  #hold(packet: Uint8Array, sequence: number, count: number): void {
    const held = this.#held;
    let place = held.length;
    while (place > 0 && held[place - 1]!.sequence > sequence) place--;
    const before = held[place - 1];
    if (before !== undefined && before.sequence === sequence && before.count >= count) {
      this.#counts.duplicates += count;
    } else if (this.#heldBytes + packet.length > this.#maxHeldBytes) {
      this.#counts.dropped++;
    } else {
      held.splice(place, 0, { sequence, count, bytes: packet.slice() });
      this.#heldBytes += packet.length;
      this.#counts.held++;
    }
  }

  /** Gives on what is held and no longer early, and ends the session when it is whole. */
  #settle(): void {
    for (let first = this.#held[0]; first !== undefined && first.sequence <= this.#next; first = this.#held[0]) {
      this.#held.shift();
      this.#heldBytes -= first.bytes.length;
      this.#deliver(first.bytes, first.sequence, first.count);
    }
    if (this.#endsAt >= 0 && this.#next >= this.#endsAt && !this.#isEnded) {
      this.#isEnded = true;
      this.#handler.onEnd?.();
    }
  }
}

/** Whether a packet is exactly so many messages, each behind its length. */
function hasBlocks(packet: Uint8Array, count: number): boolean {
  let at = MOLD_HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + 2 > packet.length) return false;
    at += 2 + ((packet[at]! << 8) | packet[at + 1]!);
  }
  return at === packet.length;
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(`moldUdp64Receiver.${name}`, value, `an integer from ${least} to ${most}`);
}
