import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import fc from "fast-check";
import { JournalReader } from "./reader.ts";
import { retain } from "./retention.ts";
import { recover } from "./snapshots/recover.ts";
import { SnapshotStore } from "./snapshots/snapshot-store.ts";
import { Chain } from "./testing/chain.ts";
import { MemoryHost } from "./testing/memory-host.ts";
import { quote, range } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

const folder = "j";

/** Quotes 10 µs apart in segments of about fifty, and a snapshot after some of them. */
function journalOf(inputs: number, snapshots: readonly number[]): MemoryHost {
  const host = new MemoryHost();
  using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
  const store = new SnapshotStore({ folder, host, keep: 10 });
  const chain = new Chain();
  for (let sequence = 1; sequence <= inputs; sequence++) {
    writer.append(quote(sequence));
    chain.apply(quote(sequence));
    if (!snapshots.includes(sequence)) continue;
    writer.flush();
    store.save({ sequence, time: quote(sequence).time, state: chain.state() });
  }
  return host;
}

function recovered(host: MemoryHost): string {
  const chain = new Chain();
  recover({ folder, host, restore: (state) => chain.restore(state), replay: (event) => chain.apply(event) });
  return chain.hash;
}

describe("retain", () => {
  test("whatever the bounds, every snapshot still leads to the same end", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 4 }),
        fc.record(
          {
            bytesMax: fc.integer({ min: 0, max: 40_000 }),
            ageMaxMicros: fc.integer({ min: 0, max: 5000 }),
            everything: fc.boolean(),
            keepFrom: fc.integer({ min: 0, max: 500 }),
          },
          { requiredKeys: [] },
        ),
        (inputs, snapshots, bounds) => {
          const host = journalOf(inputs, snapshots);
          const hash = recovered(host);
          const before = host.segments();
          const planned = retain({ folder, host, ...bounds, dryRun: true });
          expect(host.segments()).toEqual(before);
          const done = retain({ folder, host, ...bounds });
          expect(done).toEqual(planned);
          expect(host.segments()).toEqual(before.slice(done.removed.length));
          expect(before.slice(0, done.removed.length)).toEqual(done.removed);
          // The oldest snapshot first, as if the newer ones were lost.
          const names = [...host.files.keys()].filter((name) => name.endsWith(".hps")).sort();
          for (const name of names.reverse()) {
            expect(recovered(host)).toBe(hash);
            host.files.delete(name);
          }
          if (names.length === 0) expect(done.removed).toEqual([]);
          if (bounds.keepFrom !== undefined && inputs > bounds.keepFrom) {
            using reader = JournalReader.open(folder, { host });
            expect(reader.seek(Math.max(1, bounds.keepFrom))).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("by size, by age, and all that is covered; and says when a bound cannot be kept", () => {
    const host = journalOf(500, [260, 400]);
    const segments = host.segments();
    const firsts = segments.map((name) => Number(name.slice(0, 20)));
    const bytes = host.bytes(segments[0]).length;
    const bySize = retain({ folder, host: host.copy(), bytesMax: (segments.length - 2) * bytes + 100 });
    expect(bySize.removed).toEqual(segments.slice(0, 2));
    expect(bySize).toMatchObject({ neededFrom: 261, isBoundPassed: false, removedBytes: 2 * bytes });
    // The newest record is of 5000 µs: what ends before 3600 µs is too old.
    const old = firsts.filter((first, i) => i > 0 && (first - 1) * 10 < 3600).length;
    const byAge = retain({ folder, host: host.copy(), ageMaxMicros: 1400 });
    const covered = firsts.filter((first, i) => i > 0 && first <= 261).length;
    expect(old).toBeGreaterThan(covered);
    expect(byAge).toMatchObject({ removed: segments.slice(0, covered), isBoundPassed: true });
    expect(retain({ folder, host: host.copy(), ageMaxMicros: 4000 }).removed).toEqual(
      segments.slice(0, firsts.filter((first, i) => i > 0 && (first - 1) * 10 < 1000).length),
    );
    const everything = retain({ folder, host, everything: true });
    expect(everything).toMatchObject({ removed: segments.slice(0, covered), isBoundPassed: true });
    expect([...host.files.keys()].filter((name) => name.endsWith(".hpx")).length).toBe(segments.length - covered);
    using reader = JournalReader.open(folder, { host });
    expect(Array.from(reader, ({ sequence }) => sequence)).toEqual(range(firsts[covered]!, 500));
  });

  test("a snapshot that is damaged covers nothing", () => {
    const host = journalOf(300, [100, 250]);
    host.bytes("00000000000000000250.hps")[100]! ^= 1;
    expect(retain({ folder, host: host.copy(), everything: true }).neededFrom).toBe(101);
    host.bytes("00000000000000000100.hps")[100]! ^= 1;
    expect(retain({ folder, host, everything: true })).toMatchObject({ neededFrom: 0, removed: [] });
  });

  test("bad options are named", () => {
    const host = journalOf(1, []);
    expect(() => retain({ folder, host, bytesMax: -1 })).toThrow(ConfigError);
    expect(() => retain({ folder, host, bytes: 1 } as never)).toThrow(
      "retention.bytes: got 1; allowed: one of the keys",
    );
  });
});
