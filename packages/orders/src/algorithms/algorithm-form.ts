import { AlgorithmOrder, type EventCursor, type InstrumentRegistry, Side } from "@hotpath/core";
import { AlgorithmKind } from "./algorithm-kind.ts";
import { SLICES_MAX } from "./schedule.ts";

/** Whether what an `AlgorithmOrder` asks for can be. */
export function isAlgorithmOrder(event: EventCursor, instruments: InstrumentRegistry): boolean {
  const instrument = instruments.list[event.instrument];
  if (instrument === undefined || !Number.isSafeInteger(AlgorithmOrder.orderId(event))) return false;
  const side = AlgorithmOrder.side(event);
  const quantity = AlgorithmOrder.quantity(event);
  const end = AlgorithmOrder.endMicros(event);
  const begin = Math.max(event.micros, AlgorithmOrder.startMicros(event));
  const minChild = AlgorithmOrder.minChild(event);
  const maxChild = AlgorithmOrder.maxChild(event);
  const slices = AlgorithmOrder.slices(event);
  const randomness = AlgorithmOrder.randomness(event);
  const limit = AlgorithmOrder.limitPrice(event);
  const participation = AlgorithmOrder.participation(event);
  return (
    (side === Side.Buy || side === Side.Sell) &&
    Number.isSafeInteger(quantity) &&
    quantity >= instrument.minSize &&
    quantity % instrument.lot === 0 &&
    Number.isSafeInteger(end) &&
    end > begin &&
    (limit === 0 || (limit > 0 && instrument.ticks.isOnTick(limit, event.micros))) &&
    participation >= 0 &&
    participation <= 1 &&
    AlgorithmOrder.riskAversion(event) >= 0 &&
    minChild >= 0 &&
    maxChild >= 0 &&
    (maxChild === 0 || (maxChild >= instrument.minSize && maxChild >= minChild)) &&
    slices >= 0 &&
    slices <= SLICES_MAX &&
    randomness >= 0 &&
    randomness <= 50 &&
    hasItsTerms(AlgorithmOrder.algorithm(event), limit, participation, maxChild)
  );
}

/** What one algorithm or another cannot do without. */
function hasItsTerms(algorithm: number, limit: number, participation: number, maxChild: number): boolean {
  switch (algorithm) {
    case AlgorithmKind.ParticipationOfVolume:
      return participation > 0;
    case AlgorithmKind.Iceberg:
      return maxChild > 0;
    case AlgorithmKind.Sniper:
      return limit > 0;
    default:
      return algorithm >= AlgorithmKind.TimeWeighted && algorithm <= AlgorithmKind.MarketOnClose;
  }
}
