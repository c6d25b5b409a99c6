/**
 * How an end of a ring waits: how often it looks again before it sleeps, and whether it sleeps at all.
 */
import { ConfigError } from "@hotpath/core";

/** How an end of a ring waits. A plain value: the ring decides once, then loops over plain data. */
export interface WaitStrategy {
  /** Looks at the ring before sleeping or giving up, with a CPU pause between two looks. */
  readonly spins: number;
  /** Whether to sleep in `Atomics.wait` after the spins. The other end pays for a wake-up only when one sleeps. */
  readonly sleeps: boolean;
  /**
   * CPU pauses (some 40 ns each on today's x86-64) that a consumer takes between seeing that something has come and
   * taking it, after it had found the ring empty. In that time the producer gets ahead; without, the two fetch the same
   * cache line from each other for every record.
   */
  readonly gather: number;
}

/**
 * Never sleeps: `wait` gives up after `spins` looks and returns false, whatever its timeout. Lowest latency, one core
 * burnt; use it only with a core for each spinning end. On a machine with as many cores as ends it starves the other.
 *
 * @param spins looks before `wait` returns; default 1,000
 */
export function busySpin(spins = 1000): WaitStrategy {
  return checked({ spins, sleeps: false, gather: 0 });
}

/**
 * Looks `spins` times, then sleeps until the other end wakes it. The default: bursts are met without a system call, and
 * an idle end costs nothing.
 *
 * @param spins looks before sleeping; default 200, some microseconds
 * @param gather pauses before a consumer takes what has come; default 16, about half a microsecond, which makes a ring
 * whose records are published one by one two to three times as fast (measured). 0 for the lowest latency
 */
export function spinThenSleep(spins = 200, gather = 16): WaitStrategy {
  return checked({ spins, sleeps: true, gather });
}

/** Looks once, then sleeps: for ends that are mostly idle, or more ends than cores. */
export function blocking(): WaitStrategy {
  return checked({ spins: 1, sleeps: true, gather: 0 });
}

function checked(strategy: WaitStrategy): WaitStrategy {
  if (!Number.isInteger(strategy.spins) || strategy.spins < 1 || strategy.spins > 2 ** 30) {
    throw new ConfigError("spins", strategy.spins, "an integer from 1 to 2^30");
  }
  if (!Number.isInteger(strategy.gather) || strategy.gather < 0 || strategy.gather > 65_536) {
    throw new ConfigError("gather", strategy.gather, "an integer from 0 to 65536");
  }
  return Object.freeze(strategy);
}
