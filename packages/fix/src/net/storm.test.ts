import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "../session/session.ts";
import { fileStores } from "../store/file-store.ts";
import type { MessageStoreFactory } from "../store/message-store.ts";
import { PostgresStores } from "../store/postgres-store.ts";
import { FaultProxy } from "../testing/fault-proxy.ts";
import { freePort } from "../testing/free-port.ts";
import { OrderClient, OrderFiller } from "../testing/orders.ts";
import { PostgresCluster, postgresMissing } from "../testing/postgres-cluster.ts";
import { QuickfixPeer, quickfixMissing, quickfixSettings } from "../testing/quickfix-peer.ts";
import { VERSIONS } from "../testing/versions.ts";
import { Acceptor } from "./acceptor.ts";
import { Initiator } from "./initiator.ts";

/** Orders of a storm, and its seed. */
const orders = Number(process.env.HOTPATH_FIX_STORM_ORDERS ?? 300);
const seed = BigInt(process.env.HOTPATH_FIX_SEED ?? 7);
const FAULTS = { drop: 0.02, duplicate: 0.02, split: 0.2, delay: 0.05, cut: 0.01 };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fix-storm-"));
  folders.push(folder);
  return folder;
}
const id = { senderCompID: "HOT", targetCompID: "QUICK" };
const names = Array.from({ length: orders }, (_, i) => `o${i + 1}`);

async function until(condition: () => boolean, what: () => string, millis = 60_000): Promise<void> {
  const end = performance.now() + millis;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`it did not come to: ${what()}`);
    await Bun.sleep(10);
  }
}

/** Sends the orders while the proxy does damage, and calms it when they are sent. */
async function storm(proxy: FaultProxy, send: (name: string) => void): Promise<void> {
  proxy.faults = FAULTS;
  for (const [i, name] of names.entries()) {
    send(name);
    if (i % 3 === 0) await Bun.sleep(5);
  }
  await Bun.sleep(500);
  proxy.faults = undefined;
  // What was damaged last would otherwise be missed by heartbeats alone.
  proxy.cut();
}

const numbersOf = ({ store }: Session) => [store.nextSenderMsgSeqNum, store.nextTargetMsgSeqNum];

/** Our two sides, trading through the proxy with stores of some kind. @param faults what the proxy must have done at least */
async function ours(store: () => MessageStoreFactory, faults: number): Promise<void> {
  const filler = new OrderFiller();
  const client = new OrderClient();
  const common = { dictionary: VERSIONS.FIX44!, logonTimeout: 2 };
  await using acceptor = await Acceptor.listen({
    port: 0,
    hostname: "127.0.0.1",
    sessions: [{ id: { senderCompID: "QUICK", targetCompID: "HOT" }, ...common }],
    application: filler,
    store: store(),
  });
  using proxy = new FaultProxy(acceptor.port, seed);
  await using initiator = Initiator.start({
    session: { id, ...common, heartBtInt: 1 },
    endpoints: [{ hostname: "127.0.0.1", port: proxy.port }],
    reconnectIntervals: [0.05],
    application: client,
    store: store(),
  });
  await until(
    () => initiator.session.isLoggedOn,
    () => "logon",
  );
  await storm(proxy, (name) => client.order(initiator.session, name));
  const theirs = [...acceptor.sessions.values()][0]!;
  await until(
    () => client.fills.length >= orders && initiator.session.isLoggedOn && theirs.isLoggedOn,
    () => `${orders} fills, not ${client.fills.length}`,
  );
  expect(filler.orders).toEqual(names);
  expect(client.fills).toEqual(names);
  await until(
    () => numbersOf(initiator.session).join() === numbersOf(theirs).reverse().join(),
    () => `the same numbers, not ${numbersOf(initiator.session)} and ${numbersOf(theirs)}`,
  );
  expect(proxy.done).toBeGreaterThan(faults);
}

test.concurrent(
  "our two sides agree after a storm: no order is lost or doubled",
  () => ours(() => fileStores({ folder: newFolder() }), 20),
  90_000,
);

const noPostgres = postgresMissing();
if (noPostgres !== undefined) console.log(`not tried with PostgreSQL: ${noPostgres}`);
else
  test.concurrent("and so they do with their stores in PostgreSQL", async () => {
    await using cluster = await PostgresCluster.start();
    await using buyer = await PostgresStores.open({ sql: cluster.url, schema: "buyer" });
    await using seller = await PostgresStores.open({ sql: cluster.url, schema: "seller" });
    const stores = [seller, buyer];
    // A database that answers late makes fewer and longer pieces for the proxy to damage.
    await ours(() => stores.shift()!.factory, 3);
  }, 90_000);

const missing = quickfixMissing();
if (missing !== undefined) console.log(`not tried against QuickFIX: ${missing}`);
else {
  test.concurrent("QuickFIX, connected to us, and we agree after a storm", async () => {
    const folder = newFolder();
    const filler = new OrderFiller();
    await using acceptor = await Acceptor.listen({
      port: 0,
      hostname: "127.0.0.1",
      sessions: [{ id, dictionary: VERSIONS.FIX44!, logonTimeout: 2 }],
      application: filler,
      store: fileStores({ folder: join(folder, "ours") }),
    });
    using proxy = new FaultProxy(acceptor.port, seed + 1n);
    const path = join(folder, "initiator.cfg");
    writeFileSync(path, quickfixSettings(folder, "initiator", "FIX44", proxy.port, { HeartBtInt: "1" }));
    await using peer = await QuickfixPeer.start(path, "initiator");
    await peer.until(() => peer.count("logon") > 0, "logon");
    await storm(proxy, (name) => peer.tell(`orders ${name.slice(1)} ${name.slice(1)}`));
    await peer.until(() => peer.orders("8").length >= orders, `${orders} fills`, 60_000);
    expect(filler.orders).toEqual(names);
    expect(peer.orders("8")).toEqual(names);
    const session = [...acceptor.sessions.values()][0]!;
    await agree(session, peer);
  }, 90_000);

  test.concurrent("QuickFIX, to which we have connected, and we agree after a storm", async () => {
    const folder = newFolder();
    const port = freePort();
    const path = join(folder, "acceptor.cfg");
    writeFileSync(path, quickfixSettings(folder, "acceptor", "FIX44", port));
    await using peer = await QuickfixPeer.start(path, "acceptor");
    using proxy = new FaultProxy(port, seed + 2n);
    const client = new OrderClient();
    await using initiator = Initiator.start({
      session: { id, dictionary: VERSIONS.FIX44!, logonTimeout: 2, heartBtInt: 1 },
      endpoints: [{ hostname: "127.0.0.1", port: proxy.port }],
      reconnectIntervals: [0.1],
      application: client,
      store: fileStores({ folder: join(folder, "ours") }),
    });
    await until(
      () => initiator.session.isLoggedOn,
      () => "logon",
    );
    await storm(proxy, (name) => client.order(initiator.session, name));
    await until(
      () => client.fills.length >= orders,
      () => `${orders} fills, not ${client.fills.length}`,
    );
    expect(peer.orders("D")).toEqual(names);
    expect(client.fills).toEqual(names);
    await agree(initiator.session, peer);
  }, 90_000);
}

/** Heartbeats go on, so the numbers are compared until they are the same. */
async function agree(session: Session, peer: QuickfixPeer): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { sender, target } = await peer.numbers();
    const ours = numbersOf(session);
    if (ours[0] === target && ours[1] === sender) return;
    if (tries > 200) throw new Error(`the numbers differ: ours ${ours}, theirs ${[target, sender]}`);
    await Bun.sleep(20);
  }
}
