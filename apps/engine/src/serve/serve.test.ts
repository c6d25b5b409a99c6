import { describe, expect, test } from "bun:test";
import { formatFixed, Random } from "@hotpath/core";
import { TradingEngine } from "@hotpath/engine";
import { GatewayClient } from "@hotpath/gateway/client";
import { CERTIFICATE } from "../../../../packages/gateway/src/transport/testing/certificate.ts";
import { Cli } from "../testing/cli.ts";
import { serve } from "./testing/serve.ts";

describe("hotpath serve", () => {
  test("a client sees the market and trades in it; the token is in no log; SIGINT ends it with status 0", async () => {
    using cli = new Cli();
    const { child, url, token } = await serve(cli, ["--journal", "journal", "--no-strategy"]);
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
    const { child, url } = await serve(cli, ["--tokens", "tokens.json", "--quiet"]);
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

  test("without a strategy's name one trades on the demo, and can be stopped", async () => {
    using cli = new Cli();
    await using served = await serve(cli, ["--no-journal", "--quiet", "--pace", "5000"]);
    await using client = await served.client();
    expect(client.welcome.strategies).toMatchObject([{ id: 1, name: "follow-signals" }]);
    for await (const { strategy } of client.subscribe("fills")) {
      expect(strategy).toBe(1);
      break;
    }
    await client.request({ type: "strategyCommand", strategy: 1, action: "stop" });
    expect((await client.request({ type: "query", what: "strategies" })).value).toMatchObject([{ state: "stopped" }]);
  }, 30_000);

  test("time travel: to a client's fill and back, in an engine put together as the one that runs", async () => {
    using cli = new Cli();
    await using served = await serve(cli, ["--quiet", "--pace", "2000"]);
    await using client = await served.client();
    const order = { type: "submitOrder", instrument: 1, side: "buy", orderType: "market", quantity: "3" } as const;
    const { value, sequence } = await client.request({ ...order, key: "a" });
    expect(value).toMatchObject({ state: "filled" });
    const { orderId } = value as { orderId: number };
    let moment = await client.replay.open({ sequence: sequence!, instrument: 1 });
    expect(moment.input).toMatchObject({ name: "OrderEntry", instrument: 1, fields: { quantity: 3 } });
    expect(moment.derived.map(({ name }) => name)).toContain("NewOrder");
    moment = await client.replay.step(1, { until: "fill" });
    expect(moment.fills.at(-1)).toMatchObject({ orderId, instrument: 1 });
    const after = moment.stateHash;
    moment = await client.replay.step(-1);
    expect(moment.fills.map((fill) => (fill as { orderId: number }).orderId)).not.toContain(orderId);
    expect((await client.replay.step(1)).stateHash).toBe(after);
    expect(moment.strategies).toMatchObject([{ name: "follow-signals" }]);
    served.child.kill("SIGTERM");
    expect(await served.child.exited).toBe(0);
  }, 30_000);

  test("with a certificate a client that knows it comes in over TLS, and nobody without", async () => {
    using cli = new Cli();
    for (const name of ["cert", "key"] as const) await Bun.write(cli.path(`${name}.pem`), CERTIFICATE[name]);
    const tls = ["--host", "localhost", "--cert", "cert.pem", "--key", "key.pem"];
    await using served = await serve(cli, [...tls, "--no-journal", "--quiet"]);
    expect(served.url).toStartWith("wss://localhost:");
    const script = cli.path("client.ts");
    await Bun.write(
      script,
      `import { GatewayClient } from ${JSON.stringify(Bun.resolveSync("@hotpath/gateway/client", import.meta.dir))};
       const [url, token] = process.argv.slice(2);
       const client = await GatewayClient.connect({ url, token, reconnect: false });
       console.log(client.welcome.role);
       await client.close();`,
    );
    const run = async (env: Record<string, string>): Promise<string> => {
      const child = Bun.spawn([process.execPath, script, served.url, served.token!], {
        ...cli.place(env),
        stdout: "pipe",
        stderr: "ignore",
      });
      return await child.stdout.text();
    };
    expect(await run({ NODE_EXTRA_CA_CERTS: cli.path("cert.pem") })).toBe("admin\n");
    expect(await run({})).toBe("");
    expect(
      await fetch(served.url.replace("wss", "http")).then(
        (answer) => answer.ok,
        () => false,
      ),
    ).toBe(false);
    const { status } = await fetch(`${served.url.replace("wss", "https")}/health`, { tls: { ca: CERTIFICATE.cert } });
    expect(status).toBe(200);
  }, 30_000);

  test("the page is there, beside the rest", async () => {
    using cli = new Cli();
    await using served = await serve(cli, ["--no-journal", "--quiet"]);
    const page = await fetch(served.url.replace("ws", "http"));
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  }, 30_000);

  test("clients' quotes lead to what TradingEngine.processMarketData makes of them", async () => {
    using cli = new Cli();
    const quotes = wave(400);
    using engine = new TradingEngine({ instruments: [{ id: 1, symbol: "AAPL", priceDecimals: 2 }] });
    const expected = engine.processMarketData(quotes).orders;
    expect(expected.length).toBeGreaterThan(3);
    await using served = await serve(cli, ["--feed", "client", "--instruments", "AAPL:2", "--no-journal", "--quiet"]);
    await using client = await served.client();
    expect((await client.request({ type: "marketData", quotes })).value).toEqual({ accepted: 400, rejects: [] });
    type Row = { orderId: number; side: string; price: number; quantity: number; filled: number };
    const { value } = await client.request({ type: "query", what: "orders" });
    const row = ({ orderId, side, price, quantity, filled }: Row) => [orderId, side, price, quantity, filled];
    expect((value as Row[]).map(row)).toEqual(
      expected.map(({ orderId, side, price, quantity, filledQuantity }) => [
        orderId,
        side.toLowerCase(),
        Math.round(Number(price) * 100),
        Number(quantity),
        Number(filledQuantity),
      ]),
    );
  }, 30_000);

  test("--ready-json prints one line of JSON; the end of standard input ends it, and the journal is whole", async () => {
    using cli = new Cli();
    const args = ["--port", "0", "--ready-json", "--exit-with-stdin", "--quiet"];
    const child = Bun.spawn(cli.command(["serve", ...args]), { ...cli.place(), stdin: "pipe", stdout: "pipe" });
    const { value } = await child.stdout.getReader().read();
    const ready = JSON.parse(new TextDecoder().decode(value)) as Record<string, string>;
    expect(Object.keys(ready)).toEqual(["url", "page", "token", "engine"]);
    const client = await GatewayClient.connect({ url: ready.url!, token: ready.token! });
    expect(client.welcome.engine).toBe(ready.engine!);
    await client.close();
    child.stdin.end();
    expect(await child.exited).toBe(0);
    const [folder] = [...new Bun.Glob(".local/state/hotpath/serve/*/*.hpj").scanSync({ cwd: cli.folder, dot: true })];
    const replayed = await cli.run(["replay", folder!.slice(0, folder!.lastIndexOf("/")), "--json"]);
    expect([replayed.code, JSON.parse(replayed.stdout)]).toMatchObject([0, { divergence: null }]);
  }, 30_000);

  test("what does not fit is named", async () => {
    using cli = new Cli();
    for (const [args, said] of [
      [["--feed", "client", "--instruments", "AAPL"], "--instruments"],
      [["--instruments", "AAPL:2"], "--instruments"],
      [["--param", "nothing=1"], "nothing"],
      [["--param", "other.fast=1"], "other.fast=1"],
      [["--venue", "fix"], "--fix-config"],
    ] as const)
      expect((await cli.run(["serve", "--no-journal", ...args])).stderr).toContain(said);
  }, 30_000);
});

/** Quotes of a price that drifts, a millisecond apart. */
function wave(count: number) {
  const random = new Random(42);
  let [mid, drift] = [10_000, 0];
  return Array.from({ length: count }, (_, i) => {
    drift = 0.9 * drift + random.normal();
    mid += Math.round(drift + random.normal());
    const [bidPrice, askPrice] = [formatFixed(mid - 2, 2), formatFixed(mid + 3, 2)];
    const timestamp = 1_700_000_000_000_000_000n + BigInt(i) * 1_000_000n;
    return { symbolId: 1, bidPrice, askPrice, bidSize: "500", askSize: "700", timestamp };
  });
}
