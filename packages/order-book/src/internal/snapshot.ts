import { InputError, type SnapshotReader, type SnapshotWriter, TimeInForce } from "@hotpath/core";
import { MAX_PRICE } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_QUANTITY,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_LEAVES,
  ORDER_NEXT,
} from "./layout.ts";
import { joinQueue } from "./queue.ts";

/**
 * Writes the logical state: for each ladder that has orders its levels, best first, and their queues. Record numbers,
 * windows and trees are not part of it, so that equal books give equal bytes.
 */
export function writeOrders(state: EngineState, writer: SnapshotWriter): void {
  const { orders, ladders } = state;
  writer.section("order-book.matching-engine");
  writer.i32(orders.count);
  for (let ladder = 0; ladder < ladders.ladders; ladder++) {
    let level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    while (level !== 0) {
      writer.i32(ladder);
      writer.f64(ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!);
      writer.i32(ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]!);
      let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
      while (order !== 0) {
        writer.f64(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
        writer.f64(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!);
        writer.f64(orders.filled[order]!);
        writer.i32(orders.owners[order]!);
        writer.i32(orders.timesInForce[order]!);
        order = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
      }
      level = ladders.next(level);
    }
  }
  writer.i32(-1);
}

/** Takes back what {@link writeOrders} wrote; the state is empty if it throws. */
export function readOrders(state: EngineState, reader: SnapshotReader): void {
  state.orders.clear();
  state.ladders.clear();
  try {
    readLevels(state, reader);
  } catch (error) {
    state.orders.clear();
    state.ladders.clear();
    throw error;
  }
}

function readLevels(state: EngineState, reader: SnapshotReader): void {
  const { orders, ladders } = state;
  reader.section("order-book.matching-engine");
  const count = reader.i32();
  let ladderBefore = -1;
  let keyBefore = 0;
  for (;;) {
    const ladder = reader.i32();
    if (ladder === -1) break;
    const key = reader.f64();
    const rows = reader.i32();
    need(ladder >= ladderBefore && ladder < ladders.ladders, `ladder ${ladder}`);
    need(Number.isInteger(key) && Math.abs(key) <= MAX_PRICE, `price ${key}`);
    need(ladder !== ladderBefore || key > keyBefore, `price ${key} out of order`);
    need(rows > 0, `a level of ${rows} orders`);
    for (let row = 0; row < rows; row++) readOrder(state, reader, ladder, key);
    ladderBefore = ladder;
    keyBefore = key;
  }
  need(orders.count === count, `${orders.count} orders where ${count} were announced`);
  for (let ladder = 0; ladder < ladders.ladders; ladder += 2) {
    const bid = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    const ask = ladders.ladderI[((ladder + 1) << I_SHIFT) + LADDER_BEST]!;
    const crossed =
      bid !== 0 &&
      ask !== 0 &&
      -ladders.levelF[(bid << F_SHIFT) + LEVEL_KEY]! >= ladders.levelF[(ask << F_SHIFT) + LEVEL_KEY]!;
    need(!crossed, `instrument ${ladder >>> 1} is crossed`);
  }
}

function readOrder(state: EngineState, reader: SnapshotReader, ladder: number, key: number): void {
  const { orders, ladders } = state;
  const orderId = reader.f64();
  const leaves = reader.f64();
  const filled = reader.f64();
  const owner = reader.i32();
  const timeInForce = reader.i32();
  const open = ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
  need(Number.isSafeInteger(orderId) && orderId > 0 && orders.find(orderId) === 0, `order id ${orderId}`);
  need(Number.isSafeInteger(leaves) && leaves > 0, `quantity ${leaves} of order ${orderId}`);
  need(open + leaves <= Number.MAX_SAFE_INTEGER, `quantity of ladder ${ladder}`);
  need(filled >= 0 && Number.isInteger(filled), `traded quantity ${filled} of order ${orderId}`);
  need(owner >= 0, `owner ${owner} of order ${orderId}`);
  need(
    timeInForce === TimeInForce.GoodTillCancel ||
      timeInForce === TimeInForce.Day ||
      timeInForce === TimeInForce.PostOnly,
    `time in force ${timeInForce} of order ${orderId}`,
  );
  need(orders.count < orders.capacity, `more than ${orders.capacity} orders`);
  const order = orders.allocate(orderId);
  orders.filled[order] = filled;
  orders.owners[order] = owner;
  orders.timesInForce[order] = timeInForce;
  joinQueue(orders, ladders, order, ladder, key, leaves);
}

function need(holds: boolean, what: string): void {
  if (!holds) throw new InputError("CORRUPT", `snapshot of a matching engine: ${what}`);
}
