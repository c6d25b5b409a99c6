import { BAR_VENUE_CAPABILITIES, BarVenue, withCapabilities } from "@hotpath/backtest";
import { ConfigError, EventCursor, InstrumentRegistry, type Stage, StrategyAction, StrategyState } from "@hotpath/core";
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
import { FixLink, prefixNow } from "./fix-venue/fix-link.ts";
import { type FixVenueSettings, loadFixVenue } from "./fix-venue/fix-venue-options.ts";
import { FIX_CAPABILITIES } from "./fix-venue/order-writer.ts";
import { Pace } from "./pace.ts";
import { readConfig } from "./read-config.ts";
import { assertResumable, goOn, holdsJournal, replayRun } from "./resume-run.ts";
import { StatusLine } from "./status-line.ts";
import { StopSignal } from "./stop-signal.ts";
import { type RunSummary, summaryOf, summaryText } from "./summary.ts";
import { RunTally } from "./tally.ts";
import { advanceNow, takeNow } from "./wall-time.ts";

/** What the command line says. */
export interface RunOptions extends FeedOptions {
  param: readonly string[];
  venue: "sim" | "fix";
  /** Of `fix`: a file of QuickFIX's settings. */
  fixConfig?: string;
  /** Of `fix`: whether what a crash has kept from being sent is sent late. */
  resend?: boolean;
  /** The most events of a feed a second. */
  pace?: number;
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

/** How long a FIX counterparty's answer is waited for. */
const UNANSWERED_MICROS = 10_000_000;

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
    const fix = options.venue === "fix" ? await loadFixVenue(options.fixConfig) : undefined;
    const feed = await openFeed(options, () => stop.isRaised);
    const run = await describe(feed, strategy, options, fix);
    const summary = await drive(run, feed, strategy, options, stop, status, fix);
    status.clear();
    process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : summaryText(summary));
    for (const note of feed.notes()) process.stderr.write(`hotpath: ${note}\n`);
    return summary.strategies.some(({ state }) => state === "Failed") ? 1 : 0;
  } finally {
    status.clear();
    stop[Symbol.dispose]();
  }
}

async function describe(
  feed: RunFeed,
  strategy: LoadedStrategy,
  options: RunOptions,
  fix: FixVenueSettings | undefined,
): Promise<RunDescription> {
  if (fix !== undefined && feed.venue === "exchange")
    throw new ConfigError("--feed", options.feed, "a market of its own has its own venue: --venue sim");
  if (fix !== undefined && options.journal === undefined)
    throw new ConfigError("--journal", undefined, "a folder, where --venue is fix: orders must outlive the process");
  const own = options.config === undefined ? {} : await readConfig(options.config);
  const asked = { ...feed.config, ...(fix && ordersOverFix(fix)), ...own, instruments: feed.instruments };
  const onBars = feed.venue === "bars" ? BAR_VENUE_CAPABILITIES : undefined;
  const engine: StrategyEngineConfig = withCapabilities(asked, fix === undefined ? onBars : FIX_CAPABILITIES);
  return {
    kind: "hotpath.run",
    format: 1,
    build: BUILD,
    feed: options.feed,
    venue: fix === undefined ? feed.venue : "fix",
    clock: options.clock ?? (feed.isLive || fix !== undefined ? "wall" : "event"),
    engine,
    strategies: [strategy.description],
    checkpointEvery: options.checkpointEvery,
    ...(fix && { fix: { session: fix.setup.name, prefix: prefixNow() } }),
  };
}

/** What is done, unless the configuration says otherwise, with a counterparty's list of orders, and when it says nothing. */
function ordersOverFix({
  statusRequests,
}: FixVenueSettings): Pick<StrategyEngineConfig, "reconciliation" | "requests"> {
  return {
    reconciliation: {},
    requests: { unansweredMicros: UNANSWERED_MICROS, statusRequests: statusRequests === "each" },
  };
}

function openJournal(run: RunDescription, options: RunOptions): JournalWriter | undefined {
  const folder = options.journal;
  if (folder === undefined) return undefined;
  if (holdsJournal(folder)) {
    if (options.resume !== true)
      throw new ConfigError("--journal", folder, "a folder that holds no journal yet, or --resume to go on with it");
    const { fix } = assertResumable(folder, run);
    if (fix !== undefined) run.fix = fix;
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
  fix: FixVenueSettings | undefined,
): Promise<RunSummary> {
  const tally = new RunTally();
  const hash = new OutputHash({ instruments: run.engine.instruments.length });
  const journal = openJournal(run, options);
  const instruments = new InstrumentRegistry(run.engine.instruments);
  const link = fix && journal && new FixLink(run, fix, options.resend === true, instruments);
  const venue = link?.venue ?? feed.makeVenue?.(instruments) ?? paperVenue(run);
  const observers = [tally, hash, ...(link ? [link.venue.orders] : [])];
  using engine = assemble(run, [strategy], { venue, observers, ...(journal && { journal }) });
  const started = performance.now();
  // What the journal has of a recording is not taken again; what is live has gone on meanwhile.
  const isResumed = journal !== undefined && journal.lastSequence > 0;
  const known = isResumed ? replayRun(options.journal!, engine, link ? "silent" : "answers") : 0;
  try {
    await link?.open(engine, journal!, stop);
    if (isResumed) goOn(engine);
    await takeAll(run, feed, engine, tally, options, known, stop, status);
    for (const { state, name } of engine.strategies)
      if (state === StrategyState.Running) engine.command(StrategyAction.Stop, engine.engine.lastMicros, name);
  } finally {
    await link?.close(engine);
  }
  engine.engine.checkpoint();
  return summaryOf(run, engine, tally, hash, (performance.now() - started) / 1000, feed.name, options.journal);
}

/** Takes in the feed, until it ends, or somebody ends it. @param known how many of its events the journal has */
async function takeAll(
  run: RunDescription,
  feed: RunFeed,
  engine: StrategyEngine,
  tally: RunTally,
  options: RunOptions,
  known: number,
  stop: StopSignal,
  status: StatusLine,
): Promise<void> {
  let skipped = feed.isLive ? known : 0;
  const most = options.inputs ?? Number.POSITIVE_INFINITY;
  const event = new EventCursor();
  const isWall = run.clock === "wall";
  const pace = options.pace === undefined ? undefined : new Pace(options.pace);
  for await (const queue of feed.events()) {
    while (!stop.isRaised && engine.engine.sequence < most && queue.next(event)) {
      if (skipped < known) {
        skipped += 1;
        continue;
      }
      if (pace !== undefined) await pace.next();
      if (isWall) takeNow(engine, event);
      else engine.take(event);
    }
    if (isWall) advanceNow(engine);
    status.show(engine, tally);
    if (stop.isRaised || engine.engine.sequence >= most) break;
    if (status.isTurnDue()) await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** The venue on paper that fits the feed. */
export function paperVenue(run: RunDescription): Stage {
  const { instruments } = run.engine;
  return run.venue === "bars"
    ? new BarVenue({ instruments: new InstrumentRegistry(instruments) })
    : new PaperVenue({ instruments: instruments.length });
}
