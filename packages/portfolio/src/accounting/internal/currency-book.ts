import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { readBigInt } from "./lot-book.ts";

const amounts = ["cash", "transfers", "conversions", "realized", "fees", "dividends", "funding", "interest"] as const;

/** Cash of one currency and what it came from, in money units. */
export class CurrencyBook {
  cash = 0n;
  /** Paid in less paid out. */
  transfers = 0n;
  /** Bought less sold for other currencies. */
  conversions = 0n;
  /** Of the instruments of this currency. */
  realized = 0n;
  /** Paid less rebates. */
  fees = 0n;
  dividends = 0n;
  funding = 0n;
  interest = 0n;

  snapshot(writer: SnapshotWriter): void {
    for (const name of amounts) writer.string(this[name].toString());
  }

  restore(reader: SnapshotReader): void {
    for (const name of amounts) this[name] = readBigInt(reader);
  }
}
