import { ConfigError, nameOf, OrderType, TimeInForce, TriggerPriceType } from "@hotpath/core";

/** What a venue takes by itself. What it does not, the engine emulates. */
export interface VenueCapabilities {
  /** Default `[OrderType.Market, OrderType.Limit]`. */
  orderTypes?: readonly OrderType[];
  /** Default day, good till cancel, immediate or cancel, fill or kill and post-only. */
  timesInForce?: readonly TimeInForce[];
  /** Prices that the venue's own stops can watch. Default last. */
  triggerPrices?: readonly TriggerPriceType[];
  /** Whether it shows a part of an order. Default false. */
  icebergs?: boolean;
  /** Whether it takes a minimum quantity; the engine cannot emulate one. Default false. */
  minimumQuantities?: boolean;
}

/** Who keeps what an order asks for: its venue by itself, the engine for its venue, or nobody: such an order is refused. */
export type OrderHandling = "venue" | "engine" | "nobody";

const KEYS: readonly string[] = ["orderTypes", "timesInForce", "triggerPrices", "icebergs", "minimumQuantities"];
const DEFAULT_TYPES: readonly OrderType[] = [OrderType.Market, OrderType.Limit];
const { Day, GoodTillCancel, ImmediateOrCancel, FillOrKill, PostOnly } = TimeInForce;
const DEFAULT_TIMES: readonly TimeInForce[] = [Day, GoodTillCancel, ImmediateOrCancel, FillOrKill, PostOnly];
/** Values of OrderType and TimeInForce lie below it. */
const VALUES = 128;

/** Capabilities in a form that is asked at once. */
export class Capabilities {
  readonly #types: Uint8Array = new Uint8Array(VALUES);
  readonly #times: Uint8Array = new Uint8Array(VALUES);
  readonly #triggers: Uint8Array = new Uint8Array(VALUES);
  readonly icebergs: boolean;
  readonly minimumQuantities: boolean;

  /** @throws {ConfigError} naming what is none */
  constructor(options: VenueCapabilities, path: string) {
    for (const [key, value] of Object.entries(options))
      if (!KEYS.includes(key)) throw new ConfigError(`${path}.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
    fill(this.#types, options.orderTypes ?? DEFAULT_TYPES, OrderType, `${path}.orderTypes`);
    fill(this.#times, options.timesInForce ?? DEFAULT_TIMES, TimeInForce, `${path}.timesInForce`);
    fill(this.#triggers, options.triggerPrices ?? [TriggerPriceType.Last], TriggerPriceType, `${path}.triggerPrices`);
    for (const key of ["icebergs", "minimumQuantities"] as const)
      if (options[key] !== undefined && typeof options[key] !== "boolean")
        throw new ConfigError(`${path}.${key}`, options[key], "true or false");
    this.icebergs = options.icebergs ?? false;
    this.minimumQuantities = options.minimumQuantities ?? false;
  }

  /** Whether the venue has an order type. */
  hasType(orderType: number): boolean {
    return this.#types[orderType] === 1;
  }

  /** Whether the venue has a time in force. */
  hasTime(timeInForce: number): boolean {
    return this.#times[timeInForce] === 1;
  }

  /** Whether the venue's stops can watch a price. */
  hasTrigger(triggerPriceType: number): boolean {
    return this.#triggers[triggerPriceType] === 1;
  }
}

function fill(
  column: Uint8Array,
  values: readonly number[],
  table: Readonly<Record<string, number>>,
  path: string,
): void {
  if (!Array.isArray(values)) throw new ConfigError(path, values, "a list");
  for (const [i, value] of values.entries()) {
    if (!Object.values(table).includes(value))
      throw new ConfigError(
        `${path}[${i}]`,
        value,
        `one of ${Object.values(table)
          .map((v) => `${v} (${nameOf(table, v)})`)
          .join(", ")}`,
      );
    column[value] = 1;
  }
}
