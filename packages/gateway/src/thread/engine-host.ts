import { ConfigError, EventCursor, EventQueue, type EventSink, HotpathError, storeTime } from "@hotpath/core";
import { SpscConsumer, SpscProducer } from "@hotpath/memory";
import { MessagePackReader } from "../codec/message-pack-reader.ts";
import { MessagePackWriter } from "../codec/message-pack-writer.ts";
import type { CommandRecord } from "../link/command-record.ts";
import type { EngineLink } from "../link/engine-link.ts";
import {
  ANSWER,
  claim,
  INPUT,
  type LinkRings,
  LOGS,
  Parts,
  RECORD,
  REQUEST,
  REQUEST_END,
  writeParts,
} from "./link-records.ts";

/** Where a record has its time, in 32-bit integers. */
const TIME_AT = 4;
/** What a gateway stamps an input with that is to have the engine's time. */
export const ENGINE_TIME: number = Number.MAX_SAFE_INTEGER;

/** Asks that a reader finds in the journal what is gathered so far. */
export const FLUSH_JOURNAL = "flushJournal";
/** What a gateway may ask of an engine, beside that and sending inputs. */
const METHODS = [
  "sendLimits",
  "sendParameters",
  "done",
  "sendAnswer",
  "strategies",
  "levels",
  "workingOrders",
  "positions",
  "risk",
  "signals",
  "statistics",
  "rejected",
] as const;
/** One of them. */
export type LinkMethod = (typeof METHODS)[number];

/** Values of a request or an answer, as the other side reads them. */
export function linkReader(): MessagePackReader {
  return new MessagePackReader({ maxTextBytes: 1 << 26, maxItems: 1 << 26, maxMessages: 1 });
}

/**
 * The engine's end of a link over rings: copies its records into the one, and answers what comes on the other. What the
 * gateway does with them costs the engine nothing; where it lags so far that the ring is full, the engine waits for it.
 */
export class EngineHost implements Disposable {
  readonly #link: EngineLink;
  readonly #records: SpscProducer;
  readonly #requests: SpscConsumer;
  readonly #ring: () => void;
  readonly #event = new EventCursor();
  readonly #inputs = new EventQueue();
  readonly #parts = new Parts();
  readonly #reader = linkReader();
  readonly #writer = new MessagePackWriter();
  readonly #encoder = new TextEncoder();
  #stalls = 0;

  /** @param link to the engine of this thread @param ring tells the gateway that there is something to read */
  constructor(link: EngineLink, rings: LinkRings, ring: () => void) {
    this.#link = link;
    this.#records = new SpscProducer(rings.toGateway, { publishEvery: 64 });
    this.#requests = new SpscConsumer(rings.toEngine);
    this.#ring = ring;
    link.read(() => this.#pump());
  }

  /** How often the engine has waited for its gateway. */
  get stalls(): number {
    return this.#stalls;
  }

  /** Does what the gateway has asked: to be called when it rings. */
  serve(): void {
    this.#requests.drain((type, at, length) => this.#take(type, at, length));
  }

  [Symbol.dispose](): void {
    this.#link.read(undefined);
    this.#records.close();
    this.#records[Symbol.dispose]();
    this.#requests[Symbol.dispose]();
  }

  readonly #wait = (): void => {
    this.#stalls += 1;
    this.#ring();
  };

  #pump(): void {
    const { i32, u8 } = this.#records;
    const event = this.#event;
    let isAny = false;
    while (this.#link.next(event)) {
      isAny = true;
      const { reason } = this.#link;
      const text = reason === undefined ? undefined : this.#encoder.encode(reason);
      const { length } = event;
      const at = claim(this.#records, RECORD, length + (text?.length ?? 0), this.#wait);
      const from = event.at << 1;
      for (let word = length >> 2, to = at >> 2; word-- > 0; ) i32[to + word] = event.i32[from + word]!;
      if (text !== undefined) u8.set(text, at + length);
      this.#records.commit();
    }
    if (!isAny) return;
    const lines = this.#link.takeLogs();
    if (lines.length > 0) {
      this.#writer.clear();
      this.#writer.value(lines);
      writeParts(this.#records, LOGS, this.#writer.written(), this.#wait);
    }
    this.#records.flush();
    this.#ring();
  }

  #take(type: number, at: number, length: number): void {
    if (type === INPUT) {
      this.#event.moveTo(this.#requests, at >> 3);
      this.#inputs.append(this.#event);
      return;
    }
    if (type !== REQUEST && type !== REQUEST_END) return;
    this.#parts.add(this.#requests.u8.slice(at, at + length));
    if (type !== REQUEST_END) return;
    const [[method, args]] = this.#reader.read(this.#parts.take()) as [[string, unknown[]]];
    const answer = this.#answer(
      method,
      // MessagePack has no undefined.
      args.map((arg) => arg ?? undefined),
    );
    // What has come of it stands before the answer.
    this.#pump();
    this.#writer.clear();
    this.#writer.value(answer);
    writeParts(this.#records, ANSWER, this.#writer.written(), this.#wait);
    this.#ring();
  }

  #answer(method: string, args: unknown[]): unknown {
    try {
      if (method === "send") {
        const record = args[0] as CommandRecord | undefined;
        return { value: this.#link.send((inbox, micros) => this.#send(inbox, micros), record) };
      }
      if (method === FLUSH_JOURNAL) {
        this.#link.journal?.flush();
        return {};
      }
      if (!METHODS.includes(method as LinkMethod)) throw new ConfigError("method", method, METHODS.join(", "));
      const call = this.#link[method as LinkMethod] as (...args: unknown[]) => unknown;
      return { value: call.apply(this.#link, args) };
    } catch (error) {
      if (error instanceof ConfigError)
        return { error: { path: error.path, allowed: error.allowed, got: `${error.value}`, message: error.message } };
      if (error instanceof HotpathError) return { error: { code: error.code, message: error.message } };
      return { error: { message: `${error}` } };
    } finally {
      this.#inputs.clear();
    }
  }

  #send(inbox: EventSink, micros: number): void {
    const event = this.#event;
    while (this.#inputs.next(event)) {
      if (event.micros === ENGINE_TIME) storeTime(event.i32, (event.at << 1) + TIME_AT, micros, 0);
      (inbox as EventQueue).append(event);
    }
  }
}
