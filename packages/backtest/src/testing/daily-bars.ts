import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Instrument, Random } from "@hotpath/core";
import { BarSeries, parseBarsCsv } from "@hotpath/market-data";

const root = resolve(import.meta.dir, "../../../..");
const file = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "golden/indicators/cdl_spx/_input.csv");

/** Daily bars for tests that work out their answers: the S&P 500 where the tests' data is, else as many of a seeded walk. */
export async function dailyBars(): Promise<BarSeries> {
  const index = new Instrument({ id: 1, symbol: "SPX", priceDecimals: 2 });
  if (!existsSync(file)) return walk(index);
  const { series } = parseBarsCsv(await Bun.file(file).text(), { instrument: index, dateFormat: "us", round: true });
  return series;
}

function walk(index: Instrument): BarSeries {
  const random = new Random(500);
  const length = 8111;
  const column = (): Float64Array => new Float64Array(length);
  const bars = {
    timeMicros: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = 35_000;
  for (let i = 0; i < length; i++) {
    const open = Math.round(price * (1 + 0.002 * random.normal()));
    const close = Math.round(open * (1.0003 + 0.01 * random.normal()));
    bars.timeMicros[i] = 631_238_400e6 + i * 86_400e6;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close) + random.integer(100);
    bars.low[i] = Math.min(open, close) - random.integer(100);
    price = close;
  }
  return new BarSeries(index, bars);
}
