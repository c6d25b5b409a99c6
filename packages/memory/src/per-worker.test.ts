import { describe, expect, test } from "bun:test";
import { PerWorker } from "./per-worker.ts";
import { codeOf } from "./testing/codes.ts";

describe("per-worker storage", () => {
  test("makes a worker's thing when first asked for, and keeps it", () => {
    const made: number[] = [];
    using storage = new PerWorker(4, (id) => {
      made.push(id);
      return { id };
    });
    expect(storage.get(2)).toBe(storage.get(2));
    storage.get(0);
    expect(made).toEqual([2, 0]);
    expect([...storage.entries()].map(([id]) => id)).toEqual([2, 0]);
  });

  test("disposes of all, even when one fails, and of one alone", () => {
    const disposed: number[] = [];
    const storage = new PerWorker(4, (id) => ({
      [Symbol.dispose](): void {
        disposed.push(id);
        if (id === 1) throw new Error("stuck");
      },
    }));
    for (let id = 0; id < 4; id++) storage.get(id);
    storage.delete(3);
    expect(disposed).toEqual([3]);
    expect(() => storage[Symbol.dispose]()).toThrow("stuck");
    expect(disposed).toEqual([3, 0, 1, 2]);
    expect(codeOf(() => storage.get(0))).toBe("DISPOSED");
  });

  test("knows its workers only", () => {
    using storage = new PerWorker(2, () => undefined);
    expect(codeOf(() => storage.get(2))).toBe("CONFIG_INVALID");
    expect(codeOf(() => storage.get(-1))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new PerWorker(0, () => 1))).toBe("CONFIG_INVALID");
  });
});
