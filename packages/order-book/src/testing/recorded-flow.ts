/**
 * The recorded order flows (2 million messages each) and the text of their reports, whose SHA-256 is known.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { OrderType, TimeInForce } from "@hotpath/core";
import { CommandBatch } from "../command-batch.ts";
import { MatchingEngine } from "../matching-engine.ts";
import type { ReportBuffer } from "../report-buffer.ts";
import { CommandKind, ReportKind } from "../vocabulary.ts";

/** SHA-256 of the whole report text of each flow. */
export const FLOW_HASHES: Readonly<Record<string, string>> = {
  normal: "e9b2e3926854410b01a035aeb25dd05f1e597c233be8263de9eb49b6713d367e",
  "swing-40": "3cb0175e7982ff09ea220d1feaee3844cf9116a5ce455757879dea1d880b9b9f",
};

/** The messages of a flow in columns; `type` 0 new, 1 cancel, 2 modify; `side` as core's `Side`. */
export interface RecordedFlow {
  count: number;
  type: Uint8Array;
  side: Uint8Array;
  timeInForce: Uint8Array;
  quantity: Float64Array;
  sequence: Float64Array;
  orderId: Float64Array;
  price: Float64Array;
}

/** The file of a flow below `HOTPATH_TEST_DATA` (default: `../shared` beside the repository), or undefined. */
export function flowPath(name: string): string | undefined {
  const root = resolve(import.meta.dir, "../../../..");
  const path = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), `data/matching/${name}.bin.zst`);
  return existsSync(path) ? path : undefined;
}

/** Reads a flow: a header of 16 bytes, then records of 40. */
export async function readFlow(path: string): Promise<RecordedFlow> {
  const bytes = Bun.zstdDecompressSync(await Bun.file(path).bytes());
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(12, true);
  const flow: RecordedFlow = {
    count,
    type: new Uint8Array(count),
    side: new Uint8Array(count),
    timeInForce: new Uint8Array(count),
    quantity: new Float64Array(count),
    sequence: new Float64Array(count),
    orderId: new Float64Array(count),
    price: new Float64Array(count),
  };
  for (let i = 0, at = 16; i < count; i++, at += 40) {
    flow.type[i] = view.getUint8(at);
    flow.side[i] = view.getUint8(at + 1) + 1;
    flow.timeInForce[i] = view.getUint8(at + 2) === 1 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
    flow.quantity[i] = view.getUint32(at + 4, true);
    flow.sequence[i] = view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 2 ** 32;
    flow.orderId[i] = view.getUint32(at + 16, true) + view.getUint32(at + 20, true) * 2 ** 32;
    flow.price[i] = view.getUint32(at + 24, true) + view.getInt32(at + 28, true) * 2 ** 32;
  }
  return flow;
}

/** An engine with the flow's rules: a modify always loses its place. */
export function flowEngine(): MatchingEngine {
  return new MatchingEngine({
    instruments: 1,
    orderCapacity: 1_000_000,
    windowTicks: 32_768,
    replaceKeepsPriority: false,
    reportRows: 1 << 14,
  });
}

/** Gives messages `from … to − 1` of a flow to an engine; the reports are left for the caller. */
export function runFlow(engine: MatchingEngine, flow: RecordedFlow, from: number, to: number): void {
  const { type, side, timeInForce, quantity, orderId, price } = flow;
  const limit = OrderType.Limit;
  for (let i = from; i < to; i++) {
    const kind = type[i]!;
    if (kind === 1) engine.cancel(orderId[i]!);
    else if (kind === 0) engine.submit(0, orderId[i]!, side[i]!, price[i]!, quantity[i]!, limit, timeInForce[i]!, 0);
    else engine.replace(orderId[i]!, price[i]!, quantity[i]!);
  }
}

/** A flow as a batch of commands. */
export function flowBatch(flow: RecordedFlow): CommandBatch {
  const batch = new CommandBatch(flow.count);
  const kinds = [CommandKind.Submit, CommandKind.Cancel, CommandKind.Replace];
  batch.kind.set(flow.type.map((type) => kinds[type]!));
  batch.side.set(flow.side);
  batch.type.fill(OrderType.Limit);
  batch.timeInForce.set(flow.timeInForce);
  batch.orderId.set(flow.orderId);
  batch.price.set(flow.price);
  batch.quantity.set(flow.quantity);
  batch.count = flow.count;
  return batch;
}

/** Reports that go on with what the command before them began; any other begins the answer to the next command. */
const CONTINUES: ReadonlySet<number> = new Set([ReportKind.Trade, ReportKind.Expired]);

/**
 * The SHA-256 of the report text of a whole flow.
 *
 * @param run executes the messages [from, to)
 * @param step messages that are executed at a time
 */
export function hashReports(
  engine: MatchingEngine,
  flow: RecordedFlow,
  run: (from: number, to: number) => void = (from, to) => runFlow(engine, flow, from, to),
  step = 1,
): string {
  const hasher = new Bun.CryptoHasher("sha256");
  const { reports } = engine;
  const byType: string[][] = [[], [], [], [], [], []];
  let text: string[] = [];
  let separator = "";
  const endMessage = (): void => {
    for (const lines of byType) {
      for (const line of lines) text.push(line);
      lines.length = 0;
    }
  };
  for (let from = 0; from < flow.count; from += step) {
    run(from, Math.min(from + step, flow.count));
    let message = from - 1;
    for (let row = 0; row < reports.count; row++) {
      if (!CONTINUES.has(reports.kind[row]!)) {
        endMessage();
        message++;
      }
      const [type, line] = lineOf(reports, row, flow.sequence[message]!);
      byType[type]!.push(line);
    }
    endMessage();
    reports.clear();
    if (text.length < 10_000 && from + step < flow.count) continue;
    hasher.update(separator + text.join("\n"));
    separator = "\n";
    text = [];
  }
  return hasher.digest("hex");
}

/** A report in the flow's own words: the number of its type, and its line. */
function lineOf(reports: ReportBuffer, row: number, sequence: number): [number, string] {
  const side = reports.side[row]! - 1;
  const id = reports.orderId[row]!;
  const price = reports.price[row]!;
  const quantity = reports.quantity[row]!;
  switch (reports.kind[row]) {
    case ReportKind.Accepted:
      return [0, `0,${sequence},${side},${id},${price},${quantity}`];
    case ReportKind.Trade:
      return [1, `1,${sequence},${price},${quantity},${reports.counterOrderId[row]},${id}`];
    case ReportKind.Canceled:
    case ReportKind.Expired:
      return [2, `2,${sequence},${side},${id},${price}`];
    case ReportKind.Replaced:
      return [3, `3,${sequence},${side},${id},${price},${quantity}`];
    case ReportKind.CancelRejected:
      return [4, `4,${sequence},${id}`];
    case ReportKind.ReplaceRejected:
      return [5, `5,${sequence},${id}`];
    default:
      throw new Error(`a report that the flow does not know: ${JSON.stringify(reports.at(row))}`);
  }
}
