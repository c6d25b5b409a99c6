import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@hotpath/core";
import { fileStores } from "../store/file-store.ts";
import { OrderClient, OrderFiller } from "../testing/orders.ts";
import { message, VERSIONS } from "../testing/versions.ts";
import { Acceptor } from "./acceptor.ts";
import { Initiator, type InitiatorOptions } from "./initiator.ts";
import type { SocketHost, Transport, TransportEvents } from "./transport.ts";

const dictionary = VERSIONS.FIX44!;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fix-hosts-"));
  folders.push(folder);
  return folder;
}
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 20_000) throw new Error(`it did not come to: ${what}`);
    await Bun.sleep(5);
  }
}

function connect(port: number, id: InitiatorOptions["session"]["id"]) {
  const client = new OrderClient();
  const initiator = Initiator.start({
    session: { id, dictionary },
    endpoints: [{ hostname: "127.0.0.1", port }],
    reconnectIntervals: [0.02],
    tickMillis: 10,
    application: client,
  });
  return { client, initiator, session: initiator.session };
}

describe("an acceptor", () => {
  test("makes sessions by template, no more than it may, and tells them apart by sub and location", async () => {
    const filler = new OrderFiller();
    await using acceptor = await Acceptor.listen({
      port: 0,
      hostname: "127.0.0.1",
      sessions: [{ id: { senderCompID: "SELL", targetCompID: "FIXED", targetSubID: "DESK" }, dictionary }],
      templates: [
        {
          id: { senderCompID: "SELL", targetCompID: "*", targetSubID: "*", targetLocationID: "*" },
          dictionary,
        },
      ],
      maxDynamicSessions: 3,
      application: filler,
      tickMillis: 10,
    });
    const names = [
      { senderCompID: "FIXED", targetCompID: "SELL", senderSubID: "DESK" },
      { senderCompID: "A", targetCompID: "SELL" },
      { senderCompID: "A", targetCompID: "SELL", senderSubID: "ONE" },
      { senderCompID: "A", targetCompID: "SELL", senderSubID: "ONE", senderLocationID: "LDN" },
    ];
    const all = names.map((id) => connect(acceptor.port, id));
    await until(() => all.every(({ session }) => session.isLoggedOn), "all logged on");
    for (const [i, { client, session }] of all.entries()) client.order(session, `o${i}`);
    await until(() => all.every(({ client }) => client.fills.length === 1), "a fill each");
    expect(all.map(({ client }) => client.fills[0])).toEqual(["o0", "o1", "o2", "o3"]);
    expect([...acceptor.sessions.keys()].sort()).toEqual([
      "FIX.4.4:SELL->A",
      "FIX.4.4:SELL->A/ONE",
      "FIX.4.4:SELL->A/ONE/LDN",
      "FIX.4.4:SELL->FIXED/DESK",
    ]);
    const others = [
      connect(acceptor.port, { senderCompID: "B", targetCompID: "SELL" }),
      connect(acceptor.port, { senderCompID: "A", targetCompID: "BUY" }),
    ];
    await until(() => others.every(({ initiator }) => initiator.attempts > 3), "more than one attempt");
    expect(others.map(({ session }) => session.isLoggedOn)).toEqual([false, false]);
    expect(acceptor.sessions.size).toBe(4);
    for (const { initiator } of [...all, ...others]) await initiator.stop("", 500);
  }, 30_000);

  test("of a standby reads the store again when somebody logs on, with RefreshOnLogon", async () => {
    const folder = newFolder();
    const start = () =>
      Acceptor.listen({
        port: 0,
        hostname: "127.0.0.1",
        sessions: [{ id: { senderCompID: "SELL", targetCompID: "BUY" }, dictionary, refreshOnLogon: true }],
        application: new OrderFiller(),
        store: fileStores({ folder, lock: false }),
        tickMillis: 10,
      });
    const [first, standby] = [await start(), await start()];
    const client = new OrderClient();
    await using initiator = Initiator.start({
      session: { id: { senderCompID: "BUY", targetCompID: "SELL" }, dictionary },
      endpoints: [first, standby].map(({ port }) => ({ hostname: "127.0.0.1", port })),
      reconnectIntervals: [0.02],
      tickMillis: 10,
      application: client,
    });
    for (let n = 1; n <= 20; n++) client.order(initiator.session, `o${n}`);
    await until(() => client.fills.length === 20, "20 fills");
    await first.stop("", 500);
    initiator.session.logon();
    await until(() => initiator.session.isLoggedOn, "logon at the standby");
    client.order(initiator.session, "o21");
    await until(() => client.fills.length === 21, "a fill of the standby");
    const [ours, theirs] = [initiator.session.store, [...standby.sessions.values()][0]!.store];
    expect([theirs.nextSenderMsgSeqNum, theirs.nextTargetMsgSeqNum]).toEqual([
      ours.nextTargetMsgSeqNum,
      ours.nextSenderMsgSeqNum,
    ]);
    expect(theirs.nextSenderMsgSeqNum).toBeGreaterThan(22);
    await standby.stop("", 500);
  }, 30_000);

  test("waits ten seconds for a Logon, however slowly its bytes come", async () => {
    await using acceptor = await Acceptor.listen({
      port: 0,
      hostname: "127.0.0.1",
      sessions: [{ id: { senderCompID: "SELL", targetCompID: "BUY" }, dictionary }],
      application: {},
      // Ten ticks are a second: the test is the clock.
      tickMillis: 0,
    });
    let closed = false;
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: acceptor.port,
      socket: {
        data() {},
        close() {
          closed = true;
        },
      },
    });
    const logon = message("8=FIX.4.4|35=A|34=1|49=BUY|52=20260311-09:00:00|56=SELL|98=0|108=30|");
    await until(() => acceptor.connections === 1, "a connection");
    for (let second = 0; second < 10; second++) {
      socket.write(logon, second, 1);
      for (let tick = 0; tick < 10; tick++) acceptor.tick();
      await Bun.sleep(1);
    }
    expect(closed).toBe(false);
    acceptor.tick();
    await until(() => closed, "the end");
  });
});

/** Sockets that can be had at some endpoints alone, and the attempts that were made. */
class SomeSockets implements SocketHost {
  readonly attempts: number[] = [];
  readonly open: TransportEvents[] = [];
  readonly reachable: Set<number> = new Set();

  listen(): never {
    throw new Error("nobody listens");
  }

  async connect({ port }: { port: number }, connected: (transport: Transport) => TransportEvents): Promise<void> {
    this.attempts.push(port);
    if (!this.reachable.has(port)) throw new Error("connection refused");
    const nothing = () => {};
    const transport = { remote: "", end: nothing, destroy: nothing, pause: nothing, resume: nothing };
    this.open.push(connected({ ...transport, write: (_, start, end) => end - start }));
  }
}

describe("an initiator", () => {
  const time = (clock: ManualClock) =>
    new Date(clock.nowMicros() / 1000).toISOString().slice(0, 19).replaceAll("-", "");

  test("tries its endpoints in turn, at intervals that grow, and from the first on after a session", async () => {
    const clock = new ManualClock(BigInt(Date.parse("2026-03-11T09:00:00Z")) * 1_000_000n);
    const sockets = new SomeSockets();
    const events: string[] = [];
    await using initiator = Initiator.start({
      session: { id: { senderCompID: "BUY", targetCompID: "SELL" }, dictionary },
      endpoints: [1, 2, 3].map((port) => ({ hostname: "h", port })),
      reconnectIntervals: [1, 2, 4],
      clock,
      tickMillis: 0,
      sockets,
      application: {},
      log: () => ({ incoming() {}, outgoing() {}, event: (text) => events.push(text) }),
    });
    /** The seconds at which attempts were made, with their endpoints. */
    const pass = async (seconds: number) => {
      const made: string[] = [];
      for (let second = 1; second <= seconds; second++) {
        const before = sockets.attempts.length;
        clock.advance(1_000_000_000n);
        initiator.tick();
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
        if (sockets.attempts.length > before) made.push(`${second}:${sockets.attempts.at(-1)}`);
      }
      return made;
    };
    await Bun.sleep(0);
    expect(sockets.attempts).toEqual([1]);
    expect(await pass(15)).toEqual(["1:2", "3:3", "7:1", "11:2", "15:3"]);
    expect(events).toContain("Cannot connect to h:3: connection refused");
    sockets.reachable.add(2);
    expect(await pass(8)).toEqual(["4:1", "8:2"]);
    const logon = message(`8=FIX.4.4|35=A|34=1|49=SELL|52=${time(clock).replace("T", "-")}|56=BUY|98=0|108=30|`);
    sockets.open[0]!.data(logon);
    expect(initiator.session.isLoggedOn).toBe(true);
    sockets.reachable.delete(2);
    sockets.open[0]!.closed("gone");
    // The first interval, and the first endpoint.
    const after = await pass(8);
    expect(after.map((each) => each.split(":")[1])).toEqual(["1", "2", "3", "1"].slice(0, after.length));
    expect(after.length).toBeGreaterThan(2);
  });
});
