import { type Command, Option } from "commander";
import {
  BOUNDS,
  collect,
  parseColumns,
  parseDecimals,
  parseInteger,
  parseNames,
  parseSeed,
  parseText,
  parseTime,
  TIME_FORMATS,
} from "../option-values.ts";

const MOST_INPUTS = { least: 1, most: Number.MAX_SAFE_INTEGER };
const PACES = { least: 1, most: 1_000_000 };
const CHECKPOINTS = { least: 0, most: 1_000_000_000 };

/** Adds `hotpath run` and `hotpath replay`. */
export function addRun(program: Command, done: (status: number) => void): void {
  program
    .command("run")
    .description(
      "run a strategy's file on a feed, its orders filled on paper or by a FIX counterparty; Ctrl-C ends it in order",
    )
    .argument("<strategy>", "a file whose default export is defineStrategy(…)")
    .option("--param <name=value>", "a parameter of the strategy; may be given again", collect, [])
    .requiredOption("--feed <feed>", "a recording, a file of bars, a catalog, demo, or ws://…", parseText("a feed"))
    .addOption(new Option("--venue <venue>", "where orders go").choices(["sim", "fix"]).default("sim"))
    .option("--fix-config <file.cfg>", "of --venue fix: QuickFIX's settings, with one initiator", parseText("a file"))
    .option("--resend", "of --venue fix: after a crash, orders that were not sent are sent late, not refused")
    .option("--symbol <symbols>", "symbols of the feed, as AAPL,MSFT; may be given again", parseNames("symbols"), [])
    .option(
      "--kind <kinds>",
      "of a catalog: bars, or some of orders, levels, trades, quotes, status",
      parseNames("kinds"),
    )
    .option("--from <time>", "of a catalog: from this time on, as 2024-03-01 or 2024-03-01T09:30:00Z", parseTime)
    .option("--to <time>", "of a catalog: up to before this time", parseTime)
    .option("--format <name>", "bars, itch50, dbn …; by the file's name where that tells it", parseText("a format"))
    .option("--date <day>", "the day that times count from, where the name does not tell", parseText("YYYY-MM-DD"))
    .option("--columns <names>", "CSV: which of the header's names is which column, as time=ts,size=vol", parseColumns)
    .addOption(new Option("--time-format <format>", "CSV: how times are written").choices(TIME_FORMATS))
    .option("--exchange <venue>", "of ws://…: who speaks there, as hotpath record names it", parseText("a venue"))
    .option("--http-url <url>", "where its answers over HTTP are; by default as --feed", parseText("an address"))
    .option("--decimals <price,size>", "of the symbols of ws://…; by default they are found", parseDecimals)
    .addOption(new Option("--seed <number>", "of demo").argParser(parseSeed).default(42n, "42"))
    .option("--events <number>", "of demo: market events", parseInteger(BOUNDS.events), 100_000)
    .option("--demo-symbols <number>", "of demo: symbols", parseInteger(BOUNDS.symbols), 4)
    .addOption(
      new Option("--clock <clock>", "whose time it is: the events', or the machine's (default of ws://…)").choices([
        "event",
        "wall",
      ]),
    )
    .option("--config <file.json>", "cash, limits, fees, signals of the engine", parseText("a JSON file"))
    .addOption(
      new Option("--on-fault <policy>", "what becomes of a strategy that throws")
        .choices(["stop", "continue", "halt"])
        .default("stop"),
    )
    .option("--journal <folder>", "write every input and decision into a journal", parseText("a folder"))
    .option("--resume", "go on with the journal that is there, after a crash or a Ctrl-C")
    .addOption(
      new Option("--durability <what>", "what a journalled order survives")
        .choices(["none", "process", "interval", "each"])
        .default("process"),
    )
    .addOption(
      new Option("--access <how>", "how the journal reaches its file; map needs Linux")
        .choices(["write", "map"])
        .default("write"),
    )
    .option(
      "--checkpoint-every <inputs>",
      "how often the state's hash is journalled",
      parseInteger(CHECKPOINTS),
      10_000,
    )
    .option("--pace <events>", "at most so many events of the feed a second", parseInteger(PACES))
    .option("--inputs <number>", "end after so many", parseInteger(MOST_INPUTS))
    .option("--json", "print the summary as one JSON document")
    .action(async (strategy, { symbol, ...options }) => {
      const { runStrategy } = await import("./run-strategy.ts");
      done(await runStrategy(strategy, { ...options, symbols: symbol }));
    });
  program
    .command("replay")
    .description("run a journal again and compare: outputs, checkpoints, the state at its end")
    .argument("<journal>", "the folder that hotpath run --journal has written")
    .option("--until <place>", "a sequence, or a time such as 2024-01-02T14:30:00Z", parseText("a sequence or a time"))
    .option("--assert-hash <hash>", "end with status 1 if the state's hash is another", parseText("a hash"))
    .option("--json", "print one JSON document")
    .action(async (journal, options) => {
      const { runReplay } = await import("../replay/run-replay.ts");
      done(await runReplay(journal, options));
    });
}
