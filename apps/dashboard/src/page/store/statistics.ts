/** What the page shows of a gateway's statistics. */

/** Durations in nanoseconds. */
export interface LatencyFigures {
  name: string;
  count: number;
  p50: number;
  p99: number;
  p999: number;
  max: number;
  cumulative: number[];
}
/** A venue. */
export interface VenueFigures {
  venue: number;
  connected?: boolean;
  orders: number;
  reports: number;
  rejects: number;
  roundTripP50: number;
  roundTripP99: number;
}
/** All of it. */
export interface Statistics {
  latencyBounds: number[];
  stages: LatencyFigures[];
  queues: { name: string; size: number; capacity?: number }[];
  caches: { name: string; hits: number; misses: number; hitRate: number }[];
  pools: { name: string; used: number; capacity: number }[];
  memory: { residentBytes: number; heapUsedBytes: number; heapBytes: number };
  collector: { collections: number; loopDelayP99Millis: number };
  journal?: { records: number; bytes: number; stalls: number; stalledMillis: number };
  clients: { connections: number; bufferedBytes: number; messagesOut: number; bytesOut: number; dropped: number };
  venues: VenueFigures[];
}
