import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { ConfigError, Instrument, type InstrumentDefinition, microsOf, nanosOf, POWERS_OF_TEN } from "@hotpath/core";
import { BarSeries, type MarketBatch } from "@hotpath/market-data";
import { readBarsParquet } from "@hotpath/market-data/parquet";
import { CatalogImport, type CatalogImportOptions } from "./catalog-import.ts";
import {
  type CatalogIndex,
  type CatalogInstrument,
  type CatalogPart,
  type CatalogSource,
  emptyIndex,
  INDEX_NAME,
  order,
  readIndex,
  writeIndex,
} from "./catalog-index.ts";
import { type CatalogSelection, instrumentsOf, kindRank, selectParts } from "./catalog-selection.ts";
import { checksum, checksumOf, io } from "./internal/files.ts";
import { lockCatalog } from "./internal/lock.ts";
import { damaged, damageOf } from "./internal/part-reader.ts";
import { mergeRows, type PartUse } from "./internal/row-stream.ts";

/** Rows of a catalog as one stream. */
export interface CatalogRows {
  /** The instruments that rows have as their numbers: those that were named, in that order; else as of `definitions`. */
  instruments: InstrumentDefinition[];
  /** How many rows the parts have that are read. */
  rows: number;
  /** The rows, the same batch again and again; read it once. Throws {@link InputError} `CORRUPT`, naming a damaged part. */
  batches: AsyncGenerator<MarketBatch>;
}

/** What is wrong with a file of a catalog. */
export interface CatalogDamage {
  /** Its name below the catalog's folder. */
  file: string;
  /** `part`: it is not what was written. `stray`: the index does not name it, as after a crash; it is not read. */
  kind: "part" | "stray";
  /** In words. */
  why: string;
}

/**
 * A catalog as it was when it was opened.
 *
 * @example
 * const catalog = Catalog.open("data");
 * const bars = await catalog.bars({ symbols: ["AAPL", "MSFT"], from: parseTimestamp("2020-01-01") });
 * runBacktest({ strategy, data: bars });
 */
export class Catalog {
  readonly folder: string;
  readonly #index: CatalogIndex;

  private constructor(folder: string, index: CatalogIndex) {
    this.folder = folder;
    this.#index = index;
  }

  /** Whether a folder holds a catalog. */
  static isCatalog(folder: string): boolean {
    return existsSync(join(folder, INDEX_NAME));
  }

  /**
   * Opens a catalog.
   *
   * @throws {ConfigError} for a folder that holds none
   * @throws {InputError} `CORRUPT` for an index that is none
   */
  static open(folder: string): Catalog {
    const index = readIndex(folder);
    if (index === undefined) throw new ConfigError("catalog", folder, "a folder that holds catalog.json");
    return new Catalog(folder, index);
  }

  /** Opens a catalog, or makes an empty one where there is none. @throws {ConfigError} for a folder that holds other things */
  static create(folder: string): Catalog {
    if (!Catalog.isCatalog(folder)) {
      io(folder, () => mkdirSync(folder, { recursive: true }));
      using _ = lockCatalog(folder);
      if (!Catalog.isCatalog(folder)) {
        const others = readdirSync(folder).filter((name) => !["catalog.lock", ".importing"].includes(name));
        if (others.length > 0)
          throw new ConfigError("catalog", folder, `a catalog, or an empty folder; it has ${others[0]}`);
        writeIndex(folder, emptyIndex());
      }
    }
    return Catalog.open(folder);
  }

  /** What is known of its instruments, by symbol. */
  get instruments(): readonly Readonly<CatalogInstrument>[] {
    return this.#index.instruments;
  }

  /** The files that were imported. */
  get sources(): readonly Readonly<CatalogSource>[] {
    return this.#index.sources;
  }

  /** The parts of a selection, by symbol, kind and time. @throws {ConfigError} for what there is not */
  parts(selection: CatalogSelection = {}): CatalogPart[] {
    return selectParts(this.#index, selection);
  }

  /**
   * The instruments of a selection, as its bars and rows have them, ids from 1 on: those that were named, in that order; else
   * those of one source in its order, and those of several by symbol.
   *
   * @throws {ConfigError} for what there is not
   */
  definitions(selection: CatalogSelection): InstrumentDefinition[] {
    const parts = this.parts(selection);
    return instrumentsOf(this.#index, parts, namesIn(selection, parts));
  }

  /**
   * What a file is called as a source, by its bytes and by how they are read.
   *
   * @param reading the format, and whatever else decides what its bytes mean; not which symbols are wanted
   * @throws {IoError} for a file that cannot be read
   */
  static async sourceOf(path: string, reading: Record<string, unknown>, isWhole: boolean): Promise<CatalogSource> {
    const { sha256 } = await checksumOf(path);
    const id = checksum()
      .update(JSON.stringify([sha256, reading]))
      .digest("hex")
      .slice(0, 16);
    return { id, name: basename(path), sha256, reading, isWhole, symbols: [] };
  }

  /** Whether every row of a source is here. */
  has(source: CatalogSource): boolean {
    return this.#index.sources.some(({ id, isWhole }) => id === source.id && isWhole);
  }

  /**
   * Begins an import. No other can begin until it has ended, in this process or another.
   *
   * @throws {StateError} where another is under way
   * @throws {UnavailableError} where `hyparquet-writer` is not installed
   * @example
   * await using writing = await catalog.import({ source: await Catalog.sourceOf(path, { format: "itch50" }, true) });
   * for (const batch of batches) writing.write(batch, instruments);
   * await writing.commit();
   */
  import(options: CatalogImportOptions): Promise<CatalogImport> {
    return CatalogImport.begin(this.folder, options, () => lockCatalog(this.folder));
  }

  /**
   * The rows of a selection, by time. Rows of one source keep its order. Of sources with the same time that goes first of
   * whose instruments one was named first; then that of whose kinds one stands first in `CATALOG_KINDS`; then that which
   * began first; then by id. A message of a venue is never cut in two. A book begins where its first whole book does.
   *
   * @throws {ConfigError} for what there is not, and for a selection that holds no rows
   */
  rows(selection: CatalogSelection): CatalogRows {
    const parts = this.parts(selection).filter(({ kind }) => kind !== "bars");
    if (parts.length === 0) throw new ConfigError("catalog", this.folder, "a selection that holds rows of ticks");
    const instruments = instrumentsOf(this.#index, parts, namesIn(selection, parts));
    const uses = new Map<string, PartUse[]>();
    for (const part of parts) {
      const place = instruments.findIndex(({ symbol }) => symbol === part.symbol);
      const { priceDecimals, sizeDecimals = 0 } = instruments[place]!;
      const scale = {
        price: POWERS_OF_TEN[priceDecimals - part.priceDecimals]!,
        size: POWERS_OF_TEN[sizeDecimals - part.sizeDecimals]!,
      };
      const known = uses.get(part.source);
      if (known === undefined) uses.set(part.source, [{ part, place, scale }]);
      else known.push({ part, place, scale });
    }
    const ranked = [...uses.values()].toSorted(
      (a, b) =>
        least(a, ({ place }) => place) - least(b, ({ place }) => place) ||
        least(a, ({ part }) => kindRank(part)) - least(b, ({ part }) => kindRank(part)) ||
        order(firstTime(a), firstTime(b)) ||
        order(a[0]!.part.source, b[0]!.part.source),
    );
    const span = { from: selection.from, to: selection.to };
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return { instruments, rows, batches: mergeRows(this.folder, ranked, span) };
  }

  /**
   * The bars of a selection, a series for each instrument.
   *
   * @throws {ConfigError} for what there is not, and for an instrument of which there are none
   * @throws {InputError} `CORRUPT`, naming a damaged part
   */
  async bars(selection: Omit<CatalogSelection, "kinds">): Promise<BarSeries[]> {
    const parts = this.parts({ ...selection, kinds: ["bars"] });
    if (parts.length === 0) throw new ConfigError("catalog", this.folder, "a selection that holds bars");
    const series: BarSeries[] = [];
    for (const definition of instrumentsOf(this.#index, parts, namesIn(selection, parts)))
      series.push(
        await this.#series(
          definition,
          parts.filter(({ symbol }) => symbol === definition.symbol),
          selection,
        ),
      );
    return series;
  }

  /** Reads every byte of every part, and looks for files that the index does not name. */
  async verify(selection: CatalogSelection = {}): Promise<CatalogDamage[]> {
    const found: CatalogDamage[] = [];
    for (const part of this.parts(selection)) {
      const why = await damageOf(this.folder, part);
      if (why !== undefined) found.push({ file: part.file, kind: "part", why });
    }
    const named = new Set(this.#index.parts.map(({ file }) => file));
    const files = readdirSync(this.folder, { recursive: true, encoding: "utf8" });
    for (const file of files.map((name) => name.replaceAll("\\", "/")).sort(order))
      if (file.endsWith(".parquet") && !file.startsWith(".") && !named.has(file))
        found.push({ file, kind: "stray", why: "the index does not name it" });
    return found;
  }

  /**
   * Removes the parts of a selection, whole parts: each that has something of it. The index is replaced first, so that after
   * a crash files may be left, but none is missed. This catalog goes on as it was; open it again.
   *
   * @returns what was removed
   * @throws {StateError} where an import is under way
   */
  remove(selection: CatalogSelection): CatalogPart[] {
    using _ = lockCatalog(this.folder);
    const index = readIndex(this.folder) ?? emptyIndex();
    const gone = selectParts(index, selection);
    const files = new Set(gone.map(({ file }) => file));
    const parts = index.parts.filter(({ file }) => !files.has(file));
    const hurt = new Set(gone.map(({ source }) => source));
    const symbols = new Set(parts.map(({ symbol }) => symbol));
    writeIndex(this.folder, {
      ...index,
      parts,
      instruments: index.instruments.filter(({ symbol }) => symbols.has(symbol)),
      sources: index.sources
        .filter(({ id }) => parts.some(({ source }) => source === id))
        .map((source) => (hurt.has(source.id) ? { ...source, isWhole: false } : source)),
    });
    for (const file of files) io(file, () => rmSync(join(this.folder, file), { force: true }));
    return gone;
  }

  async #series(
    definition: InstrumentDefinition,
    parts: readonly CatalogPart[],
    { from, to }: CatalogSelection,
  ): Promise<BarSeries> {
    const instrument = new Instrument(definition);
    const read: BarSeries[] = [];
    for (const part of parts) {
      const why = await damageOf(this.folder, part);
      if (why !== undefined) throw damaged(this.folder, part, why);
      const bytes = new Uint8Array(readFileSync(join(this.folder, part.file)));
      const { series, rejected } = await readBarsParquet(bytes, { instrument, negativePrices: true });
      if (rejected > 0 || series.length !== part.rows)
        throw damaged(this.folder, part, `${series.length} of ${part.rows} bars can be read`);
      read.push(series);
    }
    const joined = joinSeries(instrument, read);
    const first = from === undefined ? 0 : joined.indexFrom(microsOf(from) + (nanosOf(from) > 0 ? 1 : 0));
    const end = to === undefined ? joined.length : joined.indexFrom(microsOf(to) + (nanosOf(to) > 0 ? 1 : 0));
    if (end <= first)
      throw new ConfigError("catalog", this.folder, `a selection that holds bars of ${definition.symbol}`);
    return joined.slice(first, end);
  }
}

function joinSeries(instrument: Instrument, all: readonly BarSeries[]): BarSeries {
  const length = all.reduce((sum, series) => sum + series.length, 0);
  const join = (pick: (series: BarSeries) => Float64Array): Float64Array => {
    const joined = new Float64Array(length);
    let at = 0;
    for (const series of all) {
      joined.set(pick(series), at);
      at += series.length;
    }
    return joined;
  };
  return new BarSeries(instrument, {
    timeMicros: join(({ timeMicros }) => timeMicros),
    open: join(({ open }) => open),
    high: join(({ high }) => high),
    low: join(({ low }) => low),
    close: join(({ close }) => close),
    volume: join(({ volume }) => volume),
    ...(all.every(({ adjustedClose }) => adjustedClose !== undefined) && {
      adjustedClose: join(({ adjustedClose }) => adjustedClose!),
    }),
  });
}

/** The symbols that were named, all of which must have something. @throws {ConfigError} */
function namesIn({ symbols }: CatalogSelection, parts: readonly CatalogPart[]): readonly string[] | undefined {
  for (const symbol of symbols ?? [])
    if (!parts.some((part) => part.symbol === symbol))
      throw new ConfigError("symbol", symbol, "a symbol that has something of what is asked for");
  return symbols;
}

function least(uses: readonly PartUse[], value: (use: PartUse) => number): number {
  return uses.reduce((found, use) => Math.min(found, value(use)), Number.POSITIVE_INFINITY);
}

function firstTime(uses: readonly PartUse[]): string {
  return uses.map(({ part }) => part.from).sort(order)[0]!;
}
