import { describe, expect, test } from "bun:test";
import { GatewayClient } from "../client/index.ts";
import { GatewayTap } from "../link/gateway-tap.ts";
import { localEngineLink } from "../link/local-engine-link.ts";
import type { MomentMessage } from "../protocol/index.ts";
import { bunTransport, createToken, Gateway, type GatewayLimits, TokenStore } from "../server/index.ts";
import { until } from "../transport/testing/conformance.ts";
import { LiveRun, type Rest } from "./testing/live-run.ts";
import { workerReplay } from "./worker-replay.ts";

const SEED = 11;

/** A gateway in front of a live engine that writes a journal. */
class TravelDesk implements AsyncDisposable {
  readonly run: LiveRun;
  readonly gateway: Gateway;
  readonly url: string;
  readonly token: string;

  constructor(inputs: number, options: { limits?: Partial<GatewayLimits>; isReplayed?: boolean; seed?: number } = {}) {
    const tap = new GatewayTap();
    this.run = new LiveRun(SEED, { observers: [tap] });
    const { engine, desk, journal, folder } = this.run;
    const { token, record } = createToken({ number: 1, name: "viewer", role: "view" });
    this.token = token;
    const description = { seed: options.seed ?? SEED };
    const replay = workerReplay({ folder, module: import.meta.resolve("./testing/assembly.ts"), description });
    this.gateway = new Gateway({
      link: localEngineLink({
        engine,
        desk,
        tap,
        life: "test-1",
        journal,
        ...(options.isReplayed !== false && { replay }),
      }),
      transport: bunTransport({ port: 0 }),
      tokens: new TokenStore([record]),
      ...(options.limits && { limits: options.limits }),
    });
    this.run.run(inputs);
    this.url = `ws://127.0.0.1:${this.gateway.listen()}`;
  }

  client(): Promise<GatewayClient> {
    return GatewayClient.connect({ url: this.url, token: this.token, firstDelayMillis: 10 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.stop();
    this.run[Symbol.dispose]();
  }
}

function expectSame(moment: MomentMessage, { sequence, hash, risk, positions, bids, asks }: Rest): void {
  expect(moment).toMatchObject({ sequence, stateHash: hash, risk, positions, bids, asks } as never);
}

describe("time travel", () => {
  test("over the wire, beside the live engine: any input, steps, searches, and what is out of bounds", async () => {
    await using desk = new TravelDesk(2000);
    await using client = await desk.client();
    expect(client.welcome.features).toContain("replay");
    const { replay } = client;
    const { rests } = desk.run;
    const { sequence } = rests.at(-1)!;
    const opened = await replay.open({ sequence, depth: 5 });
    // The last input is the record of who has opened it.
    expect(opened).toMatchObject({ type: "moment", first: 1, last: sequence + 1, playing: false });
    expectSame(opened, rests.at(-1)!);
    for (const place of [700, 30, 900, 31]) {
      const rest = rests[place]!;
      expectSame(await replay.seek({ sequence: rest.sequence }), rest);
    }
    const here = await replay.seek({ sequence: 1000 });
    const before = await replay.step(-1);
    expect(before).toEqual({ ...(await replay.seek({ sequence: 999 })), millis: before.millis });
    expect(await replay.step()).toEqual({ ...here, millis: expect.any(Number) });
    const fill = await replay.step(1, { until: "fill" });
    expect(fill.derived.some(({ name }) => name === "Fill")).toBe(true);
    expect(fill.changed).toContain("fills");
    expect(await replay.seek({ at: fill.time })).toMatchObject({ time: fill.time });
    expect(await replay.seek({ sequence: 0, instrument: 1, depth: 1 })).toMatchObject({ sequence: 0, instrument: 1 });
    await expect(replay.seek({ sequence: 10 ** 6 })).rejects.toMatchObject({ code: "BAD_VALUE", path: "sequence" });
    await expect(replay.seek({ at: 1n })).rejects.toMatchObject({ code: "BAD_VALUE", path: "at" });
    await expect(replay.step(-1, { until: "fill" })).rejects.toMatchObject({ code: "NOT_FOUND", path: "until" });
    await expect(replay.step(1, { depth: 0 })).rejects.toMatchObject({ code: "BAD_VALUE", path: "depth" });
    await expect(replay.step(1, { instrument: 2 })).rejects.toMatchObject({ code: "BAD_VALUE", path: "instrument" });
    // The engine has gone on, and so has the journal.
    desk.run.run(2500);
    expectSame(await replay.seek({ instrument: 0, depth: 5 }), desk.run.rests.at(-1)!);
  }, 30_000);

  test("plays in event time, at any speed, and follows the live engine from the end on", async () => {
    await using desk = new TravelDesk(1500);
    await using client = await desk.client();
    const { replay } = client;
    const opened = await replay.open({ sequence: 100 });
    let last = opened;
    for await (const moment of replay.play({ speed: 10 })) {
      expect(moment.sequence).toBeGreaterThanOrEqual(last.sequence);
      expect(moment.playing).toBe(true);
      last = moment;
      if (moment.sequence > 300) break;
    }
    const still = await replay.pause();
    expect(still.playing).toBe(false);
    expect(still.sequence).toBeGreaterThanOrEqual(last.sequence);
    expect((await replay.seek({ sequence: still.sequence })).stateHash).toBe(still.stateHash);
    for await (const moment of replay.play({ speed: 100_000 })) {
      if (moment.sequence < moment.last) continue;
      const { length } = desk.run.rests;
      if (length > 1500) break;
      desk.run.run(moment.last + 50);
    }
    await expect(replay.play({ speed: 0 }).next()).rejects.toMatchObject({ code: "BAD_VALUE", path: "speed" });
    await replay.close();
    await expect(replay.step()).rejects.toMatchObject({ code: "NOT_FOUND" });
  }, 30_000);

  test("one for a connection, so many a gateway; who leaves makes room", async () => {
    await using desk = new TravelDesk(300, { limits: { maxReplays: 2 } });
    const [first, second, third] = [await desk.client(), await desk.client(), await desk.client()];
    await first.replay.open();
    await first.replay.open({ sequence: 10 });
    await second.replay.open();
    await expect(third.replay.open()).rejects.toMatchObject({ code: "REFUSED" });
    await first.close();
    let isIn = false;
    await until(() => {
      if (!isIn)
        third.replay.open().then(
          () => {
            isIn = true;
          },
          () => {},
        );
      return isIn;
    }, "room");
    const playing = second.replay.play({ speed: 0.01 });
    await playing.next();
    const watch = async (): Promise<void> => {
      while (!(await playing.next()).done);
    };
    const ended = watch();
    await desk.gateway.stop();
    await expect(ended).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await Promise.all([second.close(), third.close()]);
  }, 30_000);

  test("without a journal there is none; an engine that cannot be put together is told", async () => {
    await using without = new TravelDesk(100, { isReplayed: false });
    await using client = await without.client();
    expect(client.welcome.features).not.toContain("replay");
    await expect(client.replay.open()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await using other = new TravelDesk(1500, { seed: SEED + 1 });
    await using viewer = await other.client();
    await expect(viewer.replay.open()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("replay: at sequence"),
    });
  }, 30_000);
});
