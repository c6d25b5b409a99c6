/** What of a view may have changed, as bits: a panel says which it shows, and is drawn when one of them is set. */
export const Topic = {
  Book: 1,
  Quotes: 2,
  Trades: 4,
  Signals: 8,
  Orders: 16,
  Fills: 32,
  Positions: 64,
  Risk: 128,
  Statistics: 256,
  Logs: 512,
  Indicators: 1024,
  Strategies: 2048,
  /** Sequence and time. */
  Clock: 4096,
  /** Connection, role, what is shown: everything beside the engine's own state. */
  Page: 8192,
  All: 16_383,
} as const;

const NAMES: Readonly<Record<string, number>> = {
  book: Topic.Book,
  quotes: Topic.Quotes,
  trades: Topic.Trades,
  bars: Topic.Quotes,
  signals: Topic.Signals,
  orders: Topic.Orders,
  fills: Topic.Fills,
  positions: Topic.Positions,
  risk: Topic.Risk,
  indicators: Topic.Indicators,
  strategies: Topic.Strategies,
};

/** The bits of the protocol's names of topics; names that the page does not show are none. */
export function topicBits(names: readonly string[]): number {
  return names.reduce((bits, name) => bits | (NAMES[name] ?? 0), 0);
}
