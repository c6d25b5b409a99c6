import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { RATE_DECIMALS } from "../../internal/holder-amounts.ts";
import { readBigInt } from "./lot-book.ts";

/** What changes the worth of an account in its base currency. Fees are what was paid; the others are gains. */
export const categories = [
  "contributed",
  "realized",
  "unrealized",
  "fees",
  "dividends",
  "funding",
  "interest",
  "conversion",
  "translation",
] as const;

/** One of {@link categories}. */
export type Category = (typeof categories)[number];

/**
 * The account in its base currency: every flow translated at the rate of its moment, and apart from them what changes of
 * rates made of the assets that were held. All in units of 10^-(moneyDecimals + 20), in which a product of money and a rate
 * is whole: nothing is rounded, and so
 *
 *     equity = contributed + realized + unrealized − fees + dividends + funding + interest + conversion + translation
 */
export class BaseBook {
  readonly sums: Record<Category, bigint>;
  readonly #rates = new Map<string, bigint>();

  constructor(baseCurrency: string) {
    this.sums = Object.fromEntries(categories.map((name) => [name, 0n])) as Record<Category, bigint>;
    this.#rates.set(baseCurrency, 10n ** BigInt(RATE_DECIMALS));
  }

  /** In units of 10^-20 of the base currency, or undefined. */
  rateOf(currency: string): bigint | undefined {
    return this.#rates.get(currency);
  }

  /** Takes a new rate; `assets` is what the account is worth in the currency. The first rate translates nothing. */
  setRate(currency: string, rate: bigint, assets: bigint): void {
    const before = this.#rates.get(currency);
    if (before !== undefined) this.sums.translation += assets * (rate - before);
    this.#rates.set(currency, rate);
  }

  /** Books an amount of a currency whose rate is known. */
  add(category: Category, currency: string, amount: bigint): void {
    if (amount !== 0n) this.sums[category] += amount * this.#rates.get(currency)!;
  }

  snapshot(writer: SnapshotWriter): void {
    for (const name of categories) writer.string(this.sums[name].toString());
    writer.i32(this.#rates.size);
    for (const [currency, rate] of this.#rates) {
      writer.string(currency);
      writer.string(rate.toString());
    }
  }

  restore(reader: SnapshotReader): void {
    for (const name of categories) this.sums[name] = readBigInt(reader);
    this.#rates.clear();
    for (let left = reader.i32(); left > 0; left--) this.#rates.set(reader.string(), readBigInt(reader));
  }
}
