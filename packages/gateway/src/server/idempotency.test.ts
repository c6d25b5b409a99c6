import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EventCursor,
  EventQueue,
  type EventView,
  GatewayCommand,
  GatewayCommandKind,
  GatewayText,
  NO_INSTRUMENT,
  OrderEntry,
  SnapshotReader,
  SnapshotWriter,
  viewEvent,
} from "@hotpath/core";
import { defineStrategy, integer, OrderIds, type StrategyEngine } from "@hotpath/engine";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { DeskStage } from "../link/desk-stage.ts";
import { type DeskOptions, type TestClient, TestDesk } from "../testing/desk.ts";

const BUY = {
  type: "submitOrder",
  instrument: 0,
  side: "buy",
  orderType: "limit",
  price: "99.00",
  quantity: "10",
} as const;
const probe = defineStrategy({
  name: "probe",
  parameters: { size: integer({ min: 1, max: 9, default: 1, live: true }) },
  create: () => ({ onBook: () => {} }),
});
const STRATEGIES: DeskOptions["strategies"] = [{ definition: probe }];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hotpath-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function journalled(): EventView[] {
  const event = new EventCursor();
  const seen: EventView[] = [];
  const reader = JournalReader.open(folder);
  while (reader.next(event)) seen.push(viewEvent(event)!);
  return seen;
}

/** Replays the journal into an engine, up to but not the first record of which `isEnd` is true. */
function recover(engine: StrategyEngine, isEnd: (event: EventCursor) => boolean = () => false): void {
  const event = new EventCursor();
  const reader = JournalReader.open(folder);
  while (reader.next(event)) {
    if (isEnd(event)) return;
    engine.engine.replay(event, "answers");
  }
}

/** A gateway whose journal is kept, what clients do there, and one that comes after it on the same journal. */
async function restarted(
  run: (desk: TestDesk) => Promise<void>,
  isEnd?: (event: EventCursor) => boolean,
): Promise<TestDesk> {
  const first = new TestDesk({ journal: JournalWriter.open({ folder }), strategies: STRATEGIES });
  first.quote(10_000);
  await run(first);
  await first[Symbol.asyncDispose]();
  return new TestDesk({ tokens: first, strategies: STRATEGIES, before: (engine) => recover(engine, isEnd) });
}

/** Gives a stage an event. */
function feed(stage: DeskStage, write: (to: EventQueue) => void): void {
  const [queue, out, event] = [new EventQueue(), new EventQueue(), new EventCursor()];
  write(queue);
  while (queue.next(event)) stage.on(event, out);
}

async function answers(client: TestClient): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const message of [
    { ...BUY, key: "order" },
    { type: "replaceOrder", orderId: 1, price: "98.50", quantity: "12", key: "replace" },
    { type: "strategyCommand", strategy: 1, action: "set", parameters: { size: 3 }, key: "set" },
    { type: "setRiskLimits", limits: { maxLeverage: 50 }, key: "limits" },
    { type: "killSwitch", engaged: true, reason: "a test ✓", key: "halt" },
  ] as const) {
    const { id: _, ...answer } = await client.ask(message);
    found.push(answer);
  }
  return found;
}

describe("after a restart on the same journal", () => {
  test("the same keys do nothing and answer the same, though everything has changed since", async () => {
    let before: unknown[] = [];
    await using again = await restarted(async (desk) => {
      before = await answers(await desk.client("risk"));
      expect(before[0]).toMatchObject({ type: "result", value: { orderId: 1, state: "working" } });
    });
    const sequence = again.engine.engine.sequence;
    const client = await again.client("risk");
    // The order was cancelled by the halt since; what was answered is answered again.
    expect(await answers(client)).toEqual(before);
    expect(again.engine.engine.sequence).toBe(sequence);
    expect(await client.ask({ ...BUY, quantity: "11", key: "order" })).toMatchObject({
      code: "BAD_VALUE",
      path: "key",
    });
    expect(again.engine.engine.sequence).toBe(sequence);
  });

  test("a key is its token's: another's with the same name is another", async () => {
    await using again = await restarted(async (desk) => {
      await (await desk.client("trade")).ask({ ...BUY, key: "order" });
    });
    const other = await again.client("admin");
    expect(await other.ask({ ...BUY, key: "order" })).toMatchObject({ value: { orderId: 2, state: "working" } });
    const same = await again.client("trade");
    expect(await same.ask({ ...BUY, key: "order" })).toMatchObject({ value: { orderId: 1, state: "working" } });
  });

  test("a command of which the journal has not all was not done, and what others do is not taken for it", async () => {
    const isOrder = (event: EventCursor): boolean => event.type === OrderEntry.TYPE;
    await using again = await restarted(async (desk) => {
      await (await desk.client("trade")).ask({ ...BUY, key: "order" });
    }, isOrder);
    const client = await again.client("trade");
    expect(await client.ask({ ...BUY, quantity: "7" })).toMatchObject({ value: { orderId: 1, state: "working" } });
    expect(await client.ask({ ...BUY, key: "order" })).toMatchObject({ value: { orderId: 2, state: "working" } });
    expect(await client.ask({ ...BUY, key: "order" })).toMatchObject({ value: { orderId: 2, state: "working" } });
    expect(again.engine.orders.store.size).toBe(2);
  });

  test("where the answer is not in the journal, it is how the order is now", async () => {
    const isAnswer = (event: EventCursor): boolean => event.type === GatewayText.TYPE;
    await using again = await restarted(async (desk) => {
      await (await desk.client("trade")).ask({ ...BUY, key: "order" });
    }, isAnswer);
    const client = await again.client("trade");
    const found = { type: "result", sequence: 3, value: { orderId: 1, state: "working" } };
    expect(await client.ask({ ...BUY, key: "order" })).toMatchObject(found);
    expect(again.engine.orders.store.size).toBe(1);
  });
});

describe("keys", () => {
  test("so many are remembered, and the oldest forgotten first", async () => {
    await using desk = new TestDesk({ keptKeys: 3 });
    desk.quote(10_000);
    const client = await desk.client("trade");
    const orderOf = async (key: string): Promise<unknown> =>
      ((await client.ask({ ...BUY, key })) as { value?: { orderId: number } }).value?.orderId;
    for (const key of ["a", "b", "c", "d"]) await orderOf(key);
    expect([await orderOf("b"), await orderOf("d"), await orderOf("a")]).toEqual([2, 4, 5]);
    expect(() => new DeskStage({ orderIds: new OrderIds(), keptKeys: 0 })).toThrow("desk.keptKeys");
  });

  test("a snapshot has them, in the middle of a command as well", () => {
    const make = (): DeskStage => new DeskStage({ orderIds: new OrderIds() });
    const desk = make();
    const key = [1, 2, 3, 4] as const;
    feed(desk, (to) =>
      GatewayCommand.write(to, 1, 0, NO_INSTRUMENT, 0, 0, 2, GatewayCommandKind.MassCancel, 5, 1, ...key, ...key),
    );
    expect([desk.isWithinCommand, desk.done(key)]).toEqual([true, undefined]);
    const writer = new SnapshotWriter();
    desk.snapshot(writer);
    const copy = make();
    copy.restore(new SnapshotReader(writer.finish()));
    for (const each of [desk, copy]) {
      for (let k = 0; k < 2; k++) feed(each, (to) => OrderEntry.write(to, 2, 0, 0, 0, 1, 1, 1, 2, 0, 5));
      expect(each.done(key)).toMatchObject({ request: key, orderId: 2 });
      expect(each.isWithinCommand).toBe(false);
    }
    const [one, other] = [new SnapshotWriter(), new SnapshotWriter()];
    desk.snapshot(one);
    copy.snapshot(other);
    expect(one.hash()).toBe(other.hash());
  });
});

describe("the journal", () => {
  test("has who sent market data, over which connection and how many quotes; why trading was halted; and no key", async () => {
    const desk = new TestDesk({ journal: JournalWriter.open({ folder }) });
    const client = await desk.client("risk");
    const quote = { symbolId: 7, bidPrice: "100", askPrice: "101", bidSize: "1", askSize: "1", timestamp: 1n };
    await client.ask({ type: "marketData", quotes: [quote, { ...quote, symbolId: 99 }, quote] });
    const reason = `fat finger ${"é".repeat(300)}`;
    await client.ask({ type: "killSwitch", engaged: true, reason });
    await client.ask({ type: "massCancel", key: "a-key-of-mine" });
    await desk[Symbol.asyncDispose]();
    const all = journalled();
    const commands = all.filter((view) => view.type === "GatewayCommand");
    expect(commands).toMatchObject([
      { command: GatewayCommandKind.MarketData, actor: 3, session: 1, first: 1, count: 2, key0: 0, request0: 0 },
      { command: GatewayCommandKind.KillSwitch, actor: 3, session: 1, first: 0, key0: 0 },
      { command: GatewayCommandKind.MassCancel, actor: 3, session: 1, first: 0, count: 1 },
    ]);
    expect(commands[2]!.key0).not.toBe(0);
    const texts = all.filter((view) => view.type === "GatewayText" && view.kind === 1);
    const words = texts.flatMap((view) =>
      Array.from({ length: 10 }, (_, k) => (view as unknown as Record<string, number>)[`text${k}`]!),
    );
    const bytes = new Uint8Array(Int32Array.from(words).buffer);
    const kept = new TextDecoder().decode(bytes.subarray(0, (texts[0] as { bytes: number }).bytes));
    expect(kept).toBe(reason.slice(0, kept.length));
    expect(kept.length).toBe(11 + Math.floor((400 - 11) / 2));
    expect(JSON.stringify(all, (_, value) => (typeof value === "bigint" ? `${value}` : value))).not.toContain("a-key");
  });
});
