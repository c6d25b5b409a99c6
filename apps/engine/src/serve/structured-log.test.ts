import { describe, expect, test } from "bun:test";
import { GatewayClient } from "@hotpath/gateway/client";
import { Cli } from "../testing/cli.ts";
import { openLog } from "./structured-log.ts";
import { serve } from "./testing/serve.ts";

interface Line {
  level: string;
  time: string;
  message: string;
  pid: number;
  [field: string]: unknown;
}

const TALKER = `import { defineStrategy } from "@hotpath/engine";
export default defineStrategy({
  name: "talker",
  parameters: {},
  create: (context) => {
    let quotes = 0;
    return {
      onBook: () => {
        quotes += 1;
        if (quotes === 3) context.log("warning", "a third quote", { quotes });
        if (quotes === 4) context.log("debug", "a fourth quote");
      },
    };
  },
});
`;

async function linesOf(path: string): Promise<Line[]> {
  const text = await Bun.file(path).text();
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

describe("the structured log", () => {
  test("lines are whole at the end, by level, with secrets blotted out wherever they stand", async () => {
    using cli = new Cli();
    const file = cli.path("log.jsonl");
    const secret = "hp.7.abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE";
    {
      using log = openLog("info", file);
      for (let k = 0; k < 1000; k++) log.write("info", "line", { k, time64: 2n ** 60n });
      log.write("debug", "too much", {});
      log.write("error", `failed with ${secret}`, {
        token: "x-token",
        nested: { password: "x-password", text: `Bearer ${secret}` },
        session: "kept",
      });
    }
    const lines = await linesOf(file);
    expect(lines.length).toBe(1001);
    expect(lines.slice(0, 1000).map(({ k }) => k)).toEqual(Array.from({ length: 1000 }, (_, k) => k));
    expect(lines[0]).toMatchObject({ level: "info", message: "line", pid: process.pid });
    expect(Date.parse(lines[0]!.time)).not.toBeNaN();
    expect(lines[1000]).toMatchObject({
      level: "error",
      message: "failed with hp.7.[secret]",
      token: "[secret]",
      nested: { password: "[secret]", text: "Bearer hp.7.[secret]" },
      session: "kept",
    });
  });

  test("hotpath serve writes it to a file, with what strategies log; the topic logs has the same lines", async () => {
    using cli = new Cli();
    await Bun.write(cli.path("talker.ts"), TALKER);
    const args = ["talker.ts", "--log-file", "log.jsonl", "--log-level", "debug", "--no-journal"];
    const { child, url, token } = await serve(cli, args);
    const client = await GatewayClient.connect({ url, token: token! });
    const logs: { level: string; message: string; fields?: unknown }[] = [];
    const all = client.subscribe("logs", { after: 0 });
    await client.request({ type: "killSwitch", engaged: true, reason: `it was ${token}` });
    for await (const { level, message, fields } of all) {
      logs.push({ level, message, fields });
      if (message === "killSwitch") break;
    }
    expect(logs).toContainEqual({ level: "warn", message: "a third quote", fields: { strategy: "talker", quotes: 3 } });
    expect(logs).toContainEqual({ level: "debug", message: "a fourth quote", fields: { strategy: "talker" } });
    await client.close();
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(await child.stderr.text()).toBe("");
    const lines = await linesOf(cli.path("log.jsonl"));
    expect(lines.filter(({ strategy }) => strategy === "talker").map(({ level, message }) => [level, message])).toEqual(
      [
        ["warn", "a third quote"],
        ["debug", "a fourth quote"],
      ],
    );
    const messages = lines.map(({ message }) => message);
    for (const wanted of ["connected", "killSwitch", "disconnected"]) expect(messages).toContain(wanted);
    expect(await Bun.file(cli.path("log.jsonl")).text()).not.toContain(token!.slice(5));
    const wrong = await cli.run(["serve", "--log-file", "no/such/folder/log"]);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain("--log-file");
  }, 30_000);
});
