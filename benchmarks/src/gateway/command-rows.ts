/** Commands of one client over one connection, as fast as they are answered. */
import type { BenchRow } from "../harness.ts";
import type { CommandRun } from "./command-client.ts";
import { startGateway } from "./server.ts";

const COMMANDS = 300_000;
/** Commands in a frame, and frames on the way. */
const [PER_FRAME, FRAMES] = [50, 8];
const RUNS = 3;

/** Quotes, each a command of its own, and orders that find nobody. */
export async function commandRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [kind, what] of [
    ["quote", "commands in, one connection: a quote each, through the engine, answered"],
    ["order", "commands in, one connection: an order each, through gate and venue, answered"],
  ] as const) {
    const rates: number[] = [];
    for (let run = 0; run < RUNS; run++) rates.push(await rateOf(kind));
    rows.push({
      what,
      ours: Math.max(...rates) / 1e6,
      unit: "million/s",
      better: "higher",
      goal: 0.3,
      note: `${PER_FRAME} a frame, ${FRAMES} frames on the way; the client on a thread of its own; best of ${RUNS}`,
    });
  }
  return rows;
}

async function rateOf(kind: CommandRun["kind"]): Promise<number> {
  const { url, token, gateway, engine } = startGateway();
  const worker = new Worker(new URL("./command-client.ts", import.meta.url).href);
  try {
    const told = new Promise<{ seconds: number; failed: number }>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
    });
    const run: CommandRun = { url, token, kind, commands: COMMANDS, perFrame: PER_FRAME, frames: FRAMES };
    worker.postMessage(run);
    const { seconds, failed } = await told;
    if (failed > 0) throw new Error(`${failed} commands failed`);
    return COMMANDS / seconds;
  } finally {
    worker.terminate();
    await gateway.stop();
    engine[Symbol.dispose]();
  }
}
