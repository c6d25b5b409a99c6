import type { Random } from "@hotpath/core";

/** What may go wrong in a simulation, and how often: mostly chances by step or by message. */
export interface Profile {
  steps: number;
  quotes: number;
  quoteDrops: number;
  /** A message that takes long. */
  delays: number;
  reorders: number;
  duplicates: number;
  /** A request that the venue never hears of, or an answer that it never gives, on a connection that holds. */
  losses: number;
  /** Whether the venue can be asked how an order stands. */
  answersStatus: boolean;
  disconnects: number;
  /** Whether there are emulated orders and groups among the wishes. */
  extended: boolean;
  /** The venue fills, cancels, restates unasked. */
  whims: number;
  /** Whether it takes trades back. */
  reversals: boolean;
  /** Whether its list has the orders that have ended, too. */
  listsAll: boolean;
  storms: number;
  crashes: number;
  diskFaults: number;
  snapshots: number;
  clockJumps: number;
  /** Somebody stops or starts the strategy, or has its orders cancelled. */
  operator: number;
  durability: "each" | "process";
}

/** Draws what goes wrong: each kind of trouble is there in about half of all simulations, rarely or often. */
export function drawProfile(random: Random): Profile {
  const perhaps = (most: number): number => (random.chance(0.5) ? most * random.uniform() : 0);
  return {
    steps: 60 + random.integer(140),
    quotes: 0.3 + 0.6 * random.uniform(),
    quoteDrops: perhaps(0.3),
    delays: perhaps(0.3),
    reorders: perhaps(0.5),
    duplicates: perhaps(0.5),
    disconnects: perhaps(0.1),
    whims: perhaps(0.4),
    reversals: random.chance(0.4),
    listsAll: random.chance(0.5),
    storms: perhaps(0.05),
    crashes: perhaps(0.04),
    diskFaults: perhaps(0.04),
    snapshots: perhaps(0.1),
    clockJumps: perhaps(0.03),
    extended: random.chance(0.5),
    operator: perhaps(0.04),
    durability: random.chance(0.5) ? "each" : "process",
    losses: perhaps(0.15),
    answersStatus: random.chance(0.7),
  };
}
