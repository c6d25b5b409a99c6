import { expect, test } from "bun:test";
import fc from "fast-check";
import { RiskWindow } from "./risk-window.ts";

test("says since when the oldest is at risk, never too little, and a sixteenth of the interval too much", () => {
  const step = fc.record({ pause: fc.integer({ min: 0, max: 400 }), covers: fc.integer({ min: 0, max: 30 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const window = new RiskWindow(1600);
      const flushes: { sequence: number; at: number }[] = [];
      let [now, written, durable] = [0, 0, 0];
      for (const { pause, covers } of steps) {
        now += pause;
        window.flushed(written, now);
        written += 1;
        flushes.push({ sequence: written, at: now });
        durable = Math.min(written, durable + covers);
        window.covered(durable, written);
        const oldest = flushes.find(({ sequence }) => sequence > durable);
        expect(window.isEmpty).toBe(oldest === undefined);
        if (oldest === undefined) continue;
        expect(window.since).toBeLessThanOrEqual(oldest.at);
        expect(window.since).toBeGreaterThan(oldest.at - 100);
      }
    }),
  );
});

test("that remembers no more points says too much rather than too little", () => {
  const window = new RiskWindow(16);
  for (let i = 0; i < 10_000; i++) window.flushed(i, i);
  window.covered(9_000, 10_000);
  expect(window.since).toBe(255);
  window.covered(10_000, 10_000);
  expect(window.isEmpty).toBe(true);
});
