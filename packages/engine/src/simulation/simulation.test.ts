/**
 * Engine, venue, network and disk in one seeded simulation, with faults of all of them: what the invariants of
 * `testing/invariants.ts` say holds after every step. A seed that fails is run again, with all that happens, by
 *
 *     HOTPATH_SEED=17 ./hotpath bun test packages/engine/src/simulation/simulation.test.ts
 */
import { expect, test } from "bun:test";
import { Simulation, type SimulationCounts } from "./testing/simulation.ts";

const COMMAND = "./hotpath bun test packages/engine/src/simulation/simulation.test.ts";
const one = process.env.HOTPATH_SEED;
const SEEDS = process.env.HOTPATH_LONG === "1" ? 10_000 : 200;
/** Lines of the trace in a failure's message. */
const TAIL = 25;

/** Runs a seed. @throws with what happened last, and the command that runs it again */
function simulate(seed: number): SimulationCounts {
  const simulation = new Simulation(seed);
  try {
    simulation.run();
  } catch (error) {
    const tail = simulation.trace.slice(-TAIL).join("\n");
    const message = `seed ${seed}: ${(error as Error).message}\n${tail}\nrun it again: HOTPATH_SEED=${seed} ${COMMAND}`;
    throw new Error(message, { cause: error });
  } finally {
    if (one !== undefined) console.log(simulation.trace.join("\n"));
  }
  return simulation.counts;
}

const seeds = one === undefined ? Array.from({ length: SEEDS }, (_, k) => k + 1) : [Number(one)];

test(`cash, positions, reservations and the journal hold through every fault, seeds ${seeds[0]} to ${seeds.at(-1)}`, () => {
  const sums: Record<string, number> = {};
  for (const seed of seeds)
    for (const [name, count] of Object.entries(simulate(seed))) sums[name] = (sums[name] ?? 0) + count;
  console.log(`simulation: ${seeds.length} seeds, ${JSON.stringify(sums)}`);
  if (one === undefined)
    for (const name of Object.keys(sums)) expect([name, sums[name]! > SEEDS]).toEqual([name, true]);
}, 7_200_000);
