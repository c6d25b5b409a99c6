import { describe, test } from "bun:test";
import type { JsonFeedDecoder } from "../json/feed-decoder.ts";
import type { JsonFeedEncoder } from "../json/feed-encoder.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { BitstampDecoder } from "../venues/bitstamp/bitstamp-decoder.ts";
import { BitstampEncoder } from "../venues/bitstamp/bitstamp-encoder.ts";
import { BybitDecoder } from "../venues/bybit/bybit-decoder.ts";
import { BybitEncoder } from "../venues/bybit/bybit-feed.ts";
import { CoinbaseDecoder } from "../venues/coinbase/coinbase-decoder.ts";
import { CoinbaseEncoder } from "../venues/coinbase/coinbase-feed.ts";
import { DeribitDecoder } from "../venues/deribit/deribit-decoder.ts";
import { DeribitEncoder } from "../venues/deribit/deribit-encoder.ts";
import { KrakenV1Encoder, KrakenV2Encoder } from "../venues/kraken/kraken-feed.ts";
import { KrakenV1Decoder } from "../venues/kraken/kraken-v1-decoder.ts";
import { KrakenV2Decoder } from "../venues/kraken/kraken-v2-decoder.ts";
import { KrakenFuturesDecoder } from "../venues/kraken-futures/kraken-futures-decoder.ts";
import { KrakenFuturesEncoder } from "../venues/kraken-futures/kraken-futures-encoder.ts";
import { OkxDecoder } from "../venues/okx/okx-decoder.ts";
import { OkxEncoder } from "../venues/okx/okx-feed.ts";
import { expectEncodes } from "./json-decoder-suite.ts";

const instruments = new VenueInstruments([{ symbol: "A/B", index: 4, priceDecimals: 2, sizeDecimals: 8 }]);
const time = '"time":"2014-11-07T08:19:27.028459Z"';
const uuid = "d50ec984-77a8-460a-b958-66f114b0de9b";

const deribit = (channel: string, data: string) =>
  `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`;

/** What each venue sends, of which the encoder must write what has the same rows: layouts that are scanned, and others. */
const VENUES: [string, () => JsonFeedDecoder, JsonFeedEncoder, string[], string[]?][] = [
  [
    "Coinbase",
    () => new CoinbaseDecoder(instruments),
    new CoinbaseEncoder(instruments),
    [
      '{"type":"snapshot","product_id":"A/B","asks":[["14.80","12.77"]],"bids":[["14.79","1"],["14.78","2"]]}',
      `{"type":"l2update","product_id":"A/B","changes":[["sell","1.5","660.5"],["buy","1.4","0.0"],["sell","1.6","1"]],${time}}`,
      `{"type":"match","trade_id":10,"maker_order_id":"${uuid}","taker_order_id":"${uuid}","side":"sell","size":"5.2","price":"400.23","product_id":"A/B","sequence":50,${time}}`,
      `{"type":"last_match","trade_id":10,"maker_order_id":"${uuid}","taker_order_id":"${uuid}","side":"buy","size":"5.2","price":"400.23","product_id":"A/B","sequence":50,${time}}`,
      `{"type":"ticker","sequence":3,"product_id":"A/B","price":"14.77","open_24h":"14.66","volume_24h":"94381.28","low_24h":"14.3","high_24h":"16.55","volume_30d":"2295579","best_bid":"14.75","best_ask":"14.80","side":"buy",${time},"trade_id":881613,"last_size":"0.04"}`,
      `{"type":"heartbeat","last_trade_id":20,"product_id":"A/B","sequence":90,${time}}`,
    ],
  ],
  [
    "Kraken v1",
    () => new KrakenV1Decoder(instruments),
    new KrakenV1Encoder(instruments),
    [
      '[1,{"as":[["22.50","13355.87450757","1618678123.481570"]],"bs":[]},"book-1000","A/B"]',
      '[1,{"b":[["354.15","5.00000000","1618678133.365913"]],"c":"2583817756"},"book-1000","A/B"]',
      '[1,{"a":[["0.04","36.28272081","1618678145.920470"]]},{"b":[["0.04","0.00000000","1618678145.920708"]],"c":"4105471083"},"book-1000","A/B"]',
      '[1,[["354.04","0.28245396","1618678150.826417","s","m",""]],"trade","A/B"]',
      '[1,["5698.40","5700.00","1542057299.545897","1.01234567","0.98765432"],"spread","A/B"]',
      '{"event":"heartbeat"}',
    ],
  ],
  [
    "Kraken v2",
    () => new KrakenV2Decoder(instruments),
    new KrakenV2Encoder(instruments),
    [
      '{"channel":"book","type":"snapshot","data":[{"symbol":"A/B","bids":[{"price":0.10,"qty":1.00000000}],"asks":[],"checksum":2375857985}]}',
      '{"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[],"asks":[{"price":0.12,"qty":0.00000000}],"checksum":7,"timestamp":"2024-10-03T02:46:57.050170Z"}]}',
      '{"channel":"trade","type":"snapshot","data":[{"symbol":"A/B","side":"sell","price":0.51,"qty":40.0,"ord_type":"market","trade_id":4665846,"timestamp":"2023-09-25T07:48:36.925533Z"}]}',
      '{"channel":"heartbeat"}',
    ],
  ],
  [
    "OKX",
    () => new OkxDecoder(instruments),
    new OkxEncoder(instruments),
    [
      '{"arg":{"channel":"books","instId":"A/B"},"action":"snapshot","data":[{"asks":[["8476.98","415","0","13"]],"bids":[],"ts":"1597026383085","checksum":-855196043,"seqId":123456,"prevSeqId":-1}]}',
      '{"arg":{"channel":"books","instId":"A/B"},"action":"update","data":[{"asks":[],"bids":[["8476.9","0","0","0"]],"ts":"1597026383085","checksum":855196043}]}',
      '{"arg":{"channel":"bbo-tbt","instId":"A/B"},"data":[{"asks":[],"bids":[["111.05","57745","0","2"]],"ts":"1670324386802","seqId":363996337}]}',
      '{"arg":{"channel":"trades","instId":"A/B"},"data":[{"instId":"A/B","tradeId":"130639474","px":"42219.9","sz":"0.12","side":"sell","ts":"1630048897897","count":"3","seqId":1234}]}',
    ],
  ],
  [
    "Bybit",
    () => new BybitDecoder(instruments),
    new BybitEncoder(instruments),
    [
      '{"topic":"orderbook.50.A/B","type":"snapshot","ts":1672304484978,"data":{"s":"A/B","b":[["16493.50","0.006"]],"a":[["16611.00","0.029"]],"u":18521288,"seq":7961638724},"cts":1672304484976}',
      '{"topic":"orderbook.50.A/B","type":"delta","ts":1672304484978,"data":{"s":"A/B","b":[],"a":[["16611.00","0"]],"u":18521289,"seq":7961638724}}',
      '{"topic":"publicTrade.A/B","type":"snapshot","ts":1672304486868,"data":[{"T":1672304486865,"s":"A/B","S":"Buy","v":"0.001","p":"16578.50","L":"PlusTick","i":"22900000000","BT":false}]}',
      '{"topic":"tickers.A/B","type":"delta","data":{"symbol":"A/B","lastPrice":"17216.00","volume24h":"100.5"},"cs":1,"ts":1673272861686}',
      '{"topic":"tickers.A/B","type":"delta","data":{"symbol":"A/B","bid1Price":"17216.00","bid1Size":"1","ask1Price":"17217","ask1Size":"2"},"cs":1,"ts":1673272861686}',
    ],
  ],
  [
    "Kraken Futures",
    () => new KrakenFuturesDecoder(instruments),
    new KrakenFuturesEncoder(instruments),
    [
      '{"feed":"book","product_id":"A/B","side":"sell","seq":26660862,"price":32170.5,"qty":0.0,"timestamp":1626994927766}',
      '{"feed":"book_snapshot","product_id":"A/B","timestamp":1626994925378,"seq":91192,"tickSize":null,"bids":[{"price":32170.5,"qty":20108.0},{"price":32170,"qty":1}],"asks":[]}',
      `{"feed":"trade","product_id":"A/B","uid":"${uuid}","side":"sell","type":"fill","seq":1487,"time":1626994887094,"qty":50.0,"price":32170.5}`,
      `{"feed":"trade_snapshot","product_id":"A/B","trades":[{"feed":"trade","product_id":"A/B","uid":"${uuid}","side":"buy","type":"fill","seq":1487,"time":1626994887094,"qty":50.0,"price":32170.5}]}`,
    ],
    [
      '{"feed":"ticker","product_id":"A/B","time":1612270825253,"bid":34832.5,"ask":34847.5,"bid_size":42864.0,"ask_size":2300.0,"volume":262306.0,"last":34852.0}',
      '{"feed":"ticker","product_id":"A/B","time":1612270825253,"bid":34832.5,"ask":0,"bid_size":42864.0,"ask_size":0}',
      '{"feed":"heartbeat","time":1534262350627}',
    ],
  ],
  [
    "Deribit",
    () => new DeribitDecoder(instruments),
    new DeribitEncoder(instruments),
    [
      deribit(
        "book.A/B.raw",
        '{"type":"change","timestamp":1626993724318,"prev_change_id":33195894164,"instrument_name":"A/B","change_id":33195894355,"bids":[["delete",0.01,0.0]],"asks":[["new",0.02,2.6],["change",-1.5,3.0]]}',
      ),
      deribit(
        "book.A/B.raw",
        '{"type":"snapshot","timestamp":1626993723632,"instrument_name":"A/B","change_id":13169025645,"bids":[["new",0.15,4714.0]],"asks":[]}',
      ),
    ],
    [
      deribit(
        "trades.A/B.raw",
        '[{"trade_seq":30289442,"trade_id":"48079269","timestamp":1590484512188,"price":8950.0,"instrument_name":"A/B","direction":"sell","amount":10.0}]',
      ),
      deribit(
        "ticker.A/B.raw",
        '{"timestamp":1626993723632,"stats":{"volume":869.0},"last_price":0.02,"instrument_name":"A/B","best_bid_price":0.01,"best_bid_amount":4714.0,"best_ask_price":0.02,"best_ask_amount":873.0}',
      ),
      deribit(
        "quote.A/B",
        '{"timestamp":1626993723632,"instrument_name":"A/B","best_bid_price":null,"best_bid_amount":0,"best_ask_price":0.02,"best_ask_amount":873.0}',
      ),
      '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}',
    ],
  ],
  [
    "Bitstamp",
    () => new BitstampDecoder(new VenueInstruments([{ symbol: "ab", index: 4, priceDecimals: 2, sizeDecimals: 8 }])),
    new BitstampEncoder(new VenueInstruments([{ symbol: "ab", index: 4, priceDecimals: 2, sizeDecimals: 8 }])),
    [
      '{"data":{"timestamp":"1641343691","microtimestamp":"1641343691310202","bids":[],"asks":[["1174.38","853.01809477"],["1174.84","0.00000000"]]},"channel":"diff_order_book_ab","event":"data"}',
      '{"data":{"timestamp":"1641343691","microtimestamp":"1641343691310202","bids":[["1174.37","1"]],"asks":[["1174.38","853.01809477"]]},"channel":"order_book_ab","event":"data"}',
      '{"data":{"id":216000477,"timestamp":"1641343699","amount":0.0792,"amount_str":"0.07920000","price":3805.44,"price_str":"3805.44","type":0,"microtimestamp":"1641343699596000","buy_order_id":1443875737346049,"sell_order_id":1443875731320832},"channel":"live_trades_ab","event":"trade"}',
    ],
    ['{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}'],
  ],
];

describe("encoders write what decoders read", () => {
  for (const [name, make, encoder, scanned, parsed = []] of VENUES) {
    test(name, () => {
      expectEncodes(make, encoder, scanned);
      expectEncodes(make, encoder, parsed, false);
    });
  }
});
