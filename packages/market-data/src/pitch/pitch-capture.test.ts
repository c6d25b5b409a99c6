import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, Random } from "@hotpath/core";
import { newYorkMidnight } from "../itch50/new-york-midnight.ts";
import { MARKET_COLUMNS, MarketBatch } from "../market-batch.ts";
import { PcapWriter } from "../pcap/pcap-writer.ts";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { isCapture, PitchCapture, type PitchCaptureOptions } from "./pitch-capture.ts";
import { PitchDecoder } from "./pitch-decoder.ts";
import { encodePitchMessage, encodePitchUnit, type PitchMessage } from "./pitch-messages.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const MIDNIGHT = newYorkMidnight("2024-07-01");
const NINE = 34_200;
const START = BigInt(MIDNIGHT) * 1000n + BigInt(NINE) * 1_000_000_000n;

const add = (id: number, quantity = 100): PitchMessage =>
  ({
    name: "addOrderShort",
    timeOffset: id * 1000,
    orderId: BigInt(id),
    side: id % 2 === 0 ? "B" : "S",
    quantity,
    symbol: id % 3 === 0 ? "ABC" : "XYZ",
    price: 1000 + id,
    flags: 1,
  }) as PitchMessage;
const remove = (id: number): PitchMessage =>
  ({ name: "deleteOrder", timeOffset: id * 1000, orderId: BigInt(id) }) as PitchMessage;

/** Units of one message each, but for the first. */
function units(count: number): Uint8Array[] {
  const messages: PitchMessage[][] = [[{ name: "time", time: NINE } as PitchMessage, add(1)]];
  for (let i = 2; i <= count; i++) messages.push([i % 5 === 0 ? remove(i - 1) : add(i)]);
  let sequence = 1;
  return messages.map((each) => {
    const unit = encodePitchUnit(1, sequence, each.map(encodePitchMessage));
    sequence += each.length;
    return unit;
  });
}

/** A capture of datagrams a millisecond apart. */
function capture(datagrams: readonly Uint8Array[]): Uint8Array {
  const writer = new PcapWriter();
  datagrams.forEach((unit, i) => {
    writer.datagram(START + BigInt(i) * 1_000_000n + 5n, unit);
  });
  return writer.take();
}

function read(bytes: Uint8Array, options: PitchCaptureOptions = {}, batch = new MarketBatch()) {
  const decoder = new PitchCapture(options);
  const rows: ReturnType<MarketBatch["toArray"]> = [];
  for (let at = 0; at < bytes.length; ) {
    at += decoder.decode(bytes.subarray(at, at + 1000), batch);
    rows.push(...batch.toArray());
    batch.clear();
  }
  decoder.end(batch);
  rows.push(...batch.toArray());
  return { decoder, rows };
}

/** What does not depend on when it was captured. */
const content = (rows: ReturnType<MarketBatch["toArray"]>) =>
  rows.map(({ receiveMicros: _, receiveNanos: __, ...row }) => row);

function direct(list: readonly Uint8Array[]) {
  const decoder = new PitchDecoder({ midnightMicros: MIDNIGHT });
  const batch = new MarketBatch();
  for (const unit of list) decoder.decode(unit, batch);
  return batch.toArray();
}

describe("PitchCapture", () => {
  test("reads a capture as its units read, at the day of its first packet", () => {
    const list = units(50);
    const { decoder, rows } = read(capture(list));
    expect(content(rows)).toEqual(content(direct(list)));
    expect([decoder.midnightMicros, decoder.rejects.total, decoder.symbols.join()]).toEqual([MIDNIGHT, 0, "XYZ,ABC"]);
    expect([rows[0]!.receiveMicros, rows[0]!.receiveNanos]).toEqual([MIDNIGHT + NINE * 1e6, 5]);
    expect(isCapture(capture([])) && !isCapture(list[0]!) && !isCapture(new Uint8Array(3))).toBe(true);
  });

  test("two lines that lose and reorder make one whole stream", () => {
    for (let seed = 1n; seed <= 20n; seed++) {
      const random = new Random(seed);
      const list = units(60);
      const datagrams: [number, Uint8Array][] = [];
      list.forEach((unit, i) => {
        // Of each unit at least one line keeps its copy.
        const lost = random.integer(4);
        for (let line = 0; line < 2; line++) if (lost !== line) datagrams.push([i + random.integer(6), unit]);
      });
      // The first one must be the first: nothing says what came before it.
      datagrams.push([-1, list[0]!]);
      datagrams.sort((one, other) => one[0] - other[0]);
      const bytes = capture(datagrams.map(([, unit]) => unit));
      const { decoder, rows } = read(bytes);
      expect([seed, content(rows)]).toEqual([seed, content(direct(list))]);
      expect([decoder.missing, decoder.gaps]).toEqual([0, 0]);
      // A batch that is nearly always full changes nothing.
      expect(content(read(bytes, {}, new MarketBatch({ rows: 1, maxRows: 64 })).rows)).toEqual(content(rows));
    }
  });

  test("what never comes is given up, by the capture's clock, and its books are cleared", () => {
    const list = units(30);
    const datagrams = list.filter((_, i) => i !== 9);
    const { decoder, rows } = read(capture(datagrams), { waitMicros: 5000 });
    expect([decoder.missing, decoder.gaps]).toEqual([1, 1]);
    expect(content(rows)).toEqual(content(direct(datagrams)));
    // Held for six packets, then released.
    expect(rows.find(({ kind }) => kind === "BookClear")!.receiveMicros).toBe(MIDNIGHT + NINE * 1e6 + 14_000);
    // At the end nothing is left behind.
    expect(content(read(capture(datagrams)).rows)).toEqual(content(rows));
  });

  test("what is no unit is refused, at its packet", () => {
    const [first, second] = units(2) as [Uint8Array, Uint8Array];
    const unknown = encodePitchUnit(1, 4, [encodePitchMessage(remove(77))]);
    const bytes = capture([first, Uint8Array.of(1, 2), second.subarray(0, 12), second, unknown]);
    const { decoder, rows } = read(bytes);
    expect(rows.length).toBe(2);
    const packet = 16 + 42;
    const offset = 24 + packet + first.length;
    expect(decoder.rejects.recent()).toEqual([
      { reason: "badUnit", offset },
      { reason: "badUnit", offset: offset + packet + 2 },
      { reason: "unknownOrder", offset: offset + 3 * packet + 14 + second.length },
    ]);
    expect(() => new PitchCapture({ waitMicros: 0 })).toThrow(ConfigError);
    const cut = read(bytes.subarray(0, 60)).decoder;
    expect(cut.rejects.count("truncated")).toBe(1);
  });

  test("mutated captures never break the decoder, and cut anywhere they say the same", () => {
    const list = units(6);
    const result = runCampaign<MarketBatch>({
      corpus: [capture(list), capture(list.filter((_, i) => i !== 2)), capture([...list].reverse())],
      decoder: () => new PitchCapture({ midnightMicros: MIDNIGHT, waitMicros: 1000 }),
      out: () => new MarketBatch({ rows: 4, maxRows: 2048 }),
      row(out, row, tell) {
        for (const name of MARKET_COLUMNS) tell(out[name][row]!);
      },
      count: Math.ceil(mutationCount() / 4),
    });
    expect(result.rows).toBeGreaterThan(result.mutations);
    expect(result.rejects).toBeGreaterThan(result.mutations / 10);
  });
});
