/**
 * Requests that a venue does not answer, and cancels that it refuses and that must come to pass.
 *
 *     request → nothing → [status asked of the venue → nothing] → Discrepancy Unanswered
 *     cancel of a stop or a kill switch → refused → again, later and later → … → Discrepancy CancelRefused
 *
 * An order is never sent again and never forgotten: it stays pending, and what it may trade reserved, until the venue or its
 * list says more. Time is that of the events, a `TimerRequest` asks for one: so a replay does the same.
 */
import {
  ConfigError,
  type EventCursor,
  type EventSink,
  NO_INSTRUMENT,
  OrderStatus,
  OrderStatusRequest,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimerRequest,
} from "@hotpath/core";
import type { OrderRequests } from "./order-requests.ts";
import { OrderFlag, type OrderStore } from "./order-store.ts";
import { DiscrepancyKind } from "./reconciliation/discrepancy.ts";

/** What is done about requests that a venue does not answer, and cancels that it refuses. */
export interface RequestOptions {
  /**
   * How long the answer to an order, a cancel or a replace is waited for, in microseconds, 1 or more. What is not answered by
   * then is named as a `Discrepancy` of kind `Unanswered`. Left out, it is waited for without end.
   */
  unansweredMicros?: number;
  /**
   * Whether the venue takes an `OrderStatusRequest`: then it is asked first, and again after each `unansweredMicros`, and
   * the discrepancy is named when it has not answered once. Default false.
   */
  statusRequests?: boolean;
  /**
   * When a cancel of `MassCancel`, `CancelAll`, `Halt` or a group that the venue has refused is sent again, in microseconds:
   * after this, then after twice as long, and so on. Default 100,000.
   */
  cancelRetryMicros?: number;
  /** How often such a cancel is sent before it is named as a `Discrepancy` of kind `CancelRefused`, 1 to 100. Default 6. */
  cancelAttempts?: number;
  /** Number of the timer with which the order manager asks to be woken. Default 2^52 + 3: beyond those of strategies. */
  timer?: number;
}

const KEYS: readonly string[] = [
  "unansweredMicros",
  "statusRequests",
  "cancelRetryMicros",
  "cancelAttempts",
  "timer",
] satisfies (keyof RequestOptions)[];
const PATH = "requests";
/** Whose timer it is: no strategy's. */
const NOBODY = 0;
/** A wait is doubled so often at the most. */
const DOUBLINGS = 20;

/** What an order's time is for. */
const Phase = {
  /** The answer to a request. */
  Answer: 0,
  /** The answer to a question how it stands. */
  Status: 1,
  /** The same, and that something is wrong has been told. */
  Named: 2,
} as const;

/** Tells of what has become of a request: the kind of the discrepancy. */
type Tell = (slot: number, event: EventCursor, out: EventSink, kind: DiscrepancyKind) => void;

/** Watches the orders of a store. Steady state allocates nothing. */
export class OrderDeadlines implements Snapshotable {
  readonly #store: OrderStore;
  readonly #unanswered: number;
  readonly #asksStatus: boolean;
  readonly #retry: number;
  readonly #attemptsMost: number;
  /** Number of its timer. */
  readonly timer: number;
  /** By slot: until when an answer is waited for, of which order, and to what. Infinity where none is. */
  readonly #due: Float64Array;
  readonly #orderId: Float64Array;
  readonly #phase: Int32Array;
  /**
   * Questions that nobody has answered, and how many of their answers may be older than the last request: those say nothing
   * of it. One that is lost makes another count as old, and is asked again.
   */
  readonly #questions: Int32Array;
  readonly #old: Int32Array;
  /** When its cancel is sent again, infinity for never, and how often it was refused. */
  readonly #retryAt: Float64Array;
  readonly #attempts: Int32Array;
  /** When the first is due, and for when a timer was asked. */
  #next = Number.POSITIVE_INFINITY;
  #asked = Number.POSITIVE_INFINITY;
  /** Names a discrepancy. */
  tell: Tell = () => {};

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: RequestOptions, store: OrderStore) {
    checkRequests(options);
    this.#store = store;
    this.#unanswered = options.unansweredMicros ?? 0;
    this.#asksStatus = options.statusRequests ?? false;
    this.#retry = options.cancelRetryMicros ?? 100_000;
    this.#attemptsMost = options.cancelAttempts ?? 6;
    this.timer = options.timer ?? 4_503_599_627_370_499;
    const { capacity } = store;
    this.#due = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY);
    this.#orderId = new Float64Array(capacity);
    this.#phase = new Int32Array(capacity);
    this.#questions = new Int32Array(capacity);
    this.#old = new Int32Array(capacity);
    this.#retryAt = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY);
    this.#attempts = new Int32Array(capacity);
  }

  /** A request for an order leaves, or the venue says that it is at it: an answer is waited for from now on. */
  expect(slot: number, micros: number): void {
    if (this.#unanswered === 0) return;
    this.#own(slot);
    this.#old[slot] = this.#questions[slot]!;
    this.#set(slot, Phase.Answer, micros + this.#unanswered);
  }

  /** An order that had ended works again: what was under way then still is, and one that must end is cancelled. */
  reopened(slot: number, micros: number): void {
    this.#own(slot);
    if (this.#isPending(slot)) this.expect(slot, micros);
    else if ((this.#store.flags[slot]! & OrderFlag.Ending) !== 0) this.#cancelAt(slot, micros);
  }

  /** A cancel is asked for anew by whoever must have it: it is sent as often as before. */
  insist(slot: number): void {
    if (this.#orderId[slot] === this.#store.orderId[slot]) this.#attempts[slot] = 0;
  }

  /** A cancel that must come to pass was refused: it is sent again in a while, or this is told. */
  refused(slot: number, event: EventCursor, out: EventSink): void {
    this.#own(slot);
    const attempts = this.#attempts[slot]! + 1;
    this.#attempts[slot] = attempts;
    if (attempts < this.#attemptsMost) {
      this.#cancelAt(slot, event.micros + this.#retry * 2 ** Math.min(attempts - 1, DOUBLINGS));
      return;
    }
    this.#attempts[slot] = 0;
    this.tell(slot, event, out, DiscrepancyKind.CancelRefused);
    // It may be that the order works there no more.
    if (this.#asksStatus && this.#unanswered > 0) this.#ask(slot, Phase.Named, event, out);
  }

  /** The venue says how an order stands. @returns whether it was asked that, and nothing was asked of it since */
  answered(slot: number): boolean {
    if (this.#orderId[slot] !== this.#store.orderId[slot] || this.#questions[slot] === 0) return false;
    this.#questions[slot]! -= 1;
    if (this.#old[slot]! > 0) {
      this.#old[slot]! -= 1;
      return false;
    }
    if (this.#due[slot] === Number.POSITIVE_INFINITY || this.#phase[slot] === Phase.Answer) return false;
    this.#due[slot] = Number.POSITIVE_INFINITY;
    return true;
  }

  /** The connection is lost: what was asked on it is not answered any more. */
  disconnected(): void {
    this.#questions.fill(0, 0, this.#store.used);
    this.#old.fill(0, 0, this.#store.used);
  }

  /** Asks to be woken, where something is to be done earlier than a timer would come. */
  askForTimer(event: EventCursor, out: EventSink): void {
    if (this.#next >= this.#asked) return;
    this.#asked = this.#next;
    TimerRequest.emit(out, event, NO_INSTRUMENT, 0, this.timer, this.#next, 0, NOBODY);
  }

  /** The timer: what is due is done. */
  wake(event: EventCursor, out: EventSink, requests: OrderRequests): void {
    const { status, orderId, used } = this.#store;
    this.#asked = Number.POSITIVE_INFINITY;
    this.#next = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < used; slot++) {
      if (status[slot] === -1 || this.#orderId[slot] !== orderId[slot]) continue;
      if (this.#due[slot]! <= event.micros) this.#overdue(slot, event, out);
      if (this.#retryAt[slot]! <= event.micros) this.#cancelAgain(slot, event, out, requests);
      // A held order, an iceberg's, may have ended with its slice.
      if (status[slot] === -1) continue;
      const first = Math.min(this.#due[slot]!, this.#retryAt[slot]!);
      if (first < this.#next) this.#next = first;
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.deadlines");
    const { used } = this.#store;
    writer.i32(used);
    writer.f64(this.#next);
    writer.f64(this.#asked);
    for (const column of [this.#due, this.#orderId, this.#retryAt]) writer.f64s(column.subarray(0, used));
    for (const column of this.#counts()) writer.i32s(column.subarray(0, used));
  }

  /** After the store was. */
  restore(reader: SnapshotReader): void {
    reader.section("orders.deadlines");
    const used = Math.min(Math.max(0, reader.i32()), this.#store.capacity);
    this.#next = reader.f64();
    this.#asked = reader.f64();
    for (const column of [this.#due, this.#orderId, this.#retryAt]) reader.f64s(column.subarray(0, used));
    for (const column of this.#counts()) reader.i32s(column.subarray(0, used));
    this.#orderId.fill(0, used);
  }

  #overdue(slot: number, event: EventCursor, out: EventSink): void {
    const phase = this.#phase[slot]!;
    this.#due[slot] = Number.POSITIVE_INFINITY;
    if (!this.#isPending(slot)) return;
    if (phase === Phase.Status || (phase === Phase.Answer && !this.#asksStatus))
      this.tell(slot, event, out, DiscrepancyKind.Unanswered);
    if (this.#asksStatus) this.#ask(slot, phase === Phase.Answer ? Phase.Status : Phase.Named, event, out);
  }

  /** What was asked for meanwhile is under way. */
  #cancelAgain(slot: number, event: EventCursor, out: EventSink, requests: OrderRequests): void {
    this.#retryAt[slot] = Number.POSITIVE_INFINITY;
    if ((this.#store.flags[slot]! & OrderFlag.Canceling) === 0) requests.cancel(slot, event, out);
  }

  #cancelAt(slot: number, micros: number): void {
    this.#retryAt[slot] = micros;
    if (micros < this.#next) this.#next = micros;
  }

  #isPending(slot: number): boolean {
    const status = this.#store.status[slot];
    return (
      this.#store.base[slot] !== OrderStatus.Held &&
      ((this.#store.flags[slot]! & OrderFlag.Doubtful) !== 0 ||
        status === OrderStatus.PendingNew ||
        status === OrderStatus.PendingCancel ||
        status === OrderStatus.PendingReplace)
    );
  }

  #ask(slot: number, phase: number, event: EventCursor, out: EventSink): void {
    const { orderId, venueOrderId, instrument, venue, side, strategy } = this.#store;
    this.#set(slot, phase, event.micros + this.#unanswered);
    this.#questions[slot]! += 1;
    const [id, venueId] = [orderId[slot]!, venueOrderId[slot]!];
    OrderStatusRequest.emit(out, event, instrument[slot]!, venue[slot]!, id, venueId, side[slot]!, strategy[slot]!);
  }

  #set(slot: number, phase: number, due: number): void {
    this.#phase[slot] = phase;
    this.#due[slot] = due;
    if (due < this.#next) this.#next = due;
  }

  #counts(): Int32Array[] {
    return [this.#phase, this.#attempts, this.#questions, this.#old];
  }

  /** A slot is another order's than before. */
  #own(slot: number): void {
    const orderId = this.#store.orderId[slot]!;
    if (this.#orderId[slot] === orderId) return;
    this.#orderId[slot] = orderId;
    this.#attempts[slot] = 0;
    this.#questions[slot] = 0;
    this.#old[slot] = 0;
    this.#due[slot] = Number.POSITIVE_INFINITY;
    this.#retryAt[slot] = Number.POSITIVE_INFINITY;
  }
}

function checkRequests(options: RequestOptions): void {
  for (const [key, value] of Object.entries(options))
    if (!KEYS.includes(key)) throw new ConfigError(`${PATH}.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  const { unansweredMicros, statusRequests, cancelRetryMicros, cancelAttempts, timer } = options;
  for (const [name, value] of Object.entries({ unansweredMicros, cancelRetryMicros }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= 86_400_000_000))
      throw new ConfigError(`${PATH}.${name}`, value, "microseconds, an integer from 1 to 86400000000");
  if (statusRequests !== undefined && typeof statusRequests !== "boolean")
    throw new ConfigError(`${PATH}.statusRequests`, statusRequests, "true or false");
  if (
    cancelAttempts !== undefined &&
    !(Number.isInteger(cancelAttempts) && cancelAttempts >= 1 && cancelAttempts <= 100)
  )
    throw new ConfigError(`${PATH}.cancelAttempts`, cancelAttempts, "an integer from 1 to 100");
  if (timer !== undefined && !Number.isSafeInteger(timer))
    throw new ConfigError(`${PATH}.timer`, timer, "a safe integer");
}
