import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MAX_PRICE, TradingPhase } from "../vocabulary.ts";
import { isWhole } from "./checks.ts";
import type { EngineState } from "./engine-state.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LEVEL_KEY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_LEVEL,
} from "./layout.ts";
import { need, readOrder } from "./order-block.ts";
import { phaseOf } from "./phases.ts";
import { joinQueue } from "./queue.ts";
import { writeLadder } from "./snapshot-ladder.ts";
import { readSpecials, writeSpecials } from "./special-snapshot.ts";
import { Flag, Place } from "./special-state.ts";

const SECTION = "order-book.matching-engine";
/** 2: orders that are more than plain, and what instruments have beyond their books. */
const VERSION = 2;

/**
 * Writes the logical state: for each ladder that has orders its levels, best first, and their queues; then what there is
 * beyond. Record numbers, windows and trees are not part of it, so that equal books give equal bytes.
 */
export function writeOrders(state: EngineState, writer: SnapshotWriter): void {
  writer.section(SECTION, VERSION);
  writer.i32(state.orders.count);
  writer.f64(state.special.now);
  for (let ladder = 0; ladder < state.ladders.ladders; ladder++) {
    writeLadder(state, writer, state.ladders, ladder, ladder);
  }
  writer.i32(-1);
  writeSpecials(state, writer);
}

/** Takes back what {@link writeOrders} wrote; the state is empty if it throws. */
export function readOrders(state: EngineState, reader: SnapshotReader): void {
  clear(state);
  try {
    reader.section(SECTION, VERSION);
    const count = reader.i32();
    const now = reader.f64();
    need(isWhole(now), `time ${now}`);
    state.special.now = now;
    readLit(state, reader);
    readSpecials(state, reader);
    need(state.orders.count === count, `${state.orders.count} orders where ${count} were announced`);
    checkCrossed(state);
  } catch (error) {
    clear(state);
    throw error;
  }
}

function clear(state: EngineState): void {
  state.orders.clear();
  state.ladders.clear();
  state.special.clear();
  state.lastPrices.fill(Number.NaN);
}

function readLit(state: EngineState, reader: SnapshotReader): void {
  const { orders, ladders, special } = state;
  let ladderBefore = -1;
  let keyBefore = 0;
  for (;;) {
    const ladder = reader.i32();
    if (ladder === -1) return;
    const key = reader.f64();
    const rows = reader.i32();
    need(ladder >= ladderBefore && ladder < ladders.ladders, `ladder ${ladder}`);
    need(Number.isInteger(key) && Math.abs(key) <= MAX_PRICE, `price ${key}`);
    need(ladder !== ladderBefore || key > keyBefore, `price ${key} out of order`);
    need(rows > 0, `a level of ${rows} orders`);
    for (let row = 0; row < rows; row++) {
      const order = readOrder(state, reader, ladder, Place.Lit);
      joinQueue(ladders, order, ladder, key, orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!);
      if (special.prepared && (special.columns.flags[order]! & Flag.Peg) !== 0) {
        const level = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
        special.columns.pegsAtLevel[level] = special.columns.pegsAtLevel[level]! + 1;
      }
    }
    ladderBefore = ladder;
    keyBefore = key;
  }
}

/** A book is crossed only while orders gather, or trading rests in the middle of that. */
function checkCrossed(state: EngineState): void {
  const { ladders } = state;
  for (let ladder = 0; ladder < ladders.ladders; ladder += 2) {
    const bid = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    const ask = ladders.ladderI[((ladder + 1) << I_SHIFT) + LADDER_BEST]!;
    if (bid === 0 || ask === 0 || phaseOf(state, ladder >>> 1) !== TradingPhase.Continuous) continue;
    const bidPrice = 0 - ladders.levelF[(bid << F_SHIFT) + LEVEL_KEY]!;
    need(bidPrice < ladders.levelF[(ask << F_SHIFT) + LEVEL_KEY]!, `instrument ${ladder >>> 1} is crossed`);
  }
}
