import { describe, expect, test } from "bun:test";
import { describeJournal } from "./describe.ts";
import { repairJournal } from "./repair.ts";
import { MemoryHost } from "./testing/memory-host.ts";
import { appendQuotes, range, readQuotes } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

const folder = "j";

/** A journal of several segments of about fifty quotes each. */
function journalOf(quotes: number): MemoryHost {
  const host = new MemoryHost();
  using writer = JournalWriter.open({ folder, host, segmentBytes: 4096, flushEveryRecords: 10 });
  appendQuotes(writer, 1, quotes);
  return host;
}

describe("repairJournal", () => {
  test("has nothing to do where nothing is wrong", () => {
    const host = journalOf(120);
    const before = host.calls;
    expect(repairJournal(folder, { host, apply: true })).toEqual({ steps: [], lastSequence: 120, applied: false });
    expect(host.calls).toBeGreaterThan(before);
  });

  test("shows what it would do, does that and no more, and keeps every byte", () => {
    const host = journalOf(200);
    const [first, second, ...later] = host.segments();
    const whole = host.copy();
    host.bytes(second)[1000]! ^= 8;
    const damagedBytes = host.bytes(second).slice();
    const plan = repairJournal(folder, { host });
    const cut = plan.steps[0]!;
    expect(plan.applied).toBe(false);
    expect(cut).toMatchObject({ action: "cut", name: second, damage: { reason: "checksum" } });
    expect(cut.offset + cut.bytes).toBe(damagedBytes.length);
    expect(cut.records).toBe(Math.floor((cut.bytes - 80) / 80));
    expect(plan.steps.slice(1).map(({ action, name, records }) => [action, name, records > 0])).toEqual(
      later.map((name) => ["set-aside", name, true]),
    );
    expect(describeJournal(folder, { host }).isWhole).toBe(false);

    expect(repairJournal(folder, { host, apply: true })).toEqual({ ...plan, applied: true });
    expect(readQuotes(folder, { host })).toEqual(range(1, plan.lastSequence!));
    expect(describeJournal(folder, { host })).toMatchObject({ damage: [], lastSequence: plan.lastSequence });
    expect([...host.bytes(second), ...host.bytes(cut.keptAs)]).toEqual([...damagedBytes]);
    for (const { name, keptAs } of plan.steps.slice(1)) expect(host.bytes(keptAs)).toEqual(whole.bytes(name));
    expect(host.bytes(first)).toEqual(whole.bytes(first));
    using writer = JournalWriter.open({ folder, host });
    expect(writer.recovered).toMatchObject({ lastSequence: plan.lastSequence, truncatedBytes: 0 });
  });

  test("cuts a torn tail; sets aside what is missing something before it, and what is no segment", () => {
    const torn = journalOf(20);
    torn.files.get(torn.segments()[0]!)!.bytes = torn.bytes().slice(0, -3);
    expect(repairJournal(folder, { host: torn }).steps).toMatchObject([
      { action: "cut", bytes: 77, records: 0, damage: { reason: "incomplete", torn: true } },
    ]);

    const missing = journalOf(200);
    const [, second, third] = missing.segments();
    missing.files.delete(second!);
    missing.files.set("notes.hpj", { bytes: new Uint8Array(7), synced: new Uint8Array(0) });
    const plan = repairJournal(folder, { host: missing, apply: true });
    expect(plan.steps[0]).toMatchObject({ action: "set-aside", name: third, damage: { reason: "missing-segment" } });
    expect(plan.steps.at(-1)).toMatchObject({ name: "notes.hpj", damage: { reason: "foreign-file" } });
    expect(describeJournal(folder, { host: missing })).toMatchObject({ damage: [], lastSequence: plan.lastSequence });
  });

  test("interrupted in any call, the next one finishes it, and no name is taken twice", () => {
    const damaged = journalOf(200);
    damaged.bytes(damaged.segments()[1])[1000]! ^= 8;
    const { lastSequence } = repairJournal(folder, { host: damaged });
    for (let atCall = 1; ; atCall++) {
      const host = damaged.copy();
      host.faults = { crash: { atCall, bytes: 100 } };
      let isDone = true;
      try {
        repairJournal(folder, { host, apply: true });
      } catch {
        isDone = false;
      }
      const after = host.copy();
      repairJournal(folder, { host: after, apply: true });
      expect(describeJournal(folder, { host: after })).toMatchObject({ damage: [], lastSequence });
      expect(readQuotes(folder, { host: after })).toEqual(range(1, lastSequence!));
      if (isDone) break;
    }
  });
});
