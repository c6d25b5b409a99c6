import { describe, expect, test } from "bun:test";
import { BookClear, BookFlag, BookLevel, EventCursor, EventQueue, Quote, Side } from "@hotpath/core";
import { BookStage } from "./book-stage.ts";

/** A stage, what goes in, and the tops that came out. */
function bench() {
  const stage = new BookStage({ instruments: 2 });
  const input = new EventQueue();
  const output = new EventQueue();
  const event = new EventCursor();
  const run = (): number[][] => {
    while (input.size > 0) {
      input.next(event);
      stage.on(event, output);
    }
    const tops: number[][] = [];
    while (output.size > 0) {
      output.next(event);
      tops.push([Quote.bidPrice(event), Quote.bidSize(event), Quote.askPrice(event), Quote.askSize(event)]);
    }
    return tops;
  };
  const level = (side: Side, price: number, size: number, flags = 0) =>
    BookLevel.write(input, 1, 0, 1, 0, price, size, side, flags);
  const clear = (side: number, reason: number, flags = 0) => BookClear.write(input, 1, 0, 1, 0, side, reason, flags);
  return { stage, run, level, clear };
}

describe("BookStage", () => {
  test("a top is told when it changes, and never in the middle of a message", () => {
    const { run, level } = bench();
    level(Side.Buy, 100, 5, BookFlag.More);
    level(Side.Sell, 103, 1, BookFlag.More);
    level(Side.Sell, 102, 4);
    expect(run()).toEqual([[100, 5, 102, 4]]);
    level(Side.Sell, 103, 2);
    expect(run()).toEqual([]);
    level(Side.Sell, 102, 0, BookFlag.More);
    level(Side.Buy, 101, 1);
    expect(run()).toEqual([[101, 1, 103, 2]]);
  });

  test("a whole book takes the place of what was known, and a lost one is a quote without sizes, told once", () => {
    const { stage, run, level, clear } = bench();
    level(Side.Buy, 100, 5);
    level(Side.Sell, 102, 4);
    run();
    clear(0, 0, BookFlag.More | BookFlag.Snapshot);
    level(Side.Buy, 90, 1, BookFlag.More | BookFlag.Snapshot);
    level(Side.Sell, 91, 1, BookFlag.Snapshot);
    expect(run()).toEqual([[90, 1, 91, 1]]);
    clear(0, 1);
    clear(0, 6);
    expect(run()).toEqual([[0, 0, 0, 0]]);
    expect(stage.book.book(1).levelCount(Side.Buy)).toBe(0);
    level(Side.Buy, 90, 1);
    level(Side.Sell, 91, 1);
    expect(run()).toEqual([[90, 1, 91, 1]]);
  });

  test("one side may be void alone", () => {
    const { stage, run, level, clear } = bench();
    level(Side.Buy, 100, 5);
    level(Side.Sell, 102, 4);
    run();
    clear(Side.Sell, 0);
    expect(run()).toEqual([]);
    expect([stage.book.book(1).bestBid, stage.book.book(1).levelCount(Side.Sell)]).toEqual([100, 0]);
    level(Side.Sell, 105, 1);
    expect(run()).toEqual([[100, 5, 105, 1]]);
  });
});
