import { Catalog, type CatalogInstrument, type CatalogPart } from "@hotpath/backtest/catalog";
import { integer } from "../report/format.ts";
import { paintFor } from "../terminal/paint.ts";
import { type Cell, layTable } from "../terminal/table.ts";
import { inOptions, type SelectionOptions, selectionOf } from "./catalog-data.ts";
import { inCatalog } from "./run-import.ts";

/** What the command line says. */
export interface ListOptions extends SelectionOptions {
  parts?: boolean;
  json?: boolean;
}

/** The parts of one instrument and kind. */
interface Holding {
  symbol: string;
  kind: string;
  parts: number;
  rows: number;
  from: string;
  to: string;
  bytes: number;
}

/** `hotpath catalog list`: what a catalog holds. @returns 0 */
export function runList(folder: string, options: ListOptions): number {
  const catalog = inCatalog(folder, () => Catalog.open(folder));
  const parts = inOptions(() => catalog.parts(selectionOf(options)));
  const symbols = new Set(parts.map(({ symbol }) => symbol));
  const instruments = catalog.instruments.filter(({ symbol }) => symbols.has(symbol));
  const sourceNames = new Map(catalog.sources.map(({ id, name }) => [id, name]));
  if (options.json === true) {
    const ids = new Set(parts.map(({ source }) => source));
    const sources = catalog.sources.filter(({ id }) => ids.has(id));
    process.stdout.write(`${JSON.stringify({ catalog: folder, instruments, sources, parts })}\n`);
    return 0;
  }
  const rows = options.parts === true ? partRows(parts, sourceNames) : holdingRows(parts, instruments);
  const align = options.parts === true ? "lllrllrl" : "llrrllrrrl";
  process.stdout.write(`${layTable(rows, align, paintFor(process.stdout)).join("\n")}\n`);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const all = parts.reduce((sum, part) => sum + part.rows, 0);
  process.stdout.write(
    `  ${integer(all)} rows of ${symbols.size} instruments in ${parts.length} parts, ${megabytes(bytes)}\n`,
  );
  return 0;
}

function partRows(parts: readonly CatalogPart[], sources: ReadonlyMap<string, string>): Cell[][] {
  return [
    ["symbol", "kind", "day", "rows", "from", "to", "size", "source"].map(dim),
    ...parts.map(({ symbol, kind, day, rows, from, to, bytes, source }) => [
      symbol,
      kind,
      day,
      integer(rows),
      shortTime(from),
      shortTime(to),
      megabytes(bytes),
      sources.get(source) ?? source,
    ]),
  ];
}

function holdingRows(parts: readonly CatalogPart[], instruments: readonly CatalogInstrument[]): Cell[][] {
  const holdings = new Map<string, Holding>();
  for (const { symbol, kind, rows, from, to, bytes } of parts) {
    const key = `${symbol}\n${kind}`;
    const known = holdings.get(key);
    if (known === undefined) holdings.set(key, { symbol, kind, parts: 1, rows, from, to, bytes });
    else {
      known.parts += 1;
      known.rows += rows;
      known.bytes += bytes;
      if (from < known.from) known.from = from;
      if (to > known.to) known.to = to;
    }
  }
  const terms = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  return [
    ["symbol", "kind", "parts", "rows", "from", "to", "size", "price", "lot", "currency"].map(dim),
    ...[...holdings.values()].map((holding) => {
      const { priceDecimals, sizeDecimals, tick, lot, currency } = terms.get(holding.symbol)!;
      return [
        holding.symbol,
        holding.kind,
        integer(holding.parts),
        integer(holding.rows),
        shortTime(holding.from),
        shortTime(holding.to),
        megabytes(holding.bytes),
        tick === undefined || Array.isArray(tick) ? unit(priceDecimals) : String(tick),
        lot === undefined ? unit(sizeDecimals) : String(lot),
        currency,
      ];
    }),
  ];
}

function unit(decimals: number): string {
  return decimals === 0 ? "1" : `0.${"1".padStart(decimals, "0")}`;
}

/** To the second, UTC. */
function shortTime(time: string): string {
  return time.slice(0, 19).replace("T", " ");
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function dim(text: string): Cell {
  return { text, tone: "dim" };
}
