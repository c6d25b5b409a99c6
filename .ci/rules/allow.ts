/** Exceptions from the rules of the house, each with its reason. One that nothing needs any more is a violation. */

/** A file that may do what a rule forbids. */
export interface Allowance {
  /** The file, below the root. */
  path: string;
  reason: string;
}

/** Files of domain packages that may read a clock, ask for randomness or use inexact functions. */
export const determinismAllowed: readonly Allowance[] = [
  { path: "packages/core/src/system-clock.ts", reason: "the one clock that reads the system's; hosts inject it" },
];

/** Files that may be longer than the limit. */
export const lengthAllowed: readonly Allowance[] = [
  { path: "packages/core/c/hotpath_events.h", reason: "generated: one header for C with every event" },
];
