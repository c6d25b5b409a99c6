/** One order in a snapshot: what every order has, and what its flags say that it has beyond. */
import { InputError, PegPriceType, type SnapshotReader, type SnapshotWriter, TimeInForce } from "@hotpath/core";
import { MAX_PRICE, MAX_SLICES } from "../vocabulary.ts";
import { isPositive, isPrice, isSafe, isWhole } from "./checks.ts";
import type { EngineState } from "./engine-state.ts";
import { ORDER_F_SHIFT, ORDER_ID, ORDER_LEAVES } from "./layout.ts";
import { mayRest, openOf, openQuantity } from "./places.ts";
import { DARK_FLAGS, Flag, Place } from "./special-state.ts";

/** Every flag. */
const ALL_FLAGS = 2 * Flag.Auction - 1;
/** Flags that an order in the book that is shown, or unseen in it, does not have. */
const WAITING_FLAGS = Flag.Stop | Flag.Trailing | Flag.Percent | Flag.Market | Flag.Auction;

/** Writes an order. */
export function writeOrder(state: EngineState, writer: SnapshotWriter, order: number): void {
  const { orders, special } = state;
  const { columns } = special;
  const flags = special.prepared ? columns.flags[order]! : 0;
  writer.f64(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
  writer.f64(openOf(state, order));
  writer.f64(orders.filled[order]!);
  writer.i32(orders.owners[order]!);
  writer.i32(orders.timesInForce[order]!);
  writer.i32(flags);
  if ((flags & Flag.Iceberg) !== 0) {
    writer.f64(columns.displays[order]!);
    writer.f64(columns.reserves[order]!);
  }
  if ((flags & Flag.MinQuantity) !== 0) writer.f64(columns.minimums[order]!);
  if ((flags & Flag.Expires) !== 0) writer.f64(columns.expiry.expire[order]!);
  if (hasLimitColumn(flags)) writer.f64(columns.limits[order]!);
  if ((flags & Flag.Stop) !== 0) {
    writer.f64(columns.triggers[order]!);
    if ((flags & Flag.Market) !== 0) writer.f64(columns.slippages[order]!);
  }
  if ((flags & (Flag.Trailing | Flag.Peg)) !== 0) writer.f64(columns.offsets[order]!);
  if ((flags & Flag.Trailing) !== 0) writer.f64(columns.extremes[order]!);
  if ((flags & Flag.Peg) !== 0) writer.i32(columns.pegTypes[order]!);
}

/** Whether an order's limit is no key of a ladder. */
function hasLimitColumn(flags: number): boolean {
  if ((flags & Flag.Peg) !== 0) return true;
  return (flags & (Flag.Stop | Flag.Auction)) !== 0 && (flags & Flag.Market) === 0;
}

/**
 * Reads an order into a record of its own; its quantity to put it in its place with is what it shows.
 *
 * @throws {InputError} code `CORRUPT`
 */
export function readOrder(state: EngineState, reader: SnapshotReader, ladder: number, place: number): number {
  const { orders, special } = state;
  const orderId = reader.f64();
  const leaves = reader.f64();
  const filled = reader.f64();
  const owner = reader.i32();
  const timeInForce = reader.i32();
  const flags = reader.i32();
  need(isPositive(orderId) && orders.find(orderId) === 0, `order id ${orderId}`);
  need(isPositive(leaves), `quantity ${leaves} of order ${orderId}`);
  need(openQuantity(state, ladder) + leaves <= Number.MAX_SAFE_INTEGER, `quantity of ladder ${ladder}`);
  need(filled >= 0 && Number.isInteger(filled), `traded quantity ${filled} of order ${orderId}`);
  need(owner >= 0, `owner ${owner} of order ${orderId}`);
  need(fitsPlace(flags, place), `flags ${flags} of order ${orderId}`);
  need(mayHave(timeInForce, flags), `time in force ${timeInForce} of order ${orderId}`);
  need(orders.count < orders.capacity, `more than ${orders.capacity} orders`);
  const order = orders.allocate(orderId);
  orders.filled[order] = filled;
  orders.owners[order] = owner;
  orders.timesInForce[order] = timeInForce;
  orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES] = leaves;
  if (flags === 0) return order;
  special.prepare();
  special.columns.homes[order] = ladder;
  special.columns.places[order] = place;
  special.setFlags(ladder >>> 1, order, flags);
  readSpecial(state, reader, order, ladder, flags);
  return order;
}

function readSpecial(state: EngineState, reader: SnapshotReader, order: number, ladder: number, flags: number): void {
  const { columns, now } = state.special;
  columns.reserves[order] = 0;
  columns.displays[order] = 0;
  columns.minimums[order] = 0;
  columns.slippages[order] = -1;
  if ((flags & Flag.Iceberg) !== 0) {
    columns.displays[order] = needed(reader.f64(), isPositive, "a display quantity");
    const reserve = needed(reader.f64(), isWhole, "a reserve");
    need(reserve < columns.displays[order]! * MAX_SLICES, `a reserve of ${reserve}`);
    need(openQuantity(state, ladder) + reserve <= Number.MAX_SAFE_INTEGER, `quantity of ladder ${ladder}`);
    columns.reserves[order] = reserve;
    columns.offBook[ladder] = columns.offBook[ladder]! + reserve;
  }
  if ((flags & Flag.MinQuantity) !== 0) columns.minimums[order] = needed(reader.f64(), isPositive, "a minimum");
  if ((flags & Flag.Expires) !== 0) {
    const expire = needed(reader.f64(), isWhole, "a time of expiry");
    need(expire > now, `a time of expiry of ${expire}`);
    columns.expiry.add(order, expire);
  }
  if (hasLimitColumn(flags)) {
    const limit = reader.f64();
    need(isPrice(limit) || ((flags & Flag.Peg) !== 0 && Number.isNaN(limit)), `a limit of ${limit}`);
    columns.limits[order] = limit;
  }
  if ((flags & Flag.Stop) !== 0) {
    columns.triggers[order] = needed(reader.f64(), isPrice, "a trigger");
    if ((flags & Flag.Market) !== 0) {
      const slippage = needed(reader.f64(), isSafe, "a slippage");
      need(slippage >= -1 && slippage <= MAX_PRICE, `a slippage of ${slippage}`);
      columns.slippages[order] = slippage;
    }
  }
  if ((flags & (Flag.Trailing | Flag.Peg)) !== 0) columns.offsets[order] = needed(reader.f64(), isPrice, "an offset");
  if ((flags & Flag.Trailing) !== 0) {
    need(columns.offsets[order]! > 0, "a distance");
    need((flags & Flag.Percent) === 0 || columns.offsets[order]! < 10_000, "a distance");
    columns.extremes[order] = needed(reader.f64(), isPrice, "an extreme");
  }
  if ((flags & Flag.Peg) !== 0) {
    const type = reader.i32();
    const { Midpoint, Market, Primary } = PegPriceType;
    need(type === Midpoint || type === Market || type === Primary, `a peg of type ${type}`);
    columns.pegTypes[order] = type;
  }
}

/** Whether an order with these flags may be in a place. */
function fitsPlace(flags: number, place: number): boolean {
  if (flags < 0 || flags > ALL_FLAGS) return false;
  const isStop = (flags & Flag.Stop) !== 0;
  const isTrailing = (flags & Flag.Trailing) !== 0;
  if (isTrailing && (!isStop || (flags & Flag.Market) === 0)) return false;
  if ((flags & Flag.Percent) !== 0 && !isTrailing) return false;
  if ((flags & Flag.ReduceOnly) !== 0 && (flags & (DARK_FLAGS | Flag.Iceberg | Flag.Peg)) !== 0) return false;
  if ((flags & Flag.Iceberg) !== 0 && (flags & DARK_FLAGS) !== 0) return false;
  switch (place) {
    case Place.Lit:
      return (flags & (WAITING_FLAGS | DARK_FLAGS)) === 0;
    case Place.Dark:
      return (flags & WAITING_FLAGS) === 0 && (flags & DARK_FLAGS) !== 0;
    case Place.Trigger:
      return isStop && (flags & (Flag.Peg | Flag.Auction)) === 0;
    case Place.Parked:
      return (flags & Flag.Peg) !== 0 && (flags & WAITING_FLAGS) === 0;
    default:
      return (flags & Flag.Auction) !== 0 && !isStop && (flags & Flag.Peg) === 0;
  }
}

function mayHave(timeInForce: number, flags: number): boolean {
  const { AtTheOpening, AtTheClose, GoodTillDate } = TimeInForce;
  if ((timeInForce === GoodTillDate) !== ((flags & Flag.Expires) !== 0)) return false;
  if (mayRest(timeInForce)) return true;
  return (flags & Flag.Auction) !== 0 && (timeInForce === AtTheOpening || timeInForce === AtTheClose);
}

function needed(value: number, isGood: (value: number) => boolean, what: string): number {
  need(isGood(value), `${what} of ${value}`);
  return value;
}

/** Refuses a snapshot in which something does not hold. */
export function need(holds: boolean, what: string): void {
  if (!holds) throw new InputError("CORRUPT", `snapshot of a matching engine: ${what}`);
}
