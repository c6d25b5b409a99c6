import { Random } from "@hotpath/core";
import type { ItchMessage } from "../itch50/itch-messages.ts";
import { ItchWriter } from "../itch50/itch-writer.ts";

/** What an {@link itchFlow} is of. */
export interface ItchFlowOptions {
  /** Stocks; their locates count from 1. */
  symbols: number;
  /** Messages in all, the stock directories and what empties the books at the end included. */
  messages: number;
  seed?: number;
  /** Orders that rest on average in each book. */
  depth?: number;
}

interface Live {
  reference: number;
  locate: number;
  side: "B" | "S";
  shares: number;
  price: number;
}

const NINE_THIRTY = 34_200_000_000_000;

/**
 * A day of ITCH 5.0 as it might have been, each message after its length: a stock directory each, then orders that come
 * within some cents of a wandering price, most of them to be deleted, some executed at the top, replaced or reduced; at
 * last every order is deleted, so that the books are empty again. The mix is about that of a real day: 46 % A, 44 % D, 5 % U,
 * 3 % E, 1 % X, 1 % P.
 */
export function itchFlow(options: ItchFlowOptions): Uint8Array {
  const { symbols, messages, seed = 1, depth = 200 } = options;
  const random = new Random(seed);
  const writer = new ItchWriter(1 << 20);
  const mids = new Float64Array(symbols + 1).map(() => 200_000 + 100 * random.integer(20_000));
  const live: Live[] = [];
  let reference = 0;
  let time = NINE_THIRTY;
  /** The books fill faster than they empty, until they are as deep as they shall be, or a third has passed. */
  let isFilled = false;
  const at = (stockLocate: number) => ({ stockLocate, trackingNumber: 0, timestamp: time });
  const put = (message: ItchMessage): void => writer.write(message);
  const take = (index: number): Live => {
    const order = live[index]!;
    live[index] = live.at(-1)!;
    live.pop();
    return order;
  };
  const newOrder = (locate: number, side: "B" | "S"): Live => {
    const away = 100 * (1 + Math.floor(random.exponential() * 8));
    const price = mids[locate]! + (side === "B" ? -away : away);
    return { reference: ++reference, locate, side, shares: 100 * (1 + random.integer(5)), price: Math.max(100, price) };
  };
  for (let locate = 1; locate <= symbols; locate++) put(stockDirectory(symbolOf(locate), locate, time));
  while (writer.messages + live.length < messages) {
    time += 1 + random.integer(20_000);
    // An order takes two messages, since it will be deleted: the last odd one is a trade.
    const isLast = writer.messages + live.length + 2 > messages;
    if (live.length >= symbols * depth || 3 * writer.messages > messages) isFilled = true;
    const adds = live.length < symbols * depth && (random.integer(2) === 0 || (!isFilled && random.integer(2) === 0));
    const choice = isLast ? 99 : adds ? 0 : 50 + random.integer(50);
    // Stocks differ: half of what happens is of a tenth of them.
    const among = random.integer(2) === 0 ? Math.max(1, Math.floor(symbols / 10)) : symbols;
    const locate = 1 + random.integer(among);
    if (choice < 50 || (live.length < symbols && !isLast)) {
      if (random.integer(20) === 0) mids[locate] = mids[locate]! + 100 * (random.integer(3) - 1);
      const order = newOrder(locate, random.integer(2) === 0 ? "B" : "S");
      const { reference: orderReference, side, shares, price } = order;
      put({ type: "A", ...at(locate), orderReference, side, shares, stock: symbolOf(locate), price });
      live.push(order);
    } else if (choice < 90) {
      const order = take(random.integer(live.length));
      put({ type: "D", ...at(order.locate), orderReference: order.reference });
    } else if (choice < 94) {
      const old = take(random.integer(live.length));
      const order = newOrder(old.locate, old.side);
      const { reference: newOrderReference, shares, price } = order;
      put({ type: "U", ...at(old.locate), orderReference: old.reference, newOrderReference, shares, price });
      live.push(order);
    } else if (choice < 98) {
      const order = take(random.integer(live.length));
      const matchNumber = writer.messages;
      put({
        type: "E",
        ...at(order.locate),
        orderReference: order.reference,
        executedShares: order.shares,
        matchNumber,
      });
    } else if (choice < 99) {
      const order = live[random.integer(live.length)]!;
      if (order.shares <= 1) continue;
      order.shares--;
      put({ type: "X", ...at(order.locate), orderReference: order.reference, cancelledShares: 1 });
    } else {
      const fill = { orderReference: 0, side: "B", shares: 100, stock: symbolOf(locate), price: mids[locate]! + 50 };
      put({ type: "P", ...at(locate), ...fill, matchNumber: writer.messages });
    }
  }
  while (live.length > 0) {
    const order = take(random.integer(live.length));
    put({ type: "D", ...at(order.locate), orderReference: order.reference });
  }
  return writer.take();
}

function symbolOf(locate: number): string {
  return `S${locate}`;
}

/** The directory entry of a stock. */
export function stockDirectory(stock: string, locate: number, timestamp = 0): ItchMessage {
  return {
    type: "R",
    stockLocate: locate,
    trackingNumber: 0,
    timestamp,
    stock,
    marketCategory: "Q",
    financialStatus: "N",
    roundLotSize: 100,
    roundLotsOnly: "N",
    issueClassification: "C",
    issueSubType: "Z",
    authenticity: "P",
    shortSaleThreshold: "N",
    ipoFlag: "N",
    luldPriceTier: "1",
    etpFlag: "N",
    etpLeverageFactor: 0,
    inverseIndicator: "N",
  };
}
