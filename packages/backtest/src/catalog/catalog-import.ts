import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError, formatTimestamp, InputError, Instrument, joinNanos } from "@hotpath/core";
import { type BarSeries, type MarketBatch, markMessageEnds } from "@hotpath/market-data";
import { type ParquetLibrary, writeBarsParquet } from "@hotpath/market-data/parquet";
import {
  CATALOG_KINDS,
  type CatalogIndex,
  type CatalogInstrument,
  type CatalogKind,
  type CatalogPart,
  type CatalogSource,
  emptyIndex,
  kindOfRow,
  readIndex,
  writeIndex,
} from "./catalog-index.ts";
import { appendBytes, checksum, io, syncPath } from "./internal/files.ts";
import { PartWriter, writerLibrary } from "./internal/part-writer.ts";
import { forward } from "./internal/row-stream.ts";

/** What is imported, and how. */
export interface CatalogImportOptions {
  /** The file that it comes from; its id is that of `sourceId`. */
  source: CatalogSource;
  /** Whether parts of other sources whose times overlap give way. Default: the import is refused. */
  replace?: boolean;
  /** What is said of all instruments that are imported: tick, lot, currency … */
  terms?: Partial<Omit<CatalogInstrument, "symbol" | "priceDecimals" | "sizeDecimals">>;
  /** Rows that may be held in memory, 1,024 at the least. Default 1,048,576, about 90 MB. */
  maxHeldRows?: number;
}

/** What an import has changed. */
export interface CatalogImported {
  /** Parts that are new. */
  added: CatalogPart[];
  /** Parts of other sources that gave way. */
  replaced: CatalogPart[];
  /** Rows of parts that were there already. */
  knownRows: number;
}

/** What prices and sizes of rows are, by the number that rows have for their instrument. */
type RowInstrument = Pick<CatalogInstrument, "symbol" | "priceDecimals" | "sizeDecimals">;

/** A part that is being written. */
interface OpenPart {
  readonly kind: CatalogKind;
  readonly day: string;
  readonly instrument: RowInstrument;
  readonly ordinal: number;
  readonly from: bigint;
  to: bigint;
  /** Undefined where the part is there already. */
  readonly writer: PartWriter | undefined;
}

/** The parts of one instrument: its clock, and what is open of each kind. */
interface OpenInstrument {
  readonly clock: { micros: number; nanos: number };
  dayNumber: number;
  readonly open: (OpenPart | undefined)[];
}

const DAY_MICROS = 86_400e6;
/** Bars that are further apart than this are those of days, and come by the year. */
const DAILY_MICROS = DAY_MICROS / 2;

/**
 * Writes one source into a catalog: rows, or bars, then {@link CatalogImport.commit}. Until then nobody sees anything of
 * it, and an import that is disposed of leaves nothing. Memory is bounded by `maxHeldRows`. Made by `Catalog.import`.
 */
export class CatalogImport implements AsyncDisposable {
  /** Rows and bars taken, whether new or not. */
  rows = 0;
  readonly #folder: string;
  readonly #work: string;
  readonly #options: CatalogImportOptions;
  readonly #library: ParquetLibrary;
  readonly #lock: Disposable;
  readonly #index: CatalogIndex;
  readonly #known: ReadonlySet<string>;
  readonly #instruments: OpenInstrument[] = [];
  readonly #units = new Map<string, RowInstrument>();
  /** The instruments in the source's own order, as of the last rows. */
  #order: readonly Pick<RowInstrument, "symbol">[] = [];
  readonly #parts: CatalogPart[] = [];
  readonly #openFiles = new Set<OpenPart>();
  readonly #maxHeldRows: number;
  #held = 0;
  #knownRows = 0;
  #isEnded = false;

  private constructor(folder: string, options: CatalogImportOptions, library: ParquetLibrary, lock: Disposable) {
    const { maxHeldRows = 2 ** 20 } = options;
    if (!Number.isInteger(maxHeldRows) || maxHeldRows < 1024)
      throw new ConfigError("import.maxHeldRows", maxHeldRows, "an integer from 1024");
    this.#maxHeldRows = maxHeldRows;
    this.#folder = folder;
    this.#options = options;
    this.#library = library;
    this.#lock = lock;
    this.#index = readIndex(folder) ?? emptyIndex();
    this.#known = new Set(this.#index.parts.map(({ file }) => file));
    // Whoever holds the lock may take away what an import that was killed has left.
    this.#work = join(folder, ".importing");
    io(this.#work, () => rmSync(this.#work, { recursive: true, force: true }));
    io(this.#work, () => mkdirSync(this.#work, { recursive: true }));
  }

  /** @internal */
  static async begin(folder: string, options: CatalogImportOptions, lock: () => Disposable): Promise<CatalogImport> {
    const library = await writerLibrary();
    const held = lock();
    try {
      return new CatalogImport(folder, options, library, held);
    } catch (error) {
      held[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Takes the rows of a batch, in the order of the source. Rows without an instrument are passed over.
   *
   * @param instruments by the numbers that rows have for them; their units may not change
   * @throws {IoError} {InputError} where a row has what no part can hold
   */
  write(batch: MarketBatch, instruments: readonly RowInstrument[]): void {
    markMessageEnds(batch);
    this.#order = instruments;
    for (let row = 0; row < batch.count; row++) {
      const place = batch.instrument[row]!;
      const instrument = place < 0 ? undefined : instruments[place];
      if (instrument === undefined) continue;
      this.#row(batch, row, place, instrument);
      this.rows++;
    }
  }

  /** Takes bars, whose times rise: by the day, or by the year where they are of a day or longer. */
  async writeBars(series: BarSeries): Promise<void> {
    const { timeMicros, instrument, length } = series;
    let isDaily = length > 1;
    for (let bar = 1; bar < length; bar++) if (timeMicros[bar]! - timeMicros[bar - 1]! < DAILY_MICROS) isDaily = false;
    const day = (bar: number): string => dayOf(Math.floor(timeMicros[bar]! / DAY_MICROS)).slice(0, isDaily ? 4 : 10);
    for (let from = 0; from < length; ) {
      const label = day(from);
      let to = from + 1;
      while (to < length && day(to) === label) to++;
      await this.#bars(series.slice(from, to), label, from);
      from = to;
    }
    this.#note(instrument);
    this.#order = [instrument];
    this.rows += length;
  }

  /**
   * Enters what was written into the catalog, all of it at once, and ends the import.
   *
   * @throws {InputError} `INPUT_INVALID` where times overlap those of another source, unless `replace` is given
   */
  async commit(): Promise<CatalogImported> {
    for (const part of this.#openFiles) this.#close(part);
    const overlapping = this.#overlapping();
    const { source, replace } = this.#options;
    if (overlapping.length > 0 && replace !== true) {
      const [first] = overlapping;
      throw new InputError(
        "INPUT_INVALID",
        `${source.name} overlaps ${first!.file}, of ${first!.from} to ${first!.to}${overlapping.length > 1 ? `, and ${overlapping.length - 1} more parts` : ""}; nothing was imported`,
      );
    }
    const folders = new Set<string>();
    for (const { file } of this.#parts) {
      const path = join(this.#folder, file);
      io(path, () => {
        mkdirSync(dirname(path), { recursive: true });
        renameSync(this.#workPath(file), path);
      });
      folders.add(dirname(path));
    }
    for (const folder of folders) syncPath(folder);
    writeIndex(this.#folder, this.#changedIndex(overlapping));
    for (const { file } of overlapping) rmSync(join(this.#folder, file), { force: true });
    await this[Symbol.asyncDispose]();
    return { added: this.#parts, replaced: overlapping, knownRows: this.#knownRows };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    rmSync(this.#work, { recursive: true, force: true });
    this.#lock[Symbol.dispose]();
  }

  #row(batch: MarketBatch, row: number, place: number, instrument: RowInstrument): void {
    const its = this.#instruments[place] ?? this.#begin(place);
    forward(its.clock, batch, row);
    const dayNumber = Math.floor(its.clock.micros / DAY_MICROS);
    if (dayNumber !== its.dayNumber) {
      for (const [kind, part] of its.open.entries()) {
        if (part !== undefined) this.#close(part);
        its.open[kind] = undefined;
      }
      its.dayNumber = dayNumber;
    }
    const kind = kindOfRow(batch.kind[row]!);
    const slot = CATALOG_KINDS.indexOf(kind);
    const now = joinNanos(its.clock.micros, its.clock.nanos);
    const part = its.open[slot] ?? this.#open(kind, dayOf(dayNumber), instrument, now);
    its.open[slot] = part;
    part.to = now;
    if (part.writer === undefined) {
      this.#knownRows++;
      return;
    }
    const before = part.writer.held;
    part.writer.take(batch, row, this.rows);
    this.#held += part.writer.held - before;
    if (this.#held > this.#maxHeldRows) this.#spill();
  }

  #begin(place: number): OpenInstrument {
    const its: OpenInstrument = {
      clock: { micros: 0, nanos: 0 },
      dayNumber: Number.NaN,
      open: CATALOG_KINDS.map(() => undefined),
    };
    this.#instruments[place] = its;
    return its;
  }

  #open(kind: CatalogKind, day: string, instrument: RowInstrument, from: bigint): OpenPart {
    this.#note(instrument);
    const file = this.#fileOf(kind, instrument.symbol, day);
    const { priceDecimals, sizeDecimals } = instrument;
    const writer = this.#known.has(file)
      ? undefined
      : new PartWriter(this.#library, this.#workPath(file), priceDecimals, sizeDecimals);
    const part: OpenPart = { kind, day, instrument, ordinal: this.rows, from, to: from, writer };
    this.#openFiles.add(part);
    return part;
  }

  #close(part: OpenPart): void {
    this.#openFiles.delete(part);
    const { writer, kind, day, instrument, ordinal, from, to } = part;
    if (writer === undefined) return;
    this.#held -= writer.held;
    const sha256 = writer.finish();
    const { symbol, priceDecimals, sizeDecimals } = instrument;
    this.#parts.push({
      file: this.#fileOf(kind, symbol, day),
      kind,
      symbol,
      day,
      source: this.#options.source.id,
      rows: writer.rows,
      ordinal,
      from: formatTimestamp(from),
      to: formatTimestamp(to),
      bytes: writer.bytes,
      sha256,
      priceDecimals,
      sizeDecimals,
    });
  }

  async #bars(series: BarSeries, day: string, ordinal: number): Promise<void> {
    const { symbol, priceDecimals, sizeDecimals } = series.instrument;
    const file = this.#fileOf("bars", symbol, day);
    if (this.#known.has(file)) {
      this.#knownRows += series.length;
      return;
    }
    const bytes = await writeBarsParquet(series);
    const path = this.#workPath(file);
    appendBytes(path, bytes);
    syncPath(path);
    const at = (bar: number): string => formatTimestamp(joinNanos(series.timeMicros[bar]!, 0));
    this.#parts.push({
      file,
      kind: "bars",
      symbol,
      day,
      source: this.#options.source.id,
      rows: series.length,
      ordinal,
      from: at(0),
      to: at(series.length - 1),
      bytes: bytes.length,
      sha256: checksum().update(bytes).digest("hex"),
      priceDecimals,
      sizeDecimals,
    });
  }

  /** Writes what the fullest parts hold, until half of what may be held is left. */
  #spill(): void {
    const fullest = [...this.#openFiles].sort((a, b) => (b.writer?.held ?? 0) - (a.writer?.held ?? 0));
    for (const { writer } of fullest) {
      if (this.#held <= this.#maxHeldRows / 2) return;
      this.#held -= writer?.held ?? 0;
      writer?.flush();
    }
  }

  #note({ symbol, priceDecimals, sizeDecimals }: RowInstrument): void {
    this.#units.set(symbol, { symbol, priceDecimals, sizeDecimals });
  }

  /** Parts of other sources that are of a time of which there is something new. */
  #overlapping(): CatalogPart[] {
    const { id } = this.#options.source;
    return this.#index.parts.filter(
      (old) => old.source !== id && this.#parts.some((part) => isSameKind(old, part) && overlaps(old, part)),
    );
  }

  #changedIndex(gone: readonly CatalogPart[]): CatalogIndex {
    const { source } = this.#options;
    const parts = [...this.#index.parts.filter((part) => !gone.includes(part)), ...this.#parts];
    const hurt = new Set(gone.map((part) => part.source));
    const before = this.#index.sources.find(({ id }) => id === source.id);
    const known = new Set([...this.#units.keys(), ...(before?.symbols ?? [])]);
    const own = {
      ...source,
      isWhole: source.isWhole || before?.isWhole === true,
      symbols: [...new Set(this.#order.map(({ symbol }) => symbol))].filter((symbol) => known.has(symbol)),
    };
    const sources = this.#index.sources
      .filter(({ id }) => id !== source.id && parts.some((part) => part.source === id))
      .map((one) => (hurt.has(one.id) ? { ...one, isWhole: false } : one));
    return { ...this.#index, instruments: this.#changedInstruments(), sources: [...sources, own], parts };
  }

  #changedInstruments(): CatalogInstrument[] {
    const { terms } = this.#options;
    const changed = new Map(this.#index.instruments.map((one) => [one.symbol, one]));
    for (const units of this.#units.values()) {
      const before = changed.get(units.symbol);
      for (const [key, value] of Object.entries(terms ?? {})) {
        const known = before?.[key as keyof CatalogInstrument];
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value))
          throw new ConfigError(key, value, `${JSON.stringify(known)}, as the catalog has it of ${units.symbol}`);
      }
      const merged = {
        currency: "USD",
        ...before,
        ...terms,
        symbol: units.symbol,
        priceDecimals: Math.max(units.priceDecimals, before?.priceDecimals ?? 0),
        sizeDecimals: Math.max(units.sizeDecimals, before?.sizeDecimals ?? 0),
      };
      new Instrument({ id: 0, ...merged }, units.symbol);
      changed.set(units.symbol, merged);
    }
    return [...changed.values()];
  }

  #fileOf(kind: CatalogKind, symbol: string, day: string): string {
    return `${kind}/${folderName(symbol)}/${day}.${this.#options.source.id}.parquet`;
  }

  #workPath(file: string): string {
    return join(this.#work, file.replaceAll("/", "~"));
  }
}

/** A symbol as the name of a folder, on every file system. */
function folderName(symbol: string): string {
  return encodeURIComponent(symbol).replace(/^\.|[*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function dayOf(dayNumber: number): string {
  return formatTimestamp(joinNanos(dayNumber * DAY_MICROS, 0)).slice(0, 10);
}

function isSameKind(a: CatalogPart, b: CatalogPart): boolean {
  return a.kind === b.kind && a.symbol === b.symbol;
}

/** Whether times overlap. Where one ends at the time at which the other begins they do not, but for bars. */
function overlaps(a: CatalogPart, b: CatalogPart): boolean {
  if (a.kind === "bars") return a.from <= b.to && b.from <= a.to;
  return (a.from < b.to && b.from < a.to) || (a.from === b.from && a.to === b.to);
}
