import { RateLimit } from "./rate-limit.ts";

/** Addresses that are remembered. Beyond it those that failed longest ago are forgotten. */
const ADDRESSES = 4096;

/**
 * Counts tokens that were none by the address that they came from. A token cannot be guessed; what this bounds is the work
 * and the lines of the log that trying makes. Who shares an address, behind a proxy, shares its count.
 */
export class FailedLogins {
  readonly #perMinute: number;
  readonly #failures = new Map<string, RateLimit>();

  /** @param perMinute failures of an address, at once and then each minute */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** Whether so many have failed from there that nobody is asked any more. */
  isBarred(address: string, nowNanos: number): boolean {
    const limit = this.#failures.get(networkOf(address));
    return limit !== undefined && limit.wait(1, nowNanos) > 0;
  }

  /** One has failed. */
  add(address: string, nowNanos: number): void {
    const network = networkOf(address);
    const limit = this.#failures.get(network) ?? new RateLimit(this.#perMinute / 60, this.#perMinute, nowNanos);
    limit.take(1, nowNanos);
    // The latest is the last of the map.
    this.#failures.delete(network);
    this.#failures.set(network, limit);
    if (this.#failures.size > ADDRESSES) this.#failures.delete(this.#failures.keys().next().value!);
  }
}

/** Of IPv6 the network of 64 bits: one customer has so many addresses. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const filled =
    tail === undefined ? groups : [...groups, ...Array(8 - groups.length - rest.length).fill("0"), ...rest];
  return filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
