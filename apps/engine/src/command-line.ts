/**
 * Reads the command line. Each command is loaded only when it is asked for, so that help and errors come at once.
 *
 * Status: 0 for success, 1 for a failure, 2 for a command line that cannot be understood.
 */
import { ConfigError, HotpathError } from "@hotpath/core";
import { Command, CommanderError, Option } from "commander";
import { addBacktest } from "./backtest/command.ts";
import { addCatalog } from "./catalog/command.ts";
import { addJournal } from "./journal/add-journal.ts";
import {
  BOUNDS,
  parseColumns,
  parseDecimals,
  parseInteger,
  parseRotation,
  parseSeed,
  parseSpan,
  parseText,
  TIME_FORMATS,
} from "./option-values.ts";
import { addPortfolio } from "./portfolio/command.ts";
import { addRisk } from "./risk/commands.ts";
import { addRun } from "./run/command.ts";
import { addServe } from "./serve/command.ts";
import { addSignals } from "./signals/add-signals.ts";
import { version } from "./version.ts";

/** The command line was not understood. */
const USAGE = 2;

const AFTER_HELP = `
Served by the script ./hotpath of the repository:
  test                    runs every test
  check                   runs the checks of style, types and packages
  bench                   measures, beside named peers
  bun …                   runs the pinned Bun

For research. Not investment advice.`;

/**
 * Runs the command that the arguments name.
 *
 * @param args without the program's own name
 * @returns the status to exit with
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (head, less) closes the pipe: no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  let status = 0;
  const program = createProgram((code) => {
    status = code;
  });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    return report(error, program);
  }
}

function createProgram(done: (status: number) => void): Command {
  const program = new Command("hotpath")
    .description("Hotpath's reference engine: a trading engine in TypeScript, on Bun.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText("after", AFTER_HELP)
    // So that `fix validate --version` is the command's own, and not this program's.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  program
    .command("demo")
    .description("backtest on real bars, trade on a simulated exchange, leave a report")
    .addOption(new Option("--seed <number>", "seed of the simulated market").argParser(parseSeed).default(42n, "42"))
    .option("--events <number>", "market events of the live run", parseInteger(BOUNDS.events), 1_000_000)
    .option("--symbols <number>", "symbols of the live run", parseInteger(BOUNDS.symbols), 8)
    .option("--bars <file.csv>", "backtest on bars of your own instead of the S&P 500", parseText("a CSV file"))
    .option("--report <file.html>", "where the HTML report goes", parseText("a file name"), "hotpath-report.html")
    .option("--no-report", "write no HTML report")
    .option("--json", "print the report as one JSON document")
    .action(async (options) => {
      const { runDemo } = await import("./demo/demo.ts");
      done(await runDemo({ ...options, json: options.json === true }));
    });
  program
    .command("doctor")
    .description("look at this machine: runtime, SIMD, compiler, clock, folders")
    .option("--json", "print the findings as one JSON document")
    .action(async (options) => {
      const { runDoctor } = await import("./doctor/doctor.ts");
      done(await runDoctor({ json: options.json === true }));
    });
  addRun(program, done);
  addBacktest(program, done);
  addCatalog(program, done);
  addServe(program, done);
  addIndicators(program, done);
  addBook(program, done);
  addConvert(program, done);
  addRecord(program, done);
  addMatch(program, done);
  addFix(program, done);
  addJournal(program, done);
  addRisk(program, done);
  addPortfolio(program, done);
  addSignals(program, done);
  return program;
}

function addConvert(program: Command, done: (status: number) => void): void {
  program
    .command("convert")
    .description("turn a recording of one format into one of another")
    .argument("<in>", "the recording, .gz and .zst too; - for standard input")
    .argument("<out>", "the file to write, compressed if it ends in .gz or .zst; - for standard output")
    .option("--from <name>", "itch50, dbn …; by the file's name where that tells it", parseText("a format"))
    .option("--to <name>", "dbn, itch50, lobster, csv, json, parquet; by the file's name too", parseText("a format"))
    .option("--symbol <symbol>", "only this one", parseText("a symbol"))
    .option("--date <day>", "the day that times count from, where the name does not tell", parseText("YYYY-MM-DD"))
    .option("--columns <names>", "CSV: which of the header's names is which column, as time=ts,size=vol", parseColumns)
    .addOption(new Option("--time-format <format>", "CSV: how times are written").choices(TIME_FORMATS))
    .option("--strict", "end with status 1 if anything was rejected, or lost because the target cannot hold it")
    .option("--progress", "show how far it is")
    .action(async (from, to, options) => {
      const { runConvert } = await import("./convert/run-convert.ts");
      done(await runConvert(from, to, options));
    });
}

function addRecord(program: Command, done: (status: number) => void): void {
  program
    .command("record")
    .description("write what a venue says into a file, until Ctrl-C; hotpath book reads it")
    .argument("<venue>", "binance, coinbase, kraken …")
    .argument("<symbols...>", "as the venue writes them")
    .requiredOption("--out <file>", "a file that does not exist yet", parseText("a file name"))
    .option("--url <url>", "where its sockets are: a simulator, a proxy, a testnet", parseText("an address"))
    .option("--http-url <url>", "where its answers over HTTP are; by default as --url", parseText("an address"))
    .option("--rotate <what>", "begin another file after a size or a span, as 100MB, 1h", parseRotation)
    .option("--duration <span>", "end after so long, as 30s, 1h", parseSpan)
    .addOption(new Option("--compress <how>", "by the file's name, or zst").choices(["zst", "gz", "none"]))
    .option("--decimals <price,size>", "of the symbols' prices and sizes; by default they are found", parseDecimals)
    .action(async (venue, symbols, options) => {
      const { runRecord } = await import("./record/run-record.ts");
      done(await runRecord(venue, symbols, options));
    });
}

function addMatch(program: Command, done: (status: number) => void): void {
  program
    .command("match")
    .description("run a recorded order flow through the matching engine")
    .argument("<file>", "the flow, .gz and .zst too; - for standard input")
    .option("--reports <file>", "write the reports as text; - for standard output", parseText("a file name"))
    .option("--sha256", "print the SHA-256 of that text")
    .option("--stats", "print what was counted, and messages per second")
    .action(async (file, options) => {
      const { runMatch } = await import("./match/run-match.ts");
      done(await runMatch(file, options));
    });
}

function addBook(program: Command, done: (status: number) => void): void {
  program
    .command("book")
    .description("rebuild the order books of a recording and print them as they were")
    .argument("<file>", "the recording, .gz and .zst too; - for standard input")
    .option("--format <name>", "itch50, lobster …; by the file's name where that tells it", parseText("a format"))
    .option("--symbol <symbol>", "only this one", parseText("a symbol"))
    .option(
      "--date <day>",
      "the day that times count from, where the file's name does not tell",
      parseText("YYYY-MM-DD"),
    )
    .option("--columns <names>", "CSV: which of the header's names is which column, as time=ts,size=vol", parseColumns)
    .addOption(new Option("--time-format <format>", "CSV: how times are written").choices(TIME_FORMATS))
    .option("--depth <number>", "levels of each side; 10, or those of the book file", parseInteger(BOUNDS.depth))
    .option(
      "--every <what>",
      "print after every message, every n, or as of every 100ms, 1s …",
      parseText("a sampling"),
      "message",
    )
    .option("--at <time>", "print once, as of this time", parseText("a time"))
    .addOption(new Option("--output <format>", "how").choices(["csv", "json", "parquet"]).default("csv"))
    .option("--book <file>", "LOBSTER's order book file, beside its message file", parseText("a file"))
    .option("--verify", "compare every row of the book file with what the messages make of it")
    .option("--progress", "show how far it is")
    .action(async (file, options) => {
      const { runBook } = await import("./book/run-book.ts");
      done(await runBook(file, options));
    });
}

function addIndicators(program: Command, done: (status: number) => void): void {
  const indicators = program
    .command("indicators")
    .description("run an indicator over a CSV file, or list them all")
    .argument("<name>", "an indicator of the registry, as RSI")
    .option(
      "--input <file.csv>",
      "bars with a header: open, high, low, close, volume …; - for standard input",
      parseText("a CSV file"),
    )
    .option(
      "--columns <names>",
      "which columns are the inputs, in their order, as close,periods",
      parseText("names of columns"),
    )
    .option("--params <json>", `parameters, as '{"timePeriod":14}'`, parseText("a JSON object"))
    .option("--profile <name>", "whose answer where libraries disagree: talib, talib-0.8, tradingview, tulip")
    .option("--mode <mode>", "exact or fast")
    .option("--nan <policy>", "what a value that is not finite does: propagate, skip, error")
    .option("--unstable <number>", "first outputs to hold back", parseInteger(BOUNDS.unstable))
    .option("--stream", "bar by bar instead of all at once: the same numbers")
    .option("--rows <number>", "rows of the table", parseInteger(BOUNDS.rows), 20)
    .option("--plot", "draw the last bars and the indicator in the terminal")
    .option("--html <file.html>", "write a chart", parseText("a file name"))
    .option("--json", "print one JSON object with every value")
    .action(async (name, options) => {
      const { runIndicator } = await import("./indicators/run-indicator.ts");
      done(await runIndicator(name, options));
    });
  indicators
    .command("list")
    .description("the registry, by group")
    .option("--json", "print all that is known of each")
    .action(async (_, command) => {
      const { listIndicators } = await import("./indicators/list.ts");
      done(listIndicators(command.optsWithGlobals().json === true));
    });
}

function addFix(program: Command, done: (status: number) => void): void {
  const fix = program.command("fix").description("FIX: sessions, and messages and logs read and checked");
  const dictionary = "a dictionary of your own, in QuickFIX's XML";
  fix
    .command("decode")
    .description("messages of a log with the names of their fields and values, one JSON document a line with --json")
    .argument("[file]", "a log, or raw messages; - for standard input", "-")
    .option("--version <version>", "FIX.4.0 to FIX.5.0SP2; by default what each message says", parseText("a version"))
    .option("--dictionary <file.xml>", dictionary, parseText("an XML file"))
    .option("--json", "print one JSON document a message")
    .action(async (file, options) => {
      const { runDecode } = await import("./fix/decode.ts");
      done(await runDecode(file, options));
    });
  fix
    .command("validate")
    .description("check the messages of a log, and say of each that is not valid what a counterparty would reject")
    .argument("<file>", "a log, or raw messages; - for standard input")
    .option("--version <version>", "FIX.4.0 to FIX.5.0SP2, FIXT.1.1", parseText("a version"), "FIX.4.4")
    .option("--dictionary <file.xml>", dictionary, parseText("an XML file"))
    .option("--allow-unknown", "let tags below 5000 pass that the message does not have")
    .option("--no-user-defined", "let tags from 5000 on pass")
    .option("--no-groups", "look inside of groups no more than QuickFIX does")
    .option("--json", "print one JSON document for each message that is not valid")
    .action(async (file, options) => {
      const { runValidate } = await import("./fix/validate.ts");
      done(await runValidate(file, options));
    });
  addFixSessions(fix, done);
}

function addFixSessions(fix: Command, done: (status: number) => void): void {
  const config = "QuickFIX's settings, read as they are";
  const port = parseInteger(BOUNDS.port);
  fix
    .command("serve")
    .description("accept sessions, for an application: acceptance answers QuickFIX's scenarios, executor fills orders")
    .option("--config <file.cfg>", config, parseText("a file of settings"))
    .option("--port <port>", "listen here, for anybody, or for the counterparties of the scenarios", port)
    .option("--host <address>", "listen on this address alone", parseText("an address"), "0.0.0.0")
    .option("--version <version...>", "FIX.4.0 to FIX.5.0SP2; by default all of them")
    .addOption(new Option("--app <application>", "who answers").choices(["acceptance", "executor"]).default("executor"))
    .option("--sender <id>", "our CompID", parseText("a CompID"))
    .option("--target <id>", "the counterparty's CompID", parseText("a CompID"))
    .option(
      "--store <folder>",
      "keep numbers and messages in files, or in a database: postgres://…",
      parseText("a folder or a URL"),
    )
    .option("--log <folder>", "log messages and events in files", parseText("a folder"))
    .option("--messages", "show every message")
    .action(async (options) => {
      const { runServe } = await import("./fix/serve.ts");
      done(await runServe(options));
    });
  fix
    .command("connect")
    .description(
      "log on to a counterparty; a line on standard input is a message: D 11=A1|55=MSFT|54=1|38=100|40=1|60=now",
    )
    .option("--config <file.cfg>", config, parseText("a file of settings"))
    .option("--host <host>", "where to connect", parseText("a host"), "127.0.0.1")
    .option("--port <port>", "where to connect", port)
    .option("--version <version>", "FIX.4.0 to FIX.5.0SP2", parseText("a version"), "FIX.4.4")
    .option("--sender <id>", "our CompID", parseText("a CompID"))
    .option("--target <id>", "the counterparty's CompID", parseText("a CompID"))
    .option("--heartbeat <seconds>", "HeartBtInt", parseInteger(BOUNDS.heartbeat), 30)
    .option("--reset", "begin with new sequence numbers")
    .option(
      "--store <folder>",
      "keep numbers and messages in files, or in a database: postgres://…",
      parseText("a folder or a URL"),
    )
    .option("--json", "print one JSON document a message")
    .option("--messages", "show every message and event")
    .action(async (options) => {
      const { runConnect } = await import("./fix/connect.ts");
      done(await runConnect(options));
    });
}

function report(error: unknown, program: Command): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    say(explain(error, program));
    return USAGE;
  }
  if (error instanceof ConfigError) {
    say(error.message);
    return USAGE;
  }
  if (error instanceof HotpathError) {
    say(error.message);
    return 1;
  }
  console.error(error);
  return 1;
}

/** Commander's words in one line, with what would have been right. */
function explain(error: CommanderError, program: Command): string {
  const [first = ""] = error.message.replace(/^error: /, "").split("\n");
  const message = first.replace(/\.$/, "");
  const outer = program.commands.find((c) => program.args[0] === c.name()) ?? program;
  const names = outer.commands.map((command) => command.name()).join(", ");
  switch (error.code) {
    case "commander.unknownOption": {
      const command = outer.commands.find((c) => outer.args[0] === c.name()) ?? outer;
      const known = command.options.map((option) => option.long ?? option.short).join(", ");
      return `${message}; allowed: ${known}${command === program ? "" : ", --help"}`;
    }
    case "commander.unknownCommand":
      return `${message}; allowed: ${names}, help`;
    case "commander.help":
      return `${outer.name()} needs a command; allowed: ${names}, help`;
    default:
      return message;
  }
}

function say(message: string): void {
  process.stderr.write(`hotpath: ${message}\n`);
}
