import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { ManualHost } from "../testing/manual-host.ts";
import { FeedRecorder, type FeedRecorderOptions } from "./feed-recorder.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { RECORDING_COMPRESSIONS, type RecordingCompression } from "./recording-codec.ts";
import { RecordingReader } from "./recording-reader.ts";
import { MemoryRecording, partName } from "./recording-sink.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const RUNS = process.env.HOTPATH_LONG === "1" ? 2000 : 60;

/** What happens, and a pause after which it does. */
type Step = { pause: number } & (
  | { do: "text"; text: string }
  | { do: "binary" | "answer"; bytes: Uint8Array }
  | { do: "sent" | "lost" | "failed"; text: string }
  | { do: "opened" | "connecting" | "closed" | "timer" | "flush" }
);

const URL_OF = "wss://venue.test/stream?a=1&b=x/y";
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("", "\n", "a\r\nb", " x ", "{}", "# 1"),
);
const step: fc.Arbitrary<Step> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 3000 }) }),
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant("text" as const), text }) },
      fc.record({ do: fc.constantFrom("binary" as const, "answer" as const), bytes: fc.uint8Array({ maxLength: 50 }) }),
      fc.record({ do: fc.constantFrom("sent" as const, "lost" as const, "failed" as const), text }),
      fc.record({ do: fc.constantFrom("opened", "connecting", "closed", "timer", "flush") as fc.Arbitrary<"opened"> }),
    ),
  )
  .map(([pause, what]) => ({ pause, ...what }));

/** Records steps. @returns the events that must come back, and the sink */
async function record(steps: readonly Step[], options: Partial<FeedRecorderOptions> = {}, closes = true) {
  const host = new ManualHost();
  const sink = new MemoryRecording();
  const recorder = await FeedRecorder.open({ sink, host, about: { venue: "test", symbols: ["A"] }, ...options });
  const expected: RecordedEvent[] = [];
  const oneLine = (line: string) => line.replace(/[\r\n]+/g, " ");
  for (const each of steps) {
    host.advance(each.pause);
    host.clock.advance(7n);
    const time = host.clock.now();
    switch (each.do) {
      case "text":
        recorder.message(time, each.text);
        expected.push({ kind: "message", time, data: new TextEncoder().encode(each.text), isText: true });
        break;
      case "binary":
        recorder.message(time, each.bytes);
        expected.push({ kind: "message", time, data: each.bytes, isText: false });
        break;
      case "answer":
        recorder.answer(time, URL_OF, each.bytes);
        expected.push({ kind: "answer", time, url: URL_OF, data: each.bytes });
        break;
      case "sent":
        recorder.sent(time, URL_OF, each.text);
        expected.push({ kind: "sent", time, url: URL_OF, text: each.text });
        break;
      case "lost":
        recorder.lost(time, 1006, each.text);
        expected.push({ kind: "lost", time, code: 1006, reason: oneLine(each.text) });
        break;
      case "failed":
        recorder.failed(time, URL_OF, each.text);
        expected.push({ kind: "failed", time, url: URL_OF, reason: oneLine(each.text) });
        break;
      case "timer":
        recorder.timer(time, 12);
        expected.push({ kind: "timer", time, number: 12 });
        break;
      case "flush":
        await recorder.flush();
        break;
      case "closed":
        recorder.closed(time);
        expected.push({ kind: "closed", time });
        break;
      default:
        recorder[each.do](time, URL_OF);
        expected.push({ kind: each.do, time, url: URL_OF });
    }
  }
  if (closes) await recorder.close();
  else await recorder.flush();
  return { expected, sink, recorder, host };
}

/** Reads bytes in pieces of some length. */
async function read(bytes: Uint8Array, piece = bytes.length) {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const reader = new RecordingReader(pieces());
  const events: RecordedEvent[] = [];
  for await (const event of reader) {
    const { data } = event as { data?: Uint8Array };
    events.push(data === undefined ? event : ({ ...event, data: Uint8Array.from(data) } as RecordedEvent));
  }
  const marks = events.filter(({ kind }) => kind === "start" || kind === "end");
  return { reader, marks, events: events.filter(({ kind }) => kind !== "start" && kind !== "end") };
}

describe("recordings", () => {
  for (const compression of RECORDING_COMPRESSIONS) {
    test(`${compression}: what came in comes out, however the bytes are cut`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 400 }), async (steps, piece) => {
          const { expected, sink } = await record(steps, { compression, frameBytes: 300 });
          const { reader, events, marks } = await read(Buffer.concat(sink.pieces()), piece);
          expect(events).toEqual(expected);
          expect([reader.damage, reader.badLines, reader.dropped]).toEqual([undefined, 0, 0]);
          expect(marks.map(({ kind }) => kind)).toEqual(["start", "end"]);
          expect(marks[0]).toMatchObject({ version: 1, part: 1, about: { venue: "test", symbols: ["A"] } });
        }),
        { numRuns: RUNS },
      );
    });

    test(`${compression}: killed at any byte, all frames that were finished are there, and it says that it was cut off`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 5, maxLength: 40 }),
          fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
          fc.integer({ min: 1, max: 200 }),
          async (steps, where, piece) => {
            const { expected, sink } = await record(steps, { compression, frameBytes: 200 });
            const frames = sink.pieces();
            const bytes = Buffer.concat(frames);
            const cut = Math.floor(where * bytes.length);
            const { reader, events, marks } = await read(bytes.subarray(0, cut), piece);
            expect(events).toEqual(expected.slice(0, events.length));
            // As many as were in the frames before the cut.
            let whole = 0;
            for (let at = 0; whole < frames.length && at + frames[whole]!.length <= cut; whole++)
              at += frames[whole]!.length;
            const finished = await read(Buffer.concat(frames.slice(0, whole)));
            expect(events.length).toBeGreaterThanOrEqual(finished.events.length);
            // Only the checksum behind the last line may be missing where the end was read.
            if (marks.at(-1)?.kind === "end") expect(events).toEqual(expected);
            else if (cut > 0) expect(reader.damage).toMatch(/cut off|damaged/);
          },
        ),
        { numRuns: RUNS },
      );
    });
  }

  test("bytes that were changed: everything before the piece of them comes, nothing hangs, nothing throws", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<RecordingCompression>("zst", "gz"),
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.double({ min: 0.2, max: 1, noNaN: true, maxExcluded: true }),
        fc.integer({ min: 1, max: 255 }),
        async (compression, steps, where, change) => {
          const { expected, sink } = await record(steps, { compression, frameBytes: 200 });
          const frames = sink.pieces();
          const bytes = Buffer.concat(frames);
          const at = Math.floor(where * bytes.length);
          bytes[at] = bytes[at]! ^ change;
          let sound = 0;
          let end = 0;
          while (end + frames[sound]!.length <= at - (at % 64)) end += frames[sound++]!.length;
          const before = await read(Buffer.concat(frames.slice(0, sound)));
          const { events } = await read(bytes, 64);
          const count = before.events.length;
          expect(events.slice(0, count)).toEqual(expected.slice(0, count));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("rotation by size and by time: parts follow one another, and together they are whole", async () => {
    const steps: Step[] = Array.from({ length: 200 }, (_, i) => ({
      pause: 10,
      do: "text",
      text: `{"message":${i * 7919}}`,
    }));
    for (const rotation of [{ rotateBytes: 700 }, { rotateMillis: 300 }, { rotateBytes: 100, frameBytes: 1 }]) {
      const { expected, sink, recorder } = await record(steps, { frameBytes: 400, compression: "none", ...rotation });
      expect(recorder.counters().parts).toBe(sink.parts.length);
      expect(sink.parts.length).toBeGreaterThan(5);
      const all = await read(Buffer.concat(sink.pieces()));
      expect([all.events, all.reader.damage]).toEqual([expected, undefined]);
      expect(all.marks.map((mark) => (mark as { part: number }).part)).toEqual(
        sink.parts.flatMap((_, i) => [i + 1, i + 1 < sink.parts.length ? i + 2 : 0]),
      );
      const first = await read(Buffer.concat(sink.parts[0]!));
      expect(first.reader.damage).toBe("part 2 is missing");
    }
  });

  test("a part in which nothing happened is not ended by time", async () => {
    const { recorder } = await record([{ pause: 10_000, do: "flush" }], { rotateMillis: 100 });
    expect(recorder.counters()).toMatchObject({ parts: 1, messages: 0 });
  });

  test("a disk that does not keep up costs whole messages, which are counted and marked; memory stays bounded", async () => {
    const host = new ManualHost();
    let go = () => {};
    const written: Uint8Array[] = [];
    const part = {
      name: "slow",
      write: async (bytes: Uint8Array) => {
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        written.push(bytes);
      },
      close: async () => {},
    };
    const options = { compression: "none" as const, frameBytes: 100, maxPendingBytes: 2000, maxMessageBytes: 500 };
    const recorder = await FeedRecorder.open({ sink: { open: async () => part }, host, ...options });
    for (let i = 0; i < 1000; i++) {
      recorder.message(host.clock.now(), `{"i":${i}}`);
      expect(recorder.pendingBytes).toBeLessThan(2300);
    }
    const before = recorder.counters();
    expect(before.messages + before.dropped).toBe(1000);
    expect(before.dropped).toBeGreaterThan(900);
    recorder.message(host.clock.now(), "x".repeat(501));
    let isDone = false;
    const pump = async () => {
      while (!isDone) {
        go();
        await Bun.sleep(0);
      }
    };
    const pumping = pump();
    await recorder.flush();
    recorder.message(host.clock.now(), "the last");
    await recorder.close();
    isDone = true;
    await pumping;
    const { reader, events } = await read(Buffer.concat(written));
    expect([reader.messages, reader.dropped]).toEqual([before.messages + 1, before.dropped + 1]);
    expect(events.slice(-2)).toMatchObject([{ kind: "dropped", messages: before.dropped + 1 }, { kind: "message" }]);
  });

  test("a disk that fails is told of once, and by close", async () => {
    const failures: unknown[] = [];
    const host = new ManualHost();
    const part = { name: "full", write: () => Promise.reject(new Error("no space left")), close: async () => {} };
    const sink = { open: async () => part };
    const recorder = await FeedRecorder.open({ sink, host, onFailure: (error) => failures.push(error) });
    recorder.message(host.clock.now(), "1");
    await recorder.flush();
    recorder.message(host.clock.now(), "2");
    expect(recorder.close()).rejects.toThrow("no space left");
    expect(failures).toEqual([new Error("no space left")]);
    expect(recorder.counters()).toMatchObject({ messages: 1, dropped: 1 });
    expect(host.timers).toBe(0);
  });

  test("options that are wrong are named", async () => {
    const open = (options: object) =>
      FeedRecorder.open({ sink: new MemoryRecording(), host: new ManualHost(), ...options });
    expect(open({ frameBytes: 0 })).rejects.toThrow("feedRecorder.frameBytes: got 0; allowed: a number above 0");
    expect(open({ rotateMillis: Number.NaN })).rejects.toThrow("feedRecorder.rotateMillis");
    expect(open({ compression: "xz" })).rejects.toThrow('recording.compression: got "xz"; allowed: zst, gz, none');
  });

  test("lines of other programs, and lines that are none", async () => {
    const lines = [
      '1723161600001658384 {"a":1}',
      "configuration: x",
      '1633998512.0633569: {"b":1}',
      "wss://x <-> 1633998512.5",
      'https://x/depth?symbol=A -> 1633998512.5: {"c":1}',
      '{"d":1}',
      "# 1723161600001658384 word of tomorrow",
      "# no time",
      "rubbish",
      "17231616000016583840000 {}",
      '1723161600001 {"e":1}',
    ];
    const { events, reader } = await read(new TextEncoder().encode(lines.join("\n")), 5);
    expect(events.map((event) => [event.kind, event.time])).toEqual([
      ["message", 1723161600001658384n],
      ["message", 1633998512063356900n],
      ["opened", 1633998512500000000n],
      ["answer", 1633998512500000000n],
      ["message", 1633998512500000000n],
      ["message", 1723161600001000000n],
    ]);
    expect([reader.badLines, reader.damage]).toEqual([3, undefined]);
    const later = new TextEncoder().encode("# 1723161600001658384 start 2 1 {}\n");
    expect(read(later)).rejects.toThrow("a recording of version 2; this reads 1");
  });

  test("names of parts", () => {
    expect(["btc.zst", "a/b.c/btc.binance.gz", "btc", "x.json.zst"].map((name) => partName(name, 12))).toEqual([
      "btc.0012.zst",
      "a/b.c/btc.0012.binance.gz",
      "btc.0012",
      "x.0012.json.zst",
    ]);
  });
});
