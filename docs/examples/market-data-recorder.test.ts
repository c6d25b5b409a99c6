import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimulatedExchange } from "@hotpath/backtest";
import { EventCursor, InstrumentRegistry, Side } from "@hotpath/core";
import { BookStage, Engine } from "@hotpath/engine";
import { describeJournal, JournalReader } from "@hotpath/journal";
import { count, record } from "./market-data-recorder.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "AAA", priceDecimals: 2 },
  { id: 2, symbol: "BBB", priceDecimals: 2 },
]);
const EVENTS = 20_000;
let folder = "";
let exchange: SimulatedExchange;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "recording-"));
  exchange = record(folder, instruments, EVENTS, 42n);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every event is in the journal, trades as many as the exchange has seen, and no order", () => {
  const counts = count(folder);
  expect(Object.keys(counts).sort()).toEqual(["BookLevel", "Trade"]);
  expect(counts.Trade).toBe(exchange.counts().trades);
  const total = counts.BookLevel! + counts.Trade!;
  expect(total).toBeGreaterThanOrEqual(EVENTS);
  expect(describeJournal(folder)).toMatchObject({ records: total, damage: [] });
});

test("books rebuilt from the recording are the exchange's books", () => {
  using reader = JournalReader.open(folder);
  expect(reader.metadata).toEqual({ symbols: ["AAA", "BBB"], seed: "42" });
  const books = new BookStage({ instruments: instruments.size });
  using engine = new Engine({ stages: [books] });
  const event = new EventCursor();
  while (reader.next(event)) engine.replay(event);
  for (let i = 0; i < instruments.size; i++) {
    const [truth, ours] = [exchange.matching.book(i), books.book.book(i)];
    for (const side of [Side.Buy, Side.Sell] as const) {
      const levels = truth.levels(side, 20).map(({ price, quantity }) => ({ price, quantity }));
      expect(levels.length).toBe(20);
      expect(ours.levels(side, 20)).toMatchObject(levels);
    }
  }
});

test("the same seed records the same market, another seed another", () => {
  const again = mkdtempSync(join(tmpdir(), "recording-"));
  try {
    record(join(again, "same"), instruments, EVENTS, 42n);
    record(join(again, "other"), instruments, EVENTS, 43n);
    expect(count(join(again, "same"))).toEqual(count(folder));
    expect(count(join(again, "other"))).not.toEqual(count(folder));
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
});
