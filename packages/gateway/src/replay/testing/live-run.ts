/** A live engine on a random market with commands among it, and what it was after each input at which it rested. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BookLevel,
  Checkpoint,
  EventCursor,
  NO_INSTRUMENT,
  OrderEntry,
  OrderType,
  Random,
  RiskAction,
  RiskCommand,
  RiskScope,
  Side,
  type Stage,
  StrategyParameter,
  TimeInForce,
} from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import type { DeskStage } from "../../link/desk-stage.ts";
import { levelsOf, positionsOf, riskOf, strategiesOf, workingOrdersOf } from "../../link/engine-figures.ts";
import { assembleLive } from "./assembly.ts";

/** The state of an engine, as far as plain values tell it. */
export interface Rest {
  sequence: number;
  hash: string;
  positions: unknown;
  risk: unknown;
  strategies: unknown;
  working: { orderId: number; filled: number; price: number; quantity: number }[];
  bids: number[];
  asks: number[];
}

const START = 1_700_000_000_000_000;

/** An engine that writes a journal. */
export class LiveRun implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "hotpath-replay-"));
  readonly engine: StrategyEngine;
  readonly desk: DeskStage;
  readonly rests: Rest[] = [];
  readonly journal: JournalWriter;
  readonly #random: Random;
  #mid = 10_000;
  #micros = START;

  constructor(
    seed: number,
    options: { checkpointEvery?: number; segmentBytes?: number; observers?: readonly Stage[] } = {},
  ) {
    const { checkpointEvery = 0, segmentBytes, observers = [] } = options;
    this.#random = new Random(seed);
    this.journal = JournalWriter.open({ folder: this.folder, ...(segmentBytes && { segmentBytes }) });
    const { engine, desk } = assembleLive({ seed }, observers, { journal: this.journal, checkpointEvery });
    this.engine = engine;
    this.desk = desk;
  }

  /** Goes on until so many inputs are behind it. @param rests whether it is noted what the engine is */
  run(inputs: number, rests = true): void {
    const { engine } = this;
    while (engine.engine.sequence < inputs) {
      this.#happen();
      engine.process();
      if (rests) this.#rest();
    }
    this.journal.flush();
  }

  /** What the engine itself has journalled of its state, by sequence. */
  checkpoints(): Map<number, string> {
    using reader = JournalReader.open(this.folder);
    const event = new EventCursor();
    const hashes = new Map<number, string>();
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
    while (reader.next(event))
      if (event.type === Checkpoint.TYPE)
        hashes.set(
          event.sequence,
          [Checkpoint.hash0, Checkpoint.hash1, Checkpoint.hash2, Checkpoint.hash3]
            .map((word) => hex(word(event)))
            .join(""),
        );
    return hashes;
  }

  [Symbol.dispose](): void {
    this.engine[Symbol.dispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #happen(): void {
    const random = this.#random;
    const { inbox } = this.engine;
    this.#micros += 1 + Math.floor(random.uniform() * 2000);
    const micros = this.#micros;
    const i = random.uniform() < 0.7 ? 0 : 1;
    const what = random.uniform();
    if (what < 0.01) {
      const side = random.uniform() < 0.5 ? Side.Buy : Side.Sell;
      OrderEntry.write(inbox, micros, 0, i, 0, this.#mid, 5, side, OrderType.Limit, TimeInForce.Day, 3);
    } else if (what < 0.013) StrategyParameter.write(inbox, micros, 0, NO_INSTRUMENT, 0, random.uniform(), 1, 0, 2, 0);
    else if (what < 0.03) {
      const action = random.uniform() < 0.3 ? RiskAction.Halt : RiskAction.Activate;
      RiskCommand.write(inbox, micros, 0, NO_INSTRUMENT, 0, action, RiskScope.Firm, 0, 2, 0);
    } else {
      this.#mid += Math.round(random.normal());
      const isBid = random.uniform() < 0.5;
      const price = isBid
        ? this.#mid - 1 - Math.floor(random.uniform() * 4)
        : this.#mid + 1 + Math.floor(random.uniform() * 4);
      // What would cross the book leaves it first.
      const [side, other] = isBid ? ([Side.Buy, Side.Sell] as const) : ([Side.Sell, Side.Buy] as const);
      const crossed = levelsOf(this.engine, i, other);
      for (let k = 0; k < crossed.length; k += 2)
        if (isBid ? crossed[k]! <= price : crossed[k]! >= price)
          BookLevel.write(inbox, micros, 0, i, 0, crossed[k]!, 0, other, 0);
      BookLevel.write(inbox, micros, 0, i, 0, price, Math.floor(random.uniform() * 50), side, 0);
    }
  }

  #rest(): void {
    const { engine } = this;
    this.rests.push({
      sequence: engine.engine.sequence,
      hash: engine.engine.stagesHash(),
      positions: positionsOf(engine),
      risk: riskOf(engine),
      strategies: strategiesOf(engine),
      working: workingOrdersOf(engine).map(({ orderId, filled, price, quantity }) => ({
        orderId,
        filled,
        price,
        quantity,
      })),
      bids: levelsOf(engine, 0, Side.Buy, 5),
      asks: levelsOf(engine, 0, Side.Sell, 5),
    });
  }
}
