import { wordOption } from "./internal/options.ts";

/**
 * What a fed book does with an update that makes it crossed (bid above ask), locked (bid equal to ask) or that is stale
 * (older than what the book holds).
 *
 * - `reject` leaves the book as it was.
 * - `keep` takes the update as it is.
 * - `clear` trusts neither: an {@link L1Book} forgets both sides of the symbol until the next good quote; an `L2Book`
 *   takes the update and drops the levels of the other side that stand against it; of a stale update either takes nothing
 *   and forgets the whole book of the symbol.
 *
 * Whatever the policy, each case is counted.
 */
export type QuotePolicy = "reject" | "keep" | "clear";

const POLICIES: readonly QuotePolicy[] = ["reject", "keep", "clear"];

/** The three policies of a book. */
export interface QuotePolicies {
  /** `keep` by default: venues that do not match across books do show crossed prices for a moment. */
  crossed?: QuotePolicy;
  /** `keep` by default. */
  locked?: QuotePolicy;
  /** `reject` by default. */
  stale?: QuotePolicy;
}

/** What became of an update: a value of this is what the update methods return. */
export const UpdateResult = {
  /** Taken. */
  Applied: 0,
  /** Taken, and the book is locked now. */
  AppliedLocked: 1,
  /** Taken, and the book is crossed now. */
  AppliedCrossed: 2,
  /** Refused by the policy for locked books. */
  RejectedLocked: 3,
  /** Refused by the policy for crossed books. */
  RejectedCrossed: 4,
  /** Refused: older than the book. */
  RejectedStale: 5,
  /** Refused: a price that is no integer or out of range, a size that is no integer or below 0, a symbol that is not there. */
  RejectedBad: 6,
  /** Refused: no room for another level. */
  RejectedFull: 7,
  /** The policy `clear` acted. */
  Cleared: 8,
} as const;
/** A value of {@link UpdateResult}. */
export type UpdateResult = (typeof UpdateResult)[keyof typeof UpdateResult];

/** How many updates had which result, by the names of {@link UpdateResult}. */
export type UpdateCounts = Record<keyof typeof UpdateResult, number>;

/** Policies as codes: 0 reject, 1 keep, 2 clear. */
export interface PolicyCodes {
  readonly crossed: number;
  readonly locked: number;
  readonly stale: number;
}

/** The code of {@link PolicyCodes} for `reject`. */
export const REJECT = 0;
/** The code of {@link PolicyCodes} for `keep`. */
export const KEEP = 1;

/**
 * Checks the policies of a book.
 *
 * @throws {ConfigError} naming the path, the value and what is allowed
 */
export function policyCodes(path: string, policies: QuotePolicies): PolicyCodes {
  const code = (name: keyof QuotePolicies, otherwise: QuotePolicy): number =>
    POLICIES.indexOf(wordOption(`${path}.${name}`, policies[name] ?? otherwise, POLICIES));
  return { crossed: code("crossed", "keep"), locked: code("locked", "keep"), stale: code("stale", "reject") };
}

/** Counts by result as an object with names. */
export function namedCounts(counts: Float64Array): UpdateCounts {
  return Object.fromEntries(Object.entries(UpdateResult).map(([name, code]) => [name, counts[code]!])) as UpdateCounts;
}
