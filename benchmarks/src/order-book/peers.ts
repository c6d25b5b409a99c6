/**
 * The peer of npm that matches by price and time, given the same commands.
 */
import { OrderType, Side } from "@hotpath/core";
import { type CommandBatch, CommandKind } from "@hotpath/order-book";
import { OrderBook, Side as PeerSide } from "nodejs-order-book";

/** Its name and version. */
export const PEER = "nodejs-order-book 10.1.1";

/** Millions of commands a second over the first `count` of a flow of one symbol, from an empty book; the better of two. */
export function peerRate(flow: CommandBatch, count: number): number {
  let best = 0;
  for (let pass = 0; pass < 2; pass++) {
    const book = new OrderBook();
    const start = Bun.nanoseconds();
    for (let i = 0; i < count; i++) execute(book, flow, i);
    best = Math.max(best, (1000 * count) / (Bun.nanoseconds() - start));
  }
  return best;
}

function execute(book: OrderBook, flow: CommandBatch, i: number): void {
  const id = String(flow.orderId[i]);
  const size = flow.quantity[i]!;
  const price = flow.price[i]!;
  if (flow.kind[i] === CommandKind.Cancel) {
    book.cancel(id);
    return;
  }
  if (flow.kind[i] === CommandKind.Replace) {
    book.modify(id, { price, size });
    return;
  }
  const side = flow.side[i] === Side.Buy ? PeerSide.BUY : PeerSide.SELL;
  if (flow.type[i] === OrderType.Market) book.market({ side, size });
  else book.limit({ side, id, size, price });
}
