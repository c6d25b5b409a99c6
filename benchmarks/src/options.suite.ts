/**
 * Option prices and implied volatilities, in columns and one by one, over options of all moneyness. Beside them in the
 * same run: packages of npm, and what one would write first, Newton's method on the textbook formula.
 */
import { Random } from "@hotpath/core";
import {
  blackScholesGreeks,
  blackScholesPrice,
  impliedVolatilities,
  impliedVolatility,
  type OptionBook,
  type OptionColumns,
  priceOptions,
  scenarioProfits,
} from "@hotpath/risk/options";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const COUNT = 2048;
/** The packages are slow: they get a share of the options. */
const FEW = 128;

type Textbook = (s: number, k: number, t: number, v: number, r: number, type: string) => number;
type Solver = (price: number, s: number, k: number, t: number, r: number, type: string) => number;

/** Strikes within four deviations of the forward, a week to two years, 5 to 120 % volatility. */
function optionsOf(): { columns: OptionColumns; volatility: Float64Array; price: Float64Array } {
  const random = new Random(11);
  const column = () => new Float64Array(COUNT);
  const columns = {
    isCall: new Uint8Array(COUNT),
    spot: column().fill(100),
    strike: column(),
    years: column(),
    rate: column(),
    dividendYield: column(),
  };
  const volatility = column();
  for (let i = 0; i < COUNT; i++) {
    columns.isCall[i] = random.integer(2);
    columns.years[i] = 1 / 52 + 2 * random.uniform() ** 2;
    volatility[i] = 0.05 + 1.15 * random.uniform() ** 2;
    columns.rate[i] = 0.05 * random.uniform();
    const away = (random.uniform() - 0.5) * 8 * volatility[i]! * Math.sqrt(columns.years[i]!);
    columns.strike[i] = 100 * Math.exp(away);
  }
  const price = column();
  if (priceOptions(columns, volatility, price) !== COUNT) throw new Error("an option had no price");
  return { columns, volatility, price };
}

/** Cumulative normal by Hart's rational approximation, as West 2005 prints it: double precision, as one would copy it. */
function textbookCdf(x: number): number {
  const z = Math.abs(x);
  if (z > 37) return x > 0 ? 1 : 0;
  const e = Math.exp((-z * z) / 2);
  let tail: number;
  if (z < 7.07106781186547) {
    const a =
      (((((3.52624965998911e-2 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z +
        112.079291497871) *
        z +
        221.213596169931) *
        z +
      220.206867912376;
    const b =
      ((((((8.83883476483184e-2 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z +
        296.564248779674) *
        z +
        637.333633378831) *
        z +
        793.826512519948) *
        z +
      440.413735824752;
    tail = (e * a) / b;
  } else tail = e / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631;
  return x > 0 ? 1 - tail : tail;
}

const textbookPrice: Textbook = (s, k, t, v, r, type) => {
  const deviation = v * Math.sqrt(t);
  const d1 = (Math.log(s / k) + r * t) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  const discounted = k * Math.exp(-r * t);
  return type === "call"
    ? s * textbookCdf(d1) - discounted * textbookCdf(d2)
    : discounted * textbookCdf(-d2) - s * textbookCdf(-d1);
};

/** Newton from 20 %, at most 100 steps, to 1e-12 of the price; it fails where vega vanishes. */
const newton: Solver = (price, s, k, t, r, type) => {
  let v = 0.2;
  for (let i = 0; i < 100; i++) {
    const deviation = v * Math.sqrt(t);
    const d1 = (Math.log(s / k) + r * t) / deviation + deviation / 2;
    const vega = (s * Math.exp((-d1 * d1) / 2) * Math.sqrt(t)) / Math.sqrt(2 * Math.PI);
    const step = (textbookPrice(s, k, t, v, r, type) - price) / vega;
    if (!(Math.abs(step) > 1e-12)) break;
    v = Math.max(1e-4, v - step);
  }
  return v;
};

/** As `nsPerOperation`, of code that has had the time to be compiled to the end: these functions are long. */
async function warm(operations: number, batch: () => unknown): Promise<number> {
  for (let i = 0; i < 500; i++) batch();
  await Bun.sleep(50);
  for (let i = 0; i < 500; i++) batch();
  return nsPerOperation(operations, batch);
}

const suite: Suite = {
  name: "options",
  async run() {
    const { columns, volatility, price } = optionsOf();
    const { isCall, spot, strike, years, rate } = columns;
    const out = new Float64Array(COUNT);
    const types = Array.from(isCall, (call) => (call === 1 ? "call" : "put") as "call" | "put");
    const objects = types.map((type, i) => ({
      type,
      spot: spot[i]!,
      strike: strike[i]!,
      years: years[i]!,
      rate: rate[i]!,
      volatility: volatility[i]!,
      price: price[i]!,
    }));
    const { blackScholes } = (await import("black-scholes" as string)).default as { blackScholes: Textbook };
    const { getImpliedVolatility } = (await import("implied-volatility" as string)).default as {
      getImpliedVolatility: Solver;
    };
    const prices = (count: number, f: Textbook) =>
      (count === COUNT ? warm : nsPerOperation)(count, () => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += f(spot[i]!, strike[i]!, years[i]!, volatility[i]!, rate[i]!, types[i]!);
        return sum;
      });
    const solve = (count: number, f: Solver) =>
      (count === COUNT ? warm : nsPerOperation)(count, () => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += f(price[i]!, spot[i]!, strike[i]!, years[i]!, rate[i]!, types[i]!);
        return sum;
      });
    const wrong = (got: (i: number) => number, count: number, tolerance: number) => {
      let far = 0;
      for (let i = 0; i < count; i++) if (!(Math.abs(got(i) / volatility[i]! - 1) < tolerance)) far += 1;
      return far;
    };
    // In this order: once the packages have gone through the peers' loops, these are no longer compiled for one function.
    const columnar = {
      price: await warm(COUNT, () => priceOptions(columns, volatility, out)),
      implied: await warm(COUNT, () => impliedVolatilities(columns, price, out)),
    };
    const textbook = { price: await prices(COUNT, textbookPrice), implied: await solve(COUNT, newton) };
    impliedVolatilities(columns, price, out);
    const ours = wrong((i) => out[i]!, COUNT, 1e-6);
    const theirs = wrong((i) => newton(price[i]!, spot[i]!, strike[i]!, years[i]!, rate[i]!, types[i]!), COUNT, 1e-6);
    const few = wrong(
      (i) => getImpliedVolatility(price[i]!, spot[i]!, strike[i]!, years[i]!, rate[i]!, types[i]!),
      FEW,
      1e-6,
    );
    const book: OptionBook = {
      markets: { S: { level: 100, volatility: 0.25, rate: 0.03 } },
      positions: objects
        .slice(0, 100)
        .map(({ type, strike: k, years: t }) => ({ underlying: "S", type, strike: k, years: t, quantity: 1 })),
    };
    const scenarios = Array.from({ length: 40 }, (_, i) => ({ level: (i - 20) / 100, volatility: i / 1000 }));
    const rows: BenchRow[] = [
      {
        what: "Black–Scholes price, in columns",
        ours: columnar.price,
        unit: "ns",
        better: "lower",
        peers: {
          "textbook, Math and Hart's normal distribution": textbook.price,
          "black-scholes 1.1.0": await prices(FEW, blackScholes),
        },
        note: "ours is right to the last digits far out of the money, and the same on every machine",
      },
      {
        what: "implied volatility, in columns",
        ours: columnar.implied,
        unit: "ns",
        better: "lower",
        peers: {
          "textbook, Newton's method": textbook.implied,
          "implied-volatility 1.0.0": await solve(FEW, getImpliedVolatility),
        },
        note: `off by more than 1e-6: ours ${ours} of ${COUNT}, Newton ${theirs} of ${COUNT}, the package ${few} of ${FEW}`,
      },
      {
        what: "Black–Scholes price, one by one",
        ours: await warm(COUNT, () => objects.reduce((sum, option) => sum + blackScholesPrice(option), 0)),
        unit: "ns",
        better: "lower",
      },
      {
        what: "price and nine greeks, one by one",
        ours: await warm(COUNT, () => objects.reduce((sum, option) => sum + blackScholesGreeks(option).gamma, 0)),
        unit: "ns",
        better: "lower",
      },
      {
        what: "implied volatility, one by one",
        ours: await warm(COUNT, () => objects.reduce((sum, option) => sum + impliedVolatility(option), 0)),
        unit: "ns",
        better: "lower",
      },
      {
        what: "revaluation of a book, an option and scenario",
        ours: await warm(100 * scenarios.length, () => scenarioProfits(book, scenarios)),
        unit: "ns",
        better: "lower",
        note: "100 options under 40 scenarios, the book checked and priced once more",
      },
    ];
    return rows;
  },
};

export default suite;
