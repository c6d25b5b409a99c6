import { describe, expect, test } from "bun:test";
import { EventCursor, Fill, formatTimestamp, Random, Signal } from "@hotpath/core";
import { JournalReader } from "@hotpath/journal";
import { momentOf } from "./moment.ts";
import { MARKS, ReplayMachine } from "./replay-machine.ts";
import type { Moment } from "./replay-source.ts";
import { assembleReplay } from "./testing/assembly.ts";
import { LiveRun, type Rest } from "./testing/live-run.ts";

const SEED = 11;

const open = (run: LiveRun, stateEvery = 512, stateBytesMax?: number) =>
  ReplayMachine.open({
    folder: run.folder,
    assemble: assembleReplay,
    description: { seed: SEED },
    stateEvery,
    ...(stateBytesMax && { stateBytesMax }),
  });

/** All of a moment that does not depend on the way to it. */
function shown(machine: ReplayMachine): Moment {
  return momentOf(machine, { instrument: 0, depth: 5, playing: false, millis: 0 });
}

function expectSame(moment: Moment, rest: Rest): void {
  expect(moment.sequence).toBe(rest.sequence);
  expect(moment.stateHash).toBe(rest.hash);
  const { positions, risk, strategies, bids, asks, working } = rest;
  expect(moment).toMatchObject({ positions, risk, strategies, bids, asks } as never);
  type Order = Rest["working"][number];
  const byId = (a: Order, b: Order) => a.orderId - b.orderId;
  const orders = (moment.orders as Order[]).map(({ orderId, filled, price, quantity }) => ({
    orderId,
    filled,
    price,
    quantity,
  }));
  expect(orders.sort(byId)).toEqual(working.toSorted(byId));
}

describe("a replay", () => {
  test("at any input, come to by any way, is the engine that was", async () => {
    using run = new LiveRun(SEED, { checkpointEvery: 16, segmentBytes: 64 * 1024 });
    run.run(3000);
    const hashes = run.checkpoints();
    using machine = await open(run, 128);
    expect([machine.first, machine.last]).toEqual([1, run.engine.engine.sequence]);
    const random = new Random(5);
    const moments = new Map<number, Moment>();
    for (let k = 0; k < 100; k++) {
      const rest = run.rests[Math.floor(random.uniform() * run.rests.length)]!;
      machine.seek(rest.sequence);
      const moment = shown(machine);
      expectSame(moment, rest);
      // The same input is the same moment, whatever was before.
      expect(moment).toEqual(moments.get(rest.sequence) ?? moment);
      moments.set(rest.sequence, moment);
      machine.step(-1);
      const before = shown(machine);
      expect(before.stateHash).toBe(hashes.get(rest.sequence - 1) ?? before.stateHash);
      expect(before.sequence).toBe(Math.max(0, rest.sequence - 1));
      machine.step(1);
      expect(shown(machine)).toEqual(moment);
    }
  }, 60_000);

  test("every step forward and back has the input, what came of it, and the state that the engine journalled", async () => {
    using run = new LiveRun(SEED, { checkpointEvery: 1 });
    run.run(500, false);
    const hashes = run.checkpoints();
    using machine = await open(run, 100);
    machine.seek(0);
    expect(shown(machine)).toMatchObject({ sequence: 0, derived: [], changed: [], orders: [], fills: [] });
    expect(shown(machine).input).toBeUndefined();
    const forward: Moment[] = [];
    const { last } = machine;
    for (let sequence = 1; sequence <= last; sequence++) {
      machine.step(1);
      const moment = shown(machine);
      expect([moment.sequence, moment.stateHash]).toEqual([sequence, hashes.get(sequence)!]);
      forward.push(moment);
    }
    const inputs = journalled(run);
    expect(forward.map(({ input }) => input!.name)).toEqual(
      inputs.filter(({ isInput }) => isInput).map(({ name }) => name),
    );
    const fills = forward.filter(({ derived }) => derived.some(({ name }) => name === "Fill"));
    expect(fills.length).toBeGreaterThan(5);
    for (const moment of fills) expect(moment.changed).toContain("fills");
    for (let sequence = last; sequence > last - 200; sequence--) {
      expect(shown(machine)).toEqual(forward[sequence - 1]!);
      machine.step(-1);
    }
  }, 60_000);

  test("steps to the next and the previous signal, order, fill and decision of the gate", async () => {
    using run = new LiveRun(SEED);
    run.run(3000, false);
    using machine = await open(run);
    machine.seek(1500);
    const events = journalled(run);
    for (const [mark, type] of [
      [MARKS.signal, Signal.TYPE],
      [MARKS.fill, Fill.TYPE],
    ] as const) {
      const at = [...new Set(events.filter((event) => event.type === type).map(({ sequence }) => sequence))];
      const after = at.filter((sequence) => sequence > 1500);
      const before = at.filter((sequence) => sequence < 1500).reverse();
      machine.seek(1500);
      machine.find(mark, 1);
      expect(machine.sequence).toBe(after[0]!);
      machine.find(mark, 3);
      expect(machine.sequence).toBe(after[3]!);
      machine.seek(1500);
      machine.find(mark, -1);
      expect(machine.sequence).toBe(before[0]!);
      machine.find(mark, -2);
      expect(machine.sequence).toBe(before[2]!);
      const moment = shown(machine);
      machine.seek(before[2]!);
      expect(shown(machine)).toEqual(moment);
    }
    machine.seek(1500);
    machine.find(MARKS.order, -1);
    expect(shown(machine).changed).toContain("orders");
    machine.find(MARKS.risk, 1);
    expect(shown(machine).changed).toContain("risk");
    machine.seek(2);
    expect(() => machine.find(MARKS.fill, -1)).toThrow("there is none before input 2");
    expect(machine.sequence).toBe(2);
    machine.seek(machine.last);
    expect(() => machine.find(MARKS.signal, 1)).toThrow("there is none after");
    expect(machine.sequence).toBe(machine.last);
  }, 60_000);

  test("goes to a time; what is out of bounds is named", async () => {
    using run = new LiveRun(SEED);
    run.run(500);
    using machine = await open(run);
    machine.seek(300);
    const { time } = shown(machine);
    machine.seek(0);
    machine.seekTime(time);
    // Several inputs may share a time: the last of them is meant.
    const { sequence } = machine;
    expect(sequence).toBeGreaterThanOrEqual(300);
    expect(formatTimestamp(shown(machine).time)).toBe(formatTimestamp(time));
    machine.step(1);
    expect(shown(machine).time > time).toBe(true);
    machine.seekTime(time - 1n);
    expect(machine.sequence).toBeLessThan(300);
    machine.seekTime(time + 10n ** 18n);
    expect(machine.sequence).toBe(machine.last);
    for (const wrong of [-1, machine.last + 1, 0.5]) {
      expect(() => machine.seek(wrong)).toThrow(`allowed: 0 to ${machine.last}`);
      expect(machine.sequence).toBe(machine.last);
    }
    expect(() => machine.seekTime(1n)).toThrow("the first input");
  });

  test("follows a journal that is written meanwhile, and a step back from its end is exact", async () => {
    using run = new LiveRun(SEED);
    run.run(400);
    using machine = await open(run, 64);
    for (let inputs = 500; inputs <= 1500; inputs += 100) {
      machine.seek(machine.last);
      const before = run.rests.at(-1)!;
      expectSame(shown(machine), before);
      run.run(inputs);
      machine.step(1);
      machine.step(-1);
      expectSame(shown(machine), before);
    }
    expect(machine.last).toBe(run.engine.engine.sequence);
  });

  test("keeps states within a bound of memory, and comes to the same", async () => {
    using run = new LiveRun(SEED);
    run.run(3000);
    using small = await open(run, 16, 4 * 1024 * 1024);
    small.seek(small.last);
    expect(small.stateEvery).toBeGreaterThan(16);
    for (const place of [10, 200, 1500, 600]) {
      const rest = run.rests[place % run.rests.length]!;
      small.seek(rest.sequence);
      expectSame(shown(small), rest);
    }
  });

  test("an engine that is another than the one that wrote is told, not shown", async () => {
    using run = new LiveRun(SEED);
    run.run(2000, false);
    const other = { folder: run.folder, assemble: assembleReplay, description: { seed: SEED + 1 } };
    using machine = await ReplayMachine.open(other);
    expect(() => machine.seek(machine.last)).toThrow("replay: at sequence");
  });
});

function journalled(run: LiveRun): { sequence: number; type: number; name: string; isInput: boolean }[] {
  using reader = JournalReader.open(run.folder);
  const event = new EventCursor();
  const rows: ReturnType<typeof journalled> = [];
  let last = 0;
  for (const view of reader) {
    rows.push({ sequence: view.sequence, type: 0, name: view.type, isInput: view.sequence > last });
    last = view.sequence;
  }
  using again = JournalReader.open(run.folder);
  for (let k = 0; again.next(event); k++) rows[k]!.type = event.type;
  return rows;
}
