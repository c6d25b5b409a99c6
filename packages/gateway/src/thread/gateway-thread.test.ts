import { describe, expect, test } from "bun:test";
import { GatewayClient } from "../client/index.ts";
import { GatewayTap } from "../link/gateway-tap.ts";
import { localEngineLink } from "../link/local-engine-link.ts";
import { INSTRUMENTS } from "../replay/testing/assembly.ts";
import { LiveRun } from "../replay/testing/live-run.ts";
import { createToken } from "../server/index.ts";
import { until } from "../transport/testing/conformance.ts";
import { GatewayThread, type GatewayThreadOptions } from "./gateway-thread.ts";

const SEED = 11;

/** An engine on this thread, whose gateway is on another. */
class ThreadDesk implements AsyncDisposable {
  readonly run: LiveRun;
  readonly gateway: GatewayThread;
  readonly log: string[];
  readonly #url: string;
  readonly #token: string;

  private constructor(run: LiveRun, gateway: GatewayThread, port: number, token: string, log: string[]) {
    this.run = run;
    this.gateway = gateway;
    this.log = log;
    this.#url = `ws://127.0.0.1:${port}`;
    this.#token = token;
  }

  static async open(inputs: number, options: Partial<GatewayThreadOptions> = {}): Promise<ThreadDesk> {
    const tap = new GatewayTap();
    const run = new LiveRun(SEED, { observers: [tap] });
    const { engine, desk, journal, folder } = run;
    const { token, record } = createToken({ number: 3, name: "trader", role: "risk" });
    const log: string[] = [];
    const replayed = import.meta.resolve("../replay/testing/assembly.ts");
    const gateway = await GatewayThread.open({
      link: localEngineLink({ engine, desk, tap, life: "test-1", journal }),
      instruments: INSTRUMENTS,
      module: import.meta.resolve("./testing/gateway-assembly.ts"),
      options: { records: [record] },
      replay: { folder, module: replayed, description: { seed: SEED } },
      log: (level, message) => log.push(`${level} ${message}`),
      ...options,
    });
    run.run(inputs, false);
    return new ThreadDesk(run, gateway, await gateway.listen(), token, log);
  }

  client(): Promise<GatewayClient> {
    return GatewayClient.connect({ url: this.#url, token: this.#token, firstDelayMillis: 10 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.stop();
    this.run[Symbol.dispose]();
  }
}

describe("a gateway on a thread of its own", () => {
  test("has all that the engine says, in order, once; and carries out what clients ask", async () => {
    await using desk = await ThreadDesk.open(500);
    await using client = await desk.client();
    expect(client.welcome).toMatchObject({ engine: "test-1", strategies: [{ name: "at-random" }] });
    const subscription = client.subscribe("events", { after: 0 });
    const { engine } = desk.run;
    const heard: { sequence: number; name: string }[] = [];
    const reading = (async () => {
      for await (const { sequence, name } of subscription) heard.push({ sequence, name });
    })();
    const order = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "3" } as const;
    const { value } = await client.request({ ...order, key: "a" });
    expect(value).toMatchObject({ orderId: expect.any(Number) });
    expect((await client.request({ ...order, key: "a" })).value).toEqual(value);
    desk.run.run(engine.engine.sequence + 500, false);
    await client.request({ type: "killSwitch", engaged: true });
    expect((await client.request({ type: "query", what: "positions" })).value).toBeArray();
    await expect(client.request({ type: "setRiskLimits", limits: { maxLeverage: -1 } })).rejects.toMatchObject({
      code: "BAD_VALUE",
      path: "limits.maxLeverage",
    });
    const last = engine.engine.sequence;
    await until(() => (heard.at(-1)?.sequence ?? 0) >= last, "the last input's events");
    subscription.close();
    await reading;
    expect(subscription.gaps).toBe(0);
    const inputs = heard.filter(({ sequence }, place) => place === 0 || sequence > heard[place - 1]!.sequence);
    expect(inputs.map((input) => input.sequence)).toEqual(Array.from({ length: last }, (_, k) => k + 1));
    expect(heard.filter(({ name }) => name === "OrderEntry").length).toBeGreaterThan(0);
    expect(desk.log).toContain("info submitOrder");
  }, 30_000);

  test("travels in time from there too", async () => {
    await using desk = await ThreadDesk.open(800);
    await using client = await desk.client();
    const moment = await client.replay.open();
    expect(moment.stateHash).toBe(desk.run.engine.engine.stagesHash());
    expect((await client.replay.step(-1)).sequence).toBe(moment.sequence - 1);
  }, 30_000);

  test("one that lags a whole ring behind is waited for: nothing is lost", async () => {
    await using desk = await ThreadDesk.open(3000, { ringBytes: 65_536 });
    expect(desk.gateway.stalls).toBeGreaterThan(0);
    await using client = await desk.client();
    expect(client.welcome.sequence).toBe(desk.run.engine.engine.sequence);
  }, 30_000);

  test("one that cannot be made is an error that says why", async () => {
    const opened = ThreadDesk.open(10, { module: "file:///nowhere.ts" });
    await expect(opened).rejects.toThrow("nowhere");
  }, 30_000);
});
