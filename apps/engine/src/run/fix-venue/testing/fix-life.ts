import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  Bar,
  Discrepancy,
  type EventCursor,
  type EventSink,
  InstrumentRegistry,
  OrderStatus,
  systemClock,
} from "@hotpath/core";
import {
  defineStrategy,
  OrderUpdateKind,
  StrategyEngine,
  type StrategyEngineConfig,
  type StrategyOrders,
} from "@hotpath/engine";
import { JournalWriter } from "@hotpath/journal";
import { replayRun } from "../../resume-run.ts";
import { FixVenue } from "../fix-venue.ts";
import { loadFixVenue } from "../fix-venue-options.ts";

/** What a strategy does at a bar. */
type Action = (orders: StrategyOrders) => void;

/** How a life is made. */
export interface FixLifeOptions {
  resends?: boolean;
  requests?: StrategyEngineConfig["requests"];
  emulation?: StrategyEngineConfig["emulation"];
}

/** By folder: what the strategy did at each bar, for it does the same in a replay. */
const SCRIPTS = new Map<string, Action[]>();

/** How often its timers are looked at, in milliseconds. */
const TICK = 5;
const INSTRUMENTS = [{ id: 1, symbol: "ACME", priceDecimals: 2, sizeDecimals: 0 }];

/** An engine whose strategy does what a test says, from its start to its end; the next one goes on with its journal. */
export class FixLife implements AsyncDisposable {
  readonly engine: StrategyEngine;
  readonly venue: FixVenue;
  readonly updates: { kind: OrderUpdateKind; orderId: number; reason: number }[] = [];
  readonly discrepancies: number[] = [];
  readonly #script: Action[];
  #bars = 0;
  #isCutOff = false;
  #hasEnded = false;
  #ticks: ReturnType<typeof setInterval> | undefined;

  static async start(
    folder: string,
    port: number,
    version: string,
    more: string,
    options: FixLifeOptions,
  ): Promise<FixLife> {
    mkdirSync(folder, { recursive: true });
    const config = join(folder, "desk.cfg");
    const fixt = version.startsWith("FIX.5")
      ? `BeginString=FIXT.1.1\nDefaultApplVerID=${version}\n`
      : `BeginString=${version}\n`;
    writeFileSync(
      config,
      `[DEFAULT]\nConnectionType=initiator\nSocketConnectHost=127.0.0.1\nSocketConnectPort=${port}\nHeartBtInt=30\n` +
        `ReconnectInterval=0.05\nStartTime=00:00:00\nEndTime=00:00:00\nFileStorePath=${folder}/store\n${more}` +
        `[SESSION]\nSenderCompID=HOT\nTargetCompID=QUICK\n${fixt}`,
    );
    const settings = await loadFixVenue(config);
    const journal = JournalWriter.open({ folder: join(folder, "journal") });
    const venue = new FixVenue({
      instruments: new InstrumentRegistry(INSTRUMENTS),
      settings,
      prefix: "T",
      resends: options.resends === true,
      nowMicros: () => systemClock.nowMicros(),
    });
    const life = new FixLife(folder, venue, journal, options);
    if (journal.lastSequence > 0) replayRun(join(folder, "journal"), life.engine, "silent");
    venue.endReplay();
    await venue.start(life.engine, journal);
    await life.until(() => venue.isReady);
    life.engine.process();
    life.#ticks = setInterval(() => life.#tick(), TICK);
    return life;
  }

  private constructor(
    folder: string,
    venue: FixVenue,
    journal: JournalWriter,
    { requests, emulation }: FixLifeOptions,
  ) {
    this.venue = venue;
    this.#script = SCRIPTS.get(folder) ?? [];
    SCRIPTS.set(folder, this.#script);
    const definition = defineStrategy({
      name: "scripted",
      parameters: {},
      create: ({ orders }) => ({
        onBar: () => this.#script[this.#bars++]?.(orders),
        onOrder: ({ kind, orderId, reason }) => void this.updates.push({ kind, orderId, reason }),
      }),
    });
    this.engine = new StrategyEngine({
      config: {
        instruments: INSTRUMENTS,
        riskLimits: { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1 },
        ...(requests && { requests }),
        ...(emulation && { emulation }),
      },
      strategies: [{ definition }],
      journal,
      journalOutputs: "decisions",
      observers: [
        venue.orders,
        {
          name: "discrepancies",
          handles: [Discrepancy.TYPE],
          on: (event: EventCursor) => void this.discrepancies.push(Discrepancy.kind(event)),
        },
      ],
      venue: {
        name: "venue",
        handles: venue.handles,
        on: (event: EventCursor, out: EventSink) => {
          if (!this.#isCutOff) venue.on(event, out);
        },
      },
    });
  }

  #tick(): void {
    const now = systemClock.nowMicros();
    this.engine.advance(now, now);
  }

  /** The strategy does something. @returns what it came to */
  act<Result>(action: (orders: StrategyOrders) => Result): Result {
    let result: Result;
    this.#script.push((orders) => {
      result = action(orders);
    });
    Bar.write(this.engine.inbox, systemClock.nowMicros(), 0, 0, 0, 10_000, 10_000, 10_000, 10_000, 1);
    this.engine.process();
    return result!;
  }

  /** From now on orders are journalled, and nothing is sent: as if the process ended in between. */
  cutOff(): void {
    this.#isCutOff = true;
  }

  position(): number {
    return this.engine.portfolio.position(0);
  }

  /** Why orders have ended, those that had a reason. */
  reasons(): number[] {
    return this.updates
      .filter(({ kind, reason }) => kind === OrderUpdateKind.Closed && reason !== 0)
      .map(({ reason }) => reason);
  }

  /** Whether an order works, and nothing is under way. */
  isQuiet(orderId: number): boolean {
    const order = this.engine.orders.store.list().find((each) => each.orderId === orderId);
    return order !== undefined && (order.status === OrderStatus.New || order.status === OrderStatus.PartiallyFilled);
  }

  async until(condition: () => boolean): Promise<void> {
    for (let waited = 0; waited < 10_000; waited += 2) {
      if (condition()) return;
      await Bun.sleep(2);
    }
    throw new Error(
      `it did not come to ${condition}; ${JSON.stringify([this.updates, this.engine.orders.store.list(), this.venue.notes(), this.engine.orders.counts()])}`,
    );
  }

  /** Ends the process' part. */
  async end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearInterval(this.#ticks);
    await this.venue.stop();
    this.engine[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}
