import { describe, expect, test } from "bun:test";
import { EventCursor, InputError } from "@hotpath/core";
import fc from "fast-check";
import { JournalReader } from "../reader.ts";
import { Chain } from "../testing/chain.ts";
import { MemoryHost } from "../testing/memory-host.ts";
import { quote, signal } from "../testing/sample.ts";
import { JournalWriter } from "../writer.ts";
import { type RecoveredState, type RecoverOptions, recover } from "./recover.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const folder = "j";

/** A journal of quotes, every third with a signal behind it, and snapshots of the state after some of them. */
function journalOf(inputs: number, snapshots: readonly number[], host = new MemoryHost()): MemoryHost {
  using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
  const store = new SnapshotStore({ folder, host, keep: 100 });
  const chain = new Chain();
  const append = (event: EventCursor): void => {
    writer.append(event);
    chain.apply(event);
  };
  for (let sequence = 1; sequence <= inputs; sequence++) {
    append(quote(sequence));
    if (sequence % 3 === 0) append(signal(sequence, 1));
    if (!snapshots.includes(sequence)) continue;
    writer.flush();
    store.save({ sequence, time: quote(sequence).time, state: chain.state() });
  }
  return host;
}

/** The state by a replay of everything. */
function replayed(host: MemoryHost, until = Number.POSITIVE_INFINITY): Chain {
  using reader = JournalReader.open(folder, { host });
  const chain = new Chain();
  const event = new EventCursor();
  while (reader.next(event) && event.sequence <= until) chain.apply(event);
  return chain;
}

function recovered(host: MemoryHost, options: Partial<RecoverOptions> = {}): { chain: Chain; done: RecoveredState } {
  const chain = new Chain();
  const done = recover({
    folder,
    host,
    restore: (state) => chain.restore(state),
    replay: (event) => chain.apply(event),
    ...options,
  });
  return { chain, done };
}

describe("recover", () => {
  test("from any snapshots, to any point: the same state as a replay of everything", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 6 }),
        fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
        (inputs, snapshots, until) => {
          const host = journalOf(inputs, snapshots);
          const { chain, done } = recovered(host, until === undefined ? {} : { until });
          const whole = replayed(host, until);
          expect([chain.hash, chain.sequence]).toEqual([whole.hash, whole.sequence]);
          const usable = snapshots.filter((at) => at <= Math.min(inputs, until ?? inputs));
          expect(done.snapshot?.sequence).toBe(usable.length === 0 ? undefined : Math.max(...usable));
          expect(done).toMatchObject({ sequence: whole.sequence, passedOver: [], tornTail: undefined });
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a damaged snapshot is named and the one before it taken; without any the journal is replayed", () => {
    const host = journalOf(100, [30, 60]);
    const { hash } = replayed(host);
    host.bytes("00000000000000000060.hps")[70]! ^= 4;
    const second = recovered(host);
    expect(second.chain.hash).toBe(hash);
    expect(second.done).toMatchObject({
      snapshot: { sequence: 30 },
      passedOver: [{ name: "00000000000000000060.hps", message: expect.stringContaining("hash is wrong") }],
    });
    host.bytes("00000000000000000030.hps")[3]! ^= 4;
    const none = recovered(host);
    expect(none.chain.hash).toBe(hash);
    expect(none.done).toMatchObject({ snapshot: undefined, records: 133, passedOver: [{}, {}] });
  });

  test("segments that a snapshot covers are not needed; without the snapshot the gap is named", () => {
    const host = journalOf(200, [100, 150]);
    const { hash } = replayed(host);
    const segments = host.segments();
    const needed = segments.findLastIndex((name) => Number(name.slice(0, 20)) <= 151);
    expect(needed).toBeGreaterThan(0);
    for (const name of segments.slice(0, needed)) host.files.delete(name);
    const first = Number(segments[needed]!.slice(0, 20));
    expect(recovered(host).chain.hash).toBe(hash);
    host.files.delete("00000000000000000150.hps");
    const gap = first > 101 ? `inputs 101 to ${first - 1} are missing: the journal begins with ${first}` : "";
    expect(() => recovered(host)).toThrow(gap);
    host.files.delete("00000000000000000100.hps");
    let thrown: unknown;
    try {
      recovered(host);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InputError);
    expect((thrown as InputError).message).toContain(`the inputs 1 to ${first - 1} are missing`);
  });

  test("a snapshot ahead of a journal that lost its end is set aside, and never used again", () => {
    const host = journalOf(100, [40, 90]);
    const last = host.segments();
    for (const name of last) if (Number(name.slice(0, 20)) > 41) host.files.delete(name);
    const before = replayed(host);
    expect(before.sequence).toBeLessThan(90);
    const { chain, done } = recovered(host);
    expect(chain.hash).toBe(before.hash);
    expect(done).toMatchObject({
      snapshot: { sequence: 40 },
      passedOver: [{ name: "00000000000000000090.hps", message: expect.stringContaining("ahead of the journal") }],
    });
    expect(host.files.has("00000000000000000090.hps.ahead")).toBe(true);
    {
      using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
      for (let sequence = writer.lastSequence + 1; sequence <= 120; sequence++) writer.append(quote(sequence));
    }
    expect(recovered(host).chain.hash).toBe(replayed(host).hash);
  });

  test("a damaged journal is refused, and a torn tail is told", () => {
    const host = journalOf(20, [10]);
    const name = host.segments().at(-1)!;
    const { bytes } = host.files.get(name)!;
    host.files.get(name)!.bytes = bytes.slice(0, -5);
    expect(recovered(host).done.tornTail).toMatchObject({ reason: "incomplete", torn: true });
    host.files.get(name)!.bytes = bytes.slice();
    host.bytes(name)[200]! ^= 1;
    expect(() => recovered(host)).toThrow("checksum is wrong");
  });

  test("a journal that ends before the point from which the state is replayed is refused", () => {
    const host = journalOf(5, []);
    expect(() => recovered(host, { firstSequence: 9 })).toThrow("the journal ends before 9");
    expect(() => recovered(host, { unknown: 1 } as never)).toThrow("recover.unknown: got 1; allowed: one of the keys");
    expect(() => recovered(new MemoryHost())).toThrow("there is no journal in j");
  });
});
