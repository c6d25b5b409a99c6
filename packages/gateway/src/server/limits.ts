import { ConfigError } from "@hotpath/core";

/** Bounds of a gateway. */
export interface GatewayLimits {
  /** Connections at a time of those who have said who they are. Default 256. */
  maxConnections: number;
  /** Connections at a time that have not: beyond it the oldest of them ends. Default 64. */
  maxPending: number;
  /** Connections at a time of one token. Default 64. */
  maxTokenConnections: number;
  /** Subscriptions of a connection. Default 256. */
  maxSubscriptions: number;
  /** Requests a second of a connection, on the average. Default 200. */
  requestsPerSecond: number;
  /** Requests that may come at once. Default 400. Who is refused ten times as many, and goes on, is disconnected. */
  requestBurst: number;
  /** Requests a second of a token, over all its connections, on the average. Default 1,000. */
  tokenRequestsPerSecond: number;
  /** Requests of a token that may come at once. Default 2,000. */
  tokenRequestBurst: number;
  /** Tokens that are none from one address, at once and then each minute, until nobody is asked there. Default 30. */
  failedLoginsPerMinute: number;
  /**
   * Bytes that may wait in a connection before nothing more is sent to it until it reads. A connection never holds more
   * than twice so many and two frames. Default 262,144.
   */
  bufferBytes: number;
  /** Messages that each topic of things that happen keeps, for all clients together: what a slow one may lag, and what can be resumed. Default 16,384. */
  keptMessages: number;
  /** Replays of the journal at a time, each a Worker with an engine and up to 256 MiB. Default 4. */
  maxReplays: number;
  /** A message goes to each client at least so often, and it answers as often; who misses two is disconnected. Default 5,000. */
  heartbeatMillis: number;
  /** How long a new connection may take to say `hello`. Default 5,000. */
  helloMillis: number;
}

const DEFAULTS: GatewayLimits = {
  maxConnections: 256,
  maxPending: 64,
  maxTokenConnections: 64,
  maxSubscriptions: 256,
  requestsPerSecond: 200,
  requestBurst: 400,
  tokenRequestsPerSecond: 1000,
  tokenRequestBurst: 2000,
  failedLoginsPerMinute: 30,
  bufferBytes: 262_144,
  keptMessages: 16_384,
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
