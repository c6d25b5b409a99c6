import { BarVenue } from "@hotpath/backtest";
import {
  ConfigError,
  EventCursor,
  InstrumentRegistry,
  type Stage,
  StrategyAction,
  StrategyState,
  storeTime,
  systemClock,
} from "@hotpath/core";
import {
  type FaultPolicy,
  OutputHash,
  PaperVenue,
  parseParameterTexts,
  type StrategyEngine,
  type StrategyEngineConfig,
} from "@hotpath/engine";
import { type Durability, type JournalAccess, JournalWriter } from "@hotpath/journal";
import { assemble, BUILD, type LoadedStrategy, loadDescribed, type RunDescription } from "./assembly.ts";
import type { FeedOptions, RunFeed } from "./feeds/feed.ts";
import { openFeed } from "./feeds/open-feed.ts";
import { readConfig } from "./read-config.ts";
import { assertResumable, holdsJournal, resumeRun } from "./resume-run.ts";
import { StatusLine } from "./status-line.ts";
import { type RunSummary, summaryOf, summaryText } from "./summary.ts";
import { RunTally } from "./tally.ts";

/** What the command line says. */
export interface RunOptions extends FeedOptions {
  param: readonly string[];
  venue: "sim";
  clock?: "event" | "wall";
  journal?: string;
  durability: Durability;
  access: JournalAccess;
  checkpointEvery: number;
  onFault: FaultPolicy;
  /** Whether a journal that is there is gone on with. */
  resume?: boolean;
  /** A JSON file of the engine's configuration. */
  config?: string;
  /** Ends after so many inputs. */
  inputs?: number;
  json?: boolean;
}

/** Where a record has its time, in 32-bit integers. */
const TIME_AT = 4;

/**
 * `hotpath run`: runs a strategy on a feed, with orders filled on paper.
 *
 * @returns the status to exit with: 1 if the strategy has failed
 */
export async function runStrategy(file: string, options: RunOptions): Promise<number> {
  const stop = new StopSignal();
  const status = new StatusLine();
  try {
    const strategy = await loadDescribed(
      file,
      (definition) => parseParameterTexts(definition.parameters, options.param, definition.name),
      options.onFault,
    );
    const feed = await openFeed(options, () => stop.isRaised);
    const run = await describe(feed, strategy, options);
    const summary = await drive(run, feed, strategy, options, stop, status);
    status.clear();
    process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : summaryText(summary));
    for (const note of feed.notes()) process.stderr.write(`hotpath: ${note}\n`);
    return summary.strategies.some(({ state }) => state === "Failed") ? 1 : 0;
  } finally {
    status.clear();
    stop[Symbol.dispose]();
  }
}

async function describe(feed: RunFeed, strategy: LoadedStrategy, options: RunOptions): Promise<RunDescription> {
  const own = options.config === undefined ? {} : await readConfig(options.config);
  const engine: StrategyEngineConfig = { ...feed.config, ...own, instruments: feed.instruments };
  return {
    kind: "hotpath.run",
    format: 1,
    build: BUILD,
    feed: options.feed,
    venue: feed.venue,
    clock: options.clock ?? (feed.isLive ? "wall" : "event"),
    engine,
    strategies: [strategy.description],
    checkpointEvery: options.checkpointEvery,
  };
}

function openJournal(run: RunDescription, options: RunOptions): JournalWriter | undefined {
  const folder = options.journal;
  if (folder === undefined) return undefined;
  if (holdsJournal(folder)) {
    if (options.resume !== true)
      throw new ConfigError("--journal", folder, "a folder that holds no journal yet, or --resume to go on with it");
    assertResumable(folder, run);
  }
  return JournalWriter.open({
    folder,
    durability: options.durability,
    access: options.access,
    metadata: { build: run.build, instruments: run.engine.instruments, configuration: run },
  });
}

async function drive(
  run: RunDescription,
  feed: RunFeed,
  strategy: LoadedStrategy,
  options: RunOptions,
  stop: StopSignal,
  status: StatusLine,
): Promise<RunSummary> {
  const tally = new RunTally();
  const hash = new OutputHash({ instruments: run.engine.instruments.length });
  const journal = openJournal(run, options);
  const venue = feed.makeVenue?.(new InstrumentRegistry(run.engine.instruments)) ?? paperVenue(run);
  using engine = assemble(run, [strategy], { venue, observers: [tally, hash], ...(journal && { journal }) });
  const started = performance.now();
  // What the journal has of a recording is not taken again; what is live has gone on meanwhile.
  const known = journal !== undefined && journal.lastSequence > 0 ? resumeRun(options.journal!, engine) : 0;
  let skipped = feed.isLive ? known : 0;
  const most = options.inputs ?? Number.POSITIVE_INFINITY;
  const event = new EventCursor();
  const isWall = run.clock === "wall";
  for await (const queue of feed.events()) {
    while (!stop.isRaised && engine.engine.sequence < most && queue.next(event))
      if (skipped < known) skipped += 1;
      else if (isWall) takeNow(engine, event);
      else engine.take(event);
    if (isWall) advanceNow(engine);
    status.show(engine, tally);
    if (stop.isRaised || engine.engine.sequence >= most) break;
    if (status.isTurnDue()) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  for (const { state, name } of engine.strategies)
    if (state === StrategyState.Running) engine.command(StrategyAction.Stop, engine.engine.lastMicros, name);
  engine.engine.checkpoint();
  return summaryOf(run, engine, tally, hash, (performance.now() - started) / 1000, feed.name, options.journal);
}

/** A live event has the time at which it came: what the machine's clock said, and what the journal keeps. */
function takeNow(engine: StrategyEngine, event: EventCursor): void {
  const now = systemClock.nowMicros();
  engine.advance(now, now);
  storeTime(event.i32, (event.at << 1) + TIME_AT, now, 0);
  engine.inbox.append(event);
  engine.process();
}

function advanceNow(engine: StrategyEngine): void {
  const now = systemClock.nowMicros();
  engine.advance(now, now);
}

/** The venue on paper that fits the feed. */
export function paperVenue(run: RunDescription): Stage {
  return run.venue === "bars" ? new BarVenue() : new PaperVenue({ instruments: run.engine.instruments.length });
}

/** Ctrl-C and SIGTERM: the first ends the run as it should end, the second at once. */
class StopSignal implements Disposable {
  isRaised = false;
  readonly #raise = (): void => {
    if (this.isRaised) process.exit(130);
    this.isRaised = true;
  };

  constructor() {
    process.on("SIGINT", this.#raise);
    process.on("SIGTERM", this.#raise);
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#raise);
    process.off("SIGTERM", this.#raise);
  }
}
