/** Commands as the events that a journal holds: writes them, numbered as a sequencer would. */
import {
  EventCursor,
  EventQueue,
  VenueCancel,
  VenueCommand,
  VenueControl,
  VenueOrder,
  VenueReplace,
} from "@hotpath/core";
import type { OrderTicket } from "../order-ticket.ts";
import type { Commands } from "./random-specials.ts";

export class EventCommands implements Commands {
  /** The events, as bytes. */
  readonly records: Uint8Array[] = [];
  readonly #queue = new EventQueue();
  readonly #event = new EventCursor();
  #micros = 0;

  enter(t: OrderTicket): boolean {
    VenueOrder.write(
      this.#queue,
      this.#micros,
      0,
      t.instrument,
      1,
      t.orderId,
      t.price,
      t.quantity,
      t.triggerPrice,
      t.trailOffset,
      t.slippage,
      t.displayQuantity,
      t.minQuantity,
      t.expireMicros,
      t.pegOffset,
      t.side,
      t.type,
      t.timeInForce,
      t.owner,
      t.instructions,
      t.pegPriceType,
    );
    return this.#take();
  }

  cancel(orderId: number): boolean {
    VenueCancel.write(this.#queue, this.#micros, 0, 0, 1, orderId);
    return this.#take();
  }

  replace(orderId: number, price: number, quantity: number): boolean {
    VenueReplace.write(this.#queue, this.#micros, 0, 0, 1, orderId, price, quantity);
    return this.#take();
  }

  massCancelInstrument(instrument: number): boolean {
    return this.#command(instrument, VenueControl.CancelInstrument);
  }

  massCancelOwner(owner: number): boolean {
    return this.#command(0, VenueControl.CancelOwner, owner);
  }

  expireDay(instrument: number): boolean {
    return this.#command(instrument, VenueControl.ExpireDay);
  }

  setPhase(instrument: number, phase: number): boolean {
    return this.#command(instrument, VenueControl.SetPhase, phase);
  }

  setReference(instrument: number, price: number): boolean {
    return this.#command(instrument, VenueControl.SetReference, 0, price);
  }

  setCollar(instrument: number, staticTicks: number, dynamicTicks: number, action = 0): boolean {
    return this.#command(instrument, VenueControl.SetCollar, action, staticTicks, dynamicTicks);
  }

  setPosition(instrument: number, owner: number, position: number): boolean {
    return this.#command(instrument, VenueControl.SetPosition, owner, position);
  }

  advanceTime(micros: number): boolean {
    this.#micros = micros;
    return this.#command(0, VenueControl.AdvanceTime);
  }

  #command(instrument: number, control: number, argument = 0, value = 0, secondValue = 0): boolean {
    VenueCommand.write(this.#queue, this.#micros, 0, instrument, 1, value, secondValue, control, argument);
    return this.#take();
  }

  #take(): boolean {
    this.#queue.next(this.#event);
    this.#event.f64[this.#event.at + 1] = this.records.length + 1;
    this.records.push(this.#event.bytes().slice());
    return true;
  }
}
