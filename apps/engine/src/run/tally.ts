import {
  CancelOrder,
  type EventCursor,
  Fill,
  NewOrder,
  OrderRefused,
  type Stage,
  StrategyStateChanged,
} from "@hotpath/core";

/** Counts what an engine has done, for people: no part of its state. */
export class RunTally implements Stage {
  readonly name = "tally";
  readonly handles: readonly number[] = [
    NewOrder.TYPE,
    CancelOrder.TYPE,
    Fill.TYPE,
    OrderRefused.TYPE,
    StrategyStateChanged.TYPE,
  ];
  orders = 0;
  cancels = 0;
  fills = 0;
  refusals = 0;
  /** Whether a strategy has changed its state since somebody looked. */
  hasChanged = false;

  on(event: EventCursor): void {
    switch (event.type) {
      case NewOrder.TYPE:
        this.orders += 1;
        return;
      case CancelOrder.TYPE:
        this.cancels += 1;
        return;
      case Fill.TYPE:
        this.fills += 1;
        return;
      case OrderRefused.TYPE:
        this.refusals += 1;
        return;
      default:
        this.hasChanged = true;
    }
  }
}
