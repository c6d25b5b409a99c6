import { EventCursor, EventQueue, RiskBudget, RiskLimit, RiskLimitsCommit, type Stage } from "@hotpath/core";
import { limitRows, parseRiskLimits } from "@hotpath/risk";
import { OrderIds } from "../order-ids.ts";
import { DECISION_TYPES } from "../outputs.ts";
import { PaperVenue } from "../stages/paper-venue.ts";
import type { StrategyEngineConfig } from "../strategy/strategy-config.ts";
import { StrategyEngine, type StrategyEntry } from "../strategy/strategy-engine.ts";
import { configOfCell, limitsOfShare } from "./cells.ts";

/** Where orders go: to a venue on paper in each cell, or out, to come back as reports among the inputs. */
export type ShardVenue = "paper" | "outside";

/** What a shard is made of. */
export interface ShardOptions {
  config: StrategyEngineConfig;
  strategies: readonly StrategyEntry[];
  venue: ShardVenue;
  /** How many cells there are in all. */
  cells: number;
  /** Those that this shard runs, ascending. */
  own: readonly number[];
}

/** Takes an output: the record, the number of the input that led to it, its cell and its place among that cell's outputs. */
export type ShardSink = (event: EventCursor, input: number, cell: number, ordinal: number) => void;

/** Keeps what a cell decides until its shard hands it on. */
class Capture implements Stage {
  readonly name = "capture";
  readonly handles: readonly number[] = DECISION_TYPES;
  readonly queue: EventQueue = new EventQueue({ initialBytes: 4096 });

  on(event: EventCursor): void {
    this.queue.append(event);
  }
}

/** One cell: an engine of its own. */
class Cell {
  readonly engine: StrategyEngine;
  readonly capture: Capture = new Capture();
  readonly #config: StrategyEngineConfig;

  constructor(options: ShardOptions, cell: number) {
    const { config, cells, strategies, venue } = options;
    this.#config = config;
    this.engine = new StrategyEngine({
      config: configOfCell(config, cell, cells),
      strategies,
      observers: [this.capture],
      orderIds: new OrderIds({ first: cell + 1, step: cells }),
      ...(venue === "paper" && { venue: new PaperVenue({ instruments: config.instruments.length }) }),
    });
  }

  take(event: EventCursor): void {
    const { engine } = this;
    if (event.type === RiskBudget.TYPE) this.#budget(event);
    else engine.take(event);
    engine.engine.outbox.clear();
  }

  /** A grant is new limits of its own gate, as inputs at this place of its sequence. */
  #budget(event: EventCursor): void {
    const { engine } = this;
    const share = RiskBudget.share(event);
    if (!(share > 0 && share <= 1)) return;
    const limits = limitsOfShare(this.#config.riskLimits ?? {}, share);
    const rows = limitRows(parseRiskLimits(limits, "riskLimits", engine.instruments), engine.instruments);
    const { micros, nanos } = event;
    engine.advance(micros);
    for (const { instrument, value, scope, scopeId, field } of rows)
      RiskLimit.write(engine.inbox, micros, nanos, instrument, 0, value, scope, scopeId, field);
    const [actor, reason] = [RiskBudget.actor(event), RiskBudget.reason(event)];
    RiskLimitsCommit.write(engine.inbox, micros, nanos, -1, 0, rows.length, actor, reason);
    engine.process();
  }
}

/** Runs some of the cells, on whichever thread it is. */
export class Shard implements Disposable {
  readonly own: readonly number[];
  readonly #cells: readonly (Cell | undefined)[];
  readonly #output = new EventCursor();

  /** @throws {ConfigError} naming what is wrong with the configuration or a strategy */
  constructor(options: ShardOptions) {
    this.own = options.own;
    this.#cells = Array.from({ length: options.cells }, (_, cell) =>
      options.own.includes(cell) ? new Cell(options, cell) : undefined,
    );
  }

  /**
   * Applies an input.
   *
   * @param cell whose it is; −1 for all
   */
  take(event: EventCursor, input: number, cell: number, sink: ShardSink): void {
    if (cell !== -1) this.#takeIn(event, input, cell, sink);
    else for (const each of this.own) this.#takeIn(event, input, each, sink);
  }

  /** The hash of each own cell's state, by cell. */
  hashes(): Record<number, string> {
    return Object.fromEntries(this.own.map((cell) => [cell, this.#cells[cell]!.engine.engine.stagesHash()]));
  }

  [Symbol.dispose](): void {
    for (const cell of this.#cells) cell?.engine[Symbol.dispose]();
  }

  #takeIn(event: EventCursor, input: number, place: number, sink: ShardSink): void {
    const cell = this.#cells[place];
    if (cell === undefined) return;
    cell.take(event);
    const { queue } = cell.capture;
    const output = this.#output;
    for (let ordinal = 0; queue.next(output); ordinal++) sink(output, input, place, ordinal);
  }
}
