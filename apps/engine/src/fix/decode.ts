/** `hotpath fix decode`: messages of a log for people, or as JSON. */
import { describeMessage, formatMessage, Garbled, type LogEntry, MessageReader } from "@hotpath/fix";
import { paintFor } from "../terminal/paint.ts";
import { garbledName } from "./garbled-name.ts";
import { noMessage, readLog } from "./read-log.ts";
import { loadDictionary, loadVersion, versionOf } from "./versions.ts";

/** Options as the command line gives them. */
export interface DecodeCommand {
  json?: boolean;
  version?: string;
  dictionary?: string;
}

/** A message as it was read. */
interface Read {
  reader: MessageReader;
  /** Why it is no message: then the reader has no fields. */
  garbled: Garbled;
  /** What is wrong with it, a length or checksum that the reader has overlooked with it. */
  fault: Garbled;
}

/** Reads messages, each by the dictionary of its version. */
class Readers {
  readonly #readers = new Map<string, [lenient: MessageReader, strict: MessageReader]>();
  readonly #command: DecodeCommand;
  /** What messages of FIXT 1.1 are that do not say it. */
  #default = "FIX.5.0SP2";

  constructor(command: DecodeCommand) {
    this.#command = command;
  }

  async read({ bytes }: LogEntry): Promise<Read> {
    const { dictionary, version } = this.#command;
    const [any] = await this.#of("FIX.4.4");
    const garbled = any.read(bytes);
    if (garbled !== Garbled.None) return { reader: any, garbled, fault: garbled };
    const own = versionOf(any, this.#default);
    if (any.equals(8, "FIXT.1.1") && any.has(1137)) this.#default = own;
    const [reader, strict] = await this.#of(dictionary ?? version ?? own);
    const fault = strict.read(bytes);
    return { reader, garbled: reader.read(bytes), fault };
  }

  async #of(key: string): Promise<[MessageReader, MessageReader]> {
    let readers = this.#readers.get(key);
    if (readers === undefined) {
      const dictionary = key === this.#command.dictionary ? await loadDictionary(key) : await loadVersion(key);
      readers = [new MessageReader(dictionary, { validateLengthAndChecksum: false }), new MessageReader(dictionary)];
      this.#readers.set(key, readers);
    }
    return readers;
  }
}

/**
 * Runs the command.
 *
 * @param path a file, or `-` for standard input
 * @returns the status to exit with: 1 where something was no message, or nothing was one
 * @throws {ConfigError} what was asked for is not known, or cannot be read
 */
export async function runDecode(path: string, command: DecodeCommand): Promise<number> {
  const readers = new Readers(command);
  const paint = paintFor(process.stdout);
  let status = 0;
  let messages = 0;
  for await (const entry of readLog(path)) {
    const { reader, garbled, fault } = await readers.read(entry);
    messages++;
    if (fault !== Garbled.None) status = 1;
    process.stdout.write(
      command.json ? jsonLine(entry, reader, garbled, fault) : text(entry, reader, garbled, fault, paint),
    );
  }
  if (messages > 0) return status;
  process.stderr.write(`hotpath: ${noMessage(path)}\n`);
  return 1;
}

function jsonLine(entry: LogEntry, reader: MessageReader, garbled: Garbled, fault: Garbled): string {
  const { line, time, direction } = entry;
  return `${JSON.stringify({
    line,
    ...(time === undefined ? {} : { time }),
    ...(direction === undefined ? {} : { direction }),
    ...(fault === Garbled.None ? {} : { garbled: garbledName(fault) }),
    ...(garbled === Garbled.None ? describeMessage(reader) : { raw: rawText(entry.bytes) }),
  })}\n`;
}

function text(
  entry: LogEntry,
  reader: MessageReader,
  garbled: Garbled,
  fault: Garbled,
  paint: ReturnType<typeof paintFor>,
): string {
  const { line, time, direction } = entry;
  const head = [`line ${line}`, time, direction].filter((part) => part !== undefined).join("  ");
  const warning = fault === Garbled.None ? "" : `  garbled: ${garbledName(fault)}`;
  const body = garbled === Garbled.None ? formatMessage(reader) : rawText(entry.bytes);
  return `${paint("bold", head)}${warning}\n${body}\n\n`;
}

function rawText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll("\u0001", "|");
}
