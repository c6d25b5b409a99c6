import { Instrument, Random } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";

/** Bars of a random walk, a day or another span apart: each opens where the one before closed, give or take a little. */
export function walkBars(length: number, seed: number, options: { id?: number; spanMicros?: number } = {}): BarSeries {
  const { id = 1, spanMicros = 86_400e6 } = options;
  const random = new Random(seed);
  const [open, high, low, close] = [0, 0, 0, 0].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let last = 100_000;
  for (let i = 0; i < length; i++) {
    open[i] = Math.max(1000, Math.round(last * (1 + 0.002 * random.normal())));
    close[i] = last = Math.max(1000, Math.round(open[i]! * (1 + 0.01 * random.normal())));
    high[i] = Math.max(open[i]!, close[i]!) + random.integer(500);
    low[i] = Math.min(open[i]!, close[i]!) - random.integer(500);
  }
  const timeMicros = close.map((_, i) => (i + 1) * spanMicros);
  const volume = close.map(() => 1_000_000);
  const instrument = new Instrument({ id, symbol: `WALK${id}`, priceDecimals: 2 });
  return new BarSeries(instrument, { timeMicros, open, high, low, close, volume });
}
