import { describe, expect, test } from "bun:test";
import { GatewayClient } from "@hotpath/gateway/client";
import { Cli } from "../testing/cli.ts";

/** Starts `hotpath serve` on any port and waits for its first lines. */
async function serve(cli: Cli, args: readonly string[], lines: number) {
  const child = Bun.spawn(cli.command(["serve", "--port", "0", ...args]), {
    ...cli.place(),
    stdout: "pipe",
    stderr: "pipe",
  });
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let shown = "";
  while (shown.split("\n").length <= lines) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`it ended: ${shown} ${await child.stderr.text()}`);
    shown += decoder.decode(value, { stream: true });
  }
  const url = /listens on (\S+)/.exec(shown)![1]!;
  return { child, url, token: /token (\S+)/.exec(shown)?.[1] };
}

describe("hotpath serve", () => {
  test("a client sees the market and trades in it; the token is in no log; SIGINT ends it with status 0", async () => {
    using cli = new Cli();
    const { child, url, token } = await serve(cli, ["--journal", "journal"], 2);
    expect(await (await fetch(`${url.replace("ws", "http")}/ready`)).text()).toBe("ready\n");
    const client = await GatewayClient.connect({ url, token: token! });
    expect(client.welcome.instruments.map(({ symbol }) => symbol)).toEqual(["SIM1", "SIM2", "SIM3", "SIM4"]);
    let books = 0;
    for await (const { bids, asks } of client.subscribe("book", { instrument: 0, depth: 5 })) {
      if (books === 0) expect([bids.length, asks.length]).toEqual([10, 10]);
      books += 1;
      if (books === 5) break;
    }
    const order = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" } as const;
    const fills = client.subscribe("fills")[Symbol.asyncIterator]();
    expect((await client.request({ ...order, key: "a" })).value).toMatchObject({ orderId: 1, state: "filled" });
    expect((await fills.next()).value).toMatchObject({ orderId: 1, quantity: 1, liquidity: "taker" });
    await client.close();
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    const log = await child.stderr.text();
    expect(log).toContain('"message":"submitOrder"');
    expect(log).not.toContain(token!.slice(5));
    const verified = await cli.run(["journal", "verify", "journal"]);
    expect([verified.code, verified.stderr]).toEqual([0, ""]);
  }, 30_000);

  test("tokens of a file have their roles; a host beyond this machine without TLS is refused", async () => {
    using cli = new Cli();
    const made = await cli.run(["token", "tokens.json", "--name", "desk", "--role", "view"]);
    expect(made.code).toBe(0);
    expect(await Bun.file(cli.path("tokens.json")).text()).not.toContain(made.stdout.trim().slice(5));
    const second = await cli.run(["token", "tokens.json", "--name", "other"]);
    expect(second.stdout).toStartWith("hp.2.");
    const { child, url } = await serve(cli, ["--tokens", "tokens.json", "--quiet"], 1);
    const client = await GatewayClient.connect({ url, token: made.stdout.trim() });
    expect(client.welcome.role).toBe("view");
    await expect(client.request({ type: "massCancel" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await client.close();
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    const open = await cli.run(["serve", "--host", "0.0.0.0"]);
    expect(open.code).not.toBe(0);
    expect(open.stderr).toContain("hostname");
    for (const args of [
      ["--cert", "x.pem"],
      ["--tokens", "none.json"],
    ])
      expect((await cli.run(["serve", ...args])).stderr).toContain(args[0] === "--cert" ? "--key" : "none.json");
  }, 30_000);
});
