/** The data types of Tardis' CSV files ("Downloadable CSV files", docs.tardis.dev), as their names have them. */
export const TARDIS_TYPES = [
  "incremental_book_L2",
  "book_snapshot_25",
  "book_snapshot_5",
  "trades",
  "quotes",
  "book_ticker",
  "derivative_ticker",
  "liquidations",
  "options_chain",
] as const;
/** A value of {@link TARDIS_TYPES}. */
export type TardisType = (typeof TARDIS_TYPES)[number];

const HEAD = ["exchange", "symbol", "timestamp", "local_timestamp"] as const;
const QUOTE = ["ask_amount", "ask_price", "bid_price", "bid_amount"] as const;
const TRADE = ["id", "side", "price", "amount"] as const;

/** The columns of each type in their order. */
export const TARDIS_COLUMNS: Readonly<Record<TardisType, readonly string[]>> = {
  incremental_book_L2: [...HEAD, "is_snapshot", "side", "price", "amount"],
  book_snapshot_25: [...HEAD, ...bookColumns(25)],
  book_snapshot_5: [...HEAD, ...bookColumns(5)],
  trades: [...HEAD, ...TRADE],
  quotes: [...HEAD, ...QUOTE],
  book_ticker: [...HEAD, ...QUOTE],
  derivative_ticker: [
    ...HEAD,
    "funding_timestamp",
    "funding_rate",
    "predicted_funding_rate",
    "open_interest",
    "last_price",
    "index_price",
    "mark_price",
  ],
  liquidations: [...HEAD, ...TRADE],
  options_chain: [
    ...HEAD,
    "type",
    "strike_price",
    "expiration",
    "open_interest",
    "last_price",
    "bid_price",
    "bid_amount",
    "bid_iv",
    "ask_price",
    "ask_amount",
    "ask_iv",
    "mark_price",
    "mark_iv",
    "underlying_index",
    "underlying_price",
    "delta",
    "gamma",
    "vega",
    "theta",
    "rho",
  ],
};

/** What a row of a type becomes. */
export type TardisShape = "changes" | "snapshot" | "trade" | "quote" | "ticker" | "option";

/** What tells the shapes apart: the columns that a header must have, the more telling ones first. */
export const TARDIS_SHAPES: readonly { shape: TardisShape; needs: readonly string[] }[] = [
  { shape: "changes", needs: ["is_snapshot", "side", "price", "amount"] },
  { shape: "snapshot", needs: ["asks[0].price", "asks[0].amount", "bids[0].price", "bids[0].amount"] },
  { shape: "option", needs: ["strike_price", "last_price", ...QUOTE] },
  { shape: "ticker", needs: ["last_price", "funding_rate"] },
  { shape: "quote", needs: QUOTE },
  { shape: "trade", needs: TRADE },
];

/** The columns that every file has. */
export const TARDIS_HEAD: readonly string[] = HEAD;

/** The type that a file's name tells: `binance-futures_incremental_book_L2_2023-02-01_BTCUSDT.csv.gz`. */
export function tardisTypeOfName(name: string): TardisType | undefined {
  return TARDIS_TYPES.find((type) => new RegExp(`(^|[_/.-])${type}([_/.-]|$)`, "i").test(name));
}

function bookColumns(depth: number): string[] {
  return Array.from({ length: depth }, (_, i) => [
    `asks[${i}].price`,
    `asks[${i}].amount`,
    `bids[${i}].price`,
    `bids[${i}].amount`,
  ]).flat();
}
