/**
 * One engine after the other over one disk: each life is recovered from what the one before has left there.
 */
import { EventCursor, NewOrder, SnapshotReader } from "@hotpath/core";
import { JournalReader, JournalWriter, recover, SnapshotStore } from "@hotpath/journal";
import { MemoryHost } from "../../../../journal/src/testing/memory-host.ts";
import { StrategyEngine, type StrategyEngineOptions } from "../../index.ts";
import { instruments } from "../../testing/quotes.ts";
import { LIMITS, type SimulatedGateway } from "./gateway.ts";
import { GroupLinks } from "./group-links.ts";
import { hold, same } from "./hold.ts";
import { Ledger } from "./ledger.ts";
import { wisher } from "./wisher.ts";

/** Instruments that are traded. */
export const INSTRUMENTS = 2;
/** How long an answer is waited for: shorter than what some take. */
export const UNANSWERED_MICROS = 15_000;
/** Room for what one seed brings: engines are made by the thousand. */
const SIZES = { maxOrders: 512, maxExecutions: 4_096 };
const FOLDER = "journal";

/** How its engines are made. */
export interface SystemOptions {
  /** Of the strategy's wishes. */
  seed: number;
  /** Whether there are emulated orders and groups. */
  isExtended: boolean;
  /** Whether the venue can be asked how an order stands. */
  statusRequests: boolean;
  /** `each` survives a loss of power, `process` the end of the process. */
  durability: "each" | "process";
}

/** The engine, its disk, and what it has been told so far. */
export class System {
  readonly options: SystemOptions;
  host: MemoryHost = new MemoryHost();
  engine!: StrategyEngine;
  readonly gateway: SimulatedGateway;
  /** The groups that its strategy has made. */
  readonly links: GroupLinks = new GroupLinks();
  /** Lives so far. */
  lives = 0;
  #wasPowerLost = false;
  #journal!: JournalWriter;
  #snapshots!: SnapshotStore;

  constructor(options: SystemOptions, gateway: SimulatedGateway) {
    this.options = options;
    this.gateway = gateway;
    this.start();
  }

  /** A new process over what is on the disk. @throws what the disk throws */
  start(): void {
    const { host } = this;
    const { durability } = this.options;
    this.lives += 1;
    // A loss of power may leave whole records behind one that is not: none of them was promised to anybody.
    const onDamage = this.#wasPowerLost ? "truncate" : "refuse";
    this.#journal = JournalWriter.open({ folder: FOLDER, host, durability, segmentBytes: 16_384, onDamage });
    this.#snapshots = new SnapshotStore({ folder: FOLDER, host, keep: 2 });
    this.engine = this.#make({ journal: this.#journal, venue: this.gateway, observers: [this.links] });
    if (this.#journal.lastSequence === 0) {
      this.gateway.ledger = new Ledger();
      return;
    }
    recover({
      folder: FOLDER,
      host,
      restore: (state) => this.engine.restore(new SnapshotReader(state)),
      replay: (event) => this.engine.replay(event),
    });
    // What the last input had led to and nobody had recorded.
    this.engine.process();
    this.#journal.flush();
    this.#lookBack();
  }

  /** The state is written beside the journal. @throws what the disk throws */
  save(): void {
    this.#journal.flush();
    this.#snapshots.save(this.engine.engine.takeSnapshot());
  }

  /** The engine is no more, and the disk has what a kill of the process or a loss of power leaves. */
  end(keeps: (() => boolean) | undefined): void {
    this.#wasPowerLost = keeps !== undefined;
    this.host = keeps === undefined ? this.host.copy() : this.host.afterPowerLoss(keeps);
  }

  /** What was appended is on the disk. */
  flush(): void {
    this.#journal.flush();
  }

  /** The journal, replayed from its beginning, gives the state that the engine has. @returns the groups in it */
  checkReplay(): GroupLinks {
    this.#journal.flush();
    const links = new GroupLinks();
    const replayed = this.#make({ observers: [links] });
    this.#read((event) => replayed.replay(event));
    same(replayed.engine.sequence, this.engine.engine.sequence, "inputs of the replay");
    same(replayed.engine.stagesHash(), this.engine.engine.stagesHash(), "state of the replay");
    return links;
  }

  /** What the journal says that the engine was told; every order that had left is there. */
  #lookBack(): void {
    const ledger = new Ledger();
    const journalled = new Set<number>();
    this.#read((event) => {
      ledger.take(event);
      if (event.type === NewOrder.TYPE) journalled.add(NewOrder.orderId(event));
    });
    this.gateway.ledger = ledger;
    this.gateway.journalled = journalled;
    for (const id of this.gateway.sent) hold(journalled.has(id), `order ${id} has left and the journal lacks it`);
  }

  #read(take: (event: EventCursor) => void): void {
    using reader = JournalReader.open(FOLDER, { host: this.host });
    const event = new EventCursor();
    while (reader.next(event)) take(event);
  }

  #make(options: Partial<StrategyEngineOptions>): StrategyEngine {
    const { seed, isExtended, statusRequests } = this.options;
    const more = isExtended ? { emulation: { maxOrders: 256 }, groups: { maxGroups: 128, maxLegs: 512 } } : {};
    const requests = { unansweredMicros: UNANSWERED_MICROS, statusRequests, cancelRetryMicros: 5_000 };
    return new StrategyEngine({
      config: { instruments: instruments(INSTRUMENTS), riskLimits: LIMITS, ...SIZES, requests, ...more },
      strategies: [{ definition: wisher, parameters: { seed, isExtended } }],
      journalOutputs: "decisions",
      checkpointEvery: 50,
      ...options,
    });
  }
}
