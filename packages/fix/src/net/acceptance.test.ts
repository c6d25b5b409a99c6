import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ManualClock } from "@hotpath/core";
import { AcceptanceApplication } from "../session/acceptance-application.ts";
import { CARRIED, carryOver } from "../testing/acceptance/carry-over.ts";
import { readScenario } from "../testing/acceptance/scenario.ts";
import { runScenario, type ScenarioTime } from "../testing/acceptance/scenario-run.ts";
import { acceptanceSessions } from "../testing/acceptance/sessions.ts";
import { Acceptor } from "./acceptor.ts";

const root = resolve(import.meta.dir, "../../../..");
const definitions = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "fix/definitions");
/** An acceptor that runs already, and is talked to in real time: `hotpath fix serve --app acceptance --port …`. */
const external = Number(process.env.HOTPATH_FIX_ACCEPTANCE_PORT ?? 0);

const clock = new ManualClock(BigInt(Date.parse("2026-03-11T09:00:00Z")) * 1_000_000n);
let acceptor: Acceptor;

/** Time goes on by a quarter of a second whenever nothing happens for a few turns of the event loop. */
const driven: ScenarioTime = {
  nowMicros: () => clock.nowMicros(),
  async pass() {
    await Bun.sleep(2);
    clock.advance(250_000_000n);
    acceptor.tick();
  },
};
const real: ScenarioTime = { nowMicros: () => Date.now() * 1000, pass: () => Bun.sleep(10) };

beforeAll(async () => {
  acceptor = await Acceptor.listen({
    port: 0,
    hostname: "127.0.0.1",
    sessions: acceptanceSessions(),
    application: new AcceptanceApplication(),
    clock,
    tickMillis: 0,
  });
});
afterAll(() => acceptor.stop("", 0));

/** The scenarios of a folder, by name. */
function scenarios(version: string): [name: string, text: string][] {
  const folder = join(definitions, version);
  const files = readdirSync(folder).filter((file) => file.endsWith(".def"));
  return files.sort().map((file) => [file.replace(".def", ""), readFileSync(join(folder, file), "latin1")]);
}

function run(name: string, text: string): void {
  test(name, async () => {
    const port = external || acceptor.port;
    expect(await runScenario(readScenario(text), port, external ? real : driven)).toBeUndefined();
  }, 60_000);
}

if (!existsSync(definitions)) test.skip(`the scenarios are not at ${definitions}`, () => {});
else {
  for (const version of readdirSync(definitions).sort())
    describe(version, () => {
      for (const [name, text] of scenarios(version)) run(name, text);
    });
  for (const [version, over] of Object.entries(CARRIED))
    if (!existsSync(join(definitions, version)) && existsSync(join(definitions, over.from)))
      describe(`${version}, carried over from ${over.from}`, () => {
        for (const [name, text] of scenarios(over.from))
          if (!over.without.includes(name)) run(name, carryOver(text, over));
      });
}
