import { InputError } from "@hotpath/core";

/** Profit of a strategy in an instrument: of a trade, of a day, of anything that is summed. */
export interface ProfitEntry {
  strategy: string;
  instrument: string;
  /** Before fees, in one currency. */
  profit: number;
  /** Fees paid less rebates. Default 0. */
  fees?: number;
}

/** Where profit came from. */
export interface ProfitShare {
  profit: number;
  fees: number;
  /** Profit less fees. */
  net: number;
  /** Net by the capital: its contribution to the return. */
  contribution: number;
  /** Entries that went in. */
  entries: number;
}

/** Profit by strategy, by instrument, and by both; in the order of their first entry. */
export interface ProfitAttribution {
  total: ProfitShare;
  strategies: ReadonlyMap<string, ProfitShare>;
  instruments: ReadonlyMap<string, ProfitShare>;
  /** By strategy, then by instrument. */
  cells: ReadonlyMap<string, ReadonlyMap<string, ProfitShare>>;
}

/**
 * Profit and its contribution to the return by strategy and instrument. Contributions add up, in each direction, to the
 * total; over several periods sum profits and divide by the capital of the start, or link the periods.
 *
 * @param capital at the start, in the currency of the profits
 * @throws {InputError} `INPUT_INVALID` if the capital is not positive, or a profit or fee is not finite
 */
export function attributeProfit(entries: readonly ProfitEntry[], capital: number): ProfitAttribution {
  if (!(capital > 0 && capital < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_INVALID", `capital is ${capital}; allowed: a number above 0`);
  const total = emptyShare();
  const strategies = new Map<string, ProfitShare>();
  const instruments = new Map<string, ProfitShare>();
  const cells = new Map<string, Map<string, ProfitShare>>();
  for (const [i, { strategy, instrument, profit, fees = 0 }] of entries.entries()) {
    if (!(Number.isFinite(profit) && Number.isFinite(fees)))
      throw new InputError(
        "INPUT_INVALID",
        `entries[${i}] has a profit of ${profit} and fees of ${fees}: not finite numbers`,
      );
    const row = cells.get(strategy) ?? new Map<string, ProfitShare>();
    cells.set(strategy, row);
    for (const share of [
      total,
      shareOf(strategies, strategy),
      shareOf(instruments, instrument),
      shareOf(row, instrument),
    ]) {
      share.profit += profit;
      share.fees += fees;
      share.entries += 1;
    }
  }
  const all = [
    total,
    ...strategies.values(),
    ...instruments.values(),
    ...[...cells.values()].flatMap((row) => [...row.values()]),
  ];
  for (const share of all) {
    share.net = share.profit - share.fees;
    share.contribution = share.net / capital;
  }
  return { total, strategies, instruments, cells };
}

function shareOf(shares: Map<string, ProfitShare>, name: string): ProfitShare {
  const share = shares.get(name) ?? emptyShare();
  shares.set(name, share);
  return share;
}

function emptyShare(): ProfitShare {
  return { profit: 0, fees: 0, net: 0, contribution: 0, entries: 0 };
}
