/** New orders of clients: what the protocol's fields mean in units, and what does not go together. */
import {
  type EventSink,
  type Instrument,
  OrderEntry,
  OrderEntryBracket,
  OrderEntryTerms,
  OrderType,
  PegPriceType,
  Side,
  TimeInForce,
  TriggerPriceType,
} from "@hotpath/core";
import type { EngineLink } from "../link/engine-link.ts";
import type { SubmitOrderMessage } from "../protocol/index.ts";
import { Refusal, refusing } from "./refusal.ts";

interface Kind {
  readonly type: OrderType;
  /** Undefined: it may have one. */
  readonly hasPrice: boolean | undefined;
  readonly hasTrigger: boolean;
}

const KINDS: Readonly<Record<SubmitOrderMessage["orderType"], Kind>> = {
  market: { type: OrderType.Market, hasPrice: false, hasTrigger: false },
  limit: { type: OrderType.Limit, hasPrice: true, hasTrigger: false },
  stop: { type: OrderType.Stop, hasPrice: false, hasTrigger: true },
  "stop-limit": { type: OrderType.StopLimit, hasPrice: true, hasTrigger: true },
  "market-if-touched": { type: OrderType.MarketIfTouched, hasPrice: false, hasTrigger: true },
  "limit-if-touched": { type: OrderType.LimitIfTouched, hasPrice: true, hasTrigger: true },
  "trailing-stop": { type: OrderType.TrailingStop, hasPrice: false, hasTrigger: false },
  pegged: { type: OrderType.Pegged, hasPrice: undefined, hasTrigger: false },
};

const TIMES = {
  day: TimeInForce.Day,
  gtc: TimeInForce.GoodTillCancel,
  ioc: TimeInForce.ImmediateOrCancel,
  fok: TimeInForce.FillOrKill,
  "post-only": TimeInForce.PostOnly,
  gtd: TimeInForce.GoodTillDate,
} as const;

const PEGS = { primary: PegPriceType.Primary, market: PegPriceType.Market, mid: PegPriceType.Midpoint } as const;
const TRIGGERS = {
  bid: TriggerPriceType.Bid,
  ask: TriggerPriceType.Offer,
  last: TriggerPriceType.Last,
  mid: TriggerPriceType.Mid,
} as const;

/** Fields that are terms: with one of them an order needs an engine that has `orders.emulation`. */
const TERMS = [
  "triggerPrice",
  "triggerOn",
  "trailAmount",
  "trailPercent",
  "limitOffset",
  "displayQuantity",
  "minQuantity",
  "expires",
  "pegTo",
  "pegOffset",
] as const satisfies readonly (keyof SubmitOrderMessage)[];

/**
 * Reads a new order.
 *
 * @returns writes it as inputs: its terms, its bracket, and itself
 * @throws {Refusal} naming the field that is wrong, or what this engine does not have
 */
export function readOrder(
  message: SubmitOrderMessage,
  definition: Instrument,
  link: Pick<EngineLink, "lastMicros" | "orderFeatures">,
  actor: number,
): (inbox: EventSink, micros: number) => void {
  const kind = KINDS[message.orderType];
  const terms = TERMS.find((name) => message[name] !== undefined);
  assertKind(message, kind);
  const isPlain = kind.type === OrderType.Limit || kind.type === OrderType.Market;
  if ((terms !== undefined || !isPlain) && !link.orderFeatures.emulation)
    throw new Refusal(
      "UNAVAILABLE",
      "this engine has limit and market orders alone: no emulation",
      terms ?? "orderType",
    );
  const bracket = readBracket(message, definition, link);
  const { lastMicros } = link;
  const { price: limit } = message;
  const price = limit === undefined ? 0 : refusing("price", () => definition.orderPrice(limit, lastMicros));
  const quantity = refusing("quantity", () => definition.orderSize(message.quantity));
  const side = message.side === "buy" ? Side.Buy : Side.Sell;
  const time = TIMES[message.timeInForce ?? "day"];
  const writeTerms = terms === undefined && isPlain ? undefined : readTerms(message, definition, lastMicros, actor);
  const { instrument } = message;
  return (inbox, micros) => {
    writeTerms?.(inbox, micros);
    if (bracket !== undefined) OrderEntryBracket.write(inbox, micros, 0, instrument, 0, bracket[0], bracket[1], actor);
    OrderEntry.write(inbox, micros, 0, instrument, 0, price, quantity, side, kind.type, time, actor);
  };
}

function assertKind(message: SubmitOrderMessage, { type, hasPrice, hasTrigger }: Kind): void {
  const { orderType } = message;
  const must = (path: keyof SubmitOrderMessage, isThere: boolean, wanted: boolean): void => {
    if (isThere === wanted) return;
    const text = wanted ? `is missing: a ${orderType} order has it` : `a ${orderType} order has none`;
    throw new Refusal("BAD_VALUE", text, path);
  };
  if (hasPrice !== undefined) must("price", message.price !== undefined, hasPrice);
  const isTrailing = type === OrderType.TrailingStop;
  if (hasTrigger || !isTrailing) must("triggerPrice", message.triggerPrice !== undefined, hasTrigger);
  if (!hasTrigger && !isTrailing) must("triggerOn", message.triggerOn !== undefined, false);
  const distances = Number(message.trailAmount !== undefined) + Number(message.trailPercent !== undefined);
  if (isTrailing && distances !== 1)
    throw new Refusal("BAD_VALUE", "a trailing-stop order has either trailAmount or trailPercent", "trailAmount");
  if (!isTrailing) {
    must("trailAmount", message.trailAmount !== undefined, false);
    must("trailPercent", message.trailPercent !== undefined, false);
    must("limitOffset", message.limitOffset !== undefined, false);
  }
  if (hasPrice !== true) must("displayQuantity", message.displayQuantity !== undefined, false);
  must("pegTo", message.pegTo !== undefined, type === OrderType.Pegged);
  if (type !== OrderType.Pegged) must("pegOffset", message.pegOffset !== undefined, false);
  if ((message.timeInForce === "gtd") !== (message.expires !== undefined))
    throw new Refusal("BAD_VALUE", "an order with timeInForce gtd has expires, and no other has", "expires");
}

function readTerms(
  message: SubmitOrderMessage,
  definition: Instrument,
  lastMicros: number,
  actor: number,
): (inbox: EventSink, micros: number) => void {
  const price = (path: "triggerPrice"): number => {
    const text = message[path];
    return text === undefined ? 0 : refusing(path, () => definition.orderPrice(text, lastMicros));
  };
  const distance = (path: "trailAmount" | "limitOffset" | "pegOffset", none: number): number => {
    const text = message[path];
    if (text === undefined) return none;
    const isNegative = text.startsWith("-");
    const units = refusing(path, () => definition.price(isNegative ? text.slice(1) : text));
    return isNegative ? -units : units;
  };
  const size = (path: "displayQuantity" | "minQuantity"): number => {
    const text = message[path];
    return text === undefined ? 0 : refusing(path, () => definition.orderSize(text));
  };
  const trailAmount = distance("trailAmount", 0);
  const { trailPercent = 0 } = message;
  if (trailAmount < 0 || (message.trailAmount !== undefined && trailAmount === 0))
    throw new Refusal("BAD_VALUE", "allowed: a distance above 0", "trailAmount");
  if (message.trailPercent !== undefined && !(trailPercent >= 1 && trailPercent <= 9999))
    throw new Refusal("BAD_VALUE", `got ${trailPercent}; allowed: 1 to 9999`, "trailPercent");
  const expires = message.expires === undefined ? 0 : Number(BigInt(message.expires) / 1000n);
  if (message.expires !== undefined && !(expires > lastMicros))
    throw new Refusal("BAD_VALUE", "allowed: a time after the engine's", "expires");
  const [trigger, limitOffset] = [price("triggerPrice"), distance("limitOffset", Number.NaN)];
  const [display, least, peg] = [size("displayQuantity"), size("minQuantity"), distance("pegOffset", 0)];
  const pegTo = message.pegTo === undefined ? 0 : PEGS[message.pegTo];
  const watches = message.triggerOn === undefined ? 0 : TRIGGERS[message.triggerOn];
  const { instrument } = message;
  return (inbox, micros) =>
    OrderEntryTerms.write(
      inbox,
      micros,
      0,
      instrument,
      0,
      trigger,
      trailAmount,
      trailPercent,
      limitOffset,
      display,
      least,
      expires,
      peg,
      pegTo,
      watches,
      0,
      actor,
    );
}

/** Prices of target and stop; undefined without both. */
function readBracket(
  { takeProfit, stopLoss }: SubmitOrderMessage,
  definition: Instrument,
  { lastMicros, orderFeatures }: Pick<EngineLink, "lastMicros" | "orderFeatures">,
): [number, number] | undefined {
  if (takeProfit === undefined && stopLoss === undefined) return undefined;
  const path = takeProfit === undefined ? "stopLoss" : "takeProfit";
  if (!orderFeatures.groups) throw new Refusal("UNAVAILABLE", "this engine has no groups of orders", path);
  if (stopLoss !== undefined && !orderFeatures.emulation)
    throw new Refusal("UNAVAILABLE", "this engine has limit and market orders alone: no emulation", "stopLoss");
  const read = (name: string, text: string | undefined): number =>
    text === undefined ? 0 : refusing(name, () => definition.orderPrice(text, lastMicros));
  return [read("takeProfit", takeProfit), read("stopLoss", stopLoss)];
}
