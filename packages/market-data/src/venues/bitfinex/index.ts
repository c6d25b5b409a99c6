export { type BitfinexChannel, BitfinexChannelKind, BitfinexChannels } from "./bitfinex-channels.ts";
export * from "./bitfinex-decoder.ts";
export * from "./bitfinex-feed.ts";
