import { expect, test } from "bun:test";
import { OrderRowKind } from "@hotpath/order-book";
import { MarketBatch, MarketFlag, MarketKind, RejectLog } from "./index.ts";

test("rows keep what they were given when the columns grow", () => {
  const batch = new MarketBatch({ rows: 1, maxRows: 6 });
  batch.receivedMicros = 7;
  for (let i = 0; i < 5; i++) {
    expect(batch.ensure(1)).toBe(true);
    const row = batch.add(MarketKind.Level, MarketFlag.Last, i, 1, 100 + i, 2, 3, 4, 5, 6);
    batch.code[row] = i;
  }
  expect(batch.rows).toBe(6);
  expect(batch.at(3)).toEqual({
    kind: "Level",
    flags: ["Last"],
    instrument: 3,
    side: "Buy",
    price: 103,
    quantity: 2,
    otherPrice: Number.NaN,
    otherQuantity: 0,
    id: 3,
    otherId: 0,
    sequence: 4,
    code: 3,
    timeMicros: 5,
    timeNanos: 6,
    receiveMicros: 7,
    receiveNanos: 0,
  });
  expect(batch.toArray().map((row) => row.price)).toEqual([100, 101, 102, 103, 104]);
});

test("a message that does not fit is not begun", () => {
  const batch = new MarketBatch({ rows: 2, maxRows: 4 });
  batch.count = 3;
  expect(batch.ensure(2)).toBe(false);
  expect(batch.rows).toBe(2);
  expect(() => new MarketBatch({ rows: 8, maxRows: 4 })).toThrow("marketBatch.rows");
});

test("rejects are counted by reason; the last ones are remembered in order", () => {
  const log = new RejectLog(["truncated", "badType"]);
  for (let i = 0; i < 70; i++) log.add(i % 2, i * 10);
  expect(log.counts()).toEqual({ truncated: 35, badType: 35 });
  expect(log.count("badType")).toBe(35);
  expect(log.recent()).toHaveLength(64);
  expect(log.recent().at(0)).toEqual({ reason: "truncated", offset: 60 });
  expect(log.recent().at(-1)).toEqual({ reason: "badType", offset: 690 });
  log.clear();
  expect(log.recent()).toEqual([]);
});

test("the kinds of orders bear the numbers that books know them by", () => {
  const { Add, Modify, Reduce, Delete, Execute, Replace, Snapshot, Clear } = OrderRowKind;
  const { OrderAdd, OrderModify, OrderReduce, OrderDelete, OrderExecute, OrderReplace } = MarketKind;
  expect([Add, Modify, Reduce, Delete, Execute, Replace]).toEqual([
    OrderAdd,
    OrderModify,
    OrderReduce,
    OrderDelete,
    OrderExecute,
    OrderReplace,
  ] as never);
  expect([Snapshot, Clear]).toEqual([MarketKind.BookSnapshot, MarketKind.BookClear] as never);
});
