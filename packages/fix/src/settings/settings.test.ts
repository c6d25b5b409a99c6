import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FixEngine, loadSettings } from "../net/engine.ts";
import { freePort } from "../testing/free-port.ts";
import { OrderClient, OrderFiller } from "../testing/orders.ts";
import { setupOf } from "./session-settings.ts";
import { readSettings } from "./settings-text.ts";

const host = { readText: async (path: string) => Promise.reject(new Error(`no ${path}`)) };
const setups = async (text: string, variables?: Record<string, string>) => {
  const made = [];
  for (const session of readSettings(text, variables).sessions) made.push(await setupOf(session, host));
  return made;
};

const ACCEPTOR = `# an executor
[DEFAULT]
ConnectionType=acceptor
SocketAcceptPort=5001
FileStorePath=store
StartTime=00:00:00
EndTime=00:00:00
ResetOnLogon=Y
Unknown=kept

[SESSION]
BeginString=FIX.4.2
SenderCompID=EXEC
TargetCompID=CLIENT1

[SESSION]
BEGINSTRING = FIXT.1.1
DefaultApplVerID=FIX.5.0SP2
SenderCompID=EXEC
TargetCompID=*
AcceptorTemplate=Y
ResetOnLogon=N
ValidateUserDefinedFields=N
TimestampPrecision=MICROS
SocketAcceptPort=$(PORT)
`;

describe("QuickFIX's settings", () => {
  test("the keys of QuickFIX's PostgreSQL store are its database, and not beside a folder", async () => {
    const store = ACCEPTOR.replace("FileStorePath=store", "PostgreSQLStoreHost=db\nPostgreSQLStorePassword=a@b/c");
    const [one] = await setups(store, { PORT: "5002" });
    expect([one!.storeFolder, one!.storePostgres]).toEqual([
      undefined,
      "postgres://postgres:a%40b%2Fc@db:5432/quickfix",
    ]);
    const both = ACCEPTOR.replace("ResetOnLogon=Y", "PostgreSQLStoreUser=fix");
    await expect(setups(both, { PORT: "5002" })).rejects.toThrow("FileStorePath");
  });

  test("sessions have the defaults that they do not override, and keep what is the program's", async () => {
    const [one, two] = await setups(ACCEPTOR, { PORT: "5002" });
    expect([one!.name, one!.role, one!.listen, one!.storeFolder, one!.options.resetOnLogon, one!.template]).toEqual([
      "FIX.4.2:EXEC->CLIENT1",
      "acceptor",
      { hostname: "0.0.0.0", port: 5001 },
      "store",
      true,
      false,
    ]);
    expect([
      two!.options.resetOnLogon,
      two!.options.validation,
      two!.options.timestampPrecision,
      two!.template,
    ]).toEqual([false, { validateUserDefinedFields: false }, 6, true]);
    expect([two!.listen?.port, two!.options.dictionary.name, two!.settings.get("unknown")]).toEqual([
      5002,
      "FIX.5.0SP2",
      "kept",
    ]);
  });

  test("an initiator has its endpoints in turn, its intervals and its schedule", async () => {
    const [setup] = await setups(`[SESSION]
ConnectionType=initiator
BeginString=FIX.4.4
SenderCompID=A
TargetCompID=B
SocketConnectHost=one
SocketConnectPort=1
SocketConnectHost1=two
SocketConnectPort1=2
ReconnectInterval=1;5;30
HeartBtInt=20
StartDay=sun
EndDay=fri
StartTime=17:00:00
EndTime=16:00:00
TimeZone=America/Chicago
LogonTime=18:00:00
CheckLatency=N
UseDataDictionary=N
`);
    expect([setup!.endpoints, setup!.reconnectIntervals]).toEqual([
      [
        { hostname: "one", port: 1 },
        { hostname: "two", port: 2 },
      ],
      [1, 5, 30],
    ]);
    expect(setup!.options).toMatchObject({
      heartBtInt: 20,
      checkLatency: false,
      validation: false,
      schedule: {
        startTime: "17:00:00",
        endTime: "16:00:00",
        startDay: "sun",
        endDay: "fri",
        timeZone: "America/Chicago",
      },
      logonSchedule: { startTime: "18:00:00", endTime: "16:00:00", startDay: "sun", endDay: "fri" },
    });
  });

  test("what is wrong is told by its key", async () => {
    const base =
      "ConnectionType=initiator\nBeginString=FIX.4.4\nSenderCompID=A\nTargetCompID=B\nSocketConnectHost=h\nSocketConnectPort=1\n";
    const wrong: [string, string][] = [
      ["ConnectionType=both\n", "ConnectionType"],
      ["BeginString=FIX.9\n", "beginString"],
      ["BeginString=FIXT.1.1\n", "DefaultApplVerID"],
      ["DataDictionary=none.xml\n", "DataDictionary"],
      ["HeartBtInt=x\n", "HeartBtInt"],
      ["ResetOnLogon=perhaps\n", "ResetOnLogon"],
      ["SocketConnectPort=70000\n", "SocketConnectPort"],
      ["TimestampPrecision=4\n", "TimestampPrecision"],
      ["ReconnectInterval=soon\n", "ReconnectInterval"],
      ["ConnectionType=acceptor\n", "SocketAcceptPort"],
    ];
    for (const [more, key] of wrong)
      expect(setups(`[SESSION]\n${base}${more}`).then(String, (error: Error) => error.message)).resolves.toStartWith(
        `${key}:`,
      );
    expect(() => readSettings("[OTHER]\n")).toThrow("line 1");
  });

  test("two engines made of them trade with one another, with files and logs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fix-settings-"));
    try {
      const port = freePort();
      const common = `StartTime=00:00:00\nEndTime=00:00:00\nFileStorePath=${folder}/store\nFileLogPath=${folder}/log\n`;
      const sell = join(folder, "sell.cfg");
      writeFileSync(
        sell,
        `[DEFAULT]\nConnectionType=acceptor\nSocketAcceptPort=${port}\n${common}[SESSION]\nBeginString=FIX.4.4\nSenderCompID=SELL\nTargetCompID=*\nAcceptorTemplate=Y\n`,
      );
      const buy = join(folder, "buy.cfg");
      writeFileSync(
        buy,
        `[DEFAULT]\nConnectionType=initiator\nSocketConnectHost=127.0.0.1\nSocketConnectPort=${port}\nReconnectInterval=1\n${common}[SESSION]\nBeginString=FIX.4.4\nSenderCompID=BUY\nTargetCompID=SELL\n`,
      );
      const client = new OrderClient();
      {
        await using acceptor = await FixEngine.start(await loadSettings(sell), { application: new OrderFiller() });
        await using initiator = await FixEngine.start(await loadSettings(buy), { application: client, tickMillis: 5 });
        const session = initiator.sessions.get("FIX.4.4:BUY->SELL")!;
        for (let i = 0; i < 1000 && !session.isLoggedOn; i++) await Bun.sleep(5);
        for (let n = 1; n <= 20; n++) client.order(session, `o${n}`);
        for (let i = 0; i < 1000 && client.fills.length < 20; i++) await Bun.sleep(5);
        expect([client.fills.length, [...acceptor.sessions.keys()]]).toEqual([20, ["FIX.4.4:SELL->BUY"]]);
      }
      const log = await Bun.file(join(folder, "log", "FIX.4.4%3aBUY-%3eSELL.messages.current.log")).text();
      expect(log.split("\n").filter((line) => /^\d{8}-\d\d:\d\d:\d\d\.\d{6} : 8=FIX\.4\.4/.test(line)).length).toBe(44);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
