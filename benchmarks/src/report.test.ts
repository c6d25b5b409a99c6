import { describe, expect, test } from "bun:test";
import type { BenchRow } from "./harness.ts";
import type { Machine } from "./machine.ts";
import { bestPeer, figure, markdown, terminal, verdict } from "./report.ts";

const machine: Machine = {
  cpu: "CPU",
  cores: 2,
  memoryGiB: 24,
  system: "Linux",
  bun: "1.4.5",
  commit: "abc",
  date: "2026-01-01",
};
const row: BenchRow = {
  what: "hit",
  ours: 5,
  unit: "ns",
  better: "lower",
  goal: 5,
  floor: 8,
  peers: { "a 1.0": 10, "b 2.0": 4 },
};

describe("benchmark report", () => {
  test("the best peer is the one that is hardest to beat, either way", () => {
    expect(bestPeer(row)).toEqual({ name: "b 2.0", figure: 4, ratio: 0.8 });
    expect(bestPeer({ ...row, better: "higher" })).toEqual({ name: "a 1.0", figure: 10, ratio: 0.5 });
    expect(bestPeer({ ...row, peers: {} })).toBeUndefined();
  });

  test("a goal is reached, missed, or missed above the floor", () => {
    expect(verdict(row)).toBe("reached");
    expect(verdict({ ...row, ours: 7 })).toBe("above the floor");
    expect(verdict({ ...row, ours: 9 })).toBe("missed");
    expect(verdict({ ...row, better: "higher", ours: 4, floor: 3 })).toBe("above the floor");
    const { goal: _, ...without } = row;
    expect(verdict(without)).toBeUndefined();
  });

  test("figures have three digits", () => {
    expect([0.01234, 12.345, 999.5, 1234567].map(figure)).toEqual(["0.0123", "12.3", "1000", "1,234,567"]);
  });

  test("the page says plainly what was not reached and what failed", () => {
    const page = markdown(
      [
        { suite: "cache", rows: [row, { ...row, what: "miss", ours: 9, note: "of few" }] },
        { suite: "memory", rows: [], failure: "boom" },
      ],
      machine,
    );
    expect(page).toContain("1 of 2 goals are reached. Not reached:\n\n- cache, miss (of few): 9 ns, goal 5");
    expect(page).toContain("| miss<br><sub>of few</sub> | 9 ns |");
    expect(page).toContain("| hit | 5 ns | ≤ 5 | reached | a 1.0 10, b 2.0 4 | 0.8 |");
    expect(page).toContain("## memory\n\nThe suite failed");
    expect(page).not.toContain("boom");
  });

  test("the table for a terminal names suites, failures and the machine, without control codes", () => {
    const text = terminal(
      [
        { suite: "cache", rows: [row] },
        { suite: "memory", rows: [], failure: "boom" },
      ],
      machine,
    );
    expect(text).toMatch(/^cache$/m);
    expect(text).toContain("memory — FAILED");
    expect(text).toContain("boom");
    expect(text).toContain("CPU, 2 cores, 24 GiB");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what the test is about.
    expect(text).not.toMatch(/\u001b/);
  });
});
