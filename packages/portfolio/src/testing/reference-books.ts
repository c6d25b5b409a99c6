import { Side } from "@hotpath/core";
import { divideHalfEven } from "../internal/money.ts";
import type { Portfolio } from "../portfolio.ts";

interface Account {
  position: bigint;
  basis: bigint;
  realized: bigint;
  fees: bigint;
  mark2x: bigint | undefined;
}

/** The same accounting as `Portfolio`, written once more in plain bigints, for tests to compare with. */
export class ReferenceBooks {
  cash: bigint;
  peak: bigint;
  maxDrawdown = 0;
  readonly accounts: Account[];
  readonly #factors: bigint[];
  readonly #feeFactor: bigint;

  constructor(portfolio: Portfolio) {
    this.cash = portfolio.initialCash;
    this.peak = portfolio.initialCash;
    this.#feeFactor = 10n ** BigInt(portfolio.moneyDecimals - portfolio.feeDecimals);
    this.#factors = portfolio.instruments.list.map(
      (i) => BigInt(i.multiplier) * 10n ** BigInt(portfolio.moneyDecimals - i.priceDecimals - i.sizeDecimals),
    );
    this.accounts = this.#factors.map(() => ({
      position: 0n,
      basis: 0n,
      realized: 0n,
      fees: 0n,
      mark2x: undefined,
    }));
  }

  fill(i: number, side: number, price: number, quantity: number, fee: number): void {
    const account = this.accounts[i]!;
    const signed = BigInt(side === Side.Buy ? quantity : -quantity);
    const unit = BigInt(price) * this.#factors[i]!;
    const { position } = account;
    const against = position > 0n !== signed > 0n && position !== 0n;
    const held = position < 0n ? -position : position;
    const size = signed < 0n ? -signed : signed;
    const closing = against ? (size < held ? size : held) : 0n;
    if (closing > 0n) {
      const share = divideHalfEven(account.basis * closing, held);
      const proceeds = unit * (position > 0n ? closing : -closing);
      account.realized += proceeds - share;
      account.basis -= share;
    }
    const opening = signed > 0n ? size - closing : closing - size;
    account.basis += unit * opening;
    account.position += signed;
    account.mark2x ??= BigInt(price) * 2n;
    account.fees += BigInt(fee) * this.#feeFactor;
    this.cash -= unit * signed + BigInt(fee) * this.#feeFactor;
  }

  mark(i: number, price2x: number): void {
    this.accounts[i]!.mark2x = BigInt(price2x);
  }

  value(i: number): bigint {
    const { position, mark2x = 0n } = this.accounts[i]!;
    return (position * mark2x * this.#factors[i]!) / 2n;
  }

  net(): bigint {
    return this.accounts.reduce((sum, _, i) => sum + this.value(i), 0n);
  }

  gross(): bigint {
    return this.accounts.reduce((sum, _, i) => sum + (this.value(i) < 0n ? -this.value(i) : this.value(i)), 0n);
  }

  equity(): bigint {
    return this.cash + this.net();
  }

  observe(): void {
    const equity = this.equity();
    if (equity > this.peak) this.peak = equity;
    else if (this.peak > 0n)
      this.maxDrawdown = Math.max(this.maxDrawdown, Number(this.peak - equity) / Number(this.peak));
  }
}
