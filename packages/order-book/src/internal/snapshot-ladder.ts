import type { SnapshotWriter } from "@hotpath/core";
import type { EngineState } from "./engine-state.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  ORDER_I_SHIFT,
  ORDER_NEXT,
  ORDERS_AT,
} from "./layout.ts";
import { writeOrder } from "./order-block.ts";
import type { PriceLadders } from "./price-ladders.ts";

/** Writes the levels of a ladder, each with the number that it is to be known by. */
export function writeLadder(
  state: EngineState,
  writer: SnapshotWriter,
  ladders: PriceLadders,
  ladder: number,
  number: number,
): void {
  let level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  while (level !== 0) {
    writer.i32(number);
    writer.f64(ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!);
    writer.i32(ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]!);
    let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    while (order !== 0) {
      writeOrder(state, writer, order);
      order = ladders.I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    }
    level = ladders.next(level);
  }
}
