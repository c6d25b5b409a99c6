/**
 * An engine in a process that is to be killed: it recovers from its journal, asks the venue what it has missed, settles what
 * never arrived, and trades on, until it has seen all quotes, or dies at the place that it was told.
 */
import {
  CancelOrder,
  type EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  NewOrder,
  OrderStatus,
  Quote,
  ReplaceOrder,
  SnapshotReader,
  type Stage,
} from "@hotpath/core";
import { JournalWriter, recover, SnapshotStore } from "@hotpath/journal";
import { StrategyEngine, type StrategyEngineOptions } from "../../index.ts";
import { market } from "../market.ts";
import { instruments } from "../quotes.ts";
import { LIMITS } from "../strategies.ts";
import busy from "../strategy-files/busy.ts";
import { cursorOf, FrameKind, Frames, frame } from "./protocol.ts";

/** Where it is to end itself, by kill −9: at the n-th of something. */
export interface CrashPoint {
  at: "before-send" | "after-send" | "before-report" | "after-report" | "before-quote" | "never";
  count: number;
}

/** What it is told. */
export interface CrashJob {
  folder: string;
  port: number;
  seed: number;
  /** Quotes of the whole market. */
  quotes: number;
  /** It ends after so many more of them; by default after all. */
  more?: number;
  crash: CrashPoint;
}

/** What it has come to, when it has not crashed. */
export interface CrashOutcome {
  stagesHash: string;
  positions: number[];
  fills: number;
  working: number;
  sequence: number;
  faults: number;
}

export const SYMBOLS = 2;
/** Inputs between two snapshots. */
const SNAPSHOT_EVERY = 1_500;

/** The engine of every life, and of the oracle. */
export function crashEngine(options: Partial<StrategyEngineOptions> = {}): StrategyEngine {
  return new StrategyEngine({
    config: { instruments: instruments(SYMBOLS), riskLimits: LIMITS, maxOrders: 1024 },
    strategies: [{ definition: busy }],
    journalOutputs: "decisions",
    checkpointEvery: 1_000,
    ...options,
  });
}

/** The way to the venue: each command is a frame. */
class Gateway implements Stage {
  readonly name = "venue";
  readonly handles: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];
  send: (bytes: Uint8Array) => void = () => {};
  readonly #die: (at: CrashPoint["at"]) => void;

  constructor(die: (at: CrashPoint["at"]) => void) {
    this.#die = die;
  }

  on(event: EventCursor): void {
    this.#die("before-send");
    this.send(frame(FrameKind.Order, 0, event.bytes()));
    this.#die("after-send");
  }
}

/** One life. */
async function live(job: CrashJob): Promise<CrashOutcome> {
  let left = job.crash.count;
  const die = (at: CrashPoint["at"]): void => {
    if (at === job.crash.at && --left === 0) process.kill(process.pid, "SIGKILL");
  };
  const gateway = new Gateway(die);
  // Both ways to the file are to survive: calls of the machine, and a mapping.
  const access = job.seed % 2 === 1 && process.platform === "linux" ? "map" : "write";
  const journal = JournalWriter.open({ folder: job.folder, durability: "process", access, segmentBytes: 1 << 20 });
  const snapshots = new SnapshotStore({ folder: job.folder, keep: 2 });
  using engine = crashEngine({ journal, venue: gateway });
  if (journal.lastSequence > 0)
    recover({
      folder: job.folder,
      restore: (state) => engine.restore(new SnapshotReader(state)),
      replay: (event) => engine.replay(event),
    });
  // A snapshot knows what it has taken in by its own counts: the reports are those that the orders have had.
  const known = await counted(job.folder);
  const { take, ready } = await connect(job, engine, gateway, known.reports, die);
  await ready;
  // From here on it may be killed at any moment.
  console.log("ready");
  await trade(job, engine, known.quotes, die, take, snapshots, journal);
  return await end(engine, take);
}

/** Quotes and reports that are in the journal: where the feed and the venue go on. */
async function counted(folder: string): Promise<{ quotes: number; reports: number }> {
  const { JournalReader } = await import("@hotpath/journal");
  using reader = JournalReader.open(folder);
  const event = cursorOf(new Uint8Array(256));
  let quotes = 0;
  let reports = 0;
  while (reader.next(event)) {
    if (event.type === Quote.TYPE) quotes += 1;
    // Those that the gateway made up itself have no number of the venue's.
    else if (event.type === ExecutionReport.TYPE) reports = Math.max(reports, ExecutionReport.executionId(event));
  }
  return { quotes, reports };
}

async function connect(
  job: CrashJob,
  engine: StrategyEngine,
  gateway: Gateway,
  lastReport: number,
  die: (at: CrashPoint["at"]) => void,
): Promise<{ take: () => void; ready: Promise<void> }> {
  const frames = new Frames();
  const arrived: Uint8Array[] = [];
  const ready = Promise.withResolvers<void>();
  let backlog: Uint8Array[] = [];
  const flush = (): void => {
    while (backlog.length > 0) {
      const written = socket.write(backlog[0]!);
      if (written < backlog[0]!.length) {
        if (written > 0) backlog[0] = backlog[0]!.subarray(written);
        return;
      }
      backlog = backlog.slice(1);
    }
  };
  /** What has come is taken in, a report at a time. */
  const take = (): void => {
    for (const record of arrived.splice(0)) {
      die("before-report");
      engine.inbox.append(cursorOf(record));
      engine.process();
      die("after-report");
    }
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: job.port,
    socket: {
      data(_, bytes) {
        frames.push(bytes, (kind, __, payload) => {
          if (kind === FrameKind.Report) arrived.push(payload);
          else if (kind === FrameKind.List) {
            take();
            reconcile(engine, new Set(JSON.parse(new TextDecoder().decode(payload)) as number[]));
            ready.resolve();
          }
        });
      },
      drain: flush,
      close: () => process.exit(3),
    },
  });
  gateway.send = (bytes) => {
    backlog.push(bytes);
    flush();
  };
  gateway.send(frame(FrameKind.Hello, lastReport));
  return { take, ready: ready.promise };
}

/**
 * The venue has told all that it has done by now. Orders of ours that it never saw are rejected, as inputs like any other;
 * cancels and replaces that it never answered are refused: the strategy may ask again.
 */
function reconcile(engine: StrategyEngine, atVenue: ReadonlySet<number>): void {
  const micros = engine.engine.lastMicros;
  for (const order of engine.orders.store.list()) {
    const { orderId, instrument, side, status, leavesQuantity, cumulativeQuantity } = order;
    const isThere = atVenue.has(orderId);
    if (isThere && status !== OrderStatus.PendingCancel && status !== OrderStatus.PendingReplace) continue;
    const execType = isThere ? ExecType.CancelRejected : ExecType.Rejected;
    const terms = [isThere ? leavesQuantity : 0, cumulativeQuantity, execType, side, 0, 99] as const;
    ExecutionReport.write(engine.inbox, micros, 0, instrument, 1, orderId, 0, 0, 0, ...terms, 0, 0, NaN, NaN, NaN, -1);
  }
  engine.process();
}

async function trade(
  job: CrashJob,
  engine: StrategyEngine,
  from: number,
  die: (at: CrashPoint["at"]) => void,
  take: () => void,
  snapshots: SnapshotStore,
  journal: JournalWriter,
): Promise<void> {
  const feed = quotesOnly(market(job.seed, SYMBOLS, job.quotes));
  const event = cursorOf(new Uint8Array(256));
  let saved = engine.engine.sequence;
  const to = from + (job.more ?? Number.POSITIVE_INFINITY);
  for (let k = 0; k < to && feed.next(event); k++) {
    if (k < from) continue;
    die("before-quote");
    engine.take(event);
    if (k % 4 !== 0) continue;
    if (k % 64 === 0) await Bun.sleep(1);
    else await new Promise<void>((resolve) => setImmediate(resolve));
    take();
    if (engine.engine.sequence - saved < SNAPSHOT_EVERY) continue;
    saved = engine.engine.sequence;
    journal.flush();
    snapshots.save(engine.engine.takeSnapshot());
  }
}

function quotesOnly(events: EventQueue): EventQueue {
  const quotes = new EventQueue();
  const event = cursorOf(new Uint8Array(256));
  while (events.next(event)) if (event.type === Quote.TYPE) quotes.append(event);
  return quotes;
}

/** Stops the strategy and waits until nothing works any more. */
async function end(engine: StrategyEngine, take: () => void): Promise<CrashOutcome> {
  engine.command(1, engine.engine.lastMicros);
  while (engine.orders.store.size > 0) {
    await Bun.sleep(1);
    take();
  }
  engine.engine.checkpoint();
  return outcomeOf(engine);
}

/** What an engine has come to. */
export function outcomeOf(engine: StrategyEngine): CrashOutcome {
  const each = Array.from({ length: SYMBOLS }, (_, i) => i);
  return {
    stagesHash: engine.engine.stagesHash(),
    positions: each.map((i) => engine.portfolio.position(i)),
    fills: each.reduce((sum, i) => sum + engine.portfolio.fillCount(i), 0),
    working: engine.orders.store.size,
    sequence: engine.engine.sequence,
    faults: engine.strategies[0]!.faults,
  };
}

if (import.meta.main) {
  const outcome = await live(JSON.parse(process.argv[2]!) as CrashJob);
  console.log(JSON.stringify(outcome));
  process.exit(0);
}
