import { describe, expect, test } from "bun:test";
import type { MessageReader } from "../reader/message-reader.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { SessionBench } from "../testing/session-bench.ts";
import type { Application } from "./application.ts";
import { MessageStream } from "./message-stream.ts";

/** An application that keeps the ClOrdIDs of orders. */
class Keeper implements Application {
  readonly orders: string[] = [];
  readonly told: string[] = [];
  onLogon(): void {
    this.told.push("logon");
  }
  onLogout(): void {
    this.told.push("logout");
  }
  onMessage(message: MessageReader): undefined {
    this.orders.push(`${message.string(11)}${message.equals(43, "Y") ? " again" : ""}`);
  }
}

const order = (bench: SessionBench, name: string) => `11=${name}|21=1|40=1|54=1|55=HOT|38=1|60=${bench.now}|`;
const send = ({ session }: SessionBench, name: string) => {
  const writer = session.begin("B");
  writer.string(148, name);
  writer.int(33, 1);
  writer.string(58, name);
  return session.commit();
};

describe("logon", () => {
  test("an acceptor answers, tells the program, and forgets the connection when it ends", () => {
    const application = new Keeper();
    const bench = new SessionBench({ application });
    bench.logOn();
    expect(bench.taken()).toEqual(["35=A|34=1|98=0|108=30"]);
    expect([bench.session.isLoggedOn, application.told]).toEqual([true, ["logon"]]);
    bench.session.disconnected();
    expect([bench.session.isLoggedOn, application.told]).toEqual([false, ["logon", "logout"]]);
    bench.logOn(2);
    expect(bench.taken()).toEqual(["35=A|34=2|98=0|108=30"]);
  });

  test("an initiator sends it, with the reset flag where numbers begin", () => {
    const bench = new SessionBench({
      role: "initiator",
      heartBtInt: 20,
      resetOnLogon: true,
      username: "me",
      password: "pw",
    });
    bench.connect();
    expect(bench.taken()).toEqual(["35=A|34=1|98=0|108=20|141=Y|553=me|554=pw"]);
    bench.receive("A", 1, "98=0|108=20|141=Y|");
    expect([bench.session.isLoggedOn, bench.session.store.nextTargetMsgSeqNum]).toEqual([true, 2]);
  });

  test("a password before FIX 4.3 goes as RawData", () => {
    const bench = new SessionBench({ version: "FIX42", role: "initiator", password: "secret" });
    bench.connect();
    expect(bench.taken()).toEqual(["35=A|34=1|95=6|96=secret|98=0|108=30"]);
  });

  test("the program may refuse, with a text", () => {
    const application: Application = {
      authenticate: (logon) => (logon.equals(554, "right") ? undefined : "wrong password"),
    };
    const bench = new SessionBench({ application });
    bench.logOn(1, "554=wrong|");
    expect([bench.taken(), bench.link.closed]).toEqual([["35=5|34=1|58=wrong password"], true]);
    bench.logOn(1, "554=right|");
    expect(bench.session.isLoggedOn).toBe(true);
  });

  test("silence, and an unfinished logon, end after LogonTimeout", () => {
    for (const role of ["acceptor", "initiator"] as const) {
      const bench = new SessionBench({ role, logonTimeout: 5 });
      bench.connect();
      bench.pass(4.9);
      expect(bench.link.closed).toBe(false);
      bench.pass(0.2);
      expect(bench.link.closed).toBe(true);
    }
  });

  test("both sides may say and heed NextExpectedMsgSeqNum", () => {
    const bench = new SessionBench({ enableNextExpectedMsgSeqNum: true });
    bench.logOn(1, "789=1|");
    expect(bench.taken()).toEqual(["35=A|34=1|98=0|108=30|789=2"]);
    send(bench, "one");
    send(bench, "two");
    bench.session.disconnected();
    bench.logOn(2, "789=2|");
    expect(bench.taken()).toEqual([
      "35=A|34=4|98=0|108=30|789=3",
      "35=B|34=2|43=Y|148=one|33=1|58=one",
      "35=B|34=3|43=Y|148=two|33=1|58=two",
    ]);
    bench.session.disconnected();
    bench.logOn(3, "789=9|");
    expect(bench.link.sent.at(-1)).toContain(
      "58=Tag 789 (NextExpectedMsgSeqNum) is higher than expected. Expected 5, Received 9",
    );
    expect(bench.link.closed).toBe(true);
    bench.logOn(7, "789=7|");
    expect(bench.link.sent[0]).toContain("789=3");
    expect(bench.taken().filter((text) => text.startsWith("35=2"))).toEqual([]);
  });
});

describe("gaps", () => {
  test("messages behind a gap wait, and are processed in order", () => {
    const application = new Keeper();
    const bench = new SessionBench({ application });
    bench.logOn();
    for (const n of [4, 3, 6]) bench.receive("D", n, order(bench, `o${n}`));
    expect(bench.taken().slice(1)).toEqual(["35=2|34=2|7=2|16=0"]);
    expect(application.orders).toEqual([]);
    bench.receive("D", 2, order(bench, "o2"), `43=Y|122=${bench.now}|`);
    expect(application.orders).toEqual(["o2 again", "o3", "o4"]);
    bench.receive("D", 5, order(bench, "o5"));
    expect(application.orders).toEqual(["o2 again", "o3", "o4", "o5", "o6"]);
    expect(bench.session.statistics().behindGap).toBe(0);
  });

  test("in pieces, each is asked for when the one before has come", () => {
    const bench = new SessionBench({ application: new Keeper(), resendRequestChunkSize: 2 });
    bench.logOn();
    bench.receive("D", 6, order(bench, "o6"));
    expect(bench.taken().slice(1)).toEqual(["35=2|34=2|7=2|16=3"]);
    bench.receive("D", 2, order(bench, "o2"), `43=Y|122=${bench.now}|`);
    expect(bench.taken()).toEqual([]);
    bench.receive("4", 3, "123=Y|36=4|", `43=Y|122=${bench.now}|`);
    expect(bench.taken()).toEqual(["35=2|34=3|7=4|16=5"]);
    bench.receive("4", 4, "123=Y|36=6|", `43=Y|122=${bench.now}|`);
    expect([bench.taken(), bench.session.store.nextTargetMsgSeqNum]).toEqual([[], 7]);
  });

  test("a hole among the messages that come again is asked for, and so is silence", () => {
    const bench = new SessionBench({ application: new Keeper() });
    bench.logOn();
    bench.receive("D", 6, order(bench, "o6"));
    bench.receive("D", 2, order(bench, "o2"), `43=Y|122=${bench.now}|`);
    bench.receive("D", 4, order(bench, "o4"), `43=Y|122=${bench.now}|`);
    expect(bench.taken().slice(1)).toEqual(["35=2|34=2|7=2|16=0", "35=2|34=3|7=3|16=0"]);
    for (let i = 0; i < 4; i++) {
      bench.pass(9);
      bench.receive("0", 7 + i);
    }
    expect(bench.taken().filter((text) => text.startsWith("35=2"))).toEqual(["35=2|34=5|7=3|16=0"]);
  });

  test("no more are kept than may be, and what was not is asked for again", () => {
    const application = new Keeper();
    const bench = new SessionBench({ application, maxQueuedMessages: 2 });
    bench.logOn();
    for (const n of [3, 4, 5, 6]) bench.receive("D", n, order(bench, `o${n}`));
    bench.receive("D", 2, order(bench, "o2"));
    expect(application.orders).toEqual(["o2", "o3", "o4"]);
    bench.receive("D", 7, order(bench, "o7"));
    expect(bench.taken().at(-1)).toBe("35=2|34=3|7=5|16=0");
    expect(bench.session.statistics().dropped).toBe(2);
  });
});

describe("resending", () => {
  test("messages go again with PossDupFlag, and what the program holds back is filled", () => {
    const application: Application = { shouldResend: (message) => !message.equals(148, "secret") };
    const bench = new SessionBench({ application });
    bench.logOn();
    for (const name of ["one", "secret", "three"]) send(bench, name);
    bench.taken();
    bench.clock.advance(5_000_000_000n);
    bench.receive("2", 2, "7=1|16=0|");
    expect(bench.taken()).toEqual([
      "35=4|34=1|43=Y|36=2|123=Y",
      "35=B|34=2|43=Y|148=one|33=1|58=one",
      "35=4|34=3|43=Y|36=4|123=Y",
      "35=B|34=4|43=Y|148=three|33=1|58=three",
    ]);
    expect(bench.link.sent.at(-1)).toContain(
      "\u000152=20260311-09:00:05.000\u000156=THEM\u0001122=20260311-09:00:00.000\u0001148=",
    );
  });

  test("without PersistMessages everything is filled", () => {
    const bench = new SessionBench({ persistMessages: false });
    bench.logOn();
    send(bench, "one");
    bench.receive("2", 2, "7=1|16=0|");
    expect(bench.taken().slice(2)).toEqual(["35=4|34=1|43=Y|36=3|123=Y"]);
  });

  test("a link without room gets no more; what is sent meanwhile follows in order", () => {
    const bench = new SessionBench({ maxMessageBytes: 1000 });
    bench.logOn();
    for (let i = 2; i <= 11; i++) send(bench, `m${i}`);
    bench.taken();
    bench.link.limit = 1200;
    bench.receive("2", 2, "7=1|16=0|");
    for (let i = 12; i <= 15; i++) send(bench, `m${i}`);
    bench.receive("2", 3, "7=9|16=10|");
    const first = bench.taken();
    expect([first.length < 4, bench.session.isHolding]).toEqual([true, true]);
    const later = [];
    for (let i = 0; i < 20; i++) {
      bench.link.limit = 1100;
      bench.session.drained();
      later.push(...bench.taken());
    }
    const number = (text: string) => `${/34=(\d+)/.exec(text)![1]}${text.includes("43=Y") ? "" : " new"}`;
    const again = Array.from({ length: 11 }, (_, i) => `${i + 1}`);
    expect([...first, ...later].map(number)).toEqual([...again, "9", "10", "12 new", "13 new", "14 new", "15 new"]);
    expect(bench.session.isHolding).toBe(false);
  });

  test("a peer that does not read loses its connection, where that is wanted", () => {
    const bench = new SessionBench({ slowPeer: "disconnect" });
    bench.logOn();
    bench.link.limit = 10;
    send(bench, "one");
    expect(bench.link.closed).toBe(true);
  });

  test("a million requests cost two ranges", () => {
    const bench = new SessionBench({ maxMessageBytes: 1000 });
    bench.logOn();
    for (let i = 2; i <= 100; i++) send(bench, `m${i}`);
    bench.link.limit = 1;
    for (let n = 2; n < 10_002; n++) bench.receive("2", n, "7=1|16=0|");
    bench.taken();
    bench.link.limit = Number.MAX_SAFE_INTEGER;
    bench.session.drained();
    expect(bench.taken().length).toBeLessThanOrEqual(200);
  });

  test("a limit of messages a second holds the rest back", () => {
    const bench = new SessionBench({ maxMessagesPerSecond: 10 });
    bench.logOn();
    bench.taken();
    for (let i = 0; i < 35; i++) send(bench, `m${i}`);
    const counts = [bench.taken().length];
    for (let i = 0; i < 3; i++) {
      bench.pass(1);
      counts.push(bench.taken().length);
    }
    expect(counts).toEqual([10, 10, 10, 5]);
  });
});

describe("time", () => {
  test("heartbeats, a test request, and the end", () => {
    const bench = new SessionBench();
    bench.logOn();
    bench.taken();
    bench.pass(31);
    expect(bench.taken()).toEqual(["35=0|34=2"]);
    bench.pass(6);
    expect(bench.taken()).toEqual(["35=1|34=3|112=TEST"]);
    bench.pass(34);
    expect(bench.link.closed).toBe(false);
    bench.pass(2);
    expect([bench.link.closed, bench.events.includes("Timed out waiting for heartbeat")]).toEqual([true, true]);
  });

  test("a logout that is not answered ends after LogoutTimeout", () => {
    const bench = new SessionBench();
    bench.logOn();
    bench.session.logout("good night");
    expect(bench.taken().at(-1)).toBe("35=5|34=2|58=good night");
    bench.pass(1.9);
    expect(bench.link.closed).toBe(false);
    bench.pass(0.3);
    expect([bench.link.closed, bench.session.isEnabled]).toEqual([true, false]);
    bench.logOn(2);
    expect([bench.link.closed, bench.link.sent]).toEqual([true, []]);
    bench.session.logon();
    bench.logOn(2);
    expect(bench.session.isLoggedOn).toBe(true);
  });

  test("at the end of the day the session is over, and numbers begin again with the next", () => {
    const bench = new SessionBench({
      time: "2026-03-11T16:59:58Z",
      schedule: { startTime: "08:00:00", endTime: "17:00:00" },
    });
    bench.logOn();
    send(bench, "one");
    bench.pass(3.5);
    expect([bench.link.closed, bench.taken().at(-1)]).toEqual([true, "35=5|34=3"]);
    expect(bench.session.isLogonTime).toBe(false);
    bench.clock.set(BigInt(Date.parse("2026-03-12T08:00:01Z")) * 1_000_000n);
    bench.logOn(1);
    expect(bench.taken()).toEqual(["35=A|34=1|98=0|108=30"]);
  });

  test("numbers of an earlier session begin again when the process starts", () => {
    const store = new MemoryStore({ creationMicros: Date.parse("2026-03-10T09:00:00Z") * 1000 });
    store.setNextSenderMsgSeqNum(77);
    expect(new SessionBench({ store }).session.store.nextSenderMsgSeqNum).toBe(1);
    store.setNextSenderMsgSeqNum(77);
    expect(new SessionBench({ store, schedule: { nonStop: true } }).session.store.nextSenderMsgSeqNum).toBe(77);
  });

  test("SendingTime has as many digits as was asked for, and none before FIX 4.2", () => {
    const digits = (options: object) => {
      const bench = new SessionBench({ time: "2026-03-11T09:00:00.123Z", ...options });
      bench.logOn();
      return /\b52=\d{8}-\d\d:\d\d:\d\d([.\d]*)/.exec(bench.link.sent[0]!)![1];
    };
    expect([
      digits({ version: "FIX41" }),
      digits({ timestampPrecision: 0 }),
      digits({}),
      digits({ timestampPrecision: 6 }),
      digits({ timestampPrecision: 9 }),
    ]).toEqual(["", "", ".123", ".123000", ".123000000"]);
  });
});

describe("resets", () => {
  test("on logout, on disconnect, and by command", () => {
    const logout = new SessionBench({ resetOnLogout: true });
    logout.logOn();
    logout.receive("5", 2);
    expect(logout.taken().at(-1)).toBe("35=5|34=2");
    expect([logout.session.store.nextSenderMsgSeqNum, logout.session.store.nextTargetMsgSeqNum]).toEqual([1, 1]);
    const lost = new SessionBench({ resetOnDisconnect: true });
    lost.logOn();
    lost.session.disconnected();
    expect(lost.session.store.nextSenderMsgSeqNum).toBe(1);
    const command = new SessionBench();
    command.logOn();
    command.session.reset();
    expect([command.link.closed, command.session.store.nextTargetMsgSeqNum]).toEqual([true, 1]);
  });

  test("a callback that resets leaves no number behind", () => {
    const bench: SessionBench = new SessionBench({ application: { onMessage: (_, session) => session.reset() } });
    bench.logOn();
    bench.receive("D", 2, order(bench, "o1"));
    expect([bench.session.store.nextSenderMsgSeqNum, bench.session.store.nextTargetMsgSeqNum]).toEqual([1, 1]);
  });
});

describe("the program", () => {
  test("may refuse a message by either reject, and one that fails is not counted as received", () => {
    const refusals = [{ business: 6 }, { business: 0, text: "no", refTag: 55, refID: "o" }, { session: 5, refTag: 55 }];
    const bench = new SessionBench({
      application: {
        onMessage: () => {
          const refusal = refusals.shift();
          if (refusal === undefined) throw new Error("broken");
          return refusal;
        },
      },
    });
    bench.logOn();
    for (let n = 2; n < 6; n++) bench.receive("D", n, order(bench, `o${n}`));
    expect(bench.taken().slice(1)).toEqual([
      "35=j|34=2|45=2|58=Not Authorized|372=D|380=6",
      "35=j|34=3|45=3|58=no (55)|372=D|379=o|380=0",
      "35=3|34=4|45=4|58=Value is incorrect (out of range) for this tag|371=55|372=D|373=5",
      "35=5|34=5|58=Application not available",
    ]);
    expect([bench.link.closed, bench.session.store.nextTargetMsgSeqNum]).toEqual([true, 5]);
    expect(bench.events.join()).toContain("broken");
  });

  test("that refuses a BusinessMessageReject gives no answer to it", () => {
    const bench = new SessionBench();
    bench.logOn();
    bench.receive("j", 2, "45=1|372=D|380=3|");
    bench.receive("B", 3, "148=x|33=1|58=y|");
    expect(bench.taken().slice(1)).toEqual(["35=j|34=2|45=3|58=Unsupported Message Type|372=B|380=3"]);
  });

  test("may add fields to what is sent, and see what comes", () => {
    const seen: string[] = [];
    const bench = new SessionBench({
      application: {
        onAdmin: (message) => void seen.push(message.msgType),
        toAdmin: (writer, msgType) => {
          if (msgType === "A") writer.string(58, "hello");
        },
        toApp: (writer) => writer.string(58, "added"),
      },
    });
    bench.logOn();
    bench.session.begin("B").string(148, "x");
    bench.session.commit();
    bench.receive("1", 2, "112=t|");
    expect(bench.taken()).toEqual(["35=A|34=1|98=0|108=30|58=hello", "35=B|34=2|148=x|58=added", "35=0|34=3|112=t"]);
    expect(seen).toEqual(["A", "1"]);
  });

  test("keeps incoming numbers with its own state, if it wants to", () => {
    let applied = 5;
    const commits: number[] = [];
    const application: Application = {
      nextTargetMsgSeqNum: () => applied,
      commitTargetMsgSeqNum: (next) => {
        applied = next;
        commits.push(next);
      },
      onMessage: () => {},
    };
    const bench = new SessionBench({ application });
    bench.logOn(5);
    expect(bench.session.flush()).toBe(true);
    bench.receive("D", 6, order(bench, "o6"));
    bench.receive("D", 7, order(bench, "o7"));
    expect([bench.session.flush(), bench.session.flush()]).toEqual([true, true]);
    expect(commits).toEqual([6, 8]);
    bench.receive("D", 8, order(bench, "o8"));
    application.commitTargetMsgSeqNum = () => {
      throw new Error("no");
    };
    expect([bench.session.flush(), bench.session.store.nextTargetMsgSeqNum]).toEqual([false, 8]);
  });

  test("LastMsgSeqNumProcessed is told in every header", () => {
    const bench = new SessionBench({ enableLastMsgSeqNumProcessed: true });
    bench.logOn();
    bench.receive("1", 2, "112=t|");
    bench.receive("1", 3, "112=u|");
    expect(bench.taken()).toEqual(["35=A|34=1|369=0|98=0|108=30", "35=0|34=2|369=1|112=t", "35=0|34=3|369=2|112=u"]);
  });

  test("a peer that sends too much in a second is logged out", () => {
    const bench = new SessionBench({ maxIncomingPerSecond: 5 });
    bench.logOn();
    for (let n = 2; n < 10; n++) bench.receive("0", n);
    expect([bench.link.closed, bench.taken().at(-1)]).toEqual([true, "35=5|34=2|58=Message rate limit exceeded"]);
  });
});

test("over FIXT 1.1 a message of another version is read by its own dictionary, one of an unknown version rejected", async () => {
  const { VERSIONS } = await import("../testing/versions.ts");
  const application = new Keeper();
  const bench = new SessionBench({ version: "FIX50SP2", applicationDictionaries: [VERSIONS.FIX50!], application });
  bench.logOn();
  bench.receiveText(`35=D|1128=7|34=2|49=THEM|52=${bench.now}|56=US|${order(bench, "o2")}`);
  bench.receiveText(`35=D|1128=4|34=3|49=THEM|52=${bench.now}|56=US|${order(bench, "o3")}`);
  expect(application.orders).toEqual(["o2"]);
  expect(bench.taken().slice(1)).toEqual([
    "35=3|34=2|45=3|58=Invalid/Unsupported Application Version|371=1128|372=D|373=18",
  ]);
});

test("messages may be waited for, and a full stream holds the host back", async () => {
  const stream = new MessageStream(3);
  const bench = new SessionBench({ application: stream });
  bench.logOn();
  const read: string[] = [];
  const reading = (async () => {
    for await (const { message, session } of stream) read.push(`${session.name} ${message.string(11)}`);
  })();
  for (let n = 2; n < 5; n++) bench.receive("D", n, order(bench, `o${n}`));
  expect([stream.size, stream.isFull()]).toEqual([3, true]);
  await Bun.sleep(0);
  expect([stream.size, read.length]).toEqual([0, 3]);
  for (let n = 5; n < 3005; n++) bench.receive("D", n, order(bench, `o${n}`));
  stream.close();
  await reading;
  expect([read.length, read.at(-1), stream.size]).toEqual([3003, "FIX.4.4:US->THEM o3004", 0]);
});
