/**
 * What an algorithm wants at a moment: how much more may work, and at which price. Pure functions of the table and the
 * tape; a child is never more than what its parent has left, and there is one at a time, so nothing is ever overfilled by
 * anybody but a venue.
 */
import { Side } from "@hotpath/core";
import { AlgorithmKind } from "./algorithm-kind.ts";
import type { AlgorithmTable } from "./algorithm-table.ts";
import type { MarketTape } from "./market-tape.ts";
import { SLICES_MAX } from "./schedule.ts";

/** Whether the algorithm goes by a timetable. */
export const isTimed = (algorithm: number): boolean =>
  algorithm === AlgorithmKind.TimeWeighted ||
  algorithm === AlgorithmKind.VolumeWeighted ||
  algorithm === AlgorithmKind.ImplementationShortfall;

/** Brings a timed algorithm to the slice of the time. */
export const advanceSlice = (table: AlgorithmTable, row: number, now: number): void => {
  const { times, slices, slice } = table;
  const first = row * SLICES_MAX;
  while (slice[row]! < slices[row]! && times[first + slice[row]!]! <= now) slice[row]! += 1;
};

/** How much should have been traded by now, in all. */
export const dueQuantity = (table: AlgorithmTable, tape: MarketTape, row: number, includesOwn: boolean): number => {
  const algorithm = table.algorithm[row]!;
  const quantity = table.quantity[row]!;
  const i = table.instrument[row]!;
  const share = table.participation[row]!;
  const traded = tape.volume[i]! - table.startVolume[row]!;
  // Of a volume that lacks our own trades, p/(1 − p) is p of the whole.
  const allowed = share === 0 || share === 1 ? Infinity : traded * (includesOwn ? share : share / (1 - share));
  let due = quantity;
  if (isTimed(algorithm)) {
    const done = table.slice[row]!;
    due = done === 0 ? 0 : table.due[row * SLICES_MAX + done - 1]!;
  } else if (algorithm === AlgorithmKind.Sniper) due = table.filled[row]! + shotQuantity(table, tape, row);
  else if (algorithm === AlgorithmKind.ParticipationOfVolume && share === 1) due = traded;
  return Math.min(quantity, due, allowed);
};

/** What a sniper sees at its price. */
const shotQuantity = (table: AlgorithmTable, tape: MarketTape, row: number): number => {
  const i = table.instrument[row]!;
  const isBuy = table.side[row] === Side.Buy;
  const price = isBuy ? tape.ask[i]! : tape.bid[i]!;
  if (price === 0) return 0;
  const limit = table.limitPrice[row]!;
  if (isBuy ? price > limit : price < limit) return 0;
  return isBuy ? tape.askSize[i]! : tape.bidSize[i]!;
};

/** The price at which the other side is taken; 0 where it is not there, or beyond the limit. */
export const takingPrice = (table: AlgorithmTable, tape: MarketTape, row: number): number => {
  const i = table.instrument[row]!;
  const limit = table.limitPrice[row]!;
  if (table.side[row] === Side.Buy) {
    const ask = tape.ask[i]!;
    return limit > 0 && ask > limit ? 0 : ask;
  }
  const bid = tape.bid[i]!;
  return limit > 0 && bid < limit ? 0 : bid;
};

/** The price at which a child waits: its own side's touch, or its limit where that is worse or the touch not there. */
export const waitingPrice = (table: AlgorithmTable, tape: MarketTape, row: number): number => {
  const i = table.instrument[row]!;
  const limit = table.limitPrice[row]!;
  const isBuy = table.side[row] === Side.Buy;
  const touch = isBuy ? tape.bid[i]! : tape.ask[i]!;
  if (touch === 0 || limit === 0) return touch === 0 ? limit : touch;
  return isBuy ? Math.min(touch, limit) : Math.max(touch, limit);
};

/** The size of the next child, in lots; 0 for none yet. */
export const childQuantity = (
  table: AlgorithmTable,
  row: number,
  due: number,
  lot: number,
  minSize: number,
  display: number,
): number => {
  const left = table.quantity[row]! - table.filled[row]!;
  const most = display > 0 ? display : left;
  const size = Math.floor(Math.min(left, due - table.filled[row]!, most) / lot) * lot;
  if (size < minSize) return 0;
  // The last child may be smaller.
  return size < table.minChild[row]! && size < left ? 0 : size;
};
