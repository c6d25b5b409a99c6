import { ConfigError } from "@hotpath/core";

/** Bounds of a gateway. */
export interface GatewayLimits {
  /** Connections at a time. Default 256. */
  maxConnections: number;
  /** Subscriptions of a connection. Default 256. */
  maxSubscriptions: number;
  /** Requests a second of a connection, on the average. Default 200. */
  requestsPerSecond: number;
  /** Requests that may come at once. Default 400. */
  requestBurst: number;
  /**
   * Bytes that may wait in a connection before nothing more is sent to it until it reads. A connection never holds more
   * than twice so many and two frames. Default 262,144.
   */
  bufferBytes: number;
  /** Messages that each topic of things that happen keeps, for all clients together: what a slow one may lag, and what can be resumed. Default 16,384. */
  keptMessages: number;
  /** Idempotency keys of all clients that are remembered. Default 65,536. */
  keptKeys: number;
  /** Replays of the journal at a time, each a Worker with an engine and up to 256 MiB. Default 4. */
  maxReplays: number;
  /** A message goes to each client at least so often, and it answers as often; who misses two is disconnected. Default 5,000. */
  heartbeatMillis: number;
  /** How long a new connection may take to say `hello`. Default 5,000. */
  helloMillis: number;
}

const DEFAULTS: GatewayLimits = {
  maxConnections: 256,
  maxSubscriptions: 256,
  requestsPerSecond: 200,
  requestBurst: 400,
  bufferBytes: 262_144,
  keptMessages: 16_384,
  keptKeys: 65_536,
  maxReplays: 4,
  heartbeatMillis: 5000,
  helloMillis: 5000,
};

/** @throws {ConfigError} naming the limit */
export function parseLimits(given: Partial<GatewayLimits> = {}): GatewayLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULTS, name))
      throw new ConfigError(`limits.${name}`, value, `one of the keys ${Object.keys(DEFAULTS).join(", ")}`);
    if (!Number.isInteger(value) || value < 1 || value > 1 << 28)
      throw new ConfigError(`limits.${name}`, value, `an integer from 1 to ${1 << 28}`);
  }
  return Object.freeze({ ...DEFAULTS, ...given });
}
