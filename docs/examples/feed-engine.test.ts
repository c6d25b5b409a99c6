import { expect, test } from "bun:test";
import { Side } from "@hotpath/core";
import { run, someMessages } from "./feed-engine.ts";

test("orders of a venue become an engine's book, and each change of its top is seen once", () => {
  const { books, top } = run(someMessages(), ["MSFT", "AAPL"], "2024-06-03");
  const view = books.book.book(1);
  expect(view.levels(Side.Buy)).toMatchObject([
    { price: 1_890_100, quantity: 60 },
    { price: 1_890_000, quantity: 100 },
  ]);
  expect([view.bestAsk, view.bestAskSize]).toEqual([1_890_300, 100]);
  expect([top.changes, top.spread]).toEqual([3, 200]);
});
