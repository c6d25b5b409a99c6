import { describe, expect, test } from "bun:test";
import { InputError, Random } from "@hotpath/core";
import { Decimal } from "@hotpath/core/decimal";
import * as fix44 from "../generated/fix44.ts";
import * as fix50sp2 from "../generated/fix50sp2.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { assemble, bytesOf, randomFields } from "../testing/random-message.ts";
import { VERSIONS } from "../testing/versions.ts";
import { VALID, Validator } from "../validation/validator.ts";
import { MessageWriter } from "../writer/message-writer.ts";
import { decode, decodeHeader, decodeTrailer } from "./decode.ts";
import { encode } from "./encode.ts";
import { type Decoded, type MessageType, messageType } from "./message-type.ts";

const header: Partial<fix44.StandardHeader> = {
  SenderCompID: "BUYSIDE",
  TargetCompID: "EXCHANGE",
  MsgSeqNum: 2017,
  SendingTime: 1773495015123000000n,
};
const order: fix44.NewOrderSingle = {
  ClOrdID: "A1",
  NoPartyIDs: [
    { PartyID: "TRADER1", PartyIDSource: "D", PartyRole: fix44.PartyRole.OrderOriginationTrader },
    { PartyID: "FIRM-A", NoPartySubIDs: [{ PartySubID: "x", PartySubIDType: fix44.PartySubIDType.Firm }] },
  ],
  Symbol: "AAPL",
  Side: fix44.Side.Buy,
  TransactTime: 1773495015120000000n,
  OrderQty: 1000,
  OrdType: fix44.OrdType.Limit,
  Price: "187.4500",
  ExecInst: [fix44.ExecInst.Held, fix44.ExecInst.Work],
  EncodedText: new Uint8Array([65, 1, 66]),
  SolicitedFlag: false,
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll("\u0001", "|");

function read(bytes: Uint8Array): MessageReader {
  const reader = new MessageReader(fix44.dictionary);
  expect(reader.read(bytes)).toBe(Garbled.None);
  return reader;
}

describe("encode", () => {
  test("writes a typed message in the dictionary's order", () => {
    const bytes = encode(fix44.NewOrderSingle, order, header);
    expect(text(bytes)).toBe(
      "8=FIX.4.4|9=217|35=D|49=BUYSIDE|56=EXCHANGE|34=2017|52=20260314-13:30:15.123|11=A1|453=2|448=TRADER1|447=D|452=11|" +
        "448=FIRM-A|802=1|523=x|803=1|18=5 2|55=AAPL|54=1|60=20260314-13:30:15.120|38=1000|40=2|44=187.4500|377=N|" +
        "354=3|355=A|B|10=205|",
    );
    const backwards = Object.fromEntries(Object.entries(order).reverse()) as unknown as fix44.NewOrderSingle;
    expect(encode(fix44.NewOrderSingle, backwards, header)).toEqual(bytes);
    expect(new Validator().validate(read(bytes))).toBe(VALID);
  });

  test("takes decimals in every exact form, and times as finely as they are", () => {
    const forms: [fix44.NewOrderSingle["Price"], string][] = [
      ["187.4500", "187.4500"],
      [187.45, "187.45"],
      [1e-7, "0.0000001"],
      [-1.5e-9, "-0.0000000015"],
      [1e21, "1000000000000000000000"],
      [1.25e22, "12500000000000000000000"],
      [new Decimal("0.1").plus("0.2"), "0.3"],
    ];
    for (const [Price, wire] of forms)
      expect(text(encode(fix44.NewOrderSingle, { ...order, Price }))).toContain(`|44=${wire}|`);
    const times: [bigint | string, string][] = [
      [0n, "19700101-00:00:00.000"],
      [-1n, "19691231-23:59:59.999999999"],
      [1773495015120456000n, "20260314-13:30:15.120456"],
      [1773495015120456789n, "20260314-13:30:15.120456789"],
      ["20260314-13:30:15", "20260314-13:30:15"],
      [253402300799000000000n, "99991231-23:59:59.000"],
      [-62167219199999999999n, "00000101-00:00:00.000000001"],
    ];
    for (const [TransactTime, wire] of times)
      expect(text(encode(fix44.NewOrderSingle, { ...order, TransactTime }))).toContain(`|60=${wire}|`);
  });

  test("with a writer it allocates no bytes, and the view is the writer's", () => {
    const writer = new MessageWriter();
    const first = encode(fix44.NewOrderSingle, order, header, writer);
    expect(first.buffer).toBe(writer.bytes.buffer);
    expect(encode(fix44.NewOrderSingle, order, header).buffer).not.toBe(writer.bytes.buffer);
  });

  const wrong = (values: object) => ({ ...order, ...values }) as fix44.NewOrderSingle;
  const refused: [string, fix44.NewOrderSingle, string][] = [
    ["a name that is none", wrong({ Foo: 1 }), "NewOrderSingle.Foo: is no field of the message"],
    ["a field of the header", wrong({ SenderCompID: "A" }), "NewOrderSingle.SenderCompID: is no field of the message"],
    ["a field of a group", wrong({ PartyID: "A" }), "NewOrderSingle.PartyID: is no field of the message"],
    ["the length of data", wrong({ EncodedTextLen: 1 }), "NewOrderSingle.EncodedTextLen: got 1; allowed: nothing"],
    ["a missing field", wrong({ Side: undefined }), "NewOrderSingle.Side: is required"],
    ["an empty text", wrong({ ClOrdID: "" }), 'NewOrderSingle.ClOrdID: got ""; allowed: text that is not empty'],
    ["a number for a text", wrong({ ClOrdID: 1 }), "NewOrderSingle.ClOrdID: got 1; allowed: text that is not empty"],
    ["null", wrong({ Price: null }), "NewOrderSingle.Price: got null; allowed: a decimal number"],
    ["a price that is none", wrong({ Price: "1e5" }), 'NewOrderSingle.Price: got "1e5"; allowed: a decimal number'],
    ["NaN", wrong({ Price: Number.NaN }), "NewOrderSingle.Price: got NaN; allowed: a decimal number"],
    [
      "a time that is none",
      wrong({ TransactTime: "now" }),
      'NewOrderSingle.TransactTime: got "now"; allowed: nanoseconds',
    ],
    [
      "a time beyond the years",
      wrong({ TransactTime: 253402300800000000000n }),
      "NewOrderSingle.TransactTime: got 2534",
    ],
    ["a Date", wrong({ TransactTime: new Date(0) }), "NewOrderSingle.TransactTime: got"],
    [
      "a text for a flag",
      wrong({ SolicitedFlag: "Y" }),
      'NewOrderSingle.SolicitedFlag: got "Y"; allowed: true or false',
    ],
    ["a text for data", wrong({ EncodedText: "x" }), 'NewOrderSingle.EncodedText: got "x"; allowed: bytes'],
    ["a text for several", wrong({ ExecInst: "1" }), 'NewOrderSingle.ExecInst: got "1"; allowed: an array of values'],
    [
      "a group that is none",
      wrong({ NoPartyIDs: 2 }),
      "NewOrderSingle.NoPartyIDs: got 2; allowed: an array of instances",
    ],
    ["an instance that is none", wrong({ NoPartyIDs: [1] }), "NewOrderSingle.NoPartyIDs: got 1; allowed: an object"],
    [
      "an instance without beginning",
      wrong({ NoPartyIDs: [{ PartyRole: 1 }] }),
      "NewOrderSingle.NoPartyIDs[0].PartyID: got undefined",
    ],
    ["a separator in a text", wrong({ ClOrdID: "a\u000154=2" }), "field 11: the text holds the separator"],
  ];
  for (const [what, values, said] of refused)
    test(`refuses ${what}`, () => {
      // Twice: what was refused once is not let through by what is remembered of it.
      for (let i = 0; i < 2; i++) expect(() => encode(fix44.NewOrderSingle, values, header)).toThrow(said);
      expect(() => encode(fix44.NewOrderSingle, values, header)).toThrow(InputError);
    });

  test("a name that was undefined once is still refused when it has a value", () => {
    const extra = { ...order, Foo: undefined } as fix44.NewOrderSingle;
    expect(encode(fix44.NewOrderSingle, extra)).toEqual(encode(fix44.NewOrderSingle, order));
    expect(() => encode(fix44.NewOrderSingle, wrong({ Foo: 1 }))).toThrow("Foo");
  });

  test("a type that the dictionary does not have is refused", () => {
    expect(() => encode(messageType<object>(fix44.dictionary, "ZZ", "Nothing"), {})).toThrow(
      "FIX.4.4 has no message ZZ",
    );
  });
});

describe("decode", () => {
  test("gives exact texts, nanoseconds, booleans and bytes", () => {
    const reader = read(encode(fix44.NewOrderSingle, order, header));
    const decoded: Decoded<fix44.NewOrderSingle> = decode(fix44.NewOrderSingle, reader);
    const price: string | undefined = decoded.Price;
    const time: bigint = decoded.TransactTime;
    expect([price, time]).toEqual(["187.4500", 1773495015120000000n]);
    expect(decoded).toEqual({ ...order, OrderQty: "1000" } as never);
    expect(decodeHeader<fix44.StandardHeader>(reader)).toEqual({
      BeginString: "FIX.4.4",
      BodyLength: 217,
      MsgType: "D",
      ...header,
    } as never);
    expect(decodeTrailer<fix44.StandardTrailer>(reader)).toEqual({ CheckSum: "205" });
  });

  test("tells the field that is not of its type, and another message", () => {
    const reader = read(encode(fix44.NewOrderSingle, order, header));
    expect(() => decode(fix44.ExecutionReport, reader)).toThrow("the message is D, not ExecutionReport (8)");
    const of = (fields: string) => {
      const lenient = new MessageReader(fix44.dictionary, { validateLengthAndChecksum: false });
      lenient.read(bytesOf(`8=FIX.4.4|9=0|35=D|${fields}|10=0|`.replaceAll("|", "\u0001")));
      return () => decode(fix44.NewOrderSingle, lenient);
    };
    expect(of("44=x")).toThrow('D.Price (44): got "x"; allowed: a decimal number');
    expect(of("60=x")).toThrow('D.TransactTime (60): got "x"; allowed: a UTCTimestamp, no finer than nanoseconds');
    expect(of("377=x")).toThrow('D.SolicitedFlag (377): got "x"; allowed: Y or N');
    expect(of("453=1|448=a|452=x")).toThrow('D.NoPartyIDs.PartyRole (452): got "x"; allowed: a whole number');
  });
});

describe("every message of every version", () => {
  for (const [name, dictionary] of Object.entries(VERSIONS))
    test(`${name}: what is read is written again byte for byte`, () => {
      const random = new Random(20260314n);
      const reader = new MessageReader(dictionary);
      const validator = new Validator();
      const writer = new MessageWriter();
      for (const message of dictionary.messages)
        for (let round = 0; round < 3; round++) {
          const fields = randomFields(random, dictionary, message.msgType, { density: 0.15 });
          const wire = assemble(fields);
          expect([message.msgType, reader.read(bytesOf(wire))]).toEqual([message.msgType, Garbled.None]);
          expect([wire, validator.validate(reader), validator.refTag]).toEqual([wire, VALID, 0]);
          const type: MessageType<object> = messageType(dictionary, message.msgType, message.name);
          const values = decode(type, reader);
          const {
            BeginString: _,
            BodyLength: __,
            MsgType: ___,
            ...head
          } = decodeHeader<Record<string, unknown>>(reader);
          // The trailer is the session's: signatures are compared apart.
          const written = encode(type, values, head, writer);
          const again = new MessageReader(dictionary);
          expect([wire, again.read(written)]).toEqual([wire, Garbled.None]);
          expect(decode(type, again)).toEqual(values);
          expect({ ...decodeHeader<object>(again), BodyLength: 0 }).toEqual({
            ...decodeHeader<object>(reader),
            BodyLength: 0,
          });
          if (!reader.has(89)) expect(sorted(text(written))).toEqual(sorted(wire.replaceAll("\u0001", "|")));
        }
    });

  test("FIX 5.0 SP2 has its header from FIXT 1.1", () => {
    const bytes = encode(
      fix50sp2.NewOrderSingle,
      { ClOrdID: "1", Side: "1", TransactTime: 0n, OrdType: "1" },
      { SenderCompID: "A", TargetCompID: "B", MsgSeqNum: 1, SendingTime: 0n, ApplVerID: "9" },
    );
    expect(text(bytes)).toStartWith("8=FIXT.1.1|9=92|35=D|1128=9|49=A|56=B|34=1|");
    const reader = new MessageReader(fix50sp2.dictionary);
    expect([reader.read(bytes), new Validator().validate(reader)]).toEqual([Garbled.None, VALID]);
  });
});

/** The fields of a message, whatever their order, times without the zeros that may end them. */
function sorted(wire: string): string[] {
  return wire
    .split("|")
    .filter((field) => !/^(9|10)=/.test(field))
    .map((field) =>
      field.replace(/(:\d\d)\.(\d*?)0*$/, (_, second, rest) => (rest === "" ? second : `${second}.${rest}`)),
    )
    .sort();
}
