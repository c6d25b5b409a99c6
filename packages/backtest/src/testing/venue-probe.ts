import {
  BookLevel,
  CancelOrder,
  EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  type InstrumentDefinition,
  InstrumentRegistry,
  NewOrder,
  nameOf,
  OrderType,
  Quote,
  ReplaceOrder,
  type Side,
  type Stage,
  TimeInForce,
  Trade,
} from "@hotpath/core";

/** Two plain instruments. */
export const plain: readonly InstrumentDefinition[] = [
  { id: 1, symbol: "AAA", priceDecimals: 2 },
  { id: 2, symbol: "BBB", priceDecimals: 2 },
];

/** A venue by hand: events in, reports out as short texts. */
export class VenueProbe<Venue extends Stage> {
  readonly venue: Venue;
  readonly #queue = new EventQueue();
  readonly #out = new EventQueue();
  readonly #cursor = new EventCursor();
  #micros = 0;

  constructor(make: (instruments: InstrumentRegistry) => Venue, definitions: readonly InstrumentDefinition[] = plain) {
    this.venue = make(new InstrumentRegistry(definitions));
  }

  level(side: Side, price: number, size: number, instrument = 0): string[] {
    BookLevel.write(this.#queue, this.#tick(), 0, instrument, 1, price, size, side, 0);
    return this.#run();
  }

  quote(bid: number, ask: number, bidSize: number, askSize: number): string[] {
    Quote.write(this.#queue, this.#tick(), 0, 0, 1, bid, ask, bidSize, askSize, 0);
    return this.#run();
  }

  trade(price: number, quantity: number, aggressor: number): string[] {
    Trade.write(this.#queue, this.#tick(), 0, 0, 1, price, quantity, aggressor);
    return this.#run();
  }

  order(
    id: number,
    side: Side,
    price: number,
    quantity: number,
    timeInForce: number = TimeInForce.GoodTillCancel,
    orderType: number = price === 0 ? OrderType.Market : OrderType.Limit,
  ): string[] {
    NewOrder.write(this.#queue, this.#tick(), 0, 0, 1, id, price, quantity, side, orderType, timeInForce, 1);
    return this.#run();
  }

  cancel(id: number, side: Side): string[] {
    CancelOrder.write(this.#queue, this.#tick(), 0, 0, 1, id, side, 1);
    return this.#run();
  }

  replace(id: number, side: Side, price: number, quantity: number): string[] {
    ReplaceOrder.write(this.#queue, this.#tick(), 0, 0, 1, id, price, quantity, side, 1);
    return this.#run();
  }

  /** Any event: `write` gets a sink and the time. */
  event(write: (sink: EventQueue, micros: number) => void): string[] {
    write(this.#queue, this.#tick());
    return this.#run();
  }

  #tick(): number {
    this.#micros += 1;
    return this.#micros;
  }

  #run(): string[] {
    const cursor = this.#cursor;
    while (this.#queue.next(cursor)) this.venue.on(cursor, this.#out);
    const reports: string[] = [];
    while (this.#out.next(cursor)) reports.push(describeReport(cursor));
    return reports;
  }
}

/** `1 Trade 5@100 maker leaves 3`: what matters of a report. */
export function describeReport(event: EventCursor): string {
  const type = ExecutionReport.execType(event);
  const id = ExecutionReport.orderId(event);
  const reason = ExecutionReport.reason(event);
  const name = nameOf(ExecType, type);
  if (type === ExecType.Trade) {
    const how = ExecutionReport.liquidity(event) === 1 ? "maker" : "taker";
    const what = `${ExecutionReport.lastQuantity(event)}@${ExecutionReport.lastPrice(event)}`;
    return `${id} Trade ${what} ${how} leaves ${ExecutionReport.leavesQuantity(event)}`;
  }
  return reason === 0 ? `${id} ${name}` : `${id} ${name} ${reason}`;
}
