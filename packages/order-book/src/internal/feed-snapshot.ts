import { InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { MAX_PRICE } from "../vocabulary.ts";
import type { FeedState } from "./feed-orders.ts";
import { refineStep } from "./feed-steps.ts";
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

const SECTION = "order-book.l3-book";

/** Writes the logical state: for each ladder its levels, best first, and their queues; then the marks by id. */
export function writeFeedOrders(state: FeedState, writer: SnapshotWriter): void {
  const { orders, ladders, own } = state;
  writer.section(SECTION);
  writer.i32(orders.count);
  for (let ladder = 0; ladder < ladders.ladders; ladder++) {
    let level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    for (; level !== 0; level = ladders.next(level)) {
      writer.i32(ladder);
      // Prices, not keys: equal books give equal bytes, whatever their steps.
      writer.f64(ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]! * state.steps[ladder >>> 1]!);
      writer.i32(ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]!);
      let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
      while (order !== 0) {
        writer.f64(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
        writer.f64(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!);
        writer.f64(orders.filled[order]!);
        order = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
      }
    }
  }
  writer.i32(-1);
  writer.i32(own.size);
  for (const [orderId, owner] of [...own].sort((a, b) => a[0] - b[0])) {
    writer.f64(orderId);
    writer.i32(owner);
  }
}

/** Takes back what {@link writeFeedOrders} wrote; the state is empty if it throws. */
export function readFeedOrders(state: FeedState, reader: SnapshotReader): void {
  forget(state);
  try {
    reader.section(SECTION);
    const count = reader.i32();
    readLevels(state, reader);
    need(state.orders.count === count, `${state.orders.count} orders where ${count} were announced`);
    readMarks(state, reader);
  } catch (error) {
    forget(state);
    throw error;
  }
}

function readLevels(state: FeedState, reader: SnapshotReader): void {
  let ladderBefore = -1;
  let keyBefore = 0;
  for (;;) {
    const ladder = reader.i32();
    if (ladder === -1) return;
    const key = reader.f64();
    const rows = reader.i32();
    need(ladder >= ladderBefore && ladder >= 0 && ladder < state.ladders.ladders, `ladder ${ladder}`);
    need(Number.isInteger(key) && Math.abs(key) <= MAX_PRICE, `price ${key}`);
    need(ladder !== ladderBefore || key > keyBefore, `price ${key} out of order`);
    need(rows > 0, `a level of ${rows} orders`);
    for (let row = 0; row < rows; row++) readOrder(state, reader, ladder, key);
    ladderBefore = ladder;
    keyBefore = key;
  }
}

function readOrder(state: FeedState, reader: SnapshotReader, ladder: number, key: number): void {
  const { orders, ladders } = state;
  const orderId = reader.f64();
  const leaves = reader.f64();
  const filled = reader.f64();
  const open = ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
  need(Number.isSafeInteger(orderId) && orders.find(orderId) === 0, `order id ${orderId}`);
  need(Number.isSafeInteger(leaves) && leaves > 0, `quantity ${leaves} of order ${orderId}`);
  need(open + leaves <= Number.MAX_SAFE_INTEGER, `quantity of ladder ${ladder}`);
  need(filled >= 0 && Number.isInteger(filled), `traded quantity ${filled} of order ${orderId}`);
  need(orders.count < orders.capacity, `more than ${orders.capacity} orders`);
  const step = state.steps[ladder >>> 1]!;
  const steps = key / (Number.isInteger(key / step) ? step : refineStep(state, ladder >>> 1, key));
  const order = orders.allocate(orderId);
  orders.filled[order] = filled;
  orders.owners[order] = 0;
  joinQueue(ladders, order, ladder, steps, leaves);
}

function readMarks(state: FeedState, reader: SnapshotReader): void {
  const { orders, own } = state;
  for (let left = reader.i32(); left > 0; left--) {
    const orderId = reader.f64();
    const owner = reader.i32();
    need(Number.isSafeInteger(orderId) && !own.has(orderId) && owner > 0, `owner ${owner} of order ${orderId}`);
    own.set(orderId, owner);
    state.ownCount = own.size;
    const order = orders.find(orderId);
    if (order !== 0) orders.owners[order] = owner;
  }
}

function forget(state: FeedState): void {
  state.orders.clear();
  state.ladders.clear();
  state.own.clear();
  state.ownCount = 0;
  state.steps.fill(Number.NaN);
  // Every book may be another one now.
  for (let i = 0; i < state.instruments; i++) state.revisions[i] = state.revisions[i]! + 1;
}

function need(holds: boolean, what: string): void {
  if (!holds) throw new InputError("CORRUPT", `snapshot of an L3 book: ${what}`);
}
