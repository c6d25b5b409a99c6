import { defineConfig } from "tsdown";

const venues = [
  "binance",
  "bitfinex",
  "bitmex",
  "bitstamp",
  "bybit",
  "coinbase",
  "deribit",
  "kraken",
  "kraken-futures",
  "okx",
];
const formats = [
  "ccxt",
  "csv",
  "dbn",
  "events",
  "feed",
  "iex",
  "itch50",
  "json",
  "lobster",
  "nasdaq-transport",
  "ouch50",
  "parquet",
  "pcap",
  "pitch",
  "recording",
  "sbe",
  "tardis",
];

export default defineConfig({
  entry: {
    index: "src/index.ts",
    ...Object.fromEntries(venues.map((venue) => [venue, `src/venues/${venue}/index.ts`])),
    ...Object.fromEntries(formats.map((format) => [format, `src/${format}/index.ts`])),
  },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
