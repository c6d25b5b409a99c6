/**
 * Engine, venue, network and disk in one seeded simulation, with faults of all of them: what the invariants of
 * `testing/invariants.ts` say holds after every step. A seed that fails is run again, with all that happens, by
 *
 *     HOTPATH_SEED=17 ./hotpath bun test packages/engine/src/simulation/simulation.test.ts
 *
 * and a campaign over a range, which goes on behind a seed that fails, by `HOTPATH_SEED=20001-30000`.
 */
import { expect, test } from "bun:test";
import { Simulation, type SimulationCounts } from "./testing/simulation.ts";

const COMMAND = "./hotpath bun test packages/engine/src/simulation/simulation.test.ts";
const SEEDS = process.env.HOTPATH_LONG === "1" ? 10_000 : 200;
const [first, last] = rangeOf(process.env.HOTPATH_SEED ?? `1-${SEEDS}`);
const count = last - first + 1;
/** Lines of the trace in a failure's message. */
const TAIL = 25;
/** Seeds after which a campaign says how far it is. */
const PROGRESS = 500;
/** Seeds that fail before a campaign ends. */
const FAILURES = 10;

/** The first and the last seed. @throws for what is no number and no range */
function rangeOf(text: string): [first: number, last: number] {
  const match = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text);
  if (match === null) throw new Error(`HOTPATH_SEED: got ${text}, expected a seed, or a range as 20001-30000`);
  return [Number(match[1]), Number(match[2] ?? match[1])];
}

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
    if (count === 1) console.log(simulation.trace.join("\n"));
  }
  return simulation.counts;
}

test(`cash, positions, reservations and the journal hold through every fault, seeds ${first} to ${last}`, () => {
  const sums: Record<string, number> = {};
  const failures: string[] = [];
  for (let seed = first; seed <= last && failures.length < FAILURES; seed++) {
    try {
      for (const [name, n] of Object.entries(simulate(seed))) sums[name] = (sums[name] ?? 0) + n;
    } catch (error) {
      failures.push((error as Error).message);
      if (seed < last) console.log(`simulation: seed ${seed} fails`);
    }
    if (seed % PROGRESS === 0 && seed < last) console.log(`simulation: up to seed ${seed}, ${failures.length} fail`);
  }
  console.log(`simulation: ${count} seeds, ${JSON.stringify(sums)}`);
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
  if (count >= 200) for (const name of Object.keys(sums)) expect([name, sums[name]! > count]).toEqual([name, true]);
}, 7_200_000);
