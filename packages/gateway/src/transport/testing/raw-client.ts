/** A client of a few lines over TCP, for what no WebSocket of a runtime does: not to read, and to send what is wrong. */
import { connect, type Socket } from "node:net";

/** Opens a WebSocket by hand and reads nothing more. A `Host` of `headers` takes the place of the right one. */
export async function openRaw(port: number, headers: Readonly<Record<string, string>> = {}): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  const lines = [
    "GET / HTTP/1.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    ...Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.on("error", () => {});
  await new Promise<void>((done) => socket.once("connect", () => done()));
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const first = await new Promise<Buffer>((done) => socket.once("data", done));
  socket.pause();
  if (!first.toString("latin1").startsWith("HTTP/1.1 101")) throw new Error(first.toString("latin1").split("\r\n")[0]);
  return socket;
}

/** A frame as clients send them: masked, RFC 6455 § 5.2. The mask is zero. */
export function clientFrame(payload: Uint8Array, opcode = 2): Uint8Array {
  const long = payload.length > 125;
  const head = long
    ? [0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255]
    : [0x80 | opcode, 0x80 | payload.length];
  return Uint8Array.from([...head, 0, 0, 0, 0, ...payload]);
}

/** Sends a request of HTTP as it is written, with a `Host` where `headers` have none, and reads all of the answer. */
export async function rawHttp(
  port: number,
  requestLine: string,
  headers: Readonly<Record<string, string>> = { Host: `127.0.0.1:${port}` },
): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${[requestLine, ...lines].join("\r\n")}\r\n\r\n`);
  const parts: Buffer[] = [];
  socket.on("data", (part: Buffer) => parts.push(part));
  await new Promise<void>((done) => {
    socket.on("error", () => {});
    socket.on("close", () => done());
  });
  return Buffer.concat(parts).toString("latin1");
}
