import { ConfigError } from "@hotpath/core";
import type { SequencedLog } from "./sequenced-log.ts";
import { padded } from "./soupbin-packets.ts";

/**
 * MoldUDP64 (Nasdaq, "MoldUDP64 Protocol Specification", version 1.00). A packet: session (10 bytes), sequence number of its
 * first message (8), number of messages (2), then each message behind its length (2). A packet without messages is a
 * heartbeat, whose sequence number is that of the next message; so is the packet of count 0xFFFF, which ends the session. A
 * request for messages has the same beginning.
 */
export const MOLD_HEADER_BYTES = 20;
/** The count of the packet that ends a session. */
export const MOLD_END_OF_SESSION = 0xffff;
/** The greatest count of messages of a packet, and of a request. */
export const MOLD_MAX_COUNT = 0xfffe;
/** The greatest payload of a UDP packet over IPv4. */
export const UDP_MAX_BYTES = 65_507;

/** The beginning of a packet or of a request. Returns the bytes behind it. */
export function writeMoldHeader(into: Uint8Array, session: Uint8Array, sequence: number, count: number): number {
  into.set(session, 0);
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  view.setBigUint64(10, BigInt(sequence));
  view.setUint16(18, count);
  return MOLD_HEADER_BYTES;
}

/** A session's name as it stands in packets: 10 characters, at the left of spaces. */
export function moldSession(session: string): Uint8Array {
  if (!/^[\x20-\x7e]{0,10}$/.test(session)) throw new ConfigError("session", session, "at most 10 ASCII characters");
  return padded(session, 10, "left");
}

/** The sequence number of a packet or a request, or −1 if it is no safe integer. */
export function moldSequence(packet: Uint8Array): number {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const high = view.getUint32(10);
  return high < 2 ** 21 ? high * 2 ** 32 + view.getUint32(14) : -1;
}

/** The count of a packet or a request. */
export function moldCount(packet: Uint8Array): number {
  return (packet[18]! << 8) | packet[19]!;
}

/** How a {@link MoldUdp64Sender} is made. */
export interface MoldUdp64SenderOptions {
  /** The session's name, at most 10 characters. */
  session: string;
  /** Its messages: append to it, and send. */
  log: SequencedLog;
  /** The greatest packet; 1,400 by default, so that it fits into one frame of Ethernet. */
  maxPacketBytes?: number;
}

/** Makes the packets of a session from its log: those that go out, and those that are asked for again. */
export class MoldUdp64Sender {
  readonly #session: Uint8Array;
  readonly #log: SequencedLog;
  readonly #packet: Uint8Array;
  /** The next message that has not gone out. */
  #next = 1;

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: MoldUdp64SenderOptions) {
    const { maxPacketBytes = 1400 } = options;
    if (!Number.isInteger(maxPacketBytes) || maxPacketBytes < 64 || maxPacketBytes > UDP_MAX_BYTES) {
      throw new ConfigError("moldUdp64Sender.maxPacketBytes", maxPacketBytes, `an integer from 64 to ${UDP_MAX_BYTES}`);
    }
    this.#session = moldSession(options.session);
    this.#log = options.log;
    this.#packet = new Uint8Array(maxPacketBytes);
  }

  /** Whether messages of the log have not gone out. */
  get hasMore(): boolean {
    return this.#next <= this.#log.count;
  }

  /** The next packet: as many new messages as fit, a heartbeat if there are none. Valid until the next call. */
  next(): Uint8Array {
    const packet = this.#from(this.#next, MOLD_MAX_COUNT);
    this.#next += moldCount(packet);
    return packet;
  }

  /** The packet that ends the session. Valid until the next call. */
  end(): Uint8Array {
    writeMoldHeader(this.#packet, this.#session, this.#log.count + 1, MOLD_END_OF_SESSION);
    return this.#packet.subarray(0, MOLD_HEADER_BYTES);
  }

  /**
   * Answers a request for messages: with as many of them as fit into one packet; the rest is for the next request.
   *
   * @returns undefined if it is no request for messages of this session that there are; else valid until the next call
   */
  answer(request: Uint8Array): Uint8Array | undefined {
    if (request.length !== MOLD_HEADER_BYTES) return undefined;
    for (let i = 0; i < 10; i++) if (request[i] !== this.#session[i]) return undefined;
    const sequence = moldSequence(request);
    const count = moldCount(request);
    if (sequence < 1 || sequence > this.#log.count || count < 1 || count > MOLD_MAX_COUNT) return undefined;
    return this.#from(sequence, count);
  }

  #from(first: number, most: number): Uint8Array {
    const log = this.#log;
    const packet = this.#packet;
    let at = MOLD_HEADER_BYTES;
    let count = 0;
    while (count < most && first + count <= log.count) {
      const start = log.start(first + count);
      const length = log.end(first + count) - start;
      if (at + 2 + length > packet.length) {
        if (count > 0) break;
        throw new ConfigError("moldUdp64Sender.maxPacketBytes", packet.length, `${at + 2 + length} or more`);
      }
      packet[at] = length >>> 8;
      packet[at + 1] = length & 255;
      packet.set(log.bytes.subarray(start, start + length), at + 2);
      at += 2 + length;
      count++;
    }
    writeMoldHeader(packet, this.#session, first, count);
    return packet.subarray(0, at);
  }
}
