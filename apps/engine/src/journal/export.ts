import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, EVENT_NAMES, EVENT_SCHEMA, type EventCursor, formatTimestamp } from "@hotpath/core";
import { type JournalRange, JournalReader, viewRecord } from "@hotpath/journal";
import { RecordParquetWriter } from "@hotpath/journal/parquet";
import { OutputFile } from "../convert/output-file.ts";
import { journalFolder } from "./text.ts";

/** Options as the command line gives them. */
export interface ExportCommand {
  from?: number | bigint;
  to?: number | bigint;
  type?: string;
  format: "json" | "csv" | "parquet";
  output: string;
}

/** A record that is written, and its number behind its input: 0 for the input itself. */
type Write = (event: EventCursor, output: number) => void | Promise<void>;

/** `hotpath journal export`. @returns the status to exit with */
export async function runExport(path: string, command: ExportCommand): Promise<number> {
  const folder = journalFolder(path);
  const types = command.type === undefined ? undefined : typesOf(command.type);
  const range: JournalRange = {
    ...(command.from !== undefined && { from: command.from }),
    ...(command.to !== undefined && { to: command.to }),
  };
  using reader = JournalReader.open(folder);
  const rows = (write: Write) => forEach(reader, range, types, write);
  if (command.format === "parquet") await exportParquet(command.output, types, rows);
  else {
    await using file = new OutputFile(command.output);
    const lineOf = command.format === "json" ? jsonLine : csvLines(file, types);
    await rows((event, output) => {
      file.text(lineOf(event, output));
      return file.flush();
    });
    await file.finish();
  }
  if (reader.damage !== undefined) process.stderr.write(`hotpath: ends before a torn tail: ${reader.damage.message}\n`);
  return 0;
}

/** @throws {ConfigError} for a name that is no type's */
function typesOf(text: string): number[] {
  const byName = new Map(Object.entries(EVENT_NAMES).map(([type, name]) => [name as string, Number(type)]));
  return text.split(",").map((name) => {
    const type = byName.get(name) ?? (/^Type\d{1,5}$/.test(name) ? Number(name.slice(4)) : undefined);
    if (type !== undefined && type >= 1 && type <= 65_535) return type;
    throw new ConfigError("--type", name, `Type and a number, or one of ${[...byName.keys()].join(", ")}`);
  });
}

async function forEach(
  reader: JournalReader,
  range: JournalRange,
  types: readonly number[] | undefined,
  write: Write,
): Promise<void> {
  let sequence = -1;
  let output = 0;
  for (const event of reader.range(range)) {
    output = event.sequence === sequence ? output + 1 : 0;
    sequence = event.sequence;
    if (types !== undefined && !types.includes(event.type)) continue;
    await write(event, output);
  }
}

/** One JSON document a line; times as ISO 8601 down to nanoseconds. */
function jsonLine(event: EventCursor, output: number): string {
  const view = viewRecord(event);
  const shown = view.type === "Unknown" ? { ...view, bytes: Buffer.from(view.bytes).toString("hex") } : view;
  const { type, sequence, time, ...rest } = shown;
  const fields = Object.entries(rest).map(([name, value]) => `,${JSON.stringify(name)}:${jsonValue(value)}`);
  const head = `{"type":"${type}","sequence":${sequence},"output":${output},"time":"${formatTimestamp(time)}"`;
  return `${head}${fields.join("")}}\n`;
}

/** JSON has no numbers that are none, and JavaScript's writer no −0. */
function jsonValue(value: unknown): string {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}

const HEAD = ["type", "sequence", "output", "time", "instrument", "venue"];

/** Lines of CSV: the fields as columns where there is one type, else as JSON in the last column. */
function csvLines(
  file: OutputFile,
  types: readonly number[] | undefined,
): (event: EventCursor, output: number) => string {
  const only = types?.length === 1 ? EVENT_SCHEMA.find(({ type }) => type === types[0]) : undefined;
  const names = only?.fields.map(({ name }) => name);
  file.text(`${[...HEAD, ...(names ?? ["fields"])].join(",")}\n`);
  return (event, output) => {
    const view = viewRecord(event) as unknown as Record<string, unknown> & { type: string };
    const type = view.type === "Unknown" ? `Type${event.type}` : view.type;
    const head = [type, event.sequence, output, formatTimestamp(event.time), event.instrument, event.venue];
    if (names !== undefined) return `${[...head, ...names.map((name) => csvValue(view[name]))].join(",")}\n`;
    const { type: _, sequence: __, time: ___, instrument: ____, venue: _____, ...rest } = view;
    const shown = rest.bytes instanceof Uint8Array ? { ...rest, bytes: Buffer.from(rest.bytes).toString("hex") } : rest;
    const fields = Object.entries(shown).map(([name, value]) => `${JSON.stringify(name)}:${jsonValue(value)}`);
    return `${head.join(",")},"${`{${fields.join(",")}}`.replaceAll('"', '""')}"\n`;
  };
}

/** A number in its shortest text that is the same number; nothing where it is none. */
function csvValue(value: unknown): string {
  if (typeof value === "number" && Number.isNaN(value)) return "";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** One file for one type; for several a folder with a file for each type that is found. */
async function exportParquet(
  path: string,
  types: readonly number[] | undefined,
  rows: (write: Write) => Promise<void>,
): Promise<void> {
  const isFolder = types?.length !== 1;
  if (isFolder && path === "-") throw new ConfigError("--output", path, "a folder for Parquet files, or one --type");
  if (isFolder) mkdirSync(path, { recursive: true });
  await using files = new AsyncDisposableStack();
  const writers = new Map<number, { writer: RecordParquetWriter; file: OutputFile }>();
  const open = async (type: number): Promise<{ writer: RecordParquetWriter; file: OutputFile }> => {
    const name = EVENT_NAMES[type] ?? `Type${type}`;
    const file = files.use(new OutputFile(isFolder ? join(path, `${name}.parquet`) : path));
    const writer = await RecordParquetWriter.open({ type, sink: (bytes) => file.bytes(bytes) });
    const opened = { writer, file };
    writers.set(type, opened);
    return opened;
  };
  if (!isFolder) await open(types[0]!);
  await rows(async (event, output) => {
    const { writer, file } = writers.get(event.type) ?? (await open(event.type));
    writer.write(event, output);
    await file.flush();
  });
  for (const { writer, file } of writers.values()) {
    writer.finish();
    await file.finish();
  }
}
