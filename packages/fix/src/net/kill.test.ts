import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Random } from "@hotpath/core";
import type { SessionLog } from "../session/session-link.ts";
import { fieldsOf } from "../testing/acceptance/scenario.ts";
import { freePort } from "../testing/free-port.ts";
import { OrderClient } from "../testing/orders.ts";
import { PostgresCluster, postgresMissing } from "../testing/postgres-cluster.ts";
import { VERSIONS } from "../testing/versions.ts";
import { Initiator } from "./initiator.ts";

/** How often the counterparty is killed. */
const kills = Number(process.env.HOTPATH_FIX_KILLS ?? (process.env.HOTPATH_LONG === "1" ? 100 : 4));
const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 3);
const child = resolve(import.meta.dir, "../testing/kill-child.ts");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Keeps every message that was received under its number, and finds a number that came twice for two messages. */
class NumberLog implements SessionLog {
  readonly reused: string[] = [];
  received = 0;
  readonly #byNumber = new Map<string, string>();

  incoming(bytes: Uint8Array, start: number, end: number): void {
    this.received++;
    const fields = fieldsOf(Buffer.from(bytes.subarray(start, end)).toString("latin1"));
    const field = (wanted: string) => fields.find(([tag]) => tag === wanted)?.[1] ?? "";
    // A gap fill stands for messages of the session itself.
    if (field("35") === "4") return;
    const text = fields.filter(([tag]) => !["9", "10", "43", "52", "122"].includes(tag)).join();
    const before = this.#byNumber.get(field("34"));
    if (before !== undefined && before !== text) this.reused.push(`${before} and ${text}`);
    this.#byNumber.set(field("34"), text);
  }

  outgoing(): void {}

  /** What happened last, for the words of a failure. */
  readonly events: string[] = [];

  event(text: string): void {
    this.events.push(text);
    if (this.events.length > 20) this.events.shift();
  }
}

async function until(condition: () => boolean, what: () => string, millis = 60_000): Promise<void> {
  const end = performance.now() + millis;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`it did not come to: ${what()}`);
    await Bun.sleep(2);
  }
}

/**
 * Sends orders to a counterparty that is killed again and again.
 *
 * @param place the folder or the database that the counterparty keeps everything in
 */
async function run(mode: "plain" | "transactional" | "database", place: string) {
  const port = freePort();
  const random = new Random(seed);
  const client = new OrderClient();
  const log = new NumberLog();
  await using initiator = Initiator.start({
    session: { id: { senderCompID: "CLIENT", targetCompID: "HOT" }, dictionary: VERSIONS.FIX44! },
    endpoints: [{ hostname: "127.0.0.1", port }],
    reconnectIntervals: [0.01],
    tickMillis: 10,
    application: client,
    log: () => log,
  });
  const { session } = initiator;
  let sent = 0;
  // However the test ends, no process is left behind.
  using running = {
    process: undefined as Bun.Subprocess | undefined,
    [Symbol.dispose]: () => running.process?.kill(9),
  };
  const spawn = () => {
    running.process = Bun.spawn([process.execPath, child, place, String(port), mode], {
      stdout: "ignore",
      stderr: "inherit",
    });
    return running.process;
  };
  for (let i = 0; i < kills; i++) {
    const process = spawn();
    await until(
      () => session.isLoggedOn,
      () => `logon number ${i + 1}: ${log.events.join("; ")}`,
    );
    const end = performance.now() + 5 + random.integer(60);
    while (performance.now() < end) {
      for (let n = 0; n < 20; n++) client.order(session, `o${++sent}`);
      await Bun.sleep(0);
    }
    process.kill(9);
    await process.exited;
    await until(
      () => !session.isLoggedOn,
      () => "the end of the connection",
    );
  }
  const last = spawn();
  await until(
    () => new Set(client.fills).size === sent,
    () => `${sent} fills, not ${new Set(client.fills).size}: ${log.events.join("; ")}`,
  );
  last.kill(9);
  await last.exited;
  return { names: Array.from({ length: sent }, (_, n) => `o${n + 1}`), client, log };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fix-kill-"));
  folders.push(folder);
  return folder;
}

/** What was applied, a line a transaction. */
const appliedIn = (folder: string) => readFileSync(join(folder, "applied"), "latin1").trimEnd().split("\n");

describe(`killed ${kills} times while it was busy`, () => {
  test.concurrent("no number is used twice; every order is applied, one that is applied again is flagged", async () => {
    const folder = newFolder();
    const { names, log } = await run("plain", folder);
    expect(log.reused).toEqual([]);
    const seen = new Set<string>();
    for (const line of appliedIn(folder)) {
      const [name = "", flag] = line.split(" ");
      if (seen.has(name)) expect([name, flag]).toEqual([name, "again"]);
      seen.add(name);
    }
    expect([...seen]).toEqual(names);
    expect(log.received).toBeGreaterThan(kills);
  }, 600_000);

  test.concurrent("with the application's own transaction no order is applied twice", async () => {
    const folder = newFolder();
    const { names, log } = await run("transactional", folder);
    expect(log.reused).toEqual([]);
    expect(appliedIn(folder).flatMap((line) => line.split(" ").slice(1))).toEqual(names);
  }, 600_000);

  const missing = postgresMissing();
  if (missing !== undefined) console.log(`not tried with PostgreSQL: ${missing}`);
  else
    test.concurrent("with its state in the store's transaction no order is applied twice, and none is filled twice", async () => {
      await using cluster = await PostgresCluster.start();
      const sql = cluster.connect();
      await sql`create table applied (place serial, name text)`;
      const { names, client, log } = await run("database", cluster.url);
      expect(log.reused).toEqual([]);
      const rows = (await sql`select name from applied order by place`) as { name: string }[];
      expect(rows.map(({ name }) => name)).toEqual(names);
      expect(client.fills).toEqual(names);
      await sql.close();
    }, 600_000);
});
