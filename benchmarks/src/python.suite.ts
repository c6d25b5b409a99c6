/** A Python program that drives an engine: what it can send, and how long one update takes there and back. */
import { join } from "node:path";
import { findPython } from "@hotpath/client-python/python";
import type { BenchRow, Suite } from "./harness.ts";

const ROOT = join(import.meta.dir, "../..");

const suite: Suite = {
  name: "python",
  run(): BenchRow[] {
    const found = findPython();
    if ("reason" in found) throw new Error(found.reason);
    const { stdout, stderr, exitCode } = Bun.spawnSync([found.python, join(import.meta.dir, "python/throughput.py")], {
      cwd: ROOT,
      env: { ...process.env, PYTHONPATH: join(ROOT, "packages/client-python/src") },
      stderr: "pipe",
    });
    if (exitCode !== 0) throw new Error(stderr.toString());
    const figures = JSON.parse(stdout.toString()) as { maps: number; columns: number; roundTripMicros: number };
    const note = `Python ${found.version}, its engine in a process of its own without a journal; best of 3`;
    const row = { unit: "million/s", better: "higher", goal: 0.5, note } as const;
    return [
      { ...row, what: "quotes in batches of 1,000, as columns of NumPy", ours: figures.columns / 1e6 },
      { ...row, what: "quotes in batches of 1,000, as maps", ours: figures.maps / 1e6 },
      {
        what: "one quote and all that came of it, there and back: p50",
        ours: figures.roundTripMicros,
        unit: "µs",
        better: "lower",
        goal: 150,
        note,
      },
    ];
  },
};

export default suite;
