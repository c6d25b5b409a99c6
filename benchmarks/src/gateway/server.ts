/** A gateway in front of a small engine on paper, as the gateway's rows measure it. */
import { BookLevel, Quote, Side } from "@hotpath/core";
import { OrderIds, PaperVenue, StrategyEngine } from "@hotpath/engine";
import {
  bunTransport,
  createToken,
  DeskStage,
  Gateway,
  GatewayTap,
  localEngineLink,
  TokenStore,
} from "@hotpath/gateway/server";

/** When the engine's day begins, in microseconds. */
export const START = 1_700_000_000_000_000;
const WIDE = 1 << 28;

/** A gateway, its engine, and a token that may trade. */
export interface BenchGateway {
  engine: StrategyEngine;
  gateway: Gateway;
  url: string;
  token: string;
}

/** Starts one. @param books whether the engine keeps books of levels */
export function startGateway(books = false): BenchGateway {
  const orderIds = new OrderIds();
  const desk = new DeskStage({ orderIds });
  const tap = new GatewayTap();
  const engine = new StrategyEngine({
    config: {
      ...(books && { books: true }),
      instruments: [{ id: 1, symbol: "AAA", priceDecimals: 2 }],
      riskLimits: { maxLeverage: 100, maxConcentration: 100, maxPositionVar: 1, maxPortfolioVar: 1, maxDrawdown: 1 },
    },
    strategies: [],
    venue: new PaperVenue({ instruments: 1 }),
    observers: [desk, tap],
    orderIds,
    timeEvery: 0,
  });
  const { token, record } = createToken({ number: 1, name: "bench", role: "admin" });
  const gateway = new Gateway({
    link: localEngineLink({ engine, desk, tap, life: "bench" }),
    transport: bunTransport(),
    tokens: new TokenStore([record]),
    limits: {
      requestsPerSecond: WIDE,
      requestBurst: WIDE,
      tokenRequestsPerSecond: WIDE,
      tokenRequestBurst: WIDE,
      maxPending: 1000,
      maxTokenConnections: 1000,
    },
  });
  const url = `ws://127.0.0.1:${gateway.listen()}/`;
  quote(engine, 0);
  if (books) for (let i = 0; i < 10; i++) BookLevel.write(engine.inbox, START, 0, 0, 0, 9_990 - i, 100, Side.Buy, 0);
  return { engine, gateway, url, token };
}

/** A quote, `i` microseconds into the day. */
export function quote(engine: StrategyEngine, i: number): void {
  Quote.write(engine.inbox, START + i, 0, 0, 0, 10_000 + (i % 7), 10_010 + (i % 5), 100 + (i % 900), 100, 0);
  engine.process();
}
