/** Fields of reports that earlier versions of the record did not have. */
import { type EventCursor, ExecType, ExecutionReport } from "@hotpath/core";

/** Length of a report before it had an execution id. */
const FIRST_VERSION_BYTES = 96;
/** What that version called the refusal of a cancel or a replace. */
const FIRST_VERSION_REFUSED = 16;

const isFirst = (event: EventCursor): boolean => event.length <= FIRST_VERSION_BYTES;

/** ExecType of a report. */
export const execTypeOf = (event: EventCursor): number => {
  const execType = ExecutionReport.execType(event);
  return execType === FIRST_VERSION_REFUSED && isFirst(event) ? ExecType.CancelRejected : execType;
};

/** The venue's id of a report; 0 unknown. */
export const executionIdOf = (event: EventCursor): number => {
  if (isFirst(event)) return 0;
  const id = ExecutionReport.executionId(event);
  return Number.isSafeInteger(id) ? id : 0;
};

/** The execution that a report corrects or busts; 0 if none. */
export const referenceIdOf = (event: EventCursor): number => {
  if (isFirst(event)) return 0;
  const id = ExecutionReport.referenceId(event);
  return Number.isSafeInteger(id) ? id : 0;
};

/** Fee of a fill; NaN if it was not told, as by a list of orders. */
export const feeOf = (event: EventCursor): number =>
  isFirst(event) || event.type !== ExecutionReport.TYPE ? Number.NaN : ExecutionReport.fee(event);

/** Liquidity of a fill; 0 if it was not told, as by a list of orders. */
export const liquidityOf = (event: EventCursor): number =>
  event.type === ExecutionReport.TYPE ? ExecutionReport.liquidity(event) : 0;

/** The venue's reason; 0 if there is none. */
export const reasonOf = (event: EventCursor): number =>
  event.type === ExecutionReport.TYPE ? ExecutionReport.reason(event) : 0;

/** Limit price that the venue has; NaN if it was not told. */
export const workingPriceOf = (event: EventCursor): number =>
  isFirst(event) ? Number.NaN : ExecutionReport.workingPrice(event);

/** Order quantity that the venue has; NaN if it was not told. */
export const workingQuantityOf = (event: EventCursor): number =>
  isFirst(event) ? Number.NaN : ExecutionReport.workingQuantity(event);

/** Whether a trade's numbers are such. */
export const isTrade = (price: number, quantity: number, cumulative: number): boolean =>
  quantity > 0 &&
  Number.isSafeInteger(quantity) &&
  Number.isSafeInteger(price) &&
  Number.isSafeInteger(cumulative) &&
  cumulative >= 0;
