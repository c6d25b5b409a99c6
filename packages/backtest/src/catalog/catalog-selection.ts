import { ConfigError, formatTimestamp, type InstrumentDefinition } from "@hotpath/core";
import { CATALOG_KINDS, type CatalogIndex, type CatalogKind, type CatalogPart, order } from "./catalog-index.ts";

/** Which parts of a catalog are meant; what is left out leaves nothing out. */
export interface CatalogSelection {
  symbols?: readonly string[];
  kinds?: readonly CatalogKind[];
  /** From this time on, nanoseconds since the Unix epoch. */
  from?: bigint;
  /** Up to, and without, this time. */
  to?: bigint;
}

/**
 * The parts that have something of a selection, by symbol, kind and day.
 *
 * @throws {ConfigError} for a symbol or a kind that there is not, or a span that is none
 */
export function selectParts(index: CatalogIndex, selection: CatalogSelection): CatalogPart[] {
  const { symbols, kinds, from, to } = selection;
  const known = index.instruments.map(({ symbol }) => symbol);
  for (const symbol of symbols ?? [])
    if (!known.includes(symbol))
      throw new ConfigError("symbol", symbol, listed(known, "a catalog that holds something"));
  for (const kind of kinds ?? [])
    if (!CATALOG_KINDS.includes(kind)) throw new ConfigError("kind", kind, CATALOG_KINDS.join(", "));
  if (from !== undefined && to !== undefined && from >= to)
    throw new ConfigError("to", formatTimestamp(to), `a time after ${formatTimestamp(from)}`);
  const [first, last] = [from, to].map((nanos) => (nanos === undefined ? undefined : formatTimestamp(nanos)));
  const chosen = symbols && new Set(symbols);
  return index.parts
    .filter(
      (part) =>
        (chosen === undefined || chosen.has(part.symbol)) &&
        (kinds === undefined || kinds.includes(part.kind)) &&
        // Texts of one form and length: they are in order as the times are.
        (first === undefined || part.to >= first) &&
        (last === undefined || part.from < last),
    )
    .toSorted((a, b) => order(a.symbol, b.symbol) || kindRank(a) - kindRank(b) || order(a.from, b.from));
}

/** Where a part's kind stands in {@link CATALOG_KINDS}. */
export function kindRank({ kind }: Pick<CatalogPart, "kind">): number {
  return CATALOG_KINDS.indexOf(kind);
}

/**
 * The instruments of parts, ids from 1 on: those that were named, in that order; else, of one source, in its order, and of
 * several by symbol. Their units are those of the most exact of the parts, or of the tick and the lot where these are finer.
 */
export function instrumentsOf(
  index: CatalogIndex,
  parts: readonly CatalogPart[],
  symbols?: readonly string[],
): InstrumentDefinition[] {
  const names = symbols ?? orderOf(index, parts);
  return names.map((symbol, place) => {
    const { priceDecimals: _, sizeDecimals: __, ...rest } = index.instruments.find((one) => one.symbol === symbol)!;
    const its = parts.filter((part) => part.symbol === symbol);
    const ticks = Array.isArray(rest.tick) ? rest.tick.flatMap(({ tick, from }) => [tick, from]) : [rest.tick];
    return {
      id: place + 1,
      ...rest,
      priceDecimals: Math.max(...its.map((part) => part.priceDecimals), ...ticks.map(decimalsOf)),
      sizeDecimals: Math.max(
        ...its.map((part) => part.sizeDecimals),
        ...[rest.lot, rest.minSize, rest.maxSize].map(decimalsOf),
      ),
    };
  });
}

function orderOf({ sources }: CatalogIndex, parts: readonly CatalogPart[]): string[] {
  const present = [...new Set(parts.map(({ symbol }) => symbol))].sort(order);
  const ids = new Set(parts.map(({ source }) => source));
  const own = ids.size === 1 ? sources.find(({ id }) => ids.has(id))?.symbols : undefined;
  if (own === undefined || !present.every((symbol) => own.includes(symbol))) return present;
  return own.filter((symbol) => present.includes(symbol));
}

/** Decimals that a number is written with; 0 for none. */
function decimalsOf(value: unknown): number {
  return /\.(\d+)$/.exec(String(value ?? ""))?.[1]?.replace(/0+$/, "").length ?? 0;
}

function listed(names: readonly string[], otherwise: string): string {
  if (names.length === 0) return otherwise;
  return `${names.slice(0, 20).join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}`;
}
