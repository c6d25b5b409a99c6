/**
 * A gateway's client for Bun, Node and browsers.
 */

export { ClientReplay, type MomentLook, type ReplayPlace } from "./client-replay.ts";
export { ClientSubscription, type SubscribeOptions, type TopicMessages, type UpdateOf } from "./client-subscription.ts";
export { type ColumnBatch, ColumnSubscription } from "./column-subscription.ts";
export { type ClientRequest, GatewayClient, type GatewayClientOptions } from "./gateway-client.ts";
export { GatewayError } from "./gateway-error.ts";
