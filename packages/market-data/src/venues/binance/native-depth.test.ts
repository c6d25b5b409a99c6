import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketBatch } from "../../market-batch.ts";
import { traceOf } from "../../testing/json-feed.ts";
import { mutate, mutationCount, mutationTimeout } from "../../testing/mutate.ts";
import { BinanceDecoder } from "./binance-decoder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const encoder = new TextEncoder();
const has = (defaultKernels().feeds?.jsonDepth ?? null) !== null;
const it = has ? test : test.skip;
const title = (text: string) => (has ? text : `${text} (no native library, or no AVX2)`);

/** A symbol of each pair of decimals that a venue has. */
const instruments = new VenueInstruments(
  [0, 1, 2, 3, 7, 8, 9, 12].flatMap((priceDecimals, p) =>
    [0, 3, 5, 8, 10].map((sizeDecimals, s) => ({
      symbol: `S${p}${"X".repeat(s * 3)}USDT`,
      index: p * 5 + s,
      priceDecimals,
      sizeDecimals,
    })),
  ),
);

/** A number in quotes, mostly with the instrument's decimals. */
function number(random: Random, decimals: number): string {
  const digits = (count: number) => Array.from({ length: count }, () => random.integer(10)).join("");
  const whole = random.chance(0.98) ? 1 + random.integer(7) : 1 + random.integer(17);
  if (decimals === 0 && random.chance(0.98)) return digits(whole);
  const fraction = random.chance(0.7) ? decimals : random.integer(decimals + 1);
  const behind = random.chance(0.2) ? "0".repeat(random.integer(10)) : random.chance(0.001) ? "1" : "";
  return `${digits(whole)}.${digits(fraction)}${behind}`;
}

function message(random: Random): string {
  const entry = random.integer(instruments.size);
  const [priceDecimals, sizeDecimals] = [instruments.priceDecimals[entry]!, instruments.sizeDecimals[entry]!];
  const side = () => {
    const level = () => `["${number(random, priceDecimals)}","${number(random, sizeDecimals)}"]`;
    return `[${Array.from({ length: random.integer(random.chance(0.1) ? 60 : 6) }, level).join()}]`;
  };
  const id = () => random.integer(2 ** 31) * 2 ** random.integer(22);
  const isFuture = random.chance(0.5);
  const time = isFuture ? ',"T":1723161256298' : "";
  const pair = random.chance(0.2) ? ',"ps":"BTCUSD"' : "";
  const ids = `"U":${id()},"u":${id()}${isFuture ? `,"pu":${id()}` : ""}`;
  const payload = `{"e":"depthUpdate","E":1723161256299${random.chance(0.1) ? "123" : ""}${time},"s":"${instruments.symbols[entry]}"${pair},${ids},"b":${side()},"a":${side()}}`;
  if (random.chance(0.4)) return payload;
  const name = ["depth", "depth@100ms", "depth5@100ms", "depth20", "x\\u0040"][random.integer(5)];
  return `{"stream":"btcusdt@${name}","data":${payload}}`;
}

/** Gives messages, at random places of a buffer, to a decoder with native code and to one without. */
function compare(count: number, seed: number, next: (random: Random) => Uint8Array): void {
  const [native, twin] = [true, false].map((option) => new BinanceDecoder(instruments, { native: option }));
  const [left, right] = [new MarketBatch({ rows: 64 }), new MarketBatch({ rows: 64 })];
  for (let i = 0; i < count; i++) {
    const random = new Random(BigInt(seed) * 2n ** 40n + BigInt(i));
    const bytes = next(random);
    const before = random.integer(20);
    const buffer = new Uint8Array(before + bytes.length + random.integer(60)).fill(93);
    buffer.set(bytes, before);
    for (const [decoder, batch] of [
      [native!, left],
      [twin!, right],
    ] as const) {
      batch.receivedMicros = i;
      batch.receivedNanos = i % 1000;
      decoder.decodeMessage(buffer, before, before + bytes.length, batch);
    }
    const [a, b] = [traceOf(native!, left), traceOf(twin!, right)];
    if (a !== b) {
      const text = new TextDecoder().decode(bytes);
      throw new Error(`seed ${seed}, message ${i}: native and twin differ\n${text}\nnative ${a}\ntwin   ${b}`);
    }
    // Now and then rows stay, so that the next ones begin elsewhere.
    if (random.chance(0.8)) for (const batch of [left, right]) batch.clear();
  }
  // Native code reads ten decimals and more too.
  expect(native!.fallbacks).toBeLessThanOrEqual(twin!.fallbacks);
  expect(twin!.fallbacks).toBeLessThan(count);
}

describe("native depth", () => {
  it(title("right messages have the rows of the twin, bit for bit"), () => {
    compare(Math.max(3000, mutationCount(3000) / 4), 1, (random) => encoder.encode(message(random)));
  });

  it(title("broken messages too"), () => {
    compare(mutationCount(20_000), 2, (random) => mutate([encoder.encode(message(random))], random));
  });

  it(title("the kernel takes what Binance sends, and leaves other messages alone"), () => {
    const kernels = defaultKernels().feeds!;
    const batch = new MarketBatch();
    const read = (text: string) => {
      const bytes = encoder.encode(text);
      const given = Float64Array.of(1, 2, 0);
      const { memory, places } = batch;
      return kernels.jsonDepth!(bytes, 0, bytes.length, bytes.length, instruments.table, memory, places, 0, given);
    };
    const depth = '{"e":"depthUpdate","E":1723161256299,"s":"S2XXXUSDT","U":1,"u":2,"b":[["1.00","2.000"]],"a":[]}';
    expect(read(depth)).toBe(2);
    expect(read(`{"stream":"s2xxxusdt@depth","data":${depth}}`)).toBe(2);
    expect(read(depth.replace("S2XXX", "T2XXX"))).toBe(0);
    expect(read(depth.replace("1.00", "1.001"))).toBe(0);
    expect(read(`${depth} `)).toBe(0);
    expect(read(depth.slice(0, -1))).toBe(0);
    expect(read("")).toBe(0);
  });
});
