import { expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { generator } from "../testing/random-commands.ts";
import { Positions } from "./positions.ts";

test("positions agree with a map, however many owners there are", () => {
  const random = generator(7);
  const positions = new Positions();
  const expected = new Map<string, number>();
  for (let step = 0; step < 20_000; step++) {
    const owner = 1 + random(random(2) === 0 ? 40 : 2 ** 31 - 1);
    const instrument = random(random(2) === 0 ? 3 : 2 ** 20);
    const key = `${owner}/${instrument}`;
    const change = random(2001) - 1000;
    if (random(4) === 0) {
      positions.set(owner, instrument, change);
      expected.set(key, change);
    } else {
      positions.follow(owner, instrument, change);
      if (expected.has(key)) expected.set(key, expected.get(key)! + change);
    }
    expect(positions.get(owner, instrument)).toBe(expected.get(key) ?? 0);
  }
  expect(positions.count).toBe(expected.size);
  const writer = new SnapshotWriter();
  positions.snapshot(writer);
  const restored = new Positions();
  restored.restore(new SnapshotReader(writer.finish()), 2 ** 20, () => {});
  for (const [key, position] of expected) {
    const [owner, instrument] = key.split("/").map(Number);
    expect(restored.get(owner!, instrument!)).toBe(position);
  }
});

test("a simulated sweep moves a copy, anew for each", () => {
  const positions = new Positions();
  positions.set(5, 0, 10);
  for (let round = 0; round < 3; round++) {
    positions.beginSimulation();
    positions.simulate(5, 0, -4);
    expect(positions.simulatedReducible(5, 0, 2)).toBe(6);
    positions.simulate(5, 0, -9);
    expect(positions.simulatedReducible(5, 0, 2)).toBe(0);
    expect(positions.simulatedReducible(5, 0, 1)).toBe(3);
    expect(positions.reducible(5, 0, 2)).toBe(10);
  }
});

test("positions stay within the safe integers", () => {
  const positions = new Positions();
  positions.set(1, 0, Number.MAX_SAFE_INTEGER - 1);
  positions.follow(1, 0, 1000);
  expect(positions.get(1, 0)).toBe(Number.MAX_SAFE_INTEGER);
});
