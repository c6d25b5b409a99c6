import { describe, expect, test } from "bun:test";
import { ConfigError, Instrument } from "@hotpath/core";
import { DbnBars } from "./dbn-bars.ts";
import { DbnEncoder } from "./dbn-encoder.ts";
import { dbnMetadata } from "./dbn-metadata.ts";
import { dbnFolder, readPlain } from "./testing/shared-dbn.ts";

const instrument = new Instrument({ id: 1, symbol: "ES", priceDecimals: 2, sizeDecimals: 1 });
const START = 1_577_957_400_000_000_000n;

function file(...bars: [time: bigint, ...prices: bigint[]][]): Uint8Array {
  const encoder = new DbnEncoder();
  encoder.metadata(dbnMetadata({ dataset: "X", schema: "ohlcv-1m", start: START, symbols: ["ES"] }));
  for (const [tsEvent, open, high, low, close, volume, instrumentId = 7n] of bars) {
    const prices = { open: open!, high: high!, low: low!, close: close!, volume: volume! };
    encoder.record("ohlcv", { rtype: 0x21, instrumentId: Number(instrumentId), tsEvent, ...prices } as never);
  }
  return encoder.take();
}

const E7 = 10_000_000n;

describe("DbnBars", () => {
  test("bars of one instrument, exact, stamped with their closes", () => {
    const bars = new DbnBars({ instrument });
    const bytes = file(
      [START, 100n * E7, 110n * E7, 90n * E7, 105n * E7, 12n],
      [START, 100n * E7, 110n * E7, 90n * E7, 105n * E7, 12n, 8n],
      [START + 60_000_000_000n, 105n * E7, 105n * E7, 105n * E7, 105n * E7, 0n],
    );
    // Cut anywhere.
    for (let at = 0; at < bytes.length; at += 13) bars.decode(bytes.subarray(at, at + 13));
    const series = bars.finish();
    expect(
      [...series].map(({ date, open, high, low, close, volume }) => [date, open, high, low, close, volume]),
    ).toEqual([
      ["2020-01-02T09:31:00.000000000Z", "1.00", "1.10", "0.90", "1.05", "12.0"],
      ["2020-01-02T09:32:00.000000000Z", "1.05", "1.05", "1.05", "1.05", "0.0"],
    ]);
    expect([bars.rows, bars.otherInstruments, bars.decoder.rejects.total]).toEqual([2, 1, 0]);
  });

  test("what is no bar is refused and counted", () => {
    const bars = new DbnBars({ instrument, closesAfterMicros: 0, instrumentId: 7 });
    const at = (minute: bigint) => START + minute * 60_000_000_000n;
    bars.decode(
      file(
        [at(0n), E7, E7, E7, E7, 1n],
        [at(0n), E7, E7, E7, E7, 1n],
        [at(-1n), E7, E7, E7, E7, 1n],
        [at(1n) + 1n, E7, E7, E7, E7, 1n],
        [at(1n), E7 + 1n, E7 + 1n, E7, E7, 1n],
        [at(1n), 2n ** 63n - 1n, E7, E7, E7, 1n],
        [at(1n), E7, E7, 2n * E7, E7, 1n],
        [at(1n), 3n * E7, 2n * E7, E7, E7, 1n],
        [at(1n), E7, 2n * E7, E7, 3n * E7, 1n],
        [at(1n), E7, E7, 0n, E7, 1n],
        [at(1n), E7, E7, E7, E7, 2n ** 63n],
      ),
    );
    expect(bars.finish().length).toBe(1);
    expect(Object.entries(bars.rejects()).filter(([, count]) => count > 0)).toEqual([
      ["badTime", 1],
      ["badNumber", 1],
      ["tooFine", 1],
      ["tooLarge", 1],
      ["notPositive", 1],
      ["highBelowLow", 1],
      ["openOutside", 1],
      ["closeOutside", 1],
      ["duplicateTime", 1],
      ["timeOrder", 1],
    ]);
    expect(() => new DbnBars({} as never)).toThrow(ConfigError);
    expect(() => new DbnBars({ instrument, closesAfterMicros: 0.5 })).toThrow(ConfigError);
  });

  const folder = dbnFolder();
  test.skipIf(folder === undefined)("Databento's own bars (in ../shared/data/dbn)", () => {
    const bars = new DbnBars({ instrument });
    bars.decode(readPlain(folder!, "test_data.ohlcv-1s.v3.dbn.zst"));
    const series = bars.finish();
    expect([series.length, bars.rows, bars.decoder.rejects.total]).toEqual([2, 2, 0]);
    expect(series.at(0)).toMatchObject({ date: "2020-12-28T13:00:01.000000000Z", open: "372025.00", volume: "57.0" });
  });
});
