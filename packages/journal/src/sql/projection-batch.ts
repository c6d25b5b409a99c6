import { type EventCursor, Fill, Liquidity, nameOf, Side, Signal } from "@hotpath/core";
import type { SQL } from "bun";
import { viewRecord } from "../view.ts";
import { insertRows, type Value } from "./dialect.ts";
import { integerText } from "./integer-text.ts";
import { ORDER_COLUMNS, ORDER_CONFLICT, OrderChanges } from "./order-changes.ts";
import type { Positions } from "./positions.ts";

const RECORD = ["sequence", "output", "time_ns", "instrument", "venue"];
const EVENTS = [...RECORD, "type", "data"];
const FILLS = [...RECORD, "order_id", "strategy", "side", "price", "quantity", "leaves", "liquidity"];
const SIGNALS = [...RECORD, "generator", "direction", "confidence", "value", "reference"];

/** The rows of records that go into the database together. */
export class ProjectionBatch {
  /** Records taken in. */
  records = 0;
  readonly #events: Value[][] = [];
  readonly #fills: Value[][] = [];
  readonly #signals: Value[][] = [];
  readonly #orders = new OrderChanges();

  /** Takes a record in. @param isEvent whether it has a row in `events` too */
  add(event: EventCursor, output: number, positions: Positions, isEvent: boolean): void {
    this.records += 1;
    const isFill = event.type === Fill.TYPE;
    const isSignal = event.type === Signal.TYPE;
    this.#orders.add(event);
    if (isFill) positions.add(event);
    if (!isEvent && !isFill && !isSignal) return;
    const head = [
      integerText(event.sequence),
      String(output),
      String(event.time),
      String(event.instrument),
      String(event.venue),
    ];
    if (isEvent) this.#events.push([...head, ...dataOf(event)]);
    if (isFill) this.#fills.push([...head, ...fillOf(event)]);
    if (isSignal) this.#signals.push([...head, ...signalOf(event)]);
  }

  /** Writes all rows. */
  async write(sql: SQL): Promise<void> {
    await insertRows(sql, "events", EVENTS, this.#events, "");
    await insertRows(sql, "fills", FILLS, this.#fills, "");
    await insertRows(sql, "signals", SIGNALS, this.#signals, "");
    await insertRows(sql, "orders", ORDER_COLUMNS, this.#orders.rows(), ORDER_CONFLICT);
  }
}

/** The type and its own fields as JSON. */
function dataOf(event: EventCursor): Value[] {
  const view = viewRecord(event);
  if (view.type === "Unknown") {
    const bytes = Buffer.from(view.bytes.subarray(32)).toString("hex");
    return [`Type${view.typeNumber}`, JSON.stringify({ version: view.version, bytes })];
  }
  const { type, sequence: _, time: __, instrument: ___, venue: ____, ...fields } = view;
  return [type, JSON.stringify(fields)];
}

function fillOf(event: EventCursor): Value[] {
  return [
    integerText(Fill.orderId(event)),
    String(Fill.strategy(event)),
    nameOf(Side, Fill.side(event)),
    integerText(Fill.price(event)),
    integerText(Fill.quantity(event)),
    integerText(Fill.leavesQuantity(event)),
    nameOf(Liquidity, Fill.liquidity(event)),
  ];
}

function signalOf(event: EventCursor): Value[] {
  const { confidence, value, reference } = Signal;
  return [
    String(Signal.generator(event)),
    String(Signal.direction(event)),
    ...[confidence, value, reference].map((field) => finite(field(event))),
  ];
}

/** Not every database has a number that is none. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
