/** A journal of made-up trading, inputs and outputs, and the tables that it must become, by the simplest way to them. */
import {
  CancelOrder,
  EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  Fill,
  FillBusted,
  NewOrder,
  OrderClosed,
  OrderRefused,
  OrderReplaced,
  OrderRequest,
  Quote,
  type Random,
  ReplaceOrder,
  Signal,
} from "@hotpath/core";
import type { JournalWriter } from "../writer.ts";

/** What the tables must hold: order rows by id, fills and signals in order, positions by instrument and strategy. */
export interface TradingTables {
  orders: Map<number, { price: string; quantity: string; filled: string; leaves: string | null; status: string }>;
  fills: { key: string; price: string; quantity: string; side: string }[];
  positions: Map<string, { quantity: string; buy: string; sell: string; fills: string }>;
  signals: { key: string; confidence: number }[];
  events: number;
}

interface Order {
  id: number;
  instrument: number;
  side: number;
  price: number;
  quantity: number;
  filled: number;
  strategy: number;
}

const SIDES = ["", "Buy", "Sell"];
const HUGE = 2 ** 52;

/** Appends made-up trading to a journal, and keeps its tables. */
export class TradingJournal {
  readonly tables: TradingTables = { orders: new Map(), fills: [], positions: new Map(), signals: [], events: 0 };
  readonly #writer: JournalWriter;
  readonly #random: Random;
  readonly #queue = new EventQueue();
  readonly #event = new EventCursor();
  readonly #open: Order[] = [];
  /** Fills that may be busted. */
  readonly #filled: { order: Order; price: number; quantity: number }[] = [];
  #nextId = 1;
  #output = 0;

  constructor(writer: JournalWriter, random: Random) {
    this.#writer = writer;
    this.#random = random;
  }

  /** One input and what comes of it. */
  step(): void {
    const random = this.#random;
    if (this.#filled.length > 0 && random.integer(6) === 0) {
      this.#bust(this.#filled.splice(random.integer(this.#filled.length), 1)[0]!);
      return;
    }
    const order = this.#open[random.integer(Math.max(1, this.#open.length))];
    if (order !== undefined && random.integer(3) > 0) this.#report(order);
    else this.#quote();
  }

  get #sequence(): number {
    return this.#writer.lastSequence;
  }

  /** What was written to the queue goes to the journal: an input first if there is one, outputs behind it. */
  #append(isInput: boolean, isEvent = true): void {
    const event = this.#event;
    this.#queue.next(event);
    event.f64[event.at + 1] = isInput ? this.#sequence + 1 : this.#sequence;
    this.#output = isInput ? 0 : this.#output + 1;
    this.#writer.append(event);
    if (isEvent) this.tables.events += 1;
  }

  #quote(): void {
    const random = this.#random;
    const instrument = random.integer(3);
    const queue = this.#queue;
    Quote.write(queue, 1000 + this.#sequence, 7, instrument, 1, 10, 11, 5, 6, 0);
    this.#append(true, false);
    const cause = this.#event;
    const confidence = random.uniform();
    Signal.emit(queue, cause, instrument, 1, confidence, 1 / 3, 21, -1, 4, 0.5, 7);
    this.#append(false);
    this.tables.signals.push({ key: `${this.#sequence}/${this.#output}`, confidence });
    if (random.integer(2) === 0) return;
    const order: Order = {
      id: this.#nextId++,
      instrument,
      side: 1 + random.integer(2),
      price: HUGE + random.integer(1000),
      quantity: HUGE - random.integer(1000),
      filled: 0,
      strategy: random.integer(2),
    };
    const { id, side, price, quantity, strategy } = order;
    OrderRequest.emit(queue, cause, instrument, 1, id, price, quantity, side, 2, 1, strategy);
    this.#append(false);
    if (random.integer(4) === 0) {
      OrderRefused.emit(queue, cause, instrument, 1, id, 1, 2, 3, strategy, 0, 0, 1, 0);
      this.#append(false);
      this.#set(order, "Refused", null);
      return;
    }
    NewOrder.emit(queue, cause, instrument, 1, id, price, quantity, side, 2, 1, strategy);
    this.#append(false);
    this.#set(order, "PendingNew", null);
    this.#open.push(order);
  }

  #report(order: Order): void {
    const random = this.#random;
    const queue = this.#queue;
    const kind = random.integer(4);
    const { id, instrument, side, strategy } = order;
    const leaves = order.quantity - order.filled;
    const traded = kind < 2 ? 1 + random.integer(Math.min(leaves, 2 ** 31)) : 0;
    const report = (execType: number, left: number): void => {
      ExecutionReport.write(
        queue,
        5,
        0,
        instrument,
        1,
        id,
        id + 9,
        order.price,
        traded,
        left,
        0,
        execType,
        side,
        1,
        0,
        77,
        0,
        Number.NaN,
        0,
        0,
        -1,
      );
      this.#append(true);
    };
    if (kind < 2) {
      const left = kind === 0 ? leaves - traded : 0;
      const quantity = leaves - left;
      report(ExecType.Trade, left);
      Fill.emit(
        queue,
        this.#event,
        instrument,
        1,
        id,
        order.price,
        quantity,
        left,
        quantity,
        side,
        1,
        strategy,
        0.25,
        77,
      );
      this.#append(false);
      order.filled += quantity;
      this.#filled.push({ order, price: order.price, quantity });
      this.#fill(order, order.price, quantity);
      this.#set(order, left > 0 ? "PartiallyFilled" : "Filled", String(left));
      if (left === 0) this.#close(order, 2, "Filled");
    } else if (kind === 2) {
      report(ExecType.New, leaves);
      this.#set(order, "New", String(leaves));
      ReplaceOrder.emit(queue, this.#event, instrument, 1, id, order.price + 1, order.quantity, side, strategy);
      this.#append(false);
      this.#set(order, "PendingReplace", String(leaves));
      if (random.integer(2) === 0) return;
      report(ExecType.Replaced, leaves);
      order.price += 1;
      OrderReplaced.emit(
        queue,
        this.#event,
        instrument,
        1,
        id,
        order.price,
        order.quantity,
        leaves,
        side,
        1,
        0,
        strategy,
      );
      this.#append(false);
      this.#set(order, order.filled === 0 ? "New" : "PartiallyFilled", String(leaves));
    } else {
      this.#quote();
      CancelOrder.emit(queue, this.#event, instrument, 1, id, side, strategy);
      this.#append(false);
      this.#set(order, "PendingCancel", this.tables.orders.get(id)!.leaves);
      if (random.integer(2) === 0) return;
      report(ExecType.Canceled, 0);
      this.#close(order, 4, "Canceled");
    }
  }

  #close(order: Order, status: number, name: string): void {
    const { id, instrument, side, strategy, filled } = order;
    OrderClosed.emit(this.#queue, this.#event, instrument, 1, id, 0, filled, side, status, 0, strategy);
    this.#append(false);
    this.#set(order, name, "0");
    this.#open.splice(this.#open.indexOf(order), 1);
  }

  #set(order: Order, status: string, leaves: string | null): void {
    const { id, price, quantity, filled } = order;
    const texts = { price: String(price), quantity: String(quantity), filled: String(filled) };
    this.tables.orders.set(id, { ...texts, leaves, status });
  }

  /** A fill that never was: the order works again. */
  #bust({ order, price, quantity }: { order: Order; price: number; quantity: number }): void {
    const { id, instrument, side, strategy } = order;
    // A canceled order stays so; of those no fill is busted here.
    const { status } = this.tables.orders.get(id)!;
    if (status === "Canceled") return;
    const queue = this.#queue;
    const none = Number.NaN;
    order.filled -= quantity;
    const leaves = order.quantity - order.filled;
    ExecutionReport.write(
      queue,
      5,
      0,
      instrument,
      1,
      id,
      id + 9,
      0,
      0,
      leaves,
      0,
      17,
      side,
      0,
      0,
      9,
      77,
      none,
      0,
      0,
      -1,
    );
    this.#append(true);
    const [cause, total] = [this.#event, order.quantity];
    FillBusted.emit(
      queue,
      cause,
      instrument,
      1,
      id,
      price,
      quantity,
      leaves,
      quantity,
      side,
      1,
      strategy,
      0.25,
      77,
      0,
      total,
      0,
    );
    this.#append(false);
    this.#fill(order, price, -quantity);
    this.#set(order, order.filled === 0 ? "New" : "PartiallyFilled", String(leaves));
    if (!this.#open.includes(order)) this.#open.push(order);
  }

  #fill({ instrument, strategy, side }: Order, price: number, quantity: number): void {
    const { fills, positions } = this.tables;
    const key = `${this.#sequence}/${this.#output}`;
    fills.push({ key, price: String(price), quantity: String(quantity), side: SIDES[side]! });
    const at = `${instrument}/${strategy}`;
    const position = positions.get(at) ?? { quantity: "0", buy: "0", sell: "0", fills: "0" };
    const notional = BigInt(quantity) * BigInt(price);
    const isBuy = side === 1;
    positions.set(at, {
      quantity: String(BigInt(position.quantity) + BigInt(isBuy ? quantity : -quantity)),
      buy: String(BigInt(position.buy) + (isBuy ? notional : 0n)),
      sell: String(BigInt(position.sell) + (isBuy ? 0n : notional)),
      fills: String(Number(position.fills) + Math.sign(quantity)),
    });
  }
}
