/** Counts of what has happened to groups. */
export interface GroupCounts {
  /** Groups that have begun to work, and those that have ended. */
  started: number;
  ended: number;
  /** Links and groups that were refused. */
  refused: number;
  /** Races in which more was executed than a group stands for, and how many of them were traded back. */
  races: number;
  flattened: number;
  /** Orders that ended without the group's doing. */
  failures: number;
  /** Replaces that were asked for, and orders sent in place of others. */
  resizes: number;
  reissues: number;
  /** Times that a part of a position stood without its stop for good. */
  unprotected: number;
}

/** Nothing yet. */
export function noGroupCounts(): GroupCounts {
  return {
    started: 0,
    ended: 0,
    refused: 0,
    races: 0,
    flattened: 0,
    failures: 0,
    resizes: 0,
    reissues: 0,
    unprotected: 0,
  };
}
