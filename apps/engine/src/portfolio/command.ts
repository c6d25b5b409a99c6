/** `hotpath portfolio …`: what is computed of portfolios. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseInteger, parseText } from "../option-values.ts";
import { COVARIANCES, MEASURES, OBJECTIVES } from "./names.ts";

const AFTER_OPTIMIZE = `
Returns, volatility, --risk-free, --target-return and --target-risk of a volatility are yearly; other risks are of one period.
min-* take --target-return; max-return takes --target-risk and --measure; max-ratio takes --measure.
risk-parity, hrp, herc and nco are long only; hrp, herc and nco take --measure, --linkage, --leaf-order, --clusters.`;

/** Adds the commands to the program. */
export function addPortfolio(program: Command, done: (status: number) => void): void {
  const portfolio = program.command("portfolio").description("portfolios: weights for a table of prices");
  portfolio
    .command("optimize")
    .description("the best weights for an objective, with a certificate that they are")
    .requiredOption(
      "--prices <file.csv>",
      "prices, a column for each asset, dates in the first; - for standard input",
      parseText("a CSV file"),
    )
    .addOption(new Option("--objective <name>", "what is best").choices(OBJECTIVES).default("min-variance"))
    .addOption(
      new Option("--returns <kind>", "how returns are made of prices").choices(["simple", "log"]).default("simple"),
    )
    .option("--bounds <low,high>", "of every weight; inf and -inf for none", parseBounds, [0, 1] as [number, number])
    .option("--assets <names>", "only these columns, as AAPL,MSFT", parseText("names of columns"))
    .option("--last <number>", "only so many returns, the last ones", parseInteger({ least: 2, most: 10_000_000 }))
    .addOption(
      new Option("--missing <what>", "a row with a gap: left out, an error, or used by the pairs that have it")
        .choices(["drop", "error", "pairwise"])
        .default("drop"),
    )
    .addOption(new Option("--covariance <name>", "estimator").choices(COVARIANCES).default("sample"))
    .option("--decay <number>", "weight of the past, for ewma", parseNumber(0, 1), 0.94)
    .addOption(
      new Option("--mean <name>", "expected returns")
        .choices(["arithmetic", "geometric", "ewma"])
        .default("arithmetic"),
    )
    .option("--periods-per-year <number>", "252 for daily prices", parseNumber(0, 1e9), 252)
    .option("--risk-free <rate>", "yearly", parseNumber(-1e9, 1e9), 0)
    .option("--risk-aversion <number>", "for max-utility, and of the prior of --views", parseNumber(0, 1e12), 1)
    .option("--confidence <number>", "for cvar and cdar", parseNumber(0, 1), 0.95)
    .option("--threshold <return>", "for semivariance and lower moments, of one period", parseNumber(-1, 1e9), 0)
    .option("--target-return <rate>", "at least this expected return", parseNumber(-1e9, 1e9))
    .option("--target-risk <number>", "at most this risk", parseNumber(0, 1e9))
    .addOption(new Option("--measure <name>", "of risk").choices(MEASURES))
    .addOption(
      new Option("--linkage <name>", "of clusters").choices(["single", "complete", "average", "weighted", "ward"]),
    )
    .addOption(new Option("--leaf-order <name>", "of the tree").choices(["tree", "optimal", "scipy"]).default("tree"))
    .option("--clusters <number>", "for herc and nco", parseInteger({ least: 1, most: 1_000_000 }))
    .option("--group <bounds...>", "bounds of a group's sum, as tech=AAPL,MSFT:0.1..0.4")
    .option("--previous <file.json>", "weights held now, for --turnover and --cost", parseText("a JSON file"))
    .option("--turnover <number>", "at most this sum of changes", parseNumber(0, 1e9))
    .option("--cost <rate>", "of what is traded", parseNumber(0, 1e9))
    .option(
      "--cardinality <number>",
      "at most so many assets, for a variance",
      parseInteger({ least: 1, most: 1_000_000 }),
    )
    .option("--ridge <number>", "times the sum of squared weights", parseNumber(0, 1e12))
    .option("--budget <number>", "what the weights add up to", parseNumber(-1e9, 1e9), 1)
    .option("--risk-budgets <file.json>", "for risk-parity, a number for every asset", parseText("a JSON file"))
    .option("--views <file.json>", "Black-Litterman: what combinations of assets earn", parseText("a JSON file"))
    .option(
      "--market <file.json>",
      "weights that the prior of --views is implied by; by default equal",
      parseText("a JSON file"),
    )
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_OPTIMIZE)
    .action(async (options) => {
      const { runOptimize } = await import("./optimize.ts");
      done(await runOptimize(options));
    });
}

function parseNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed: a number from ${least} to ${most}.`);
  };
}

function parseBounds(text: string): [number, number] {
  const numbers = text.split(",").map((part) => {
    const word = part.trim().toLowerCase();
    if (word === "inf") return Number.POSITIVE_INFINITY;
    if (word === "-inf") return Number.NEGATIVE_INFINITY;
    return word === "" ? Number.NaN : Number(word);
  });
  const [low, high] = numbers;
  if (numbers.length === 2 && low! <= high!) return [low!, high!];
  throw new InvalidArgumentError("Allowed: two numbers in order, as 0,1 or -inf,inf.");
}
