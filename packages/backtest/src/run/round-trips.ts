import type { InstrumentRegistry } from "@hotpath/core";
import { type BacktestFill, type RoundTrip, unitValue } from "./backtest-run.ts";

interface Open {
  sign: number;
  held: number;
  most: number;
  entryMicros: number;
  opened: number;
  openedValue: number;
  closed: number;
  closedValue: number;
  fees: number;
}

/**
 * Puts fills together to trades: positions from flat to flat. A fill that turns a position ends one trade and begins
 * another, and its fee is divided by quantity.
 *
 * @param marks what open positions are worth at the end, in price units by instrument
 */
export function roundTrips(
  fills: readonly BacktestFill[],
  instruments: InstrumentRegistry,
  marks: readonly number[],
): RoundTrip[] {
  const trades: RoundTrip[] = [];
  const open: (Open | undefined)[] = instruments.list.map(() => undefined);
  const units = instruments.list.map(unitValue);
  for (const fill of fills) {
    const { instrument, price, fee, timeMicros } = fill;
    const sign = fill.side === "buy" ? 1 : -1;
    let left = fill.quantity;
    let position = open[instrument];
    if (position !== undefined && position.sign !== sign) {
      const closing = Math.min(left, position.held);
      position.held -= closing;
      position.closed += closing;
      position.closedValue += closing * price;
      position.fees += (fee * closing) / fill.quantity;
      left -= closing;
      if (position.held === 0) {
        trades.push(tradeOf(position, instrument, units[instrument]!, timeMicros, price));
        position = undefined;
        open[instrument] = undefined;
      }
    }
    if (left === 0) continue;
    position ??= begin(sign, timeMicros);
    open[instrument] = position;
    position.held += left;
    position.most = Math.max(position.most, position.held);
    position.opened += left;
    position.openedValue += left * price;
    position.fees += (fee * left) / fill.quantity;
  }
  for (const [instrument, position] of open.entries())
    if (position !== undefined)
      trades.push(tradeOf(position, instrument, units[instrument]!, Number.NaN, marks[instrument]!));
  return trades;
}

function begin(sign: number, entryMicros: number): Open {
  return { sign, held: 0, most: 0, entryMicros, opened: 0, openedValue: 0, closed: 0, closedValue: 0, fees: 0 };
}

/** @param price what still is held is worth */
function tradeOf(o: Open, instrument: number, unit: number, exitMicros: number, price: number): RoundTrip {
  const value = o.closedValue + o.held * price;
  const profit = o.sign * (value - o.openedValue) * unit - o.fees;
  const invested = Math.abs(o.openedValue) * unit;
  return {
    instrument,
    side: o.sign === 1 ? "long" : "short",
    quantity: o.most,
    entryMicros: o.entryMicros,
    entryPrice: o.openedValue / o.opened,
    exitMicros,
    exitPrice: value / o.opened,
    profit,
    fees: o.fees,
    return: invested === 0 ? 0 : profit / invested,
    isOpen: o.held > 0,
  };
}
