#!/usr/bin/env bun
/**
 * The `hotpath` command. `command-line.ts` reads the arguments and loads the command that they name; `demo/` runs the
 * backtest and the live pipeline, `report/` shows what they found, `doctor/` looks at the machine.
 */
import { runCommandLine } from "./command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
