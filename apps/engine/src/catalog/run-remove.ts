import { Catalog } from "@hotpath/backtest/catalog";
import { ConfigError } from "@hotpath/core";
import { inOptions, type SelectionOptions, selectionOf } from "./catalog-data.ts";
import { inCatalog } from "./run-import.ts";

/**
 * `hotpath catalog remove`: removes the parts that are named.
 *
 * @returns 0
 * @throws {ConfigError} where nothing is named, and `--all` is not given
 */
export function runRemove(folder: string, options: SelectionOptions & { all?: boolean; json?: boolean }): number {
  const catalog = inCatalog(folder, () => Catalog.open(folder));
  const selection = selectionOf(options);
  if (Object.keys(selection).length === 0 && options.all !== true)
    throw new ConfigError("--all", undefined, "what is to be removed: --symbol, --kind, --from, --to, or --all");
  const removed = inOptions(() => catalog.remove(selection));
  const rows = removed.reduce((sum, part) => sum + part.rows, 0);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ catalog: folder, removed })}\n`
      : `${removed.length} parts with ${rows} rows removed\n`,
  );
  return 0;
}
