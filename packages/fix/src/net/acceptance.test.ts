import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ManualClock } from "@hotpath/core";
import { AcceptanceApplication } from "../session/acceptance-application.ts";
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

/** Time goes on by a tenth of a second whenever nothing happens for a few turns of the event loop. */
const driven: ScenarioTime = {
  nowMicros: () => clock.nowMicros(),
  async pass() {
    await Bun.sleep(2);
    clock.advance(50_000_000n);
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

if (!existsSync(definitions)) test.skip(`the scenarios are not at ${definitions}`, () => {});
else
  for (const version of readdirSync(definitions).sort())
    describe(version, () => {
      for (const file of readdirSync(join(definitions, version))
        .filter((each) => each.endsWith(".def"))
        .sort())
        test(file.replace(".def", ""), async () => {
          const steps = readScenario(readFileSync(join(definitions, version, file), "latin1"));
          expect(await runScenario(steps, external || acceptor.port, external ? real : driven)).toBeUndefined();
        }, 60_000);
    });
