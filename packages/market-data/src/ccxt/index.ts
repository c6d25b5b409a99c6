export type {
  CcxtExchange,
  CcxtMarket,
  CcxtNumber,
  CcxtOrderBook,
  CcxtTicker,
  CcxtTrade,
} from "./ccxt-exchange.ts";
export { type CcxtChannel, type CcxtFailure, type CcxtFailureCode, ccxtFailure } from "./ccxt-failure.ts";
export { CcxtFeed, type CcxtFeedOptions } from "./ccxt-feed.ts";
export { type CcxtInstrumentsOptions, ccxtInstruments } from "./ccxt-instruments.ts";
export { CcxtNormalizer } from "./ccxt-normalizer.ts";
export { openCcxt } from "./open-ccxt.ts";
