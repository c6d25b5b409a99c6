/** The link to an engine in the same process. */
import {
  ConfigError,
  EventCursor,
  EventQueue,
  type EventSink,
  GatewayTextKind,
  type InstrumentRegistry,
  NO_INSTRUMENT,
  OrderLink,
  OrderTerms,
  RiskLimit,
  RiskLimitsCommit,
  type Side,
  StrategyParameter,
} from "@hotpath/core";
import { engineSignals } from "@hotpath/engine";
import { limitRows, parseRiskLimits, type RiskLimits } from "@hotpath/risk";
import type { SignalFigures, StrategyInfo } from "../protocol/index.ts";
import type { ReplaySource } from "../replay/replay-source.ts";
import type { DoneCommand } from "./command-ledger.ts";
import { type CommandRecord, type HashWords, piecesOf, writeCommand, writeText } from "./command-record.ts";
import type { DeskStage } from "./desk-stage.ts";
import { type LinkedEngine, levelsOf, positionsOf, riskOf, strategiesOf, workingOrdersOf } from "./engine-figures.ts";
import type {
  EngineLink,
  JournalPlace,
  PositionFigures,
  RiskFigures,
  StrategyLine,
  VenueReasons,
  WorkingOrder,
} from "./engine-link.ts";
import { type EngineStatistics, engineStatistics } from "./engine-statistics.ts";
import type { GatewayTap } from "./gateway-tap.ts";

/** What a {@link localEngineLink} is made of. */
export interface LocalEngineLinkOptions {
  engine: LinkedEngine;
  /** One of the engine's stages. */
  desk: DeskStage;
  /** The last of the engine's stages. */
  tap: GatewayTap;
  /** Names this life of the engine, as `run-20240103-2`: another one for each start that does not go on where the last was. */
  life: string;
  /** Event time of what is sent, in microseconds. Default: that of the engine's last input. */
  nowMicros?: () => number;
  /**
   * The engine's. Nobody is told of an input before it is written to the file: so an engine that was killed and comes back
   * has all that its clients have seen.
   */
  journal?: WrittenLog;
  /** Names of the reasons that the venue gives in its reports, by their number; those without a name are told as numbers. */
  venueReasons?: VenueReasons;
  /** Where that journal is: clients may then ask for its ranges. */
  journalFolder?: string;
  /** Time travel through the same journal: see `workerReplay`. */
  replay?: ReplaySource;
}

/** What the link asks of a journal: a `JournalWriter` is one. */
export interface WrittenLog {
  /** The last input that outlives the process. */
  readonly writtenSequence: number;
  flush(): void;
}

/**
 * Links a gateway to an engine in the same process.
 *
 * @throws {ConfigError} where desk or tap are no stages of the engine, or the tap is not the last
 */
export function localEngineLink(options: LocalEngineLinkOptions): EngineLink {
  const { stages } = options.engine.engine;
  if (!stages.includes(options.desk)) throw new ConfigError("desk", options.desk.name, "a stage of the engine");
  if (stages.at(-1) !== options.tap) throw new ConfigError("tap", options.tap.name, "the last stage of the engine");
  if (typeof options.life !== "string" || !/^[\x21-\x7e]{1,64}$/.test(options.life))
    throw new ConfigError("life", options.life, "1 to 64 visible characters of ASCII");
  return new LocalEngineLink(options);
}

const NO_LINES: readonly StrategyLine[] = [];

class LocalEngineLink implements EngineLink {
  readonly instruments: InstrumentRegistry;
  readonly life: string;
  readonly deskNumber: number;
  readonly journal: JournalPlace | undefined;
  readonly signalNames: readonly string[];
  readonly venueReasons: VenueReasons;
  readonly replay: ReplaySource | undefined;
  readonly #parts: LinkedEngine;
  readonly #tap: GatewayTap;
  readonly #desk: DeskStage;
  readonly orderFeatures: EngineLink["orderFeatures"];
  readonly #nowMicros: () => number;
  /** Whether time is that of a clock: then a timer that comes late has the time at which it came. */
  readonly #isWall: boolean;
  readonly #journal: WrittenLog | undefined;
  readonly #moved = new EventQueue({ initialBytes: 4096 });
  readonly #inputs = new EventQueue({ initialBytes: 4096 });
  readonly #input = new EventCursor();
  /** Quotes of clients that could not be used, by reason. */
  readonly #rejects: Record<string, number> = {};

  constructor({
    engine,
    desk,
    tap,
    life,
    nowMicros,
    journal,
    journalFolder,
    replay,
    venueReasons = {},
  }: LocalEngineLinkOptions) {
    this.#parts = engine;
    this.#tap = tap;
    this.#journal = journal;
    this.replay = replay;
    this.#desk = desk;
    const { handles } = engine.orders;
    this.orderFeatures = { emulation: handles.includes(OrderTerms.TYPE), groups: handles.includes(OrderLink.TYPE) };
    if (journal !== undefined && journalFolder !== undefined)
      this.journal = { folder: journalFolder, flush: () => journal.flush() };
    this.instruments = engine.instruments;
    this.life = life;
    this.deskNumber = desk.number;
    const { signals } = engine;
    this.signalNames = signals?.names ?? [];
    this.venueReasons = venueReasons;
    if (signals !== undefined) tap.explain((symbol, signal) => signals.reason(symbol, signal));
    this.#isWall = nowMicros !== undefined;
    this.#nowMicros = nowMicros ?? (() => engine.engine.lastMicros);
    // The journal ended within a command: what comes next is no part of it.
    if (desk.isWithinCommand)
      this.send((inbox, micros) => writeCommand(inbox, micros, { command: 0, actor: 0, session: 0 }, 0, 0));
  }

  get sequence(): number {
    return this.#parts.engine.sequence;
  }

  get lastMicros(): number {
    return this.#parts.engine.lastMicros;
  }

  read(reader: (() => void) | undefined): void {
    this.#tap.read(reader);
  }

  next(event: EventCursor): boolean {
    if (!this.#tap.next(event)) return false;
    const journal = this.#journal;
    if (journal !== undefined && event.sequence > journal.writtenSequence) journal.flush();
    return true;
  }

  get reason(): string | undefined {
    return this.#tap.reason;
  }

  send(write: (inbox: EventSink, micros: number) => void, record?: CommandRecord): number {
    return this.#send(write, record).first;
  }

  #send(
    write: (inbox: EventSink, micros: number) => void,
    record: CommandRecord | undefined,
  ): { first: number; last: number } {
    const { engine } = this.#parts;
    engine.process();
    // Event time never runs backwards, whatever clock was given.
    const micros = Math.max(this.#nowMicros(), engine.lastMicros);
    // A writer that failed may have left something.
    this.#moved.clear();
    // A journal that was run again meanwhile has ended within a command, too.
    if (this.#desk.isWithinCommand) {
      writeCommand(this.#moved, micros, { command: 0, actor: 0, session: 0 }, 0, 0);
      this.#apply();
    }
    const isFirst = record !== undefined && (record.key !== undefined || record.reason !== undefined);
    if (isFirst) return this.#sendBehind(write, record, micros);
    write(this.#moved, micros);
    const count = this.#moved.size;
    const applied = this.#apply();
    if (record !== undefined && count > 0) {
      writeCommand(this.#moved, Math.max(micros, engine.lastMicros), record, applied.first, count);
      this.#apply();
    }
    return applied;
  }

  /** Sends inputs behind the record of their command, which has to say how many they are. */
  #sendBehind(
    write: (inbox: EventSink, micros: number) => void,
    record: CommandRecord,
    micros: number,
  ): { first: number; last: number } {
    const inputs = this.#inputs;
    inputs.clear();
    write(inputs, micros);
    const count = inputs.size;
    const { reason = "" } = record;
    let command = 0;
    if (count > 0) {
      writeCommand(this.#moved, micros, record, 0, count + piecesOf(reason));
      command = this.#apply().last;
    }
    while (inputs.next(this.#input)) this.#moved.append(this.#input);
    if (reason !== "") writeText(this.#moved, micros, command, GatewayTextKind.Reason, reason);
    return this.#apply();
  }

  /** Each input is applied with all that the venue answers to it before the next one comes, as if it had come alone. */
  #apply(): { first: number; last: number } {
    const { engine, timers } = this.#parts;
    let first = engine.sequence + 1;
    let last = engine.sequence;
    for (let isFirst = true; this.#moved.next(this.#input); isFirst = false) {
      const { micros } = this.#input;
      while (timers?.writeDue(micros, engine.inbox, this.#isWall ? micros : undefined)) engine.process();
      engine.inbox.append(this.#input);
      last = engine.sequence + 1;
      if (isFirst) first = last;
      engine.process();
    }
    return { first, last };
  }

  sendLimits(limits: unknown, actor: number, record?: CommandRecord): number {
    const { gate } = this.#parts;
    const parsed = parseRiskLimits(limits as Partial<RiskLimits>, "limits", this.instruments);
    gate.assertFit(parsed, "limits");
    const rows = limitRows(parsed, this.instruments);
    return this.#send((inbox, micros) => {
      for (const { instrument, value, scope, scopeId, field } of rows)
        RiskLimit.write(inbox, micros, 0, instrument, 0, value, scope, scopeId, field);
      RiskLimitsCommit.write(inbox, micros, 0, NO_INSTRUMENT, 0, rows.length, actor, 0);
    }, record).last;
  }

  sendParameters(
    strategy: number,
    values: Readonly<Record<string, unknown>>,
    actor: number,
    record?: CommandRecord,
  ): number {
    const stage = this.#parts.strategies.find(({ number }) => number === strategy);
    if (stage === undefined) throw new ConfigError("strategy", strategy, "the number of a strategy");
    const definitions = stage.definition.parameters;
    const names = Object.keys(definitions);
    const rows = Object.entries(values).map(([name, value]) => {
      const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
      const path = `parameters.${name}`;
      if (definition === undefined) throw new ConfigError(path, value, `one of ${names.join(", ") || "none"}`);
      if (!definition.accepts(value)) throw new ConfigError(path, value, definition.allowed);
      if (!definition.live) throw new ConfigError(path, value, "what it is: this parameter is not live");
      return { index: names.indexOf(name), value: definition.toNumber(value) };
    });
    if (rows.length === 0) throw new ConfigError("parameters", values, "at least one parameter");
    return this.send((inbox, micros) => {
      for (const { index, value } of rows)
        StrategyParameter.write(inbox, micros, 0, NO_INSTRUMENT, 0, value, strategy, index, actor, 0);
    }, record);
  }

  done(key: HashWords): DoneCommand | undefined {
    return this.#desk.done(key);
  }

  sendAnswer(command: DoneCommand, answer: string): void {
    this.send((inbox, micros) => writeText(inbox, micros, command.sequence, GatewayTextKind.Answer, answer));
  }

  strategies(): StrategyInfo[] {
    return strategiesOf(this.#parts);
  }

  levels(instrument: number, side: Side): number[] {
    return levelsOf(this.#parts, instrument, side);
  }

  workingOrders(): WorkingOrder[] {
    return workingOrdersOf(this.#parts);
  }

  positions(): PositionFigures[] {
    return positionsOf(this.#parts);
  }

  risk(): RiskFigures {
    return riskOf(this.#parts);
  }

  signals(index: number): SignalFigures[] {
    const { signals, instruments } = this.#parts;
    if (signals === undefined) return [];
    return engineSignals(signals, index, instruments.list[index]!).map(
      ({ symbolId: _, symbol: __, interval, timestamp, ...figures }) => ({
        instrument: index,
        ...figures,
        ...interval,
        time: timestamp,
      }),
    );
  }

  rejected(reason: string): void {
    this.#rejects[reason] = (this.#rejects[reason] ?? 0) + 1;
  }

  takeLogs(): readonly StrategyLine[] {
    const { strategies } = this.#parts;
    if (strategies.every(({ logLines }) => logLines === 0)) return NO_LINES;
    return strategies
      .flatMap((stage) => stage.takeLog())
      .sort((a, b) => a.sequence - b.sequence)
      .map(({ level, fields, ...line }) => ({
        ...line,
        level: level === "warning" ? "warn" : level,
        fields: fields ?? {},
      }));
  }

  statistics(): EngineStatistics {
    return engineStatistics(this.#parts, this.#tap, this.#rejects);
  }
}
