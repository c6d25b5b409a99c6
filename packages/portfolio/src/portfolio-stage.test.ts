import { expect, test } from "bun:test";
import {
  Bar,
  EventCursor,
  EventQueue,
  Fill,
  FillBusted,
  InstrumentRegistry,
  Liquidity,
  Quote,
  Side,
  SnapshotReader,
  SnapshotWriter,
  Trade,
} from "@hotpath/core";
import { FeeSchedule } from "./accounting/fee-schedule.ts";
import { EquityCurve } from "./equity-curve.ts";
import { Portfolio } from "./portfolio.ts";
import { PortfolioStage, type PortfolioStageOptions } from "./portfolio-stage.ts";

const DAY = 86_400_000_000;

function setUp(options: PortfolioStageOptions = {}) {
  const instruments = new InstrumentRegistry([
    { id: 1, symbol: "AAPL", priceDecimals: 2 },
    { id: 2, symbol: "MSFT", priceDecimals: 2 },
  ]);
  const portfolio = new Portfolio({ instruments, initialCash: "100000" });
  const stage = new PortfolioStage(portfolio, options);
  const queue = new EventQueue();
  const event = new EventCursor();
  const run = () => {
    while (queue.next(event)) if (stage.handles.includes(event.type)) stage.on(event);
  };
  const quote = (micros: number, bid: number, ask: number, bidSize = 1, askSize = 1, instrument = 0) => {
    Quote.write(queue, micros, 0, instrument, 0, bid, ask, bidSize, askSize, 0);
    run();
  };
  const fill = (micros: number, side: Side, price: number, quantity: number, instrument = 0) => {
    Fill.write(
      queue,
      micros,
      0,
      instrument,
      0,
      1,
      price,
      quantity,
      0,
      quantity,
      side,
      Liquidity.Taker,
      0,
      Number.NaN,
      0,
    );
    run();
  };
  return { portfolio, stage, queue, run, quote, fill };
}

test("fills are booked, quotes and bars mark", () => {
  const { portfolio, queue, run, quote, fill } = setUp();
  fill(1, Side.Buy, 10000, 100);
  fill(2, Side.Sell, 20000, 10, 1);
  expect([portfolio.position(0), portfolio.position(1)]).toEqual([100, -10]);
  quote(3, 10100, 10103);
  expect(portfolio.markPrice(0)).toBe(101.015);
  expect(portfolio.equity()).toBe(100_101.5);
  Bar.write(queue, 4, 0, 1, 0, 1, 1, 1, 19000, 5);
  Trade.write(queue, 5, 0, 1, 0, 99999, 1, Side.Buy);
  run();
  expect(portfolio.markPrice(1)).toBe(190);
});

test("a quote without a side marks nothing and is counted", () => {
  const { portfolio, stage, quote } = setUp();
  quote(1, 10000, 10002);
  quote(2, 9000, 0, 1, 0);
  quote(3, 0, 9000, 0, 1);
  expect([portfolio.mark2x(0), stage.oneSidedQuotes]).toEqual([20002, 2]);
});

test("what the portfolio refuses is counted there, and the stage goes on", () => {
  const { portfolio, quote, fill } = setUp();
  fill(1, Side.Buy, 10000, 1, 7);
  quote(2, 1, 2, 1, 1, -1);
  quote(3, Number.NaN, 2);
  expect([portfolio.refusedFills, portfolio.refusedMarks]).toEqual([1, 2]);
  fill(4, Side.Buy, 10000, 1);
  expect(portfolio.position(0)).toBe(1);
});

test("fees come from the caller's function", () => {
  const { portfolio, fill } = setUp({ fee: (event) => Fill.quantity(event) * 5 });
  fill(1, Side.Buy, 10000, 100);
  expect(portfolio.fees()).toBe(0.5);
});

test("a day begins before its first event, at the hour asked for", () => {
  for (const dayStartMicros of [0, DAY / 4]) {
    const { portfolio, quote, fill } = setUp({ dayStartMicros });
    const midnight = 19_000 * DAY + dayStartMicros;
    fill(midnight - 3, Side.Buy, 10000, 100);
    quote(midnight - 2, 10100, 10100);
    quote(midnight - 1, 10200, 10200);
    expect(portfolio.dayStartEquity).toBe(100_000);
    quote(midnight, 10500, 10500);
    expect([portfolio.dayStartEquity, portfolio.equity()]).toEqual([100_200, 100_500]);
    quote(midnight + DAY - 1, 10600, 10600);
    expect(portfolio.dayStartEquity).toBe(100_200);
    quote(midnight + 5 * DAY, 10700, 10700);
    expect(portfolio.dayStartEquity).toBe(100_600);
  }
});

test("the curve records what was marked and filled", () => {
  const curve = new EquityCurve(16);
  const { quote, fill } = setUp({ curve });
  fill(1, Side.Buy, 10000, 1000);
  quote(2, 10100, 10100);
  quote(3, 10100, 0, 1, 0);
  quote(4, 9999, 9999);
  expect(curve.points().map((p) => [p.micros, p.equity])).toEqual([
    [1, 100_000],
    [2, 101_000],
    [4, 99_990],
  ]);
  expect(curve.points()[2]!.drawdown).toBeCloseTo(0.01, 15);
});

test("a snapshot carries the portfolio, the day and the curve", () => {
  const curves = [new EquityCurve(8), new EquityCurve(8)];
  const [original, copy] = curves.map((curve) => setUp({ curve }));
  original!.fill(DAY, Side.Buy, 10000, 100);
  original!.quote(DAY + 1, 0, 1, 0, 1);
  original!.quote(DAY + 2, 10050, 10060);
  const writer = new SnapshotWriter();
  original!.stage.snapshot(writer);
  const reader = new SnapshotReader(writer.finish());
  copy!.stage.restore(reader);
  reader.end();
  for (const { quote } of [original!, copy!]) {
    quote(DAY + 3, 10100, 10100);
    quote(2 * DAY, 10200, 10200);
  }
  expect(copy!.portfolio.statement()).toEqual(original!.portfolio.statement());
  expect(copy!.portfolio.dayStartEquity).toBe(original!.portfolio.dayStartEquity);
  expect(copy!.stage.oneSidedQuotes).toBe(1);
  expect(curves[1]!.points()).toEqual(curves[0]!.points());
  expect(() => setUp().stage.restore(new SnapshotReader(writer.finish()))).toThrow("an equity curve on one side only");
});

test("refuses options it does not know", () => {
  const { portfolio } = setUp();
  expect(() => new PortfolioStage(portfolio, { commission: 1 } as object)).toThrow(
    "commission: got 1; allowed: one of the keys fee",
  );
  expect(() => new PortfolioStage(portfolio, { dayStartMicros: DAY })).toThrow("dayStartMicros");
});

test("fees by a schedule, whose volumes are part of the snapshot", () => {
  const schedule = () =>
    new FeeSchedule({ currency: "USD", tiers: [{ taker: "0.001" }, { from: 1000, taker: "0.0005" }], decimals: 2 });
  const first = setUp({ fees: schedule() });
  first.fill(1, Side.Buy, 10000, 100);
  expect(first.portfolio.fees()).toBe(10);
  first.fill(DAY + 1, Side.Buy, 10000, 100);
  expect(first.portfolio.fees()).toBe(15);
  const writer = new SnapshotWriter();
  first.stage.snapshot(writer);
  const second = setUp({ fees: schedule() });
  const reader = new SnapshotReader(writer.finish());
  second.stage.restore(reader);
  reader.end();
  second.fill(2 * DAY, Side.Sell, 10000, 100);
  expect(second.portfolio.fees()).toBe(20);
  second.fill(2 * DAY, Side.Sell, 10000, 0);
  expect(second.portfolio.refusedFills).toBe(1);
  expect(() => setUp({ fees: 1 as never })).toThrow("fees: got 1; allowed: a FeeSchedule");
  const euros = new FeeSchedule({ currency: "EUR", tiers: [{}] });
  expect(() => setUp({ fees: euros })).toThrow("allowed: fees in USD of at most 3 decimals");
  expect(() => setUp({ fees: schedule(), fee: () => 1 })).toThrow("fee: got");
});

test("a busted fill gives back its money, its size and what it was charged, by whomever", () => {
  const fills = (queue: EventQueue): void => {
    const [price, size] = [10_000, 30];
    Fill.write(queue, 1, 0, 0, 0, 1, price, size, 0, size, Side.Buy, Liquidity.Taker, 0, Number.NaN, 7);
    // The venue tells this one's fee.
    Fill.write(queue, 2, 0, 0, 0, 1, price + 50, size, 0, size, Side.Buy, Liquidity.Taker, 0, 55, 8);
  };
  const bust = (queue: EventQueue, id: number, price: number, fee: number): void =>
    FillBusted.write(queue, 3, 0, 0, 0, 1, price, 30, 0, 0, Side.Buy, Liquidity.Taker, 0, fee, id, 0, 0, 0);
  const run = (stage: PortfolioStage, write: (queue: EventQueue) => void): void => {
    const queue = new EventQueue();
    write(queue);
    const event = new EventCursor();
    while (queue.next(event)) stage.on(event);
  };
  const instruments = new InstrumentRegistry([{ id: 1, symbol: "AAPL", priceDecimals: 2 }]);
  const build = (): PortfolioStage =>
    new PortfolioStage(new Portfolio({ instruments, initialCash: "1000000" }), { fee: () => 11 });
  let stage = build();
  const cash = stage.portfolio.cashExact();
  run(stage, fills);
  expect(stage.portfolio.feesExact() > 0n).toBe(true);
  const writer = new SnapshotWriter();
  stage.snapshot(writer);
  stage = build();
  stage.restore(new SnapshotReader(writer.finish()));
  run(stage, (queue) => bust(queue, 8, 10_050, 55));
  run(stage, (queue) => bust(queue, 7, 10_000, Number.NaN));
  const { portfolio } = stage;
  expect([portfolio.cashExact(), portfolio.feesExact(), portfolio.position(0), portfolio.fillCount(0)]).toEqual([
    cash,
    0n,
    0,
    0,
  ]);
  expect(portfolio.realizedExact()).toBe(0n);
  // One that nobody remembers: nothing is given back but its money.
  run(stage, (queue) => bust(queue, 99, 10_000, Number.NaN));
  expect([stage.unknownFees, portfolio.position(0), portfolio.feesExact()]).toEqual([1, -30, 0n]);
});
