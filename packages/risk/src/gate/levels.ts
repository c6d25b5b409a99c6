import { ConfigError, RiskScope } from "@hotpath/core";
import { levelsOf, NUMBER_MAX, type RiskLimits } from "./risk-limits.ts";

/**
 * The levels at which a gate keeps books: the firm (level 0), then the accounts, then the strategies, as its first
 * limits name them. An order's path is the levels that it belongs to; path 0 is that of every strategy that has no
 * level of its own: the firm alone.
 */
export class Levels {
  /** Accounts and strategies by number, rising. */
  readonly accounts: readonly number[];
  readonly strategies: readonly number[];
  /** How many levels there are. */
  readonly count: number;
  /** How many paths: one a strategy, and that of all others. */
  readonly paths: number;
  /** By path: level of the account and of the strategy, 0 for none. */
  readonly accountOf: Int32Array;
  readonly strategyOf: Int32Array;
  /** By path, four in a row: how many levels it has besides the firm, and these. */
  readonly pathLevels: Int32Array;
  /** Path by strategy number. */
  readonly #pathOf: Uint8Array;

  constructor(limits: RiskLimits) {
    const { accounts, strategies } = levelsOf(limits);
    this.accounts = accounts;
    this.strategies = strategies;
    this.count = 1 + accounts.length + strategies.length;
    this.paths = 1 + strategies.length;
    this.accountOf = new Int32Array(this.paths);
    this.strategyOf = new Int32Array(this.paths);
    this.pathLevels = new Int32Array(this.paths * 4);
    this.#pathOf = new Uint8Array((strategies.at(-1) ?? -1) + 1);
    for (const [k, number] of strategies.entries()) {
      const { account } = limits.strategies![number]!;
      this.strategyOf[k + 1] = 1 + accounts.length + k;
      this.accountOf[k + 1] = account === undefined ? 0 : 1 + accounts.indexOf(account);
      this.#pathOf[number] = k + 1;
      const own = [this.accountOf[k + 1]!, this.strategyOf[k + 1]!].filter((level) => level !== 0);
      this.pathLevels.set([own.length, ...own], (k + 1) * 4);
    }
  }

  /** The path of a strategy's orders. */
  pathOf(strategy: number): number {
    return strategy >= 0 && strategy < this.#pathOf.length ? this.#pathOf[strategy]! : 0;
  }

  /** The level of a scope, or −1 if it has none. */
  indexOf(scope: number, scopeId: number): number {
    if (scope === RiskScope.Firm) return 0;
    if (scope === RiskScope.Account) {
      const k = this.accounts.indexOf(scopeId);
      return k === -1 ? -1 : 1 + k;
    }
    if (scope !== RiskScope.Strategy) return -1;
    const k = this.strategies.indexOf(scopeId);
    return k === -1 ? -1 : 1 + this.accounts.length + k;
  }

  /** RiskScope of a level. */
  scopeOf(level: number): number {
    if (level === 0) return RiskScope.Firm;
    return level <= this.accounts.length ? RiskScope.Account : RiskScope.Strategy;
  }

  /** Number of a level's account or strategy; 0 for the firm. */
  idOf(level: number): number {
    if (level === 0) return 0;
    const { accounts, strategies } = this;
    return level <= accounts.length ? accounts[level - 1]! : strategies[level - 1 - accounts.length]!;
  }

  /** The strategies whose orders belong to a level; undefined for all. */
  strategiesIn(level: number): readonly number[] | undefined {
    if (level === 0) return undefined;
    return this.strategies.filter((_, k) => this.accountOf[k + 1] === level || this.strategyOf[k + 1] === level);
  }

  /**
   * Checks that other limits speak of the same levels.
   *
   * @throws {ConfigError} naming the account or strategy that was not there, or has moved
   */
  assertFit(limits: RiskLimits, path: string): void {
    const { accounts, strategies } = levelsOf(limits);
    for (const account of accounts)
      if (!this.accounts.includes(account))
        throw new ConfigError(`${path}.accounts`, account, `accounts of the first limits: ${listed(this.accounts)}`);
    for (const number of strategies) {
      const k = this.strategies.indexOf(number);
      if (k === -1)
        throw new ConfigError(
          `${path}.strategies`,
          number,
          `strategies of the first limits: ${listed(this.strategies)}`,
        );
      const { account } = limits.strategies![number]!;
      const before = this.accountOf[k + 1]!;
      const allowed = before === 0 ? undefined : this.accounts[before - 1];
      if (account !== undefined && account !== allowed)
        throw new ConfigError(`${path}.strategies[${number}].account`, account, `${allowed ?? "none"}, as at first`);
    }
  }
}

function listed(numbers: readonly number[]): string {
  return numbers.length === 0 ? `none (of 0 to ${NUMBER_MAX})` : numbers.join(", ");
}
