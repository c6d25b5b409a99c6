import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Random } from "@hotpath/core";
import type { FieldKind } from "../internal/field-table.ts";
import { randomField } from "../testing/itch-samples.ts";
import { mutationCount, mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { OuchColumns } from "./ouch-columns.ts";
import { OuchDecoder } from "./ouch-decoder.ts";
import { encodeOuch, readOuch } from "./ouch-message-bytes.ts";
import {
  OUCH_INBOUND,
  OUCH_OPTIONS,
  OUCH_OUTBOUND,
  type OuchDirection,
  type OuchInbound,
  type OuchMessage,
} from "./ouch-messages.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(mutationTimeout());

const TABLES = { inbound: OUCH_INBOUND, outbound: OUCH_OUTBOUND } as const;

function randomMessage<D extends OuchDirection>(direction: D, letter: string, random: Random): OuchMessage<D> {
  const layout: Record<string, FieldKind> = (TABLES[direction] as Record<string, Record<string, FieldKind>>)[letter]!;
  const message: Record<string, unknown> = { type: letter };
  for (const [name, kind] of Object.entries(layout)) message[name] = randomField(kind, random);
  const options: Record<string, unknown> = {};
  if (letter !== "S") {
    for (const [name, [, kind]] of Object.entries(OUCH_OPTIONS)) {
      if (random.integer(6) === 0) options[name] = randomField(kind, random);
    }
    if (random.integer(8) === 0) options.unknown = [{ tag: 200, value: Uint8Array.of(1, 2, 3) }];
  }
  if (Object.keys(options).length > 0) message.options = options;
  return message as unknown as OuchMessage<D>;
}

function framed(messages: Uint8Array[]): Uint8Array {
  return new Uint8Array(messages.flatMap((bytes) => [bytes.length >>> 8, bytes.length & 255, ...bytes]));
}

const order: OuchInbound = {
  type: "O",
  userRefNum: 7,
  side: "B",
  quantity: 100,
  symbol: "AAPL",
  price: 2_887_300,
  timeInForce: "0",
  display: "Y",
  capacity: "P",
  intermarketSweep: "N",
  crossType: "N",
  clOrdId: "client-7",
};

describe("OUCH 5.0", () => {
  test("types have the lengths of the specification", () => {
    const length = (direction: OuchDirection, letter: string): number => {
      const random = new Random(1);
      const { options: _, ...bare } = randomMessage(direction, letter, random);
      return encodeOuch(direction, bare as never).length;
    };
    const all = (direction: OuchDirection): string =>
      Object.keys(TABLES[direction])
        .map((letter) => letter + length(direction, letter))
        .join(" ");
    // Those that may leave the length of their options away are two bytes shorter than the tables of the specification.
    expect(all("inbound")).toBe("O47 U40 X9 M10 C19 D11 E11 Q1");
    expect(all("outbound")).toBe("S10 A64 U68 C18 D32 E36 B36 J29 P13 I13 T30 M18 R16 X27 G19 K19 Q13");
  });

  test("an order has its fields where the specification has them, its options behind them", () => {
    const bytes = encodeOuch("inbound", {
      ...order,
      options: { firm: "ABCD", minQty: 50, pegOffset: -100, userRefIdx: 3 },
    });
    const view = new DataView(bytes.buffer);
    const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
    expect([text(0, 1), view.getUint32(1), text(5, 1), view.getUint32(6), text(10, 8)]).toEqual([
      "O",
      7,
      "B",
      100,
      "AAPL    ",
    ]);
    expect([view.getBigUint64(18), text(26, 5), text(31, 14)]).toEqual([2_887_300n, "0YPNN", "client-7      "]);
    expect(view.getUint16(45)).toBe(6 + 6 + 6 + 3);
    expect([...bytes.subarray(47)]).toEqual([
      ...[5, 2, 65, 66, 67, 68],
      ...[5, 3, 0, 0, 0, 50],
      ...[5, 7, 255, 255, 255, 156],
      ...[2, 28, 3],
    ]);
  });

  test("every type comes back as it was written, with its options, cut anywhere, both ways", () => {
    for (const direction of ["inbound", "outbound"] as const) {
      const random = new Random(2);
      const letters = Object.keys(TABLES[direction]);
      const messages = Array.from({ length: 300 }, (_, i) =>
        randomMessage(direction, letters[i % letters.length]!, random),
      );
      const bytes = framed(messages.map((message) => encodeOuch(direction, message)));
      for (const piece of [1, 3, 50, bytes.length]) {
        const decoder = new OuchDecoder(direction);
        const columns = new OuchColumns(direction, 7);
        const found: unknown[] = [];
        for (let from = 0; from < bytes.length; from += piece) {
          const part = bytes.subarray(from, from + piece);
          for (let at = 0; at < part.length; columns.clear()) {
            at += decoder.decode(part.subarray(at), columns);
            found.push(...columns.toArray());
          }
        }
        expect(found).toEqual(messages);
        expect([decoder.messages, decoder.offset, decoder.rejects.total]).toEqual([300, bytes.length, 0]);
      }
    }
  });

  test("columns hold what most programs need", () => {
    const columns = new OuchColumns("outbound");
    const decoder = new OuchDecoder("outbound");
    const put = (message: OuchMessage<"outbound">): void => {
      const bytes = encodeOuch("outbound", message);
      expect(decoder.decodeMessage(bytes, 0, bytes.length, columns)).toBe(true);
    };
    const { type: _, ...fields } = order;
    put({ ...fields, type: "A", timestamp: 5, orderReference: 2 ** 40, orderState: "L", options: { firm: "X" } });
    put({ type: "E", timestamp: 6, userRefNum: 7, quantity: 40, price: 5, liquidityFlag: "A", matchNumber: 9 });
    put({ type: "J", timestamp: 7, userRefNum: 8, reason: 0x1d, clOrdId: "x" });
    put({ type: "Q", timestamp: 8, nextUserRefNum: 9 });
    expect([columns.symbol(0), columns.price[0], columns.orderReference[0], columns.code[0]]).toEqual([
      "AAPL",
      2_887_300,
      2 ** 40,
      76,
    ]);
    expect([columns.quantity[1], columns.matchNumber[1], columns.code[1], columns.symbol(1)]).toEqual([40, 9, 65, ""]);
    expect([columns.code[2], columns.userRefNum[3], columns.timestamp[3]]).toEqual([0x1d, 9, 8]);
    expect(columns.message(0)).toMatchObject({ type: "A", side: "B", options: { firm: "X" } });
    expect(() => columns.message(4)).toThrow("a row below 4");
  });

  test("what is wrong is counted by reason, and the next message is read", () => {
    const good = encodeOuch("inbound", order);
    const options = (...bytes: number[]): Uint8Array => {
      const message = new Uint8Array([...good, ...bytes]);
      message[46] = bytes.length;
      return message;
    };
    const unsafe = good.slice();
    unsafe[18] = 1;
    const bad: [string, Uint8Array][] = [
      ["unknownType", Uint8Array.of(90, 1, 2)],
      ["wrongLength", good.subarray(0, 46)],
      ["wrongLength", good.subarray(0, 45)],
      ["wrongLength", new Uint8Array([...good, 1])],
      ["badOption", options(0)],
      ["badOption", options(9, 3, 1)],
      ["badOption", options(4, 3, 0, 0, 1)],
      ["badNumber", options(9, 9, 255, 0, 0, 0, 0, 0, 0, 0)],
      ["badNumber", unsafe],
      ["zeroLength", new Uint8Array(0)],
      ["wrongLength", new Uint8Array(5000).fill(79)],
    ];
    const bytes = framed(bad.flatMap(([, message]) => [message, good]));
    for (const piece of [1, 60, bytes.length]) {
      const decoder = new OuchDecoder("inbound");
      const columns = new OuchColumns("inbound");
      for (let from = 0; from < bytes.length; from += piece)
        decoder.decode(bytes.subarray(from, from + piece), columns);
      expect(columns.toArray()).toEqual(bad.map(() => order));
      expect(decoder.rejects.recent().map(({ reason }) => reason as string)).toEqual(bad.map(([reason]) => reason));
    }
    expect(() => readOuch("inbound", Uint8Array.of(90))).toThrow("UnknownType");
  });

  test("the encoder says what does not fit", () => {
    const cases: [OuchInbound, string][] = [
      [{ ...order, quantity: 2 ** 32 }, "OUCH message O: quantity is 4294967296"],
      [{ ...order, symbol: "TOOLONGER" }, "symbol is TOOLONGER"],
      [{ ...order, price: 0.5 }, "price is 0.5"],
      [{ ...order, options: { minQty: -1 } }, "option minQty is -1"],
      [{ ...order, options: { nope: 1 } as never }, "option nope is none of OUCH 5.0"],
      [{ ...order, options: { unknown: [{ tag: 2, value: new Uint8Array(1) }] } }, "option tag 2"],
      [{ type: "Z" } as never, 'no type "Z" inbound'],
    ];
    for (const [message, error] of cases) expect(() => encodeOuch("inbound", message)).toThrow(error);
    expect(() => encodeOuch("outbound", { type: "S", timestamp: 1, eventCode: "S", options: { firm: "A" } })).toThrow(
      "none",
    );
  });

  test("mutated streams never break it, and cut anywhere they say the same", () => {
    for (const direction of ["inbound", "outbound"] as const) {
      const random = new Random(5);
      const letters = Object.keys(TABLES[direction]);
      const corpus = Array.from({ length: 6 }, () =>
        framed(
          Array.from({ length: 6 }, () => {
            return encodeOuch(direction, randomMessage(direction, letters[random.integer(letters.length)]!, random));
          }),
        ),
      );
      const result = runCampaign<OuchColumns>({
        corpus,
        decoder: () => new OuchDecoder(direction) as never,
        out: () => new OuchColumns(direction, 3),
        row(out, row, tell) {
          const { type, timestamp, userRefNum, side, quantity, price, orderReference, code } = out;
          for (const column of [type, timestamp, userRefNum, side, quantity, price, orderReference, code])
            tell(column[row]!);
          if (!encodeOuch(direction, out.message(row) as never))
            throw new Error("a message that cannot be written again");
        },
        count: mutationCount(8000),
      });
      expect(result.rows).toBeGreaterThan(result.mutations);
    }
  });
});
