/** `hotpath catalog …`: a folder of Parquet files by kind, instrument and day, and what is in it. */
import { type Command, Option } from "commander";
import {
  collect,
  parseColumns,
  parseInteger,
  parseNames,
  parseText,
  parseTime,
  TIME_FORMATS,
} from "../option-values.ts";

const MULTIPLIERS = { least: 1, most: Number.MAX_SAFE_INTEGER };
const HELD_ROWS = { least: 1024, most: 2 ** 27 };

/** Adds the commands to the program. */
export function addCatalog(program: Command, done: (status: number) => void): void {
  const catalog = program.command("catalog").description("market data as Parquet, by kind, instrument and day");
  const folder = "the catalog's folder";
  catalog
    .command("import")
    .description(
      "take files of bars and recordings into a catalog, made where there is none; what is there is not added again",
    )
    .argument("<folder>", folder)
    .argument("<files...>", "bars (CSV, Parquet), or any recording that hotpath book reads")
    .option("--symbol <symbol>", "what the bars are called, or a symbol of the recordings; again for more", collect, [])
    .option("--format <name>", "bars, itch50, dbn …; by the file's name where that tells it", parseText("a format"))
    .option("--date <day>", "the day that times count from, where the name does not tell", parseText("YYYY-MM-DD"))
    .option("--columns <names>", "CSV: which of the header's names is which column, as time=ts,size=vol", parseColumns)
    .addOption(new Option("--time-format <format>", "CSV: how times are written").choices(TIME_FORMATS))
    .option("--replace", "what overlaps gives way; without it, it is an error")
    .option("--tick <price>", "of the instruments; by default one unit of their prices", parseText("a price"))
    .option("--lot <size>", "of the instruments; by default one unit of their sizes", parseText("a size"))
    .option("--currency <code>", "of the instruments; by default USD", parseText("a currency"))
    .option("--multiplier <number>", "of the instruments; by default 1", parseInteger(MULTIPLIERS))
    .option("--mic <code>", "of the instruments: their market", parseText("a code of ISO 10383"))
    .option("--max-rows <number>", "rows that may be in memory; by default 1048576", parseInteger(HELD_ROWS))
    .option("--json", "print one JSON document")
    .action(async (path, files, { symbol, ...options }) => {
      const { runImport } = await import("./run-import.ts");
      done(await runImport(path, files, { ...options, symbols: symbol }));
    });
  const selecting = (command: Command): Command =>
    command
      .option("--symbol <symbols>", "only these, as AAPL,MSFT", parseNames("symbols"))
      .option("--kind <kinds>", "only these of bars, orders, levels, trades, quotes, status", parseNames("kinds"))
      .option("--from <time>", "only what is from this time on, as 2024-03-01 or 2024-03-01T09:30:00Z", parseTime)
      .option("--to <time>", "only what is before this time", parseTime)
      .option("--json", "print one JSON document");
  selecting(catalog.command("list").description("what a catalog holds").argument("<folder>", folder))
    .option("--parts", "every part, and not sums by instrument and kind")
    .action(async (path, { symbol, ...options }) => {
      const { runList } = await import("./run-list.ts");
      done(runList(path, { ...options, ...(symbol && { symbols: symbol }) }));
    });
  selecting(
    catalog
      .command("verify")
      .description("read every byte of every part; status 1 if any is not what was written")
      .argument("<folder>", folder),
  ).action(async (path, { symbol, ...options }) => {
    const { runVerify } = await import("./run-verify.ts");
    done(await runVerify(path, { ...options, ...(symbol && { symbols: symbol }) }));
  });
  selecting(
    catalog
      .command("remove")
      .description("remove parts: each that has something of what is named")
      .argument("<folder>", folder),
  )
    .option("--all", "everything")
    .action(async (path, { symbol, ...options }) => {
      const { runRemove } = await import("./run-remove.ts");
      done(runRemove(path, { ...options, ...(symbol && { symbols: symbol }) }));
    });
}
