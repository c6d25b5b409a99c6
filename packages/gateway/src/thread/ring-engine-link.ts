import {
  ConfigError,
  EventCursor,
  EventQueue,
  type EventSink,
  HotpathError,
  type InstrumentDefinition,
  InstrumentRegistry,
  Signal,
  UnavailableError,
} from "@hotpath/core";
import { SpscConsumer, SpscProducer } from "@hotpath/memory";
import { MessagePackWriter } from "../codec/message-pack-writer.ts";
import type { DoneCommand } from "../link/command-ledger.ts";
import type { CommandRecord, HashWords } from "../link/command-record.ts";
import type {
  EngineLink,
  JournalPlace,
  PositionFigures,
  RiskFigures,
  StrategyLine,
  VenueReasons,
  WorkingOrder,
} from "../link/engine-link.ts";
import type { EngineStatistics } from "../link/engine-statistics.ts";
import type { SignalFigures, StrategyInfo } from "../protocol/index.ts";
import type { ReplaySource } from "../replay/replay-source.ts";
import { ENGINE_TIME, FLUSH_JOURNAL, type LinkMethod, linkReader } from "./engine-host.ts";
import {
  ANSWER,
  ANSWER_END,
  claim,
  INPUT,
  type LinkRings,
  LOGS,
  LOGS_END,
  Parts,
  RECORD,
  REQUEST,
  writeParts,
} from "./link-records.ts";

/** How long an answer may take, in milliseconds. */
const PATIENCE_MILLIS = 30_000;

/** What a gateway on another thread is told of its engine. */
export interface RingLinkSetup {
  instruments: readonly InstrumentDefinition[];
  life: string;
  deskNumber: number;
  signalNames: readonly string[];
  venueReasons: VenueReasons;
  orderFeatures: EngineLink["orderFeatures"];
  /** The folder of its journal. */
  journalFolder: string | undefined;
  sequence: number;
  lastMicros: number;
  rings: LinkRings;
}

/** What there is to tell of an engine that is linked to. */
export function setupOf(
  link: EngineLink,
  instruments: readonly InstrumentDefinition[],
  rings: LinkRings,
): RingLinkSetup {
  const { life, deskNumber, signalNames, venueReasons, orderFeatures, journal, sequence, lastMicros } = link;
  return {
    instruments,
    life,
    deskNumber,
    signalNames: [...signalNames],
    venueReasons,
    orderFeatures,
    journalFolder: journal?.folder,
    sequence,
    lastMicros,
    rings,
  };
}

interface Answer {
  value?: unknown;
  error?: { path?: string; allowed?: string; got?: string; code?: string; message: string };
}

/**
 * A link to an engine on another thread, over rings: the other end is an `EngineHost`. It sleeps while the engine answers,
 * and so belongs on a thread that may.
 */
export class RingEngineLink implements EngineLink, Disposable {
  readonly instruments: InstrumentRegistry;
  readonly life: string;
  readonly deskNumber: number;
  readonly signalNames: readonly string[];
  readonly venueReasons: VenueReasons;
  readonly replay: ReplaySource | undefined;
  readonly orderFeatures: EngineLink["orderFeatures"];
  readonly journal: JournalPlace | undefined;
  readonly #records: SpscConsumer;
  readonly #requests: SpscProducer;
  readonly #ring: () => void;
  readonly #queue = new EventQueue({ maxBytes: 1 << 30 });
  readonly #moved = new EventQueue();
  readonly #event = new EventCursor();
  readonly #parts = new Parts();
  readonly #logParts = new Parts();
  #lines: StrategyLine[] = [];
  readonly #packs = linkReader();
  readonly #writer = new MessagePackWriter();
  readonly #decoder = new TextDecoder();
  readonly #take = (type: number, at: number, length: number): void => this.#receive(type, at, length);
  #reader: (() => void) | undefined;
  /** Reasons of the signals that wait, in their order. */
  #reasons: (string | undefined)[] = [];
  #reason: string | undefined;
  #answer: Answer | undefined;
  #sequence: number;
  #lastMicros: number;

  /** @param ring tells the engine that it is asked for something */
  constructor(setup: RingLinkSetup, ring: () => void, replay?: ReplaySource) {
    this.instruments = new InstrumentRegistry(setup.instruments);
    this.life = setup.life;
    this.deskNumber = setup.deskNumber;
    this.signalNames = setup.signalNames;
    this.venueReasons = setup.venueReasons;
    this.replay = replay;
    this.orderFeatures = setup.orderFeatures;
    const { journalFolder: folder } = setup;
    if (folder !== undefined) this.journal = { folder, flush: () => void this.#ask(FLUSH_JOURNAL, []) };
    this.#sequence = setup.sequence;
    this.#lastMicros = setup.lastMicros;
    this.#records = new SpscConsumer(setup.rings.toGateway);
    this.#requests = new SpscProducer(setup.rings.toEngine);
    this.#ring = ring;
  }

  get sequence(): number {
    return this.#sequence;
  }

  get lastMicros(): number {
    return this.#lastMicros;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  read(reader: (() => void) | undefined): void {
    this.#reader = reader;
  }

  /** The engine has rung: there are records. */
  rung(): void {
    if (this.#reader !== undefined) this.#reader();
    else this.#records.drain(this.#take);
  }

  next(event: EventCursor): boolean {
    if (this.#queue.size === 0) this.#records.drain(this.#take);
    if (!this.#queue.next(event)) return false;
    this.#reason = event.type === Signal.TYPE ? this.#reasons.shift() : undefined;
    return true;
  }

  send(write: (inbox: EventSink, micros: number) => void, record?: CommandRecord): number {
    write(this.#moved, ENGINE_TIME);
    const event = this.#event;
    while (this.#moved.next(event)) {
      const at = claim(this.#requests, INPUT, event.length, this.#ring);
      const from = event.at << 1;
      for (let word = event.length >> 2, to = at >> 2; word-- > 0; )
        this.#requests.i32[to + word] = event.i32[from + word]!;
      this.#requests.commit();
    }
    return this.#ask("send", [record]) as number;
  }

  sendLimits(limits: unknown, actor: number, record?: CommandRecord): number {
    return this.#call("sendLimits", limits, actor, record) as number;
  }

  sendParameters(
    strategy: number,
    values: Readonly<Record<string, unknown>>,
    actor: number,
    record?: CommandRecord,
  ): number {
    return this.#call("sendParameters", strategy, values, actor, record) as number;
  }

  done(key: HashWords): DoneCommand | undefined {
    return (this.#call("done", key) ?? undefined) as DoneCommand | undefined;
  }

  sendAnswer(command: DoneCommand, answer: string): void {
    this.#call("sendAnswer", command, answer);
  }

  strategies(): StrategyInfo[] {
    return this.#call("strategies") as StrategyInfo[];
  }

  levels(instrument: number, side: number): number[] {
    return this.#call("levels", instrument, side) as number[];
  }

  workingOrders(): WorkingOrder[] {
    return this.#call("workingOrders") as WorkingOrder[];
  }

  positions(): PositionFigures[] {
    return this.#call("positions") as PositionFigures[];
  }

  risk(): RiskFigures {
    return this.#call("risk") as RiskFigures;
  }

  signals(instrument: number): SignalFigures[] {
    return this.#call("signals", instrument) as SignalFigures[];
  }

  statistics(): EngineStatistics {
    return this.#call("statistics") as EngineStatistics;
  }

  takeLogs(): readonly StrategyLine[] {
    if (this.#lines.length === 0) return this.#lines;
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  rejected(reason: string): void {
    this.#call("rejected", reason);
  }

  [Symbol.dispose](): void {
    this.#requests.close();
    this.#requests[Symbol.dispose]();
    this.#records[Symbol.dispose]();
  }

  #call(method: LinkMethod, ...args: unknown[]): unknown {
    return this.#ask(method, args);
  }

  #ask(method: string, args: unknown[]): unknown {
    this.#writer.clear();
    this.#writer.value([method, args]);
    writeParts(this.#requests, REQUEST, this.#writer.written(), this.#ring);
    this.#answer = undefined;
    this.#ring();
    for (let waited = 0; this.#answer === undefined; ) {
      if (this.#records.drain(this.#take) > 0) continue;
      if (this.#records.wait(100)) continue;
      waited += 100;
      if (this.#records.finished || waited >= PATIENCE_MILLIS) throw new UnavailableError("the engine does not answer");
    }
    const { value, error } = this.#answer as Answer;
    if (error === undefined) return value;
    if (error.path !== undefined) throw new ConfigError(error.path, error.got, error.allowed!);
    throw error.code === undefined ? new Error(error.message) : new HotpathError(error.code as never, error.message);
  }

  #receive(type: number, at: number, length: number): void {
    const records = this.#records;
    if (type === RECORD) {
      const event = this.#event;
      event.moveTo(records, at >> 3);
      this.#queue.append(event);
      this.#sequence = event.sequence;
      this.#lastMicros = event.micros;
      if (event.type !== Signal.TYPE) return;
      const from = at + event.length;
      this.#reasons.push(from < at + length ? this.#decoder.decode(records.u8.slice(from, at + length)) : undefined);
      return;
    }
    if (type === LOGS || type === LOGS_END) {
      this.#logParts.add(records.u8.slice(at, at + length));
      if (type === LOGS_END) this.#lines.push(...(this.#packs.read(this.#logParts.take())[0] as StrategyLine[]));
      return;
    }
    if (type !== ANSWER && type !== ANSWER_END) return;
    this.#parts.add(records.u8.slice(at, at + length));
    if (type === ANSWER_END) [this.#answer] = this.#packs.read(this.#parts.take()) as [Answer];
  }
}
