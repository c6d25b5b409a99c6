import { joinNanos, POWERS_OF_TEN, Side } from "@hotpath/core";
import { levelsOf, positionsOf, riskOf, strategiesOf } from "../link/engine-figures.ts";
import type { MomentMessage } from "../protocol/index.ts";
import type { ReplayMachine } from "./replay-machine.ts";
import type { Moment } from "./replay-source.ts";

/** What is shown of a moment, and how it was come to. */
export interface MomentOptions {
  instrument: number;
  /** Levels a side of the book. */
  depth: number;
  playing: boolean;
  /** What it took. */
  millis: number;
}

/** The engine as it is after the input that a replay is at. */
export function momentOf(machine: ReplayMachine, { instrument, depth, playing, millis }: MomentOptions): Moment {
  const { parts, view, sequence, first, last } = machine;
  const [input, ...derived] = sequence < first ? [] : view.events();
  return {
    first,
    last,
    sequence,
    time: sequence < first ? joinNanos(parts.engine.lastMicros, 0) : parts.engine.lastTime,
    playing,
    ...(input !== undefined && { input }),
    derived,
    changed: view.changed,
    instrument,
    bids: levels(machine, instrument, Side.Buy, depth),
    asks: levels(machine, instrument, Side.Sell, depth),
    quotes: view.quotes(),
    signals: view.signals(),
    indicators: indicators(machine, instrument),
    orders: view.working(),
    ended: view.ended(),
    fills: [...view.fills()],
    positions: positionsOf(parts),
    risk: riskOf(parts),
    strategies: strategiesOf(parts),
    ...curves(machine, instrument),
    stateHash: parts.engine.stagesHash(),
    millis,
  };
}

/** Levels of the book; where none are kept, the quote. */
function levels({ parts, view }: ReplayMachine, instrument: number, side: Side, depth: number): number[] {
  const book = levelsOf(parts, instrument, side, depth);
  return book.length > 0 || parts.books !== undefined ? book : view.touch(instrument, side === Side.Buy);
}

/** The figures behind the signals, by the names of their generators: those that are warm; prices in money. */
function indicators({ parts: { signals, instruments } }: ReplayMachine, instrument: number): Record<string, number> {
  if (signals === undefined) return {};
  // The set sees twice the mid in price units.
  const perPrice = 1 / (2 * POWERS_OF_TEN[instruments.list[instrument]!.priceDecimals]!);
  const figures = signals.names.map((name, signal) => {
    const value = signals.value(instrument, signal);
    return [name, signals.valueKind(signal) === "price" ? value * perPrice : value] as const;
  });
  return Object.fromEntries(figures.filter(([, value]) => Number.isFinite(value)));
}

function curves({ parts, view, sequence }: ReplayMachine, instrument: number): Pick<MomentMessage, "equity" | "mids"> {
  const equity = view.curves.equity();
  const mids = view.curves.mids(instrument);
  // The moment's own point, where it is none of the curve's.
  if (equity.at(-2) !== sequence) equity.push(sequence, parts.portfolio.equity());
  const mid = view.mids[instrument]!;
  if (mids.at(-2) !== sequence && Number.isFinite(mid)) mids.push(sequence, mid);
  return { equity, mids };
}
