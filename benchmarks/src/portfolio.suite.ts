/**
 * Position keeping: marks and fills of eight instruments along seeded random walks, positions opened, reduced, closed
 * and flipped. Beside it in the same run, the same accounting in bigints: exact too, and what one would write first.
 */
import { type InstrumentDefinition, InstrumentRegistry, Random, Side } from "@hotpath/core";
import { Account, type CostBasis, EquityCurve, maxDrawdown, Portfolio, returns, sharpe } from "@hotpath/portfolio";
import { ReferenceBooks } from "../../packages/portfolio/src/testing/reference-books.ts";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";
import { allocationRows } from "./portfolio/allocation.ts";

const INSTRUMENTS = 8;
const STEPS = 16_384;
const CURVE_POINTS = 5_000;

/** What happens, in columns: walks that end where they began, and fills whose sum is zero. */
interface Course {
  definitions: InstrumentDefinition[];
  instrument: Int32Array;
  price2x: Float64Array;
  price: Float64Array;
  side: Int32Array;
  quantity: Float64Array;
}

function courseOf(definitions: InstrumentDefinition[], start: number, lot: number): Course {
  const random = new Random(7);
  const instrument = new Int32Array(STEPS);
  const price2x = new Float64Array(STEPS);
  const price = new Float64Array(STEPS);
  const side = new Int32Array(STEPS);
  const quantity = new Float64Array(STEPS);
  const level = new Float64Array(INSTRUMENTS).fill(start);
  const held = new Float64Array(INSTRUMENTS);
  for (let i = 0; i < STEPS; i++) {
    const k = random.integer(INSTRUMENTS);
    level[k]! += random.integer(11) - 5;
    instrument[i] = k;
    price2x[i] = level[k]! * 2 + 1;
    const size = (random.integer(100) + 1) * lot;
    const buy = random.uniform() < (held[k]! > 300 * lot ? 0.2 : held[k]! < -300 * lot ? 0.8 : 0.5);
    held[k]! += buy ? size : -size;
    side[i] = buy ? Side.Buy : Side.Sell;
    price[i] = level[k]! + (buy ? 1 : 0);
    quantity[i] = size;
  }
  // The last fills give way to those that bring each position back to zero.
  for (let i = STEPS - INSTRUMENTS; i < STEPS; i++)
    held[instrument[i]!]! -= side[i] === Side.Buy ? quantity[i]! : -quantity[i]!;
  for (let k = 0; k < INSTRUMENTS; k++) {
    const i = STEPS - INSTRUMENTS + k;
    if (held[k] === 0) throw new Error(`instrument ${k} has nothing left to close: choose another seed`);
    instrument[i] = k;
    price2x[i] = start * 2 + 1;
    price[i] = start;
    side[i] = held[k]! > 0 ? Side.Sell : Side.Buy;
    quantity[i] = Math.abs(held[k]!);
  }
  return { definitions, instrument, price2x, price, side, quantity };
}

/** Shares: every amount fits a double. Coins at 8 decimals: most take two limbs. */
const shares = courseOf(
  Array.from({ length: INSTRUMENTS }, (_, id) => ({ id, symbol: `S${id}`, priceDecimals: 2 })),
  15_000,
  10,
);
const coins = courseOf(
  Array.from({ length: INSTRUMENTS }, (_, id) => ({ id, symbol: `C${id}`, priceDecimals: 2, sizeDecimals: 8 })),
  6_000_000,
  1_000_000,
);

function portfolioOf(course: Course, costBasis: CostBasis = "average"): Portfolio {
  const instruments = new InstrumentRegistry(course.definitions);
  const portfolio = new Portfolio({ instruments, initialCash: "10000000", costBasis });
  for (let i = 0; i < INSTRUMENTS; i++) portfolio.fill(i, Side.Buy, course.price[0]!, course.quantity[0]!);
  return portfolio;
}

interface Books {
  mark(instrument: number, price2x: number): unknown;
  fill(instrument: number, side: number, price: number, quantity: number, fee: number): unknown;
}

function marks(books: Books, { instrument, price2x }: Course): void {
  for (let i = 0; i < STEPS; i++) books.mark(instrument[i]!, price2x[i]!);
}

function fills(books: Books, { instrument, side, price, quantity }: Course): void {
  for (let i = 0; i < STEPS; i++) books.fill(instrument[i]!, side[i]!, price[i]!, quantity[i]!, 35);
}

function trading(books: Books, course: Course): void {
  const { instrument, price2x, side, price, quantity } = course;
  for (let i = 0; i < STEPS; i++) {
    books.mark(instrument[i]!, price2x[i]!);
    if ((i & 15) === 0) books.fill(instrument[i]!, side[i]!, price[i]!, quantity[i]!, 35);
  }
}

async function compare(
  what: string,
  course: Course,
  goal: number,
  batch: (books: Books, course: Course) => void,
): Promise<BenchRow> {
  const portfolio = portfolioOf(course);
  const books = new ReferenceBooks(portfolioOf(course));
  const ours = await nsPerOperation(STEPS, () => {
    batch(portfolio, course);
    return portfolio.equity();
  });
  if (portfolio.refusedFills + portfolio.refusedMarks > 0) throw new Error("the portfolio refused what it was to book");
  const bigint = await nsPerOperation(STEPS, () => {
    batch(books, course);
    return books.cash;
  });
  return {
    what,
    ours,
    unit: "ns",
    better: "lower",
    goal,
    peers: { "bigint books": bigint },
    note: "the peer keeps no equity, exposure or drawdown",
  };
}

async function lots(costBasis: CostBasis): Promise<BenchRow> {
  const portfolio = portfolioOf(shares, costBasis);
  const ours = await nsPerOperation(STEPS, () => {
    fills(portfolio, shares);
    return portfolio.equity();
  });
  return { what: `fill with a fee, shares, ${costBasis}`, ours, unit: "ns", better: "lower" };
}

/** The books of account, which allocate: what a day's fills take at its end. */
async function account(costBasis: CostBasis): Promise<BenchRow> {
  const instruments = new InstrumentRegistry(shares.definitions);
  const books = new Account({ instruments, baseCurrency: "USD", costBasis, cash: { USD: "10000000" } });
  const { instrument, price, quantity, side } = shares;
  const prices = Array.from(price, BigInt);
  const quantities = Array.from(quantity, BigInt);
  const ours = await nsPerOperation(STEPS, () => {
    for (let i = 0; i < STEPS; i++)
      books.fill({
        instrument: instrument[i]!,
        side: side[i]! as Side,
        price: prices[i]!,
        quantity: quantities[i]!,
        fee: "0.35",
      });
    return books.cashExact("USD");
  });
  return { what: `books of account, a fill with a fee, ${costBasis}`, ours, unit: "ns", better: "lower" };
}

async function reading(): Promise<BenchRow> {
  const portfolio = portfolioOf(shares);
  marks(portfolio, shares);
  const ours = await nsPerOperation(STEPS, () => {
    let sum = 0;
    for (let i = 0; i < STEPS; i++) {
      portfolio.mark(shares.instrument[i]!, shares.price2x[i]!);
      sum += portfolio.equity() + portfolio.drawdown() + portfolio.grossExposure();
    }
    return sum;
  });
  return { what: "a mark, then equity, drawdown and gross exposure read", ours, unit: "ns", better: "lower", goal: 30 };
}

async function recording(): Promise<BenchRow> {
  const curve = new EquityCurve(1024);
  const ours = await nsPerOperation(STEPS, () => {
    for (let i = 0; i < STEPS; i++) curve.record(i, shares.price[i]!, 0.01);
    return curve.length;
  });
  return { what: "equity curve, a sample", ours, unit: "ns", better: "lower", goal: 10 };
}

async function statistics(): Promise<BenchRow> {
  const random = new Random(3);
  const equity = new Float64Array(CURVE_POINTS);
  for (let i = 0, level = 1000; i < CURVE_POINTS; i++) {
    level *= 1 + (random.uniform() - 0.499) * 0.02;
    equity[i] = level;
  }
  const ours = await nsPerOperation(CURVE_POINTS, () => sharpe(returns(equity), 252) + maxDrawdown(equity).depth);
  return { what: `returns, Sharpe, drawdown of ${CURVE_POINTS} points, each`, ours, unit: "ns", better: "lower" };
}

const suite: Suite = {
  name: "portfolio",
  async run() {
    return [
      await compare("mark, shares", shares, 15, marks),
      await compare("mark, coins at 8 decimals", coins, 15, marks),
      await compare("fill with a fee, shares", shares, 60, fills),
      await compare("fill with a fee, coins at 8 decimals", coins, 60, fills),
      await lots("fifo"),
      await lots("lifo"),
      await account("average"),
      await account("fifo"),
      await compare("16 marks to a fill, shares", shares, 20, trading),
      await reading(),
      await recording(),
      await statistics(),
      ...(await allocationRows()),
    ];
  },
};

export default suite;
