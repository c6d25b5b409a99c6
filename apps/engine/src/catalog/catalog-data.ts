/** What commands that run strategies read of a catalog. */
import { CATALOG_KINDS, Catalog, type CatalogKind, type CatalogSelection } from "@hotpath/backtest/catalog";
import { ConfigError, type InstrumentDefinition } from "@hotpath/core";
import type { BarSeries } from "@hotpath/market-data";
import type { RowSource } from "../run/feeds/row-source.ts";

/** What the command line says of which parts are meant. */
export interface SelectionOptions {
  symbols?: readonly string[];
  kind?: readonly string[];
  from?: bigint;
  to?: bigint;
}

/** Bars or rows of a catalog. */
export type CatalogData = { bars: BarSeries[]; instruments: InstrumentDefinition[] } | { rows: RowSource };

/**
 * Bars or rows of the catalog in a folder. Where there are both, `--kind` has to say which.
 *
 * @param option the option that named the folder, for errors
 * @returns undefined where the path is no catalog
 * @throws {ConfigError} for what the catalog does not have, and for options that only a catalog has where there is none
 */
export async function openCatalogData(
  folder: string,
  option: string,
  options: SelectionOptions,
): Promise<CatalogData | undefined> {
  if (!Catalog.isCatalog(folder)) {
    for (const name of ["kind", "from", "to"] as const)
      if (options[name] !== undefined) throw new ConfigError(`--${name}`, options[name], `${option} a catalog`);
    return undefined;
  }
  const catalog = Catalog.open(folder);
  const selection = selectionOf(options);
  const kinds = new Set(inOptions(() => catalog.parts(selection)).map(({ kind }) => kind));
  if (kinds.size === 0) throw new ConfigError(option, folder, "a catalog that has something of what is asked for");
  const areBars = kinds.has("bars");
  if (areBars && kinds.size > 1)
    throw new ConfigError(
      "--kind",
      options.kind?.join(","),
      `bars, or some of ${[...kinds].filter((kind) => kind !== "bars").join(",")}`,
    );
  if (areBars)
    return { bars: await inOptions(() => catalog.bars(selection)), instruments: catalog.definitions(selection) };
  const { instruments } = inOptions(() => catalog.rows(selection));
  const names = [...kinds].sort((a, b) => CATALOG_KINDS.indexOf(a) - CATALOG_KINDS.indexOf(b));
  return {
    rows: {
      name: `${folder}, ${names.join(", ")}`,
      instruments,
      batches: () => catalog.rows(selection).batches,
      notes: () => [],
    },
  };
}

/** The selection that options ask for. */
export function selectionOf({ symbols, kind, from, to }: SelectionOptions): CatalogSelection {
  return {
    ...(symbols !== undefined && symbols.length > 0 && { symbols }),
    ...(kind !== undefined && { kinds: kind as readonly CatalogKind[] }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

/** Errors of a selection name the options that it comes from. */
export function inOptions<T>(work: () => T): T {
  const named = (error: unknown): unknown =>
    error instanceof ConfigError && ["symbol", "kind", "from", "to"].includes(error.path)
      ? new ConfigError(`--${error.path}`, error.value, error.allowed)
      : error;
  try {
    const value = work();
    if (value instanceof Promise) return value.catch((error: unknown) => Promise.reject(named(error))) as T;
    return value;
  } catch (error) {
    throw named(error);
  }
}
