/**
 * `hotpath serve`: an engine, and a gateway in front of it.
 *
 *     market → engine → tap → gateway → clients
 *                 ↑                        │
 *                 └── desk ←── journal ←───┘
 */
import { EventCursor, InstrumentRegistry, systemClock } from "@hotpath/core";
import { OrderIds, type StrategyEngine } from "@hotpath/engine";
import {
  DeskStage,
  type Gateway,
  GatewayTap,
  GatewayThread,
  localEngineLink,
  workerReplay,
} from "@hotpath/gateway/server";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { assemble, type RunDescription } from "../run/assembly.ts";
import { demoExchange } from "../run/feeds/demo-feed.ts";
import { FixLink } from "../run/fix-venue/fix-link.ts";
import { loadFixVenue } from "../run/fix-venue/fix-venue-options.ts";
import { assertSameRun, holdsJournal } from "../run/resume-run.ts";
import { paperVenue } from "../run/run-strategy.ts";
import { StopSignal } from "../run/stop-signal.ts";
import { describeServe, type Served } from "./describe-serve.ts";
import { makeGateway, type ServedGateway } from "./gateway-assembly.ts";
import { freshJournalFolder } from "./journal-folder.ts";
import { JournalKeeper, restoreBehind } from "./journal-keeper.ts";
import { DemoMarket } from "./markets/demo-market.ts";
import { FeedMarket } from "./markets/feed-market.ts";
import type { ServedMarket } from "./markets/served-market.ts";
import { pagesOf } from "./pages-of.ts";
import { exitWithStdin, sayReady } from "./say.ts";
import type { ServeOptions } from "./serve-options.ts";
import { openLog, type StructuredLog } from "./structured-log.ts";
import type { Telemetry } from "./telemetry.ts";
import { venueReasonsOf } from "./venue-reasons.ts";
import { tlsOf, tokensOf } from "./who-may.ts";

/** One input in so many is timed. */
const TIME_EVERY = 64;

/**
 * Runs the command, until it is told to end.
 *
 * @param files the strategies'
 * @throws {ConfigError} naming the option that is wrong
 */
export async function runServe(files: readonly string[], options: ServeOptions): Promise<number> {
  using stop = new StopSignal();
  using log = openLog(options.quiet === true ? "warn" : (options.logLevel ?? "info"), options.logFile);
  const fix = options.venue === "fix" ? await loadFixVenue(options.fixConfig) : undefined;
  const served = await describeServe(files, options, fix, () => stop.isRaised);
  const { run } = served;
  const { tokens, token } = await tokensOf(options.tokens);
  const tls = await tlsOf(options);
  const hasPage = (await pagesOf()) !== undefined;
  const folder = options.journal === false ? undefined : (options.journal ?? freshJournalFolder());
  const journal = folder === undefined ? undefined : openJournal(run, folder, options);
  const instruments = new InstrumentRegistry(run.engine.instruments);
  const fixLink = fix && journal && new FixLink(run, fix, options.resend === true, instruments);
  const market = marketOf(served, options, fixLink);
  const orderIds = new OrderIds();
  const desk = new DeskStage({ orderIds, number: run.serve!.desk });
  const tap = new GatewayTap();
  using engine = assemble(run, served.strategies, {
    venue: market.venue,
    orderIds,
    observers: [...(fixLink ? [fixLink.venue.orders] : []), desk, tap],
    timeEvery: TIME_EVERY,
    ...(journal && { journal }),
  });
  const isResumed = journal !== undefined && journal.lastSequence > 0;
  if (isResumed && market.isBounded && restoreBehind(folder!, engine, journal.lastSequence)) market.restored();
  await using telemetry = await telemetryOf(options, run, log);
  // The gateway is there before the journal is run again: so it knows what clients that resume have not seen.
  const { host, port, origin: origins } = options;
  const isFedByClients = options.feed === "client";
  const keepsEvents = journal !== undefined;
  await using gateway = await openGateway(
    run,
    engine,
    { desk, tap, journal, folder, telemetry },
    { host, port, tls, tokens, origins, hasPage, keepsEvents, isFedByClients },
    options,
    log.write,
  );
  if (isResumed) replayInto(engine, market, folder!);
  try {
    if (fixLink !== undefined) await fixLink.open(engine, journal!, stop);
    market.begin(engine);
    sayReady(options, await gateway.listen(), token, run.serve!.life, hasPage);
    if (options.exitWithStdin === true) exitWithStdin(stop);
    // What somebody has named is theirs, and kept whole.
    const isKept = journal !== undefined && options.journal === undefined && market.isBounded;
    const keeper = isKept ? new JournalKeeper(folder!, engine, journal) : undefined;
    await market.run(engine, stop, () => keeper?.look(performance.now()));
  } finally {
    await fixLink?.close(engine);
  }
  if (engine.engine.sequence > 0) engine.engine.checkpoint();
  for (const note of market.notes()) process.stderr.write(`hotpath: ${note}\n`);
  return 0;
}

/** Loaded where it is asked for alone. */
async function telemetryOf(
  { otlp, otlpInterval }: ServeOptions,
  run: RunDescription,
  log: StructuredLog,
): Promise<Telemetry | undefined> {
  if (otlp === undefined) return undefined;
  const { Telemetry } = await import("./telemetry.ts");
  return new Telemetry({
    url: otlp,
    intervalMillis: otlpInterval * 1000,
    instance: run.serve!.life,
    log: log.write,
  });
}

/** What of the engine the gateway meets. */
interface Parts {
  desk: DeskStage;
  tap: GatewayTap;
  journal: JournalWriter | undefined;
  folder: string | undefined;
  telemetry: Telemetry | undefined;
}

/**
 * The gateway, on a thread of its own: what its clients cost, they cost there. An engine that is fed by clients does nothing
 * but what they ask, and has it beside it.
 */
async function openGateway(
  run: RunDescription,
  engine: StrategyEngine,
  { desk, tap, journal, folder, telemetry }: Parts,
  served: ServedGateway,
  options: ServeOptions,
  log: StructuredLog["write"],
): Promise<Gateway | GatewayThread> {
  // Telemetry looks at the gateway from beside it.
  const isBeside = options.oneThread === true || served.isFedByClients || telemetry !== undefined;
  const replayed = import.meta.resolve("./replay-assembly.ts");
  const venueReasons = venueReasonsOf(run.venue);
  const replay = folder === undefined ? undefined : { folder, module: replayed, description: run, venueReasons };
  const link = localEngineLink({
    engine,
    desk,
    tap,
    life: run.serve!.life,
    venueReasons,
    ...(run.clock === "wall" && { nowMicros: () => systemClock.nowMicros() }),
    ...(journal && { journal }),
    ...(folder !== undefined && { journalFolder: folder }),
    ...(isBeside && replay && { replay: workerReplay(replay) }),
  });
  if (isBeside) {
    const gateway = await makeGateway({ link, log }, served, telemetry?.command);
    telemetry?.watch(gateway);
    return gateway;
  }
  return await GatewayThread.open({
    link,
    instruments: run.engine.instruments,
    module: import.meta.resolve("./gateway-assembly.ts"),
    options: served,
    ...(replay && { replay }),
    log,
  });
}

/** Opens the journal; one that is there is gone on with, and its life too. */
function openJournal(run: RunDescription, folder: string, options: ServeOptions): JournalWriter {
  if (holdsJournal(folder)) {
    const { fix, serve } = assertSameRun(folder, run, "--journal");
    run.serve = serve!;
    if (fix !== undefined) run.fix = fix;
  }
  return JournalWriter.open({
    folder,
    durability: options.durability,
    metadata: { build: run.build, instruments: run.engine.instruments, configuration: run },
  });
}

function marketOf({ run, feed }: Served, options: ServeOptions, fixLink: FixLink | undefined): ServedMarket {
  const instruments = new InstrumentRegistry(run.engine.instruments);
  if (run.venue === "exchange")
    return new DemoMarket(demoExchange(instruments, BigInt(run.serve!.seed ?? options.seed)), options.pace);
  return new FeedMarket(run, feed, fixLink?.venue ?? paperVenue(run), options.pace);
}

/** Brings engine and market to where the journal ends. */
function replayInto(engine: StrategyEngine, market: ServedMarket, folder: string): void {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  reader.seek(engine.engine.sequence + 1);
  while (reader.next(event)) market.replay(engine, event);
}
