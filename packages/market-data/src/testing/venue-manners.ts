/** How the venues speak, for a {@link VenueSource}: numbers, checksums, requests and answers as they document them. */

import { BinanceEncoder } from "../venues/binance/binance-encoder.ts";
import { binanceFeed } from "../venues/binance/binance-feed.ts";
import { BitfinexEncoder, bitfinexFeed } from "../venues/bitfinex/bitfinex-feed.ts";
import { BitmexEncoder, bitmexFeed } from "../venues/bitmex/bitmex-feed.ts";
import { bitstampFeed } from "../venues/bitstamp/bitstamp-decoder.ts";
import { BitstampEncoder } from "../venues/bitstamp/bitstamp-encoder.ts";
import { BybitEncoder, bybitFeed } from "../venues/bybit/bybit-feed.ts";
import { CoinbaseEncoder, coinbaseFeed } from "../venues/coinbase/coinbase-feed.ts";
import { deribitFeed } from "../venues/deribit/deribit-decoder.ts";
import { DeribitEncoder } from "../venues/deribit/deribit-encoder.ts";
import { KrakenV1Encoder, KrakenV2Encoder, krakenFeed } from "../venues/kraken/kraken-feed.ts";
import { krakenFuturesFeed } from "../venues/kraken-futures/kraken-futures-decoder.ts";
import { KrakenFuturesEncoder } from "../venues/kraken-futures/kraken-futures-encoder.ts";
import { OkxEncoder, okxFeed } from "../venues/okx/okx-feed.ts";
import type { MessageNumbers, SourceBook, VenueManners } from "./venue-source.ts";

type Levels = readonly (readonly [number, number])[];

const consecutive = (book: SourceBook): MessageNumbers => {
  return { first: book.sequence + 1, sequence: book.sequence + 1, previous: book.sequence };
};
/** Numbers with holes between them, each message naming the one before. */
const linked = (book: SourceBook): MessageNumbers => {
  return { first: book.sequence + 1, sequence: book.sequence + 7, previous: book.sequence };
};
const none = (book: SourceBook): MessageNumbers => ({ first: 0, sequence: book.sequence, previous: -1 });

const nothing = { op: "other" as const, symbols: [], answers: [] };
const opOf = (text: string) => (text.startsWith("un") ? ("unsubscribe" as const) : ("subscribe" as const));

/** Digits of numbers without points and leading zeros, asks first: Kraken's. */
function krakenChecksum(bids: Levels, asks: Levels): number {
  const digits = [...asks.slice(0, 10), ...bids.slice(0, 10)].flat().map(String);
  return Bun.hash.crc32(digits.join(""));
}

/** `bid:size:ask:size:…` of 25 levels by turns. */
function alternatingChecksum(
  bids: Levels,
  asks: Levels,
  text: (level: readonly [number, number], sign: number) => string,
): number {
  const parts: string[] = [];
  for (let i = 0; i < 25; i++) {
    if (i < bids.length) parts.push(text(bids[i]!, 1));
    if (i < asks.length) parts.push(text(asks[i]!, -1));
  }
  return Bun.hash.crc32(parts.join(":"));
}

let bitfinexSequence = 0;

/** Every venue that has a feed. */
export const VENUE_MANNERS: readonly VenueManners[] = [
  {
    name: "Binance spot",
    symbols: ["BTCUSDT", "ETHUSDT"],
    badSymbol: "NOSUCH",
    priceDecimals: 2,
    sizeDecimals: 5,
    feed: (list, { socketBase, httpBase }) => binanceFeed(list, { streams: ["depth@100ms"], socketBase, httpBase }),
    encoder: (list) => new BinanceEncoder(list, { combined: true }),
    numbers: linked,
    asks: () => nothing,
    refusal: () => undefined,
    wholeOf: (url) => url.searchParams.get("symbol") ?? undefined,
    wholeText: (message) => JSON.stringify(JSON.parse(message).data),
    showsLoss: true,
  },
  {
    name: "Binance USD-M",
    symbols: ["BTCUSDT", "ETHUSDT"],
    badSymbol: "NOSUCH",
    priceDecimals: 2,
    sizeDecimals: 3,
    feed: (list, { socketBase, httpBase }) =>
      binanceFeed(list, { market: "usdm", streams: ["depth@0ms"], socketBase, httpBase }),
    encoder: (list) => new BinanceEncoder(list, { market: "usdm", combined: true }),
    numbers: linked,
    asks: () => nothing,
    refusal: () => undefined,
    wholeOf: (url) => url.searchParams.get("symbol") ?? undefined,
    wholeText: (message) => JSON.stringify(JSON.parse(message).data),
    showsLoss: true,
  },
  {
    name: "Coinbase",
    symbols: ["BTC-USD", "ETH-USD"],
    badSymbol: "NO-SUCH",
    priceDecimals: 2,
    sizeDecimals: 8,
    feed: (list, { socketBase }) => coinbaseFeed(list, { channels: ["level2_batch"], socketBase }),
    encoder: (list) => new CoinbaseEncoder(list),
    numbers: none,
    asks: (text) => {
      const { type, product_ids, channels } = JSON.parse(text);
      return {
        op: opOf(type),
        symbols: product_ids,
        answers: [`{"type":"subscriptions","channels":${JSON.stringify(channels)}}`],
      };
    },
    refusal: (symbol) => `{"type":"error","message":"Failed to subscribe","reason":"${symbol} is not a valid product"}`,
    showsLoss: false,
  },
  {
    name: "Kraken 2",
    symbols: ["BTC/USD", "ALGO/USD"],
    badSymbol: "NO/SUCH",
    priceDecimals: 2,
    sizeDecimals: 8,
    depth: 10,
    feed: (list, { socketBase }) => krakenFeed(list, { depth: 10, channels: ["book"], socketBase }),
    encoder: (list) => new KrakenV2Encoder(list),
    numbers: none,
    checksum: krakenChecksum,
    asks: (text) => {
      const { method, params } = JSON.parse(text);
      if (method === "ping") return { ...nothing, answers: ['{"method":"pong"}'] };
      const answers = [
        `{"method":"${method}","result":{"channel":"book","symbol":"${params.symbol[0]}"},"success":true}`,
      ];
      return { op: opOf(method), symbols: params.symbol, answers };
    },
    refusal: (symbol) =>
      `{"error":"Currency pair not supported ${symbol}","method":"subscribe","success":false,"symbol":"${symbol}"}`,
    showsLoss: true,
  },
  {
    name: "Kraken 1.9",
    symbols: ["XBT/USD", "ALGO/USD"],
    badSymbol: "NO/SUCH",
    priceDecimals: 2,
    sizeDecimals: 8,
    depth: 10,
    feed: (list, { socketBase }) => krakenFeed(list, { version: 1, depth: 10, channels: ["book"], socketBase }),
    encoder: (list) => new KrakenV1Encoder(list, 10),
    numbers: none,
    checksum: krakenChecksum,
    asks: (text) => {
      const { event, pair } = JSON.parse(text);
      if (event === "ping") return { ...nothing, answers: ['{"event":"pong"}'] };
      const status = event === "subscribe" ? "subscribed" : "unsubscribed";
      const answers = [
        `{"channelID":1,"channelName":"book-10","event":"subscriptionStatus","pair":"${pair[0]}","status":"${status}","subscription":{"depth":10,"name":"book"}}`,
      ];
      return { op: opOf(event), symbols: pair, answers };
    },
    refusal: (symbol) =>
      `{"errorMessage":"Currency pair not supported ${symbol}","event":"subscriptionStatus","pair":"${symbol}","status":"error","subscription":{"depth":10,"name":"book"}}`,
    showsLoss: true,
  },
  {
    name: "OKX",
    symbols: ["BTC-USDT", "ETH-USDT"],
    badSymbol: "NO-SUCH",
    priceDecimals: 1,
    sizeDecimals: 8,
    feed: (list, { socketBase }) => okxFeed(list, { channels: ["books"], socketBase }),
    encoder: (list) => new OkxEncoder(list),
    numbers: linked,
    checksum: (bids, asks) =>
      alternatingChecksum(bids, asks, ([price, size]) => `${plain(price, 1)}:${plain(size, 8)}`),
    asks: (text) => {
      if (text === "ping") return { ...nothing, answers: ["pong"] };
      const { op, args } = JSON.parse(text);
      const answers = [`{"event":"${op}","arg":${JSON.stringify(args[0])},"connId":"a4d3ae55"}`];
      return { op: opOf(op), symbols: args.map(({ instId }: { instId: string }) => instId), answers };
    },
    refusal: (symbol) =>
      `{"event":"error","code":"60018","msg":"Wrong URL or channel:books,instId:${symbol} doesn't exist.","connId":"a4d3ae55"}`,
    showsLoss: true,
  },
  {
    name: "Bybit",
    symbols: ["BTCUSDT", "ETHUSDT"],
    badSymbol: "NOSUCH",
    priceDecimals: 2,
    sizeDecimals: 3,
    feed: (list, { socketBase }) => bybitFeed(list, { topics: ["orderbook.50"], socketBase }),
    encoder: (list) => new BybitEncoder(list),
    numbers: consecutive,
    asks: (text) => {
      const { op, args } = JSON.parse(text);
      const answers = [`{"success":true,"ret_msg":"${op}","conn_id":"x","req_id":"","op":"${op}"}`];
      if (op === "ping") return { ...nothing, answers };
      return { op: opOf(op), symbols: args.map((topic: string) => topic.split(".").at(-1)), answers };
    },
    refusal: (symbol) =>
      `{"success":false,"ret_msg":"error:handler not found,topic:orderbook.50.${symbol}","conn_id":"x","req_id":"","op":"subscribe"}`,
    showsLoss: true,
  },
  {
    name: "Kraken Futures",
    symbols: ["PI_XBTUSD", "PI_ETHUSD"],
    badSymbol: "PI_NOSUCH",
    priceDecimals: 1,
    sizeDecimals: 0,
    levels: 1,
    feed: (list, { socketBase }) => krakenFuturesFeed(list, { feeds: ["book"], socketBase }),
    encoder: (list) => new KrakenFuturesEncoder(list),
    numbers: consecutive,
    asks: (text) => {
      const { event, feed, product_ids } = JSON.parse(text);
      if (event === "ping") return { ...nothing, answers: ['{"event":"pong"}'] };
      const answers = [`{"event":"${event}d","feed":"${feed}","product_ids":${JSON.stringify(product_ids)}}`];
      return { op: opOf(event), symbols: product_ids, answers };
    },
    refusal: () => '{"event":"error","message":"Invalid product id"}',
    showsLoss: true,
  },
  {
    name: "Deribit",
    symbols: ["BTC-PERPETUAL", "ETH-PERPETUAL"],
    badSymbol: "NO-SUCH",
    priceDecimals: 1,
    sizeDecimals: 0,
    feed: (list, { socketBase }) => deribitFeed(list, { channels: ["book.X.100ms"], socketBase }),
    encoder: (list) => new DeribitEncoder(list),
    numbers: linked,
    asks: (text) => {
      const { id, method, params } = JSON.parse(text);
      if (method === "public/test")
        return { ...nothing, answers: [`{"jsonrpc":"2.0","id":${id},"result":{"version":"1.2.26"}}`] };
      const answers = [`{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(params.channels)}}`];
      return {
        op: opOf(method.slice(7)),
        symbols: params.channels.map((channel: string) => channel.split(".")[1]),
        answers,
      };
    },
    // It names the channels that it took: this one is not among them.
    refusal: () => '{"jsonrpc":"2.0","id":2,"result":[]}',
    showsLoss: true,
  },
  {
    name: "Bitstamp",
    symbols: ["btcusd", "ethusd"],
    badSymbol: "nosuch",
    priceDecimals: 2,
    sizeDecimals: 8,
    feed: (list, { socketBase, httpBase }) =>
      bitstampFeed(list, { channels: ["diff_order_book"], socketBase, httpBase }),
    encoder: (list) => new BitstampEncoder(list),
    numbers: (book) => {
      const sequence = Math.max(book.sequence, 1_700_000_000_000_000) + 1000;
      return { first: sequence, sequence, previous: -1 };
    },
    asks: (text) => {
      const { event, data } = JSON.parse(text);
      if (event === "bts:heartbeat")
        return { ...nothing, answers: ['{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}'] };
      const answers = [`{"event":"bts:${event.slice(4)}scription_succeeded","channel":"${data.channel}","data":{}}`];
      return {
        op: opOf(event.slice(4)),
        symbols: [data.channel.split("_").at(-1)],
        answers:
          event === "bts:subscribe"
            ? [`{"event":"bts:subscription_succeeded","channel":"${data.channel}","data":{}}`]
            : answers,
      };
    },
    refusal: () => '{"event":"bts:error","channel":"","data":{"code":null,"message":"Bad subscription string."}}',
    wholeOf: (url) => /\/order_book\/([^/]+)\/$/.exec(url.pathname)?.[1],
    wholeText: (message) => JSON.stringify(JSON.parse(message).data),
    showsLoss: false,
  },
  {
    name: "Bitfinex",
    symbols: ["tBTCUSD", "tETHUSD"],
    badSymbol: "tNOSUCH",
    priceDecimals: 2,
    sizeDecimals: 8,
    feed: (list, { socketBase }) => bitfinexFeed(list, { channels: ["book"], socketBase }),
    encoder: (list) => new BitfinexEncoder(list),
    // One count for all messages of the connection.
    numbers: () => {
      bitfinexSequence++;
      return { first: 0, sequence: bitfinexSequence, previous: -1 };
    },
    checksum: (bids, asks) =>
      alternatingChecksum(bids, asks, ([price, size], sign) => `${price / 100}:${(sign * size) / 1e8}`),
    checksumAlone: true,
    isStrict: true,
    asks: (text) => {
      const { event, channel, symbol, chanId } = JSON.parse(text);
      if (event === "ping") return { ...nothing, answers: ['{"event":"pong","ts":1511545528111,"cid":1}'] };
      if (event === "conf") return { ...nothing, answers: ['{"event":"conf","status":"OK","flags":229376}'] };
      if (event === "subscribe" && channel !== "book") return nothing;
      if (event === "unsubscribe") {
        const symbols = ["tBTCUSD", "tETHUSD"].filter((_, entry) => entry * 3 + 1 === chanId);
        return { op: "unsubscribe", symbols, answers: [`{"event":"unsubscribed","status":"OK","chanId":${chanId}}`] };
      }
      const id = ["tBTCUSD", "tETHUSD"].indexOf(symbol) * 3 + 1;
      const answers = [
        `{"event":"subscribed","channel":"${channel}","chanId":${id},"symbol":"${symbol}","prec":"P0","freq":"F0","len":"100","pair":"${symbol.slice(1)}"}`,
      ];
      return { op: "subscribe", symbols: [symbol], answers };
    },
    refusal: (symbol) => `{"event":"error","channel":"book","symbol":"${symbol}","msg":"symbol: invalid","code":10300}`,
    showsLoss: true,
  },
  {
    name: "BitMEX",
    symbols: ["XBTUSD", "ETHUSD"],
    badSymbol: "NOSUCH",
    priceDecimals: 1,
    sizeDecimals: 0,
    isPure: true,
    feed: (list, { socketBase }) => bitmexFeed(list, { tables: ["orderBookL2"], socketBase }),
    encoder: (list) => new BitmexEncoder(list),
    numbers: none,
    asks: (text) => {
      if (text === "ping") return { ...nothing, answers: ["pong"] };
      const { op, args } = JSON.parse(text);
      const answers = [`{"success":true,"${op}":"${args[0]}","request":{"op":"${op}","args":${JSON.stringify(args)}}}`];
      return { op: opOf(op), symbols: args.map((name: string) => name.split(":")[1]), answers };
    },
    refusal: (symbol) =>
      `{"status":400,"error":"Unknown or expired symbol.","meta":{},"request":{"op":"subscribe","args":["orderBookL2:${symbol}"]}}`,
    showsLoss: false,
  },
];

/** Units as decimal text without needless zeros. */
function plain(units: number, decimals: number): string {
  const text = (units / 10 ** decimals).toFixed(decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
