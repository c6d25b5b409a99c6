import { Catalog } from "@hotpath/backtest/catalog";
import { inOptions, type SelectionOptions, selectionOf } from "./catalog-data.ts";
import { inCatalog } from "./run-import.ts";

/** `hotpath catalog verify`: reads every byte. @returns 1 if any part is not what was written */
export async function runVerify(folder: string, options: SelectionOptions & { json?: boolean }): Promise<number> {
  const catalog = inCatalog(folder, () => Catalog.open(folder));
  const selection = selectionOf(options);
  const damage = await inOptions(() => catalog.verify(selection));
  const parts = catalog.parts(selection).length;
  const broken = damage.filter(({ kind }) => kind === "part").length;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ catalog: folder, parts, damage })}\n`);
  else {
    for (const { file, why } of damage) process.stdout.write(`${file}: ${why}\n`);
    process.stdout.write(`${parts} parts, ${broken} damaged, ${damage.length - broken} files that no index names\n`);
  }
  return broken > 0 ? 1 : 0;
}
