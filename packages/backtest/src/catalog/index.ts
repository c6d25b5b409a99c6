/**
 * A data catalog: a folder of Parquet files, partitioned by kind, instrument and UTC day, and `catalog.json`, which says
 * what is in them. A {@link CatalogImport} writes rows and bars into parts and enters them all at once; a {@link Catalog}
 * finds parts, reads them as one stream of rows or as bars, verifies and removes them. No file is read before its bytes are
 * found to be those that were written. Needs files (Bun, Node), and the packages `hyparquet` and `hyparquet-writer`.
 */
export { Catalog, type CatalogDamage, type CatalogRows } from "./catalog.ts";
export { CatalogImport, type CatalogImported, type CatalogImportOptions } from "./catalog-import.ts";
export {
  CATALOG_KINDS,
  type CatalogInstrument,
  type CatalogKind,
  type CatalogPart,
  type CatalogSource,
} from "./catalog-index.ts";
export type { CatalogSelection } from "./catalog-selection.ts";
