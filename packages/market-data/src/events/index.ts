export { type MarketEventCounts, MarketEvents, type MarketEventsOptions } from "./market-events.ts";
