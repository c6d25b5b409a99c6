import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessageReader } from "../reader/message-reader.ts";
import type { Application } from "../session/application.ts";
import { DropCopy, type DropCopyOptions } from "../session/drop-copy.ts";
import { fileStores } from "../store/file-store.ts";
import { freePort } from "../testing/free-port.ts";
import { DoorStore } from "../testing/late-store.ts";
import { OrderClient, OrderFiller } from "../testing/orders.ts";
import { SessionBench } from "../testing/session-bench.ts";
import { VERSIONS } from "../testing/versions.ts";
import { Acceptor } from "./acceptor.ts";
import { FixEngine, loadSettings } from "./engine.ts";
import { Initiator } from "./initiator.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fix-drop-copy-"));
  folders.push(folder);
  return folder;
}
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 20_000) throw new Error(`it did not come to: ${what}`);
    await Bun.sleep(5);
  }
}

const dictionary = VERSIONS.FIX44!;
const RISK = { beginString: "FIX.4.4", senderCompID: "BROKER", targetCompID: "RISK" };
const sessions = ["ALICE", "BOB", "RISK"].map((targetCompID) => ({
  id: { senderCompID: "BROKER", targetCompID },
  dictionary,
}));

/** The back office: what it was told, and of whom. */
class Office implements Application {
  readonly told: string[] = [];
  readonly indicators = new Set<string>();

  onMessage(message: MessageReader): void {
    this.told.push(`${message.string(115)} ${message.msgType} ${message.string(11)}`);
    this.indicators.add(message.string(797) ?? "");
  }
}

function broker(folder: string, dropCopies: readonly DropCopy[]) {
  return Acceptor.listen({
    port: 0,
    hostname: "127.0.0.1",
    sessions,
    application: new OrderFiller(),
    store: fileStores({ folder }),
    dropCopies,
    tickMillis: 10,
  });
}

function connect(port: number, senderCompID: string, application: Application, folder?: string) {
  return Initiator.start({
    session: { id: { senderCompID, targetCompID: "BROKER" }, dictionary },
    endpoints: [{ hostname: "127.0.0.1", port }],
    reconnectIntervals: [0.02],
    tickMillis: 10,
    application,
    ...(folder === undefined ? {} : { store: fileStores({ folder }) }),
  });
}

/** Sends orders of these numbers as a client, and returns when they are filled. */
async function trade(port: number, name: string, folder: string, from: number, to: number): Promise<void> {
  const client = new OrderClient();
  await using initiator = connect(port, name, client, folder);
  await until(() => initiator.session.isLoggedOn, "logon");
  for (let n = from; n <= to; n++) client.order(initiator.session, `o${n}`);
  await until(() => client.fills.length === to - from + 1, `${to - from + 1} fills`);
}

const numbered = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${name} 8 o${from + i}`);

describe("a drop copy", () => {
  test("has every fill of every session, also of those before it came, and after all was started anew", async () => {
    const [ours, theirs, office] = [newFolder(), newFolder(), new Office()];
    {
      const dropCopy = new DropCopy({ to: RISK });
      await using acceptor = await broker(ours, [dropCopy]);
      await trade(acceptor.port, "ALICE", theirs, 1, 50);
      await trade(acceptor.port, "BOB", theirs, 1, 50);
      expect([dropCopy.copied, dropCopy.discarded, dropCopy.failed]).toEqual([100, 0, 0]);
    }
    await using acceptor = await broker(ours, [new DropCopy({ to: RISK })]);
    await using risk = connect(acceptor.port, "RISK", office, theirs);
    await until(() => office.told.length === 100, "the copies of before");
    await trade(acceptor.port, "ALICE", theirs, 51, 80);
    await until(() => office.told.length === 130, "the copies of now");
    expect(office.told).toEqual([...numbered("ALICE", 1, 50), ...numbered("BOB", 1, 50), ...numbered("ALICE", 51, 80)]);
    expect([...office.indicators]).toEqual(["Y"]);
    // It asks for some of them again, as after a loss of its own.
    risk.session.store.setNextTargetMsgSeqNum(risk.session.store.nextTargetMsgSeqNum - 20);
    await trade(acceptor.port, "BOB", theirs, 51, 51);
    await until(() => office.told.length >= 150, "the copies that were asked for again");
    expect(office.told.slice(130)).toContain("BOB 8 o51");
    expect(office.told.slice(130, 140)).toEqual(numbered("ALICE", 61, 70));
  }, 60_000);

  test("takes the types and directions that it is told, and what its filter lets through", async () => {
    const [ours, theirs, office] = [newFolder(), newFolder(), new Office()];
    const dropCopy = new DropCopy({
      to: RISK,
      msgTypes: ["D", "8"],
      direction: "both",
      filter: (message, session) => session.id.targetCompID === "BOB" && message.string(11) !== "o2",
      header: (session) => ({ onBehalfOfCompID: `${session.id.targetCompID}!`, deliverToCompID: "DESK" }),
    });
    await using acceptor = await broker(ours, [dropCopy]);
    await using _risk = connect(acceptor.port, "RISK", office, theirs);
    await trade(acceptor.port, "ALICE", theirs, 1, 3);
    await trade(acceptor.port, "BOB", theirs, 1, 3);
    await until(() => office.told.length === 4, "the copies");
    expect(office.told.sort()).toEqual(["BOB! 8 o1", "BOB! 8 o3", "BOB! D o1", "BOB! D o3"]);
  }, 60_000);

  for (const whenFull of ["newest", "oldest"] as const)
    test(`that too much waits for gives up the ${whenFull}`, async () => {
      const [ours, theirs, office] = [newFolder(), newFolder(), new Office()];
      const dropCopy = new DropCopy({ to: RISK, maxWaiting: 10, whenFull });
      await using acceptor = await broker(ours, [dropCopy]);
      await trade(acceptor.port, "ALICE", theirs, 1, 25);
      expect(dropCopy.discarded).toBe(15);
      await using _risk = connect(acceptor.port, "RISK", office, theirs);
      await until(() => office.told.length === 10, "the copies that are left");
      await trade(acceptor.port, "ALICE", theirs, 26, 30);
      await until(() => office.told.length === 15, "the copies of now");
      const kept = whenFull === "newest" ? numbered("ALICE", 1, 10) : numbered("ALICE", 16, 25);
      expect(office.told).toEqual([...kept, ...numbered("ALICE", 26, 30)]);
    }, 60_000);

  test("is kept before its original may be sent", async () => {
    const store = new DoorStore();
    const office = new SessionBench({ store });
    await office.session.prepare();
    const dropCopy = new DropCopy({ to: { beginString: "FIX.4.4", senderCompID: "US", targetCompID: "THEM" } });
    dropCopy.adopt(office.session);
    const client = new SessionBench({ tap: dropCopy, id: { senderCompID: "US", targetCompID: "YOU" } });
    client.connect();
    client.receiveText(`35=A|34=1|49=YOU|52=${client.now}|56=US|98=0|108=30|`);
    expect(client.session.flush()).toBe(true);
    client.session.begin("8").string(37, "X");
    client.session.commit();
    const kept = client.session.flush();
    let over = false;
    const waited = Promise.resolve(kept).then((done) => {
      over = done;
    });
    await Bun.sleep(0);
    expect([typeof kept, over, dropCopy.copied]).toEqual(["object", false, 1]);
    store.asked.shift()!.resolve();
    await waited;
    expect(over).toBe(true);
    // One that cannot be kept stops nothing.
    client.session.begin("8").string(37, "Y");
    client.session.commit();
    const next = client.session.flush();
    store.asked.shift()!.reject(new Error("disk full"));
    expect([await next, dropCopy.failed]).toEqual([true, 1]);
  });

  test("of a session that is not there, or speaks another version, is counted and stops nothing", async () => {
    const [ours, theirs] = [newFolder(), newFolder()];
    const nobody = new DropCopy({ to: { ...RISK, targetCompID: "NOBODY" } });
    await using acceptor = await broker(ours, [nobody]);
    await trade(acceptor.port, "ALICE", theirs, 1, 5);
    expect([nobody.failed, nobody.copied]).toEqual([5, 0]);
    const other = new DropCopy({ to: { ...RISK, senderCompID: "US", targetCompID: "THEM", beginString: "FIX.4.2" } });
    other.adopt(new SessionBench({ version: "FIX42" }).session);
    other.sent(new Uint8Array(0), 0, 0, "8", [...acceptor.sessions.values()][0]!);
    expect(other.failed).toBe(1);
  }, 60_000);

  test("is a session with DropCopy=Y in a file of settings", async () => {
    const [folder, office] = [newFolder(), new Office()];
    const port = freePort();
    const path = join(folder, "broker.cfg");
    writeFileSync(
      path,
      `[DEFAULT]\nConnectionType=acceptor\nSocketAcceptPort=${port}\nSocketAcceptAddress=127.0.0.1
BeginString=FIX.4.4\nSenderCompID=BROKER\nFileStorePath=${folder}
[SESSION]\nTargetCompID=ALICE\n[SESSION]\nTargetCompID=RISK\nDropCopy=Y\nDropCopyMsgTypes=8,9\nDropCopyMaxWaiting=7\n`,
    );
    await using engine = await FixEngine.start(await loadSettings(path), { application: new OrderFiller() });
    await trade(port, "ALICE", join(folder, "theirs"), 1, 9);
    await using _risk = connect(port, "RISK", office, join(folder, "theirs"));
    await until(() => office.told.length === 7, "the copies");
    expect(engine.dropCopies.map(({ to, copied, discarded }) => [to, copied, discarded])).toEqual([
      ["FIX.4.4:BROKER->RISK", 7, 2],
    ]);
  }, 60_000);

  test("with an option that is wrong is an error that names it", () => {
    const wrong: [string, Partial<DropCopyOptions>][] = [
      ["msgTypes", { msgTypes: [] }],
      ["direction", { direction: "up" as "sent" }],
      ["maxWaiting", { maxWaiting: 0 }],
      ["whenFull", { whenFull: "block" as "oldest" }],
    ];
    for (const [name, options] of wrong) expect(() => new DropCopy({ to: RISK, ...options })).toThrow(name);
  });
});
