import { describe, expect, test } from "bun:test";
import { Side } from "@hotpath/core";
import { type PublishedMarket, publishedMarkets } from "../testing/hftbacktest-fills.ts";
import { VenueProbe } from "../testing/venue-probe.ts";
import {
  logQueue,
  logQueue2,
  powerQueue,
  powerQueue2,
  powerQueue3,
  type QueueModel,
  riskAverseQueue,
} from "./queue-model.ts";
import { ReplayVenue } from "./replay-venue.ts";

const models: Record<string, (exponent: number) => QueueModel> = {
  riskAverse: riskAverseQueue,
  power: powerQueue,
  power2: powerQueue2,
  power3: powerQueue3,
  log: logQueue,
  log2: logQueue2,
};

/** The fills that our venue gives, written as those of the table. */
function fillsOf(market: PublishedMarket, orders: string, key: string): string {
  const [model, exponent, fills] = key.split(" ") as [string, string, "whole" | "partial"];
  const queue = models[model]!(Number(exponent));
  const venue = new VenueProbe((instruments) => new ReplayVenue({ instruments, queue, fills, maxOrders: 8 }));
  const found: string[] = [];
  let hasJoined = false;
  for (const text of market.events.split(" ")) {
    const [, time, what, price, quantity] = /^(\d+)([BAS])(\d+)x(\d+)$/.exec(text)!;
    if (Number(time) > 1 && !hasJoined) {
      hasJoined = true;
      for (const [n, order] of orders.split(" ").entries()) {
        const [at, size] = order.split("x").map(Number);
        expect(venue.order(n + 1, Side.Buy, at!, size!)).toEqual([`${n + 1} New`]);
      }
    }
    const reports =
      what === "S"
        ? venue.trade(Number(price), Number(quantity), Side.Sell)
        : venue.level(what === "B" ? Side.Buy : Side.Sell, Number(price), Number(quantity));
    for (const report of reports) {
      const [, id, size, paid] = /^(\d+) Trade (\d+)@(\d+) maker/.exec(report)!;
      found.push(`${time}:${id}:${size}@${paid}`);
    }
  }
  return joined(found);
}

/** Fills in order; what one order gets at one time is one fill, for hftbacktest is asked after each time. */
function joined(fills: readonly string[]): string {
  const sums = new Map<string, number>();
  for (const fill of fills) {
    const [, key, quantity, price] = /^(\d+:\d+):(\d+)@(\d+)$/.exec(fill)!;
    sums.set(`${key}@${price}`, (sums.get(`${key}@${price}`) ?? 0) + Number(quantity));
  }
  return [...sums]
    .map(([key, quantity]) => `${key}=${quantity}`)
    .sort()
    .join(" ");
}

describe("queue models and exchange models give the fills of hftbacktest", () => {
  for (const key of Object.keys(publishedMarkets[0]!.runs[0]!.fills)) {
    test(key, () => {
      let fills = 0;
      for (const market of publishedMarkets)
        for (const run of market.runs) {
          const want = run.fills[key]!;
          fills += want === "" ? 0 : want.split(" ").length;
          expect(fillsOf(market, run.orders, key)).toBe(joined(want === "" ? [] : want.split(" ")));
        }
      expect(fills).toBeGreaterThan(10);
    });
  }
});
