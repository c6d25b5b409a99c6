import { type EventCursor, Fill, FillBusted, Liquidity, nameOf, Side, Signal } from "@hotpath/core";
import type { SQL } from "bun";
import { viewRecord } from "../view.ts";
import { insertRows, type Value } from "./dialect.ts";
import { integerText } from "./integer-text.ts";
import { ORDER_COLUMNS, ORDER_CONFLICT, OrderChanges } from "./order-changes.ts";
import type { Positions } from "./positions.ts";

const RECORD = ["sequence", "output", "time_ns", "instrument", "venue"];
const EVENTS = [...RECORD, "type", "data"];
const FILLS = [
  ...RECORD,
  "kind",
  "order_id",
  "strategy",
  "side",
  "price",
  "quantity",
  "leaves",
  "liquidity",
  "fee",
  "execution_id",
];
const SIGNALS = [...RECORD, "generator", "direction", "confidence", "value", "reference", "probability", "horizon"];

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
    const isFill = event.type === Fill.TYPE || event.type === FillBusted.TYPE;
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

/** A fill, or the taking back of one, which has its quantity below zero. */
function fillOf(event: EventCursor): Value[] {
  const isBust = event.type === FillBusted.TYPE;
  const record = isBust ? FillBusted : Fill;
  const quantity = record.quantity(event);
  return [
    isBust ? "Busted" : "Fill",
    integerText(record.orderId(event)),
    String(record.strategy(event)),
    nameOf(Side, record.side(event)),
    integerText(record.price(event)),
    integerText(isBust ? -quantity : quantity),
    integerText(record.leavesQuantity(event)),
    nameOf(Liquidity, record.liquidity(event)),
    // Records of earlier builds end before these.
    event.length < record.BYTES ? null : finite(record.fee(event)),
    event.length < record.BYTES ? null : integerText(record.executionId(event)),
  ];
}

function signalOf(event: EventCursor): Value[] {
  const { confidence, value, reference, probability, horizon, BYTES } = Signal;
  const later = event.length < BYTES ? [null, null] : [finite(probability(event)), finite(horizon(event))];
  return [
    String(Signal.generator(event)),
    String(Signal.direction(event)),
    ...[confidence, value, reference].map((field) => finite(field(event))),
    ...later,
  ];
}

/** Not every database has a number that is none. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
