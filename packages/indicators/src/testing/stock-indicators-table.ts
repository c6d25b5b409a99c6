/** The published files of Stock.Indicators, all of them: what their columns come from. */
import type { FileEntry } from "./stock-indicators.ts";
import { stockTableA } from "./stock-indicators-table-a.ts";
import { stockTableK } from "./stock-indicators-table-k.ts";

/** What each file's columns are, by file. */
export const stockTable: Readonly<Record<string, FileEntry>> = { ...stockTableA, ...stockTableK };
