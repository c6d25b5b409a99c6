import { describe, expect, test } from "bun:test";
import { EventCursor, EventQueue, type EventView, type Stage, viewEvent } from "@hotpath/core";
import { OrderIds } from "@hotpath/engine";
import { type ClientSubscription, GatewayClient, type UpdateOf } from "@hotpath/gateway/client";
import type { Topic } from "@hotpath/gateway/protocol";
import { DeskStage } from "@hotpath/gateway/server";
import { JournalReader } from "@hotpath/journal";
import { assemble, describedRun, loadDescribed } from "../run/assembly.ts";
import { Cli } from "../testing/cli.ts";
import { serve } from "./testing/serve.ts";

const KILLS = 4;
const TOPICS = ["events", "orders", "fills", "trades", "signals"] as const;

/** All that a subscription has yielded. */
class Heard<T extends Topic> {
  readonly updates: UpdateOf<T>[] = [];
  readonly subscription: ClientSubscription<T>;
  readonly done: Promise<void>;

  constructor(client: GatewayClient, topic: T) {
    this.subscription = client.subscribe(topic);
    this.done = this.#read();
  }

  async #read(): Promise<void> {
    for await (const update of this.subscription) this.updates.push(update);
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(2);
}

/** Everything that a journal's engine took in and derived, by running it again. */
async function recorded(folder: string): Promise<EventView[]> {
  using reader = JournalReader.open(folder);
  const run = describedRun(reader.metadata, folder);
  const queue = new EventQueue();
  const types = Array.from({ length: 200 }, (_, type) => type);
  const recorder: Stage = { name: "recorder", handles: types, on: (event) => queue.append(event) };
  const strategies = await Promise.all(run.strategies.map(({ file }) => loadDescribed(file, () => ({}), "stop")));
  const orderIds = new OrderIds();
  using engine = assemble(run, strategies, { orderIds, observers: [new DeskStage({ orderIds }), recorder] });
  const event = new EventCursor();
  while (reader.next(event)) engine.replay(event);
  const views: EventView[] = [];
  while (queue.next(event)) views.push(viewEvent(event)!);
  return views;
}

describe("an engine that is killed and comes back", () => {
  test(`clients resume with no gap and no duplicate, ${KILLS} times by kill -9 amid trading and commands`, async () => {
    using cli = new Cli();
    const token = (await cli.run(["token", "tokens.json", "--name", "desk", "--role", "trade"])).stdout.trim();
    const args = ["--journal", "journal", "--tokens", "tokens.json", "--quiet", "--pace", "2000"];
    let serving = await serve(cli, args);
    const port = new URL(serving.url).port;
    await using client = await GatewayClient.connect({ url: serving.url, token, firstDelayMillis: 10 });
    const life = client.welcome.engine;
    const heard = TOPICS.map((topic) => new Heard(client, topic));
    const [events, orders, fills, trades, signals] = heard as unknown as [
      Heard<"events">,
      Heard<"orders">,
      Heard<"fills">,
      Heard<"trades">,
      Heard<"signals">,
    ];
    let isOver = false;
    const traffic = sendOrders(client, () => isOver);
    for (let kill = 0; kill < KILLS; kill++) {
      const [fillsBefore, eventsBefore] = [fills.updates.length, events.updates.length];
      await until(() => fills.updates.length > fillsBefore + 3 && events.updates.length > eventsBefore + 500);
      serving.child.kill("SIGKILL");
      await serving.child.exited;
      serving = await serve(cli, [...args, "--port", port]);
      await until(() => client.reconnects > kill);
      expect(client.welcome.engine).toBe(life);
    }
    await until(() => signals.updates.at(-1)!.sequence > client.welcome.sequence);
    isOver = true;
    const sent = await traffic;
    serving.child.kill("SIGTERM");
    expect(await serving.child.exited).toBe(0);
    await client.close();
    await Promise.all(heard.map(({ done }) => done));

    expect(heard.map(({ subscription }) => subscription.gaps)).toEqual(heard.map(() => 0));
    const all = await recorded(cli.path("journal"));
    const since = (name: string | undefined, updates: readonly { sequence: number }[]) => {
      const [first, last] = [updates[0]!.sequence, updates.at(-1)!.sequence];
      const isIn = ({ sequence, type }: EventView) =>
        sequence >= first && sequence <= last && (name ?? type) === type && type !== "Checkpoint";
      return all.filter(isIn);
    };
    // The last input's records may have been on their way when it ended.
    const whole = events.updates.filter(({ sequence }) => sequence < events.updates.at(-1)!.sequence);
    expect(whole.map(({ sequence, name, time }) => ({ sequence, type: name as string, time }))).toEqual(
      since(undefined, whole).map(({ sequence, type, time }) => ({ sequence, type: type as string, time })),
    );
    for (const [name, { updates }] of [
      ["Fill", fills],
      ["Trade", trades],
      ["Signal", signals],
    ] as const)
      expect(updates.map(({ sequence, instrument }) => `${sequence} ${instrument}`)).toEqual(
        since(name, updates).map(({ sequence, instrument }) => `${sequence} ${instrument}`),
      );
    // What an order was last told to be filled is what its fills come to; no change is told twice.
    const filled = new Map<number, number>();
    for (const view of since("Fill", orders.updates))
      if (view.type === "Fill") filled.set(view.orderId, (filled.get(view.orderId) ?? 0) + view.quantity);
    const told = new Map(orders.updates.map((order) => [order.orderId, order.filled]));
    for (const [orderId, quantity] of filled) expect([orderId, told.get(orderId)]).toEqual([orderId, quantity]);
    const changes = orders.updates.map(
      ({ sequence, orderId, state, filled }) => `${sequence} ${orderId} ${state} ${filled}`,
    );
    expect(new Set(changes).size).toBe(changes.length);
    // Each order that was asked for under a key is there once, though its answer may have been lost with the engine.
    expect(sent).toBeGreaterThan(KILLS);
    expect(all.filter(({ type }) => type === "OrderEntry")).toHaveLength(sent);
  }, 120_000);
});

/** Orders of a client, one after the other, over all reconnects. @returns how many were answered */
async function sendOrders(client: GatewayClient, isOver: () => boolean): Promise<number> {
  let answered = 0;
  for (let k = 0; !isOver(); k++) {
    const side = k % 2 === 0 ? "buy" : "sell";
    const request = { type: "submitOrder", instrument: k % 4, side, orderType: "market", quantity: "1" } as const;
    const { value } = await client.request({ ...request, key: `order-${k}` });
    if (value !== undefined) answered += 1;
    await Bun.sleep(5);
  }
  return answered;
}
