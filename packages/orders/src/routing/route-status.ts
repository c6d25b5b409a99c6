/** How a routed order ended, as its `RouteReport` says. */
export const RouteStatus = {
  /** Everything was traded. */
  Completed: 1,
  /** There was nothing more to be had within its limit, or its time was over. */
  Exhausted: 2,
  /** Its strategy, or the kill switch, stopped it. */
  Cancelled: 3,
  /** Its children were refused or rejected again and again, or it was split too often. */
  Rejected: 4,
  /** What it asks for cannot be: it sent nothing. */
  Refused: 5,
} as const;
/** A value of {@link RouteStatus}. */
export type RouteStatus = (typeof RouteStatus)[keyof typeof RouteStatus];

/** Counts of what the router has done. */
export interface RouterCounts {
  orders: number;
  /** Orders that could not be. */
  refused: number;
  children: number;
  /** Children that gate, order manager or venue refused: what they were for went elsewhere. */
  failovers: number;
  /** Children that a venue did not answer in time. */
  timeouts: number;
  /** Trades that came after their order had ended. */
  lateFills: number;
}

/** Nothing yet. */
export function noRouterCounts(): RouterCounts {
  return { orders: 0, refused: 0, children: 0, failovers: 0, timeouts: 0, lateFills: 0 };
}
