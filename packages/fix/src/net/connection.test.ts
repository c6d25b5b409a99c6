import { describe, expect, test } from "bun:test";
import { ManualClock } from "@hotpath/core";
import type { Application } from "../session/application.ts";
import { Session } from "../session/session.ts";
import { fieldsOf } from "../testing/acceptance/scenario.ts";
import { DoorStore } from "../testing/late-store.ts";
import { OrderFiller } from "../testing/orders.ts";
import { message, VERSIONS } from "../testing/versions.ts";
import { Connection } from "./connection.ts";
import type { Transport } from "./transport.ts";

/** A socket that keeps what is written, and takes so many bytes at a time. */
class CaughtTransport implements Transport {
  readonly remote = "test";
  readonly calls: string[] = [];
  bytes = "";
  takes: number = Number.MAX_SAFE_INTEGER;

  write(bytes: Uint8Array, start: number, end: number): number {
    const taken = Math.min(this.takes, end - start);
    this.bytes += Buffer.from(bytes.subarray(start, start + taken)).toString("latin1");
    return taken;
  }
  end(): void {
    this.calls.push("end");
  }
  destroy(): void {
    this.calls.push("destroy");
  }
  pause(): void {
    this.calls.push("pause");
  }
  resume(): void {
    this.calls.push("resume");
  }

  /** MsgType and MsgSeqNum of what was written since it was last asked for. */
  taken(): string[] {
    const messages = this.bytes.split("8=FIX").slice(1);
    this.bytes = "";
    return messages.map((each) => {
      const fields = new Map(fieldsOf(`8=FIX${each}`));
      return `${fields.get("35")}${fields.get("34")}`;
    });
  }
}

const encode = (type: string, number: number, body: string) =>
  message(`8=FIX.4.4|35=${type}|34=${number}|49=THEM|52=20260311-09:00:00|56=US|${body}`);
const order = (number: number) => encode("D", number, `11=o${number}|21=1|38=1|40=1|54=1|55=X|60=20260311-09:00:00|`);
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** An acceptor's session on a store that answers late, found by its first message. */
function bench(application: Application, options: { refreshOnLogon?: boolean } = {}) {
  const store = new DoorStore();
  const events: string[] = [];
  const session = new Session(
    { id: { senderCompID: "US", targetCompID: "THEM" }, role: "acceptor", dictionary: VERSIONS.FIX44!, ...options },
    {
      store,
      application,
      clock: new ManualClock(BigInt(Date.parse("2026-03-11T09:00:00Z")) * 1_000_000n),
      log: { incoming() {}, outgoing() {}, event: (text) => events.push(text) },
    },
  );
  const connect = () => {
    const transport = new CaughtTransport();
    const connection = new Connection(transport, {
      maxPendingBytes: 1_048_576,
      maxMessageBytes: 4096,
      find: () => session,
    });
    return { transport, connection };
  };
  return { store, session, events, connect, ...connect() };
}

const turn = () => Bun.sleep(0);
/** The oldest write that is waited for is done. */
async function answer(store: DoorStore): Promise<void> {
  store.asked.shift()!.resolve();
  await turn();
}

describe("with a store that answers late", () => {
  test("no message is received before the numbers are read, and none is sent before it is kept", async () => {
    const filler = new OrderFiller();
    const { store, session, connection, transport } = bench(filler);
    expect(session.isReady).toBe(false);
    expect(() => session.begin("0")).toThrow("prepare()");
    const first = joined(encode("A", 1, "98=0|108=30|"), order(2), order(3));
    connection.data(first.subarray(0, first.length - 7));
    connection.data(first.subarray(first.length - 7));
    expect([filler.orders, transport.calls]).toEqual([[], ["pause"]]);
    await turn();
    expect([filler.orders, transport.calls]).toEqual([
      ["o2", "o3"],
      ["pause", "resume"],
    ]);
    expect([transport.taken(), store.asked.length]).toEqual([[], 1]);
    connection.data(order(4));
    connection.data(order(5));
    expect(store.asked.length).toBe(1);
    await answer(store);
    // What gathered while the first write was under way goes with the next one.
    expect(transport.taken()).toEqual(["A1", "82"]);
    await answer(store);
    expect([transport.taken(), store.asked.length]).toEqual([["83", "84", "85"], 0]);
  });

  test("a connection ends when what was sent before is kept and written", async () => {
    const { store, session, connection, transport } = bench(new OrderFiller());
    connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    await answer(store);
    transport.takes = 10;
    connection.turn(() => {
      session.logout("bye");
      session.disconnect();
    });
    expect([transport.taken(), transport.calls.at(-1)]).toEqual([["A1"], "resume"]);
    transport.takes = Number.MAX_SAFE_INTEGER;
    await answer(store);
    expect([transport.taken(), transport.calls.at(-1)]).toEqual([["52"], "end"]);
  });

  test("a peer that is faster than the store is not read from until that has caught up", async () => {
    const filler = new OrderFiller();
    const { store, connection, transport } = bench(filler);
    connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    store.waiting = 2_000_000;
    connection.data(order(2));
    expect(transport.calls.at(-1)).toBe("pause");
    connection.data(order(3));
    connection.data(order(4));
    expect(filler.orders).toEqual(["o2"]);
    store.waiting = 0;
    await answer(store);
    expect([filler.orders, transport.calls.at(-1)]).toEqual([["o2", "o3", "o4"], "resume"]);
    while (store.asked.length > 0) await answer(store);
    expect(transport.taken()).toEqual(["A1", "82", "83", "84"]);
  });

  test("a write that fails ends the connection, and nothing of it was sent", async () => {
    const filler = new OrderFiller();
    const { store, session, connection, transport, events } = bench(filler);
    connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    await answer(store);
    transport.taken();
    connection.data(order(2));
    store.asked.shift()!.reject(new Error("disk full"));
    await turn();
    expect([transport.taken(), transport.calls.at(-1), session.isConnected]).toEqual([[], "destroy", false]);
    expect(events).toContain("What was received or sent could not be kept: disk full");
  });

  test("a session whose numbers cannot be read takes nobody, and the next who comes tries again", async () => {
    const { store, session, connection, transport, connect, events } = bench(new OrderFiller());
    store.loadFails = true;
    connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    expect([transport.calls, transport.taken(), session.isConnected]).toEqual([["pause", "end"], [], false]);
    expect(events).toContain("nobody at home");
    store.loadFails = false;
    const next = connect();
    next.connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    expect([store.loads, session.isLoggedOn]).toEqual([2, true]);
  });

  test("of two that come at once one gets the session", async () => {
    const { session, connection, transport, connect } = bench(new OrderFiller());
    const other = connect();
    connection.data(encode("A", 1, "98=0|108=30|"));
    other.connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    expect([session.isLoggedOn, connection.session, other.connection.session]).toEqual([true, session, undefined]);
    expect([transport.calls.at(-1), other.transport.calls.at(-1)]).toEqual(["resume", "end"]);
  });

  test("with RefreshOnLogon the numbers are read for every Logon", async () => {
    const { store, connection, connect } = bench(new OrderFiller(), { refreshOnLogon: true });
    connection.data(encode("A", 1, "98=0|108=30|"));
    await turn();
    connection.closed();
    const next = connect();
    next.connection.data(encode("A", 2, "98=0|108=30|"));
    await turn();
    expect([store.loads, next.connection.session?.isLoggedOn]).toEqual([2, true]);
  });

  test("messages that are asked for again are fetched in pieces, and sent in order", async () => {
    const { store, connection, transport } = bench(new OrderFiller());
    connection.data(joined(encode("A", 1, "98=0|108=30|"), ...Array.from({ length: 40 }, (_, i) => order(i + 2))));
    await turn();
    while (store.asked.length > 0) await answer(store);
    transport.taken();
    connection.data(encode("2", 42, "7=1|16=0|"));
    for (let i = 0; i < 100; i++) {
      await turn();
      if (store.asked.length > 0) await answer(store);
    }
    expect(transport.taken()).toEqual(["41", ...Array.from({ length: 40 }, (_, i) => `8${i + 2}`)]);
    expect(store.fetches).toBe(5);
  });
});

test("while the application's transaction is under way no message is received", async () => {
  const applied: string[] = [];
  const commits: { next: number; applied: number; answer: PromiseWithResolvers<void> }[] = [];
  const { store, connection, transport } = bench({
    onMessage(each) {
      applied.push(each.string(11)!);
    },
    nextTargetMsgSeqNum: () => 1,
    commitTargetMsgSeqNum(next) {
      const answer = Promise.withResolvers<void>();
      commits.push({ next, applied: applied.length, answer });
      return answer.promise;
    },
  });
  connection.data(encode("A", 1, "98=0|108=30|"));
  await turn();
  connection.data(order(2));
  connection.data(order(3));
  expect([applied, commits.length]).toEqual([[], 0]);
  await answer(store);
  expect(commits.map(({ next, applied }) => [next, applied])).toEqual([[2, 0]]);
  expect(transport.taken()).toEqual([]);
  commits[0]!.answer.resolve();
  await turn();
  expect([transport.taken(), applied]).toEqual([["A1"], ["o2"]]);
  await answer(store);
  commits[1]!.answer.resolve();
  await turn();
  await answer(store);
  expect(commits.map(({ next, applied }) => [next, applied])).toEqual([
    [2, 0],
    [3, 1],
    [4, 2],
  ]);
  commits[2]!.answer.reject(new Error("deadlock"));
  await turn();
  expect(transport.calls.at(-1)).toBe("destroy");
});
