/**
 * Explores every state that a world can come to, once: depth first, states known by their 128-bit hash. A state on the
 * path that comes again is a circle, and with it a world that need not end.
 */
import { hashBytes } from "@hotpath/core";
import { GroupWorld, type Scenario, type Step } from "./group-world.ts";

/** What an exploration has seen. */
export interface Exploration {
  states: number;
  transitions: number;
  terminals: number;
  /** The most steps from the start to an end. */
  depth: number;
  /** The most that was executed beyond what the group stood for. */
  excess: number;
}

/** A way to a state that must not be. */
export class Counterexample extends Error {
  readonly trace: readonly Step[];

  constructor(scenario: Scenario, trace: readonly Step[], why: string) {
    const text = trace.map((s) => `${s.what} ${s.order}${s.amount > 0 ? ` ×${s.amount}` : ""}`).join("\n  ");
    super(`${scenario.name}: ${why}, after\n  ${text}\nreplay(scenario, ${JSON.stringify(trace)})`);
    this.trace = trace;
  }
}

/**
 * @param check throws for a state that must not be; `isTerminal` tells that nothing can happen any more
 * @throws {Counterexample}
 */
export function explore(
  scenario: Scenario,
  check: (world: GroupWorld, isTerminal: boolean) => void,
  statesMax = 5_000_000,
): Exploration {
  const world = new GroupWorld(scenario);
  const seen = new Set<string>();
  const onPath = new Set<string>();
  const result: Exploration = { states: 0, transitions: 0, terminals: 0, depth: 0, excess: 0 };
  const path: Step[] = [];
  interface Frame {
    bytes: Uint8Array;
    key: string;
    steps: Step[];
    next: number;
  }
  const frames: Frame[] = [];
  const enter = (): void => {
    const bytes = world.save();
    const key = hashBytes(bytes);
    if (onPath.has(key)) throw new Counterexample(scenario, path, "it goes in a circle");
    if (seen.has(key)) return;
    seen.add(key);
    result.states += 1;
    if (result.states > statesMax) throw new Counterexample(scenario, path, `more than ${statesMax} states`);
    const steps = world.steps();
    try {
      check(world, steps.length === 0);
    } catch (error) {
      throw new Counterexample(scenario, path, String(error));
    }
    if (steps.length === 0) result.terminals += 1;
    result.depth = Math.max(result.depth, path.length);
    result.excess = Math.max(result.excess, world.groups.table.excess[0]!);
    onPath.add(key);
    frames.push({ bytes, key, steps, next: 0 });
  };
  enter();
  while (frames.length > 0) {
    const frame = frames.at(-1)!;
    if (frame.next === frame.steps.length) {
      frames.pop();
      onPath.delete(frame.key);
      path.pop();
      continue;
    }
    const step = frame.steps[frame.next++]!;
    world.load(frame.bytes);
    const depth = frames.length;
    path.push(step);
    result.transitions += 1;
    try {
      world.take(step);
    } catch (error) {
      throw new Counterexample(scenario, path, String(error));
    }
    enter();
    if (frames.length === depth) path.pop();
  }
  return result;
}

/** Goes one way again, for looking at it. */
export function replay(scenario: Scenario, trace: readonly Step[]): GroupWorld {
  const world = new GroupWorld(scenario);
  for (const step of trace) world.take(step);
  return world;
}
