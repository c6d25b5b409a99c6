import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { decimalOf } from "../decimal.ts";
import { dictionary, Tag } from "../generated/fix44.ts";
import { message } from "../testing/versions.ts";
import { Garbled } from "./garbled.ts";
import { GroupReader } from "./group-reader.ts";
import { MessageReader } from "./message-reader.ts";
import { FieldFault } from "./values.ts";

const raw = (text: string) => Uint8Array.from(text.replaceAll("|", "\u0001"), (char) => char.charCodeAt(0));
const HEAD = "8=FIX.4.4|35=D|49=A|56=B|34=7|52=20260314-13:30:15.123456789|";

/** A reader of a message whose fields behind the header are given. */
function read(fields: string, head = HEAD): MessageReader {
  const reader = new MessageReader(dictionary);
  expect(reader.read(message(head + fields))).toBe(Garbled.None);
  return reader;
}

describe("values", () => {
  const reader = read(
    "11=A1|54=1|44=187.4500|38=100|1=|58=Grüße|43=Y|18=1 2 G|126=20260314-13:30:15.123456789012|64=20260316|273=10:00:00.5|",
  );

  test("by tag, each getter its form", () => {
    expect(reader.msgType).toBe("D");
    expect(reader.string(Tag.ClOrdID)).toBe("A1");
    expect(
      reader.equals(11, "A1") && !reader.equals(11, "A") && !reader.equals(11, "A2") && !reader.equals(99, ""),
    ).toBe(true);
    expect([reader.char(54), reader.int(34), reader.bigint(34), reader.boolean(43)]).toEqual([49, 7, 7n, true]);
    expect([reader.units(44, 4), reader.units(44, 2), reader.number(44), reader.decimals(44)]).toEqual([
      1874500, 18745, 187.45, 4,
    ]);
    expect(decimalOf(reader, 44)?.toFixed(4)).toBe("187.4500");
    expect([reader.timestamp(52), reader.timestampMicros(52), reader.timestampNanos(52)]).toEqual([
      1773495015123456789n,
      1773495015123456,
      789,
    ]);
    expect([reader.dateDays(64), reader.timeOnlyMicros(273), reader.timeOnlyNanos(273)]).toEqual([
      20528, 36000500000, 0,
    ]);
    expect(reader.values(18)).toEqual(["1", "2", "G"]);
    expect(new TextDecoder().decode(reader.data(11))).toBe("A1");
    expect(reader.fault).toBe(FieldFault.None);
  });

  test("a text beyond ASCII is UTF-8", () => {
    const bytes = message(`${HEAD}58=${String.fromCharCode(...new TextEncoder().encode("Grüße, 世界"))}|`);
    const utf8 = new MessageReader(dictionary);
    utf8.read(bytes);
    expect(utf8.string(58)).toBe("Grüße, 世界");
  });

  test("none, and why", () => {
    const cases: [() => unknown, unknown, FieldFault][] = [
      [() => reader.string(99), undefined, FieldFault.Missing],
      [() => reader.int(99), Number.NaN, FieldFault.Missing],
      [() => reader.int(1), Number.NaN, FieldFault.Empty],
      [() => reader.int(11), Number.NaN, FieldFault.Malformed],
      [() => reader.int(44), Number.NaN, FieldFault.Malformed],
      [() => reader.bigint(11), undefined, FieldFault.Malformed],
      [() => reader.units(44, 1), Number.NaN, FieldFault.TooFine],
      [() => reader.units(11, 1), Number.NaN, FieldFault.Malformed],
      [() => reader.number(11), Number.NaN, FieldFault.Malformed],
      [() => decimalOf(reader, 11), undefined, FieldFault.Malformed],
      [() => reader.char(11), -1, FieldFault.Malformed],
      [() => reader.char(1), -1, FieldFault.Empty],
      [() => reader.boolean(54), undefined, FieldFault.Malformed],
      [() => reader.timestampMicros(11), Number.NaN, FieldFault.Malformed],
      [() => reader.timestamp(126), undefined, FieldFault.TooFine],
      [() => reader.timestampNanos(126), Number.NaN, FieldFault.TooFine],
      [() => reader.dateDays(54), Number.NaN, FieldFault.Malformed],
      [() => reader.tzTimestampMicros(54), Number.NaN, FieldFault.Malformed],
      [() => reader.values(99), undefined, FieldFault.Missing],
      [() => reader.data(99), undefined, FieldFault.Missing],
    ];
    for (const [get, value, fault] of cases) expect([get(), reader.fault]).toEqual([value, fault]);
    expect(reader.values(1)).toEqual([]);
    expect(reader.timestampMicros(126)).toBe(1773495015123456);
  });

  test("a tag that the dictionary does not know is found all the same", () => {
    const own = read("5001=mine|70000=far|");
    expect([own.string(5001), own.string(70000), own.has(5002), own.has(-1)]).toEqual(["mine", "far", false, false]);
  });
});

describe("groups", () => {
  const legs = "555=2|600=L1|604=2|605=a|606=4|605=b|606=5|624=1|600=L2|624=2|";
  const reader = read(`453=2|448=P|447=D|452=1|802=2|523=x|803=1|523=y|803=2|448=Q|452=3|55=AAPL|`);

  test("are walked to any depth, and what is in them is not outside", () => {
    expect([reader.has(448), reader.string(55), reader.int(453)]).toEqual([false, "AAPL", 2]);
    const parties = new GroupReader();
    const ids = new GroupReader();
    const seen: unknown[] = [];
    expect(parties.open(reader, 453)).toBe(2);
    while (parties.next()) {
      seen.push([
        parties.string(448),
        parties.string(447),
        parties.int(452),
        parties.has(523),
        parties.to - parties.from,
      ]);
      for (ids.open(parties, 802); ids.next(); ) seen.push([ids.string(523), ids.int(803)]);
    }
    expect(seen).toEqual([
      ["P", "D", 1, false, 8],
      ["x", 1],
      ["y", 2],
      ["Q", undefined, 3, false, 2],
    ]);
    expect([parties.open(reader, 555), parties.next(), parties.open(reader, 55), parties.next()]).toEqual([
      0,
      false,
      0,
      false,
    ]);
    expect(reader.group(453).count).toBe(2);
  });

  test("end where a field is not of them, and an instance where a field comes again", () => {
    const multileg = read(legs, HEAD.replace("35=D", "35=AB"));
    const group = multileg.group(555);
    const symbols: unknown[] = [];
    while (group.next()) symbols.push([group.string(600), group.string(624)]);
    expect(symbols).toEqual([
      ["L1", "1"],
      ["L2", "2"],
    ]);
    const strange = read("453=2|447=D|448=P|448=Q|447=E|447=F|11=x|448=R|");
    expect([strange.group(453).count, strange.string(448), strange.string(11)]).toEqual([4, "R", "x"]);
  });

  test("the same field in groups of other messages does not show through", () => {
    const again = new MessageReader(dictionary);
    again.read(message(`${HEAD}55=outside|`));
    expect(again.string(55)).toBe("outside");
    again.read(message(`${HEAD.replace("35=D", "35=X")}268=1|279=0|269=0|55=inside|`));
    expect(again.has(55)).toBe(false);
    again.read(message(`${HEAD}11=A|55=later|`));
    expect(again.string(55)).toBe("later");
  });
});

describe("data", () => {
  test("holds separators, as long as its length says", () => {
    const reader = read("354=9|355=a|58=b|10|95=3|96=|=||93=4|89=10=||");
    const text = (tag: number) => new TextDecoder().decode(reader.data(tag)).replaceAll("\u0001", "|");
    expect([text(355), text(96), text(89), reader.has(58)]).toEqual(["a|58=b|10", "|=|", "10=|", false]);
  });

  for (const [what, fields] of [
    ["no length", "355=abc|"],
    ["a length that is too great", "354=900|355=abc|"],
    ["a length within the data", "354=2|355=abc|"],
    ["a length that is no number", "354=x|355=abc|"],
    ["an empty length", "354=|355=abc|"],
    ["a negative length", "354=-1|355=abc|"],
  ] as const)
    test(`with ${what} garbles the message`, () => {
      expect(new MessageReader(dictionary).read(message(HEAD + fields))).toBe(Garbled.BadDataLength);
    });
});

describe("garbled messages", () => {
  const good = new TextDecoder().decode(message("8=FIX.4.4|35=0|34=1|")).replaceAll("\u0001", "|");
  const cases: [string, string, Garbled][] = [
    ["nothing", "", Garbled.Unterminated],
    ["no separator at the end", good.slice(0, -1), Garbled.Unterminated],
    ["a tag of letters", "8=FIX.4.4|9=5|3x=0|10=000|", Garbled.BadTag],
    ["an empty tag", "8=FIX.4.4|9=5|=0|10=000|", Garbled.BadTag],
    ["no equals sign", "8=FIX.4.4|9=5|35|10=000|", Garbled.BadTag],
    ["a tag beyond 32 bits", "8=FIX.4.4|9=5|35=0|99999999999=1|10=000|", Garbled.BadTag],
    ["a minus alone", "8=FIX.4.4|9=5|35=0|-=1|10=000|", Garbled.BadTag],
    ["another order", "35=0|8=FIX.4.4|9=5|10=000|", Garbled.HeaderOrder],
    ["MsgType later", "8=FIX.4.4|9=5|34=1|35=0|10=000|", Garbled.HeaderOrder],
    ["too few fields", "8=FIX.4.4|9=5|10=000|", Garbled.HeaderOrder],
    ["no checksum", "8=FIX.4.4|9=5|35=0|34=1|", Garbled.NoCheckSum],
    ["a wrong length", good.replace("9=10", "9=11"), Garbled.BodyLength],
    ["a length that is no number", good.replace("9=10", "9=ten"), Garbled.BodyLength],
    ["a wrong checksum", good.replace("34=1", "34=2"), Garbled.CheckSum],
    ["a checksum of letters", good.replace(/10=\d+/, "10=abc"), Garbled.CheckSum],
    ["a checksum beyond 255", good.replace(/10=\d+/, "10=256"), Garbled.CheckSum],
  ];
  for (const [what, text, garbled] of cases)
    test(`with ${what}`, () => {
      const reader = new MessageReader(dictionary);
      expect(reader.read(raw(text))).toBe(garbled);
      expect([reader.count, reader.has(8), reader.msgType]).toEqual([0, false, ""]);
    });

  test("a negative tag and tag 0 are tags, though no good ones: they are rejected, not dropped", () => {
    const reader = read("-1=HI|0=HI|");
    expect([reader.index.tags[7], reader.string(-1), reader.string(0)]).toEqual([-1, "HI", "HI"]);
  });

  test("length and checksum may be left unchecked", () => {
    const reader = new MessageReader(dictionary, { validateLengthAndChecksum: false });
    expect(reader.read(raw("8=FIX.4.4|9=1|35=0|34=1|10=000|"))).toBe(Garbled.None);
    expect(reader.read(raw("8=FIX.4.4|9=1|35=0|34=1|"))).toBe(Garbled.None);
  });

  test("fields are bounded", () => {
    const many = message(`${HEAD}${"58=x|".repeat(1000)}`);
    const reader = new MessageReader(dictionary, { maxFields: 500 });
    expect(reader.read(many)).toBe(Garbled.TooManyFields);
    expect(reader.read(message(HEAD))).toBe(Garbled.None);
    const roomy = new MessageReader(dictionary);
    expect([roomy.read(many), roomy.count]).toEqual([Garbled.None, 1008]);
    for (const maxFields of [7, 1.5, Number.NaN])
      expect(() => new MessageReader(dictionary, { maxFields })).toThrow(ConfigError);
  });
});
