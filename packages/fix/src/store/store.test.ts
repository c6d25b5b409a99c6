import { afterEach, describe, expect, test } from "bun:test";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HotpathError } from "@hotpath/core";
import fc from "fast-check";
import { FileStore, fileName } from "./file-store.ts";
import { MemoryStore } from "./memory-store.ts";
import type { MessageStore } from "./message-store.ts";
import { SqliteStores } from "./sqlite-store.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "fix-store-"));
  folders.push(made);
  return made;
}

const encoder = new TextEncoder();
const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));
function append(store: MessageStore, n: number, message: string): void {
  const bytes = encoder.encode(`..${message}.`);
  store.append(n, bytes, 2, bytes.length - 1);
}

/** What a store is like from outside. */
const look = (store: MessageStore, upTo: number) => ({
  sender: store.nextSenderMsgSeqNum,
  target: store.nextTargetMsgSeqNum,
  created: store.creationMicros,
  messages: Array.from({ length: upTo + 2 }, (_, n) => text(store.read(n))),
});

const kinds: Record<string, (at: string) => MessageStore> = {
  memory: () => new MemoryStore({ creationMicros: 7 }),
  file: (at) => new FileStore("FIX.4.4:A->B", 7, { folder: at }),
  sqlite: (at) => new SqliteStores({ path: join(at, "store.sqlite") }).factory("FIX.4.4:A->B", 7),
  "file, each write synced": (at) => new FileStore("FIX.4.4:A->B", 7, { folder: at, sync: "each" }),
};

for (const [kind, make] of Object.entries(kinds))
  describe(kind, () => {
    test("begins with 1 and 1, keeps messages, and forgets all at a reset", () => {
      const store = make(folder());
      expect([store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum, store.creationMicros]).toEqual([1, 1, 7]);
      append(store, 1, "one");
      append(store, 2, "two");
      store.setNextTargetMsgSeqNum(5);
      store.flush(8);
      append(store, 3, "three");
      expect([0, 1, 2, 3, 4].map((n) => text(store.read(n)))).toEqual([undefined, "one", "two", "three", undefined]);
      expect([store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum]).toEqual([4, 5]);
      store.reset(9);
      expect([store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum, store.creationMicros]).toEqual([1, 1, 9]);
      expect(text(store.read(1))).toBeUndefined();
      store[Symbol.dispose]();
    });

    test("does as a model does, whatever is asked of it", () => {
      const action = fc.oneof(
        fc.record({ kind: fc.constant("append" as const), message: fc.string({ maxLength: 400 }) }),
        fc.record({ kind: fc.constantFrom("target" as const, "sender" as const), by: fc.nat(3) }),
        fc.record({ kind: fc.constantFrom("flush" as const, "reset" as const, "refresh" as const) }),
      );
      fc.assert(
        fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
          const store = make(folder());
          let model = new Map<number, string>();
          let [sender, target, time] = [1, 1, 7];
          for (const each of actions) {
            time++;
            if (each.kind === "append") {
              append(store, sender, each.message);
              model.set(sender++, each.message);
            } else if (each.kind === "target") {
              target += each.by;
              store.setNextTargetMsgSeqNum(target);
            } else if (each.kind === "sender") {
              sender += each.by;
              store.setNextSenderMsgSeqNum(sender);
              // What lies before a hole need not be kept, and is not by these.
              if (each.by > 0) model = new Map();
            } else if (each.kind === "flush") store.flush(time);
            else if (each.kind === "refresh") store.refresh();
            else {
              store.reset(time);
              [sender, target, model] = [1, 1, new Map()];
            }
            expect([store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum]).toEqual([sender, target]);
          }
          for (const [n, message] of model) expect(text(store.read(n))).toBe(message);
          store[Symbol.dispose]();
        }),
        { numRuns: 100 },
      );
    });
  });

test("a database has the numbers and messages of each session when it is opened again", () => {
  const path = join(folder(), "store.sqlite");
  {
    using stores = new SqliteStores({ path, sync: "each" });
    for (const name of ["one", "two"]) {
      const store = stores.factory(name, 7);
      append(store, 1, name);
      store.setNextTargetMsgSeqNum(name.length);
      store.flush(8);
    }
  }
  using stores = new SqliteStores({ path });
  const store = stores.factory("two", 9);
  expect(look(store, 1)).toEqual({ sender: 2, target: 3, created: 7, messages: [undefined, "two", undefined] });
  store.reset(10);
  expect(text(stores.factory("one", 9).read(1))).toBe("one");
  expect(() => new SqliteStores({ path: "/proc/nothing/x" })).toThrow("/proc/nothing/x");
});

describe("a memory store", () => {
  test("gives up the oldest messages when it is full, and grows no further", () => {
    const store = new MemoryStore({ maxBytes: 65_536 });
    const body = "x".repeat(1000);
    for (let n = 1; n <= 5000; n++) append(store, n, `${n}${body}`);
    const kept = Array.from({ length: 5000 }, (_, i) => i + 1).filter((n) => store.read(n) !== undefined);
    expect(kept.length).toBeGreaterThan(55);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 5001 - kept.length + i));
    for (const n of kept) expect(text(store.read(n))).toBe(`${n}${body}`);
    expect(store.evicted).toBe(5000 - kept.length);
    append(store, 5001, "y".repeat(70_000));
    expect([store.nextSenderMsgSeqNum, store.read(5001), store.read(5000)]).toEqual([5002, undefined, undefined]);
    append(store, 5002, "z");
    expect(text(store.read(5002))).toBe("z");
  });

  test("keeps messages of any length while there is room", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30_000), { maxLength: 200 }), (lengths) => {
        const store = new MemoryStore({ maxBytes: 65_536 });
        for (const [i, length] of lengths.entries()) append(store, i + 1, `${i + 1}:${"m".repeat(length)}`);
        let room = 65_536;
        for (let n = lengths.length; n > 0 && room > 32_768; n--) {
          room -= lengths[n - 1]! + 8;
          if (room > 32_768) expect(text(store.read(n))).toBe(`${n}:${"m".repeat(lengths[n - 1]!)}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a file store", () => {
  const open = (at: string) => new FileStore("FIX.4.4:A->B", 7, { folder: at });
  function written(at: string): FileStore {
    const store = open(at);
    append(store, 1, "one");
    store.setNextTargetMsgSeqNum(2);
    store.flush(8);
    append(store, 2, "two");
    store.flush(8);
    append(store, 3, "three");
    store.setNextTargetMsgSeqNum(4);
    store.flush(9);
    return store;
  }

  function closed(store: FileStore): FileStore {
    store[Symbol.dispose]();
    return store;
  }

  test("has everything that was flushed when it is opened again, and nothing besides", () => {
    const at = folder();
    const store = written(at);
    append(store, 4, "not flushed");
    // As another process would find it, were this one to die now.
    const copy = folder();
    cpSync(at, copy, { recursive: true });
    const again = open(copy);
    expect(look(again, 4)).toEqual({
      sender: 4,
      target: 4,
      created: 7,
      messages: [undefined, "one", "two", "three", undefined, undefined],
    });
    store[Symbol.dispose]();
    again[Symbol.dispose]();
    expect(look(open(at), 4).messages[4]).toBe("not flushed");
  });

  test("finds every message again, in a row, backwards and at random, whatever stands between them", () => {
    const store = open(folder());
    for (let n = 1; n <= 1000; n++) {
      append(store, n, `${n}:${"x".repeat((n * 37) % 500)}`);
      if (n % 3 === 0) store.setNextTargetMsgSeqNum(n);
      if (n % 7 === 0) store.flush(n);
    }
    const found = (n: number) => Number.parseInt(text(store.read(n)) ?? "0", 10);
    for (let n = 1; n <= 1000; n++) expect(found(n)).toBe(n);
    for (let n = 1000; n > 0; n--) expect(found(n)).toBe(n);
    for (let i = 0; i < 1000; i++) expect(found(1 + ((i * 389) % 1000))).toBe(1 + ((i * 389) % 1000));
    expect([store.read(0), store.read(1001)]).toEqual([undefined, undefined]);
    store[Symbol.dispose]();
  });

  test("cut anywhere, it opens with what is whole, and goes on", () => {
    const at = folder();
    const { path } = closed(written(at));
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const store = open(at);
      const next = store.nextSenderMsgSeqNum;
      for (let n = 1; n < next; n++) expect(text(store.read(n))).toBe(["", "one", "two", "three"][n]);
      expect(store.nextTargetMsgSeqNum).toBeLessThanOrEqual(4);
      append(store, next, "more");
      store[Symbol.dispose]();
      const again = open(at);
      expect([again.nextSenderMsgSeqNum, text(again.read(next)), again.torn]).toEqual([next + 1, "more", 0]);
      again[Symbol.dispose]();
    }
  });

  test("garbage behind the end is cut off; a flipped bit before a whole record is damage", () => {
    const at = folder();
    const { path } = closed(written(at));
    const whole = readFileSync(path);
    appendFileSync(
      path,
      Uint8Array.from({ length: 37 }, (_, i) => i * 7),
    );
    const store = open(at);
    expect([store.torn, store.nextSenderMsgSeqNum]).toEqual([37, 4]);
    store[Symbol.dispose]();
    truncateSync(path, whole.length);
    let refused = 0;
    for (let bit = 0; bit < (whole.length - 90) * 8; bit++) {
      const bytes = Uint8Array.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, bytes);
      try {
        open(at);
      } catch (error) {
        expect(error).toBeInstanceOf(HotpathError);
        refused++;
      }
    }
    expect(refused).toBe((whole.length - 90) * 8);
  });

  test("a folder that cannot be written is an error that names it", () => {
    expect(() => new FileStore("A", 1, { folder: "/proc/nothing" })).toThrow("/proc/nothing");
  });

  test("names of sessions cannot lead out of the folder, and are never the same", () => {
    const names = ["FIX.4.4:A->B", "FIX.4.4:A>->B", "../../etc", "a/b", "a%2fb", "é:", "..", "."];
    const files = names.map(fileName);
    expect(new Set(files).size).toBe(names.length);
    for (const file of files) expect(file).toMatch(/^[A-Za-z0-9%_-][A-Za-z0-9._%-]*$/);
  });
});
