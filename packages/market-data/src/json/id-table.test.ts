import { expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import fc from "fast-check";
import { IdTable } from "./id-table.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

test("does what a Map does, within its bound", () => {
  const step = fc.tuple(
    fc.constantFrom("set", "delete", "get", "deleteAll"),
    fc.nat(3),
    fc.oneof(fc.nat(80), fc.constantFrom(2 ** 53 - 1, 8_799_996_999, 2 ** 32)),
    fc.integer(),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
      const table = new IdTable(100);
      const model = new Map<string, number>();
      for (const [what, entry, id, value] of steps) {
        const key = `${entry} ${id}`;
        if (what === "set") {
          const fits = model.has(key) || model.size < 100;
          expect(table.set(entry, id, value)).toBe(fits);
          if (fits) model.set(key, value);
        } else if (what === "delete") {
          table.delete(entry, id);
          model.delete(key);
        } else if (what === "deleteAll" && id < 5) {
          table.deleteAll(entry);
          for (const other of model.keys()) if (other.startsWith(`${entry} `)) model.delete(other);
        }
        expect(table.get(entry, id)).toBe(model.get(key) ?? Number.NaN);
        expect(table.size).toBe(model.size);
      }
      for (const [key, value] of model) {
        const [entry, id] = key.split(" ").map(Number);
        expect(table.get(entry!, id!)).toBe(value);
      }
      table.clear();
      expect(table.size).toBe(0);
    }),
  );
});

test("a capacity that is none", () => {
  expect(() => new IdTable(0)).toThrow(ConfigError);
});
