/** What each order type, instruction and phase does, one example each, worked out by hand. */
import { describe, expect, test } from "bun:test";
import type { MatchingEngineOptions } from "./matching-engine.ts";
import { MatchingEngine } from "./matching-engine.ts";
import type { NewOrder } from "./new-order.ts";
import type { Report } from "./report-buffer.ts";
import { CollarAction, TradingPhase } from "./vocabulary.ts";

const { OpeningAuction, Continuous, ClosingAuction, PostTrading, Halt, HaltAuction } = TradingPhase;

/** An engine of one instrument that is spoken to in words. */
class Market {
  readonly engine: MatchingEngine;
  #ids = 0;

  constructor(options: Partial<MatchingEngineOptions> = {}) {
    this.engine = new MatchingEngine({ instruments: 1, ...options });
  }

  /** Kind, order, price, quantity of each report; of a trade the resting order too; of the rest the reason. */
  say(reports: Report[]): string[] {
    return reports.map((r) => {
      const reason = r.reason === "None" ? "" : ` ${r.reason}`;
      const with_ = r.kind === "Trade" ? `×${r.counterOrderId}` : "";
      return `${r.kind} ${r.orderId}${with_} ${r.quantity}@${r.price}${reason}`;
    });
  }

  order(side: "Buy" | "Sell", quantity: number, price: number | undefined, more: Partial<NewOrder> = {}): string[] {
    const limit = price === undefined ? {} : { price };
    return this.say(this.engine.place({ orderId: ++this.#ids, side, quantity, ...limit, ...more }));
  }

  buy(quantity: number, price?: number, more: Partial<NewOrder> = {}): string[] {
    return this.order("Buy", quantity, price, more);
  }

  sell(quantity: number, price?: number, more: Partial<NewOrder> = {}): string[] {
    return this.order("Sell", quantity, price, more);
  }

  /** The reports of a command. */
  do(command: (engine: MatchingEngine) => unknown): string[] {
    this.engine.reports.clear();
    command(this.engine);
    const said = this.say(this.engine.reports.toArray());
    this.engine.reports.clear();
    return said;
  }
}

describe("stops", () => {
  test("wait for a last price at their trigger, then are market or limit orders; one may set off the next", () => {
    const m = new Market();
    m.sell(5, 100);
    m.sell(5, 103);
    m.sell(5, 106);
    expect(m.buy(5, undefined, { type: "Stop", triggerPrice: 100 })).toEqual(["Accepted 4 5@0"]);
    expect(m.buy(5, 105, { type: "StopLimit", triggerPrice: 103 })).toEqual(["Accepted 5 5@105"]);
    expect(m.engine.book().bestBid).toBeNaN();
    expect(m.buy(5, 100)).toEqual([
      "Accepted 6 5@100",
      "Trade 6×1 5@100",
      "Triggered 4 5@100",
      "Trade 4×2 5@103",
      "Triggered 5 5@103",
    ]);
    expect(m.engine.order(5)).toMatchObject({ type: "Limit", price: 105, place: "Lit", leavesQty: 5 });
  });

  test("that the last price has reached already act at once", () => {
    const m = new Market();
    m.sell(1, 100);
    m.buy(1, 100);
    expect(m.sell(2, undefined, { type: "Stop", triggerPrice: 101 })).toEqual([
      "Accepted 3 2@0",
      "Triggered 3 2@101",
      "Expired 3 2@0 NoLiquidity",
    ]);
  });

  test("that trail follow the best last price by ticks or by percent, and never come back", () => {
    const m = new Market();
    const trade = (price: number): string[] => {
      m.sell(1, price, { owner: 1 });
      return m.buy(1, price, { owner: 2 }).slice(2);
    };
    expect(m.sell(1, undefined, { type: "TrailingStop", trailOffset: 5 })).toEqual(["Rejected 1 1@0 NoReference"]);
    trade(1000);
    m.sell(3, undefined, { type: "TrailingStop", trailOffset: 20 });
    m.sell(3, undefined, { type: "TrailingStop", trailOffset: 300, instructions: ["TrailPercent"] });
    expect(m.engine.order(4)!.triggerPrice).toBe(980);
    expect(m.engine.order(5)!.triggerPrice).toBe(970);
    trade(1100);
    trade(1085);
    expect(m.engine.order(4)!.triggerPrice).toBe(1080);
    expect(m.engine.order(5)!.triggerPrice).toBe(1067);
    expect(trade(1079)).toEqual(["Triggered 4 3@1080", "Expired 4 3@0 NoLiquidity"]);
  });
});

describe("market orders", () => {
  test("go no further from the best price than their slippage lets them", () => {
    const m = new Market();
    for (const price of [100, 102, 103]) m.sell(1, price);
    expect(m.buy(5, undefined, { type: "Market", slippage: 2 })).toEqual([
      "Accepted 4 5@0",
      "Trade 4×1 1@100",
      "Trade 4×2 1@102",
      "Expired 4 3@0 SlippageBound",
    ]);
  });
});

describe("what the book does not show", () => {
  test("an iceberg shows a slice at a time, each at the end of the queue", () => {
    const m = new Market();
    m.sell(10, 100, { displayQuantity: 3 });
    m.sell(2, 100);
    expect(m.engine.book().quantityAt(2, 100)).toBe(5);
    expect(m.buy(7, 100)).toEqual([
      "Accepted 3 7@100",
      "Trade 3×1 3@100",
      "Restated 1 3@100 Reload",
      "Trade 3×2 2@100",
      "Trade 3×1 2@100",
    ]);
    expect(m.engine.order(1)).toMatchObject({ leavesQty: 5, shownQty: 1, cumQty: 5 });
  });

  test("a hidden order trades behind what is shown at its price, before a worse one", () => {
    const m = new Market();
    m.sell(5, 100, { instructions: ["Hidden"] });
    m.sell(5, 100);
    m.sell(5, 101);
    expect(m.engine.book().quantityAt(2, 100)).toBe(5);
    expect(m.buy(12, 101)).toEqual(["Accepted 4 12@101", "Trade 4×2 5@100", "Trade 4×1 5@100", "Trade 4×3 2@101"]);
  });

  test("all-or-none trades whole or stands aside, coming and resting", () => {
    const m = new Market();
    m.sell(4, 100);
    expect(m.buy(6, 100, { instructions: ["AllOrNone"] })).toEqual(["Accepted 2 6@100"]);
    expect(m.sell(5, 100)).toEqual(["Accepted 3 5@100"]);
    expect(m.sell(6, 100)).toEqual(["Accepted 4 6@100", "Trade 4×2 6@100"]);
    expect(m.buy(10, 100, { instructions: ["AllOrNone"], timeInForce: "ImmediateOrCancel" })).toEqual([
      "Accepted 5 10@100",
      "Expired 5 10@100 UnfilledMinimum",
    ]);
  });

  test("a minimum quantity holds on arrival and in each trade", () => {
    const m = new Market();
    m.sell(4, 100);
    expect(m.buy(9, 100, { minQuantity: 5, timeInForce: "ImmediateOrCancel" })).toEqual([
      "Accepted 2 9@100",
      "Expired 2 9@100 UnfilledMinimum",
    ]);
    m.buy(9, 99, { minQuantity: 5, instructions: ["Hidden"] });
    expect(m.sell(4, 99)).toEqual(["Accepted 4 4@99"]);
    expect(m.sell(5, 99)).toEqual(["Accepted 5 5@99", "Trade 5×3 5@99"]);
    expect(m.buy(1, 99, { minQuantity: 1 })).toEqual(["Rejected 6 1@99 BadMinQuantity"]);
  });
});

describe("pegged orders", () => {
  test("follow the bid, the ask or the middle that others show, within their cap", () => {
    const m = new Market();
    const peg = (pegPriceType: "Primary" | "Market" | "Midpoint", more: Partial<NewOrder> = {}): string[] =>
      m.buy(1, undefined, { type: "Pegged", pegPriceType, ...more });
    m.buy(1, 90);
    m.sell(1, 101);
    expect(peg("Primary")).toEqual(["Accepted 3 1@0", "Restated 3 1@90 Reprice"]);
    expect(peg("Market", { pegOffset: -3, price: 97 })).toEqual(["Accepted 4 1@0", "Restated 4 1@97 Reprice"]);
    expect(peg("Midpoint", { instructions: ["Hidden"] })).toEqual(["Accepted 5 1@0", "Restated 5 1@95 Reprice"]);
    expect(m.buy(1, 93)).toEqual(["Accepted 6 1@93", "Restated 3 1@93 Reprice", "Restated 5 1@97 Reprice"]);
    expect(m.do((engine) => engine.cancel(2))).toEqual([
      "Canceled 2 1@101",
      "Restated 4 1@0 Reprice",
      "Restated 5 1@0 Reprice",
    ]);
    expect(m.engine.order(4)!.place).toBe("Parked");
  });
});

describe("post-only and reduce-only", () => {
  test("post-only is refused, or slides to where it does not trade", () => {
    const m = new Market();
    m.sell(1, 100);
    expect(m.buy(1, 100, { instructions: ["PostOnly"], timeInForce: "Day" })).toEqual(["Rejected 2 1@100 WouldCross"]);
    expect(m.buy(1, 105, { instructions: ["PostOnlySlide"] })).toEqual(["Accepted 3 1@99"]);
  });

  test("reduce-only trades no more than the position, as it is then", () => {
    const m = new Market();
    const reduce: Partial<NewOrder> = { owner: 7, instructions: ["ReduceOnly"] };
    expect(m.sell(5, 100, reduce)).toEqual(["Rejected 1 5@100 ReduceOnly"]);
    expect(m.do((engine) => engine.setPosition(0, 7, 4))).toEqual(["PositionSet 0 4@0"]);
    expect(m.sell(5, 100, reduce)).toEqual(["Accepted 2 5@100", "Canceled 2 1@100 ReduceOnly"]);
    m.sell(3, 99, { owner: 7 });
    expect(m.buy(6, 100, { owner: 8 })).toEqual([
      "Accepted 4 6@100",
      "Trade 4×3 3@99",
      "Canceled 2 3@100 ReduceOnly",
      "Trade 4×2 1@100",
    ]);
    expect(m.engine.position(0, 7)).toBe(0);
  });
});

describe("time", () => {
  test("good-till-date ends by the clock of the commands, soonest first", () => {
    const m = new Market();
    const until = (expireMicros: number): Partial<NewOrder> => ({ timeInForce: "GoodTillDate", expireMicros });
    m.buy(1, 100, until(2000));
    m.buy(1, 101, until(1000));
    m.sell(1, undefined, { type: "Stop", triggerPrice: 50, ...until(1500) });
    expect(m.buy(1, 100, until(0))).toEqual(["Rejected 4 1@100 BadExpireTime"]);
    expect(m.do((engine) => engine.advanceTime(1999))).toEqual([
      "Expired 2 1@101 ExpireTime",
      "Expired 3 1@0 ExpireTime",
      "TimeAdvanced 0 2@0",
    ]);
    expect(m.do((engine) => engine.advanceTime(1998))).toEqual(["Rejected 0 1998@0 BadTime"]);
  });
});

describe("auctions", () => {
  const opening = (): Market => {
    const m = new Market();
    m.do((engine) => engine.setPhase(0, OpeningAuction));
    return m;
  };

  test("trade the most that can be traded, at one price, and leave the rest to continuous trading", () => {
    const m = opening();
    m.buy(200, 202);
    m.buy(200, 201);
    m.buy(300, 200);
    m.sell(200, 198);
    m.sell(200, 199);
    m.sell(300, 200);
    expect(m.engine.book().state).toBe("crossed");
    expect(m.engine.indicative(0)).toEqual({ price: 200, volume: 700, imbalance: 0 });
    expect(m.do((engine) => engine.setPhase(0, Continuous))).toEqual([
      "Trade 1×4 200@200",
      "Trade 2×5 200@200",
      "Trade 3×6 300@200",
      "Uncrossed 0 700@200",
      "PhaseChanged 0 3@0",
    ]);
  });

  test("then leave the least over, then keep nearest to the reference", () => {
    const m = opening();
    m.buy(10, 105);
    m.sell(10, 95);
    expect(m.engine.indicative(0).price).toBe(100);
    m.do((engine) => engine.setReference(0, 97));
    expect(m.engine.indicative(0).price).toBe(97);
    m.do((engine) => engine.setReference(0, 200));
    expect(m.engine.indicative(0)).toEqual({ price: 105, volume: 10, imbalance: 0 });
    m.buy(5, 104);
    expect(m.engine.indicative(0)).toEqual({ price: 105, volume: 10, imbalance: 0 });
    m.do((engine) => engine.setReference(0, 90));
    expect(m.engine.indicative(0)).toEqual({ price: 105, volume: 10, imbalance: 0 });
  });

  test("take market orders first, and end those that were for them alone", () => {
    const m = opening();
    m.sell(10, 101);
    m.buy(4, 101);
    m.buy(3, undefined, { type: "Market" });
    m.buy(9, 100, { timeInForce: "AtTheOpening" });
    m.sell(2, 100, { timeInForce: "AtTheClose" });
    expect(m.do((engine) => engine.setPhase(0, Continuous))).toEqual([
      "Trade 3×1 3@101",
      "Trade 2×1 4@101",
      "Uncrossed 0 7@101",
      "Expired 4 9@100 EndOfAuction",
      "PhaseChanged 0 3@0",
    ]);
    expect(m.engine.order(5)!.place).toBe("Closing");
    m.do((engine) => engine.setPhase(0, ClosingAuction));
    m.buy(2, 100);
    expect(m.do((engine) => engine.setPhase(0, PostTrading))).toEqual([
      "Trade 6×5 2@100",
      "Uncrossed 0 2@100",
      "PhaseChanged 0 5@0",
    ]);
    expect(m.buy(1, 1)).toEqual(["Rejected 7 1@1 NotInPhase"]);
  });

  test("of market orders alone need a reference", () => {
    const m = opening();
    m.buy(5, undefined, { type: "Market" });
    m.sell(3, undefined, { type: "Market" });
    expect(m.engine.indicative(0).price).toBeNaN();
    m.do((engine) => engine.setReference(0, 77));
    expect(m.engine.indicative(0)).toEqual({ price: 77, volume: 3, imbalance: 2 });
  });
});

describe("halts and collars", () => {
  test("a halt takes cancels only, and leads through an auction back to trading", () => {
    const m = new Market();
    m.buy(5, 100);
    m.do((engine) => engine.setPhase(0, Halt));
    expect(m.sell(5, 100)).toEqual(["Rejected 2 5@100 NotInPhase"]);
    expect(m.do((engine) => engine.replace(1, 101, 5))).toEqual(["ReplaceRejected 1 5@101 NotInPhase"]);
    m.do((engine) => engine.setPhase(0, HaltAuction));
    m.sell(5, 99);
    expect(m.do((engine) => engine.setPhase(0, Continuous))).toEqual([
      "Trade 1×3 5@99",
      "Uncrossed 0 5@99",
      "PhaseChanged 0 3@0",
    ]);
  });

  test("a collar lets no trade beyond it: what is left expires, or an auction is called", () => {
    for (const action of [CollarAction.Expire, CollarAction.Interrupt]) {
      const m = new Market();
      m.do((engine) => engine.setReference(0, 100));
      m.do((engine) => engine.setCollar(0, 10, 3, action));
      expect(m.buy(1, 111)).toEqual(["Rejected 1 1@111 OutsideCollar"]);
      m.sell(1, 100);
      m.buy(1, 100);
      m.sell(1, 102);
      m.sell(1, 104);
      const reports = m.buy(3, 106);
      expect(reports.slice(0, 2)).toEqual(["Accepted 6 3@106", "Trade 6×4 1@102"]);
      if (action === CollarAction.Expire) {
        expect(reports.slice(2)).toEqual(["Expired 6 2@106 OutsideCollar"]);
      } else {
        expect(reports.slice(2)).toEqual(["PhaseChanged 0 9@0 OutsideCollar"]);
        expect(m.engine.order(6)).toMatchObject({ leavesQty: 2, place: "Lit" });
        expect(m.engine.indicative(0)).toEqual({ price: 104, volume: 1, imbalance: 1 });
      }
    }
  });
});

describe("pro-rata sharing", () => {
  const shares = (topOrder: boolean, minAllocation: number): string[] => {
    const m = new Market({ proRata: [{ instrument: 0, topOrder, minAllocation }] });
    m.sell(10, 100);
    m.sell(30, 100);
    m.sell(60, 100);
    m.sell(1, 100);
    return m.buy(50, 100).slice(1);
  };

  test("rounds shares down and gives what is left first come first", () => {
    // 50 of 101: 4.95, 14.85, 29.70 and 0.49; the remainder of 3 goes to the first.
    expect(shares(false, 1)).toEqual(["Trade 5×1 7@100", "Trade 5×2 14@100", "Trade 5×3 29@100"]);
  });

  test("drops shares below the minimum", () => {
    expect(shares(false, 5)).toEqual(["Trade 5×1 7@100", "Trade 5×2 14@100", "Trade 5×3 29@100"]);
    expect(shares(false, 15)).toEqual(["Trade 5×1 10@100", "Trade 5×2 11@100", "Trade 5×3 29@100"]);
  });

  test("fills the order that set the price first, where it is asked to", () => {
    // 10 to the first, then 40 of 91: 13.19, 26.37 and 0.44; the remainder of 1 goes to the second.
    expect(shares(true, 1)).toEqual(["Trade 5×1 10@100", "Trade 5×2 14@100", "Trade 5×3 26@100"]);
  });
});
