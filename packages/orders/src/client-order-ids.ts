import { ConfigError } from "@hotpath/core";

/** What a venue's ClOrdID stands for. */
export interface ClientOrderId {
  orderId: number;
  /** 0 for the order itself, then one for each request to replace or cancel it. */
  version: number;
}

/**
 * Order ids as FIX's ClOrdID (11): a prefix, the id to the base of 36 in capitals, and after a dash the number of the
 * request, for in FIX every replace and cancel has a ClOrdID of its own and names the one before (OrigClOrdID 41). As unique
 * as the ids are: over restarts too, where those are.
 *
 * An id of any epoch and a thousand requests take 15 characters and the prefix.
 *
 * @example
 * const ids = new ClientOrderIds("HP");
 * ids.text(12_884_901_889, 2); // "HP5X3C5XD-2"
 * ids.parse("HP5X3C5XD-2"); // { orderId: 12884901889, version: 2 }
 */
export class ClientOrderIds {
  readonly prefix: string;

  /** @throws {ConfigError} for a prefix that is not up to 8 capitals and digits */
  constructor(prefix = "") {
    if (!/^[A-Z0-9]{0,8}$/.test(prefix)) throw new ConfigError("prefix", prefix, "up to 8 capital letters and digits");
    this.prefix = prefix;
  }

  /**
   * @param orderId a safe integer from 1
   * @throws {ConfigError} for an id or a version that is none
   */
  text(orderId: number, version = 0): string {
    if (!Number.isSafeInteger(orderId) || orderId < 1)
      throw new ConfigError("orderId", orderId, "a safe integer from 1");
    if (!Number.isSafeInteger(version) || version < 0)
      throw new ConfigError("version", version, "a safe integer from 0");
    const id = `${this.prefix}${orderId.toString(36).toUpperCase()}`;
    return version === 0 ? id : `${id}-${version}`;
  }

  /** What a text stands for; undefined for one that `text` does not write, as another system's. */
  parse(text: string): ClientOrderId | undefined {
    if (!text.startsWith(this.prefix)) return undefined;
    const match = /^([1-9A-Z][0-9A-Z]{0,10})(?:-([1-9][0-9]{0,15}))?$/.exec(text.slice(this.prefix.length));
    if (match === null) return undefined;
    const orderId = Number.parseInt(match[1]!, 36);
    const version = match[2] === undefined ? 0 : Number(match[2]);
    return Number.isSafeInteger(orderId) && Number.isSafeInteger(version) ? { orderId, version } : undefined;
  }
}
