import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { EventCursor, EventQueue, Fill, Quote } from "@hotpath/core";
import { JournalReader, JournalWriter, SnapshotStore } from "@hotpath/journal";
import { parquetReadObjects } from "hyparquet";
import { Cli } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

const START = 1_700_000_000_000_000;

/** Quotes a second apart, each with a fill behind it, two snapshots, in segments of some KiB. */
function makeJournal(name: string, inputs: number): string {
  const folder = cli.path(name);
  using writer = JournalWriter.open({
    folder,
    durability: "interval",
    segmentBytes: 8192,
    metadata: { build: "test" },
  });
  const queue = new EventQueue();
  const event = new EventCursor();
  const append = (sequence: number): void => {
    queue.next(event);
    event.f64[event.at + 1] = sequence;
    writer.append(event);
    queue.clear();
  };
  const snapshots = new SnapshotStore({ folder });
  for (let k = 1; k <= inputs; k++) {
    Quote.write(queue, START + k * 1_000_000, k % 1000, 3, 1, 10_000 + k, 10_001 + k, -0, Number.NaN, 0);
    append(k);
    Fill.write(queue, START + k * 1_000_000, 7, 3, 1, k, 9_007_199_254_740_991, k, 0, k, 1, 2, 4, 0.25, 8);
    append(k);
    if (k % 40 !== 0) continue;
    writer.flush();
    snapshots.save({ sequence: k, time: event.time, state: new Uint8Array(k) });
  }
  return folder;
}

/** A copy of a journal, to be damaged. */
function copyOf(folder: string, name: string): string {
  cpSync(folder, cli.path(name), { recursive: true });
  return cli.path(name);
}

function segmentsOf(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".hpj"))
    .sort();
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 8;
  writeFileSync(path, bytes);
}

const whole = makeJournal("whole", 100);
const run = (...words: string[]) => cli.run(["journal", ...words]);

describe("hotpath journal inspect", () => {
  test("shows segments, types, times, snapshots and what is at risk", async () => {
    const { code, stdout, stderr } = await run("inspect", whole);
    expect([code, stderr]).toEqual([0, ""]);
    for (const text of [
      `200 records`,
      "sequences  1 to 100",
      "2023-11-14T22:13:21.000000001Z to 2023-11-14T22:15:00.000000007Z",
      "at risk    1,000 ms at a loss of power (durability interval)",
      ...segmentsOf(whole),
      "00000000000000000080.hps",
    ])
      expect(stdout).toContain(text);
    expect(stdout).toMatch(/Quote +100\n/);
    expect(stdout).not.toContain("Damage");
  });

  test("as JSON, and of a damaged one", async () => {
    const folder = copyOf(whole, "inspected");
    const [, second] = segmentsOf(folder);
    flip(join(folder, second!), 1000);
    flip(join(folder, "00000000000000000040.hps"), 3);
    const { code, stdout } = await run("inspect", folder, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      isWhole: false,
      damage: [{ reason: "checksum", segment: second }],
      snapshots: [{ sequence: 80 }],
      damagedSnapshots: [{ sequence: 40 }],
      segments: expect.arrayContaining([expect.objectContaining({ durability: "interval", riskMillisMax: 1000 })]),
    });
    expect((await run("inspect", folder)).stdout).toMatch(/Damage\n {2}checksum .*\n {2}snapshot .*no snapshot/);
  });
});

describe("hotpath journal verify", () => {
  test("says whole, with status 0; and damaged, with status 1, whatever byte it is", async () => {
    const good = await run("verify", whole);
    expect([good.code, good.stdout]).toEqual([
      0,
      `whole: 200 records in ${segmentsOf(whole).length} segments, 2 snapshots\n`,
    ]);
    const [first] = segmentsOf(whole);
    for (const [name, at] of [
      [first!, 5000],
      [first!, 40],
      ["00000000000000000080.hps", 100],
    ] as const) {
      const folder = copyOf(whole, `verified-${name}-${at}`);
      flip(join(folder, name), at);
      const { code, stdout } = await run("verify", folder);
      expect([code, stdout.split(":")[0]]).toEqual([1, "damaged"]);
      expect(stdout).toContain(name);
      expect(JSON.parse((await run("verify", folder, "--json")).stdout).isWhole).toBe(false);
    }
  });

  test("a torn tail is told, and is no damage", async () => {
    const folder = copyOf(whole, "torn");
    const path = join(folder, segmentsOf(folder).at(-1)!);
    truncateSync(path, readFileSync(path).length - 5);
    const { code, stdout } = await run("verify", folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/whole: 199 records(.|\n)*torn tail/);
  });
});

describe("hotpath journal export", () => {
  test("JSON lines, exact, with every record in its order", async () => {
    const { code, stdout } = await run("export", whole);
    const lines = stdout.trimEnd().split("\n");
    expect([code, lines.length]).toEqual([0, 200]);
    expect(lines[0]).toBe(
      '{"type":"Quote","sequence":1,"output":0,"time":"2023-11-14T22:13:21.000000001Z","instrument":3,"venue":1,"bidPrice":10001,"askPrice":10002,"bidSize":-0,"askSize":null,"flags":0}',
    );
    expect(JSON.parse(lines[1]!)).toMatchObject({ type: "Fill", sequence: 1, output: 1, price: 9_007_199_254_740_991 });
  });

  test("a part by sequence and by time, of some types, as CSV, compressed", async () => {
    const bySequence = await run("export", whole, "--from", "10", "--to", "13", "--type", "Fill", "--format", "csv");
    expect(bySequence.stdout.split("\n")).toEqual([
      "type,sequence,output,time,instrument,venue,orderId,price,quantity,leavesQuantity,released,side,liquidity,strategy,fee,executionId",
      ...[10, 11, 12].map(
        (k) => `Fill,${k},1,2023-11-14T22:13:${20 + k}.000000007Z,3,1,${k},9007199254740991,${k},0,${k},1,2,4,0.25,8`,
      ),
      "",
    ]);
    const out = cli.path("part.csv.zst");
    const words = [
      "--from",
      "2023-11-14T22:13:50Z",
      "--to",
      "2023-11-14T22:13:52Z",
      "--format",
      "csv",
      "--output",
      out,
    ];
    expect((await run("export", whole, ...words)).code).toBe(0);
    const lines = zstdDecompressSync(readFileSync(out)).toString().trimEnd().split("\n");
    expect(lines.length).toBe(5);
    expect(lines[1]).toStartWith('Quote,30,0,2023-11-14T22:13:50.000000030Z,3,1,"{""bidPrice"":10030,');
  });

  test("Parquet: a file of one type, a folder of all", async () => {
    const rowsOf = async (path: string) => {
      const bytes = readFileSync(path);
      const file = {
        byteLength: bytes.length,
        slice: (a: number, b?: number) => new Uint8Array(bytes.subarray(a, b)).buffer,
      };
      return await parquetReadObjects({ file });
    };
    const file = cli.path("fills.parquet");
    expect((await run("export", whole, "--format", "parquet", "--type", "Fill", "--output", file)).code).toBe(0);
    const fills = await rowsOf(file);
    expect(fills.length).toBe(100);
    expect(fills[41]).toMatchObject({ sequence: 42n, output: 1, price: 9_007_199_254_740_991, order_id: 42 });
    expect((await run("export", whole, "--format", "parquet", "--output", cli.path("all"))).code).toBe(0);
    expect(readdirSync(cli.path("all")).sort()).toEqual(["Fill.parquet", "Quote.parquet"]);
    expect((await rowsOf(join(cli.path("all"), "Quote.parquet"))).length).toBe(100);
  });

  test("stops at damage with status 1, leaves no half of a file, and tells of a torn tail", async () => {
    const folder = copyOf(whole, "exported");
    flip(join(folder, segmentsOf(folder)[1]!), 1000);
    const out = cli.path("half.json");
    const { code, stderr } = await run("export", folder, "--output", out);
    expect([code, stderr.includes("checksum")]).toEqual([1, true]);
    expect(readdirSync(cli.folder).filter((name) => name.startsWith("half"))).toEqual([]);
    const torn = copyOf(whole, "exported-torn");
    const path = join(torn, segmentsOf(torn).at(-1)!);
    truncateSync(path, readFileSync(path).length - 5);
    const told = await run("export", torn, "--type", "Fill");
    expect([told.code, told.stdout.trimEnd().split("\n").length]).toEqual([0, 99]);
    expect(told.stderr).toContain("ends before a torn tail");
  });
});

describe("hotpath journal repair", () => {
  test("shows what it would do, does it with --apply, and keeps what it cuts", async () => {
    const folder = copyOf(whole, "repaired");
    const [, second, ...later] = segmentsOf(folder);
    flip(join(folder, second!), 1000);
    const before = segmentsOf(folder).map((name) => readFileSync(join(folder, name)));
    const shown = await run("repair", folder);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain("To be repaired");
    expect(shown.stdout).toContain("Nothing was changed");
    expect(segmentsOf(folder).map((name) => readFileSync(join(folder, name)))).toEqual(before);
    const plan = JSON.parse((await run("repair", folder, "--json")).stdout);
    expect(plan.steps.length).toBe(1 + later.length);

    const done = await run("repair", folder, "--apply");
    expect([done.code, done.stdout.includes("Repaired")]).toEqual([0, true]);
    const [cut, ...aside] = plan.steps as { name: string; offset: number; keptAs: string }[];
    expect(Buffer.concat([readFileSync(join(folder, cut!.name)), readFileSync(join(folder, cut!.keptAs))])).toEqual(
      before[1]!,
    );
    for (const [i, { keptAs }] of aside.entries()) expect(readFileSync(join(folder, keptAs))).toEqual(before[2 + i]!);
    expect((await run("verify", folder)).code).toBe(0);
    expect((await run("repair", folder)).stdout).toBe(
      `nothing to repair: the journal ends with sequence ${plan.lastSequence}\n`,
    );
    using reader = JournalReader.open(folder);
    expect(reader.seek(plan.lastSequence)).toBe(true);
  });

  test("is refused while a writer is at work", async () => {
    const folder = makeJournal("busy", 10);
    flip(join(folder, segmentsOf(folder)[0]!), 700);
    using _writer = JournalWriter.open({ folder, onDamage: "truncate" });
    flip(join(folder, segmentsOf(folder)[0]!), 500);
    const { code, stderr } = await run("repair", folder, "--apply");
    expect([code, stderr.includes("another writer has it open")]).toEqual([1, true]);
  });
});

test("a command line that is wrong is told so in a line, with status 2", async () => {
  for (const [words, text] of [
    [["inspect", cli.path("nowhere")], "FOLDER: got"],
    [["export", whole, "--from", "yesterday"], "Allowed: a sequence, or a time"],
    [["export", whole, "--type", "Fil"], "--type: got"],
    [["export", whole, "--format", "parquet"], "--output: got"],
    [["destroy", whole], "allowed: inspect, verify, export, repair"],
  ] as const) {
    const { code, stderr } = await run(...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
  }
  const empty = cli.path("empty");
  writeFileSync(cli.path("file"), "");
  expect((await run("verify", cli.path("file"))).code).toBe(2);
  new SnapshotStore({ folder: empty });
  expect((await run("inspect", empty)).stdout).toContain("0 records");
  expect((await run("export", empty)).stderr).toContain("there is no journal in");
});
