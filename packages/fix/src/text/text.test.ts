import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { dictionary } from "../generated/fix44.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { message } from "../testing/versions.ts";
import { describeMessage, formatMessage } from "./describe.ts";
import { type LogEntry, LogReader } from "./log-reader.ts";

const bytes = message(
  "8=FIX.4.4|35=D|34=7|49=A|56=B|11=x|453=1|448=P|802=2|523=s|803=1|523=t|54=1|18=1 2|5001=own|58=a|354=3|355=p|q|",
);
const text = new TextDecoder().decode(bytes);

describe("messages for people", () => {
  const reader = new MessageReader(dictionary);
  reader.read(bytes);

  test("as lines", () => {
    expect(formatMessage(reader).split("\n").slice(0, 1).concat(formatMessage(reader).split("\n").slice(4))).toEqual([
      "NewOrderSingle (D) FIX.4.4",
      "  MsgSeqNum (34) = 7",
      "  SenderCompID (49) = A",
      "  TargetCompID (56) = B",
      "  ClOrdID (11) = x",
      "  NoPartyIDs (453) = 1",
      "    1: PartyID (448) = P",
      "       NoPartySubIDs (802) = 2",
      "         1: PartySubID (523) = s",
      "            PartySubIDType (803) = 1 FIRM",
      "         2: PartySubID (523) = t",
      "  Side (54) = 1 BUY",
      "  ExecInst (18) = 1 2 NOT_HELD WORK",
      "  ? (5001) = own",
      "  Text (58) = a",
      "  EncodedTextLen (354) = 3",
      "  EncodedText (355) = p|q",
      `  CheckSum (10) = ${text.slice(-4, -1)}`,
    ]);
  });

  test("as objects, groups nested", () => {
    const { name, msgType, version, fields } = describeMessage(reader);
    expect([name, msgType, version]).toEqual(["NewOrderSingle", "D", "FIX.4.4"]);
    expect(fields.find(({ tag }) => tag === 453)).toEqual({
      tag: 453,
      name: "NoPartyIDs",
      value: "1",
      instances: [
        [
          { tag: 448, name: "PartyID", value: "P" },
          {
            tag: 802,
            name: "NoPartySubIDs",
            value: "2",
            instances: [
              [
                { tag: 523, name: "PartySubID", value: "s" },
                { tag: 803, name: "PartySubIDType", value: "1", meaning: "FIRM" },
              ],
              [{ tag: 523, name: "PartySubID", value: "t" }],
            ],
          },
        ],
      ],
    });
  });
});

describe("LogReader", () => {
  /** The messages of a log that comes in pieces of some size. */
  function read(log: string, size = log.length, options = {}): LogEntry[] {
    const reader = new LogReader(options);
    const encoded = new TextEncoder().encode(log);
    const found: LogEntry[] = [];
    for (let at = 0; at < encoded.length; at += size) found.push(...reader.read(encoded.subarray(at, at + size)));
    found.push(...reader.finish());
    return found;
  }

  const plain = message("8=FIX.4.4|35=0|34=1|58=a/b 9=1|");
  const wire = new TextDecoder().decode(plain);
  const written = (separator: string) => wire.replaceAll("\u0001", separator);

  test("knows the separators that people write", () => {
    for (const separator of ["\u0001", "|", "^A", "<SOH>", "\\x01", "\\u0001", "\\001", "␁", ";", "~"]) {
      const entries = read(`x\n${written(separator)}\n`);
      expect([separator, entries.map((entry) => [...entry.bytes])]).toEqual([separator, [[...plain]]]);
    }
  });

  test("knows QuickFIX's layouts, with their times and directions", () => {
    const log = [
      `20260314-13:30:15.123456789 : ${wire}`,
      `<20260314-13:30:16, FIX.4.4:A->B, incoming> (${written("|")})`,
      `<20260314-13:30:16, FIX.4.4:A->B, event> (Received logon request)`,
      `2026-03-14 13:30:17,250 INFO  OUT ${written("^A")} trailing words`,
      `${wire}${wire}`,
      "",
    ].join("\r\n");
    const expected = [
      [1, "20260314-13:30:15.123456789", undefined],
      [2, "20260314-13:30:16", "in"],
      [4, "2026-03-14 13:30:17,250", "out"],
      [5, undefined, undefined],
      [5, undefined, undefined],
    ];
    for (const size of [log.length, 1, 7, 64]) {
      const entries = read(log, size);
      expect(entries.map(({ line, time, direction }) => [line, time, direction])).toEqual(expected as never);
      for (const entry of entries) expect([...entry.bytes]).toEqual([...plain]);
    }
  });

  test("a separator within a text is left where no tag follows it", () => {
    const piped = message("8=FIX.4.4|35=B|58=x|").length;
    const entries = read("8=FIX.4.4|9=24|35=B|58=one|two| three|34=1|10=000|");
    const reader = new MessageReader(dictionary, { validateLengthAndChecksum: false });
    expect([piped > 0, reader.read(entries[0]!.bytes), reader.string(58)]).toEqual([
      true,
      Garbled.None,
      "one|two| three",
    ]);
  });

  test("data may go over lines; what never ends is given up where another begins", () => {
    const lines = message("8=FIX.4.4|35=B|95=7|96=a\nb\nc\nd|");
    const log = `begin 8=FIX.4.4\u00019=5\u000135=0\nnever\n${new TextDecoder().decode(lines)}\n${wire}`;
    expect(read(log).map((entry) => [entry.line, [...entry.bytes]])).toEqual([
      [3, [...lines]],
      [7, [...plain]],
    ]);
  });

  test("lines are bounded", () => {
    const reader = new LogReader({ maxLineBytes: 100 });
    const long = new TextEncoder().encode(`${"x".repeat(5000)}${wire}\n${wire}\n`);
    expect([...reader.read(long), ...reader.finish()].map(({ line }) => line)).toEqual([2]);
    expect([reader.tooLong, reader.lines]).toEqual([1, 2]);
    expect(() => new LogReader({ maxLineBytes: 1 })).toThrow(ConfigError);
  });
});
