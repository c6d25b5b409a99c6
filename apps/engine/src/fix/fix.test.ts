import { afterAll, describe, expect, test } from "bun:test";
import { encode, MarketRowFlag, MarketRowKind, type MarketRows } from "@hotpath/fix";
import * as fix44 from "@hotpath/fix/fix44";
import * as fixt11 from "@hotpath/fix/fixt11";
import { MarketBatch, MarketFlag, MarketKind } from "@hotpath/market-data";
import { Cli } from "../testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const header = { SenderCompID: "A", TargetCompID: "B", MsgSeqNum: 7, SendingTime: "20260314-13:30:15.123" };
const wire = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const order = wire(
  encode(
    fix44.NewOrderSingle,
    {
      ClOrdID: "one",
      Side: fix44.Side.Buy,
      OrdType: fix44.OrdType.Market,
      TransactTime: "20260314-13:30:15",
      OrderQty: 100,
      NoPartyIDs: [{ PartyID: "P", PartyRole: fix44.PartyRole.ExecutingFirm }],
      Text: "a|b",
    },
    header,
  ),
);
const list = wire(encode(fixt11.Heartbeat, {}, header));

async function log(name: string, text: string): Promise<string> {
  await Bun.write(cli.path(name), text);
  return cli.path(name);
}

describe("hotpath fix decode", () => {
  test("shows names, meanings and groups, whatever the separator", async () => {
    const lines = [
      `20260314-13:30:15.123456 : ${order}`,
      `<20260314-13:30:16, FIX.4.4:A->B, outgoing> (${order.replaceAll("\u0001", "|")})`,
      "<20260314-13:30:16, FIX.4.4:A->B, event> (Initiated logon request)",
      order.replaceAll("\u0001", "^A"),
    ];
    const { code, stdout } = await cli.run(["fix", "decode", await log("a.log", lines.join("\n"))]);
    expect(code).toBe(0);
    const blocks = stdout.trim().split("\n\n");
    expect(blocks.map((block) => block.split("\n")[0])).toEqual([
      "line 1  20260314-13:30:15.123456",
      "line 2  20260314-13:30:16  out",
      "line 4",
    ]);
    for (const block of blocks) {
      expect(block).toContain("NewOrderSingle (D) FIX.4.4");
      expect(block).toContain("  Side (54) = 1 BUY");
      expect(block).toContain("    1: PartyID (448) = P\n       PartyRole (452) = 1 EXECUTING_FIRM");
      expect(block).toContain("  Text (58) = a|b");
    }
  });

  test("prints one JSON document a message, each by its version", async () => {
    const broken = order.replace("38=100", "38=101");
    const { code, stdout } = await cli.run([
      "fix",
      "decode",
      "--json",
      await log("b.log", `${order}${list}\n${broken}`),
    ]);
    const [first, second, third] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect([first.name, first.version, second.name, second.version]).toEqual([
      "NewOrderSingle",
      "FIX.4.4",
      "Heartbeat",
      "FIXT.1.1",
    ]);
    expect(first.fields.find(({ tag }: { tag: number }) => tag === 453).instances[0]).toEqual([
      { tag: 448, name: "PartyID", value: "P" },
      { tag: 452, name: "PartyRole", value: "1", meaning: "EXECUTING_FIRM" },
    ]);
    expect([third.line, third.garbled]).toEqual([2, "CheckSum is wrong"]);
  });

  test("says that a file without a message has none, and fails; so does validate", async () => {
    const path = await log("words.log", "nothing of the kind\n");
    for (const command of ["decode", "validate"]) {
      const { code, stderr } = await cli.run(["fix", command, path]);
      expect([code, stderr]).toEqual([
        1,
        `hotpath: ${path}: there is no FIX message; one begins with 8=FIX and ends with 10= and three digits\n`,
      ]);
    }
  });

  test("reads standard input", async () => {
    const child = Bun.spawn(cli.command(["fix", "decode"]), {
      ...cli.place(),
      stdin: new Blob([order]),
      stdout: "pipe",
    });
    expect(await child.stdout.text()).toContain("ClOrdID (11) = one");
  });
});

describe("hotpath fix validate", () => {
  const sum = (text: string) => {
    const body = text.slice(0, text.lastIndexOf("10="));
    const total = [...body].reduce((all, char) => all + char.charCodeAt(0), 0);
    return `${body}10=${String(total % 256).padStart(3, "0")}\u0001`;
  };

  test("tells what would be rejected, with its code and tag", async () => {
    const text = [order, sum(order.replace("54=1", "54=Z")), order.replace("38=100", "38=1x0"), list].join("\n");
    const path = await log("c.log", text);
    const { code, stdout } = await cli.run(["fix", "validate", path, "--version", "FIX.4.4"]);
    expect([code, stdout.trim().split("\n")]).toEqual([
      1,
      [
        "line 2: D 7: Value is incorrect (out of range) for this tag (373=5): 54 Side",
        "line 3: garbled: CheckSum is wrong",
        "line 4: 0 7: BeginString is FIXT.1.1, not FIX.4.4",
        "4 messages, 1 valid, 3 not",
      ],
    ]);
    const json = await cli.run(["fix", "validate", path, "--json"]);
    expect(JSON.parse(json.stdout.split("\n")[0]!)).toEqual({
      line: 2,
      msgType: "D",
      msgSeqNum: "7",
      reason: 5,
      text: "Value is incorrect (out of range) for this tag",
      refTag: 54,
      field: "Side",
    });
  });

  test("takes a dictionary of one's own", async () => {
    const xml = `<fix type='FIX' major='4' minor='4'><header>
      ${["BeginString", "BodyLength", "MsgType", "SenderCompID", "TargetCompID", "MsgSeqNum", "SendingTime"]
        .map((name) => `<field name='${name}' required='Y'/>`)
        .join(
          "",
        )}</header><messages><message name='Mine' msgtype='U1' msgcat='app'><field name='Colour' required='Y'/></message></messages>
      <trailer><field name='CheckSum' required='Y'/></trailer><components/>
      <fields><field number='8' name='BeginString' type='STRING'/><field number='9' name='BodyLength' type='LENGTH'/>
      <field number='35' name='MsgType' type='STRING'/><field number='49' name='SenderCompID' type='STRING'/>
      <field number='56' name='TargetCompID' type='STRING'/><field number='34' name='MsgSeqNum' type='SEQNUM'/>
      <field number='52' name='SendingTime' type='UTCTIMESTAMP'/><field number='10' name='CheckSum' type='STRING'/>
      <field number='6001' name='Colour' type='CHAR'><value enum='R' description='RED'/></field></fields></fix>`;
    const dictionary = await log("mine.xml", xml);
    const mine = (colour: string) => {
      const body = `35=U1|49=A|56=B|34=1|52=20260314-13:30:15|6001=${colour}|`;
      return sum(`8=FIX.4.4|9=${body.length}|${body}10=000|`.replaceAll("|", "\u0001"));
    };
    const path = await log("d.log", `${mine("R")}\n${mine("G")}`);
    const { stdout } = await cli.run(["fix", "validate", path, "--dictionary", dictionary]);
    expect(stdout).toBe(
      "line 2: U1 1: Value is incorrect (out of range) for this tag (373=5): 6001 Colour\n2 messages, 1 valid, 1 not\n",
    );
    const decoded = await cli.run(["fix", "decode", path, "--dictionary", dictionary]);
    expect(decoded.stdout).toContain("Colour (6001) = R RED");
  });

  const refused: [string, string[], string][] = [
    ["a version", ["fix", "validate", "x", "--version", "FIX.9"], '--version: got "FIX.9"; allowed: FIX.4.0,'],
    ["a file", ["fix", "decode", "none.log"], 'FILE: got "none.log"; allowed: a file that can be read'],
    ["a dictionary", ["fix", "decode", "x", "--dictionary", "none.xml"], '--dictionary: got "none.xml"; allowed:'],
  ];
  for (const [what, args, message] of refused)
    test(`refuses ${what} that is not there, in one line`, async () => {
      await log("x", order);
      const { code, stderr, stdout } = await cli.run(args);
      expect(stderr).toContain(message);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect([code, stdout]).toEqual([2, ""]);
    });
});

test("rows of FIX market data are those of market data's batches", () => {
  for (const [name, kind] of Object.entries(MarketRowKind))
    expect([name, MarketKind[name as keyof typeof MarketKind]]).toEqual([name, kind]);
  for (const [name, flag] of Object.entries(MarketRowFlag))
    expect([name, MarketFlag[name as keyof typeof MarketFlag]]).toEqual([name, flag]);
  const rows: MarketRows = new MarketBatch();
  expect(rows.ensure(1)).toBe(true);
});
