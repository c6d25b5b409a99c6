import { ConfigError } from "@hotpath/core";

/** What a gateway keeps and computes of the market, beside what the engine tells. */
export interface HistoryOptions {
  /**
   * Length of the bars that are built of an instrument whose bars nobody sends: of its trades, and before the first one of
   * its quotes' mid prices. 0 builds none. Default 1,000.
   */
  barMillis: number;
  /** Closed bars and quotes of each instrument that are kept, for indicators to begin with. Default 500. */
  keptRows: number;
  /** Indicators of all clients that are computed; clients that ask for the same share one. Default 256. */
  maxIndicators: number;
}

const DEFAULTS: HistoryOptions = { barMillis: 1000, keptRows: 500, maxIndicators: 256 };
const RANGES: Readonly<Record<keyof HistoryOptions, readonly [number, number]>> = {
  barMillis: [0, 86_400_000],
  keptRows: [1, 1 << 20],
  maxIndicators: [1, 1 << 16],
};

/** @throws {ConfigError} naming the option */
export function parseHistory(given: Partial<HistoryOptions> = {}): HistoryOptions {
  for (const [name, value] of Object.entries(given)) {
    const range = Object.hasOwn(RANGES, name) ? RANGES[name as keyof HistoryOptions] : undefined;
    if (range === undefined)
      throw new ConfigError(`history.${name}`, value, `one of the keys ${Object.keys(RANGES).join(", ")}`);
    if (!Number.isInteger(value) || value < range[0] || value > range[1])
      throw new ConfigError(`history.${name}`, value, `an integer from ${range[0]} to ${range[1]}`);
  }
  return Object.freeze({ ...DEFAULTS, ...given });
}
