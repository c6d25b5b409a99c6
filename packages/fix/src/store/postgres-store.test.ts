import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Random, Random as Seeded } from "@hotpath/core";
import { SQL } from "bun";
import { PostgresCluster, postgresMissing } from "../testing/postgres-cluster.ts";
import type { LateStore, MessageStore } from "./message-store.ts";
import { type PostgresStoreOptions, PostgresStores } from "./postgres-store.ts";

const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 5);
const encoder = new TextEncoder();
type Late = MessageStore & { late: LateStore };

function append(store: MessageStore, n: number, message: string): void {
  const bytes = encoder.encode(`..${message}.`);
  store.append(n, bytes, 2, bytes.length - 1);
}

/** A message, fetched if it must be. */
async function read(store: Late, n: number): Promise<string | undefined> {
  if (!store.late.isFetched(n)) await store.late.fetch(n, n + 3);
  const bytes = store.read(n);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

const missing = postgresMissing();
if (missing !== undefined) console.log(`not tried against PostgreSQL: ${missing}`);
else
  describe("a PostgreSQL store", () => {
    let cluster: PostgresCluster;
    let sql: SQL;
    let schemas = 0;
    beforeAll(async () => {
      cluster = await PostgresCluster.start();
      sql = cluster.connect();
    }, 60_000);
    afterAll(async () => {
      await sql.close();
      await cluster[Symbol.asyncDispose]();
    });

    const newStores = (options: Partial<PostgresStoreOptions> = {}) =>
      PostgresStores.open({ sql, schema: `s${++schemas}`, ...options });
    async function open(stores: PostgresStores, name = "FIX.4.4:A->B"): Promise<Late> {
      const store = stores.factory(name, 7) as Late;
      expect(store.late.isLoaded).toBe(false);
      await store.late.load();
      return store;
    }

    test("begins with 1 and 1, keeps messages, and forgets all at a reset", async () => {
      const stores = await newStores();
      const store = await open(stores);
      expect([store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum, store.creationMicros]).toEqual([1, 1, 7]);
      expect(store.flush(7)).toBeUndefined();
      append(store, 1, "one");
      append(store, 2, 'two\u0001é{},"');
      store.setNextTargetMsgSeqNum(5);
      expect(await read(store, 2)).toBe('two\u0001é{},"');
      await store.flush(8);
      append(store, 3, "three");
      const again = await open(stores);
      expect([again.nextSenderMsgSeqNum, again.nextTargetMsgSeqNum, again.creationMicros]).toEqual([3, 5, 7]);
      expect(await Promise.all([0, 1, 2, 3].map((n) => read(again, n)))).toEqual([
        undefined,
        "one",
        'two\u0001é{},"',
        undefined,
      ]);
      await store.flush(9);
      store.reset(9_007_199_254_740_991);
      expect(await read(store, 1)).toBeUndefined();
      append(store, 1, "new");
      await store.flush(10);
      const last = await open(stores);
      expect([last.nextSenderMsgSeqNum, last.creationMicros]).toEqual([2, 9_007_199_254_740_991]);
      expect([await read(last, 1), await read(last, 2)]).toEqual(["new", undefined]);
    });

    test(`does as a model does, whatever is asked of it and however it is waited for, seed ${seed}`, async () => {
      const random = new Seeded(seed);
      const stores = await newStores();
      for (let round = 0; round < 30; round++) {
        const name = `round ${round}`;
        const store = await open(stores, name);
        const model = await play(random, store);
        for (const [n, message] of model.messages) expect(await read(store, n)).toBe(message);
        await store.flush(1);
        await store.late.close();
        const again = await open(stores, name);
        expect([again.nextSenderMsgSeqNum, again.nextTargetMsgSeqNum]).toEqual([model.sender, model.target]);
        for (let n = 0; n < model.sender + 2; n++) expect(await read(again, n)).toBe(model.messages.get(n));
      }
    }, 60_000);

    test("what gathers while a write is under way goes with the next one", async () => {
      const stores = await newStores();
      const store = await open(stores);
      const promises = new Set<Promise<void>>();
      for (let n = 1; n <= 100; n++) {
        append(store, n, `${n}`);
        promises.add(store.flush(n)!);
      }
      expect(promises.size).toBe(2);
      await Promise.all(promises);
      const { statements } = stores;
      const [row] = (await sql.unsafe(statements.load, ["FIX.4.4:A->B"])) as { revision: string; sender: string }[];
      expect([row!.revision, row!.sender]).toEqual(["2", "101"]);
    });

    test("messages are fetched in pieces, by number and by length", async () => {
      const stores = await newStores();
      const store = await open(stores);
      for (let n = 1; n <= 2500; n++) append(store, n, `${n}`);
      for (let n = 2501; n <= 2510; n++) append(store, n, `${n}${"x".repeat(400_000)}`);
      await store.flush(1);
      const ends: number[] = [];
      for (let from = 1; from <= 2510; ) {
        await store.late.fetch(from, 2510);
        let at = from;
        for (; at <= 2510 && store.late.isFetched(at); at++)
          expect(Number.parseInt(new TextDecoder().decode(store.read(at)), 10)).toBe(at);
        ends.push(at - 1);
        from = at;
      }
      expect(ends).toEqual([1000, 2000, 2503, 2506, 2509, 2510]);
    });

    test("something else that writes to the session shuts us out, until the numbers are read again", async () => {
      const rewound: [string, number][] = [];
      const stores = await newStores({ rewound: (name, next) => rewound.push([name, next]) });
      const [one, other] = [await open(stores), await open(stores)];
      append(one, 1, "one");
      append(other, 1, "other");
      other.setNextTargetMsgSeqNum(3);
      await other.flush(1);
      expect(one.flush(1)).rejects.toThrow("something else has written to it meanwhile");
      await Bun.sleep(0);
      await one.late.close();
      expect(one.late.isLoaded).toBe(false);
      await one.late.load();
      expect([one.nextSenderMsgSeqNum, await read(one, 1)]).toEqual([2, "other"]);
      expect(rewound).toEqual([["FIX.4.4:A->B", 3]]);
      append(one, 2, "mine");
      await one.flush(2);
      expect(await read(await open(stores), 2)).toBe("mine");
    });

    test("a write that failed is made once, whether or not the database had taken it", async () => {
      for (const taken of [false, true]) {
        let fails = false;
        const flaky = new Proxy(sql, {
          get(target, key) {
            const value = Reflect.get(target, key) as (...words: unknown[]) => Promise<unknown>;
            if (key !== "begin") return typeof value === "function" ? value.bind(target) : value;
            return async (...words: unknown[]) => {
              if (fails && !taken) throw new Error("the connection is gone");
              const answer = await value.apply(target, words);
              if (fails) throw new Error("the connection is gone");
              return answer;
            };
          },
        });
        let applied = 0;
        const stores = await newStores({
          sql: flaky as SQL,
          alongside: () => {
            const mine = ++applied;
            return (transaction) => transaction.unsafe(`insert into applied${schemas} values (${mine})`);
          },
        });
        await sql.unsafe(`create table applied${schemas} (n int)`);
        const store = await open(stores);
        append(store, 1, "one");
        fails = true;
        await expect(store.flush(1)!).rejects.toThrow("the connection is gone");
        append(store, 2, "two");
        await expect(store.flush(1)!).rejects.toThrow("not known");
        if (!taken) await expect(store.late.load()).rejects.toThrow("the connection is gone");
        fails = false;
        await store.late.load();
        expect([store.nextSenderMsgSeqNum, await read(store, 1), await read(store, 2)]).toEqual([3, "one", "two"]);
        const rows = (await sql.unsafe(`select n from applied${schemas} order by n`)) as { n: number }[];
        expect(rows.map(({ n }) => n)).toEqual([1, 2]);
        const again = await open(stores);
        expect([again.nextSenderMsgSeqNum, await read(again, 1), await read(again, 2)]).toEqual([3, "one", "two"]);
      }
    });

    test("connections that the server ends cost a write that is made again", async () => {
      const victim = new SQL(cluster.url, { max: 1 });
      const stores = await newStores({ sql: victim });
      const store = await open(stores);
      append(store, 1, "one");
      await store.flush(1);
      const [{ pid }] = await victim`select pg_backend_pid() as pid`;
      await sql`select pg_terminate_backend(${pid})`;
      append(store, 2, "two");
      await store.flush(2)?.catch(() => {});
      for (let tries = 0; tries < 20 && !store.late.isLoaded; tries++)
        await store.late.load().catch(() => Bun.sleep(50));
      expect([store.nextSenderMsgSeqNum, await read(store, 1), await read(store, 2)]).toEqual([3, "one", "two"]);
      await victim.close();
    });

    test("more than may wait is an error, and so is a database that is not there", async () => {
      const store = await open(await newStores({ maxWaitingBytes: 65_536 }));
      append(store, 1, "x".repeat(60_000));
      expect(() => append(store, 2, "x".repeat(6000))).toThrow("more than 65536 bytes wait");
      await expect(PostgresStores.open({ sql: "postgres://nobody@127.0.0.1:1/none" })).rejects.toThrow(
        "cannot be opened",
      );
      await expect(PostgresStores.open({ sql: "mysql://me:secret@x" })).rejects.toThrow(
        'got "mysql://…"; allowed: a URL that begins with postgres://',
      );
      await expect(PostgresStores.open({ sql, schema: "a;b" })).rejects.toThrow("schema");
    });
  });

interface Model {
  sender: number;
  target: number;
  messages: Map<number, string>;
}

/** Does something to a store, and the same to a model. */
async function play(random: Random, store: Late): Promise<Model> {
  const model: Model = { sender: 1, target: 1, messages: new Map() };
  for (let step = random.integer(40); step > 0; step--) {
    const dice = random.integer(20);
    if (dice < 9) {
      const message = `${model.sender}:${"m".repeat(random.integer(50))}`;
      append(store, model.sender, message);
      model.messages.set(model.sender++, message);
    } else if (dice < 11) {
      model.target += random.integer(3);
      store.setNextTargetMsgSeqNum(model.target);
    } else if (dice < 12) {
      model.sender += random.integer(3);
      store.setNextSenderMsgSeqNum(model.sender);
    } else if (dice < 15) void store.flush(step);
    else if (dice < 17) await store.flush(step);
    else if (dice < 18) {
      const n = random.integer(model.sender + 1);
      const wanted = model.messages.get(n);
      expect(await read(store, n)).toBe(wanted);
    } else if (dice < 19) {
      await store.flush(step);
      await store.late.load();
    } else {
      store.reset(step);
      Object.assign(model, { sender: 1, target: 1, messages: new Map() });
    }
    expect([store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum]).toEqual([model.sender, model.target]);
  }
  return model;
}
