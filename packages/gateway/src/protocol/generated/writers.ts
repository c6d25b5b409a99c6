// Generated from src/protocol/schema.ts by scripts/generate-protocol.ts. Do not edit.
/** Writers of the messages that are sent most. */
import { microsOf, nanosOf } from "@hotpath/core";
import { type MessagePackWriter, PLACE, template } from "../../codec/message-pack-writer.ts";
import type { BarMessage, BookMessage, EventMessage, FillMessage, IndicatorMessage, LogMessage, OrderMessage, PositionMessage, QuoteMessage, RiskMessage, SignalMessage, StatisticsMessage, TradeMessage } from "./messages.ts";

const BOOK_0 = template(9, "type", "book", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "snapshot", PLACE.boolean, "bids");
const BOOK_1 = template(-1, "asks");

/** Writes a `book` message. Lists are the first so many numbers of a column. */
export function writeBook(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  snapshot: boolean,
  bids: ArrayLike<number>,
  bidsCount: number,
  asks: ArrayLike<number>,
  asksCount: number,
): void {
  const at = writer.copy(BOOK_0);
  writer.putInteger(at + 24, subscription);
  writer.putInteger(at + 40, number);
  writer.putInteger(at + 58, sequence);
  writer.putTime(at + 72, micros, nanos);
  writer.putInteger(at + 98, instrument);
  writer.putBoolean(at + 116, snapshot);
  writer.integers(bids, bidsCount);
  writer.copy(BOOK_1);
  writer.integers(asks, asksCount);
}

const QUOTE_0 = template(10, "type", "quote", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "bidPrice", PLACE.integer, "bidSize", PLACE.integer, "askPrice", PLACE.integer, "askSize", PLACE.integer);

/** Writes a `quote` message. Lists are the first so many numbers of a column. */
export function writeQuote(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  bidPrice: number,
  bidSize: number,
  askPrice: number,
  askSize: number,
): void {
  const at = writer.copy(QUOTE_0);
  writer.putInteger(at + 25, subscription);
  writer.putInteger(at + 41, number);
  writer.putInteger(at + 59, sequence);
  writer.putTime(at + 73, micros, nanos);
  writer.putInteger(at + 99, instrument);
  writer.putInteger(at + 117, bidPrice);
  writer.putInteger(at + 134, bidSize);
  writer.putInteger(at + 152, askPrice);
  writer.putInteger(at + 169, askSize);
}

const TRADE_0 = template(9, "type", "trade", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "price", PLACE.integer, "quantity", PLACE.integer, "aggressor");

/** Writes a `trade` message. Lists are the first so many numbers of a column. */
export function writeTrade(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  price: number,
  quantity: number,
  aggressor: "buy" | "sell" | "unknown",
): void {
  const at = writer.copy(TRADE_0);
  writer.putInteger(at + 25, subscription);
  writer.putInteger(at + 41, number);
  writer.putInteger(at + 59, sequence);
  writer.putTime(at + 73, micros, nanos);
  writer.putInteger(at + 99, instrument);
  writer.putInteger(at + 114, price);
  writer.putInteger(at + 132, quantity);
  writer.text(aggressor);
}

const BAR_0 = template(11, "type", "bar", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "open", PLACE.integer, "high", PLACE.integer, "low", PLACE.integer, "close", PLACE.integer, "volume", PLACE.integer);

/** Writes a `bar` message. Lists are the first so many numbers of a column. */
export function writeBar(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): void {
  const at = writer.copy(BAR_0);
  writer.putInteger(at + 23, subscription);
  writer.putInteger(at + 39, number);
  writer.putInteger(at + 57, sequence);
  writer.putTime(at + 71, micros, nanos);
  writer.putInteger(at + 97, instrument);
  writer.putInteger(at + 111, open);
  writer.putInteger(at + 125, high);
  writer.putInteger(at + 138, low);
  writer.putInteger(at + 153, close);
  writer.putInteger(at + 169, volume);
}

const INDICATOR_0 = template(7, "type", "indicator", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "values");

/** Writes a `indicator` message. Lists are the first so many numbers of a column. */
export function writeIndicator(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  values: ArrayLike<number>,
  valuesCount: number,
): void {
  const at = writer.copy(INDICATOR_0);
  writer.putInteger(at + 29, subscription);
  writer.putInteger(at + 45, number);
  writer.putInteger(at + 63, sequence);
  writer.putTime(at + 77, micros, nanos);
  writer.putInteger(at + 103, instrument);
  writer.numbers(values, valuesCount);
}

const SIGNAL_0 = template(-1, "type", "signal", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "generator");
const SIGNAL_1 = template(-1, "direction");
const SIGNAL_2 = template(-1, "confidence", PLACE.number, "value", PLACE.number);
const SIGNAL_3 = template(-1, "reason");

/** Writes a `signal` message. Lists are the first so many numbers of a column. */
export function writeSignal(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  generator: string,
  direction: "up" | "down",
  confidence: number,
  value: number,
  reason: string | undefined,
): void {
  writer.mapHeader(10 + Number(reason !== undefined));
  let at = writer.copy(SIGNAL_0);
  writer.putInteger(at + 25, subscription);
  writer.putInteger(at + 41, number);
  writer.putInteger(at + 59, sequence);
  writer.putTime(at + 73, micros, nanos);
  writer.putInteger(at + 99, instrument);
  writer.text(generator);
  writer.copy(SIGNAL_1);
  writer.text(direction);
  at = writer.copy(SIGNAL_2);
  writer.putNumber(at + 11, confidence);
  writer.putNumber(at + 26, value);
  if (reason !== undefined) {
    writer.copy(SIGNAL_3);
    writer.text(reason);
  }
}

const ORDER_0 = template(-1, "type", "order", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "orderId", PLACE.integer, "side");
const ORDER_1 = template(-1, "state");
const ORDER_2 = template(-1, "price", PLACE.integer, "quantity", PLACE.integer, "filled", PLACE.integer, "strategy", PLACE.integer);
const ORDER_3 = template(-1, "reason");

/** Writes a `order` message. Lists are the first so many numbers of a column. */
export function writeOrder(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  orderId: number,
  side: "buy" | "sell",
  state: "pending" | "working" | "partially-filled" | "pending-cancel" | "pending-replace" | "filled" | "cancelled" | "expired" | "rejected" | "refused",
  price: number,
  quantity: number,
  filled: number,
  strategy: number,
  reason: string | undefined,
): void {
  writer.mapHeader(13 + Number(reason !== undefined));
  let at = writer.copy(ORDER_0);
  writer.putInteger(at + 24, subscription);
  writer.putInteger(at + 40, number);
  writer.putInteger(at + 58, sequence);
  writer.putTime(at + 72, micros, nanos);
  writer.putInteger(at + 98, instrument);
  writer.putInteger(at + 115, orderId);
  writer.text(side);
  writer.copy(ORDER_1);
  writer.text(state);
  at = writer.copy(ORDER_2);
  writer.putInteger(at + 6, price);
  writer.putInteger(at + 24, quantity);
  writer.putInteger(at + 40, filled);
  writer.putInteger(at + 58, strategy);
  if (reason !== undefined) {
    writer.copy(ORDER_3);
    writer.text(reason);
  }
}

const FILL_0 = template(13, "type", "fill", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "orderId", PLACE.integer, "side");
const FILL_1 = template(-1, "price", PLACE.integer, "quantity", PLACE.integer, "leaves", PLACE.integer, "liquidity");
const FILL_2 = template(-1, "strategy", PLACE.integer);

/** Writes a `fill` message. Lists are the first so many numbers of a column. */
export function writeFill(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  orderId: number,
  side: "buy" | "sell",
  price: number,
  quantity: number,
  leaves: number,
  liquidity: "maker" | "taker" | "unknown",
  strategy: number,
): void {
  let at = writer.copy(FILL_0);
  writer.putInteger(at + 24, subscription);
  writer.putInteger(at + 40, number);
  writer.putInteger(at + 58, sequence);
  writer.putTime(at + 72, micros, nanos);
  writer.putInteger(at + 98, instrument);
  writer.putInteger(at + 115, orderId);
  writer.text(side);
  at = writer.copy(FILL_1);
  writer.putInteger(at + 6, price);
  writer.putInteger(at + 24, quantity);
  writer.putInteger(at + 40, leaves);
  writer.text(liquidity);
  at = writer.copy(FILL_2);
  writer.putInteger(at + 9, strategy);
}

const POSITION_0 = template(10, "type", "position", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "instrument", PLACE.integer, "position", PLACE.integer, "averagePrice", PLACE.number, "realised", PLACE.number, "unrealised", PLACE.number);

/** Writes a `position` message. Lists are the first so many numbers of a column. */
export function writePosition(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  instrument: number,
  position: number,
  averagePrice: number,
  realised: number,
  unrealised: number,
): void {
  const at = writer.copy(POSITION_0);
  writer.putInteger(at + 28, subscription);
  writer.putInteger(at + 44, number);
  writer.putInteger(at + 62, sequence);
  writer.putTime(at + 76, micros, nanos);
  writer.putInteger(at + 102, instrument);
  writer.putInteger(at + 120, position);
  writer.putNumber(at + 142, averagePrice);
  writer.putNumber(at + 160, realised);
  writer.putNumber(at + 180, unrealised);
}

const RISK_0 = template(13, "type", "risk", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "state");
const RISK_1 = template(-1, "equity", PLACE.number, "drawdown", PLACE.number, "grossExposure", PLACE.number, "netExposure", PLACE.number, "valueAtRisk", PLACE.number, "limits");
const RISK_2 = template(-1, "limitsVersion", PLACE.integer);

/** Writes a `risk` message. Lists are the first so many numbers of a column. */
export function writeRisk(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  state: "active" | "reduce-only" | "halted",
  equity: number,
  drawdown: number,
  grossExposure: number,
  netExposure: number,
  valueAtRisk: number,
  limits: unknown,
  limitsVersion: number,
): void {
  let at = writer.copy(RISK_0);
  writer.putInteger(at + 24, subscription);
  writer.putInteger(at + 40, number);
  writer.putInteger(at + 58, sequence);
  writer.putTime(at + 72, micros, nanos);
  writer.text(state);
  at = writer.copy(RISK_1);
  writer.putNumber(at + 7, equity);
  writer.putNumber(at + 25, drawdown);
  writer.putNumber(at + 48, grossExposure);
  writer.putNumber(at + 69, netExposure);
  writer.putNumber(at + 90, valueAtRisk);
  writer.value(limits);
  at = writer.copy(RISK_2);
  writer.putInteger(at + 14, limitsVersion);
}

const STATISTICS_0 = template(6, "type", "statistics", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "values");

/** Writes a `statistics` message. Lists are the first so many numbers of a column. */
export function writeStatistics(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  values: object,
): void {
  const at = writer.copy(STATISTICS_0);
  writer.putInteger(at + 30, subscription);
  writer.putInteger(at + 46, number);
  writer.putInteger(at + 64, sequence);
  writer.putTime(at + 78, micros, nanos);
  writer.value(values);
}

const LOG_0 = template(-1, "type", "log", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "level");
const LOG_1 = template(-1, "message");
const LOG_2 = template(-1, "fields");

/** Writes a `log` message. Lists are the first so many numbers of a column. */
export function writeLog(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields: unknown | undefined,
): void {
  writer.mapHeader(7 + Number(fields !== undefined));
  const at = writer.copy(LOG_0);
  writer.putInteger(at + 22, subscription);
  writer.putInteger(at + 38, number);
  writer.putInteger(at + 56, sequence);
  writer.putTime(at + 70, micros, nanos);
  writer.text(level);
  writer.copy(LOG_1);
  writer.text(message);
  if (fields !== undefined) {
    writer.copy(LOG_2);
    writer.value(fields);
  }
}

const EVENT_0 = template(7, "type", "event", "subscription", PLACE.integer, "number", PLACE.integer, "sequence", PLACE.integer, "time", PLACE.time, "name");
const EVENT_1 = template(-1, "fields");

/** Writes a `event` message. Lists are the first so many numbers of a column. */
export function writeEvent(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  sequence: number,
  micros: number,
  nanos: number,
  name: string,
  fields: unknown,
): void {
  const at = writer.copy(EVENT_0);
  writer.putInteger(at + 25, subscription);
  writer.putInteger(at + 41, number);
  writer.putInteger(at + 59, sequence);
  writer.putTime(at + 73, micros, nanos);
  writer.text(name);
  writer.copy(EVENT_1);
  writer.value(fields);
}

/** A message of a topic, without the two numbers that a subscription gives it. */
export type UpdateContent = Omit<BookMessage, "subscription" | "number"> | Omit<QuoteMessage, "subscription" | "number"> | Omit<TradeMessage, "subscription" | "number"> | Omit<BarMessage, "subscription" | "number"> | Omit<IndicatorMessage, "subscription" | "number"> | Omit<SignalMessage, "subscription" | "number"> | Omit<OrderMessage, "subscription" | "number"> | Omit<FillMessage, "subscription" | "number"> | Omit<PositionMessage, "subscription" | "number"> | Omit<RiskMessage, "subscription" | "number"> | Omit<StatisticsMessage, "subscription" | "number"> | Omit<LogMessage, "subscription" | "number"> | Omit<EventMessage, "subscription" | "number">;

/**
 * Writes an update as its own writer does. `subscription` is the integer 20 bytes and a type's length behind the start, and
 * `number` the one 36 bytes and a type's length behind it: {@link renumberUpdate} puts others there.
 */
export function writeUpdate(
  writer: MessagePackWriter,
  subscription: number,
  number: number,
  message: UpdateContent,
): void {
  switch (message.type) {
    case "book":
      writeBook(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.snapshot, message.bids, message.bids.length, message.asks, message.asks.length);
      return;
    case "quote":
      writeQuote(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.bidPrice, message.bidSize, message.askPrice, message.askSize);
      return;
    case "trade":
      writeTrade(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.price, message.quantity, message.aggressor);
      return;
    case "bar":
      writeBar(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.open, message.high, message.low, message.close, message.volume);
      return;
    case "indicator":
      writeIndicator(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.values, message.values.length);
      return;
    case "signal":
      writeSignal(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.generator, message.direction, message.confidence, message.value, message.reason);
      return;
    case "order":
      writeOrder(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.orderId, message.side, message.state, message.price, message.quantity, message.filled, message.strategy, message.reason);
      return;
    case "fill":
      writeFill(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.orderId, message.side, message.price, message.quantity, message.leaves, message.liquidity, message.strategy);
      return;
    case "position":
      writePosition(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.instrument, message.position, message.averagePrice, message.realised, message.unrealised);
      return;
    case "risk":
      writeRisk(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.state, message.equity, message.drawdown, message.grossExposure, message.netExposure, message.valueAtRisk, message.limits, message.limitsVersion);
      return;
    case "statistics":
      writeStatistics(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.values);
      return;
    case "log":
      writeLog(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.level, message.message, message.fields);
      return;
    case "event":
      writeEvent(writer, subscription, number, message.sequence, microsOf(message.time), nanosOf(message.time), message.name, message.fields);
      return;
  }
}

/** Puts other numbers into an update that {@link writeUpdate} has written at `at`. */
export function renumberUpdate(
  writer: MessagePackWriter,
  at: number,
  type: UpdateContent["type"],
  subscription: number,
  number: number,
): void {
  const behind = at + type.length;
  writer.putInteger(behind + 20, subscription);
  writer.putInteger(behind + 36, number);
}
