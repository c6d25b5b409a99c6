/**
 * Every state with every report: the table is written out here a second time, as a reader of FIX's matrices would, and
 * each cell is driven through a whole order manager.
 */
import { describe, expect, test } from "bun:test";
import { ExecType, OrderStatus } from "@hotpath/core";
import type { OrderCounts } from "./order-counts.ts";
import { actionOf, hasEnded, transition } from "./order-transitions.ts";
import { OrderDesk } from "./testing/desk.ts";

const E = ExecType;
const S = OrderStatus;

/**
 * Columns. Cells: `.` nothing, `a` working, `n` the report's state, `t` fill, `l` late fill, `c` ends Canceled, `x` ends
 * Expired, `r` ends Rejected, `b` bust, `k` correction, `=` compared, `p` new terms, `s` restated, `q` a request refused,
 * `w` a replace refused. A second letter names what is counted: `D` duplicate, `O` out of order, `L` late report, `K` late
 * cancel, `U` unsolicited, `C` unsolicited cancel, `R` late reject.
 */
const COLUMNS = [
  E.New, E.DoneForDay, E.Canceled, E.Replaced, E.PendingCancel, E.Stopped, E.Rejected, E.Suspended, E.PendingNew,
  E.Calculated, E.Expired, E.Restated, E.PendingReplace, E.Trade, E.TradeCorrect, E.TradeCancel, E.OrderStatus,
  E.TradeInClearingHold, E.TradeReleasedToClearing, E.Triggered, E.CancelRejected, E.ReplaceRejected,
]; // biome-ignore format: a table
const MATRIX: [number, string][] = [
  //                   0  3  4  5  6  7  8  9  A  B  C  D  E  F  G  H  I  J  K  L  9  9'
  [S.PendingNew, "     a  n  cC pU .U n  r  n  .  n  x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.New, "            .D n  cC pU .U n  rR n  .O n  x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.PartiallyFilled, ".O n  cC pU .U n  rR n  .O n  x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.DoneForDay, "     a  .D cC pU .U n  rR n  .O n  x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.Stopped, "        a  n  cC pU .U .D rR n  .O n  x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.Suspended, "      a  n  cC pU .U n  rR .D .O n  x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.Calculated, "     a  n  cC pU .U n  rR n  .O .D x  s  .U t  k  b  =  t  .  a  qU wU"],
  [S.PendingCancel, "  a  n  c  pU .  n  r  n  .O n  x  s  .  t  k  b  =  t  .  a  q  wU"],
  [S.PendingReplace, " a  n  cC p  .U n  rR n  .O n  x  s  .  t  k  b  =  t  .  a  q  w"],
  [S.Filled, "         .O .  .L .L .O .L .L .L .O .  .L .L .O l  k  b  .  l  .  .L .K .K"],
  [S.Canceled, "       .O .L .D .L .O .L .L .L .O .L .L .L .O l  k  b  .  l  .  .L .K .K"],
  [S.Expired, "        .O .L .L .L .O .L .L .L .O .L .D .L .O l  k  b  .  l  .  .L .K .K"],
  [S.Rejected, "       .O .L .L .L .O .L .D .L .O .L .L .L .O l  k  b  .  l  .  .L .K .K"],
];

const COUNTED: Record<string, keyof OrderCounts> = {
  D: "duplicateReports",
  O: "outOfOrderReports",
  L: "lateReports",
  K: "lateCancels",
  U: "unsolicitedReports",
  C: "unsolicitedCancels",
  R: "lateRejects",
};

/** Brings order 1 of 100 into a state, 40 of it filled by execution 500 where the state can have it. */
function deskIn(state: number): OrderDesk {
  const desk = new OrderDesk();
  desk.intent(1);
  if (state === S.PendingNew) return desk;
  if (state === S.Rejected) {
    desk.report(1, E.Rejected);
    return desk;
  }
  desk.report(1, E.New);
  if (state === S.New) return desk;
  desk.report(1, E.Trade, { lastQuantity: 40, cumulativeQuantity: 40, leavesQuantity: 60, executionId: 500 });
  if (state === S.PendingCancel) desk.cancel(1);
  else if (state === S.PendingReplace) desk.replace(1, 9_900, 200);
  else if (state === S.Filled) desk.report(1, E.Trade, { lastQuantity: 60, cumulativeQuantity: 100, executionId: 501 });
  else if (state === S.Canceled) {
    desk.cancel(1);
    desk.report(1, E.Canceled, { cumulativeQuantity: 40 });
  } else if (state === S.Expired) desk.report(1, E.Expired, { cumulativeQuantity: 40 });
  else if (state !== S.PartiallyFilled) desk.report(1, state);
  return desk;
}

const nameIn = (table: Readonly<Record<string, number>>, value: number): string =>
  Object.keys(table).find((key) => table[key] === value)!;

for (const [state, row] of MATRIX)
  describe(`an order that is ${nameIn(S, state)}`, () => {
    const cells = row.trim().split(/\s+/);
    for (const [column, execType] of COLUMNS.entries())
      test(`and a report ${nameIn(E, execType)}`, () => check(state, execType, cells[column]!));
  });

function check(state: number, execType: number, cell: string): void {
  const desk = deskIn(state);
  const isEnded = hasEnded(state);
  expect(desk.status(1)).toBe(isEnded ? undefined : state);
  const before = desk.stage.counts();
  const filled = { [S.Filled]: 100, [S.PendingNew]: 0, [S.New]: 0, [S.Rejected]: 0 }[state] ?? 40;
  const known = filled > 0 ? 500 : 0;
  const leaves = isEnded ? 0 : 100 - filled;
  const fields = {
    t: { lastQuantity: 10, cumulativeQuantity: filled + 10, leavesQuantity: leaves - 10, executionId: 600 },
    l: { lastQuantity: 10, cumulativeQuantity: filled + 10, leavesQuantity: 0, executionId: 600 },
    b: { referenceId: known, cumulativeQuantity: filled - 40, leavesQuantity: leaves === 0 ? 0 : 100 },
    k: { referenceId: known, lastQuantity: 30, lastPrice: 9_990, cumulativeQuantity: Math.max(0, filled - 10), executionId: 601, leavesQuantity: leaves === 0 ? 0 : 70 },
  }[cell[0]!] ?? { cumulativeQuantity: filled, leavesQuantity: leaves }; // biome-ignore format: a table
  const events = desk.report(1, execType, fields);
  const types = events.map((e) => e.type).join(" ");
  const after = desk.stage.counts();
  const news = Object.keys(after).filter((key) => after[key as keyof OrderCounts] !== before[key as keyof OrderCounts]);
  const counted = cell.length > 1 ? [COUNTED[cell[1]!]!] : [];
  const isAsked = state === S.PendingCancel || state === S.PendingReplace;
  const works = filled > 0 ? S.PartiallyFilled : S.New;
  const stays = isEnded ? undefined : state;
  const expected: Record<string, [status: number | undefined, events: string, counts: string[]]> = {
    ".": [stays, "", []],
    "=": [state === S.PendingNew ? S.New : stays, "", []],
    a: [isAsked ? state : works, "", []],
    n: [isAsked ? state : execType, "", []],
    t: [state === S.PendingNew || state === S.New ? S.PartiallyFilled : stays, "Fill", ["fills"]],
    l: [undefined, "Fill", ["fills", "lateFills"]],
    c: [undefined, "OrderClosed", []],
    x: [undefined, "OrderClosed", []],
    r: [undefined, "OrderClosed", ["venueRejects"]],
    // Nothing of an order that nothing was filled of can be busted.
    b:
      known === 0
        ? [stays, "", ["unknownExecutions"]]
        : [state === S.PartiallyFilled ? S.New : stays, "FillBusted", ["busts"]],
    k:
      known === 0
        ? [stays, "", ["unknownExecutions"]]
        : [state === S.New ? S.PartiallyFilled : stays, "FillBusted Fill", ["busts", "corrections", "fills"]],
    p: state === S.PendingReplace ? [works, "OrderReplaced", ["replaced"]] : [stays, "", []],
    s: [[S.DoneForDay, S.Suspended, S.Calculated].includes(state as 3) ? works : stays, "", ["restated"]],
    q: [isAsked ? works : stays, state === S.PendingReplace ? "OrderReplaced" : "", []],
    w: [state === S.PendingReplace ? works : stays, state === S.PendingReplace ? "OrderReplaced" : "", []],
  };
  // A venue that has more for an order whose day is over makes it work again when it says so.
  if (cell[0] === "p" && [S.DoneForDay, S.Suspended, S.Calculated].includes(state as 3)) expected.p![0] = works;
  const [status, emitted, counts] = expected[cell[0]!]!;
  expect(desk.status(1)).toBe(status);
  expect(types).toBe(emitted);
  expect(news.toSorted()).toEqual([...counts, ...counted].toSorted());
  const closed = events.find((e) => e.type === "OrderClosed");
  if (closed?.type === "OrderClosed")
    expect(closed.status).toBe({ c: S.Canceled, x: S.Expired, r: S.Rejected }[cell[0]!]!);
}

test("what no version of FIX has, and what a venue says of an order that it has not got, is ignored and counted", () => {
  for (const execType of [-1, 1, 2, 22, 63, 64, 99, 2 ** 31 - 1]) {
    const desk = deskIn(S.New);
    expect(desk.report(1, execType)).toEqual([]);
    expect([desk.status(1), desk.stage.counts().unknownReports]).toEqual([S.New, 1]);
  }
  for (const execType of Object.values(E)) expect(actionOf(transition(S.Held, execType))).toBe(0);
});
