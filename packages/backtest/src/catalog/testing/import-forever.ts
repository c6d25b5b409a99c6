/** A process that imports rows into the catalog of its first argument and never commits: it says so, and waits to be killed. */
import { Side } from "@hotpath/core";
import { MarketBatch, MarketKind } from "@hotpath/market-data";
import { Catalog } from "../index.ts";
import { sourceNamed } from "./source-named.ts";

const catalog = Catalog.create(process.argv[2]!);
const writing = await catalog.import({ source: sourceNamed("killed"), maxHeldRows: 1024 });
const batch = new MarketBatch();
for (let round = 0; ; round++) {
  batch.clear();
  for (let row = 0; row < 1000; row++)
    batch.add(MarketKind.Trade, 0, 0, Side.Buy, 100, 1, row, -1, 1.7e15 + round * 1e6 + row, 0);
  writing.write(batch, [{ symbol: "AAA", priceDecimals: 2, sizeDecimals: 0 }]);
  if (round === 5) process.stdout.write("writing\n");
  if (round >= 5) await new Promise((resolve) => setTimeout(resolve, 5));
}
