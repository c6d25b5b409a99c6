/**
 * Who comes in, and how many: before a request is looked at, before a `hello`, and of a token.
 */
import { monotonicNanos } from "@hotpath/core";
import type { UpgradeRequest } from "../transport/transport.ts";
import type { Admission } from "./admission.ts";
import { FailedLogins } from "./failed-logins.ts";
import type { GatewayLimits } from "./limits.ts";
import type { Counters } from "./metrics.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Session } from "./session.ts";
import type { Identity, TokenStore } from "./tokens.ts";

interface TokenUse {
  connections: number;
  readonly rate: RateLimit;
}

/** Counts those who are in, those who have not said who they are, and those who were none. */
export class Doorway {
  readonly #admission: Admission;
  readonly #tokens: TokenStore;
  readonly #limits: GatewayLimits;
  readonly #failed: FailedLogins;
  /** Without their `hello`, the oldest first. */
  readonly #pending = new Set<Session>();
  readonly #entered = new Set<Session>();
  /** As many as there are tokens. */
  readonly #uses = new Map<number, TokenUse>();

  constructor(admission: Admission, tokens: TokenStore, limits: GatewayLimits) {
    this.#admission = admission;
    this.#tokens = tokens;
    this.#limits = limits;
    this.#failed = new FailedLogins(limits.failedLoginsPerMinute);
  }

  /** Why a request is not looked at; undefined if it is. */
  refusal(request: Pick<UpgradeRequest, "origin" | "host">): { status: number; reason: string } | undefined {
    const reason = this.#admission.refusal(request);
    return reason === undefined ? undefined : { status: 403, reason };
  }

  /** Why nobody comes in by a request, which is then counted; undefined if somebody may. */
  admit(request: UpgradeRequest, counters: Pick<Counters, "refused">): { status: number; reason: string } | undefined {
    const isBarred = this.#failed.isBarred(request.remoteAddress, monotonicNanos());
    const isFull = this.#entered.size >= this.#limits.maxConnections;
    let refusal = this.refusal(request);
    if (refusal === undefined && isBarred) refusal = { status: 429, reason: "failed logins" };
    if (refusal === undefined && isFull) refusal = { status: 503, reason: "full" };
    if (refusal !== undefined) counters.refused += 1;
    return refusal;
  }

  /**
   * A connection is open and has not said who it is. Those who have not for longest make room: who holds connections
   * without a token keeps nobody out.
   *
   * @returns the one that has to go
   */
  open(session: Session): Session | undefined {
    this.#pending.add(session);
    if (this.#pending.size <= this.#limits.maxPending) return undefined;
    const [oldest] = this.#pending;
    this.#pending.delete(oldest!);
    return oldest;
  }

  /** Whose token it is; undefined if it is none, which is then counted, or none is looked at from that address. */
  identify(token: string | undefined, remoteAddress: string): Identity | undefined {
    const now = monotonicNanos();
    if (this.#failed.isBarred(remoteAddress, now)) return undefined;
    const identity = this.#tokens.identify(token);
    if (identity === undefined) this.#failed.add(remoteAddress, now);
    return identity;
  }

  /** Somebody who is known comes in. @returns why not */
  enter(session: Session, identity: Identity): string | undefined {
    const { maxConnections, maxTokenConnections } = this.#limits;
    if (this.#entered.size >= maxConnections) return `at most ${maxConnections} connections`;
    const use = this.#use(identity);
    if (use.connections >= maxTokenConnections) return `at most ${maxTokenConnections} connections of a token`;
    use.connections += 1;
    this.#pending.delete(session);
    this.#entered.add(session);
    return undefined;
  }

  /** It has ended. */
  leave(session: Session): void {
    this.#pending.delete(session);
    if (this.#entered.delete(session) && session.identity !== undefined) this.#use(session.identity).connections -= 1;
  }

  /** Takes a request out of what connection and token may send. @returns milliseconds to wait; 0 if it may go */
  take(session: Session, identity: Identity): number {
    const now = monotonicNanos();
    return session.rate.take(1, now) || this.#use(identity).rate.take(1, now);
  }

  /** The same of a token alone, for a request without a connection that stays. */
  takeOf(identity: Identity): number {
    return this.#use(identity).rate.take(1, monotonicNanos());
  }

  #use(identity: Identity): TokenUse {
    let use = this.#uses.get(identity.number);
    if (use === undefined) {
      const { tokenRequestsPerSecond, tokenRequestBurst } = this.#limits;
      use = { connections: 0, rate: new RateLimit(tokenRequestsPerSecond, tokenRequestBurst, monotonicNanos()) };
      this.#uses.set(identity.number, use);
    }
    return use;
  }
}
