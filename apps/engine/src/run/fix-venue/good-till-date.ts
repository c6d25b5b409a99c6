import { ConfigError } from "@hotpath/core";

/** The field that says until when an order of 59=6 is good. */
export type ExpiryField = "ExpireTime" | "ExpireDate";

/** How a counterparty is told until when an order is good. */
export class GoodTillDate {
  readonly field: ExpiryField;
  readonly #format: Intl.DateTimeFormat;

  /**
   * @param timeZone that days of ExpireDate are of: an IANA name
   * @throws {ConfigError} for a time zone that is none
   */
  constructor(field: ExpiryField, timeZone: string) {
    this.field = field;
    try {
      const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
      this.#format = new Intl.DateTimeFormat("en-CA", { timeZone, ...parts });
    } catch {
      throw new ConfigError("ExpireTimeZone", timeZone, "a time zone of the IANA database, as America/New_York");
    }
  }

  /** The last day of which something is before a time: a LocalMktDate, `YYYYMMDD`. */
  dateOf(micros: number): string {
    return this.#format.format(Math.ceil(micros / 1000) - 1).replaceAll("-", "");
  }
}
