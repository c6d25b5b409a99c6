import type { EventCursor, EventSink, InstrumentRegistry } from "@hotpath/core";
import type { LogMessage, SignalFigures, StrategyInfo } from "../protocol/index.ts";
import type { ReplaySource } from "../replay/replay-source.ts";
import type { DoneCommand } from "./command-ledger.ts";
import type { CommandRecord, HashWords } from "./command-record.ts";
import type { EngineStatistics } from "./engine-statistics.ts";

/** A position, as plain values. */
export interface PositionFigures {
  /** Dense index. */
  instrument: number;
  /** Signed, in size units. */
  position: number;
  /** A unit of it, in money; 0 without a position. */
  averagePrice: number;
  /** In money. */
  realised: number;
  /** At the mid price, in money. */
  unrealised: number;
}

/** An order that works, in the instrument's units. */
export interface WorkingOrder {
  orderId: number;
  instrument: number;
  /** `Side` */
  side: number;
  price: number;
  quantity: number;
  filled: number;
  /** `OrderStatus` */
  status: number;
  strategy: number;
}

/** Names of the reasons that a venue gives in its reports, by their number. */
export type VenueReasons = Readonly<Record<number, string>>;

/** State and figures of the risk gate, as plain values: see `RiskMessage`. */
export interface RiskFigures {
  state: "active" | "reduce-only" | "halted";
  equity: number;
  drawdown: number;
  grossExposure: number;
  netExposure: number;
  valueAtRisk: number;
  limits: unknown;
  limitsVersion: number;
}

/** A line of a strategy's log. */
export interface StrategyLine {
  /** Number of the input at which it was written. */
  sequence: number;
  /** Event time, in microseconds since the Unix epoch. */
  micros: number;
  strategy: string;
  level: LogLevel;
  message: string;
  fields: Readonly<Record<string, unknown>>;
}

/** How grave a line of the log is. */
export type LogLevel = LogMessage["level"];

/** Where a journal is. */
export interface JournalPlace {
  readonly folder: string;
  /** Writes what is gathered, so that a reader finds it. */
  flush(): void;
}

/** All that a gateway knows of an engine: records that it copies, values, and inputs that it sends. No object of the engine. */
export interface EngineLink {
  readonly instruments: InstrumentRegistry;
  /** Names this life of the engine: sequences of another one mean nothing in it. */
  readonly life: string;
  /** Number of the last input. */
  readonly sequence: number;
  /** Its time, in whole microseconds since the Unix epoch. */
  readonly lastMicros: number;
  /** The number under which the gateway's orders go. */
  readonly deskNumber: number;
  /** Names of those who give signals, by their number in a Signal record. */
  readonly signalNames: readonly string[];
  /** A reason without a name is told as its number. */
  readonly venueReasons: VenueReasons;
  /** Where replays of the engine's journal come from; undefined without a journal. */
  readonly replay?: ReplaySource | undefined;
  /** The one who is called when there are records; undefined for nobody. */
  read(reader: (() => void) | undefined): void;
  /** Points `event` at the oldest record that was not read, and takes it out. @returns whether there was one */
  next(event: EventCursor): boolean;
  /** Why the Signal record says what it says that {@link next} gave last; undefined where nobody knows. */
  readonly reason: string | undefined;
  /**
   * Sends inputs to the engine, stamped with the time that is handed to `write`; they are journalled and applied when this
   * returns, one after the other with all that follows from each, and the records of it can be read.
   *
   * @param record what the journal is to have of the command beside them: before them where it has a key or a reason, after
   * them where not
   * @returns the number of the first of them
   */
  send(write: (inbox: EventSink, micros: number) => void, record?: CommandRecord): number;
  /**
   * Sends risk limits, all at once.
   *
   * @returns the number of the input that puts them into force
   * @throws {ConfigError} naming what is wrong; those in force then stay
   */
  sendLimits(limits: unknown, actor: number, record?: CommandRecord): number;
  /**
   * Sends new values of a strategy's live parameters.
   *
   * @returns the number of the first input
   * @throws {ConfigError} naming what is wrong; nothing is then sent
   */
  sendParameters(
    strategy: number,
    values: Readonly<Record<string, unknown>>,
    actor: number,
    record?: CommandRecord,
  ): number;
  /** What was done under an idempotency key, of which this is the hash, in this life of the engine or before. */
  done(key: HashWords): DoneCommand | undefined;
  /** Journals what was answered to the command that was done last, to be answered again. */
  sendAnswer(command: DoneCommand, answer: string): void;
  /** What its order manager takes beside limit and market orders. */
  readonly orderFeatures: { readonly emulation: boolean; readonly groups: boolean };
  /** All strategies, with the parameters in force. */
  strategies(): StrategyInfo[];
  /** Price and size in turn of all levels of a book's side (`Side`), as a gateway finds them when it begins; empty without books. */
  levels(instrument: number, side: number): number[];
  /** Orders that work, as a gateway finds them when it begins. */
  workingOrders(): WorkingOrder[];
  positions(): PositionFigures[];
  risk(): RiskFigures;
  /** Signals of an instrument as they stand, the most confident first; empty without signals. */
  signals(instrument: number): SignalFigures[];
  /** What strategies have logged since the last call, each strategy's in order. */
  takeLogs(): readonly StrategyLine[];
  /** The engine's journal, where it is on a disk that the gateway can read. */
  readonly journal: JournalPlace | undefined;
  /** How the engine does. */
  statistics(): EngineStatistics;
  /** Counts a quote of a client that could not be used, for the statistics. @param reason such as `crossed` */
  rejected(reason: string): void;
}
