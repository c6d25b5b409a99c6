import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type ScheduleOptions, SessionSchedule } from "./schedule.ts";
import { Zone } from "./zone.ts";

const micros = (text: string) => Date.parse(text) * 1000;
const open = (options: ScheduleOptions) => {
  const schedule = new SessionSchedule(options);
  return (text: string) => schedule.isOpen(micros(text));
};

describe("daily", () => {
  test("within a day, both ends with it", () => {
    const is = open({ startTime: "08:00:00", endTime: "17:00:00" });
    const times = ["07:59:59", "08:00:00", "12:00:00", "17:00:00", "17:00:01"];
    expect(times.map((time) => is(`2026-03-11T${time}Z`))).toEqual([false, true, true, true, false]);
  });

  test("over midnight, one session", () => {
    const schedule = new SessionSchedule({ startTime: "22:00:00", endTime: "06:00:00" });
    expect(schedule.isSameSession(micros("2026-03-11T23:00:00Z"), micros("2026-03-12T05:00:00Z"))).toBe(true);
    expect(schedule.isSameSession(micros("2026-03-11T05:00:00Z"), micros("2026-03-11T23:00:00Z"))).toBe(false);
    expect(schedule.isOpen(micros("2026-03-12T12:00:00Z"))).toBe(false);
  });

  test("all day, with new numbers at the start", () => {
    const schedule = new SessionSchedule();
    expect(schedule.isSameSession(micros("2026-03-11T00:00:00Z"), micros("2026-03-11T23:59:59Z"))).toBe(true);
    expect(schedule.isSameSession(micros("2026-03-11T23:59:59Z"), micros("2026-03-12T00:00:00Z"))).toBe(false);
  });

  test("on some days, and not on holidays", () => {
    const is = open({
      startTime: "22:00:00",
      endTime: "06:00:00",
      weekdays: ["Sun", "mon", "Tuesday", "We", "thu"],
      holidays: ["20261225", "2026-03-10"],
    });
    // Friday night has none; Thursday's lasts into Friday.
    expect([is("2026-03-13T05:00:00Z"), is("2026-03-13T23:00:00Z"), is("2026-03-14T05:00:00Z")]).toEqual([
      true,
      false,
      false,
    ]);
    expect([is("2026-03-10T05:00:00Z"), is("2026-03-10T23:00:00Z"), is("2026-03-11T05:00:00Z")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("weekly", () => {
  test("from Sunday evening to Friday afternoon", () => {
    const options = { startDay: "Sunday", startTime: "17:00:00", endDay: "fri", endTime: "16:00:00" };
    const schedule = new SessionSchedule(options);
    const is = open(options);
    expect([is("2026-03-08T16:59:59Z"), is("2026-03-08T17:00:00Z"), is("2026-03-13T16:00:00Z")]).toEqual([
      false,
      true,
      true,
    ]);
    expect([is("2026-03-13T16:00:01Z"), is("2026-03-14T12:00:00Z")]).toEqual([false, false]);
    expect(schedule.isSameSession(micros("2026-03-08T18:00:00Z"), micros("2026-03-13T15:00:00Z"))).toBe(true);
    expect(schedule.isSameSession(micros("2026-03-13T15:00:00Z"), micros("2026-03-15T18:00:00Z"))).toBe(false);
  });

  test("from a day to the same one, a week", () => {
    const schedule = new SessionSchedule({
      startDay: "mon",
      startTime: "06:00:00",
      endDay: "mon",
      endTime: "06:00:00",
    });
    expect(schedule.isSameSession(micros("2026-03-09T06:00:00Z"), micros("2026-03-16T05:59:59Z"))).toBe(true);
    expect(schedule.isSameSession(micros("2026-03-16T05:59:59Z"), micros("2026-03-16T06:00:00Z"))).toBe(false);
  });
});

describe("time zones", () => {
  test("clocks are those of the zone, daylight saving with them", () => {
    const is = open({ startTime: "08:00:00 America/New_York", endTime: "17:00:00 America/New_York" });
    // Daylight saving begins on 2026-03-08: eight o'clock is 13:00 UTC before, 12:00 UTC then.
    expect([is("2026-03-06T12:30:00Z"), is("2026-03-06T13:00:00Z")]).toEqual([false, true]);
    expect([is("2026-03-09T12:00:00Z"), is("2026-03-09T21:00:01Z")]).toEqual([true, false]);
  });

  test("an hour that comes twice, or not at all, changes nothing for a session over it", () => {
    const schedule = new SessionSchedule({ startTime: "18:00:00", endTime: "17:00:00", timeZone: "Europe/London" });
    expect(schedule.isSameSession(micros("2026-10-24T18:00:00Z"), micros("2026-10-25T16:59:59Z"))).toBe(true);
    expect(schedule.isSameSession(micros("2026-03-28T18:00:00Z"), micros("2026-03-29T15:59:59Z"))).toBe(true);
  });

  test("offsets are those of the database, whenever they are asked for", () => {
    const zone = new Zone("Australia/Lord_Howe");
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: "Australia/Lord_Howe", timeStyle: "medium" });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const local = new Date(zone.localSeconds(seconds) * 1000).toISOString().slice(11, 19);
        expect(local).toBe(format.format(seconds * 1000));
      }),
      { numRuns: 500 },
    );
  });
});

test("two times are of one session exactly if none ends between them", () => {
  const second = fc.integer({ min: 0, max: 86_399 });
  const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
  fc.assert(
    fc.property(second, second, fc.nat(20 * 86_400), fc.nat(3 * 86_400), (start, end, from, length) => {
      const schedule = new SessionSchedule({ startTime: clock(start), endTime: clock(end) });
      const base = micros("2026-03-01T00:00:00Z") / 1e6;
      // An hour's steps find every closing that is longer, and every start.
      let same = schedule.isOpen((base + from) * 1e6);
      const first = schedule.sessionAt((base + from) * 1e6);
      for (let at = from; at <= from + length; at += 60) same &&= schedule.sessionAt((base + at) * 1e6) === first;
      same &&= schedule.sessionAt((base + from + length) * 1e6) === first;
      expect(schedule.isSameSession((base + from) * 1e6, (base + from + length) * 1e6)).toBe(same);
    }),
    { numRuns: 200 },
  );
});

test("what is no schedule is refused by name", () => {
  const wrong: [ScheduleOptions, string][] = [
    [{ startTime: "25:00:00" }, "startTime"],
    [{ endTime: "8" }, "endTime"],
    [{ startDay: "mon" }, "endDay"],
    [{ startDay: "x", endDay: "mon" }, "startDay"],
    [{ weekdays: [] }, "weekdays"],
    [{ weekdays: ["mon"], startDay: "mon", endDay: "fri" }, "weekdays"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ holidays: ["20260230"] }, "holidays"],
  ];
  for (const [options, path] of wrong) expect(() => new SessionSchedule(options)).toThrow(`${path}:`);
});
