import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import { ITCH_TYPES, randomItchMessage } from "../testing/itch-samples.ts";
import { type MutationCampaign, mutate, mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { dataPath, readData } from "../testing/shared-data.ts";
import { ItchColumns } from "./itch-columns.ts";
import { ItchDecoder } from "./itch-decoder.ts";
import { encodeItchMessage } from "./itch-message-bytes.ts";
import { ITCH_LENGTHS, type ItchMessage } from "./itch-messages.ts";
import { ItchWriter } from "./itch-writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

function framed(messages: readonly ItchMessage[]): Uint8Array {
  const writer = new ItchWriter(64);
  for (const message of messages) writer.write(message);
  return writer.take();
}

function everyType(random: Random, rounds: number): ItchMessage[] {
  return Array.from({ length: rounds }, () => ITCH_TYPES.map((type) => randomItchMessage(type, random))).flat();
}

function decodeAll(
  decoder: ItchDecoder,
  bytes: Uint8Array,
  piece: number,
  columns = new ItchColumns(7),
): ItchMessage[] {
  const found: ItchMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const part = bytes.subarray(at, at + piece);
    for (let taken = 0; taken < part.length; ) {
      taken += decoder.decode(part.subarray(taken), columns);
      found.push(...columns.toArray());
      columns.clear();
    }
    at += part.length;
  }
  return found;
}

describe("ITCH 5.0", () => {
  test("every type has its length, and comes back as it was written, cut anywhere", () => {
    const expected = "S12 R39 H25 Y20 L26 V35 W12 K28 J35 h21 A36 F40 E31 C36 X23 D19 U35 P44 Q40 B19 I50 N20 O48";
    expect(ITCH_TYPES.map((type) => type + ITCH_LENGTHS[type.charCodeAt(0)]).join(" ")).toBe(expected);
    const messages = everyType(new Random(1), 20);
    const bytes = framed(messages);
    for (const piece of [1, 2, 3, 5, 17, 64, 1000, bytes.length]) {
      const decoder = new ItchDecoder();
      expect(decodeAll(decoder, bytes, piece)).toEqual(messages);
      decoder.end();
      expect([decoder.messages, decoder.offset, decoder.rejects.total]).toEqual([messages.length, bytes.length, 0]);
    }
  });

  test("messages of packets come one by one, and bear the sequence number that they are told", () => {
    const decoder = new ItchDecoder();
    const columns = new ItchColumns(25);
    decoder.resumeAfter(99);
    const messages = everyType(new Random(2), 1);
    for (const message of messages) {
      const bytes = encodeItchMessage(message);
      expect(decoder.decodeMessage(new Uint8Array([9, ...bytes, 9]), 1, 1 + bytes.length, columns)).toBe(true);
    }
    expect(columns.toArray()).toEqual(messages);
    expect([...columns.sequence.subarray(0, 3)]).toEqual([100, 101, 102]);
    decoder.decodeMessage(Uint8Array.of(65, 1, 2), 0, 3, columns);
    decoder.decodeMessage(Uint8Array.of(65), 1, 1, columns);
    decoder.decodeMessage(new Uint8Array(60).fill(90), 0, 60, columns);
    expect(decoder.rejects.counts()).toMatchObject({ wrongLength: 1, zeroLength: 1, unknownType: 1 });
    const full = new ItchColumns(1);
    const one = encodeItchMessage(messages[0]!);
    expect(decoder.decodeMessage(one, 0, one.length, full)).toBe(true);
    expect(decoder.decodeMessage(one, 0, one.length, full)).toBe(false);
  });

  test("a bad message is counted with its offset, and the next one is read", () => {
    const good: ItchMessage = { type: "D", stockLocate: 1, trackingNumber: 2, timestamp: 3, orderReference: 4 };
    const one = framed([good]);
    const unsafe = one.slice();
    unsafe[2 + 11] = 1;
    const add = randomItchMessage("A", new Random(1));
    const side = framed([add]);
    side[2 + 19] = 88;
    const bad: [string, Uint8Array][] = [
      ["unknownType", Uint8Array.of(0, 5, 122, 1, 2, 3, 4)],
      ["wrongLength", Uint8Array.of(0, 6, 68, 1, 2, 3, 4, 5)],
      ["wrongLength", Uint8Array.of(0x12, 0x34, 68, ...new Uint8Array(0x1233))],
      ["zeroLength", Uint8Array.of(0, 0)],
      ["badReference", unsafe],
      ["badSide", side],
    ];
    const bytes = new Uint8Array(bad.flatMap(([, part]) => [...part, ...one]));
    let offset = 0;
    const expected = bad.map(([reason, part]) => {
      const at = offset;
      offset += part.length + one.length;
      return { reason, offset: at };
    });
    for (const piece of [1, 4, 100, bytes.length]) {
      const decoder = new ItchDecoder();
      expect(decodeAll(decoder, bytes, piece)).toEqual(bad.map(() => good));
      expect(decoder.rejects.recent()).toEqual(expected as never);
      expect(decoder.messages).toBe(2 * bad.length);
    }
    const decoder = new ItchDecoder();
    decodeAll(decoder, one.subarray(0, 10), 10);
    decoder.end();
    expect(decoder.rejects.recent()).toEqual([{ reason: "truncated", offset: 0 }]);
    expect(decodeAll(decoder, one, 10)).toEqual([good]);
  });

  test("the encoder says which field does not fit", () => {
    const fields = { stockLocate: 1, trackingNumber: 2, timestamp: 3 };
    const writer = new ItchWriter();
    const cases: [ItchMessage, string][] = [
      [{ type: "D", ...fields, orderReference: -1 }, "orderReference is -1"],
      [{ type: "D", ...fields, orderReference: 1, stockLocate: 65_536 }, "stockLocate is 65536"],
      [{ type: "X", ...fields, orderReference: 1, cancelledShares: 2 ** 32 }, "cancelledShares"],
      [{ type: "Y", ...fields, stock: "TOOLONGER", regShoAction: "0" }, "stock is TOOLONGER"],
      [{ type: "W", ...fields, breachedLevel: "" }, "breachedLevel"],
      [{ type: "V", ...fields, level1: -1n, level2: 0n, level3: 0n }, "level1"],
      [{ type: "Z", ...fields } as never, 'no type "Z"'],
    ];
    for (const [message, error] of cases) expect(() => writer.write(message)).toThrow(error);
    expect(writer.length).toBe(0);
  });

  test("mutated streams never break it, and cut anywhere they say the same", () => {
    const random = new Random(3);
    const corpus = Array.from({ length: 12 }, () => {
      const types = Array.from({ length: 12 }, () => ITCH_TYPES[random.integer(ITCH_TYPES.length)]!);
      return framed(types.map((type) => randomItchMessage(type, random)));
    });
    const numbers = ["type", "locate", "tracking", "timestamp", "sequence", "reference", "other"] as const;
    const rest = ["shares", "price", "side", "code", "stockHigh", "stockLow"] as const;
    const campaign: MutationCampaign<ItchColumns> = {
      corpus,
      decoder: () => new ItchDecoder(),
      out: () => new ItchColumns(5),
      row(out, row, tell) {
        // Sequence numbers go on from stream to stream, and are those of messages.
        for (const name of [...numbers, ...rest]) if (name !== "sequence") tell(out[name][row]!);
        const kept = out.kept[row]!;
        if (kept > 0) for (let i = 0; i < ITCH_LENGTHS[out.type[row]!]!; i++) tell(out.bytes[kept - 1 + i]!);
      },
    };
    const result = runCampaign(campaign);
    expect(result.rows).toBeGreaterThan(result.mutations);
  });

  test("native code fills the same rows as its twin, whatever the bytes", () => {
    const random = new Random(6);
    const twin = new ItchDecoder({ native: false });
    const native = new ItchDecoder();
    const columns = [new ItchColumns(300), new ItchColumns(300)] as const;
    const names = ["type", "locate", "tracking", "timestamp", "sequence", "reference", "other", "shares"] as const;
    const rest = ["price", "side", "code", "stockHigh", "stockLow"] as const;
    const corpus = Array.from({ length: 10 }, () => {
      const types = Array.from({ length: 150 }, () => "ADEDAUXCPDAF"[random.integer(12)] as "A");
      return framed(types.map((type) => randomItchMessage(type, random)));
    });
    const count = mutationCount(2000);
    for (let i = 0; i < count; i++) {
      const bytes = i < 10 ? corpus[i]! : mutate(corpus, random);
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at);
        const taken = twin.decode(piece, columns[0]);
        if (native.decode(piece, columns[1]) !== taken) throw new Error(`mutation ${i}: other bytes taken at ${at}`);
        at += taken;
        expect(columns[1].count).toBe(columns[0].count);
        for (let row = 0; row < columns[0].count; row++) {
          for (const name of [...names, ...rest]) {
            if (columns[0][name][row] !== columns[1][name][row]) throw new Error(`mutation ${i}, row ${row}: ${name}`);
          }
        }
        for (const each of columns) each.clear();
      }
      for (const decoder of [twin, native]) decoder.end();
    }
    expect(native.rejects.counts()).toEqual(twin.rejects.counts());
    expect(native.messages).toBe(twin.messages);
  });

  const path = dataPath("itch/AAPL_20191230_0935_50k_withR.itch50.zst");
  const title = "a recorded file has the known messages, and is written again byte for byte";
  if (path === undefined) test.skip(`${title} (no data/itch below HOTPATH_TEST_DATA)`, () => {});
  else
    test(title, async () => {
      const bytes = await readData(path);
      const decoder = new ItchDecoder();
      const messages = decodeAll(decoder, bytes, 10_007, new ItchColumns(1000));
      expect(messages.length).toBe(49_948);
      expect(decoder.rejects.total).toBe(0);
      expect(messages[0]).toMatchObject({ type: "R", stock: "AAPL", roundLotSize: 100, luldPriceTier: "1" });
      expect(messages[1]).toEqual({
        type: "A",
        stockLocate: 13,
        trackingNumber: 0,
        timestamp: 34_500_000_155_705,
        orderReference: 13_888_969,
        side: "S",
        shares: 20,
        stock: "AAPL",
        price: 2_887_300,
      });
      expect(framed(messages)).toEqual(bytes);
    });
});
