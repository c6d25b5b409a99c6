import { ConfigError, TriggerPriceType } from "@hotpath/core";
import type { VenueCapabilities } from "../venue-capabilities.ts";

/** How the engine emulates what venues lack. */
export interface EmulationOptions {
  /** What venues take by themselves, of those that `venues` does not name. */
  capabilities?: VenueCapabilities;
  /** The same by venue number. */
  venues?: Readonly<Record<number, VenueCapabilities>>;
  /** What triggers watch that do not say so. Default the last trade: where there are quotes alone, bid, offer or mid. */
  triggerPrice?: TriggerPriceType;
  /** A pegged order has a new price at the most once in so many microseconds. Default 100,000. */
  pegIntervalMicros?: number;
  /** When day orders end at a venue that does not end them, in microseconds after midnight UTC; without it they need one that does. */
  dayEndMicros?: number;
  /** The most orders with terms at a time. Default 16,384. */
  maxOrders?: number;
  /** Gives slices of icebergs their ids: the one that the strategies use. Without it icebergs need a venue that has them. */
  orderIds?: { next(): number };
  /**
   * Asked about a held order when it comes, as if it were a market order at once: what could not pass then is refused
   * rather than held. A `RiskGate` is one. What is released passes the gate in any case.
   */
  entryGate?: { check(instrument: number, side: number, price: number, quantity: number, strategy: number): number };
}

const DAY_MICROS = 86_400_000_000;
const KEYS: readonly string[] = [
  "capabilities",
  "venues",
  "triggerPrice",
  "pegIntervalMicros",
  "dayEndMicros",
  "maxOrders",
  "orderIds",
  "entryGate",
];

/** @throws {ConfigError} naming the option that is wrong */
export function checkEmulation(options: EmulationOptions): void {
  for (const [key, value] of Object.entries(options))
    if (!KEYS.includes(key)) throw new ConfigError(`emulation.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  const { triggerPrice, pegIntervalMicros, dayEndMicros, maxOrders } = options;
  if (triggerPrice !== undefined && !Object.values(TriggerPriceType).includes(triggerPrice))
    throw new ConfigError("emulation.triggerPrice", triggerPrice, "1 (offer), 2 (last), 3 (bid) or 6 (mid)");
  if (pegIntervalMicros !== undefined && !(Number.isSafeInteger(pegIntervalMicros) && pegIntervalMicros >= 0))
    throw new ConfigError("emulation.pegIntervalMicros", pegIntervalMicros, "an integer from 0");
  if (dayEndMicros !== undefined && !(Number.isInteger(dayEndMicros) && dayEndMicros >= 0 && dayEndMicros < DAY_MICROS))
    throw new ConfigError("emulation.dayEndMicros", dayEndMicros, `an integer from 0 to ${DAY_MICROS - 1}`);
  if (maxOrders !== undefined && !(Number.isInteger(maxOrders) && maxOrders >= 1 && maxOrders <= 1_048_576))
    throw new ConfigError("emulation.maxOrders", maxOrders, "an integer from 1 to 1048576");
}

/** The first end of a day after a time. */
export const dayEndAfter = (micros: number, dayEndMicros: number): number =>
  (Math.floor((micros - dayEndMicros) / DAY_MICROS) + 1) * DAY_MICROS + dayEndMicros;
