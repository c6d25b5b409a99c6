import { expect, test } from "bun:test";
import fc from "fast-check";
import { Recent } from "./recent.ts";

test("it keeps what a list of the last turns keeps", () => {
  const operation = fc.record({ key: fc.integer({ min: 0, max: 9 }), value: fc.nat(), isDelete: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(operation, { maxLength: 60 }), (capacity, operations) => {
      const recent = new Recent<number, number>(capacity);
      // Every turn that was taken, with what it has now; undefined where that was deleted.
      const turns: ({ key: number; value: number } | undefined)[] = [];
      const kept = () => turns.slice(-capacity).filter((each) => each !== undefined);
      for (const { key, value, isDelete } of operations) {
        const known = kept().find((each) => each.key === key);
        if (isDelete) {
          recent.delete(key);
          if (known !== undefined) turns[turns.indexOf(known)] = undefined;
        } else {
          recent.set(key, value);
          if (known !== undefined) known.value = value;
          else turns.push({ key, value });
        }
        expect([...recent.values()]).toEqual(kept().map((each) => each.value));
        for (let each = 0; each < 10; each++) {
          const wanted = kept().find((one) => one.key === each)?.value;
          expect([recent.get(each), recent.has(each)]).toEqual([wanted, wanted !== undefined]);
        }
      }
      recent.clear();
      recent.set(1, 2);
      expect([...recent.values()]).toEqual([2]);
    }),
  );
});
