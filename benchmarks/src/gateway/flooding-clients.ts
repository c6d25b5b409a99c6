/** Clients that do what none should: one asks without end, one sends garbage, one does not read what it asked for. */
import { connect, type Socket } from "node:net";
import { type ClientMessage, MessagePackWriter, PROTOCOL_VERSION } from "@hotpath/gateway/protocol";

const FLOOD_MILLIS = 5;

export class FloodingClients implements Disposable {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #sockets: WebSocket[];
  readonly #stalled: Socket;

  private constructor(timer: ReturnType<typeof setInterval>, sockets: WebSocket[], stalled: Socket) {
    this.#timer = timer;
    this.#sockets = sockets;
    this.#stalled = stalled;
  }

  static async open(url: string, token: string): Promise<FloodingClients> {
    const hello = frame({ type: "hello", version: PROTOCOL_VERSION, token });
    const [flooding, garbage] = await Promise.all([enter(url, hello), enter(url, hello)]);
    const stalled = await stall(new URL(url), [hello, frame({ type: "subscribe", id: 1, topic: "events" })]);
    let id = 0;
    const timer = setInterval(() => {
      id += 1;
      flooding.send(frame({ type: "query", id, what: "positions" }));
      garbage.send(Uint8Array.of(0xc1, id & 255));
    }, FLOOD_MILLIS);
    return new FloodingClients(timer, [flooding, garbage], stalled);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.close();
    this.#stalled.destroy();
  }
}

function frame(message: ClientMessage): Uint8Array<ArrayBuffer> {
  const writer = new MessagePackWriter();
  writer.value(message);
  return writer.written().slice();
}

async function enter(url: string, hello: Uint8Array<ArrayBuffer>): Promise<WebSocket> {
  const socket = new WebSocket(url, ["hotpath.msgpack"]);
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  socket.send(hello);
  return socket;
}

/** A WebSocket by hand, RFC 6455, whose socket is not read. */
async function stall({ hostname, port }: URL, frames: Uint8Array[]): Promise<Socket> {
  const socket = connect(Number(port), hostname).on("error", () => {});
  const lines = [
    "GET / HTTP/1.1",
    `Host: ${hostname}:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: hotpath.msgpack",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  for (const payload of frames) {
    const head =
      payload.length < 126 ? [payload.length | 0x80] : [126 | 0x80, payload.length >> 8, payload.length & 255];
    socket.write(Uint8Array.from([0x82, ...head, 0, 0, 0, 0, ...payload]));
  }
  return socket;
}
