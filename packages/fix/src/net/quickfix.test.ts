import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStores } from "../store/file-store.ts";
import { freePort } from "../testing/free-port.ts";
import { OrderClient, OrderFiller } from "../testing/orders.ts";
import { QuickfixPeer, quickfixMissing, quickfixSettings } from "../testing/quickfix-peer.ts";
import { VERSIONS } from "../testing/versions.ts";
import { Acceptor } from "./acceptor.ts";
import { Initiator } from "./initiator.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fix-quickfix-"));
  folders.push(folder);
  return folder;
}

const id = { senderCompID: "HOT", targetCompID: "QUICK" };
const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `o${from + i}`);
const missing = quickfixMissing();

/** Waits for something of ours. */
async function until(condition: () => boolean, what: string, millis = 20_000): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > millis) throw new Error(`it did not come to: ${what}`);
    await Bun.sleep(10);
  }
}

async function start(folder: string, role: "acceptor" | "initiator", version: string, port: number, more = {}) {
  const path = join(folder, `${role}.cfg`);
  writeFileSync(path, quickfixSettings(folder, role, version, port, more));
  return QuickfixPeer.start(path, role);
}

if (missing !== undefined) console.log(`not tried against QuickFIX: ${missing}`);
else {
  const all = ["FIX40", "FIX41", "FIX42", "FIX43", "FIX44", "FIX50", "FIX50SP1", "FIX50SP2"];
  const versions = process.env.HOTPATH_LONG === "1" ? all : ["FIX40", "FIX42", "FIX44", "FIX50SP2"];

  for (const version of versions) {
    test.concurrent(`QuickFIX connects to us, ${version}: orders, fills, and the same numbers on both sides`, async () => {
      const folder = newFolder();
      const filler = new OrderFiller();
      await using acceptor = await Acceptor.listen({
        port: 0,
        hostname: "127.0.0.1",
        sessions: [{ id, dictionary: VERSIONS[version]! }],
        application: filler,
        store: fileStores({ folder: join(folder, "ours") }),
      });
      const session = [...acceptor.sessions.values()][0]!;
      await using peer = await start(folder, "initiator", version, acceptor.port);
      await peer.until(() => peer.count("logon") === 1, "logon");
      peer.tell("orders 1 200");
      await peer.until(() => peer.orders("8").length === 200, "200 fills");
      expect(filler.orders).toEqual(names(1, 200));
      expect(peer.orders("8")).toEqual(names(1, 200));
      const numbers = await peer.numbers();
      expect(numbers).toEqual({ sender: session.store.nextTargetMsgSeqNum, target: session.store.nextSenderMsgSeqNum });
      peer.tell("logout");
      await until(() => !session.isLoggedOn, "our logout");
      await peer.until(() => peer.count("logout") === 1, "logout");
      expect(peer.events.filter(({ kind }) => kind === "admin").map(({ type, text }) => [type, text])).toEqual([
        ["5", ""],
      ]);
    }, 60_000);

    test.concurrent(`we connect to QuickFIX, ${version}: orders, fills, and the same numbers on both sides`, async () => {
      const folder = newFolder();
      const port = freePort();
      await using peer = await start(folder, "acceptor", version, port);
      const client = new OrderClient();
      await using initiator = Initiator.start({
        session: { id, dictionary: VERSIONS[version]! },
        endpoints: [{ hostname: "127.0.0.1", port }],
        reconnectIntervals: [0.2],
        application: client,
        store: fileStores({ folder: join(folder, "ours") }),
      });
      const { session } = initiator;
      await until(() => session.isLoggedOn, "logon");
      for (let i = 1; i <= 200; i++) client.order(session, `o${i}`);
      await until(() => client.fills.length === 200, "200 fills");
      expect(peer.orders("D")).toEqual(names(1, 200));
      expect(client.fills).toEqual(names(1, 200));
      const numbers = await peer.numbers();
      expect(numbers).toEqual({ sender: session.store.nextTargetMsgSeqNum, target: session.store.nextSenderMsgSeqNum });
      session.logout("done");
      await peer.until(() => peer.count("logout") === 1, "logout");
      expect(peer.events.filter(({ kind }) => kind === "admin").map(({ type, text }) => [type, text])).toEqual([
        ["5", "done"],
      ]);
    }, 60_000);
  }

  describe("what was sent while there was no connection is asked for and comes, once", () => {
    test.concurrent("QuickFIX asks us", async () => {
      const folder = newFolder();
      const client = new OrderClient();
      const port = freePort();
      await using peer = await start(folder, "acceptor", "FIX44", port);
      await using initiator = Initiator.start({
        session: { id, dictionary: VERSIONS.FIX44! },
        endpoints: [{ hostname: "127.0.0.1", port }],
        reconnectIntervals: [0.2],
        application: client,
      });
      const { session } = initiator;
      await until(() => session.isLoggedOn, "logon");
      client.order(session, "o1");
      await until(() => client.fills.length === 1, "a fill");
      session.disconnect();
      for (let i = 2; i <= 50; i++) client.order(session, `o${i}`);
      await until(() => client.fills.length === 50, "50 fills");
      expect(peer.orders("D")).toEqual(names(1, 50));
      expect(await peer.numbers()).toEqual({
        sender: session.store.nextTargetMsgSeqNum,
        target: session.store.nextSenderMsgSeqNum,
      });
    }, 60_000);

    test.concurrent("we ask QuickFIX, in pieces", async () => {
      const folder = newFolder();
      const filler = new OrderFiller();
      await using acceptor = await Acceptor.listen({
        port: 0,
        hostname: "127.0.0.1",
        sessions: [{ id, dictionary: VERSIONS.FIX44!, resendRequestChunkSize: 7 }],
        application: filler,
      });
      const session = [...acceptor.sessions.values()][0]!;
      await using peer = await start(folder, "initiator", "FIX44", acceptor.port);
      await peer.until(() => peer.count("logon") === 1, "logon");
      session.disconnect();
      peer.tell("orders 1 60");
      await peer.until(() => peer.orders("8").length === 60, "60 fills");
      expect(filler.orders).toEqual(names(1, 60));
      expect(await peer.numbers()).toEqual({
        sender: session.store.nextTargetMsgSeqNum,
        target: session.store.nextSenderMsgSeqNum,
      });
    }, 60_000);
  });

  test.concurrent("numbers begin again with ResetOnLogon on either side", async () => {
    const folder = newFolder();
    const filler = new OrderFiller();
    await using acceptor = await Acceptor.listen({
      port: 0,
      hostname: "127.0.0.1",
      sessions: [{ id, dictionary: VERSIONS.FIX44! }],
      application: filler,
    });
    const session = [...acceptor.sessions.values()][0]!;
    await using peer = await start(folder, "initiator", "FIX44", acceptor.port, { ResetOnLogon: "Y" });
    await peer.until(() => peer.count("logon") === 1, "logon");
    peer.tell("orders 1 5");
    await peer.until(() => peer.orders("8").length === 5, "5 fills");
    session.disconnect();
    await peer.until(() => peer.count("logon") === 2, "logon again");
    expect([session.store.nextSenderMsgSeqNum, session.store.nextTargetMsgSeqNum]).toEqual([2, 2]);
    peer.tell("orders 6 6");
    await peer.until(() => peer.orders("8").length === 6, "a fill");
    expect(await peer.numbers()).toEqual({ sender: 3, target: 3 });
  }, 60_000);
}
