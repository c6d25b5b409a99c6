/** `hotpath signals`: its commands and their options. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseInteger, parseText } from "../option-values.ts";

const BOUNDS = {
  horizon: { least: 1, most: 1_000_000 },
  rounds: { least: 1, most: 100_000 },
  leaves: { least: 2, most: 65_536 },
  folds: { least: 2, most: 1000 },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER },
  span: { least: 2, most: 1_000_000 },
  last: { least: 0, most: 100_000_000 },
} as const;

/** Reads a number above `least`, at most `most`, or from `least` on where it may be that. */
function parseNumber(least: number, most: number, mayBeLeast = false): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if ((mayBeLeast ? value >= least : value > least) && value <= most) return value;
    throw new InvalidArgumentError(`Allowed: a number ${mayBeLeast ? "from" : "above"} ${least} to ${most}.`);
  };
}

/** Adds the commands to the program. */
export function addSignals(program: Command, done: (status: number) => void): void {
  const signals = program
    .command("signals")
    .description("rules over bars: scan; models of signals: score, train, evaluate");
  addScan(signals, done);
  signals
    .command("score")
    .description("score the rows of a file by a model of LightGBM, XGBoost, ONNX or our own")
    .argument("<model>", "LightGBM's .txt or .json, XGBoost's .json or .ubj, an .onnx, or what train has written")
    .requiredOption("--input <file.csv>", "features with a header; - for standard input", parseText("a CSV file"))
    .option("--columns <names>", "which columns are the features, in the model's order", parseText("names of columns"))
    .option("--raw", "raw scores, before the objective's transform and any calibration")
    .option("--json", "print one JSON object")
    .action(async (model, options) => {
      const { runScore } = await import("./score.ts");
      done(await runScore(model, options));
    });
  signals
    .command("train")
    .description("label bars, train boosted trees on features of them, calibrate, and write one file")
    .requiredOption("--input <file.csv>", "bars with a header; - for standard input", parseText("a CSV file"))
    .requiredOption("--out <model.json>", "where the model goes", parseText("a file name"))
    .addOption(
      new Option("--label <label>", "what is predicted")
        .choices(["triple-barrier", "trend-scanning"])
        .default("triple-barrier"),
    )
    .option(
      "--features <names>",
      "columns to learn from; by default features of the bars",
      parseText("names of columns"),
    )
    .option("--horizon <bars>", "bars that a label looks ahead at most", parseInteger(BOUNDS.horizon), 20)
    .option("--profit <widths>", "the upper barrier, in deviations of a bar's return", parseNumber(0, 1e6), 2)
    .option("--loss <widths>", "the lower barrier", parseNumber(0, 1e6), 2)
    .option("--span <bars>", "of the exponential deviation", parseInteger(BOUNDS.span), 50)
    .addOption(
      new Option("--sample <how>", "bars to label: where the price has moved, or all")
        .choices(["cusum", "all"])
        .default("cusum"),
    )
    .addOption(new Option("--growth <how>", "how trees grow").choices(["leaf-wise", "oblivious"]).default("leaf-wise"))
    .addOption(
      new Option("--calibration <kind>", "how probabilities are put right")
        .choices(["platt", "isotonic", "beta"])
        .default("platt"),
    )
    .option("--rounds <number>", "trees", parseInteger(BOUNDS.rounds), 100)
    .option("--leaves <number>", "leaves of a tree", parseInteger(BOUNDS.leaves), 8)
    .option("--learning-rate <number>", "what each tree counts", parseNumber(0, 1), 0.05)
    .option("--seed <number>", "the seed of what is sampled", parseInteger(BOUNDS.seed), 1)
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { runTrain } = await import("./train.ts");
      done(await runTrain(options));
    });
  signals
    .command("evaluate")
    .description("judge a model that train has written: on other bars, or trained anew by folds of these")
    .argument("<model.json>", "what train has written")
    .requiredOption("--input <file.csv>", "bars with a header; - for standard input", parseText("a CSV file"))
    .addOption(new Option("--cv <kind>", "train anew by folds").choices(["purged", "combinatorial", "walk-forward"]))
    .option(
      "--folds <number>",
      "folds, groups of combinatorial ones, or tests of a walk",
      parseInteger(BOUNDS.folds),
      5,
    )
    .option(
      "--embargo <share>",
      "share of the bars behind a test that is not trained on",
      parseNumber(0, 0.5, true),
      0.01,
    )
    .option("--json", "print one JSON object")
    .action(async (model, options) => {
      const { runEvaluate } = await import("./evaluate.ts");
      done(await runEvaluate(model, options));
    });
}

function addScan(signals: Command, done: (status: number) => void): void {
  signals
    .command("scan")
    .description("run rules over bars: what they say now and why, and how often they were right")
    .requiredOption(
      "--input <file.csv>",
      "bars with a header: open, high, low, close, volume, date, symbol; - for standard input",
      parseText("a CSV file"),
    )
    .option("--rules <rules>", "a JSON file, names of presets with commas between, or all", parseText("rules"), "all")
    .option("--symbol <symbol>", "only this one, where the file has several", parseText("a symbol"))
    .option(
      "--horizon <bars>",
      "after which signals are judged, instead of the rules' own",
      parseInteger(BOUNDS.horizon),
    )
    .option("--last <number>", "signals to show; 10, and all with --csv", parseInteger(BOUNDS.last))
    .option("--csv", "print the signals alone, as CSV")
    .option("--json", "print one JSON object")
    .action(async (options) => {
      const { runScan } = await import("./scan.ts");
      done(await runScan(options));
    });
  signals
    .command("presets")
    .description("the rules that have names, and whose they are")
    .option("--json", "print the rules themselves, as --rules takes them")
    .action(async (options) => {
      const { listPresets } = await import("./list-presets.ts");
      done(listPresets(options.json === true));
    });
}
