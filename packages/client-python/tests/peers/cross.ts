/** The crossing of averages in TypeScript, over the quotes on its standard input: for the test of the Python one. */
import { type EventSink, Fill, Quote, Side } from "@hotpath/core";
import { defineStrategy, PaperVenue, StrategyEngine } from "@hotpath/engine";

interface Input {
  fast: number;
  slow: number;
  size: number;
  /** Time in microseconds, bid, ask and size in units. */
  quotes: [number, number, number, number][];
}

const { fast, slow, size, quotes } = (await Bun.stdin.json()) as Input;

const cross = defineStrategy({
  name: "cross",
  parameters: {},
  create(context) {
    const mids: number[] = [];
    const mean = (count: number): number => mids.slice(-count).reduce((sum, mid) => sum + mid, 0) / count;
    return {
      onBook({ instrument, bidPrice, askPrice }) {
        mids.push(bidPrice + askPrice);
        if (mids.length < slow) return;
        const wanted = mean(fast) > mean(slow) ? size : -size;
        const missing = wanted - context.position(instrument);
        if (missing > 0) context.orders.market(instrument, Side.Buy, missing);
        else if (missing < 0) context.orders.market(instrument, Side.Sell, -missing);
      },
    };
  },
});

const fills: unknown[] = [];
const recorder = {
  name: "recorder",
  handles: [Fill.TYPE],
  on(event: Parameters<typeof Fill.price>[0], _out: EventSink): void {
    const [orderId, price, quantity] = [Fill.orderId(event), Fill.price(event), Fill.quantity(event)];
    fills.push([orderId, Fill.side(event) === Side.Buy ? "buy" : "sell", price, quantity, Number(event.time)]);
  },
};
using engine = new StrategyEngine({
  config: { instruments: [{ id: 1, symbol: "SYM1", priceDecimals: 2 }] },
  strategies: [{ definition: cross }],
  venue: new PaperVenue({ instruments: 1 }),
  observers: [recorder],
});
for (const [micros, bid, ask, shown] of quotes) {
  Quote.write(engine.inbox, micros, 0, 0, 0, bid, ask, shown, shown, 0);
  engine.process();
}
const { portfolio } = engine;
process.stdout.write(JSON.stringify({ fills, equity: portfolio.equity(), position: portfolio.position(0) }));
