import { MAX_DECIMALS } from "@hotpath/core";
import { CsvRows, ROW } from "../internal/csv-rows.ts";
import type { VenueInstrument } from "../json/venue-instruments.ts";
import { type CsvDecoder, type CsvLayout, headerNames } from "./csv-decoder.ts";

const FIELDS_MAX = 1024;
/** Symbols that are kept. */
const MAX_SYMBOLS = 2 ** 16;
const NUMBER = /^\s*[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/;
const text = new TextDecoder();

/**
 * Finds the symbols of a CSV file and the decimals that their numbers need, by a look at its beginning: for files of which
 * nothing is known. What comes later and is finer is rejected, so it is better to know.
 *
 * @param bytes the beginning of the file, cut anywhere
 * @param decoder says where the columns are; it is not changed
 * @param symbol the name of the instrument where the file has no column of symbols
 * @returns the symbols in the order of coming, with indexes from 0
 */
export function probeCsv(bytes: Uint8Array, decoder: CsvDecoder, symbol = "", delimiter = 44): VenueInstrument[] {
  const rows = new CsvRows(delimiter, FIELDS_MAX);
  rows.feed(bytes);
  // A number that the cut has shortened needs no more decimals than it had.
  rows.last();
  const found = new Map<string, VenueInstrument>();
  let layout: CsvLayout | undefined;
  let fields = 0;
  while (rows.next() === ROW) {
    if (rows.isMalformed) continue;
    if (layout === undefined) {
      layout = decoder.readHeader(headerNames(rows));
      fields = rows.fieldCount;
    } else if (rows.fieldCount === fields) {
      probeRow(rows, layout, symbol, found);
    }
  }
  return [...found.values()];
}

function probeRow(rows: CsvRows, layout: CsvLayout, symbol: string, found: Map<string, VenueInstrument>): void {
  const field = (index: number) => text.decode(rows.bytes.subarray(rows.starts[index]!, rows.ends[index]!));
  const name = layout.symbol < 0 ? symbol : field(layout.symbol);
  const decimals = (indexes: readonly number[]): number =>
    indexes.reduce((most, index) => Math.max(most, decimalsOfText(field(index))), -1);
  const price = decimals(layout.prices);
  const size = decimals(layout.sizes);
  // A row without any number is no row of this file.
  if (price < 0 && size < 0) return;
  const known = found.get(name);
  if (known !== undefined) {
    known.priceDecimals = Math.max(known.priceDecimals, price);
    known.sizeDecimals = Math.max(known.sizeDecimals, size);
  } else if (found.size < MAX_SYMBOLS) {
    const [priceDecimals, sizeDecimals] = [Math.max(0, price), Math.max(0, size)];
    found.set(name, { symbol: name, index: found.size, priceDecimals, sizeDecimals });
  }
}

/** The decimals that a number needs, 15 at the most; −1 if the text is no number. */
function decimalsOfText(field: string): number {
  const match = NUMBER.exec(field);
  if (match === null || (match[1] === "" && (match[2] ?? "") === "")) return -1;
  const [, whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/0+$/, "");
  const behind = digits.length - whole.length - Number(exponent);
  return digits === "" ? 0 : Math.min(MAX_DECIMALS, Math.max(0, behind));
}
