/** The engine of the replay's tests: a book, signals, a strategy that trades at random, a desk; on paper. */
import type { InstrumentDefinition, Stage } from "@hotpath/core";
import { Side, TimeInForce } from "@hotpath/core";
import {
  defineStrategy,
  OrderIds,
  PaperVenue,
  real,
  StrategyEngine,
  type StrategyEngineOptions,
} from "@hotpath/engine";
import { DeskStage } from "../../link/desk-stage.ts";
import type { AssembleReplay } from "../replay-machine.ts";

/** What an engine of the tests is: plain values, as a journal's metadata has them. */
export interface TestRun {
  seed: number;
}

/** Instruments of the tests. */
export const INSTRUMENTS: InstrumentDefinition[] = [
  { id: 7, symbol: "AAA", priceDecimals: 2 },
  { id: 9, symbol: "BBB", priceDecimals: 2 },
];

const trader = (seed: number) =>
  defineStrategy({
    name: "at-random",
    parameters: { share: real({ min: 0, max: 1, default: 0.2, live: true }) },
    create(context) {
      const random = context.random(seed);
      return {
        onBook(book) {
          if (!book.isTwoSided || random.uniform() > context.parameters.share) return;
          const i = book.instrument;
          if (context.orders.countIn(i) > 3) {
            context.orders.cancelAll(i);
            return;
          }
          const buys = random.uniform() < 0.5;
          const price = book.bidPrice + Math.floor(random.uniform() * 5) - 1;
          const size = 1 + Math.floor(random.uniform() * 20);
          context.orders.limit(i, buys ? Side.Buy : Side.Sell, price, size, TimeInForce.GoodTillCancel);
        },
      };
    },
  });

/** The parts of an engine that a test drives. */
export function assembleLive(
  { seed }: TestRun,
  observers: readonly Stage[],
  options: Pick<StrategyEngineOptions, "journal" | "checkpointEvery"> = {},
): { engine: StrategyEngine; desk: DeskStage } {
  return assemble(seed, observers, { venue: new PaperVenue({ instruments: INSTRUMENTS.length }), ...options });
}

/** For a replay: the same without venue and journal. */
export const assembleReplay: AssembleReplay<TestRun> = ({ seed }, observer) => assemble(seed, [observer], {}).engine;

function assemble(
  seed: number,
  observers: readonly Stage[],
  options: Pick<StrategyEngineOptions, "journal" | "venue" | "checkpointEvery">,
) {
  const orderIds = new OrderIds();
  const desk = new DeskStage({ orderIds });
  const engine = new StrategyEngine({
    config: {
      instruments: INSTRUMENTS,
      signals: {},
      books: true,
      maxOrders: 256,
      riskLimits: { maxLeverage: 0.5, maxConcentration: 0.3, maxPositionVar: 1, maxPortfolioVar: 1, maxDrawdown: 1 },
    },
    strategies: [{ definition: trader(seed) }],
    orderIds,
    observers: [desk, ...observers],
    journalOutputs: "decisions",
    ...options,
  });
  return { engine, desk };
}
