/** `hotpath risk stress`: what a portfolio loses under scenarios. */
import { ConfigError, InputError } from "@hotpath/core";
import {
  checkBook,
  formatStressReport,
  HISTORICAL_FACTORS,
  HISTORICAL_SCENARIOS,
  parseScenario,
  type Scenario,
  type StressBook,
  stressReport,
} from "@hotpath/risk/stress";
import { paintFor } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";

/** Options as the command line gives them. */
export interface StressCommand {
  portfolio?: string;
  scenario?: string[];
  list?: boolean;
  propagate?: boolean;
  limit?: number;
  correlation?: number;
  confidence?: number;
  bump?: number;
  liquidity?: boolean;
  json?: boolean;
}

/**
 * Runs the command.
 *
 * @returns the status to exit with
 * @throws {ConfigError} what was asked for is not known, or a file that cannot be read
 * @throws {InputError} what was read cannot be used
 */
export async function runStress(command: StressCommand): Promise<number> {
  if (command.list) return list(command.json === true);
  if (command.portfolio === undefined)
    throw new ConfigError("--portfolio", undefined, "a JSON file with positions; or --list for the scenarios");
  const book = checkBook((await readJson(command.portfolio, "--portfolio")) as StressBook);
  const names = command.scenario ?? ["all"];
  const scenarios = (await Promise.all(names.map(scenariosOf))).flat();
  const { propagate = false, limit, correlation, confidence, bump } = command;
  const report = stressReport(book, {
    scenarios,
    propagate,
    ...(limit === undefined ? {} : { limit }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(bump === undefined ? {} : { bump }),
    ...(command.liquidity ? { liquidity: {} } : {}),
  });
  process.stdout.write(command.json ? `${JSON.stringify(report, null, 2)}\n` : formatStressReport(report));
  return 0;
}

/** A scenario of history by its name, all of them, or one's own from a file. */
async function scenariosOf(name: string): Promise<readonly Scenario[]> {
  if (name === "all") return HISTORICAL_SCENARIOS;
  const known = HISTORICAL_SCENARIOS.find((scenario) => scenario.name === name);
  if (known !== undefined) return [known];
  if (!(await Bun.file(name).exists()))
    throw new ConfigError(
      "--scenario",
      name,
      `a JSON file, all, ${HISTORICAL_SCENARIOS.map((each) => each.name).join(", ")}`,
    );
  const data = await readJson(name, "--scenario");
  return Array.isArray(data)
    ? data.map((each, i) => parseScenario(each, `${name}[${i}]`))
    : [parseScenario(data, name)];
}

async function readJson(path: string, option: string): Promise<unknown> {
  let text: string;
  try {
    text = await (path === "-" ? Bun.stdin : Bun.file(path)).text();
  } catch (error) {
    throw new ConfigError(option, path, `a file that can be read (${(error as Error).message})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError("INPUT_INVALID", `${path}: ${(error as Error).message}`);
  }
}

function list(asJson: boolean): number {
  if (asJson) {
    process.stdout.write(
      `${JSON.stringify({ factors: HISTORICAL_FACTORS, scenarios: HISTORICAL_SCENARIOS }, null, 2)}\n`,
    );
    return 0;
  }
  const rows = HISTORICAL_SCENARIOS.map(({ name, title, from, to, shocks }) => [
    name,
    from === to ? from! : `${from} to ${to}`,
    `${title}: ${Object.entries(shocks)
      .map(([factor, move]) => `${factor} ${(100 * move).toFixed(2)}%`)
      .join(", ")}`,
  ]);
  process.stdout.write(`${layTable(rows, "lll", paintFor(process.stdout)).join("\n")}\n`);
  return 0;
}
