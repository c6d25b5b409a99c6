import { expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { OrderIds } from "./order-ids.ts";

const copy = (from: OrderIds, to: OrderIds): OrderIds => {
  const writer = new SnapshotWriter();
  from.snapshot(writer);
  to.restore(new SnapshotReader(writer.finish()));
  return to;
};

test("ids count from one, and go on from a snapshot", () => {
  const ids = new OrderIds();
  expect([ids.next(), ids.next(), copy(ids, new OrderIds()).next(), ids.next()]).toEqual([1, 2, 3, 3]);
});

test("a later epoch gives none of the ids of those before, whatever they gave and whatever is restored", () => {
  const old = new OrderIds({ epoch: 4 });
  const seen = new Set(Array.from({ length: 1_000 }, () => old.next()));
  const lost = copy(old, new OrderIds({ epoch: 4 }));
  for (let n = 0; n < 1_000; n++) seen.add(lost.next());
  const next = copy(old, new OrderIds({ epoch: 5 }));
  for (let n = 0; n < 1_000; n++) {
    const id = next.next();
    expect(Number.isSafeInteger(id) && !seen.has(id)).toBe(true);
  }
  expect(copy(next, new OrderIds({ epoch: 4 })).epoch).toBe(5);
  expect(Number.isSafeInteger(new OrderIds({ epoch: 2_097_151 }).next())).toBe(true);
  expect(() => new OrderIds({ epoch: -1 })).toThrow("epoch: got -1");
  expect(() => new OrderIds({ epoch: 2_097_152 })).toThrow("epoch: got 2097152");
});
