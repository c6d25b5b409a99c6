/**
 * The formats that `hotpath convert` writes. A format is a file in `targets/` and a line in {@link TARGETS}.
 */
import { ConfigError } from "@hotpath/core";
import type { MarketBatch } from "@hotpath/market-data";
import { bareName } from "../book/file-names.ts";
import type { FeedInstrument } from "../book/formats.ts";
import type { Sink } from "../book/output/book-row.ts";
import type { Losses } from "./losses.ts";
import { dbnTarget } from "./targets/dbn.ts";
import { itch50Target } from "./targets/itch50.ts";
import { lobsterTarget } from "./targets/lobster.ts";
import { parquetTarget } from "./targets/parquet.ts";
import { csvTarget, jsonTarget } from "./targets/text.ts";

/** Takes normalised rows and writes them. */
export interface RowWriter {
  /** One row of a batch, whose instrument, if it has one, is this. */
  write(batch: MarketBatch, row: number, instrument: FeedInstrument | undefined): void;
  /** Writes what must stand at the end. */
  end(): void;
}

/** One format that can be written. */
export interface ConvertTarget {
  /** What `--to` calls it. */
  readonly name: string;
  /** In a few words, for the help. */
  readonly about: string;
  /** Ends of names by which it is known without `--to`. */
  readonly endings: readonly string[];
  /** Makes a writer into a sink, counting what it cannot hold. */
  open(sink: Sink, losses: Losses): RowWriter;
}

/** All formats, in the order of the help. */
export const TARGETS: readonly ConvertTarget[] = [
  dbnTarget,
  itch50Target,
  lobsterTarget,
  csvTarget,
  jsonTarget,
  parquetTarget,
];

/** The format of this name, or the one that the file's name ends like. @throws {ConfigError} naming those there are */
export function targetOf(name: string | undefined, file: string): ConvertTarget {
  const lower = bareName(file).toLowerCase();
  const found = TARGETS.find((target) =>
    name === undefined ? target.endings.some((ending) => lower.endsWith(ending)) : target.name === name,
  );
  if (found !== undefined) return found;
  throw new ConfigError("--to", name, TARGETS.map((target) => target.name).join(", "));
}
