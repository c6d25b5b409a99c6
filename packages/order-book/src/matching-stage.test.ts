import { describe, expect, test } from "bun:test";
import {
  EventCursor,
  EventQueue,
  InputError,
  OrderType,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  VenueCommand,
  VenueReport,
} from "@hotpath/core";
import type { MatchingEngineOptions } from "./matching-engine.ts";
import { MatchingStage } from "./matching-stage.ts";
import { OrderTicket } from "./order-ticket.ts";
import { EventCommands } from "./testing/event-commands.ts";
import { SpecialStream, specialShapeOf } from "./testing/random-specials.ts";
import { ReferenceMatcher } from "./testing/reference-matcher.ts";
import { Reason, ReportKind } from "./vocabulary.ts";

/** Gives records to a stage, and answers with the bytes of its reports. */
function replay(stage: MatchingStage, records: readonly Uint8Array[]): Uint8Array[] {
  const out = new EventQueue();
  const report = new EventCursor();
  const answers: Uint8Array[] = [];
  for (const record of records) {
    const bytes = record.slice();
    stage.on(new EventCursor(bytes.buffer), out);
    while (out.next(report)) answers.push(report.bytes().slice());
  }
  return answers;
}

function recorded(seed: number, steps: number): { options: MatchingEngineOptions; records: Uint8Array[] } {
  const shape = specialShapeOf(seed);
  const { instruments } = shape;
  const proRata = seed % 3 === 0 ? [{ instrument: 0, topOrder: true, minAllocation: 2 }] : [];
  const options = { instruments, orderCapacity: 300, proRata };
  const commands = new EventCommands();
  const stream = new SpecialStream(seed, shape);
  const reference = new ReferenceMatcher({
    instruments,
    orderCapacity: 300,
    selfTradePrevention: 1,
    replaceKeepsPriority: true,
    proRata: new Map(proRata.map((rule) => [rule.instrument, rule])),
  });
  for (let step = 0; step < steps; step++) stream.step([commands], reference);
  return { options, records: commands.records };
}

describe("the matching stage", () => {
  test("replays a journal to the same reports, byte for byte", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { options, records } = recorded(seed, 300);
      const first = replay(new MatchingStage(options), records);
      expect(first.length).toBeGreaterThanOrEqual(records.length);
      expect(replay(new MatchingStage({ ...options, windowTicks: 64 }), records)).toEqual(first);
    }
  });

  test("goes on from a snapshot in the middle to the same reports and the same state", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { options, records } = recorded(seed, 300);
      const whole = new MatchingStage(options);
      const half = records.length >> 1;
      replay(whole, records.slice(0, half));
      const writer = new SnapshotWriter();
      whole.snapshot(writer);
      const expected = replay(whole, records.slice(half));
      const restored = new MatchingStage(options);
      restored.restore(new SnapshotReader(writer.finish()));
      expect({ seed, reports: replay(restored, records.slice(half)) }).toEqual({ seed, reports: expected });
      expect(restored.engine.hash()).toBe(whole.engine.hash());
    }
  });

  test("carries sequence, time and venue of the cause into the reports", () => {
    const commands = new EventCommands();
    commands.advanceTime(1_700_000_000_000_000);
    const ticket = new OrderTicket();
    Object.assign(ticket, { orderId: 7, side: Side.Buy, price: 100, quantity: 5, type: OrderType.Limit, owner: 3 });
    Object.assign(ticket, { timeInForce: TimeInForce.GoodTillDate, expireMicros: 1_700_000_000_000_010 });
    commands.enter(ticket);
    commands.advanceTime(1_700_000_000_000_010);
    const reports = replay(new MatchingStage({ instruments: 1 }), commands.records).map((bytes) =>
      VenueReport.view(new EventCursor(bytes.slice().buffer)),
    );
    expect(reports.map((r) => [r.kind, r.reason, r.sequence, r.time, r.venue, r.orderId, r.owner])).toEqual([
      [ReportKind.TimeAdvanced, 0, 1, 1_700_000_000_000_000_000n, 1, 0, 0],
      [ReportKind.Accepted, 0, 2, 1_700_000_000_000_000_000n, 1, 7, 3],
      [ReportKind.Expired, Reason.ExpireTime, 3, 1_700_000_000_000_010_000n, 1, 7, 3],
      [ReportKind.TimeAdvanced, 0, 3, 1_700_000_000_000_010_000n, 1, 0, 0],
    ]);
  });

  test("refuses a control that there is not, and looks at no other event", () => {
    const queue = new EventQueue();
    const out = new EventQueue();
    const event = new EventCursor();
    const stage = new MatchingStage({ instruments: 1 });
    VenueCommand.write(queue, 1, 0, 0, 0, 0, 0, 99, 0);
    queue.next(event);
    stage.on(event, out);
    expect(out.next(event)).toBe(true);
    expect(VenueReport.view(event)).toMatchObject({ kind: ReportKind.Rejected, reason: Reason.BadCommand });
    stage.on(event, out);
    expect(out.size).toBe(0);
  });

  test("refuses a snapshot that is none", () => {
    const stage = new MatchingStage({ instruments: 1 });
    expect(() => stage.restore(new SnapshotReader(new Uint8Array([1, 2, 3])))).toThrow(InputError);
  });
});
