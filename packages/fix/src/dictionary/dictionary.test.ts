import { describe, expect, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import { dictionary as fix44, Tag } from "../generated/fix44.ts";
import { dictionary as fix50sp2 } from "../generated/fix50sp2.ts";
import { dictionary as fixt11 } from "../generated/fixt11.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { message, VERSIONS } from "../testing/versions.ts";
import { VALID, Validator } from "../validation/validator.ts";
import { readDefinition, readDictionary } from "../xml.ts";
import { formatDefinition, parseDefinition, parseMembers } from "./definition.ts";
import { Dictionary } from "./dictionary.ts";
import { EnumTable } from "./enum-table.ts";

describe("dictionaries", () => {
  test("know their fields, messages and values", () => {
    expect(fix44.field("Side")).toEqual(fix44.field(54));
    expect([fix44.field(54)?.type, fix44.field("None"), Tag.ClOrdID]).toEqual(["CHAR", undefined, 11]);
    expect([fix44.message("D")?.name, fix44.message("NewOrderSingle")?.msgType]).toEqual(["NewOrderSingle", "D"]);
    expect([fix44.valueName(54, "1"), fix44.valueName(35, "8"), fix44.valueName(54, "~")]).toEqual([
      "BUY",
      "ExecutionReport",
      undefined,
    ]);
  });

  test("of each version say what they are", () => {
    const said = Object.entries(VERSIONS).map(([name, { beginString, applVerID, messages }]) => [
      name,
      beginString,
      applVerID,
      messages.length,
    ]);
    expect(said).toEqual([
      ["FIX40", "FIX.4.0", "2", 27],
      ["FIX41", "FIX.4.1", "3", 28],
      ["FIX42", "FIX.4.2", "4", 46],
      ["FIX43", "FIX.4.3", "5", 68],
      ["FIX44", "FIX.4.4", "6", 93],
      ["FIX50", "FIXT.1.1", "7", 101],
      ["FIX50SP1", "FIXT.1.1", "8", 113],
      ["FIX50SP2", "FIXT.1.1", "9", 164],
      ["FIXT11", "FIXT.1.1", undefined, 8],
    ]);
    expect(fix50sp2.name).toBe("FIX.5.0SP2");
  });

  test("every scope compiles, and every group begins with a field", () => {
    for (const dictionary of Object.values(VERSIONS))
      for (const { msgType } of dictionary.messages) {
        const scope = dictionary.tables.scope(msgType)!;
        for (const { field, group } of scope.members)
          if (group) expect(scope.group(field).delimiter).toBeGreaterThan(0);
      }
  });

  test("data is paired with its length, by name or by the tag before", () => {
    const { tables } = fix50sp2;
    const lengthOf = (tag: number) => tables.lengthTags[tables.index(tag)];
    expect([lengthOf(96), lengthOf(89), lengthOf(213), lengthOf(1527), lengthOf(1185), lengthOf(58)]).toEqual([
      95, 93, 212, 1525, 1184, 0,
    ]);
    for (const dictionary of Object.values(VERSIONS))
      for (const { tag, type } of dictionary.definition.fields)
        if (type === "DATA" || type === "XMLDATA") {
          const length = dictionary.tables.lengthTags[dictionary.tables.index(tag)]!;
          expect([tag, dictionary.field(length)?.type]).toEqual([tag, "LENGTH"]);
        }
  });

  test("an application's messages of an earlier version go over FIXT 1.1 too", () => {
    const over = fix44.over(fixt11);
    const reader = new MessageReader(over);
    const text = "8=FIXT.1.1|35=D|34=1|49=A|52=20260314-13:30:15|56=B|1128=6|11=x|54=1|60=20260314-13:30:15|40=1|38=1|";
    expect([reader.read(message(text)), new Validator().validate(reader), over.message("A")?.name]).toEqual([
      Garbled.None,
      VALID,
      "Logon",
    ]);
  });

  test("are the same after they were text", () => {
    for (const { definition } of Object.values(VERSIONS))
      expect(parseDefinition(formatDefinition(definition))).toEqual(definition);
    expect(() => parseDefinition("FIX.4.4 0\nfields\n")).toThrow("the dictionary has no section header");
    expect(() => parseMembers("1) 2")).toThrow(InputError);
  });
});

describe("extended", () => {
  const mine = fix44.extend({
    fields: [
      { tag: 5001, name: "AlgoName", type: "STRING" },
      { tag: 5002, name: "AlgoUrgency", type: "CHAR", values: [["H", "HIGH"]] },
      { tag: 5003, name: "NoAlgoParams", type: "NUMINGROUP" },
      { tag: 5004, name: "AlgoSeal", type: "STRING" },
      { tag: 25000, name: "AlgoParam", type: "INT" },
    ],
    members: { NewOrderSingle: "5001 5002! 5003(25000!)", "D.NoPartyIDs": "5001", trailer: "5004", Parties: [] },
    messages: [{ name: "AlgoStatus", msgType: "UAlgo", category: "app", members: "5001!" }],
  });
  const check = (text: string) => {
    const reader = new MessageReader(mine);
    const head = text.replace(/35=(\w+)\|/, (type) => `8=FIX.4.4|${type}34=1|49=A|52=20260314-13:30:15|56=B|`);
    expect(reader.read(message(head))).toBe(Garbled.None);
    const validator = new Validator();
    return [validator.validate(reader), validator.refTag];
  };
  const order = "35=D|11=x|54=1|60=20260314-13:30:15|40=1|38=1|";

  test("have tags, values, members, groups and messages of users", () => {
    expect(check(`${order}5002=H|5003=2|25000=1|25000=2|`)).toEqual([VALID, 0]);
    expect(check(`${order}`)).toEqual([1, 5002]);
    expect(check(`${order}5002=X|`)).toEqual([5, 5002]);
    expect(check(`${order}5002=H|5003=1|25000=x|`)).toEqual([6, 25000]);
    expect(check(`${order}5002=H|453=1|448=P|5001=in|`)).toEqual([VALID, 0]);
    expect(check("35=UAlgo|5001=x|5004=y|")).toEqual([VALID, 0]);
    expect(check("35=UAlgo|5004=y|5001=x|")).toEqual([14, 5001]);
    expect(mine.message("UAlgo")?.name).toBe("AlgoStatus");
    expect(fix44.field(5001)).toBeUndefined();
  });

  test("only where there is something to extend", () => {
    for (const path of ["Nothing", "NewOrderSingle.NoLegs"])
      expect(() => fix44.extend({ members: { [path]: "58" } })).toThrow(ConfigError);
    for (const tag of [0, -1, 1.5, 2 ** 20])
      expect(() => fix44.extend({ fields: [{ tag, name: "X", type: "INT" }] }).tables).toThrow(ConfigError);
    expect(() => fix44.extend({ members: { NewOrderSingle: "7777" } }).tables.scope("D")).toThrow(ConfigError);
    expect(() => fix44.extend({ members: { NewOrderSingle: "+None" } }).tables.scope("D")).toThrow(ConfigError);
  });

  test("a component that holds itself is found out", () => {
    const circle = {
      ...fix44.definition,
      components: { ...fix44.definition.components, Loop: parseMembers("58 +Loop") },
    };
    const looped = new Dictionary({
      ...circle,
      messages: [{ name: "L", msgType: "L", category: "app" as const, members: parseMembers("+Loop") }],
    });
    expect(() => looped.tables.scope("L")).toThrow("components that do not hold themselves");
  });
});

describe("QuickFIX's XML", () => {
  const xml = (fields: string, messages = "") =>
    `<?xml version='1.0'?><!-- c --><fix type='FIX' major='4' minor='4' servicepack='0'><header/><trailer/><components/>
     <messages>${messages}</messages><fields>${fields}</fields></fix>`;

  test("keeps the order of fields, groups and components", () => {
    const text = xml(
      "<field number='1' name='A' type='INT'/><field number='2' name='B' type='CHAR'><value enum='&lt;' description='LESS'/><value enum='x'/></field><field number='3' name='NoC' type='NUMINGROUP'/>",
      "<message name='M' msgtype='U' msgcat='app'><group name='NoC' required='N'><field name='B' required='Y'/></group><component name='K' required='Y'/><field name='A' required='y'/></message>",
    ).replace(
      "<components/>",
      "<components><component name='K'><field name='A' required='N'/></component></components>",
    );
    const definition = readDefinition(text);
    expect(definition.messages[0]!.members).toEqual([
      { kind: "group", tag: 3, required: false, members: [{ kind: "field", tag: 2, required: true }] },
      { kind: "component", name: "K", required: true },
      { kind: "field", tag: 1, required: true },
    ]);
    expect(definition.fields[1]!.values).toEqual([
      ["<", "LESS"],
      ["x", "x"],
    ]);
    expect(
      readDictionary(text)
        .tables.scope("U")
        ?.members.map(({ name }) => name),
    ).toEqual(["NoC", "A"]);
  });

  const field = "<field number='1' name='A' type='INT'/>";
  const refused: [string, string, string][] = [
    ["what is not XML", "FIX", "is not well-formed XML"],
    ["XML that is not closed", xml(field).slice(0, -6), "is not well-formed XML"],
    ["another root", "<other/>", "is no dictionary of QuickFIX"],
    ["a field twice", xml(field + field), "defines the field A twice"],
    ["a number that is none", xml(field.replace("'1'", "'x'")), "gives the field A the number x"],
    ["a type that is missing", xml(field.replace("type='INT'", "")), "has a <field> without the attribute type"],
    [
      "a member that is not defined",
      xml(field, "<message name='M' msgtype='U' msgcat='app'><field name='B'/></message>"),
      "uses the field B",
    ],
    [
      "an element that is none",
      xml(field, "<message name='M' msgtype='U' msgcat='app'><other name='A'/></message>"),
      "has an element <other>",
    ],
  ];
  for (const [what, text, said] of refused)
    test(`refuses ${what}`, () => {
      expect(() => readDefinition(text)).toThrow(InputError);
      expect(() => readDefinition(text)).toThrow(`the dictionary ${said}`);
    });
});

test("sets of values hold what was put in, and nothing else", () => {
  const table = new EnumTable();
  const values = ["1", "A", "é", "AB", "BA", "CORP", "CORPX", "", "FIX.4.4"];
  const many = Array.from({ length: 300 }, (_, i) => `V${i}`);
  const [first, second] = [table.add(values), table.add(many)];
  const has = (set: number, value: string) => {
    const bytes = new TextEncoder().encode(`#${value}#`);
    return table.has(set, bytes, 1, bytes.length - 1);
  };
  for (const value of values) expect([value, has(first, value), has(second, value)]).toEqual([value, true, false]);
  for (const value of many) expect([value, has(first, value), has(second, value)]).toEqual([value, false, true]);
  for (const value of ["2", "a", "ABC", "V", "V300"])
    expect([value, has(first, value) || has(second, value)]).toEqual([value, false]);
  const bytes = new TextEncoder().encode("1 A CORP");
  expect([
    table.hasAll(first, bytes, 0, 8),
    table.hasAll(first, bytes, 0, 7),
    table.hasAll(first, bytes, 0, 3),
  ]).toEqual([true, false, true]);
});
