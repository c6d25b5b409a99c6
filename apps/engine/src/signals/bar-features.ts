import { log } from "@hotpath/core";
import { indicator } from "@hotpath/indicators";
import { exponentialVolatility, type FeatureColumns } from "@hotpath/signals/research";

/** Changes over these many bars. */
const BACK = [1, 5, 20, 60];

/**
 * Features of bars that depend on no unit of price: changes and ranges in deviations of a bar's return, oscillators, and the
 * volume against its mean. NaN before there are enough bars. No value knows a later bar.
 *
 * @param bars `close`, and where there are `high`, `low` and `volume`
 */
export function barFeatures(bars: FeatureColumns): FeatureColumns {
  const { high, low, volume } = bars;
  const close = bars.close!;
  const volatility = exponentialVolatility(close, 50);
  const logs = close.map(log);
  const features: Record<string, Float64Array> = { volatility };
  for (const back of BACK)
    features[`change_${back}`] = logs.map((value, i) =>
      i < back ? Number.NaN : ratio(value - logs[i - back]!, volatility[i]! * Math.sqrt(back)),
    );
  const average = indicator("SMA", { timePeriod: 20 }).batch(close).outputs.real!;
  features.distance_20 = close.map((price, i) => ratio(price / average[i]! - 1, volatility[i]! * Math.sqrt(20)));
  features.rsi_14 = indicator("RSI", { timePeriod: 14 }).batch(close).outputs.real!.slice();
  const histogram = indicator("MACD").batch(close).outputs.macdHist!;
  features.macd = histogram.map((value, i) => ratio(value / close[i]!, volatility[i]!));
  features.volatility_ratio = shortToLong(close);
  if (high !== undefined && low !== undefined) {
    features.range = close.map((_, i) => ratio(log(high[i]! / low[i]!), volatility[i]!));
    features.place = close.map((price, i) => ratio(price - low[i]!, high[i]! - low[i]!));
  }
  if (volume !== undefined) {
    const mean = indicator("SMA", { timePeriod: 20 }).batch(volume).outputs.real!;
    features.volume_ratio = volume.map((value, i) => ratio(value, mean[i]!));
  }
  return features;
}

/** NaN, a missing value, where there is nothing to divide by. */
function ratio(value: number, by: number): number {
  const result = value / by;
  return by !== 0 && Number.isFinite(result) ? result : Number.NaN;
}

function shortToLong(close: Float64Array): Float64Array {
  const [short, long] = [exponentialVolatility(close, 10), exponentialVolatility(close, 100)];
  return short.map((value, i) => ratio(value, long[i]!));
}
