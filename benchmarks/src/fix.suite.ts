/**
 * FIX: messages read, checked and written. A NewOrderSingle of 306 bytes, an ExecutionReport of 449 and a
 * MarketDataIncrementalRefresh with ten entries of 1,376, as a venue sends them.
 */
import {
  decode,
  encode,
  Framer,
  Garbled,
  GroupReader,
  MarketDataEntries,
  MarketDataReader,
  MessageReader,
  type MessageType,
  MessageWriter,
  VALID,
  Validator,
} from "@hotpath/fix";
import * as fix44 from "@hotpath/fix/fix44";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

/**
 * Few, so that a sample is short beside what a busy machine takes away; and enough for more than 65 µs: mitata times what
 * is shorter by thousands at once, and such a mean has all in it that the machine took away meanwhile.
 */
const BATCH = 250;
const ROUNDS = 2;
/** 2026-03-14 13:30:15.123 UTC. */
const MICROS = 1_773_495_015_123_000;

const suite: Suite = {
  name: "fix",
  run: async (): Promise<BenchRow[]> => [...(await readRows()), ...(await writeRows()), ...(await otherRows())],
};

export default suite;

interface Case {
  name: string;
  write: (writer: MessageWriter) => void;
  type: MessageType<object>;
  goals: { parse: number; validate: number; encode: number };
}

const CASES: readonly Case[] = [
  {
    name: "NewOrderSingle",
    write: writeOrder,
    type: fix44.NewOrderSingle,
    goals: { parse: 0.6, validate: 1.5, encode: 1.2 },
  },
  {
    name: "ExecutionReport",
    write: writeReport,
    type: fix44.ExecutionReport,
    goals: { parse: 0.85, validate: 2.5, encode: 2 },
  },
  {
    name: "MDIncrementalRefresh ×10",
    write: writeRefresh,
    type: fix44.MarketDataIncrementalRefresh,
    goals: { parse: 2.6, validate: 6, encode: 5 },
  },
];

function bytesOf({ write }: Case): Uint8Array {
  const writer = new MessageWriter();
  write(writer);
  return writer.message().slice();
}

async function readRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const { parse: fixjs } = (await import("fixjs/src/msg.js" as string)).default as { parse: (text: string) => unknown };
  const cases = CASES.map((each) => {
    const bytes = bytesOf(each);
    const framer = new Framer();
    const reader = new MessageReader(fix44.dictionary);
    const validator = new Validator();
    const read = () => {
      framer.push(bytes);
      framer.next();
      const garbled = reader.read(framer.bytes, framer.start, framer.end);
      if (garbled !== Garbled.None || framer.next()) throw new Error("the message was not read");
    };
    const validate = () => {
      read();
      if (validator.validate(reader) !== VALID) throw new Error("the message is not valid");
    };
    return { each, bytes, read, validate };
  });
  const text = new TextDecoder("latin1");
  await warm(cases.flatMap(({ read, validate }) => [read, validate]));
  for (const { each, bytes, read, validate } of cases) {
    rows.push(
      await row(`parse ${each.name}: framing, checksum, fields, groups`, each.goals.parse, read, {
        "fixjs 0.5.0 (text, fields in a map, no groups, nothing checked)": () => fixjs(text.decode(bytes)),
        "split and Map (checksum, no groups)": () => splitFields(text.decode(bytes)),
      }),
      await row(`parse ${each.name} with full validation, groups included`, each.goals.validate, validate),
    );
  }
  return rows;
}

async function writeRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const cases = CASES.map((each) => {
    const writer = new MessageWriter();
    const reader = new MessageReader(fix44.dictionary);
    reader.read(bytesOf(each));
    const values = decode(each.type, reader) as object;
    const header = {
      SenderCompID: "BUYSIDE",
      TargetCompID: "EXCHANGE",
      MsgSeqNum: 2017,
      SendingTime: BigInt(MICROS) * 1000n,
    };
    return {
      each,
      write: () => each.write(writer),
      encode: () => encode(each.type, values, header, writer),
      decode: () => decode(each.type, reader),
    };
  });
  await warm(cases.flatMap(({ write, encode, decode }) => [write, encode, decode]));
  for (const { each, write, encode, decode } of cases) {
    rows.push(
      await row(`encode ${each.name} from values`, each.goals.encode, write),
      await row(`encode ${each.name} from a typed object`, each.goals.encode, encode),
      await row(`decode ${each.name} to a typed object`, undefined, decode),
    );
  }
  return rows;
}

async function otherRows(): Promise<BenchRow[]> {
  const reader = new MessageReader(fix44.dictionary);
  const refresh = bytesOf(CASES[2]!);
  const entries = new MarketDataEntries();
  const marketData = new MarketDataReader({ instruments: [{ symbol: "AAPL", priceDecimals: 4, sizeDecimals: 0 }] });
  const parties = new GroupReader();
  const order = bytesOf(CASES[0]!);
  return [
    await row("MDIncrementalRefresh ×10, bytes to columns of integers", undefined, () => {
      reader.read(refresh);
      if (!marketData.read(reader, entries) || entries.count !== 10) throw new Error("entries are missing");
    }),
    await row("NewOrderSingle, ten values and a group read from the bytes", undefined, () => {
      reader.read(order);
      let sum = reader.units(44, 4) + reader.units(38, 0) + reader.char(54) + reader.char(40) + reader.int(34);
      sum += reader.timestampMicros(52) + reader.timestampMicros(60) + reader.char(59) + reader.char(21);
      for (parties.open(reader, 453); parties.next(); ) sum += parties.int(452);
      return sum + (reader.equals(55, "AAPL") ? 1 : 0);
    }),
  ];
}

/**
 * Runs all that will be measured by turns, until the compiler has made of it what a program that runs for long has: what it
 * has made for the first message alone is thrown away at the second, and a busy machine takes its time with the next.
 */
async function warm(functions: readonly (() => unknown)[]): Promise<void> {
  for (let round = 0; round < 8; round++) {
    for (const each of functions) for (let i = 0; i < 500; i++) each();
    await Bun.sleep(5);
  }
}

/** A row in microseconds a message: the least of a few medians, of ours and of the peers. */
async function row(
  what: string,
  goal: number | undefined,
  once: () => unknown,
  peers: Record<string, () => unknown> = {},
): Promise<BenchRow> {
  const time = async (each: () => unknown) => {
    const batch = () => {
      let last: unknown;
      for (let i = 0; i < BATCH; i++) last = each();
      return last;
    };
    // Of what was measured while the compiler was not through, which takes long on a busy machine, there is a median too.
    let ns = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) ns = Math.min(ns, await nsPerOperation(BATCH, batch));
    return Number((ns / 1000).toPrecision(3));
  };
  const measured: Record<string, number> = {};
  for (const [name, peer] of Object.entries(peers)) measured[name] = await time(peer);
  return {
    what,
    ours: await time(once),
    unit: "µs",
    better: "lower",
    ...(goal === undefined ? {} : { goal }),
    ...(Object.keys(peers).length === 0 ? {} : { peers: measured }),
  };
}

/** What a small program does: strings in a Map, and the sum. */
function splitFields(text: string): Map<number, string> {
  const fields = new Map<number, string>();
  for (const field of text.split("\u0001")) {
    const at = field.indexOf("=");
    if (at > 0) fields.set(Number(field.slice(0, at)), field.slice(at + 1));
  }
  let sum = 0;
  for (let i = 0; i < text.length - 7; i++) sum += text.charCodeAt(i);
  if (sum % 256 !== Number(fields.get(10))) throw new Error("the checksum is wrong");
  return fields;
}

function begin(writer: MessageWriter, msgType: string, sequence: number): void {
  writer.begin("FIX.4.4", msgType);
  writer.int(34, sequence);
  writer.string(49, "BUYSIDE");
  writer.timestamp(52, MICROS, 0, 3);
  writer.string(56, "EXCHANGE");
}

function writeParties(writer: MessageWriter): void {
  writer.int(453, 2);
  writer.string(448, "TRADER1");
  writer.char(447, 68);
  writer.int(452, 11);
  writer.string(448, "FIRM-A");
  writer.char(447, 68);
  writer.int(452, 1);
}

function writeInstrument(writer: MessageWriter): void {
  writer.string(55, "AAPL");
  writer.string(48, "US0378331005");
  writer.char(22, 52);
  writer.string(207, "XNAS");
}

function writeOrder(writer: MessageWriter): void {
  begin(writer, "D", 2017);
  writer.string(11, "ORD-20260314-000042");
  writer.string(1, "ACC-7731");
  writeParties(writer);
  writer.char(21, 49);
  writeInstrument(writer);
  writer.char(54, 49);
  writer.timestamp(60, MICROS - 3000, 0, 3);
  writer.int(38, 1000);
  writer.char(40, 50);
  writer.units(44, 1_874_500, 4);
  writer.string(15, "USD");
  writer.char(59, 48);
  writer.string(58, "algo=VWAP;parent=991");
  writer.end();
}

function writeReport(writer: MessageWriter): void {
  begin(writer, "8", 90_211);
  writer.string(37, "EX-8891-2231");
  writer.string(11, "ORD-20260314-000042");
  writeParties(writer);
  writer.string(17, "EXEC-2026031400991");
  writer.char(150, 70);
  writer.char(39, 49);
  writer.string(1, "ACC-7731");
  writer.char(63, 48);
  writer.date(64, 20_528);
  writeInstrument(writer);
  writer.char(54, 49);
  writer.int(38, 1000);
  writer.char(40, 50);
  writer.units(44, 1_874_500, 4);
  writer.string(15, "USD");
  writer.char(59, 48);
  writer.int(32, 300);
  writer.units(31, 1_874_400, 4);
  writer.string(30, "XNAS");
  writer.int(151, 700);
  writer.int(14, 300);
  writer.units(6, 1_874_400, 4);
  writer.date(75, 20_526);
  writer.timestamp(60, MICROS - 1000, 0, 3);
  writer.string(58, "partial fill");
  writer.int(382, 1);
  writer.string(375, "MM-22");
  writer.string(337, "T-9");
  writer.end();
}

function writeRefresh(writer: MessageWriter): void {
  begin(writer, "X", 550_123);
  writer.string(262, "MDREQ-1");
  writer.int(268, 10);
  for (let i = 0; i < 10; i++) {
    writer.char(279, 48 + (i % 3));
    writer.char(269, 48 + (i % 2));
    writer.string(278, "ENT100000");
    writeInstrument(writer);
    writer.units(270, 1_874_000 + i * 100, 4);
    writer.int(271, 100 * (i + 1));
    writer.date(272, 20_526);
    writer.timeOnly(273, 48_615_118_000, 0, 3);
    writer.int(346, i + 1);
    writer.int(290, i + 1);
  }
  writer.end();
}
