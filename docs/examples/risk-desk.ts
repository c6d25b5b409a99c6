/**
 * The risk gate twice: alone, as a library that an order system of your own asks, and in an engine, where an operator
 * stops a strategy, changes limits and reads the audit.
 *
 *     ./hotpath bun docs/examples/risk-desk.ts
 */
import {
  type EventCursor,
  type EventSink,
  InstrumentRegistry,
  OrderIntent,
  OrderType,
  Quote,
  Side,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import { type OrderRefusal, type RiskAuditEntry, TradingEngine } from "@hotpath/engine";
import { Portfolio } from "@hotpath/portfolio";
import { RiskGate } from "@hotpath/risk";

const definitions = [{ id: 1, symbol: "AAPL", priceDecimals: 2 }];
/** 2023-11-14T22:13:20Z, in microseconds. */
const START = 1_700_000_000_000_000;

/** What became of each step with a gate alone. */
export function alone(): string[] {
  const log: string[] = [];
  const instruments = new InstrumentRegistry(definitions);
  const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
  const gate = new RiskGate({
    instruments,
    portfolio,
    limits: {
      maxOrderNotional: 50_000,
      maxPosition: 400,
      allowSelfCrossing: false,
      strategies: { 1: { account: 10, maxPosition: 150 }, 2: { account: 10 } },
    },
  });
  gate.reference(0, 19_995 + 20_005, START); // bid plus ask: a mid of 200.00

  let orderId = 0;
  const send = (side: number, price: number, quantity: number, strategy: number): number => {
    orderId += 1;
    const reason = gate.admit(orderId, 0, side, price, quantity, strategy, START + orderId);
    const { reason: name, limit, value } = gate.refusal(reason);
    log.push(reason === 0 ? `order ${orderId} passes` : `order ${orderId}: ${name}, ${value} over ${limit}`);
    return orderId;
  };

  const first = send(Side.Buy, 19_990, 100, 1);
  send(Side.Buy, 19_990, 60, 1); // 160 would be more than the strategy's 150
  send(Side.Buy, 19_990, 300, 2); // 60,000 at the reference price is too much for one order
  send(Side.Sell, 19_990, 10, 2); // would meet our own buy

  // 40 are filled, the rest is replaced by 80 in all, and then cancelled.
  portfolio.fill(0, Side.Buy, 19_990, 40);
  gate.filled(first, 0, Side.Buy, 19_990, 40, 1);
  log.push(`replace: ${gate.refusal(gate.replace(first, 19_980, 80, START + 100)).reason}`);
  log.push(`reserved until the venue answers: ${gate.working(0, Side.Buy)}`);
  gate.replaced(first, true);
  log.push(`and then: ${gate.working(0, Side.Buy)}`);
  gate.closed(first);
  log.push(`position ${gate.position(0)}, working ${gate.working(0, Side.Buy)}, gross ${gate.grossExposure()}`);
  return log;
}

/** A strategy that posts a buy at each quote, far enough from the market to rest. */
class Poster implements Stage {
  readonly name = "poster";
  readonly handles: readonly number[] = [Quote.TYPE];
  #orderId = 0;

  on(event: EventCursor, out: EventSink): void {
    this.#orderId += 1;
    const price = Quote.bidPrice(event) - 50 - this.#orderId;
    const { instrument, venue } = event;
    const [type, timeInForce] = [OrderType.Limit, TimeInForce.GoodTillCancel];
    OrderIntent.emit(out, event, instrument, venue, this.#orderId, price, 10, Side.Buy, type, timeInForce, 1);
  }
}

/** What an operator of an engine sees. */
export interface Operation {
  workingBefore: number;
  workingAfter: number;
  refusals: OrderRefusal[];
  audit: RiskAuditEntry[];
}

/** An engine whose strategy is stopped by the kill switch, goes on under other limits, and is left alone in the end. */
export function operate(): Operation {
  using engine = new TradingEngine({
    instruments: definitions,
    defaultStrategy: false,
    strategies: [new Poster()],
    riskLimits: { deadManMicros: 10_000_000, strategies: { 1: {} } },
  });
  let second = 0;
  const quotes = (count: number) =>
    engine.processMarketData(
      Array.from({ length: count }, () => ({
        symbolId: 1,
        bidPrice: "199.95",
        askPrice: "200.05",
        bidSize: "500",
        askSize: "500",
        timestamp: BigInt(START) * 1000n + BigInt(second++) * 1_000_000_000n,
      })),
    );
  quotes(5);
  const workingBefore = engine.orders().length;
  engine.halt({ strategy: 1, actor: 42, reason: 1 }); // cancelled at the venue when this returns
  const workingAfter = engine.orders().length;
  const { refusals } = quotes(1);
  engine.setRiskLimits({ maxOrderSize: 5, deadManMicros: 10_000_000, strategies: { 1: {} } }, { actor: 42, reason: 2 });
  engine.resume({ strategy: 1, actor: 42, reason: 3 });
  refusals.push(...quotes(1).refusals); // 10 is more than 5 now
  engine.heartbeat();
  quotes(12); // nobody is there any more
  return { workingBefore, workingAfter, refusals, audit: engine.riskAudit() };
}

if (import.meta.main) {
  for (const line of alone()) console.log(line);
  const { workingBefore, workingAfter, refusals, audit } = operate();
  console.log(`working: ${workingBefore}, after the kill switch ${workingAfter}`);
  console.table(refusals, ["reason", "level", "limit", "value", "limitsVersion"]);
  console.table(audit, ["change", "level", "from", "to", "cause", "actor", "reason", "limitsVersion"]);
}
