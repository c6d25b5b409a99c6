/** Commands that are gathered in batches as long as they are such as a batch takes. */
import { CommandBatch } from "../command-batch.ts";
import type { MatchingEngine } from "../matching-engine.ts";
import { isPlain } from "../new-order.ts";
import type { OrderTicket } from "../order-ticket.ts";
import type { Commands } from "./random-specials.ts";

export class BatchCommands implements Commands {
  readonly #engine: MatchingEngine;
  readonly #batch: CommandBatch;

  constructor(engine: MatchingEngine, rows: number) {
    this.#engine = engine;
    this.#batch = new CommandBatch(rows);
  }

  /** Executes what has been gathered. */
  flush(): void {
    const done = this.#engine.submitBatch(this.#batch);
    if (done !== this.#batch.count) throw new Error(`${done} of ${this.#batch.count} commands were executed`);
    this.#batch.clear();
  }

  enter(t: OrderTicket): boolean {
    const fits = Number.isInteger(t.side) && Number.isInteger(t.instrument) && Math.abs(t.instrument) < 1000;
    const isByte = t.side >= 0 && t.side < 256 && Number.isInteger(t.owner) && Math.abs(t.owner) < 1000;
    const isTime = Number.isInteger(t.timeInForce) && t.timeInForce >= 0 && t.timeInForce < 256;
    if (!isPlain(t) || !fits || !isByte || !isTime) return this.#now((engine) => engine.enter(t));
    const { instrument, orderId, side, price, quantity, type, timeInForce, owner } = t;
    return this.#gather((batch) => batch.submit(instrument, orderId, side, price, quantity, type, timeInForce, owner));
  }

  cancel(orderId: number): boolean {
    return this.#gather((batch) => batch.cancel(orderId));
  }

  replace(orderId: number, price: number, quantity: number): boolean {
    return this.#gather((batch) => batch.replace(orderId, price, quantity));
  }

  massCancelInstrument(instrument: number): boolean {
    return this.#now((engine) => engine.massCancelInstrument(instrument));
  }

  massCancelOwner(owner: number): boolean {
    return this.#now((engine) => engine.massCancelOwner(owner));
  }

  expireDay(instrument: number): boolean {
    return this.#now((engine) => engine.expireDay(instrument));
  }

  setPhase(instrument: number, phase: number): boolean {
    return this.#now((engine) => engine.setPhase(instrument, phase));
  }

  setReference(instrument: number, price: number): boolean {
    return this.#now((engine) => engine.setReference(instrument, price));
  }

  setCollar(instrument: number, staticTicks: number, dynamicTicks: number, action = 0): boolean {
    return this.#now((engine) => engine.setCollar(instrument, staticTicks, dynamicTicks, action));
  }

  setPosition(instrument: number, owner: number, position: number): boolean {
    return this.#now((engine) => engine.setPosition(instrument, owner, position));
  }

  advanceTime(micros: number): boolean {
    return this.#now((engine) => engine.advanceTime(micros));
  }

  #gather(append: (batch: CommandBatch) => boolean): boolean {
    if (!append(this.#batch)) {
      this.flush();
      append(this.#batch);
    }
    return true;
  }

  #now(command: (engine: MatchingEngine) => boolean): boolean {
    this.flush();
    return command(this.#engine);
  }
}
