/**
 * What an engine must have booked: every execution that was delivered, once. Its own count, of the reports alone.
 */
import { type EventCursor, ExecType, ExecutionReport, Quote, Side } from "@hotpath/core";

interface Booking {
  instrument: number;
  side: number;
  price: number;
  quantity: number;
}

const EXECUTIONS: readonly number[] = [ExecType.Trade, ExecType.TradeCancel, ExecType.TradeCorrect];

/** The books that follow from what was delivered. */
export class Ledger {
  readonly #trades = new Map<number, Booking>();
  readonly #seen = new Set<number>();
  /** By instrument: bid and ask of the last quote, added. */
  readonly twiceMid: number[] = [];

  /** An input was delivered. */
  take(event: EventCursor): void {
    if (event.type === Quote.TYPE) this.twiceMid[event.instrument] = Quote.bidPrice(event) + Quote.askPrice(event);
    else if (event.type === ExecutionReport.TYPE) this.#report(event);
  }

  /** Signed position. */
  position(instrument: number): number {
    let position = 0;
    for (const trade of this.#trades.values())
      if (trade.instrument === instrument) position += trade.side === Side.Buy ? trade.quantity : -trade.quantity;
    return position;
  }

  /** Paid for all of it, in price units by size units. */
  get paid(): number {
    let paid = 0;
    for (const { side, price, quantity } of this.#trades.values())
      paid += (side === Side.Buy ? 1 : -1) * price * quantity;
    return paid;
  }

  #report(event: EventCursor): void {
    const execType = ExecutionReport.execType(event);
    const id = ExecutionReport.executionId(event);
    if (!EXECUTIONS.includes(execType) || this.#seen.has(id)) return;
    this.#seen.add(id);
    if (execType !== ExecType.Trade) {
      // What was taken back is not booked should it be told after that.
      this.#seen.add(ExecutionReport.referenceId(event));
      this.#trades.delete(ExecutionReport.referenceId(event));
    }
    if (execType === ExecType.TradeCancel) return;
    this.#trades.set(id, {
      instrument: event.instrument,
      side: ExecutionReport.side(event),
      price: ExecutionReport.lastPrice(event),
      quantity: ExecutionReport.lastQuantity(event),
    });
  }
}
