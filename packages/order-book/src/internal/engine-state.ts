import type { ReportBuffer } from "../report-buffer.ts";
import { STATE_ORDERS } from "./layout.ts";
import type { OrderStore } from "./order-store.ts";
import type { PriceLadders } from "./price-ladders.ts";
import type { SpecialState } from "./special-state.ts";

/** Everything that a matching engine is made of; the commands are functions over it. */
export interface EngineState {
  readonly instruments: number;
  /** The two views of the memory of `orders` and `ladders`. */
  readonly F: Float64Array;
  readonly I: Int32Array;
  readonly orders: OrderStore;
  readonly ladders: PriceLadders;
  readonly reports: ReportBuffer;
  /** A command is not begun unless this many rows suffice for it and for the reports that wait. */
  readonly maxReportRows: number;
  /** A `SelfTradePrevention`. */
  readonly selfTradePrevention: number;
  readonly replaceKeepsPriority: boolean;
  /** Whether batches may go to native code. */
  readonly usesNative: boolean;
  /** The price of each instrument's last trade; NaN before the first. */
  readonly lastPrices: Float64Array;
  /** `special.words`: 0 for each instrument that the plain path serves. */
  readonly words: Int32Array;
  /** Everything beyond plain orders in continuous trading. */
  readonly special: SpecialState;
  /** Quantity that the incoming order of the command under way has traded. */
  traded: number;
  /** Commands not begun because the reports that wait left no room. */
  refused: number;
}

/** Whether the reports of one more command fit: an order reports at most twice for each order that rests. */
export const hasReportRoom = (state: EngineState): boolean => {
  if (state.reports.count + 2 * state.I[STATE_ORDERS]! + 4 <= state.maxReportRows) return true;
  state.refused++;
  return false;
};
