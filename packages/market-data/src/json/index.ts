export { type FeedNotice, JsonFeedDecoder } from "./feed-decoder.ts";
export { endOfMessage, type JsonFeedEncoder } from "./feed-encoder.ts";
export { JsonLines, type JsonLinesOptions } from "./json-lines.ts";
export { type ProbedFeed, probeFeed } from "./probe.ts";
export { JSON_REJECTS, type JsonReject } from "./values.ts";
