import { type Command, Option } from "commander";
import {
  BOUNDS,
  collect,
  parseColumns,
  parseDecimals,
  parseInteger,
  parseSeed,
  parseText,
  TIME_FORMATS,
} from "../option-values.ts";

/** As `openLog` has them; the log itself is loaded where it is needed. */
const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"];
const SECONDS = { least: 1, most: 3600 };
const STEPS = { least: 1, most: 100_000 };
const CHECKPOINTS = { least: 0, most: 1_000_000_000 };

/** Adds `hotpath serve` and `hotpath token`. */
export function addServe(program: Command, done: (status: number) => void): void {
  program
    .command("serve")
    .description("an engine behind a gateway, on a simulated exchange unless told otherwise; Ctrl-C ends it")
    .argument("[strategies...]", "files whose default exports are defineStrategy(…); default: one that follows signals")
    .option("--no-strategy", "no strategy trades where none is named")
    .option("--param <name=value>", "a parameter; STRATEGY.name=value where there are several strategies", collect, [])
    .option(
      "--host <address>",
      "where it listens; another than this machine needs --cert",
      parseText("an address"),
      "127.0.0.1",
    )
    .option("--port <number>", "0 for any that is free", parseInteger(BOUNDS.port), 7400)
    .option(
      "--feed <feed>",
      "demo; client, whose market data is what clients send; or as hotpath run has it",
      parseText("a feed"),
      "demo",
    )
    .addOption(new Option("--seed <number>", "of demo").argParser(parseSeed).default(42n, "42"))
    .option("--symbols <number>", "of demo", parseInteger(BOUNDS.symbols), 4)
    .option(
      "--pace <number>",
      "steps of the demo's market, or events of a recording, a second",
      parseInteger(STEPS),
      500,
    )
    .option("--instruments <list>", "of client: AAPL:2,BTC:2:8, with decimals of prices and sizes", parseText("a list"))
    .option("--symbol <symbol>", "a symbol of the feed; may be given again", collect, [])
    .option("--format <name>", "bars, itch50, dbn …; by the file's name where that tells it", parseText("a format"))
    .option("--date <day>", "the day that times count from, where the name does not tell", parseText("YYYY-MM-DD"))
    .option("--columns <names>", "CSV: which of the header's names is which column, as time=ts,size=vol", parseColumns)
    .addOption(new Option("--time-format <format>", "CSV: how times are written").choices(TIME_FORMATS))
    .option("--exchange <venue>", "of ws://…: who speaks there, as hotpath record names it", parseText("a venue"))
    .option("--http-url <url>", "where its answers over HTTP are; by default as --feed", parseText("an address"))
    .option("--decimals <price,size>", "of the symbols of ws://…; by default they are found", parseDecimals)
    .addOption(new Option("--clock <clock>", "whose time it is: as hotpath run has it").choices(["event", "wall"]))
    .addOption(new Option("--venue <venue>", "where orders go").choices(["sim", "fix"]).default("sim"))
    .option("--fix-config <file.cfg>", "of --venue fix: QuickFIX's settings, with one initiator", parseText("a file"))
    .option("--resend", "of --venue fix: after a crash, orders that were not sent are sent late, not refused")
    .option("--config <file.json>", "cash, limits, fees, signals of the engine", parseText("a JSON file"))
    .addOption(
      new Option("--on-fault <policy>", "what becomes of a strategy that throws")
        .choices(["stop", "continue", "halt"])
        .default("stop"),
    )
    .option("--journal <folder>", "goes on with the journal that is there; default: a fresh one", parseText("a folder"))
    .option("--no-journal", "keep nothing: no time travel, and clients cannot resume after a crash")
    .addOption(
      new Option("--durability <what>", "what a journalled order survives")
        .choices(["none", "process", "interval", "each"])
        .default("process"),
    )
    .option(
      "--checkpoint-every <inputs>",
      "how often the state's hash is journalled",
      parseInteger(CHECKPOINTS),
      10_000,
    )
    .option(
      "--tokens <file.json>",
      "who may come in, as hotpath token writes; default: one token, printed at the start",
      parseText("a JSON file"),
    )
    .option("--origin <origin>", "a page that may come in, as https://desk.example; may be given again", collect, [])
    .option("--cert <file.pem>", "certificate, with --key", parseText("a PEM file"))
    .option("--key <file.pem>", "its key", parseText("a PEM file"))
    .option("--ready-json", "print one line of JSON when it listens: url, page, token, engine")
    .option("--exit-with-stdin", "end when standard input ends")
    .addOption(
      new Option("--log-level <level>", "what is logged, as lines of JSON").choices(LOG_LEVELS).default("info"),
    )
    .option("--log-file <file>", "where it is logged; default: standard error", parseText("a file"))
    .option(
      "--otlp <url>",
      "send metrics and traces of commands to a collector of OpenTelemetry",
      parseText("an address"),
    )
    .option("--otlp-interval <seconds>", "how often metrics are sent", parseInteger(SECONDS), 10)
    .option("--quiet", "no line for each connection and command: --log-level warn")
    .action(async (strategies, options) => {
      const { runServe } = await import("./run-serve.ts");
      done(await runServe(strategies, options));
    });
  program
    .command("token")
    .description("make a token for hotpath serve: prints it once, and adds its hash to a file")
    .argument("<file.json>", "the file of tokens; made where there is none")
    .requiredOption("--name <name>", "whose it is", parseText("a name"))
    .addOption(new Option("--role <role>", "what it may").choices(["view", "trade", "risk", "admin"]).default("view"))
    .option("--expires <time>", "when it ends, as 2030-01-31T00:00:00Z", parseText("a time"))
    .action(async (file, options) => {
      const { addToken } = await import("./add-token.ts");
      done(await addToken(file, options));
    });
}
