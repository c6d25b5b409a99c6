/**
 * Batches of commands: by native code where there is any and the command is plain, else by the functions of single
 * commands. Which of them ran is a matter of time alone.
 */
import type { BookKernels } from "@hotpath/native";
import type { CommandBatch } from "../command-batch.ts";
import { CommandKind } from "../vocabulary.ts";
import { cancel, replace, submit } from "./commands.ts";
import type { EngineState } from "./engine-state.ts";
import { STATE_REPORTS } from "./layout.ts";
import { nativeBooks } from "./native-books.ts";

/** Rows that are free when native code begins: enough for most commands to find room. */
const ROWS_AHEAD = 4096;
/** Fewer commands than this cost less than a call of native code. */
const LEAST_NATIVE = 8;

/** Executes the commands [from, to); see `MatchingEngine.submitBatch`. */
export function executeBatch(state: EngineState, batch: CommandBatch, from: number, to: number): number {
  // A buffer that was transferred has no address.
  const usesNative = state.usesNative && to - from >= LEAST_NATIVE && state.reports.F.length > 0;
  const books = usesNative ? nativeBooks() : null;
  let next = from;
  while (next < to) {
    // A cancel or a replace names no instrument, and native code knows no order that is not in the book that is shown.
    if (books !== null && state.special.active === 0) next = executeNatively(books, state, batch, next, to);
    if (next === to) break;
    const end = books === null ? to : next + 1;
    while (next < end) {
      if (!executeOne(state, batch, next)) return next;
      next++;
    }
  }
  return next;
}

function executeNatively(
  books: BookKernels,
  state: EngineState,
  batch: CommandBatch,
  from: number,
  to: number,
): number {
  const { I, reports } = state;
  reports.reserve(Math.min(reports.count + ROWS_AHEAD, state.maxReportRows));
  I[STATE_REPORTS] = reports.count;
  const next = books.match(
    I,
    batch.F,
    batch.stride,
    from,
    to,
    reports.F,
    reports.stride,
    reports.rows,
    state.maxReportRows,
    state.words,
    state.lastPrices,
  );
  reports.count = I[STATE_REPORTS]!;
  return next;
}

function executeOne(state: EngineState, batch: CommandBatch, row: number): boolean {
  const kind = batch.kind[row]!;
  const orderId = batch.orderId[row]!;
  if (kind === CommandKind.Cancel) return cancel(state, orderId);
  const price = batch.price[row]!;
  const quantity = batch.quantity[row]!;
  if (kind === CommandKind.Replace) return replace(state, orderId, price, quantity);
  const type = batch.type[row]!;
  return submit(
    state,
    batch.instrument[row]!,
    orderId,
    batch.side[row]!,
    price,
    quantity,
    kind === CommandKind.Submit ? type : 255,
    batch.timeInForce[row]!,
    batch.owner[row]!,
  );
}
