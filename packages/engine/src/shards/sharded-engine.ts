/**
 * An engine on several cores. Inputs are numbered and journalled here, each goes to the shard that runs its instrument's
 * cell, and what the shards decide comes back in one order, the same on any number of them.
 */
import {
  ConfigError,
  EventCursor,
  EventQueue,
  hashBytes,
  InstrumentRegistry,
  NO_INSTRUMENT,
  RiskBudget,
  StateError,
  Timer,
} from "@hotpath/core";
import type { JournalWriter } from "@hotpath/journal";
import { loadStrategy } from "../strategy/load-strategy.ts";
import type { StrategyEngineConfig } from "../strategy/strategy-config.ts";
import type { StrategyEntry } from "../strategy/strategy-engine.ts";
import { cellOf, checkCells } from "./cells.ts";
import { OutputMerge, type OutputVisitor } from "./output-merge.ts";
import type { ShardVenue } from "./shard.ts";
import { InlineShard, type ShardLink, WorkerShard } from "./shard-links.ts";

/** A strategy of a sharded engine: its file, for every thread loads it for itself. */
export type ShardedStrategy = Omit<StrategyEntry, "definition"> & { file: string };

/** How a {@link ShardedEngine} is put together. */
export interface ShardedEngineOptions {
  /** Of the whole. Cash and limits that are amounts are divided among the cells. */
  config: StrategyEngineConfig;
  strategies: readonly ShardedStrategy[];
  /** How many shards, 1 to 64. Default 1. */
  shards?: number;
  /** Whether each shard has a Worker of its own; else all run here. Default false. */
  workers?: boolean;
  /** How many cells: more than there will ever be shards, for it decides what runs apart. Default 16. */
  cells?: number;
  /** Default `outside`: orders come out of {@link ShardedEngine.drain}, reports go in as inputs. */
  venue?: ShardVenue;
  /** Every input is appended to it, numbered, before it is given to a shard; flushed before an output is handed out. */
  journal?: JournalWriter;
  /** Bytes of each ring to and from a Worker, a power of two. Default 1 MiB. */
  ringBytes?: number;
}

/** Many cells on some shards. */
export class ShardedEngine implements AsyncDisposable {
  readonly instruments: InstrumentRegistry;
  readonly cells: number;
  readonly shards: number;
  /** The cell of each instrument, by its dense index. */
  readonly cellOfInstrument: Int32Array;
  readonly #links: readonly ShardLink[];
  readonly #merge: OutputMerge;
  readonly #journal: JournalWriter | undefined;
  readonly #own = new EventQueue({ initialBytes: 512 });
  readonly #cursor = new EventCursor();
  #input = 0;
  #isDirty = false;
  #disposed = false;

  /**
   * Makes the shards, and waits until they are ready.
   *
   * @throws {ConfigError} naming what is wrong; {UnavailableError} where there are no Workers
   */
  static async open(options: ShardedEngineOptions): Promise<ShardedEngine> {
    const { shards = 1, workers = false, venue = "outside", ringBytes = 1 << 20 } = options;
    const cells = checkCells(options.cells ?? 16);
    if (!Number.isInteger(shards) || shards < 1 || shards > 64 || shards > cells)
      throw new ConfigError("shards", shards, `an integer from 1 to the number of cells, ${cells}, and 64 at the most`);
    const merge = new OutputMerge(shards);
    const links: ShardLink[] = [];
    try {
      for (let shard = 0; shard < shards; shard++) {
        const own = Array.from({ length: cells }, (_, cell) => cell).filter((cell) => cell % shards === shard);
        const parts = { config: options.config, venue, cells, own };
        if (workers)
          links.push(
            await WorkerShard.start({ ...parts, strategies: [...options.strategies] }, merge, shard, ringBytes),
          );
        else links.push(new InlineShard({ ...parts, strategies: await loaded(options.strategies) }, merge, shard));
      }
    } catch (error) {
      for (const link of links) await link.end();
      throw error;
    }
    return new ShardedEngine(options, cells, links, merge);
  }

  private constructor(options: ShardedEngineOptions, cells: number, links: readonly ShardLink[], merge: OutputMerge) {
    this.instruments = new InstrumentRegistry(options.config.instruments, "config.instruments");
    this.cells = cells;
    this.shards = links.length;
    this.cellOfInstrument = Int32Array.from(this.instruments.list, ({ id }) => cellOf(id, cells));
    this.#links = links;
    this.#merge = merge;
    this.#journal = options.journal;
  }

  /** Number of the last input. */
  get sequence(): number {
    return this.#input;
  }

  /**
   * Takes in an event: it is numbered, journalled, and given to the shard of its instrument; one without an instrument, to
   * all of them. Waits where a shard has no room: then it drains what the shards have said.
   */
  async write(event: EventCursor): Promise<void> {
    if (this.#disposed) throw new StateError("DISPOSED", "this sharded engine was disposed");
    this.#input += 1;
    event.f64[event.at + 1] = this.#input;
    this.#journal?.append(event);
    this.#isDirty = true;
    const cell = this.#cellOf(event);
    for (const [shard, link] of this.#links.entries()) {
      if (cell !== -1 && cell % this.#links.length !== shard) continue;
      this.#merge.sent(shard, this.#input);
      while (!link.take(event, this.#input, cell)) await link.room();
    }
  }

  /** Gives a cell another share of the limits that are amounts, by a sequenced event. @throws {ConfigError} */
  async grant(cell: number, share: number, micros: number): Promise<void> {
    if (!Number.isInteger(cell) || cell < 0 || cell >= this.cells)
      throw new ConfigError("cell", cell, `an integer from 0 to ${this.cells - 1}`);
    if (!(share > 0 && share <= 1)) throw new ConfigError("share", share, "a number greater than 0 and at most 1");
    RiskBudget.write(this.#own, micros, 0, NO_INSTRUMENT, 0, share, cell, 0, 0);
    await this.#writeOwn();
  }

  /** Time goes on for all cells: timers that are due by then fire. A sequenced event. */
  async advance(micros: number): Promise<void> {
    // A timer that nobody has asked for: it brings its time, and nothing else.
    Timer.write(this.#own, micros, 0, NO_INSTRUMENT, 0, 0);
    await this.#writeOwn();
  }

  /** Hands over the outputs that are certain to come next, by input, cell, and their order there. @returns how many */
  drain(visit: OutputVisitor): number {
    for (const link of this.#links) link.collect();
    if (this.#isDirty) this.#journal?.flush();
    this.#isDirty = false;
    return this.#merge.drain(visit);
  }

  /** Waits until every input was applied. */
  async settle(): Promise<void> {
    for (const link of this.#links) link.flush();
    for (;;) {
      for (const link of this.#links) link.collect();
      if (this.#merge.isSettled) return;
      await Promise.race(this.#links.map((link) => link.news()));
    }
  }

  /** The hash of each cell's state, by cell, once every input was applied. */
  async cellHashes(): Promise<string[]> {
    await this.settle();
    const all: Record<number, string> = {};
    for (const link of this.#links) Object.assign(all, await link.hashes());
    return Array.from({ length: this.cells }, (_, cell) => all[cell]!);
  }

  /** The hash of all cells' states: the same on any number of shards. */
  async stateHash(): Promise<string> {
    return hashBytes(new TextEncoder().encode((await this.cellHashes()).join("")));
  }

  /** Ends the shards, when they have applied what they were given, and closes the journal. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const link of this.#links) await link.end();
    this.#journal?.[Symbol.dispose]();
  }

  #cellOf(event: EventCursor): number {
    if (event.type === RiskBudget.TYPE) return RiskBudget.cell(event);
    return this.cellOfInstrument[event.instrument] ?? -1;
  }

  async #writeOwn(): Promise<void> {
    this.#own.next(this.#cursor);
    await this.write(this.#cursor);
  }
}

async function loaded(strategies: readonly ShardedStrategy[]): Promise<StrategyEntry[]> {
  const entries: StrategyEntry[] = [];
  for (const { file, ...entry } of strategies) entries.push({ ...entry, definition: await loadStrategy(file) });
  return entries;
}
