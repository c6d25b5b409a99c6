import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { generator } from "../../../../packages/order-book/src/testing/random-commands.ts";
import { FLOW_HASHES, flowPath } from "../../../../packages/order-book/src/testing/recorded-flow.ts";
import { Cli } from "../testing/cli.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

interface FlowRecord {
  type: number;
  side: number;
  ioc: number;
  quantity: number;
  sequence: bigint;
  orderId: bigint;
  price: bigint;
}

function encode(records: readonly FlowRecord[], announced = records.length): Uint8Array {
  const bytes = new Uint8Array(16 + 40 * records.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, 1, true);
  view.setUint32(12, announced, true);
  for (const [i, r] of records.entries()) {
    const at = 16 + 40 * i;
    bytes.set([r.type, r.side, r.ioc], at);
    view.setUint32(at + 4, r.quantity, true);
    view.setBigUint64(at + 8, r.sequence, true);
    view.setBigUint64(at + 16, r.orderId, true);
    view.setBigInt64(at + 24, r.price, true);
  }
  return bytes;
}

/** The report text by the rules of the format, from an array of orders. */
function textOf(records: readonly FlowRecord[]): string {
  interface Resting {
    side: number;
    id: bigint;
    price: bigint;
    quantity: number;
  }
  const book: Resting[] = [];
  const lines: { sequence: bigint; type: number; line: string }[] = [];
  const enter = (r: FlowRecord): number => {
    const isWithin = (o: Resting): boolean => (r.side === 0 ? o.price <= r.price : o.price >= r.price);
    const better = (a: Resting, b: Resting): number => Number(r.side === 0 ? a.price - b.price : b.price - a.price);
    let left = r.quantity;
    for (const maker of book.filter((o) => o.side !== r.side && isWithin(o)).sort(better)) {
      if (left === 0) break;
      const quantity = Math.min(left, maker.quantity);
      left -= quantity;
      maker.quantity -= quantity;
      lines.push({
        sequence: r.sequence,
        type: 1,
        line: `1,${r.sequence},${maker.price},${quantity},${maker.id},${r.orderId}`,
      });
      if (maker.quantity === 0) book.splice(book.indexOf(maker), 1);
    }
    return left;
  };
  for (const r of records) {
    const { sequence, orderId: id, price, quantity } = r;
    const at = book.findIndex((o) => o.id === id);
    const add = (type: number, line: string): void => void lines.push({ sequence, type, line: `${type},${line}` });
    if (r.type === 0) {
      add(0, `${sequence},${r.side},${id},${price},${quantity}`);
      const left = enter(r);
      if (left > 0 && r.ioc === 1) add(2, `${sequence},${r.side},${id},${price}`);
      else if (left > 0) book.push({ side: r.side, id, price, quantity: left });
    } else if (at === -1) {
      add(r.type === 1 ? 4 : 5, `${sequence},${id}`);
    } else {
      const [order] = book.splice(at, 1);
      const { side } = order!;
      if (r.type === 1) {
        add(2, `${sequence},${side},${id},${order!.price}`);
        continue;
      }
      add(3, `${sequence},${side},${id},${price},${quantity}`);
      const left = enter({ ...r, side });
      if (left > 0) book.push({ side, id, price, quantity: left });
    }
  }
  lines.sort((a, b) => (a.sequence === b.sequence ? a.type - b.type : a.sequence < b.sequence ? -1 : 1));
  return lines.map(({ line }) => line).join("\n");
}

/** A flow whose ids, prices and sequence numbers are anything. */
function randomFlow(seed: number, count: number): FlowRecord[] {
  const random = generator(seed);
  const middle = [0n, 100_000n, -(2n ** 40n), 2n ** 62n, -(2n ** 62n)][seed % 5]!;
  const firstId = [1n, 10n ** 12n, 2n ** 63n, 0n][seed % 4]!;
  const live: bigint[] = [];
  let id = firstId;
  let sequence = [0n, 2n ** 60n][seed % 2]!;
  return Array.from({ length: count }, () => {
    sequence += BigInt(random(3));
    const isNew = live.length === 0 || random(2) === 0;
    const orderId = isNew ? id : random(20) === 0 ? id + 7n : live[random(live.length)]!;
    if (isNew) {
      live.push(id);
      id += BigInt(1 + random(3));
    }
    const far = random(30) === 0 ? 100_000 : 1;
    return {
      type: isNew ? 0 : 1 + random(2),
      side: random(2),
      ioc: isNew && random(6) === 0 ? 1 : 0,
      quantity: 1 + random(random(20) === 0 ? 4_000_000_000 : 50),
      sequence,
      orderId,
      price: middle + BigInt((random(41) - 20) * far),
    };
  });
}

const sha256 = (text: string): string => new Bun.CryptoHasher("sha256").update(text).digest("hex");

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = cli.path(name);
  await Bun.write(path, bytes);
  return path;
}

describe("hotpath match", () => {
  test("writes the reports that a naive matcher writes, for any ids, prices and sequence numbers", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const flow = randomFlow(seed, 1500);
      const file = await save(`flow-${seed}`, encode(flow));
      const out = cli.path(`reports-${seed}`);
      const { code, stdout, stderr } = await cli.run(["match", file, "--reports", out, "--sha256"]);
      expect({ seed, code, stderr }).toEqual({ seed, code: 0, stderr: "" });
      const expected = textOf(flow);
      expect(await Bun.file(out).text()).toBe(expected);
      expect(stdout).toBe(`${sha256(expected)}\n`);
    }
  });

  test("reads .gz, .zst and standard input, and counts", async () => {
    const flow = randomFlow(3, 500);
    const bytes = encode(flow);
    const hash = `${sha256(textOf(flow))}\n`;
    for (const [name, packed] of [
      ["flow.bin.gz", gzipSync(bytes)],
      ["flow.bin.zst", zstdCompressSync(bytes)],
    ] as const) {
      expect((await cli.run(["match", await save(name, packed), "--sha256"])).stdout).toBe(hash);
    }
    const child = Bun.spawn(cli.command(["match", "-", "--sha256", "--reports", "-"]), {
      ...cli.place(),
      stdin: bytes,
      stdout: "pipe",
    });
    expect(await child.stdout.text()).toBe(`${textOf(flow)}${hash}`);
    const { stdout } = await cli.run(["match", cli.path("flow.bin.gz"), "--stats"]);
    expect(stdout).toMatch(/^ {2}messages +500$/m);
    expect(stdout).toMatch(/^ {4}order-ack +\d+$/m);
    expect(stdout).toMatch(/messages\/s$/m);
  });

  test("grows with the orders that rest, and loses none", async () => {
    const flow: FlowRecord[] = [];
    for (let i = 0; i < 150_000; i++) {
      const price = BigInt(1_000_000 + (i % 9973));
      flow.push({ type: 0, side: 1, ioc: 0, quantity: 1, sequence: BigInt(i), orderId: BigInt(i + 1), price });
    }
    flow.push({
      type: 0,
      side: 0,
      ioc: 1,
      quantity: 200_000,
      sequence: 150_000n,
      orderId: 999_999n,
      price: 2_000_000n,
    });
    const { code, stdout } = await cli.run(["match", await save("many", encode(flow)), "--stats"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {4}trade +150,000$/m);
    expect(stdout).toMatch(/^ {2}orders left +0$/m);
  });

  test("sorts by sequence and type, also where sequence numbers fall", async () => {
    const flow = randomFlow(2, 300).map((record, i) => ({ ...record, sequence: BigInt((i * 7919) % 50) }));
    const { stdout } = await cli.run(["match", await save("mixed", encode(flow)), "--sha256"]);
    expect(stdout).toBe(`${sha256(textOf(flow))}\n`);
  });

  test("passes over bad records, counted, and says where the first stands", async () => {
    const flow = randomFlow(1, 100);
    const bad = [
      ...flow.slice(0, 50),
      { ...flow[0]!, type: 9 },
      { ...flow[0]!, type: 0, side: 2 },
      { ...flow[0]!, type: 0, ioc: 7 },
      ...flow.slice(50),
    ];
    const { code, stdout, stderr } = await cli.run(["match", await save("bad", encode(bad)), "--sha256"]);
    expect(code).toBe(0);
    expect(stdout).toBe(`${sha256(textOf(flow))}\n`);
    expect(stderr).toBe("hotpath: records passed over: bad 1 type, 1 side, 1 ioc; the first at byte 2016\n");
  });

  test("says what of an order the engine refused", async () => {
    const [first] = randomFlow(1, 1);
    const flow = [first!, first!, { ...first!, orderId: 77n, quantity: 0 }];
    const { stderr } = await cli.run(["match", await save("refused", encode(flow))]);
    expect(stderr).toContain("refused, for which there is no line: 1 DuplicateOrderId, 1 BadQuantity");
  });

  const flow = encode(randomFlow(1, 10));
  const broken: [string, Uint8Array, RegExp][] = [
    ["an empty file", new Uint8Array(0), /ends after 0 bytes; the header has 16$/],
    ["half a header", flow.slice(0, 9), /ends after 9 bytes; the header has 16$/],
    ["a truncated record", flow.slice(0, 16 + 95), /ends at byte 111, after 2 of 10 records, 15 bytes into the next$/],
    ["records that are missing", flow.slice(0, 16 + 80), /ends at byte 96, after 2 of 10 records$/],
    ["bytes too many", new Uint8Array([...flow, 1]), /goes on at byte 416, after the 10 records of its header$/],
    ["broken compression", gzipSync(flow).slice(0, 60), /broken-5: /],
  ];
  for (const [k, [name, bytes, message]] of broken.entries()) {
    test(`${name} is an error in one line, with status 1`, async () => {
      const { code, stdout, stderr } = await cli.run(["match", await save(`broken-${k}`, bytes), "--sha256"]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd()).not.toContain("\n");
    });
  }

  test("a file that cannot be read or written is a mistake of the command line", async () => {
    const missing = await cli.run(["match", "nothing-here"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/^hotpath: FILE: got "nothing-here"; allowed: a file that can be read/);
    const file = await save("fine", flow);
    const out = await cli.run(["match", file, "--reports", cli.path("no/such/folder")]);
    expect(out.code).toBe(2);
    expect(out.stderr).toMatch(/^hotpath: --reports: /);
  });

  for (const [name, hash] of Object.entries(FLOW_HASHES)) {
    const path = flowPath(name);
    const title = `the recorded flow ${name} has the known SHA-256`;
    if (path === undefined) {
      test.skip(`${title} (no data/matching below HOTPATH_TEST_DATA)`, () => {});
      continue;
    }
    test(title, async () => {
      expect(await cli.run(["match", path, "--sha256"])).toEqual({ code: 0, stdout: `${hash}\n`, stderr: "" });
    });
  }
});
