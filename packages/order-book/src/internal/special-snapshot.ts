/** The part of a snapshot that plain books do not have. */
import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MAX_PRICE } from "../vocabulary.ts";
import { isPrice, isSafe } from "./checks.ts";
import type { EngineState } from "./engine-state.ts";
import { ORDER_F_SHIFT, ORDER_ID, ORDER_LEAVES } from "./layout.ts";
import { need, readOrder, writeOrder } from "./order-block.ts";
import { isPhase } from "./phases.ts";
import { homeOf, link, MARKET_KEY, park } from "./places.ts";
import { joinQueue, mirrored } from "./queue.ts";
import { writeLadder } from "./snapshot-ladder.ts";
import { Flag, Mode, Place } from "./special-state.ts";
import { triggerKey } from "./triggers.ts";

/** The places with ladders of their own, the pegs and the trailing stops: each ends with −1. */
const EMPTY_PARTS = 6;

/** Writes what instruments have beyond their books, the orders outside of them, the lists and the positions. */
export function writeSpecials(state: EngineState, writer: SnapshotWriter): void {
  writeInstruments(state, writer);
  const { special } = state;
  if (!special.prepared) {
    for (let part = 0; part < EMPTY_PARTS; part++) writer.i32(-1);
    special.positions.snapshot(writer);
    return;
  }
  const { columns, instruments } = special;
  for (let place: number = Place.Dark; place <= Place.Closing; place++) {
    for (let ladder = 0; ladder < 2 * instruments; ladder++) {
      writeLadder(state, writer, columns.aux, special.auxiliary(place, ladder), ladder);
    }
    writer.i32(-1);
  }
  for (let instrument = 0; instrument < instruments; instrument++) writePegs(state, writer, instrument);
  writer.i32(-1);
  for (let ladder = 0; ladder < 2 * instruments; ladder++) {
    if (columns.trailFirst[ladder] === 0) continue;
    writer.i32(ladder);
    for (let order = columns.trailFirst[ladder]!; order !== 0; order = columns.listNext[order]!) {
      writer.f64(idOf(state, order));
    }
    writer.f64(0);
  }
  writer.i32(-1);
  special.positions.snapshot(writer);
}

/** Takes back what {@link writeSpecials} wrote. */
export function readSpecials(state: EngineState, reader: SnapshotReader): void {
  const tops = readInstruments(state, reader);
  const { special } = state;
  for (let place: number = Place.Dark; place <= Place.Closing; place++) readPlace(state, reader, place);
  readPegs(state, reader);
  readTrails(state, reader);
  special.positions.restore(reader, state.instruments, (instrument) => {
    special.prepare();
    special.setMode(instrument, Mode.Positions, true);
  });
  const { columns } = special;
  for (const [ladder, orderId] of tops) {
    const order = state.orders.find(orderId);
    const isThere = order !== 0 && columns.places[order] === Place.Lit && homeOf(state, order) === ladder;
    need(isThere, `top order ${orderId}`);
    columns.topOrders[ladder] = order;
  }
}

function writeInstruments(state: EngineState, writer: SnapshotWriter): void {
  const { special, lastPrices } = state;
  const { columns, prepared } = special;
  for (let instrument = 0; instrument < state.instruments; instrument++) {
    const last = lastPrices[instrument]!;
    const isPlain =
      !prepared ||
      (special.words[instrument] === (special.allocations[instrument] === undefined ? 0 : Mode.ProRata) &&
        columns.auctions[instrument] === 0 &&
        Number.isNaN(columns.references[instrument]!) &&
        columns.topOrders[2 * instrument] === 0 &&
        columns.topOrders[2 * instrument + 1] === 0);
    if (isPlain && Number.isNaN(last)) continue;
    writer.i32(instrument);
    writer.f64(last);
    writer.i32(isPlain ? 0 : 1);
    if (isPlain) continue;
    writer.i32(columns.phases[instrument]!);
    writer.i32(columns.auctions[instrument]!);
    writer.f64(columns.references[instrument]!);
    writer.f64(columns.staticBands[instrument]!);
    writer.f64(columns.dynamicBands[instrument]!);
    writer.i32(columns.collarActions[instrument]!);
    writer.f64(idOf(state, columns.topOrders[2 * instrument]!));
    writer.f64(idOf(state, columns.topOrders[2 * instrument + 1]!));
  }
  writer.i32(-1);
}

function readInstruments(state: EngineState, reader: SnapshotReader): [number, number][] {
  const { special } = state;
  const tops: [number, number][] = [];
  let before = -1;
  for (;;) {
    const instrument = reader.i32();
    if (instrument === -1) return tops;
    need(instrument > before && instrument < state.instruments, `instrument ${instrument}`);
    before = instrument;
    const last = reader.f64();
    need(isPrice(last) || Number.isNaN(last), `a last price of ${last}`);
    state.lastPrices[instrument] = last;
    if (reader.i32() === 0) continue;
    special.prepare();
    const { columns } = special;
    const phase = reader.i32();
    const auction = reader.i32();
    const reference = reader.f64();
    const staticBand = reader.f64();
    const dynamicBand = reader.f64();
    const action = reader.i32();
    need(isPhase(phase), `phase ${phase}`);
    need(auction === 0 || auction === Place.Opening || auction === Place.Closing, `auction ${auction}`);
    need(isPrice(reference) || Number.isNaN(reference), `a reference of ${reference}`);
    need(isBand(staticBand) && isBand(dynamicBand) && (action === 0 || action === 1), "a collar");
    columns.phases[instrument] = phase;
    columns.auctions[instrument] = auction;
    columns.references[instrument] = reference;
    columns.staticBands[instrument] = staticBand;
    columns.dynamicBands[instrument] = dynamicBand;
    columns.collarActions[instrument] = action;
    special.setMode(instrument, Mode.Phase, phase !== 3);
    special.setMode(instrument, Mode.Collar, staticBand !== -1 || dynamicBand !== -1);
    for (const ladder of [2 * instrument, 2 * instrument + 1]) {
      const top = reader.f64();
      if (top !== 0) tops.push([ladder, top]);
    }
  }
}

function isBand(ticks: number): boolean {
  return isSafe(ticks) && ticks >= -1 && ticks <= MAX_PRICE;
}

/** The orders of one place, level by level. */
function readPlace(state: EngineState, reader: SnapshotReader, place: number): void {
  const { orders, special } = state;
  let ladderBefore = -1;
  let keyBefore = 0;
  for (;;) {
    const ladder = reader.i32();
    if (ladder === -1) return;
    const key = reader.f64();
    const rows = reader.i32();
    need(ladder >= ladderBefore && ladder < 2 * state.instruments, `ladder ${ladder}`);
    need(Number.isInteger(key) && key >= MARKET_KEY && key <= MAX_PRICE, `price ${key}`);
    need(ladder !== ladderBefore || key > keyBefore, `price ${key} out of order`);
    need(rows > 0, `a level of ${rows} orders`);
    for (let row = 0; row < rows; row++) {
      const order = readOrder(state, reader, ladder, place);
      need(key === keyOfPlace(state, order, place, ladder, key), `price ${key} of another order`);
      const leaves = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
      joinQueue(special.columns.aux, order, special.auxiliary(place, ladder), key, leaves);
    }
    ladderBefore = ladder;
    keyBefore = key;
  }
}

/** The key that an order must have in a place. */
function keyOfPlace(state: EngineState, order: number, place: number, ladder: number, key: number): number {
  const { flags, triggers, limits } = state.special.columns;
  if (place === Place.Dark) return key === MARKET_KEY ? Number.NaN : key;
  if (place === Place.Trigger) return triggerKey(ladder, triggers[order]!);
  return (flags[order]! & Flag.Market) !== 0 ? MARKET_KEY : mirrored(ladder, limits[order]!);
}

function writePegs(state: EngineState, writer: SnapshotWriter, instrument: number): void {
  const { columns } = state.special;
  if (columns.pegFirst[instrument] === 0) return;
  writer.i32(instrument);
  // What pegs followed that are to be looked at anyway says nothing any more.
  const isDirty = columns.pegsDirty[instrument] === 1;
  writer.f64(isDirty ? Number.NaN : columns.pegBids[instrument]!);
  writer.f64(isDirty ? Number.NaN : columns.pegAsks[instrument]!);
  writer.i32(isDirty ? 1 : 0);
  for (let order = columns.pegFirst[instrument]!; order !== 0; order = columns.listNext[order]!) {
    const isParked = columns.places[order] === Place.Parked;
    writer.f64(isParked ? -1 : idOf(state, order));
    if (!isParked) continue;
    writer.i32(columns.homes[order]!);
    writeOrder(state, writer, order);
  }
  writer.f64(0);
}

function readPegs(state: EngineState, reader: SnapshotReader): void {
  const { orders, special } = state;
  const listed = new Set<number>();
  let before = -1;
  for (;;) {
    const instrument = reader.i32();
    if (instrument === -1) break;
    special.prepare();
    const { columns } = special;
    need(instrument > before && instrument < state.instruments, `pegs of instrument ${instrument}`);
    before = instrument;
    columns.pegBids[instrument] = reader.f64();
    columns.pegAsks[instrument] = reader.f64();
    columns.pegsDirty[instrument] = reader.i32() === 0 ? 0 : 1;
    for (;;) {
      const id = reader.f64();
      if (id === 0) break;
      const order = id === -1 ? readParked(state, reader, instrument) : orders.find(id);
      const isPeg = order !== 0 && (columns.flags[order]! & Flag.Peg) !== 0 && !listed.has(order);
      need(isPeg && columns.homes[order]! >>> 1 === instrument, `peg ${id}`);
      listed.add(order);
      link(state, order, columns.homes[order]!);
    }
  }
  need(listed.size === countOf(state, Flag.Peg), "pegs that no list has");
}

function readParked(state: EngineState, reader: SnapshotReader, instrument: number): number {
  const ladder = reader.i32();
  need(ladder >>> 1 === instrument, `ladder ${ladder} of a peg`);
  const order = readOrder(state, reader, ladder, Place.Parked);
  need(state.special.columns.reserves[order] === 0, "a peg that stands aside with a reserve");
  park(state, order, Place.Parked, ladder, state.orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!);
  return order;
}

function readTrails(state: EngineState, reader: SnapshotReader): void {
  const { orders, special } = state;
  const { columns } = special;
  const listed = new Set<number>();
  let before = -1;
  for (;;) {
    const ladder = reader.i32();
    if (ladder === -1) break;
    need(special.prepared && ladder > before && ladder < 2 * state.instruments, `trailing stops of ladder ${ladder}`);
    before = ladder;
    for (;;) {
      const id = reader.f64();
      if (id === 0) break;
      const order = orders.find(id);
      const isTrailing = order !== 0 && (columns.flags[order]! & Flag.Trailing) !== 0 && !listed.has(order);
      need(isTrailing && columns.homes[order] === ladder, `trailing stop ${id}`);
      listed.add(order);
      link(state, order, ladder);
    }
  }
  need(listed.size === countOf(state, Flag.Trailing), "trailing stops that no list has");
}

/** How many live orders have a flag: in a restored state no record is used twice. */
function countOf(state: EngineState, flag: number): number {
  let count = 0;
  for (const flags of state.special.columns.flags) if ((flags & flag) !== 0) count++;
  return count;
}

function idOf(state: EngineState, order: number): number {
  return order === 0 ? 0 : state.orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
}
