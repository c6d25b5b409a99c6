/**
 * Many clients with different subscriptions, on a thread of their own. Each holds what it is sent against what it may
 * expect, and keeps its state as a client would.
 */
import type { ClientMessage, ServerMessage } from "../protocol/index.ts";
import { MessagePackReader, MessagePackWriter, PROTOCOL_VERSION } from "../protocol/index.ts";

/** What the crowd is told. */
export interface CrowdRun {
  url: string;
  token: string;
  clients: number;
  /** The sequence of the last input: a client is done when it has come to it. */
  last?: number;
}

/** What it tells: that all have subscribed, or what became of each client. */
export type CrowdNews = { kind: "ready" } | { kind: "done"; clients: CrowdClient[] };

/** What a client has come to. */
export interface CrowdClient {
  topic: "quotes" | "trades" | "book" | "orders" | "fills";
  /** Updates. */
  count: number;
  /** Numbers that were not one more than the last. */
  gaps: number;
  /** Code of its end; undefined while it is connected. */
  closed?: number;
  /** Prices of trades, or sizes by price of the book's bids and asks, or the last quote. */
  seen: number[];
}

const TOPICS = ["quotes", "trades", "book", "orders", "fills"] as const;

declare const self: Worker;

const clients: { state: CrowdClient; sequence: number; bids: Map<number, number>; asks: Map<number, number> }[] = [];
let last = Number.POSITIVE_INFINITY;

self.onmessage = ({ data }: MessageEvent<CrowdRun>) => {
  if (data.last === undefined) for (let k = 0; k < data.clients; k++) open(data, k);
  else {
    last = data.last;
    tell();
  }
};

let ready = 0;

function open({ url, token, clients: count }: CrowdRun, k: number): void {
  const topic = TOPICS[k % TOPICS.length]!;
  const client = {
    state: { topic, count: 0, gaps: 0, seen: [] } as CrowdClient,
    sequence: 0,
    bids: new Map<number, number>(),
    asks: new Map<number, number>(),
  };
  clients.push(client);
  const reader = new MessagePackReader();
  const socket = new WebSocket(url, ["hotpath.msgpack"]);
  socket.binaryType = "arraybuffer";
  const send = (message: ClientMessage): void => {
    const writer = new MessagePackWriter();
    writer.value(message);
    socket.send(writer.written());
  };
  socket.onopen = () => {
    send({ type: "hello", version: PROTOCOL_VERSION, token });
    const of = topic === "book" ? { instrument: 0, depth: 5, rate: 20 } : {};
    send({ type: "subscribe", id: 1, topic, ...of });
  };
  socket.onclose = ({ code }) => {
    client.state.closed = code;
    tell();
  };
  socket.onmessage = ({ data }) => {
    for (const message of reader.read(new Uint8Array(data as ArrayBuffer)) as ServerMessage[]) {
      if (message.type === "subscribed") {
        ready += 1;
        if (ready === count) postMessage({ kind: "ready" } satisfies CrowdNews);
      } else if (message.type === "heartbeat") send({ type: "alive" });
      else if ("number" in message && "sequence" in message) take(client, message);
    }
    if (client.sequence >= last) tell();
  };
}

function take(
  client: (typeof clients)[number],
  message: Extract<ServerMessage, { number: number; sequence: number }>,
): void {
  const { state } = client;
  state.count += 1;
  if (message.number !== state.count) state.gaps += 1;
  client.sequence = message.sequence;
  if (message.type === "trade") state.seen.push(message.price);
  else if (message.type === "fill") state.seen.push(message.orderId);
  else if (message.type === "order" && message.state === "filled") state.seen.push(message.orderId);
  else if (message.type === "quote") state.seen = [message.bidPrice, message.askPrice];
  else if (message.type === "book")
    for (const [side, levels] of [
      [client.bids, message.bids],
      [client.asks, message.asks],
    ] as const) {
      if (message.snapshot) side.clear();
      for (let k = 0; k < levels.length; k += 2) {
        if (levels[k + 1] === 0) side.delete(levels[k]!);
        else side.set(levels[k]!, levels[k + 1]!);
      }
    }
}

let isTold = false;

function tell(): void {
  if (isTold || !clients.every(({ state, sequence }) => state.closed !== undefined || sequence >= last)) return;
  isTold = true;
  for (const { state, bids, asks } of clients)
    if (state.topic === "book")
      state.seen = [...[...bids].sort(([a], [b]) => b - a).flat(), ...[...asks].sort(([a], [b]) => a - b).flat()];
  postMessage({ kind: "done", clients: clients.map(({ state }) => state) } satisfies CrowdNews);
}
