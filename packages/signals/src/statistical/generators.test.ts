import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MicroPrice } from "@hotpath/indicators";
import fc from "fast-check";
import type { SignalGenerator } from "../signal-generator.ts";
import { SignalSet } from "../signal-set.ts";
import {
  bayesianBreak,
  CrossSectionalMomentum,
  crossSectionalMomentum,
  cusumBreak,
  defaultStatisticalGenerators,
  MicropriceDrift,
  micropriceDrift,
  OrderFlowSignal,
  OrnsteinUhlenbeckReversion,
  orderFlowImbalance,
  ornsteinUhlenbeckReversion,
  type QuoteColumns,
  signalSeries,
  TimeSeriesMomentum,
  timeSeriesMomentum,
  ZScoreReversion,
  zScoreReversion,
} from "./index.ts";

const factories: ((symbols: number) => SignalGenerator)[] = [
  ...defaultStatisticalGenerators(),
  timeSeriesMomentum({ lookback: 5, skip: 2, centre: 3 }),
  zScoreReversion({ span: 8, entry: 0.2 }),
  ornsteinUhlenbeckReversion({ span: 24, threshold: 0, horizon: 3 }),
  cusumBreak({ threshold: 1, drift: 0.1, hold: 3 }),
  orderFlowImbalance({ quotes: 3, depthSpan: 5 }),
  micropriceDrift({ tickSize: 0.01, spreadTicks: 3, imbalanceBins: 4, warmUp: 5 }),
];

/** A book whose quotes move where their imbalance says; its mid is the price. */
function market(seed: number, rows: number): { prices: Float64Array; quotes: QuoteColumns } {
  const random = new Random(seed);
  let [bid, spread, bidSize, askSize] = [10_000, 1, 50, 50];
  const columns = [0, 1, 2, 3].map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < rows; i++) {
    bidSize += random.integer(61) - 30;
    askSize += random.integer(61) - 30;
    if (bidSize <= 0 || askSize <= 0) {
      bid += bidSize <= 0 ? -1 : 1;
      spread = random.chance(0.7) ? 1 : 2;
      [bidSize, askSize] = [1 + random.integer(100), 1 + random.integer(100)];
    }
    for (const [k, value] of [bid / 100, (bid + spread) / 100, bidSize, askSize].entries()) columns[k]![i] = value;
  }
  const [bidPrice, askPrice, bids, asks] = columns;
  const prices = bidPrice.map((price, i) => (price + askPrice[i]!) / 2);
  return { prices, quotes: { bidPrice, askPrice, bidSize: bids, askSize: asks } };
}

function feed(generator: SignalGenerator, symbol: number, row: number, { prices, quotes }: ReturnType<typeof market>) {
  const { bidPrice, askPrice, bidSize, askSize } = quotes;
  generator.quote?.(symbol, bidPrice[row]!, askPrice[row]!, bidSize[row]!, askSize[row]!);
  return generator.update(symbol, prices[row]!, 1);
}

function bytesOf(generator: SignalGenerator): Uint8Array {
  const writer = new SnapshotWriter();
  generator.snapshot(writer);
  return writer.finish();
}

describe("every generator", () => {
  test("streamed among other symbols gives the bits of the batch", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 4 }), (seed, symbols) => {
        const markets = Array.from({ length: symbols }, (_, s) => market(seed + s, 200));
        for (const factory of factories) {
          const generator = factory(symbols);
          const batches = markets.map(({ prices, quotes }) => signalSeries(factory, prices, { quotes }));
          for (let row = 0; row < 200; row++)
            for (let symbol = 0; symbol < symbols; symbol++) {
              expect(feed(generator, symbol, row, markets[symbol]!)).toBe(batches[symbol]!.signals[row]!);
              expect(generator.value(symbol)).toBe(batches[symbol]!.values[row]!);
            }
        }
      }),
      { numRuns: 8 },
    );
  });

  test("goes on from a snapshot to the bit", () => {
    const data = market(3, 400);
    for (const factory of factories) {
      const [whole, second] = [factory(2), factory(2)];
      for (let row = 0; row < 250; row++) feed(whole, row & 1, row, data);
      second.restore(new SnapshotReader(bytesOf(whole)));
      for (let row = 250; row < 400; row++)
        expect(feed(second, row & 1, row, data)).toBe(feed(whole, row & 1, row, data));
      expect(bytesOf(second)).toEqual(bytesOf(whole));
      expect(() => factory(3).restore(new SnapshotReader(bytesOf(whole)))).toThrow(InputError);
    }
  });

  test("passes over what is not finite, and is finite and below 1 once it speaks", () => {
    const data = market(9, 600);
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const factory of factories) {
      const [clean, dirty] = [factory(1), factory(1)];
      let spoke = false;
      for (let row = 0; row < 600; row++) {
        if (row % 7 === 3) {
          const value = bad[row % 3]!;
          dirty.quote?.(0, value, data.quotes.askPrice[row]!, 1, 1);
          dirty.quote?.(0, data.quotes.bidPrice[row]!, data.quotes.askPrice[row]!, 1, value);
          if (clean instanceof MicropriceDrift) clean.quote(0, value, 1, 1, 1);
          dirty.update(0, value, 1);
        }
        const signal = feed(clean, 0, row, data);
        expect(feed(dirty, 0, row, data)).toBe(signal);
        expect(Number.isNaN(signal) && spoke).toBe(false);
        spoke ||= !Number.isNaN(signal) && signal !== 0;
        expect(Math.abs(signal) >= 1).toBe(false);
        expect(clean.reason!(0).includes("NaN")).toBe(false);
      }
      // In a random walk, an Ornstein–Uhlenbeck process is rarely seen.
      expect(spoke || clean instanceof OrnsteinUhlenbeckReversion).toBe(true);
    }
  });

  test("whatever doubles come, it is below 1, and never falls silent once it has spoken", () => {
    const any = fc.oneof(
      fc.double({ noDefaultInfinity: false }),
      fc.integer({ min: 90, max: 110 }),
      fc.constantFrom(5e-324, 1e-75, 1e75, -1e75, 1.7e308, 0, -0),
    );
    const rows = fc.array(fc.tuple(any, any, any, any), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(rows, (quotes) => {
        for (const factory of [
          ...factories,
          bayesianBreak({ every: 1 }),
          crossSectionalMomentum({ every: 1, least: 2 }),
        ]) {
          const generator: SignalGenerator = factory(1);
          let spoke = false;
          for (const [a, b, c, d] of quotes) {
            generator.quote?.(0, a, b, c, d);
            const signal = generator.update(0, a, b);
            const wrong = Number.isNaN(signal) ? spoke : Math.abs(signal) >= 1;
            expect([generator.name, signal, wrong]).toEqual([generator.name, signal, false]);
            spoke ||= !Number.isNaN(signal);
          }
          // Whatever came before, it has something to say of what is in order.
          for (let i = 0; i < 400; i++) {
            generator.quote?.(0, 99, 101, 5 + (i % 3), 7);
            generator.update(0, 100 + (i % 7), 1);
          }
          if (!(generator instanceof CrossSectionalMomentum))
            expect([generator.name, Number.isFinite(generator.update(0, 101, 1))]).toEqual([generator.name, true]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("has nothing to say of a flat market, and no NaN once it is warm", () => {
    const prices = new Float64Array(300).fill(100);
    const quotes = {
      bidPrice: prices.map(() => 99.5),
      askPrice: prices.map(() => 100.5),
      bidSize: prices.map(() => 7),
      askSize: prices.map(() => 7),
    };
    for (const factory of factories) {
      const { signals, values } = signalSeries(factory, prices, { quotes });
      expect([...signals.slice(-100)].every((signal) => signal === 0)).toBe(true);
      expect([...values.slice(-100)].every((value) => value === 0)).toBe(true);
      const risen = signalSeries(
        factory,
        Float64Array.from({ length: 300 }, (_, i) => 100 + (i > 280 ? 1 : 0)),
      );
      // Nothing is known yet of what is much.
      expect(Math.abs(risen.signals[281]!)).toBe(0);
      expect([...risen.signals.slice(-10)].every((signal) => Math.abs(signal) < 1)).toBe(true);
    }
  });

  test("an option out of range is named", () => {
    const wrong: [() => SignalGenerator, string][] = [
      [() => timeSeriesMomentum({ lookback: 1 })(1), "lookback"],
      [() => timeSeriesMomentum({ skip: -1 })(1), "skip"],
      [() => zScoreReversion({ span: Number.NaN })(1), "span"],
      [() => zScoreReversion({ entry: -1 })(1), "entry"],
      [() => ornsteinUhlenbeckReversion({ horizon: 0 })(1), "horizon"],
      [() => ornsteinUhlenbeckReversion({ threshold: 1 })(1), "threshold"],
      [() => cusumBreak({ threshold: 0 })(1), "threshold"],
      [() => orderFlowImbalance({ quotes: 0 })(1), "quotes"],
      [() => micropriceDrift({ tickSize: 0 })(1), "tickSize"],
      [() => micropriceDrift({ imbalanceBins: 5 })(1), "imbalanceBins"],
    ];
    for (const [make, path] of wrong) expect(make).toThrow(path);
    for (const factory of factories) expect(() => factory(0)).toThrow(ConfigError);
    expect(() => signalSeries(zScoreReversion(), new Float64Array(3), { perUnit: new Float64Array(2) })).toThrow(
      "perUnit",
    );
  });

  test("the default ones make a set", () => {
    using set = new SignalSet({
      symbols: 1,
      generators: defaultStatisticalGenerators(),
      config: { minSignalConfidence: 0 },
    });
    const { prices } = market(4, 300);
    for (const [i, price] of prices.entries()) set.update(0, price, 0, i);
    expect(set.counts().signals).toBeGreaterThan(100);
  });
});

const walk = (seed: number, rows: number, change: (price: number, shock: number) => number) => {
  const random = new Random(seed);
  let price = 100;
  return Float64Array.from({ length: rows }, () => (price = change(price, random.normal())));
};

describe("against the formulas", () => {
  const prices = walk(11, 400, (price, shock) => price * (1 + 0.01 * shock));

  test("momentum: the return over the lookback in its volatility as of the last multiple of 16", () => {
    for (const { lookback, skip } of [
      { lookback: 32, skip: 0 },
      { lookback: 10, skip: 3 },
    ]) {
      const { values } = signalSeries(timeSeriesMomentum({ lookback, skip, centre: 20 }), prices);
      const forget = 1 / 21;
      for (const row of [100, 255, 399]) {
        // The newest 1 to 16 prices are not in it.
        const known = Array.from({ length: row & ~15 }, (_, i) => prices[i]! / prices[i - 1]! - 1).slice(1);
        let [mean, variance] = [known[0]!, 0];
        for (const value of known.slice(1)) {
          const weights = value - mean;
          mean += forget * weights;
          variance = (1 - forget) * (variance + forget * weights * weights);
        }
        const change = prices[row - skip]! / prices[row - skip - lookback]! - 1;
        expect(values[row]!).toBeCloseTo(change / Math.sqrt(variance * lookback), 10);
      }
    }
  });

  test("z-score: of the price among those before", () => {
    const { values, signals } = signalSeries(zScoreReversion({ span: 30 }), prices);
    for (const row of [40, 399]) {
      // The definition: weights (1 − α)^k, the oldest with what is left.
      const alpha = 2 / 31;
      const past = Array.from(prices.slice(0, row)).reverse();
      const weights = past.map((_, k) => (k === row - 1 ? 1 : alpha) * (1 - alpha) ** k);
      const mean = past.reduce((sum, price, k) => sum + weights[k]! * price, 0);
      const variance = past.reduce((sum, price, k) => sum + weights[k]! * (price - mean) ** 2, 0);
      const z = (prices[row]! - mean) / Math.sqrt(variance);
      expect(values[row]!).toBeCloseTo(z, 9);
      const beyond = z - Math.max(-1, Math.min(1, z));
      expect(signals[row]!).toBeCloseTo(-beyond / (1 + Math.abs(beyond)), 9);
    }
  });

  test("Ornstein–Uhlenbeck: weighted least squares of the steps, and the conditional distribution", () => {
    const reverting = walk(12, 320, (price, shock) => price - 0.2 * (price - 100) + shock);
    const generator = new OrnsteinUhlenbeckReversion(1, { span: 64, horizon: 5 });
    let signal = 0;
    for (const price of reverting.slice(0, 305)) signal = generator.update(0, price);
    // The estimate is that of the first 304 prices.
    const forget = 2 / 65;
    let [m, d, sxx, sxy, syy] = [reverting[0]!, 0, 0, 0, 0];
    for (let i = 1; i < 304; i++) {
      const [x, y] = [reverting[i - 1]! - m, reverting[i]! - reverting[i - 1]! - d];
      m += forget * x;
      d += forget * y;
      sxx = (1 - forget) * (sxx + forget * x * x);
      sxy = (1 - forget) * (sxy + forget * x * y);
      syy = (1 - forget) * (syy + forget * y * y);
    }
    const phi = 1 + sxy / sxx;
    const level = m - d / (phi - 1);
    const noise = syy - (sxy * sxy) / sxx;
    const expected = -(reverting[304]! - level) * (1 - phi ** 5);
    const deviation = Math.sqrt((noise * (1 - phi ** 10)) / (1 - phi * phi));
    const ratio = expected / deviation;
    expect(signal).toBeCloseTo(ratio / (1 + Math.abs(ratio)), 10);
    expect(generator.halfLife(0)).toBeCloseTo(-Math.LN2 / Math.log(phi), 9);
    expect(generator.reason(0)).toMatch(
      /^z-score [\d.]+ (above|below) its mean; half-life [\d.]+ updates, Dickey–Fuller t -/,
    );
    expect(generator.probability(0) > 0.5).toBe(signal > 0);
  });

  test("Ornstein–Uhlenbeck: the model's probability is calibrated on its own process", () => {
    // Of forecasts between 55 and 75 %, as many come true as they say, give or take three standard errors.
    let [said, came, count] = [0, 0, 0];
    const series = walk(5, 60_000, (price, shock) => price - 0.08 * (price - 100) + shock);
    const generator = new OrnsteinUhlenbeckReversion(1, { span: 512, horizon: 8 });
    for (let i = 0; i + 8 < series.length; i++) {
      generator.update(0, series[i]!);
      if (i % 8 !== 0) continue;
      const probability = generator.probability(0);
      if (!(probability > 0.55 && probability < 0.75)) continue;
      said += probability;
      count += 1;
      if (series[i + 8]! > series[i]!) came += 1;
    }
    expect(count).toBeGreaterThan(500);
    expect(Math.abs(came - said)).toBeLessThan(3 * Math.sqrt(count * 0.25));
  });

  test("CUSUM: a drift that sets in is followed", () => {
    const rows = walk(13, 200, (price, shock) => price + shock);
    const drifting = rows.map((price, i) => price + Math.max(0, i - 150) * 1.5);
    const { signals } = signalSeries(cusumBreak(), drifting);
    expect(Math.max(...signals.slice(152, 165))).toBeGreaterThan(0.4);
  });

  test("CUSUM: Page's sums of changes in the deviation of those before, and alarms that are followed for a while", () => {
    const [drift, threshold, hold, span] = [0.3, 2, 5, 40];
    const { values, signals } = signalSeries(cusumBreak({ drift, threshold, hold, span }), prices);
    let [rise, fall, square, perDeviation, alarm, left, alarms] = [0, 0, 0, 0, 0, 0, 0];
    for (let row = 1; row < prices.length; row++) {
      const change = prices[row]! - prices[row - 1]!;
      rise = Math.max(0, rise + change * perDeviation - drift);
      fall = Math.max(0, fall - change * perDeviation - drift);
      left = Math.max(0, left - 1);
      if (left === 0) alarm = 0;
      if (rise > threshold || fall > threshold) {
        [alarm, left] = [rise > fall ? 1 : -1, hold];
        [rise, fall] = [0, 0];
        alarms++;
      }
      square += (row + 1 > (span + 1) / 2 ? 2 / (span + 1) : 1 / row) * (change * change - square);
      if ((row + 1) % 16 === 0) perDeviation = 1 / Math.sqrt(square);
      if (row < 32) continue;
      expect(values[row]!).toBeCloseTo(rise - fall, 10);
      const sum = (rise - fall) / threshold + alarm;
      expect(signals[row]!).toBeCloseTo(sum / (1 + Math.abs(sum)), 10);
    }
    expect(alarms).toBeGreaterThan(10);
  });

  test("order flow: OFI of twenty quotes over the sizes at the touch", () => {
    const { quotes } = market(21, 60);
    const generator = new OrderFlowSignal(1, { quotes: 20, depthSpan: 9 });
    expect([generator.update(0), generator.reason(0)]).toEqual([0, "no quotes"]);
    let depth = 0;
    for (let i = 0; i < 60; i++) {
      const [b, a, bs, as] = [quotes.bidPrice[i]!, quotes.askPrice[i]!, quotes.bidSize[i]!, quotes.askSize[i]!];
      generator.quote(0, b, a, bs, as);
      depth = i === 0 ? bs + as : depth + 0.2 * (bs + as - depth);
    }
    let flow = 0;
    for (let i = 40; i < 60; i++) {
      const at = (c: keyof QuoteColumns, k = i) => quotes[c][k]!;
      if (at("bidPrice") >= at("bidPrice", i - 1)) flow += at("bidSize");
      if (at("bidPrice") <= at("bidPrice", i - 1)) flow -= at("bidSize", i - 1);
      if (at("askPrice") <= at("askPrice", i - 1)) flow -= at("askSize");
      if (at("askPrice") >= at("askPrice", i - 1)) flow += at("askSize", i - 1);
    }
    expect(generator.value(0)).toBeCloseTo(flow / depth, 10);
    expect(generator.update(0)).toBeCloseTo(flow / (depth + Math.abs(flow)), 10);
  });

  test("micro-price drift: the table that is learned on the way is that of Stoikov's equations", () => {
    const { quotes } = market(22, 60_000);
    const options = { tickSize: 0.01, imbalanceBins: 6, spreadTicks: 2 };
    const learned = new MicropriceDrift(1, options);
    const guessed = new MicropriceDrift(1, { imbalanceBins: 6 });
    const exact = new MicroPrice(options);
    for (let i = 0; i < 60_000; i++) {
      const [b, a, bs, as] = [quotes.bidPrice[i]!, quotes.askPrice[i]!, quotes.bidSize[i]!, quotes.askSize[i]!];
      learned.quote(0, b, a, bs, as);
      guessed.quote(0, b, a, bs, as);
      exact.observe(b, bs, a, as);
    }
    exact.estimate();
    const table = learned.adjustments(0);
    for (let state = 0; state < 12; state++) expect(table[state]!).toBeCloseTo(exact.adjustments[state]! * 100, 2);
    // A tick that was not told is the least spread.
    expect(guessed.adjustments(0)).toEqual(table);
    expect(learned.reason(0)).toMatch(/^micro-price [\d.]+ half-spreads (above|below) the mid$/);
  });
});

test("what lives on prices alone needs no quotes, and what lives on quotes holds nobody up", () => {
  for (const factory of defaultStatisticalGenerators()) {
    const generator = factory(1);
    for (let i = 0; i < 64; i++) generator.update(0, 100 + (i % 5), 1);
    expect(Number.isFinite(generator.update(0, 101, 1))).toBe(true);
  }
  expect(new TimeSeriesMomentum(1).reason(0)).toBe("warming up");
  expect(new ZScoreReversion(1).reason(0)).toBe("warming up");
});
