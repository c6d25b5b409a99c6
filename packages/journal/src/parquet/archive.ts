/**
 * Compaction: complete segments become Parquet files, one for each type of record, and a manifest that is written last. A
 * segment without a manifest is not archived, whatever files of it are there.
 */
import { ConfigError, EventCursor, hashBytes, InputError } from "@hotpath/core";
import { damageError } from "../damage.ts";
import { fileHost } from "../file-host.ts";
import { type JournalFile, type JournalHost, pathOf } from "../host.ts";
import { io, readFully, writeAll } from "../internal/io.ts";
import { layoutOf } from "../internal/record-fields.ts";
import { listSegments } from "../internal/segment-list.ts";
import { SCAN_DAMAGE, SCAN_RECORD, SegmentScanner } from "../internal/segment-scanner.ts";
import { sequenceOfName } from "../layout.ts";
import type { JournalMetadata } from "../metadata.ts";
import { folderOf } from "../options.ts";
import { RecordParquetWriter } from "./record-parquet-writer.ts";

/** What is archived, and where to. */
export interface ArchiveOptions {
  /** The journal's folder. */
  folder: string;
  /** The archive's folder, made if it is not there. */
  archive: string;
  /** Where the files are; default {@link fileHost}. */
  host?: JournalHost;
}

/** A segment in the archive: what its manifest says. */
export interface ArchivedSegment {
  /** The segment's file name. */
  segment: string;
  journalId: string;
  firstSequence: number;
  lastSequence: number;
  records: number;
  /** The metadata under which its records were written. */
  metadata: JournalMetadata;
  /** The Parquet files, by type of record. */
  files: { type: string; name: string; rows: number; bytes: number }[];
}

const MANIFEST = /^(\d{20})-(\d{20})\.archive\.json$/;
const UNFINISHED = ".unfinished";

/**
 * Writes the complete segments of a journal that are not in the archive yet into it: all but the last. Every byte that is
 * read is checked, every file is synced before the manifest names it. The segments stay; `retain` removes them, with
 * `keepFrom: archivedUntil(archive) + 1`.
 *
 * @returns what was added
 * @throws {InputError} `CORRUPT` where a segment is damaged: it is not archived, nor what is behind it
 * @throws {IoError} when the machine refuses
 * @throws {UnavailableError} where `hyparquet-writer` is not installed
 */
export async function archiveJournal(options: ArchiveOptions): Promise<ArchivedSegment[]> {
  for (const [key, value] of Object.entries(options))
    if (!["folder", "archive", "host"].includes(key))
      throw new ConfigError(`archive.${key}`, value, "one of the keys folder, archive, host");
  const { host = fileHost } = options;
  const folder = folderOf(options.folder);
  const archive = folderOf(options.archive);
  io("make", archive, () => host.makeFolder(archive));
  const there = new Set(readArchive(archive, host).map(({ segment }) => segment));
  const added: ArchivedSegment[] = [];
  for (const name of listSegments(host, folder).slice(0, -1)) {
    if (sequenceOfName(name) < 0 || there.has(name)) continue;
    const segment = await archiveSegment(host, folder, archive, name);
    if (segment !== undefined) added.push(segment);
  }
  return added;
}

/**
 * What an archive holds, in order.
 *
 * @throws {InputError} `CORRUPT` for a manifest that is none, or whose files are not as long as it says
 */
export function readArchive(archive: string, host: JournalHost = fileHost): ArchivedSegment[] {
  const names = new Set(io("list", archive, () => host.list(archive)));
  const manifests = [...names].filter((name) => MANIFEST.test(name)).sort();
  return manifests.map((name) => {
    const segment = readManifest(host, archive, name);
    for (const file of segment.files) {
      const found = names.has(file.name) ? sizeOf(host, archive, file.name) : undefined;
      if (found !== file.bytes)
        throw new InputError(
          "CORRUPT",
          `archive ${archive}: ${file.name} has ${found ?? "no"} bytes where ${name} says ${file.bytes}`,
        );
    }
    return segment;
  });
}

/** The last sequence up to which an archive has no gap, from its first on; −1 if it is empty. */
export function archivedUntil(archive: string, host: JournalHost = fileHost): number {
  let last = -1;
  for (const segment of readArchive(archive, host)) {
    if (last >= 0 && segment.firstSequence !== last + 1) break;
    last = segment.lastSequence;
  }
  return last;
}

async function archiveSegment(
  host: JournalHost,
  folder: string,
  archive: string,
  name: string,
): Promise<ArchivedSegment | undefined> {
  using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(1024 * 1024));
  const { start } = scanner;
  if (start === undefined) throw damageError(scanner.damage!, folder);
  const stem = name.slice(0, 20);
  const outputs = new Map<number, TypeFile>();
  const event = new EventCursor();
  try {
    let sequence = scanner.sequence;
    let output = 0;
    let verdict = scanner.next(event);
    for (; verdict === SCAN_RECORD; verdict = scanner.next(event)) {
      output = event.sequence === sequence ? output + 1 : 0;
      sequence = event.sequence;
      let file = outputs.get(event.type);
      if (file === undefined) {
        file = await TypeFile.create(host, archive, stem, event.type);
        outputs.set(event.type, file);
      }
      file.writer.write(event, output);
    }
    if (verdict === SCAN_DAMAGE) throw damageError(scanner.damage!, folder);
    for (const file of outputs.values()) io("write", file.path, () => file.finish());
  } finally {
    for (const file of outputs.values()) file.close();
  }
  if (scanner.records === 0) return undefined;
  const end = String(scanner.sequence).padStart(20, "0");
  const segment: ArchivedSegment = {
    segment: name,
    journalId: start.journalId,
    firstSequence: start.firstSequence,
    lastSequence: scanner.sequence,
    records: scanner.records,
    metadata: JSON.parse(start.metadata) as JournalMetadata,
    files: [...outputs.values()].map((file) => file.described()).sort((a, b) => (a.type < b.type ? -1 : 1)),
  };
  writeManifest(host, archive, `${stem}-${end}.archive.json`, segment);
  return segment;
}

/** The Parquet file of one type of record, under another name until it is whole. */
class TypeFile {
  readonly writer: RecordParquetWriter;
  readonly path: string;
  readonly #host: JournalHost;
  readonly #archive: string;
  readonly #name: string;
  readonly #file: JournalFile;
  readonly #type: string;
  #bytes: number;
  #isOpen = true;

  static async create(host: JournalHost, archive: string, stem: string, type: number): Promise<TypeFile> {
    const name = `${stem}.${layoutOf(type).name}.parquet`;
    let position = 0;
    const file = createAnew(host, archive, name + UNFINISHED);
    const sink = (bytes: Uint8Array): void => {
      io("write", pathOf(archive, name), () => writeAll(file, bytes, bytes.length, position));
      position += bytes.length;
    };
    const writer = await RecordParquetWriter.open({ type, sink });
    return new TypeFile(host, archive, name, file, writer, layoutOf(type).name, () => position);
  }

  readonly #length: () => number;

  private constructor(
    host: JournalHost,
    archive: string,
    name: string,
    file: JournalFile,
    writer: RecordParquetWriter,
    type: string,
    length: () => number,
  ) {
    this.#host = host;
    this.#archive = archive;
    this.#name = name;
    this.#file = file;
    this.#type = type;
    this.#length = length;
    this.#bytes = 0;
    this.writer = writer;
    this.path = pathOf(archive, name);
  }

  /** The file is whole and durable under its own name; the folder is synced with the manifest. */
  finish(): void {
    this.writer.finish();
    this.#bytes = this.#length();
    this.#file.sync();
    this.close();
    this.#host.rename(this.#archive, this.#name + UNFINISHED, this.#name);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#file.close();
  }

  described(): ArchivedSegment["files"][number] {
    return { type: this.#type, name: this.#name, rows: this.writer.rows, bytes: this.#bytes };
  }
}

function createAnew(host: JournalHost, folder: string, name: string): JournalFile {
  return io("create", pathOf(folder, name), () => {
    if (host.list(folder).includes(name)) host.remove(folder, name);
    return host.open(folder, name, "create");
  });
}

function writeManifest(host: JournalHost, archive: string, name: string, segment: ArchivedSegment): void {
  const text = JSON.stringify(segment, undefined, 2);
  const bytes = new TextEncoder().encode(
    `${JSON.stringify({ hash: hashBytes(new TextEncoder().encode(text)) })}\n${text}\n`,
  );
  const file = createAnew(host, archive, name + UNFINISHED);
  io("write", pathOf(archive, name), () => {
    try {
      writeAll(file, bytes, bytes.length, 0);
      file.sync();
    } finally {
      file.close();
    }
    // The names of the Parquet files are durable before that of the manifest that speaks of them.
    host.syncFolder(archive);
    host.rename(archive, name + UNFINISHED, name);
    host.syncFolder(archive);
  });
}

function readManifest(host: JournalHost, archive: string, name: string): ArchivedSegment {
  const text = io("read", pathOf(archive, name), () => {
    const file = host.open(archive, name, "read");
    try {
      const bytes = new Uint8Array(file.size());
      return new TextDecoder().decode(bytes.subarray(0, readFully(file, bytes, 0, bytes.length, 0)));
    } finally {
      file.close();
    }
  });
  const end = text.indexOf("\n");
  const body = text.slice(end + 1, -1);
  if (text.slice(0, end) !== JSON.stringify({ hash: hashBytes(new TextEncoder().encode(body)) }))
    throw new InputError("CORRUPT", `archive ${archive}: ${name} is no manifest, or not as it was written`);
  return JSON.parse(body) as ArchivedSegment;
}

function sizeOf(host: JournalHost, folder: string, name: string): number {
  return io("read", pathOf(folder, name), () => {
    const file = host.open(folder, name, "read");
    try {
      return file.size();
    } finally {
      file.close();
    }
  });
}
