/**
 * A whole life of a journal on a machine that fails: crashes between any two calls and within writes, losses of power that
 * keep and lose what was not synced in any order, errors of any call, a disk that is full. Behind each: all that was
 * durable is recovered exactly, or the damage is named and refused, and the repair of it keeps all that was durable.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { HotpathError, InputError, IoError, Random } from "@hotpath/core";
import { describeJournal } from "./describe.ts";
import type { Durability, JournalAccess } from "./options.ts";
import { repairJournal } from "./repair.ts";
import { recover } from "./snapshots/recover.ts";
import { SnapshotStore } from "./snapshots/snapshot-store.ts";
import { Chain } from "./testing/chain.ts";
import { Crash, MemoryHost } from "./testing/memory-host.ts";
import { appendQuotes, quote, range, readQuotes } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(240_000);

const folder = "j";
const INPUTS = 150;
const MODES: readonly [Durability, JournalAccess][] = [
  ["each", "write"],
  ["interval", "write"],
  ["process", "write"],
  ["none", "write"],
  ["each", "map"],
  ["interval", "map"],
  ["process", "map"],
];

/** The state's hash after each input. */
const HASHES: readonly string[] = hashes();

function hashes(): string[] {
  const chain = new Chain();
  const all = [""];
  for (let sequence = 1; sequence <= INPUTS + 40; sequence++) {
    chain.apply(quote(sequence));
    all.push(chain.hash);
  }
  return all;
}

/** What the journal had promised when the world ended. */
interface Promised {
  written: number;
  durable: number;
  snapshot: number;
}

/** Writes, flushes, takes snapshots, closes and opens again, until it is done or the machine fails. */
function live(host: MemoryHost, durability: Durability, access: JournalAccess): Promised {
  const promised: Promised = { written: 0, durable: 0, snapshot: 0 };
  const chain = new Chain();
  try {
    for (const end of [INPUTS / 2, INPUTS]) {
      const writer = JournalWriter.open({ folder, host, durability, access, segmentBytes: 4096 });
      const store = new SnapshotStore({ folder, host, keep: 2 });
      const note = () => {
        promised.written = writer.writtenSequence;
        if (durability === "each" || durability === "interval") promised.durable = writer.durableSequence;
      };
      while (writer.lastSequence < end) {
        const event = quote(writer.lastSequence + 1);
        writer.append(event);
        chain.apply(event);
        const sequence = writer.lastSequence;
        if (sequence % 7 === 0) {
          writer.flush();
          note();
        }
        if (sequence % 20 === 0) host.background?.round();
        if (sequence % 40 === 0) {
          writer.flush();
          store.save({ sequence, time: event.time, state: chain.state() });
          promised.snapshot = sequence;
        }
        note();
      }
      writer[Symbol.dispose]();
      promised.written = end;
      if (durability !== "none" && durability !== "process") promised.durable = end;
    }
  } catch (error) {
    if (!(error instanceof HotpathError || isCrash(error))) throw error;
  }
  return promised;
}

function isCrash(error: unknown): boolean {
  if (error instanceof SuppressedError) return isCrash(error.error) && isCrash(error.suppressed);
  return error instanceof Crash || (error instanceof IoError && error.cause instanceof Crash);
}

/** The journal on the host goes on from at least `least`, and everything in it is exact. */
function expectExact(host: MemoryHost, least: number, durability: Durability): void {
  const writer = JournalWriter.open({ folder, host, durability, segmentBytes: 4096 });
  const last = writer.lastSequence;
  expect(last).toBeGreaterThanOrEqual(least);
  const chain = new Chain();
  const done = recover({ folder, host, restore: (s) => chain.restore(s), replay: (event) => chain.apply(event) });
  expect(done.sequence).toBe(last);
  expect(chain.hash).toBe(HASHES[last]!);
  expect(readQuotes(folder, { host })).toEqual(range(1, last));
  appendQuotes(writer, last + 1, last + 9);
  writer[Symbol.dispose]();
  expect(describeJournal(folder, { host })).toMatchObject({ damage: [], lastSequence: last + 9 });
}

/** As above, or a refusal that names the damage, and a repair that leaves all that was durable and keeps the rest. */
function expectExactOrRefused(host: MemoryHost, least: number, durability: Durability): "exact" | "refused" {
  const before = host.copy();
  try {
    expectExact(host, least, durability);
    return "exact";
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.code).toBe("CORRUPT");
    expect(error.message).toMatch(/\d{20}\.hpj|inputs \d+ to \d+ are missing/);
  }
  const plan = repairJournal(folder, { host: before });
  expect(plan.steps.length).toBeGreaterThan(0);
  const kept = bytesOf(before);
  expect(repairJournal(folder, { host: before, apply: true })).toEqual({ ...plan, applied: true });
  expect(bytesOf(before)).toBe(kept);
  expectExact(before, least, durability);
  return "refused";
}

/** Bytes of segments and of what was cut off them. */
function bytesOf(host: MemoryHost): number {
  return [...host.files]
    .filter(([name]) => name.includes(".hpj"))
    .reduce((sum, [, file]) => sum + file.bytes.length, 0);
}

/** The number of calls of a whole life. */
function callsOf(durability: Durability, access: JournalAccess): number {
  const host = new MemoryHost();
  expect(live(host, durability, access).written).toBe(INPUTS);
  return host.calls;
}

describe("the process ends", () => {
  for (const [durability, access] of MODES)
    test(`in any call and in the middle of any write: ${durability}, ${access}`, () => {
      const calls = callsOf(durability, access);
      for (let atCall = 1; atCall <= calls; atCall += access === "map" ? 3 : 1) {
        const host = new MemoryHost();
        host.faults = { crash: { atCall, bytes: (atCall * 37) % 600 } };
        const { written, snapshot } = live(host, durability, access);
        const after = host.copy();
        expect(new SnapshotStore({ folder, host: after }).newest().damaged).toEqual([]);
        expect(
          new SnapshotStore({ folder, host: after }).newest().snapshot?.description.sequence ?? 0,
        ).toBeGreaterThanOrEqual(snapshot);
        expectExact(after, written, durability);
      }
    });
});

describe("the power is lost", () => {
  for (const [durability, access] of MODES)
    test(`in any call, with what was not synced kept and lost in any order: ${durability}, ${access}`, () => {
      const calls = callsOf(durability, access);
      const random = new Random(7);
      const outcomes = { exact: 0, refused: 0 };
      for (let atCall = 1; atCall <= calls; atCall += access === "map" ? 9 : 2) {
        const host = new MemoryHost();
        host.faults = { crash: { atCall, bytes: (atCall * 53) % 4000 } };
        const { durable } = live(host, durability, access);
        const share = random.integer(5);
        outcomes[
          expectExactOrRefused(
            host.afterPowerLoss(() => random.integer(4) < share),
            durable,
            durability,
          )
        ] += 1;
      }
      // Neither is so rare that it was not tried.
      expect(outcomes.exact).toBeGreaterThan(0);
      if (durability === "none") expect(outcomes.refused).toBeGreaterThan(0);
    });
});

describe("the machine refuses", () => {
  const calls = ["makeFolder", "list", "open", "readAt", "writeAt", "sync", "syncFolder", "rename", "remove", "size"];
  for (const [durability, access] of MODES)
    test(`any call once, with EIO or ENOSPC: ${durability}, ${access}`, () => {
      for (const call of [...calls, "truncate", "close", "map"])
        for (let nth = 1; nth <= 40; nth += 1 + (nth >> 2)) {
          const host = new MemoryHost();
          host.faults = { failing: { call, nth, error: nth % 2 === 0 ? "EIO" : "ENOSPC" } };
          const { written, durable } = live(host, durability, access);
          host.faults = {};
          expectExact(host.copy(), written, durability);
          if (call === "sync" || call === "syncFolder")
            expectExactOrRefused(host.afterPowerLoss(), durable, durability);
        }
    });

  test("a disk that is full at any byte: an IoError that says so, and a journal that goes on when there is room", () => {
    for (const access of ["write", "map"] as const)
      for (let room = 0; room < 3 * 1024 * 1024; room += access === "map" ? 300_001 : 211) {
        if (access === "write" && room > 16_000) break;
        const host = new MemoryHost();
        host.faults = { room };
        let last = 0;
        let failure: unknown;
        try {
          using writer = JournalWriter.open({ folder, host, access, segmentBytes: 4096, flushEveryRecords: 5 });
          while (writer.lastSequence < INPUTS) {
            writer.append(quote(writer.lastSequence + 1));
            last = writer.writtenSequence;
          }
        } catch (error) {
          failure = error;
        }
        if (failure === undefined) {
          host.faults = {};
          expectExact(host, INPUTS, "process");
          continue;
        }
        expect(failure).toBeInstanceOf(IoError);
        expect((failure as Error).message).toContain("ENOSPC");
        host.faults = {};
        expect(host.openFiles).toBe(0);
        expectExact(host, last, "process");
      }
  });
});

describe("a slow disk", () => {
  test("is waited for where more than was bargained for would be at risk, and that is counted", () => {
    const host = new MemoryHost();
    host.faults = { waitsPerSync: 3 };
    using writer = JournalWriter.open({
      folder,
      host,
      durability: "interval",
      syncIntervalMillis: 1,
      riskMillisMax: 1,
    });
    let last = 0;
    while (writer.statistics.stalls < 5) {
      appendQuotes(writer, last + 1, last + 1);
      writer.flush();
      last += 1;
      expect(writer.writtenSequence).toBe(last);
    }
    expect(host.background!.waits).toBe(15);
    expect(writer.statistics.stalledMillis).toBeGreaterThan(0);
    expect(writer.durableSequence).toBe(last);
    expect(writer.atRiskMillis).toBe(0);
    expect(readQuotes(folder, { host: host.afterPowerLoss() })).toEqual(range(1, last));
  });

  test("with `interval` what is at risk is told, and is durable after a round", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, durability: "interval" });
    expect([writer.atRiskMillis, writer.durableSequence]).toEqual([0, 0]);
    appendQuotes(writer, 1, 4);
    expect(writer.atRiskMillis).toBe(0);
    writer.flush();
    expect([writer.writtenSequence, writer.durableSequence]).toEqual([4, 0]);
    expect(writer.atRiskMillis).toBeGreaterThan(0);
    host.background!.round();
    expect([writer.durableSequence, writer.atRiskMillis]).toEqual([4, 0]);
  });

  test("whose sync fails in the background fails the writer at its next flush", () => {
    const host = new MemoryHost();
    const writer = JournalWriter.open({ folder, host, durability: "interval" });
    appendQuotes(writer, 1, 4);
    writer.flush();
    host.faults = { failingSync: 1 };
    host.background!.round();
    appendQuotes(writer, 5, 6);
    expect(() => writer.flush()).toThrow("cannot sync j/00000000000000000001.hpj: EIO");
    expect(writer.durableSequence).toBe(0);
    expect(() => writer.append(quote(7))).toThrow("must be opened again");
    writer[Symbol.dispose]();
    expect(host.openFiles).toBe(0);
  });

  test("a host without threads cannot do `interval`, and one without mappings no `map`", () => {
    const host = new MemoryHost();
    host.syncInBackground = undefined as never;
    expect(() => JournalWriter.open({ folder, host, durability: "interval" })).toThrow("choose durability each");
    const open = host.open.bind(host);
    host.open = (...where) => ({ ...open(...where), map: undefined }) as never;
    expect(() => JournalWriter.open({ folder, host, access: "map" })).toThrow("choose access write");
    expect(host.openFiles).toBe(0);
  });
});
