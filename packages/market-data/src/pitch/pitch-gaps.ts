import { ConfigError } from "@hotpath/core";
import { PITCH_UNIT_HEADER } from "./pitch-messages.ts";

/** The most messages that one request may ask for, unless the server is known to allow more. */
const MOST_ASKED = 100;
const [GAP_REQUEST, GAP_RESPONSE, LOGIN, LOGIN_RESPONSE] = [0x03, 0x04, 0x01, 0x02] as const;

/** What a gap server says of a request (Cboe Multicast PITCH, Gap Response). */
export const PitchGapStatus = {
  Accepted: "A",
  OutOfRange: "O",
  DailyQuota: "D",
  MinuteQuota: "M",
  SecondQuota: "S",
  CountLimit: "C",
  InvalidUnit: "I",
  UnitUnavailable: "U",
} as const;
/** A value of {@link PitchGapStatus}. */
export type PitchGapStatus = (typeof PitchGapStatus)[keyof typeof PitchGapStatus];

/** How a {@link PitchGaps} is made. Times are of the host's clock, in microseconds. */
export interface PitchGapsOptions {
  /** Gets units in the order of their numbers, each once. */
  deliver: (unit: Uint8Array) => void;
  /** Gets requests for the gap server, as bytes of messages. */
  request: (message: Uint8Array) => void;
  /** Told of messages that are given up. */
  lost?: (unit: number, first: number, count: number) => void;
  /** How long an answer is waited for; 1,000,000 µs by default. */
  timeoutMicros?: number;
  /** How often a gap is asked for before it is given up; 3 by default. */
  tries?: number;
  /** How many units are held back at most, of all; 4,096 by default. Beyond, the gap is given up. */
  maxHeld?: number;
}

interface UnitState {
  next: number;
  /** Units that came too early, by their first number. */
  held: Map<number, Uint8Array>;
  /** When the gap was asked for last; NaN where there is none, or no answer is awaited. */
  askedMicros: number;
  tries: number;
}

/**
 * Puts the units of PITCH in order: of two lines that carry the same, of a gap server's answers, and of a network that
 * reorders. What is missing is asked for; units behind it wait, bounded, until it comes or is given up.
 *
 * @example
 * const gaps = new PitchGaps({ deliver: (unit) => decoder.decode(unit, batch), request: (message) => socket.write(message) });
 * gaps.take(datagram, nowMicros);
 * gaps.tick(nowMicros);
 */
export class PitchGaps {
  /** Units that came again, and were passed over. */
  repeated = 0;
  /** Requests made. */
  requests = 0;
  /** Messages given up. */
  lostMessages = 0;
  /** Units that are held back now. */
  held = 0;
  readonly #options: Required<Omit<PitchGapsOptions, "lost">> & Pick<PitchGapsOptions, "lost">;
  readonly #units = new Map<number, UnitState>();

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: PitchGapsOptions) {
    const { timeoutMicros = 1_000_000, tries = 3, maxHeld = 4096 } = options;
    for (const [name, value] of Object.entries({ timeoutMicros, tries, maxHeld }))
      if (!Number.isSafeInteger(value) || value < 1)
        throw new ConfigError(`pitchGaps.${name}`, value, "an integer from 1");
    this.#options = { ...options, timeoutMicros, tries, maxHeld };
  }

  /** A unit came, of any line: its bytes are copied where they must wait. */
  take(bytes: Uint8Array, nowMicros: number): void {
    if (bytes.length < PITCH_UNIT_HEADER) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = bytes[2]!;
    const unit = bytes[3]!;
    const first = view.getUint32(4, true);
    if (first === 0) {
      this.#options.deliver(bytes);
      return;
    }
    const state = this.#stateOf(unit, first);
    if (first + count <= state.next && count > 0) this.repeated++;
    else if (first <= state.next) {
      this.#options.deliver(bytes);
      state.next = Math.max(state.next, first + count);
      this.#release(state);
    } else this.#holdBack(state, unit, first, count, bytes, nowMicros);
  }

  /** The gap server said something: a login's answer, a request's, or units, which go to `take`. */
  answer(message: Uint8Array, nowMicros: number): void {
    if (message[1] !== GAP_RESPONSE || message.length < 10) return;
    const unit = message[2]!;
    const state = this.#units.get(unit);
    if (state === undefined || state.held.size === 0) return;
    const status = String.fromCharCode(message[9]!);
    if (status === PitchGapStatus.Accepted) return;
    const isQuota = status === PitchGapStatus.SecondQuota || status === PitchGapStatus.MinuteQuota;
    // A quota is free again later; anything else will not be.
    if (isQuota) state.askedMicros = nowMicros;
    else this.#giveUp(state, unit);
  }

  /** Time has passed: asks again, or gives up. */
  tick(nowMicros: number): void {
    for (const [unit, state] of this.#units) {
      if (Number.isNaN(state.askedMicros) || nowMicros - state.askedMicros < this.#options.timeoutMicros) continue;
      if (state.tries >= this.#options.tries) this.#giveUp(state, unit);
      else this.#ask(state, unit, nowMicros);
    }
  }

  #stateOf(unit: number, first: number): UnitState {
    let state = this.#units.get(unit);
    if (state === undefined) {
      state = { next: first, held: new Map(), askedMicros: Number.NaN, tries: 0 };
      this.#units.set(unit, state);
    }
    return state;
  }

  #holdBack(state: UnitState, unit: number, first: number, count: number, bytes: Uint8Array, nowMicros: number): void {
    // A heartbeat tells the next number: there is nothing of it to keep but the gap that it shows.
    const isNew = !state.held.has(first);
    if (isNew && this.held >= this.#options.maxHeld) {
      // No room: the oldest gap of this unit is given up, this one where there is no older.
      if (state.held.size > 0) this.#giveUp(state, unit);
      else this.#lose(state, unit, first);
      this.take(bytes, nowMicros);
      return;
    }
    if (isNew) this.held++;
    else if (count > 0) this.repeated++;
    if (isNew || count > 0) state.held.set(first, bytes.slice());
    if (Number.isNaN(state.askedMicros)) this.#ask(state, unit, nowMicros);
  }

  #ask(state: UnitState, unit: number, nowMicros: number): void {
    const until = Math.min(...state.held.keys());
    state.askedMicros = nowMicros;
    state.tries++;
    this.requests++;
    this.#options.request(encodePitchGapRequest(unit, state.next, Math.min(MOST_ASKED, until - state.next)));
  }

  /** Delivers what waited and is due now. */
  #release(state: UnitState): void {
    for (const first of [...state.held.keys()].sort((one, other) => one - other)) {
      if (first > state.next) break;
      const bytes = state.held.get(first)!;
      state.held.delete(first);
      this.held--;
      const end = first + bytes[2]!;
      if (end > state.next) {
        this.#options.deliver(bytes);
        state.next = end;
      } else if (bytes[2]! > 0) this.repeated++;
    }
    state.askedMicros = Number.NaN;
    state.tries = 0;
    // What is still missing is asked for with the next tick.
    if (state.held.size > 0) state.askedMicros = Number.NEGATIVE_INFINITY;
  }

  #giveUp(state: UnitState, unit: number): void {
    if (state.held.size === 0) return;
    this.#lose(state, unit, Math.min(...state.held.keys()));
    this.#release(state);
  }

  #lose(state: UnitState, unit: number, until: number): void {
    const count = until - state.next;
    this.lostMessages += count;
    this.#options.lost?.(unit, state.next, count);
    state.next = until;
  }
}

/** A request for messages of a unit. */
export function encodePitchGapRequest(unit: number, sequence: number, count: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, 9);
  view.setUint8(1, GAP_REQUEST);
  view.setUint8(2, unit);
  view.setUint32(3, sequence, true);
  view.setUint16(7, count, true);
  return new Uint8Array(view.buffer);
}

/** The answer to a request, for simulators. */
export function encodePitchGapResponse(
  unit: number,
  sequence: number,
  count: number,
  status: PitchGapStatus,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(10));
  view.setUint8(0, 10);
  view.setUint8(1, GAP_RESPONSE);
  view.setUint8(2, unit);
  view.setUint32(3, sequence, true);
  view.setUint16(7, count, true);
  view.setUint8(9, status.charCodeAt(0));
  return new Uint8Array(view.buffer);
}

/** The login that a gap server wants first. Texts longer than their fields are cut. */
export function encodePitchLogin(session: string, user: string, password: string): Uint8Array {
  const bytes = new Uint8Array(22).fill(0x20);
  bytes[0] = 22;
  bytes[1] = LOGIN;
  const put = (text: string, at: number, size: number) => {
    for (let i = 0; i < Math.min(size, text.length); i++) bytes[at + i] = text.charCodeAt(i) & 0x7f;
  };
  put(session, 2, 4);
  put(user, 6, 4);
  put(password, 12, 10);
  return bytes;
}

/** Whether a message is the answer to a login, and says that it was accepted. */
export function isPitchLoginAccepted(message: Uint8Array): boolean {
  return message[1] === LOGIN_RESPONSE && message[2] === "A".charCodeAt(0);
}
