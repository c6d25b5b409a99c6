import { ConfigError } from "@hotpath/core";

/** What a file of {@link MarketCsvDecoder} holds. */
export type MarketCsvLayout = "rows" | "trades" | "quotes";

/** Every {@link MarketCsvLayout}, the more telling ones first. */
export const MARKET_CSV_LAYOUTS: readonly MarketCsvLayout[] = ["rows", "quotes", "trades"];

/** The columns of all layouts. */
export const MARKET_CSV_COLUMNS = [
  "time",
  "receiveTime",
  "symbol",
  "kind",
  "side",
  "price",
  "size",
  "otherPrice",
  "otherSize",
  "id",
  "otherId",
  "sequence",
  "code",
  "flags",
  "buyerIsMaker",
  "bidPrice",
  "bidSize",
  "askPrice",
  "askSize",
] as const;
/** A value of {@link MARKET_CSV_COLUMNS}. */
export type MarketCsvColumn = (typeof MARKET_CSV_COLUMNS)[number];

/** The usual names of each column, without case, spaces and signs; a name before another one is preferred. */
const KNOWN: Readonly<Record<MarketCsvColumn, readonly string[]>> = {
  time: ["timestamp", "datetime", "time", "date", "tsevent", "eventtime", "exchangetimestamp", "ts", "transacttime"],
  receiveTime: ["receivetime", "localtimestamp", "tsrecv", "receivedat", "receivetimestamp"],
  symbol: ["symbol", "ticker", "instrument", "sym"],
  kind: ["kind"],
  side: ["side", "takerside", "aggressorside", "direction"],
  price: ["price", "tradeprice", "px"],
  size: ["size", "quantity", "qty", "amount", "volume", "tradesize"],
  otherPrice: ["otherprice"],
  otherSize: ["othersize"],
  id: ["id", "tradeid", "aggtradeid"],
  otherId: ["otherid"],
  sequence: ["sequence", "seq", "sequencenumber"],
  code: ["code"],
  flags: ["flags"],
  buyerIsMaker: ["isbuyermaker", "buyerismaker", "buyermaker"],
  bidPrice: ["bidprice", "bid", "bestbid", "bestbidprice", "bidpx", "bidpx00"],
  bidSize: ["bidsize", "bidqty", "bidquantity", "bidamount", "bidvolume", "bestbidqty", "bestbidsize", "bidsz00"],
  askPrice: ["askprice", "ask", "bestask", "bestaskprice", "askpx", "askpx00", "offerprice", "offer"],
  askSize: [
    "asksize",
    "askqty",
    "askquantity",
    "askamount",
    "askvolume",
    "bestaskqty",
    "bestasksize",
    "asksz00",
    "offersize",
  ],
};

/** The columns without which a layout is none. */
const NEEDED: Readonly<Record<MarketCsvLayout, readonly MarketCsvColumn[]>> = {
  rows: ["kind", "time", "side", "price", "size", "flags"],
  quotes: ["time", "bidPrice", "bidSize", "askPrice", "askSize"],
  trades: ["time", "price", "size"],
};

/** Which field each column is; −1 where the file has none. */
export type MarketCsvFields = Record<MarketCsvColumn, number>;

/**
 * Finds the columns of a header.
 *
 * @param layout the only layout that is looked for, if there is one
 * @returns undefined if a column is missing that every layout needs, or one stands there twice
 */
export function findColumns(
  names: readonly string[],
  chosen: Partial<Record<MarketCsvColumn, string>>,
  layout: MarketCsvLayout | undefined,
): { layout: MarketCsvLayout; fields: MarketCsvFields } | undefined {
  const plain = names.map(plainName);
  const fields = {} as MarketCsvFields;
  for (const column of MARKET_CSV_COLUMNS) {
    const wanted = chosen[column] === undefined ? KNOWN[column] : [plainName(chosen[column])];
    const name = wanted.find((candidate) => plain.includes(candidate));
    fields[column] = name === undefined ? -1 : plain.indexOf(name);
    if (name === undefined && chosen[column] !== undefined) return undefined;
    if (name !== undefined && plain.includes(name, fields[column] + 1)) return undefined;
  }
  const found = MARKET_CSV_LAYOUTS.find(
    (one) => (layout ?? one) === one && NEEDED[one].every((column) => fields[column] >= 0),
  );
  return found && { layout: found, fields };
}

/** @throws {ConfigError} if a column is chosen that does not exist, or by something that is no name */
export function checkMarketColumns(columns: unknown): Partial<Record<MarketCsvColumn, string>> {
  if (columns === undefined) return {};
  if (typeof columns !== "object" || columns === null) throw new ConfigError("columns", columns, "an object of names");
  for (const [key, value] of Object.entries(columns)) {
    if (!(MARKET_CSV_COLUMNS as readonly string[]).includes(key))
      throw new ConfigError(`columns.${key}`, value, `one of the keys ${MARKET_CSV_COLUMNS.join(", ")}`);
    if (typeof value !== "string" || plainName(value) === "")
      throw new ConfigError(`columns.${key}`, value, "a column's name");
  }
  return columns as Partial<Record<MarketCsvColumn, string>>;
}

/** Names are compared without case, spaces and signs. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether a header's name is the one chosen for times, or a usual one. */
export function isTimeColumn(name: string, chosen: string | undefined): boolean {
  return chosen === undefined ? KNOWN.time.includes(plainName(name)) : plainName(chosen) === plainName(name);
}
