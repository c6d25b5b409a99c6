import { expect, test } from "bun:test";
import {
  EventCursor,
  EventQueue,
  InstrumentRegistry,
  nameOf,
  SnapshotReader,
  SnapshotWriter,
  TradingState,
  TradingStatus,
} from "@hotpath/core";
import { Engine } from "@hotpath/engine";
import { ReplayVenue } from "../venue/replay-venue.ts";
import { MarketReplay } from "./market-replay.ts";
import { SessionCalendar, type SessionCalendarOptions } from "./session-calendar.ts";

const { Trading, Closed, Auction } = TradingState;
const phases = [
  { at: "09:30", state: Trading },
  { at: "16:00", state: Closed },
];

function changes(options: Partial<SessionCalendarOptions>): string[] {
  const calendar = new SessionCalendar({ from: "2024-03-08", to: "2024-03-11", phases, ...options });
  const queue = new EventQueue();
  const event = new EventCursor();
  const seen: string[] = [];
  while (calendar.next()) {
    calendar.emit(queue);
    queue.next(event);
    const time = new Date(event.micros / 1000).toISOString().slice(0, 16);
    seen.push(`${time} ${nameOf(TradingState, TradingStatus.state(event))}`);
  }
  expect(seen).toHaveLength(calendar.changes);
  return seen;
}

test("local times across the change to summer time, weekends left out", () => {
  expect(changes({ timeZone: "America/New_York" })).toEqual([
    "2024-03-08T14:30 Trading",
    "2024-03-08T21:00 Closed",
    "2024-03-11T13:30 Trading",
    "2024-03-11T20:00 Closed",
  ]);
});

test("holidays, short days, other weekdays", () => {
  const shortDays = {
    "2024-03-11": [
      { at: "09:30:30", state: Auction },
      { at: "13:00", state: Closed },
    ],
  };
  expect(changes({ holidays: ["2024-03-08"], shortDays, weekdays: [1, 5, 6] })).toEqual([
    "2024-03-09T09:30 Trading",
    "2024-03-09T16:00 Closed",
    "2024-03-11T09:30 Auction",
    "2024-03-11T13:00 Closed",
  ]);
});

test("a replay tells venue and engine of it, and goes on from a snapshot", () => {
  const instruments = new InstrumentRegistry([{ id: 1, symbol: "AAA", priceDecimals: 2 }]);
  const make = (): { replay: MarketReplay; seen: number[]; engine: Engine } => {
    const calendar = new SessionCalendar({ from: "2024-03-11", to: "2024-03-12", phases });
    const seen: number[] = [];
    const watcher = {
      name: "watcher",
      handles: [TradingStatus.TYPE],
      on: (event: EventCursor) => void seen.push(TradingStatus.state(event)),
    };
    const replay = new MarketReplay({ markets: [{ exchange: new ReplayVenue({ instruments }), sources: [calendar] }] });
    const engine = new Engine({ stages: [watcher], venue: replay.gateway, timeEvery: 0 });
    replay.attach(engine);
    return { replay, seen, engine };
  };
  const first = make();
  first.replay.step();
  const writer = new SnapshotWriter();
  first.replay.snapshot(writer);
  const second = make();
  second.replay.restore(new SnapshotReader(writer.finish()));
  first.replay.run();
  second.replay.run();
  expect(first.seen).toEqual([Trading, Closed, Trading, Closed]);
  expect(second.seen).toEqual([Closed, Trading, Closed]);
});

test("what is wrong is told by its path", () => {
  const make = (options: Partial<SessionCalendarOptions>) => () => changes(options);
  expect(make({ from: "2024-02-30" })).toThrow("calendar.from");
  expect(make({ to: "2024-03-01" })).toThrow("calendar.to");
  expect(make({ timeZone: "Mars/Base" })).toThrow("calendar.timeZone");
  expect(make({ phases: [] })).toThrow("calendar.phases");
  expect(make({ phases: [...phases].reverse() })).toThrow("calendar.phases[1].at");
  expect(make({ phases: [{ at: "9:30", state: Trading }] })).toThrow("calendar.phases[0].at");
  expect(make({ phases: [{ at: "09:30", state: 99 as never }] })).toThrow("calendar.phases[0].state");
  expect(make({ holidays: ["x"] })).toThrow("calendar.holidays[0]");
});
