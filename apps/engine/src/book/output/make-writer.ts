import { ConfigError } from "@hotpath/core";
import type { BookRowWriter, Sink } from "./book-row.ts";
import { CsvWriter, JsonWriter, LobsterWriter } from "./text-writers.ts";

/**
 * The writer that `--output` names.
 *
 * @param layout what `csv` means
 * @throws {ConfigError} Parquet on a terminal
 */
export async function makeWriter(
  layout: "plain" | "lobster",
  output: "csv" | "json" | "parquet",
  sink: Sink,
  depth: number,
): Promise<BookRowWriter> {
  if (output === "json") return new JsonWriter(sink);
  if (output === "csv") return layout === "lobster" ? new LobsterWriter(sink) : new CsvWriter(sink, depth);
  if (process.stdout.isTTY) throw new ConfigError("--output", output, "csv or json on a terminal; > FILE for parquet");
  const { ParquetBookWriter } = await import("./parquet-writer.ts");
  return new ParquetBookWriter(sink, depth);
}
