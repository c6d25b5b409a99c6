/** The commands of `hotpath risk`. Each is loaded only when it is asked for. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseInteger, parseSeed, parseText } from "../option-values.ts";

const PATHS = { least: 100, most: 100_000_000 };
const COUNT = { least: 1, most: 1_000_000 };

/** Adds `risk` with its commands to the program. */
export function addRisk(program: Command, done: (status: number) => void): void {
  const risk = program.command("risk").description("value at risk, its backtests, and stress tests");
  const returns = [
    "--returns <file.csv>",
    "returns with a header; - for standard input",
    parseText("a CSV file"),
  ] as const;
  estimates(risk.command("var").description("value at risk and expected shortfall of the returns in a CSV file"))
    .requiredOption(...returns)
    .requiredOption(
      "--method <name>",
      "historical, normal, t, cornish-fisher, ewma, garch, fhs, mc, weighted-historical (brw), extreme-value (evt)",
      "historical",
    )
    .action(async (options) => {
      const { runVar } = await import("./run-var.ts");
      done(await runVar(options));
    });
  risk
    .command("stress")
    .description("what a portfolio loses under crises of history and scenarios of one's own")
    .option("--portfolio <file.json>", "positions with their exposures; - for standard input", parseText("a JSON file"))
    .option("--scenario <name...>", "crises by name, all (the default), or JSON files")
    .option("--list", "print the crises, with their moves")
    .option("--propagate", "let factors follow that a scenario does not name, by the portfolio's covariance")
    .option("--limit <loss>", "find the most plausible moves that lose so much", parseNumber)
    .option("--correlation <target>", "value at risk with all correlations there, from -1 to 1", parseNumber)
    .option("--confidence <share>", "of that; by default 0.99", parseShare)
    .option("--bump <move>", "of the factors one by one; by default 0.01", parseNumber)
    .option("--liquidity", "add what it costs to sell to the worst loss")
    .option("--json", "print one JSON document")
    .action(async (options) => {
      const { runStress } = await import("./run-stress.ts");
      done(await runStress(options));
    });
  estimates(risk.command("backtest-var").description("hold forecasts of value at risk against what then happened"))
    .option(...returns)
    .option("--exceptions <number>", "no returns: so many exceptions", parseInteger({ least: 0, most: 1_000_000 }))
    .option("--days <number>", "of so many days; by default 250", parseInteger(COUNT))
    .option("--method <name>", "forecast each day from the window before it by this method", parseText("a method"))
    .option("--window <days>", "returns that each forecast is made from", parseInteger(COUNT), 250)
    .option("--var-column <name>", "forecasts are in this column of the file instead", parseText("a column"))
    .option("--es-column <name>", "forecasts of expected shortfall", parseText("a column"))
    .option("--simulations <number>", "samples behind the p-values of Z1 and Z2", parseInteger(COUNT))
    .action(async (options) => {
      const { runBacktest } = await import("./run-backtest.ts");
      done(await runBacktest(options));
    });
}

/** What an estimate from a file of returns takes. */
function estimates(command: Command): Command {
  return command
    .option("--column <name>", "the column of returns, where there are several", parseText("a column"))
    .option(
      "--weights <weights>",
      "a portfolio of columns: A=0.6,B=0.4, or 0.6,0.4 in their order, or equal",
      parseText("weights"),
    )
    .option("--any-total", "let weights sum to anything, as with leverage or amounts of money")
    .option("--confidence <share>", "0.99, or 99%; by default 0.99", parseShare)
    .option("--horizon <periods>", "periods ahead; by default 1", parseInteger(COUNT))
    .addOption(new Option("--convention <name>", "of quantiles").choices(["type7", "order", "interpolated"]))
    .addOption(new Option("--deviation <name>", "divisor of variances").choices(["sample", "population"]))
    .addOption(new Option("--mean <name>", "mean of returns").choices(["sample", "zero"]))
    .addOption(new Option("--mode <mode>", "how sums may round").choices(["exact", "fast"]))
    .option("--decay <lambda>", "of ewma, brw and the ewma filter", parseNumber)
    .addOption(new Option("--filter <name>", "of fhs").choices(["garch", "ewma"]))
    .option("--degrees <number>", "degrees of freedom of t and of the t copula, instead of the likeliest", parseNumber)
    .addOption(new Option("--fit <name>", "of t").choices(["likelihood", "moments"]))
    .option("--exceedances <share>", "of returns beyond the threshold of evt; by default 0.1", parseShare)
    .option("--paths <number>", "of mc, and of fhs over a horizon", parseInteger(PATHS))
    .option("--seed <number>", "of what is simulated; by default 1", parseSeed)
    .addOption(new Option("--sampler <name>", "of mc").choices(["sobol", "xoshiro"]))
    .addOption(new Option("--copula <name>", "of mc").choices(["gaussian", "t"]))
    .addOption(new Option("--marginals <name>", "of mc").choices(["copula", "normal", "empirical"]))
    .option("--antithetic", "use every draw of mc twice, with its sign turned")
    .option("--json", "print one JSON document");
}

function parseNumber(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Allowed: a finite number.");
}

/** Reads a share such as `0.99`, `.99` or `99%`. */
function parseShare(text: string): number {
  const isPercent = text.endsWith("%");
  const value = parseNumber(isPercent ? text.slice(0, -1) : text);
  return isPercent ? Number((value / 100).toPrecision(15)) : value;
}
