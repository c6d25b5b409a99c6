import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ConfigError, InputError, Random, Side } from "@hotpath/core";
import fc from "fast-check";
import { MarketBatch, MarketKind, type MarketRow } from "../market-batch.ts";
import { mutationTimeout, runCampaign } from "../testing/mutate.ts";
import { PitchDecoder } from "./pitch-decoder.ts";
import { encodePitchGapResponse, encodePitchLogin, isPitchLoginAccepted, PitchGaps } from "./pitch-gaps.ts";
import {
  encodePitchMessage,
  encodePitchUnit,
  PITCH_FIELDS,
  PITCH_LAYOUT,
  type PitchMessage,
  type PitchName,
  readPitchMessage,
} from "./pitch-messages.ts";

setDefaultTimeout(mutationTimeout());

const MIDNIGHT = 1_719_806_400_000_000;
const ID = 2n ** 61n + 5n;
const time: PitchMessage = { name: "time", time: 34_200 };
const at = { timeOffset: 1_500_001 };
const addLong = (orderId: bigint, price = 1_002_500n, quantity = 70_000): PitchMessage =>
  ({ name: "addOrderLong", ...at, orderId, side: "B", quantity, symbol: "ZVZZT", price, flags: 1 }) as PitchMessage;
const addShort = (orderId: bigint): PitchMessage =>
  ({
    name: "addOrderShort",
    ...at,
    orderId,
    side: "S",
    quantity: 300,
    symbol: "ZVZZT",
    price: 10_050,
    flags: 1,
  }) as PitchMessage;
const executed = (orderId: bigint, quantity: number): PitchMessage =>
  ({ name: "orderExecuted", ...at, orderId, quantity, executionId: 9n }) as PitchMessage;

const unitOf = (sequence: number, messages: readonly PitchMessage[], unit = 1) =>
  encodePitchUnit(unit, sequence, messages.map(encodePitchMessage));

function decode(...units: Uint8Array[]) {
  const decoder = new PitchDecoder({ midnightMicros: MIDNIGHT });
  const batch = new MarketBatch();
  for (const unit of units) decoder.decode(unit, batch);
  decoder.end();
  return { decoder, rows: batch.toArray() };
}

const short = (row: MarketRow) =>
  [row.kind, row.instrument, row.side, row.price, row.quantity, row.id, row.sequence].join(" ");

describe("messages", () => {
  test("have the lengths and places of the specification", () => {
    const sizes = Object.values(PITCH_LAYOUT).map(({ type, size }) => `${type.toString(16)}:${size}`);
    expect(sizes.join(" ")).toBe(
      "20:6 97:6 31:18 21:34 22:26 2f:40 23:26 24:38 25:18 26:16 27:27 28:19 29:14 2a:41 2b:33 30:43 2c:14 2d:6 95:47 96:27 98:15",
    );
    expect(encodePitchMessage(addShort(5n)).toHex()).toBe(
      "1a22" + "61e31600" + "0500000000000000" + "53" + "2c01" + "5a565a5a5420" + "4227" + "01",
    );
  });

  const value = (code: string): fc.Arbitrary<unknown> => {
    const size = Number(code.slice(1));
    if (code === "c1" || code.startsWith("s"))
      return fc.string({ maxLength: size, unit: fc.constantFrom("A", "Z", ".", "-") });
    return size === 8 ? fc.bigInt(0n, 2n ** 64n - 1n) : fc.integer({ min: 0, max: 2 ** (size * 8) - 1 });
  };
  for (const [name, [, text]] of Object.entries(PITCH_FIELDS))
    test(`${name} is read as it was written`, () => {
      const fields = text.split(" ").map((part) => part.split(":") as [string, string]);
      fc.assert(
        fc.property(fc.record(Object.fromEntries(fields.map(([field, code]) => [field, value(code)]))), (given) => {
          const message = { name: name as PitchName, ...given } as unknown as PitchMessage;
          expect(readPitchMessage(encodePitchMessage(message))).toEqual(message);
        }),
        { numRuns: 30 },
      );
    });

  test("that do not fit are refused", () => {
    expect(() => encodePitchMessage({ ...addShort(1n), quantity: 70_000 } as PitchMessage)).toThrow(InputError);
    expect(() => readPitchMessage(Uint8Array.of(6, 0x21, 0, 0, 0, 0))).toThrow("no whole PITCH message");
    expect(() => encodePitchUnit(1, 1, Array(256).fill(encodePitchMessage(time)))).toThrow("256 messages");
    expect(() => new PitchDecoder({ midnightMicros: 0.5 })).toThrow(ConfigError);
  });
});

describe("units", () => {
  test("of orders become rows; short and long prices are one", () => {
    const { decoder, rows } = decode(
      unitOf(1, [time, addLong(ID), addShort(6n), executed(ID, 1000)]),
      unitOf(5, [
        {
          name: "orderExecutedAtPrice",
          ...at,
          orderId: ID,
          quantity: 1000,
          remaining: 60_000,
          executionId: 2n ** 60n,
          price: 1_002_600n,
        },
        { name: "reduceSizeShort", ...at, orderId: 6n, quantity: 100 },
        { name: "modifyOrderShort", ...at, orderId: 6n, quantity: 150, price: 10_050, flags: 3 },
        { name: "modifyOrderLong", ...at, orderId: 6n, quantity: 150, price: 1_005_100n, flags: 1 },
        { name: "deleteOrder", ...at, orderId: 6n },
        executed(ID, 60_000),
      ] as PitchMessage[]),
    );
    expect(decoder.rejects.total).toBe(0);
    expect(rows.map(short)).toEqual([
      "OrderAdd 0 Buy 1002500 70000 -2 2",
      "OrderAdd 0 Sell 1005000 300 6 3",
      "OrderExecute 0 Buy NaN 1000 -2 4",
      "OrderExecute 0 Buy 1002600 1000 -2 5",
      "OrderReduce 0 Buy NaN 8000 -2 5",
      "OrderReduce 0 Sell NaN 100 6 6",
      "OrderReduce 0 Sell NaN 50 6 7",
      "OrderModify 0 Sell 1005100 150 6 8",
      "OrderDelete 0 Sell NaN 0 6 9",
      "OrderExecute 0 Buy NaN 60000 -2 10",
    ]);
    expect([rows[0]!.timeMicros, rows[0]!.timeNanos]).toEqual([MIDNIGHT + 34_200_001_500, 1]);
    expect([rows[2]!.otherId, decoder.executionId(rows[3]!.otherId), decoder.symbols, decoder.openOrders]).toEqual([
      9,
      2n ** 60n,
      ["ZVZZT"],
      0,
    ]);
  });

  test("of trades and states", () => {
    const { rows } = decode(
      unitOf(1, [
        time,
        { name: "tradingStatus", ...at, symbol: "ZVZZT", status: "H", regSho: "0", reserved1: "", reserved2: "" },
        {
          name: "tradeShort",
          ...at,
          orderId: 1n,
          side: "B",
          quantity: 5,
          symbol: "ZVZZT",
          price: 10_000,
          executionId: 3n,
        },
        {
          name: "tradeExpanded",
          ...at,
          orderId: 1n,
          side: "B",
          quantity: 5,
          symbol: "ZVZZTLNG",
          price: 1n,
          executionId: 4n,
        },
        { name: "tradeBreak", ...at, executionId: 3n },
        { name: "endOfSession", ...at },
      ] as PitchMessage[]),
    );
    expect(rows.map((row) => `${short(row)} ${row.code} ${row.flags.join("|")}`)).toEqual([
      "Status 0 None NaN 0 0 2 4 Last",
      "Trade 0 None 1000000 5 3 3 0 Last|Hidden",
      "Trade 1 None 1 5 4 4 0 Last|Hidden",
      "TradeCancel -1 None NaN 0 3 5 0 Last",
      "Status -1 None NaN 0 0 6 6 Last",
    ]);
  });

  test("that are missing make the books of their unit void; repeated ones are passed over", () => {
    const other = { ...addLong(8n), symbol: "OTHER" } as PitchMessage;
    const { decoder, rows } = decode(
      unitOf(1, [time, addLong(7n)]),
      unitOf(1, [time, other], 2),
      unitOf(1, [time, addLong(7n)]),
      unitOf(5, [executed(7n, 1), addLong(7n)]),
      unitOf(3, [executed(8n, 1)], 2),
    );
    expect(rows.map(({ kind, instrument, sequence }) => `${kind} ${instrument} ${sequence}`)).toEqual([
      "OrderAdd 0 2",
      "OrderAdd 1 2",
      "BookClear 0 2",
      "OrderAdd 0 6",
      "OrderExecute 1 3",
    ]);
    expect([decoder.gaps, decoder.missing, decoder.repeated, decoder.rejects.count("unknownOrder")]).toEqual([
      1, 2, 2, 1,
    ]);
  });

  test("that are wrong are counted with their offsets", () => {
    const { decoder, rows } = decode(
      unitOf(1, [
        time,
        addLong(7n),
        addLong(7n),
        executed(9n, 1),
        executed(7n, 80_000),
        { ...addLong(8n), side: "X" } as PitchMessage,
        addLong(9n),
      ]),
      encodePitchUnit(1, 8, [
        Uint8Array.of(4, 0xfe, 0, 0),
        Uint8Array.of(5, 0x21, 0, 0, 0),
        encodePitchMessage(executed(9n, 1)),
      ]),
      Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 9, 9),
    );
    expect(rows.map(({ kind }) => kind)).toEqual(["OrderAdd", "OrderAdd", "OrderExecute"]);
    expect(decoder.rejects.counts()).toMatchObject({
      repeatedOrder: 1,
      unknownOrder: 1,
      badNumber: 2,
      unknownType: 1,
      badLength: 1,
      badUnit: 1,
    });
    expect(decoder.rejects.recent()[0]).toEqual({ reason: "repeatedOrder", offset: 8 + 6 + 34 });
    expect(decode(unitOf(1, [time]).subarray(0, 12)).decoder.rejects.counts()).toMatchObject({ truncated: 1 });
  });

  test("mutated never break the decoder", () => {
    const corpus = [
      Buffer.concat([
        unitOf(1, [time, addLong(7n), addShort(8n), executed(7n, 5)]),
        unitOf(5, [
          { name: "modifyOrderShort", ...at, orderId: 8n, quantity: 9, price: 5, flags: 3 } as PitchMessage,
          { name: "deleteOrder", ...at, orderId: 7n } as PitchMessage,
        ]),
      ]),
      Buffer.concat([
        unitOf(1, [time, addLong(2n ** 60n), { name: "unitClear", ...at } as PitchMessage]),
        unitOf(9, [addLong(3n)]),
      ]),
    ].map((bytes) => new Uint8Array(bytes));
    const result = runCampaign({
      corpus,
      decoder: () => new PitchDecoder({ midnightMicros: MIDNIGHT, maxOrders: 64, maxWideIds: 64 }),
      out: () => new MarketBatch({ rows: 64, maxRows: 2 ** 17 }),
      row: (out, row, tell) => {
        for (const column of [out.kind, out.side, out.price, out.quantity, out.id, out.sequence, out.timeMicros])
          tell(column[row]!);
        if (out.kind[row] === MarketKind.OrderAdd && out.side[row] !== Side.Buy && out.side[row] !== Side.Sell)
          throw new Error("no side");
      },
    });
    expect(result.rows).toBeGreaterThan(0);
  }, 600_000);
});

describe("gaps", () => {
  function harness(options: { tries?: number; maxHeld?: number } = {}) {
    const delivered: number[] = [];
    const requests: string[] = [];
    const lost: string[] = [];
    const gaps = new PitchGaps({
      deliver: (unit) => delivered.push(new DataView(unit.buffer, unit.byteOffset).getUint32(4, true)),
      request: (message) => requests.push(message.toHex()),
      lost: (unit, first, count) => lost.push(`${unit} ${first} ${count}`),
      timeoutMicros: 100,
      ...options,
    });
    const unit = (first: number, count = 1) => unitOf(first, Array<PitchMessage>(count).fill(time));
    return { gaps, delivered, requests, lost, unit };
  }

  test("are asked for, and what waited comes in order", () => {
    const { gaps, delivered, requests, unit } = harness();
    for (const first of [1, 2, 5, 6, 5]) gaps.take(unit(first), 0);
    expect([delivered, requests, gaps.held]).toEqual([[1, 2], ["0903" + "01" + "03000000" + "0200"], 2]);
    gaps.answer(encodePitchGapResponse(1, 3, 2, "A"), 10);
    gaps.take(unit(3, 2), 20);
    gaps.take(unit(3, 2), 20);
    expect([delivered, gaps.held, gaps.repeated]).toEqual([[1, 2, 3, 5, 6], 0, 2]);
    gaps.tick(1000);
    expect(requests.length).toBe(1);
  });

  test("are asked for again, and given up after that; a quota only waits", () => {
    const { gaps, delivered, requests, lost, unit } = harness({ tries: 2 });
    gaps.take(unit(1), 0);
    gaps.take(unit(4), 0);
    gaps.tick(99);
    gaps.answer(encodePitchGapResponse(1, 2, 2, "S"), 100);
    gaps.tick(150);
    expect(requests.length).toBe(1);
    gaps.tick(200);
    expect(requests.length).toBe(2);
    gaps.tick(300);
    expect([delivered, lost, gaps.lostMessages]).toEqual([[1, 4], ["1 2 2"], 2]);
  });

  test("that the server does not have are given up at once; so is the oldest when too much waits", () => {
    const one = harness();
    one.gaps.take(one.unit(1), 0);
    one.gaps.take(one.unit(4), 0);
    one.gaps.answer(encodePitchGapResponse(1, 2, 2, "O"), 1);
    expect([one.delivered, one.lost]).toEqual([[1, 4], ["1 2 2"]]);
    const two = harness({ maxHeld: 2 });
    for (const first of [1, 3, 5, 7]) two.gaps.take(two.unit(first), 0);
    expect([two.delivered, two.gaps.held]).toEqual([[1, 3], 2]);
    // What other units hold back leaves no room either.
    two.gaps.take(unitOf(1, [time], 2), 0);
    two.gaps.take(unitOf(9, [time], 2), 0);
    expect([two.delivered, two.lost.at(-1)]).toEqual([[1, 3, 1, 9], "2 2 7"]);
    expect(() => harness({ tries: 0 })).toThrow(ConfigError);
  });

  test("end, whatever the network does: every unit comes once and in order, or is told lost", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(BigInt(seed));
      const { gaps, delivered, unit, lost } = harness({ tries: 1 + random.integer(3), maxHeld: 1 + random.integer(8) });
      let now = 0;
      const sent = Array.from({ length: 40 }, (_, i) => i + 1);
      for (let i = 1; i < sent.length; i++)
        if (random.integer(4) === 0) [sent[i - 1], sent[i]] = [sent[i]!, sent[i - 1]!];
      for (const first of [1, ...sent]) {
        if (random.integer(6) > 0 || first === 1) gaps.take(unit(first), now);
        if (random.integer(8) === 0) gaps.take(unit(first), now);
        now += random.integer(60);
        gaps.tick(now);
      }
      for (let i = 0; i < 50; i++) gaps.tick(now + 101 * (i + 1));
      const isOrdered = delivered.every((first, i) => i === 0 || first > delivered[i - 1]!);
      const told = lost.reduce((sum, text) => sum + Number(text.split(" ")[2]), 0);
      expect([seed, isOrdered, gaps.held, delivered.length + told]).toEqual([seed, true, 0, delivered.at(-1)!]);
    }
  });

  test("logins", () => {
    expect(encodePitchLogin("0001", "USER", "secret").toHex()).toBe(
      "1601" + "30303031" + "55534552" + "2020" + "73656372657420202020",
    );
    expect([isPitchLoginAccepted(Uint8Array.of(3, 2, 65)), isPitchLoginAccepted(Uint8Array.of(3, 2, 78))]).toEqual([
      true,
      false,
    ]);
  });
});
