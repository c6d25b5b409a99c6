import { type MarketBatch, MarketFlag, MarketKind } from "@hotpath/market-data";
import type { FeedInstrument } from "../book/formats.ts";
import type { Losses } from "./losses.ts";

/** One row, with what is known of its instrument. */
export interface FlowRow {
  readonly instrument: FeedInstrument;
  /** The instrument's place in the source, from 0. */
  readonly place: number;
  readonly micros: number;
  readonly nanos: number;
  readonly receiveMicros: number;
  readonly receiveNanos: number;
  readonly sequence: number;
  /** `MarketFlag`s. */
  readonly flags: number;
}

/** An order that rests. Prices and sizes are in the source's units. */
export interface OpenOrder {
  side: number;
  price: number;
  /** What is open. */
  quantity: number;
}

/**
 * What a target of orders is told: an order's life in the few words that every such format has. `order` is undefined where
 * the order was entered before the source begins.
 */
export interface OrderTarget {
  add(row: FlowRow, id: number, side: number, price: number, quantity: number): void;
  /** An order lost `quantity` without a trade, and is gone where nothing is left. */
  reduce(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number): void;
  /** An order is gone without a trade; the whole of it where `order` is known. */
  delete(row: FlowRow, id: number, order: OpenOrder | undefined): void;
  /** `quantity` of an order was executed, at `price` where that is not the order's own (else NaN); `match` is its number. */
  execute(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number, price: number, match: number): void;
  /** A trade that is not told of a resting order. */
  trade(row: FlowRow, side: number, price: number, quantity: number, match: number): void;
  /** A row that is none of these. */
  other(row: FlowRow, batch: MarketBatch, at: number): void;
}

/** A trade that waits to see whether fills of resting orders tell it too. */
interface HeldTrade {
  row: FlowRow;
  side: number;
  price: number;
  quantity: number;
  match: number;
}

/**
 * Turns rows into what {@link OrderTarget}s understand: follows every open order, makes replacements and modifications of
 * deletions and additions where nothing less will do, and one execution of a fill and of the change of the book that goes
 * with it, of which some feeds make rows of their own.
 */
export class OrderFlow {
  readonly #target: OrderTarget;
  readonly #losses: Losses;
  /** By the instrument's place, then by id. */
  readonly #orders: Map<number, OpenOrder>[] = [];
  /** Fills whose change of the book has yet to come: quantity and price by id, by the instrument's place. */
  readonly #fills: Map<number, { quantity: number; price: number }>[] = [];
  #held: HeldTrade | undefined;

  constructor(target: OrderTarget, losses: Losses) {
    this.#target = target;
    this.#losses = losses;
  }

  /** Takes one row of a batch. */
  take(batch: MarketBatch, at: number, row: FlowRow): void {
    const kind = batch.kind[at]!;
    const id = batch.id[at]!;
    const price = batch.price[at]!;
    const quantity = batch.quantity[at]!;
    if (kind === MarketKind.Trade) this.#trade(row, batch.side[at]!, price, quantity, id);
    else if (kind === MarketKind.OrderFill) this.#fill(row, id, price, quantity);
    else if (kind <= MarketKind.OrderReplace) this.#order(kind, batch, at, row);
    else {
      if (kind === MarketKind.BookClear || kind === MarketKind.BookSnapshot) this.#forget(row.place, batch.side[at]!);
      this.#target.other(row, batch, at);
    }
    if ((row.flags & MarketFlag.Last) !== 0) this.#release();
  }

  /** Writes what waited. */
  end(): void {
    this.#release();
    for (const fills of this.#fills)
      for (const _ of fills?.values() ?? []) this.#losses.add("fills whose change of the book never came");
  }

  #order(kind: number, batch: MarketBatch, at: number, row: FlowRow): void {
    const id = batch.id[at]!;
    const price = batch.price[at]!;
    const quantity = batch.quantity[at]!;
    const orders = this.#of(row.place);
    const order = orders.get(id);
    switch (kind) {
      case MarketKind.OrderAdd:
        this.#add(row, id, batch.side[at]!, price, quantity);
        break;
      case MarketKind.OrderReduce:
        this.#reduce(row, id, order, quantity);
        break;
      case MarketKind.OrderDelete:
        if (!this.#asFilled(row, id, order, order?.quantity ?? 0)) this.#target.delete(row, id, order);
        orders.delete(id);
        break;
      case MarketKind.OrderExecute:
        this.#target.execute(row, id, order, quantity, price, batch.otherId[at]!);
        this.#lessen(orders, id, order, quantity);
        break;
      case MarketKind.OrderModify:
        this.#modify(row, id, order, batch.side[at]!, price, quantity);
        break;
      default: {
        this.#target.delete(row, id, order);
        orders.delete(id);
        if (order === undefined) this.#losses.add("replacements of orders entered before the source begins");
        else this.#add(row, batch.otherId[at]!, order.side, price, quantity);
      }
    }
  }

  #add(row: FlowRow, id: number, side: number, price: number, quantity: number): void {
    this.#of(row.place).set(id, { side, price, quantity });
    this.#target.add(row, id, side, price, quantity);
  }

  #reduce(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number): void {
    if (!this.#asFilled(row, id, order, quantity)) this.#target.reduce(row, id, order, quantity);
    this.#lessen(this.#of(row.place), id, order, quantity);
  }

  #modify(row: FlowRow, id: number, order: OpenOrder | undefined, side: number, price: number, quantity: number): void {
    const less = order === undefined ? -1 : order.quantity - quantity;
    if (order !== undefined && order.price === price && less >= 0) {
      // Less of it at its price keeps its place; nothing less is no change.
      if (less > 0) this.#reduce(row, id, order, less);
      return;
    }
    if (order !== undefined) this.#target.delete(row, id, order);
    this.#add(row, id, side === 0 ? (order?.side ?? 0) : side, price, quantity);
  }

  /** A change of the book that a fill announced is an execution. */
  #asFilled(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number): boolean {
    const fills = this.#fills[row.place];
    const fill = fills?.get(id);
    if (fills === undefined || fill === undefined || quantity > fill.quantity) return false;
    fill.quantity -= quantity;
    if (fill.quantity === 0) fills.delete(id);
    const isOwnPrice = order !== undefined && order.price === fill.price;
    this.#target.execute(row, id, order, quantity, isOwnPrice ? Number.NaN : fill.price, 0);
    return true;
  }

  #fill(row: FlowRow, id: number, price: number, quantity: number): void {
    this.#fills[row.place] ??= new Map();
    const fills = this.#fills[row.place]!;
    fills.set(id, { quantity: quantity + (fills.get(id)?.quantity ?? 0), price });
    // The fill tells the trade.
    this.#held = undefined;
  }

  #trade(row: FlowRow, side: number, price: number, quantity: number, match: number): void {
    this.#release();
    this.#held = { row, side, price, quantity, match };
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#target.trade(held.row, held.side, held.price, held.quantity, held.match);
  }

  #lessen(orders: Map<number, OpenOrder>, id: number, order: OpenOrder | undefined, quantity: number): void {
    if (order === undefined) return;
    order.quantity -= quantity;
    if (order.quantity <= 0) orders.delete(id);
  }

  #forget(place: number, side: number): void {
    const orders = this.#orders[place];
    if (side === 0) orders?.clear();
    else for (const [id, order] of orders ?? []) if (order.side === side) orders!.delete(id);
  }

  #of(place: number): Map<number, OpenOrder> {
    this.#orders[place] ??= new Map();
    return this.#orders[place]!;
  }
}
