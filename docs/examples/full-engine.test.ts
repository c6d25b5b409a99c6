import { expect, test } from "bun:test";
import { assemble, instruments, run } from "./full-engine.ts";

const INPUTS = 60_000;

/** What is left of a run when it has ended. */
function session(seed: bigint): { hash: string; bought: number[]; positions: number[]; trades: number } {
  using assembly = assemble(seed);
  run(assembly, INPUTS);
  const { engine, portfolio, recorder } = assembly;
  const bought = instruments.list.map(() => 0);
  for (const { instrument, side, quantity } of recorder.trades)
    bought[instrument]! += side === "buy" ? quantity : -quantity;
  const positions = instruments.list.map((_, i) => portfolio.position(i));
  return { hash: engine.stateHash(), bought, positions, trades: recorder.trades.length };
}

test("it trades, and its positions are the sum of its trades", () => {
  const { bought, positions, trades } = session(7n);
  expect(trades).toBeGreaterThan(20);
  expect(positions).toEqual(bought);
});

test("the same seed ends in the same state, another seed in another", () => {
  const { hash } = session(7n);
  expect(session(7n).hash).toBe(hash);
  expect(session(8n).hash).not.toBe(hash);
});
