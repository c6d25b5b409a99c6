import { type Command, Option } from "commander";
import { BOUNDS, parseInteger, parseSeed, parseText } from "../option-values.ts";

const STEPS = { least: 1, most: 100_000 };

/** Adds `hotpath serve` and `hotpath token`. */
export function addServe(program: Command, done: (status: number) => void): void {
  program
    .command("serve")
    .description("an engine on a simulated exchange behind a gateway: WebSocket, health, metrics; Ctrl-C ends it")
    .option(
      "--host <address>",
      "where it listens; another than this machine needs --cert",
      parseText("an address"),
      "127.0.0.1",
    )
    .option("--port <number>", "0 for any that is free", parseInteger(BOUNDS.port), 7400)
    .addOption(new Option("--feed <feed>", "where the market comes from").choices(["demo"]).default("demo"))
    .addOption(new Option("--seed <number>", "of demo").argParser(parseSeed).default(42n, "42"))
    .option("--symbols <number>", "of demo", parseInteger(BOUNDS.symbols), 4)
    .option("--pace <number>", "of demo: steps of the market a second", parseInteger(STEPS), 500)
    .option(
      "--tokens <file.json>",
      "who may come in, as hotpath token writes; default: one token, printed at the start",
      parseText("a JSON file"),
    )
    .option("--origin <origin>", "a page that may come in, as https://desk.example; may be given again", collect, [])
    .option("--cert <file.pem>", "certificate, with --key", parseText("a PEM file"))
    .option("--key <file.pem>", "its key", parseText("a PEM file"))
    .option("--journal <folder>", "write every input into a journal", parseText("a folder"))
    .option("--quiet", "no line for each connection and command")
    .action(async (options) => {
      const { runServe } = await import("./run-serve.ts");
      done(await runServe(options));
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

function collect(text: string, before: readonly string[]): string[] {
  return [...before, text];
}
