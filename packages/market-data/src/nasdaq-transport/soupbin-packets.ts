import { CapacityError } from "@hotpath/core";

/**
 * SoupBinTCP (Nasdaq, "SoupBinTCP", version 4.1): packets of a length (2 bytes, big-endian, without itself), a type and a
 * payload.
 */
export const SoupBinType = {
  /** `+`, either way: text for people. */
  Debug: 43,
  /** `A`, to the client: the session and the number of the next sequenced message. */
  LoginAccepted: 65,
  /** `J`, to the client: `A` not authorised, `S` no such session. */
  LoginRejected: 74,
  /** `S`, to the client: the next message of the session. */
  SequencedData: 83,
  /** `U`, either way: a message that has no number and may be lost. */
  UnsequencedData: 85,
  /** `H`, to the client: the server lives. */
  ServerHeartbeat: 72,
  /** `Z`, to the client: no message will come any more. */
  EndOfSession: 90,
  /** `L`, to the server: user, password, session, and the number of the message to begin with. */
  LoginRequest: 76,
  /** `R`, to the server: the client lives. */
  ClientHeartbeat: 82,
  /** `O`, to the server: the client is going. */
  LogoutRequest: 79,
} as const;

/** The greatest payload: what the length can say, less the type. */
export const SOUPBIN_MAX_PAYLOAD = 0xfffe;

const HEADER = 3;

/** Packets that wait to be sent, one behind the other. Bounded: what does not fit is not taken. */
export class SoupBinOutput {
  readonly #maxBytes: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#bytes = new Uint8Array(Math.min(maxBytes, 1024));
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Whether a packet of so long a payload fits. */
  hasRoom(payload: number): boolean {
    return payload <= SOUPBIN_MAX_PAYLOAD && this.#length + HEADER + payload <= this.#maxBytes;
  }

  /** Appends a packet. @throws {CapacityError} if it does not fit */
  put(type: number, payload: Uint8Array, start = 0, end: number = payload.length): void {
    const length = end - start;
    if (!this.hasRoom(length)) throw new CapacityError(`an output of ${this.#maxBytes} bytes`);
    const at = this.#length;
    const needed = at + HEADER + length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#maxBytes, Math.max(needed, 2 * this.#bytes.length)));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[at] = (length + 1) >>> 8;
    this.#bytes[at + 1] = (length + 1) & 255;
    this.#bytes[at + 2] = type;
    for (let i = 0; i < length; i++) this.#bytes[at + HEADER + i] = payload[start + i]!;
    this.#length = at + HEADER + length;
  }

  /** What waits, a copy; nothing waits then. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#length = 0;
  }
}

/** Who takes the packets of a {@link SoupBinFramer}. */
export interface SoupBinPacketHandler {
  /** A packet whose payload is `bytes[start … end − 1]`, which are valid during the call only. False ends the reading. */
  onPacket(type: number, bytes: Uint8Array, start: number, end: number): boolean;
}

/** Cuts a stream into packets, wherever it is cut itself. */
export class SoupBinFramer {
  /** Packets of length 0, which have no type: passed over. */
  empty = 0;
  #held: Uint8Array = new Uint8Array(256);
  #heldLength = 0;

  /** Reads what has come. */
  read(bytes: Uint8Array, handler: SoupBinPacketHandler): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#heldLength > 0 || bytes.length - at < HEADER) {
        const before = at;
        at = this.#hold(bytes, at);
        const length = this.#heldLength;
        if (length < 2 || length < 2 + this.#announced()) {
          if (at === before) return;
          continue;
        }
        this.#heldLength = 0;
        if (!this.#packet(this.#held, 0, handler)) return;
        continue;
      }
      const next = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
      if (next > bytes.length) {
        at = this.#hold(bytes, at);
        continue;
      }
      if (!this.#packet(bytes, at, handler)) return;
      at = next;
    }
  }

  /** Forgets a packet that was cut: a new connection begins. Returns whether there was one. */
  reset(): boolean {
    const wasCut = this.#heldLength > 0;
    this.#heldLength = 0;
    return wasCut;
  }

  #announced(): number {
    return (this.#held[0]! << 8) | this.#held[1]!;
  }

  /** Takes bytes of the packet that is held, and no more than are its own. Returns where the next ones are. */
  #hold(bytes: Uint8Array, from: number): number {
    const whole = this.#heldLength < 2 ? 2 : 2 + this.#announced();
    const more = Math.min(bytes.length - from, whole - this.#heldLength);
    const needed = this.#heldLength + more;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(2 + 0xffff);
      grown.set(this.#held.subarray(0, this.#heldLength));
      this.#held = grown;
    }
    this.#held.set(bytes.subarray(from, from + more), this.#heldLength);
    this.#heldLength = needed;
    return from + more;
  }

  #packet(bytes: Uint8Array, at: number, handler: SoupBinPacketHandler): boolean {
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    if (length === 0) {
      this.empty++;
      return true;
    }
    return handler.onPacket(bytes[at + 2]!, bytes, at + HEADER, at + 2 + length);
  }
}

/** A text in so many bytes, at the left or at the right of spaces. */
export function padded(text: string, length: number, side: "left" | "right"): Uint8Array {
  const full = side === "left" ? text.padEnd(length) : text.padStart(length);
  return Uint8Array.from({ length }, (_, i) => full.charCodeAt(i) & 255);
}

/** The text in `bytes[start … end − 1]` without the spaces around it. */
export function unpadded(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text.trim();
}

/** The number that digits in `bytes[start … end − 1]`, with spaces around them, say, or −1. */
export function numberOf(bytes: Uint8Array, start: number, end: number): number {
  const text = unpadded(bytes, start, end);
  const value = /^\d{1,20}$/.test(text) ? Number(text) : -1;
  return Number.isSafeInteger(value) ? value : -1;
}
