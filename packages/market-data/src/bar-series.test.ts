import { describe, expect, test } from "bun:test";
import { Bar, ConfigError, EventCursor, EventQueue, InputError, Instrument } from "@hotpath/core";
import { BarSeries } from "./bar-series.ts";
import { parseBarsCsv } from "./bars-csv.ts";

const instrument = new Instrument({ id: 1, symbol: "X", priceDecimals: 2, sizeDecimals: 1 });
const { series } = parseBarsCsv(
  "date,open,high,low,close,volume\n1957-01-01,1,2,1,1.5,10\n2000-01-03,2,3,2,2.5,20.5\n2000-01-04,3,4,3,3.5,30\n",
  { instrument },
);

describe("BarSeries", () => {
  test("shows bars, also from the end", () => {
    expect(series.at(1)).toEqual({
      time: 946857600000000000n,
      date: "2000-01-03T00:00:00.000000000Z",
      open: "2.00",
      high: "3.00",
      low: "2.00",
      close: "2.50",
      volume: "20.5",
    });
    expect(series.at(-1)).toEqual(series.at(2));
    for (const index of [3, -4, 0.5, Number.NaN]) expect(() => series.at(index)).toThrow(InputError);
  });

  test("a slice shares the memory", () => {
    const slice = series.slice(1);
    expect([...slice]).toEqual([...series].slice(1));
    expect(slice.close.buffer).toBe(series.close.buffer);
    expect(series.slice(-1).at(0)).toEqual(series.at(2));
  });

  test("finds bars by time", () => {
    const [, middle, last] = series.timeMicros;
    expect([middle! - 1, middle!, middle! + 1, last! + 1].map((t) => series.indexFrom(t))).toEqual([1, 1, 2, 3]);
  });

  test("emits records, before 1970 too", () => {
    const queue = new EventQueue();
    for (let i = 0; i < series.length; i++) series.emit(i, queue, 7, 3);
    const event = new EventCursor();
    for (let i = 0; i < series.length; i++) {
      queue.next(event);
      expect(Bar.view(event)).toEqual({
        type: "Bar",
        sequence: 0,
        time: series.at(i).time,
        instrument: 7,
        venue: 3,
        open: series.open[i]!,
        high: series.high[i]!,
        low: series.low[i]!,
        close: series.close[i]!,
        volume: series.volume[i]!,
      });
    }
    expect(() => series.emit(3, queue, 7)).toThrow("invariant");
  });

  test("columns of different lengths are refused", () => {
    expect(() => new BarSeries(instrument, { ...series, close: new Float64Array(2) })).toThrow(ConfigError);
  });
});
