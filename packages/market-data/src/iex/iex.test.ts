import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import { MarketBatch, type MarketRow } from "../market-batch.ts";
import { PcapWriter } from "../pcap/pcap-writer.ts";
import { mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { IexDecoder } from "./iex-decoder.ts";
import {
  encodeIexMessage,
  IEX_FIELDS,
  IEX_SIZES,
  type IexMessage,
  type IexType,
  readIexMessage,
} from "./iex-messages.ts";
import { encodeIexSegment, IexProtocol } from "./iex-segment.ts";

setDefaultTimeout(mutationTimeout());

const TIME = 1_471_980_632_572_715_948n;
const level = (type: "8" | "5", eventFlags: number, size: number, price: bigint): IexMessage =>
  ({ type, eventFlags, timestamp: TIME, symbol: "ZIEXT", size, price }) as IexMessage;
const trade = (tradeId: bigint, saleCondition = 0): IexMessage =>
  ({ type: "T", saleCondition, timestamp: TIME, symbol: "ZIEXT", size: 100, price: 990_500n, tradeId }) as IexMessage;

interface Sent {
  first: number;
  messages: (IexMessage | Uint8Array)[];
  protocol?: number;
  session?: number;
}

function captureOf(...segments: Sent[]): Uint8Array {
  const writer = new PcapWriter();
  for (const { first, messages, protocol = IexProtocol.Deep, session = 7 } of segments) {
    const bytes = messages.map((message) => (message instanceof Uint8Array ? message : encodeIexMessage(message)));
    const header = { protocol, channel: 1, session, streamOffset: 0n, firstSequence: BigInt(first), sendTime: TIME };
    writer.datagram(TIME + 1000n, encodeIexSegment(header, bytes));
  }
  return writer.take();
}

function decode(bytes: Uint8Array) {
  const decoder = new IexDecoder();
  const batch = new MarketBatch();
  decoder.decode(bytes, batch);
  decoder.end();
  return { decoder, rows: batch.toArray() };
}

const short = (row: MarketRow) =>
  [row.kind, row.instrument, row.side, row.price, row.quantity, row.id, row.sequence, row.code, ...row.flags].join(" ");

describe("messages", () => {
  test("are those of the specifications' own examples", () => {
    const examples: [string, IexMessage][] = [
      [
        "5100ac63c02096866d145a49455854202020e4250000241d0f0000000000ec1d0f0000000000e8030000",
        {
          type: "Q",
          flags: 0,
          timestamp: TIME,
          symbol: "ZIEXT",
          bidSize: 9700,
          bidPrice: 990_500n,
          askPrice: 990_700n,
          askSize: 1000,
        },
      ],
      [
        "5400c3dff705a2866d145a49455854202020" + "64000000" + "241d0f0000000000" + "968f060000000000",
        { ...trade(429_974n), timestamp: 1_471_993_711_406_383_043n } as IexMessage,
      ],
      ["3801ac63c02096866d145a49455854202020e4250000241d0f0000000000", level("8", 1, 9700, 990_500n)],
    ];
    for (const [hex, message] of examples.filter(([, { type }]) => type !== "T")) {
      expect(readIexMessage(Uint8Array.fromHex(hex))).toEqual(message);
      expect(encodeIexMessage(message).toHex()).toBe(hex);
    }
    const report = readIexMessage(Uint8Array.fromHex(examples[1]![0])) as IexMessage<"T">;
    expect([report.size, report.price, report.tradeId, report.symbol]).toEqual([100, 990_500n, 429_974n, "ZIEXT"]);
  });

  test("have the lengths of the specifications", () => {
    const sizes = (Object.keys(IEX_FIELDS) as IexType[]).map((type) => `${type}${IEX_SIZES[type.charCodeAt(0)]}`);
    expect(sizes.sort()).toEqual(
      ["530", "830", "A80", "B38", "D31", "E18", "H22", "I18", "O18", "P19", "Q42", "S10", "T38", "X26"].sort(),
    );
  });

  const value = (code: string): fc.Arbitrary<unknown> => {
    const size = Number(code.slice(1));
    if (code === "c1") return fc.constantFrom("A", "B", " ", "9").map((text) => text.trimEnd());
    if (code.startsWith("s")) return fc.string({ maxLength: size, unit: fc.constantFrom("A", "Z", ".", "-") });
    if (code.startsWith("u")) return fc.integer({ min: 0, max: 2 ** (size * 8) - 1 });
    return fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
  };
  for (const [type, text] of Object.entries(IEX_FIELDS))
    test(`${type} is read as it was written`, () => {
      const fields = text.split(" ").map((part) => part.split(":") as [string, string]);
      fc.assert(
        fc.property(fc.record(Object.fromEntries(fields.map(([name, code]) => [name, value(code)]))), (given) => {
          const message = { type, ...given } as unknown as IexMessage;
          expect(readIexMessage(encodeIexMessage(message))).toEqual(message);
        }),
        { numRuns: 40 },
      );
    });

  test("that do not fit are refused", () => {
    expect(() => encodeIexMessage({ ...trade(1n), symbol: "TOOLONGNAME" } as IexMessage)).toThrow(InputError);
    expect(() => encodeIexMessage({ ...trade(1n), size: -1 } as IexMessage)).toThrow("size: -1 does not fit");
    expect(() => readIexMessage(Uint8Array.of(0x51, 0))).toThrow("no whole IEX message");
    expect(() => new IexDecoder({ maxSymbols: 0 })).toThrow(ConfigError);
  });
});

describe("captures", () => {
  test("of DEEP become levels, trades and states", () => {
    const status = (status: string): IexMessage =>
      ({ type: "H", status, timestamp: TIME, symbol: "ZIEXT", reason: "" }) as IexMessage;
    const halt = (status: string): IexMessage =>
      ({ type: "O", status, timestamp: TIME, symbol: "ZIEXT" }) as IexMessage;
    const { decoder, rows } = decode(
      captureOf(
        { first: 1, messages: [{ type: "S", event: "R", timestamp: TIME } as IexMessage, status("T")] },
        { first: 3, messages: [level("8", 0, 9700, 990_500n), level("5", 1, 0, 990_700n), trade(5n), trade(6n, 0x08)] },
        {
          first: 7,
          messages: [
            halt("O"),
            halt("N"),
            {
              type: "B",
              saleCondition: 0,
              timestamp: TIME,
              symbol: "ZIEXT",
              size: 1,
              price: 1n,
              tradeId: 5n,
            } as IexMessage,
          ],
        },
      ),
    );
    expect(decoder.rejects.total).toBe(0);
    expect(rows.map(short)).toEqual([
      "Status -1 None NaN 0 0 1 2 Last",
      "Status 0 None NaN 0 0 2 2 Last",
      "Level 0 Buy 990500 9700 0 3 0",
      "Level 0 Sell 990700 0 0 4 0 Last",
      "Trade 0 None 990500 100 5 5 0 Last",
      "Trade 0 None 990500 100 6 6 0 Last|Auction".replace("|", " "),
      "Status 0 None NaN 0 0 7 4 Last",
      "Status 0 None NaN 0 0 8 2 Last",
      "TradeCancel 0 None NaN 0 5 9 0 Last",
    ]);
    expect([rows[2]!.timeMicros, rows[2]!.timeNanos, rows[2]!.receiveMicros, rows[2]!.receiveNanos]).toEqual([
      1_471_980_632_572_715, 948, 1_471_980_632_572_716, 948,
    ]);
    expect([decoder.symbols, decoder.messages, decoder.gaps]).toEqual([["ZIEXT"], 9, 0]);
  });

  test("of TOPS become quotes; an empty side is NaN", () => {
    const quote = {
      type: "Q",
      flags: 0,
      timestamp: TIME,
      symbol: "A",
      bidSize: 0,
      bidPrice: 0n,
      askPrice: 990_700n,
      askSize: 10,
    } as IexMessage;
    const { rows } = decode(captureOf({ first: 1, messages: [quote], protocol: IexProtocol.Tops }));
    expect([short(rows[0]!), rows[0]!.otherPrice, rows[0]!.otherQuantity]).toEqual([
      "Quote 0 None NaN 0 0 1 0 Last",
      990_700,
      10,
    ]);
  });

  test("with messages missing clear every book; what comes twice is passed over", () => {
    const { decoder, rows } = decode(
      captureOf(
        { first: 1, messages: [level("8", 1, 1, 10n), level("5", 1, 1, 20n)] },
        { first: 2, messages: [level("5", 1, 1, 20n), level("8", 1, 2, 10n)] },
        { first: 2, messages: [level("5", 1, 1, 20n)] },
        { first: 10, messages: [] },
        { first: 10, messages: [level("8", 1, 3, 10n)] },
        { first: 1, messages: [level("8", 1, 4, 10n)], session: 8 },
      ),
    );
    expect(rows.map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual([
      "Level 1",
      "Level 1",
      "Level 2",
      "BookClear 0",
      "Level 3",
      "Level 4",
    ]);
    expect([decoder.gaps, decoder.missing, decoder.repeated]).toEqual([1, 6, 2]);
  });

  test("tell what is wrong, and go on", () => {
    const good = { first: 1, messages: [level("8", 1, 1, 10n)] };
    const odd = captureOf(
      good,
      {
        first: 2,
        messages: [
          Uint8Array.of(0x7a, 0),
          encodeIexMessage(level("8", 1, 1, 10n)).subarray(0, 20),
          level("8", 1, 1, -1n),
          level("8", 1, 1, 11n),
        ],
      },
      { first: 6, messages: [], protocol: 9 },
      { first: 6, messages: [level("8", 1, 1, 12n)] },
    );
    const { decoder, rows } = decode(odd);
    expect(rows.map((row) => row.price)).toEqual([10, 11, 12]);
    expect(decoder.rejects.counts()).toMatchObject({ unknownType: 1, badLength: 1, badNumber: 1, badSegment: 1 });
    expect(decode(Uint8Array.of(1, 2, 3, 4, 5)).decoder.rejects.counts()).toMatchObject({ notCapture: 1 });
    expect(decode(captureOf(good).subarray(0, -1)).decoder.rejects.counts()).toMatchObject({ truncated: 1 });
  });

  test("mutated never break the decoder", () => {
    const corpus = [
      captureOf(
        { first: 1, messages: [level("8", 0, 1, 10n), level("5", 1, 1, 20n), trade(1n)] },
        { first: 4, messages: [level("8", 1, 0, 10n)] },
      ),
      captureOf({ first: 9, messages: [trade(2n), { type: "S", event: "R", timestamp: TIME } as IexMessage] }),
    ];
    const result = runCampaign({
      corpus,
      decoder: () => new IexDecoder({ maxSymbols: 100 }),
      out: () => new MarketBatch({ rows: 16, maxRows: 256 }),
      row: (out, row, tell) => {
        for (const column of [
          out.kind,
          out.flags,
          out.side,
          out.instrument,
          out.price,
          out.quantity,
          out.id,
          out.sequence,
          out.timeMicros,
        ])
          tell(column[row]!);
      },
    });
    expect(result.rows).toBeGreaterThan(0);
  }, 600_000);
});
