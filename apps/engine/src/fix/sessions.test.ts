import { afterAll, describe, expect, test } from "bun:test";
import { Garbled, MessageReader, rejectText, VALID, Validator } from "@hotpath/fix";
import { Acceptor, loadVersion } from "@hotpath/fix/net";
import type { SessionLog } from "@hotpath/fix/session";
import { Cli } from "../testing/cli.ts";
import { Executor } from "./executor.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

/** Starts `fix serve` and waits until it listens. */
async function serve(...args: string[]) {
  const child = Bun.spawn(cli.command(["fix", "serve", "--port", "0", "--host", "127.0.0.1", ...args]), {
    ...cli.place(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const { value } = await child.stdout.getReader().read();
  const said = new TextDecoder().decode(value);
  return {
    said,
    port: /:(\d+)/.exec(said)![1]!,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      expect(await child.exited).toBe(0);
    },
  };
}

/** Runs `fix connect` with lines on standard input. */
async function connect(lines: string, ...args: string[]) {
  const child = Bun.spawn(cli.command(["fix", "connect", ...args]), {
    ...cli.place(),
    stdin: new Blob([lines]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { stdout, stderr, code };
}

describe("hotpath fix serve and connect", () => {
  test("an order that is typed is filled by the executor", async () => {
    await using server = await serve("--app", "executor");
    const order = "D 11=A1|21=1|55=MSFT|54=1|38=100|40=2|44=10.50|60=now\n";
    const { stdout, code } = await connect(order, "--port", server.port, "--sender", "ME", "--target", "YOU", "--json");
    const report = JSON.parse(stdout.trim());
    const field = (tag: number) => report.fields.find((each: { tag: number }) => each.tag === tag)?.value;
    expect([code, report.name, field(11), field(39), field(31), field(32)]).toEqual([
      0,
      "ExecutionReport",
      "A1",
      "2",
      "10.50",
      "100",
    ]);
  });

  test("the counterparties of the scenarios are served without any settings", async () => {
    await using server = await serve("--app", "acceptance");
    expect(server.said).toContain("FIX.4.0:ISLD->TW40, FIX.4.1:ISLD->TW41, FIX.4.2:ISLD->TW42, FIX.4.3:ISLD->TW43");
    const line = "D 11=id|21=3|40=1|54=1|55=MSFT|38=1|60=now\n";
    const target = ["--port", server.port, "--sender", "TW50SP1", "--target", "ISLD", "--version", "FIX.5.0SP1"];
    expect((await connect(line, ...target)).stdout).toContain("ClOrdID (11) = id");
  });

  test("both read QuickFIX's settings", async () => {
    const session = "StartTime=00:00:00\nEndTime=00:00:00\nBeginString=FIX.4.2\n";
    const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const { port } = listener;
    listener.stop(true);
    const acceptor = `[DEFAULT]\nConnectionType=acceptor\nSocketAcceptPort=${port}\n[SESSION]\n${session}SenderCompID=S\nTargetCompID=C\n`;
    const initiator = `[DEFAULT]\nConnectionType=initiator\nSocketConnectHost=127.0.0.1\nSocketConnectPort=${port}\nHeartBtInt=30\n[SESSION]\n${session}SenderCompID=C\nTargetCompID=S\n`;
    await Bun.write(cli.path("acceptor.cfg"), acceptor);
    await Bun.write(cli.path("initiator.cfg"), initiator);
    await using _server = await serve("--config", cli.path("acceptor.cfg"));
    const { stdout } = await connect(
      "D 11=B7|21=1|55=X|54=2|38=5|40=2|44=1|60=now\n",
      "--config",
      cli.path("initiator.cfg"),
    );
    expect(stdout).toContain("ClOrdID (11) = B7");
  });

  const refused: [string, string[], string][] = [
    ["serve without a port", ["serve"], "--port"],
    ["settings that are not there", ["serve", "--config", "none.cfg"], "none.cfg"],
    ["an unknown version", ["serve", "--port", "0", "--version", "FIX.9"], "--version"],
    ["connect without a name", ["connect", "--port", "1"], "--sender"],
  ];
  for (const [what, args, message] of refused)
    test(`refuses ${what}, in one line`, async () => {
      const { code, stderr } = await cli.run(["fix", ...args]);
      expect([code, stderr.trimEnd().split("\n").length]).toEqual([2, 1]);
      expect(stderr).toContain(message);
    });
});

describe("the executor", () => {
  for (const version of ["FIX.4.0", "FIX.4.1", "FIX.4.2", "FIX.4.3", "FIX.4.4", "FIX.5.0", "FIX.5.0SP1", "FIX.5.0SP2"])
    test(`answers orders, cancels and what it does not know by valid messages, ${version}`, async () => {
      const dictionary = await loadVersion(version);
      const reader = new MessageReader(dictionary);
      const validator = new Validator();
      const answers: string[] = [];
      const log: SessionLog = {
        incoming() {},
        outgoing(bytes, start, end) {
          expect(reader.read(bytes, start, end)).toBe(Garbled.None);
          // QuickFIX's BusinessMessageReject over FIXT 1.1 says DefaultApplVerID, which it has not got.
          if (validator.validate(reader) !== VALID && !(reader.msgType === "j" && validator.refTag === 1137))
            throw new Error(`${rejectText(validator.reason)} ${validator.refTag}: ${reader.msgType}`);
          answers.push(`${reader.msgType}${reader.string(39) ?? ""}`);
        },
        event() {},
      };
      await using acceptor = await Acceptor.listen({
        port: 0,
        hostname: "127.0.0.1",
        templates: [{ id: { senderCompID: "*", targetCompID: "*" }, dictionary }],
        application: new Executor(),
        log: () => log,
      });
      const early = ["FIX.4.0", "FIX.4.1"].includes(version);
      const order = (name: string, kind: string) => `D 11=${name}|21=1|55=X|54=1|38=5|${kind}|${early ? "" : "60=now"}`;
      const lines = [
        order("one", "40=2|44=1.5"),
        order("two", "40=1"),
        order("three", "40=3|99=1"),
        `F 11=four|41=one|${version === "FIX.4.0" ? "125=F|" : ""}55=X|54=1|38=5|${early ? "" : "60=now"}`,
        "B 148=news|33=1|58=text",
      ];
      await connect(
        lines.join("\n"),
        "--port",
        `${acceptor.port}`,
        "--sender",
        "A",
        "--target",
        "B",
        "--version",
        version,
      );
      expect(answers.slice(0, 5)).toEqual(["A", "82", "82", "88", version === "FIX.4.0" ? "9" : "92"]);
      expect(answers[5]).toBe(early ? "3" : "j");
    });
});
