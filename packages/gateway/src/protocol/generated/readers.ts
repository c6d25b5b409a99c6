// Generated from src/protocol/schema.ts by scripts/generate-protocol.ts. Do not edit.
/** Readers of the clients' messages that come most. */
import { type FrameCursor, Words } from "../../codec/frame-cursor.ts";
import type { CancelOrderMessage, MarketDataMessage, QuoteInput, ReplaceOrderMessage, SubmitOrderMessage } from "./messages.ts";

/** A message that has a reader of its own. */
export type ReadableMessage = MarketDataMessage | SubmitOrderMessage | ReplaceOrderMessage | CancelOrderMessage;

const TYPE = new Words(["type"]);
const TYPES = new Words(["marketData","submitOrder","replaceOrder","cancelOrder"]);

const QUOTE_INPUT = new Words(["symbolId","bidPrice","askPrice","bidSize","askSize","timestamp","venueId","flags"]);


function readQuoteInput(cursor: FrameCursor, entries: number): QuoteInput | undefined {
  let symbolId: QuoteInput["symbolId"] | undefined;
  let bidPrice: QuoteInput["bidPrice"] | undefined;
  let askPrice: QuoteInput["askPrice"] | undefined;
  let bidSize: QuoteInput["bidSize"] | undefined;
  let askSize: QuoteInput["askSize"] | undefined;
  let timestamp: QuoteInput["timestamp"] | undefined;
  let venueId: QuoteInput["venueId"] | undefined;
  let flags: QuoteInput["flags"] | undefined;
  for (let k = 0; k < entries && !cursor.isOdd; k++) {
    switch (cursor.word(QUOTE_INPUT)) {
      case 0:
        symbolId = cursor.integer();
        break;
      case 1:
        bidPrice = cursor.text();
        break;
      case 2:
        askPrice = cursor.text();
        break;
      case 3:
        bidSize = cursor.text();
        break;
      case 4:
        askSize = cursor.text();
        break;
      case 5:
        timestamp = cursor.time();
        break;
      case 6:
        venueId = cursor.integer();
        break;
      case 7:
        flags = cursor.integer();
        break;
    }
  }
  if (cursor.isOdd || symbolId === undefined || bidPrice === undefined || askPrice === undefined || bidSize === undefined || askSize === undefined || timestamp === undefined) {
    cursor.isOdd = true;
    return undefined;
  }
  const message: QuoteInput = { symbolId, bidPrice, askPrice, bidSize, askSize, timestamp };
  if (venueId !== undefined) message.venueId = venueId;
  if (flags !== undefined) message.flags = flags;
  return message;
}

function readQuoteInputList(cursor: FrameCursor): QuoteInput[] {
  const count = cursor.list();
  const list: QuoteInput[] = [];
  for (let k = 0; k < count; k++) {
    const item = readQuoteInput(cursor, cursor.map());
    if (item === undefined) break;
    list.push(item);
  }
  return list;
}

const MARKET_DATA = new Words(["id","quotes","answer"]);
const MARKET_DATA_ANSWER = new Words(["counts","full"]);

function readMarketData(cursor: FrameCursor, entries: number): MarketDataMessage | undefined {
  let id: MarketDataMessage["id"] | undefined;
  let quotes: MarketDataMessage["quotes"] | undefined;
  let answer: MarketDataMessage["answer"] | undefined;
  for (let k = 1; k < entries && !cursor.isOdd; k++) {
    switch (cursor.word(MARKET_DATA)) {
      case 0:
        id = cursor.integer();
        break;
      case 1:
        quotes = readQuoteInputList(cursor);
        break;
      case 2:
        answer = MARKET_DATA_ANSWER.words[cursor.word(MARKET_DATA_ANSWER)] as MarketDataMessage["answer"];
        break;
    }
  }
  if (cursor.isOdd || id === undefined || quotes === undefined) {
    cursor.isOdd = true;
    return undefined;
  }
  const message: MarketDataMessage = { type: "marketData", id, quotes };
  if (answer !== undefined) message.answer = answer;
  return message;
}

const SUBMIT_ORDER = new Words(["id","key","instrument","side","orderType","quantity","price","timeInForce","triggerPrice","triggerOn","trailAmount","trailPercent","limitOffset","displayQuantity","minQuantity","expires","pegTo","pegOffset","takeProfit","stopLoss"]);
const SUBMIT_ORDER_SIDE = new Words(["buy","sell"]);
const SUBMIT_ORDER_ORDER_TYPE = new Words(["market","limit","stop","stop-limit","market-if-touched","limit-if-touched","trailing-stop","pegged"]);
const SUBMIT_ORDER_TIME_IN_FORCE = new Words(["day","gtc","ioc","fok","post-only","gtd"]);
const SUBMIT_ORDER_TRIGGER_ON = new Words(["bid","ask","last","mid"]);
const SUBMIT_ORDER_PEG_TO = new Words(["primary","market","mid"]);

function readSubmitOrder(cursor: FrameCursor, entries: number): SubmitOrderMessage | undefined {
  let id: SubmitOrderMessage["id"] | undefined;
  let key: SubmitOrderMessage["key"] | undefined;
  let instrument: SubmitOrderMessage["instrument"] | undefined;
  let side: SubmitOrderMessage["side"] | undefined;
  let orderType: SubmitOrderMessage["orderType"] | undefined;
  let quantity: SubmitOrderMessage["quantity"] | undefined;
  let price: SubmitOrderMessage["price"] | undefined;
  let timeInForce: SubmitOrderMessage["timeInForce"] | undefined;
  let triggerPrice: SubmitOrderMessage["triggerPrice"] | undefined;
  let triggerOn: SubmitOrderMessage["triggerOn"] | undefined;
  let trailAmount: SubmitOrderMessage["trailAmount"] | undefined;
  let trailPercent: SubmitOrderMessage["trailPercent"] | undefined;
  let limitOffset: SubmitOrderMessage["limitOffset"] | undefined;
  let displayQuantity: SubmitOrderMessage["displayQuantity"] | undefined;
  let minQuantity: SubmitOrderMessage["minQuantity"] | undefined;
  let expires: SubmitOrderMessage["expires"] | undefined;
  let pegTo: SubmitOrderMessage["pegTo"] | undefined;
  let pegOffset: SubmitOrderMessage["pegOffset"] | undefined;
  let takeProfit: SubmitOrderMessage["takeProfit"] | undefined;
  let stopLoss: SubmitOrderMessage["stopLoss"] | undefined;
  for (let k = 1; k < entries && !cursor.isOdd; k++) {
    switch (cursor.word(SUBMIT_ORDER)) {
      case 0:
        id = cursor.integer();
        break;
      case 1:
        key = cursor.text();
        break;
      case 2:
        instrument = cursor.integer();
        break;
      case 3:
        side = SUBMIT_ORDER_SIDE.words[cursor.word(SUBMIT_ORDER_SIDE)] as SubmitOrderMessage["side"];
        break;
      case 4:
        orderType = SUBMIT_ORDER_ORDER_TYPE.words[cursor.word(SUBMIT_ORDER_ORDER_TYPE)] as SubmitOrderMessage["orderType"];
        break;
      case 5:
        quantity = cursor.text();
        break;
      case 6:
        price = cursor.text();
        break;
      case 7:
        timeInForce = SUBMIT_ORDER_TIME_IN_FORCE.words[cursor.word(SUBMIT_ORDER_TIME_IN_FORCE)] as SubmitOrderMessage["timeInForce"];
        break;
      case 8:
        triggerPrice = cursor.text();
        break;
      case 9:
        triggerOn = SUBMIT_ORDER_TRIGGER_ON.words[cursor.word(SUBMIT_ORDER_TRIGGER_ON)] as SubmitOrderMessage["triggerOn"];
        break;
      case 10:
        trailAmount = cursor.text();
        break;
      case 11:
        trailPercent = cursor.integer();
        break;
      case 12:
        limitOffset = cursor.text();
        break;
      case 13:
        displayQuantity = cursor.text();
        break;
      case 14:
        minQuantity = cursor.text();
        break;
      case 15:
        expires = cursor.time();
        break;
      case 16:
        pegTo = SUBMIT_ORDER_PEG_TO.words[cursor.word(SUBMIT_ORDER_PEG_TO)] as SubmitOrderMessage["pegTo"];
        break;
      case 17:
        pegOffset = cursor.text();
        break;
      case 18:
        takeProfit = cursor.text();
        break;
      case 19:
        stopLoss = cursor.text();
        break;
    }
  }
  if (cursor.isOdd || id === undefined || instrument === undefined || side === undefined || orderType === undefined || quantity === undefined) {
    cursor.isOdd = true;
    return undefined;
  }
  const message: SubmitOrderMessage = { type: "submitOrder", id, instrument, side, orderType, quantity };
  if (key !== undefined) message.key = key;
  if (price !== undefined) message.price = price;
  if (timeInForce !== undefined) message.timeInForce = timeInForce;
  if (triggerPrice !== undefined) message.triggerPrice = triggerPrice;
  if (triggerOn !== undefined) message.triggerOn = triggerOn;
  if (trailAmount !== undefined) message.trailAmount = trailAmount;
  if (trailPercent !== undefined) message.trailPercent = trailPercent;
  if (limitOffset !== undefined) message.limitOffset = limitOffset;
  if (displayQuantity !== undefined) message.displayQuantity = displayQuantity;
  if (minQuantity !== undefined) message.minQuantity = minQuantity;
  if (expires !== undefined) message.expires = expires;
  if (pegTo !== undefined) message.pegTo = pegTo;
  if (pegOffset !== undefined) message.pegOffset = pegOffset;
  if (takeProfit !== undefined) message.takeProfit = takeProfit;
  if (stopLoss !== undefined) message.stopLoss = stopLoss;
  return message;
}

const REPLACE_ORDER = new Words(["id","key","orderId","quantity","price"]);


function readReplaceOrder(cursor: FrameCursor, entries: number): ReplaceOrderMessage | undefined {
  let id: ReplaceOrderMessage["id"] | undefined;
  let key: ReplaceOrderMessage["key"] | undefined;
  let orderId: ReplaceOrderMessage["orderId"] | undefined;
  let quantity: ReplaceOrderMessage["quantity"] | undefined;
  let price: ReplaceOrderMessage["price"] | undefined;
  for (let k = 1; k < entries && !cursor.isOdd; k++) {
    switch (cursor.word(REPLACE_ORDER)) {
      case 0:
        id = cursor.integer();
        break;
      case 1:
        key = cursor.text();
        break;
      case 2:
        orderId = cursor.integer();
        break;
      case 3:
        quantity = cursor.text();
        break;
      case 4:
        price = cursor.text();
        break;
    }
  }
  if (cursor.isOdd || id === undefined || orderId === undefined || quantity === undefined || price === undefined) {
    cursor.isOdd = true;
    return undefined;
  }
  const message: ReplaceOrderMessage = { type: "replaceOrder", id, orderId, quantity, price };
  if (key !== undefined) message.key = key;
  return message;
}

const CANCEL_ORDER = new Words(["id","key","orderId"]);


function readCancelOrder(cursor: FrameCursor, entries: number): CancelOrderMessage | undefined {
  let id: CancelOrderMessage["id"] | undefined;
  let key: CancelOrderMessage["key"] | undefined;
  let orderId: CancelOrderMessage["orderId"] | undefined;
  for (let k = 1; k < entries && !cursor.isOdd; k++) {
    switch (cursor.word(CANCEL_ORDER)) {
      case 0:
        id = cursor.integer();
        break;
      case 1:
        key = cursor.text();
        break;
      case 2:
        orderId = cursor.integer();
        break;
    }
  }
  if (cursor.isOdd || id === undefined || orderId === undefined) {
    cursor.isOdd = true;
    return undefined;
  }
  const message: CancelOrderMessage = { type: "cancelOrder", id, orderId };
  if (key !== undefined) message.key = key;
  return message;
}

/**
 * Reads the message at the cursor as `MessagePackReader` and `checkClientMessage` would, if it is one of those that have a
 * reader, begins with its type, and is as the schema says; undefined and `isOdd` for any other.
 */
export function readClientMessage(cursor: FrameCursor): ReadableMessage | undefined {
  const entries = cursor.map();
  if (entries < 1 || cursor.word(TYPE) < 0) return undefined;
  switch (cursor.word(TYPES)) {
    case 0:
      return readMarketData(cursor, entries);
    case 1:
      return readSubmitOrder(cursor, entries);
    case 2:
      return readReplaceOrder(cursor, entries);
    case 3:
      return readCancelOrder(cursor, entries);
    default:
      return undefined;
  }
}
