/** What every transport must do, over real sockets. */
import { expect, test } from "bun:test";
import { IoError } from "@hotpath/core";
import {
  CloseCode,
  type HttpAnswer,
  type HttpRequest,
  type Transport,
  type TransportConnection,
  type TransportHandler,
  type UpgradeRequest,
} from "../transport.ts";
import { clientFrame, openRaw, rawHttp } from "./raw-client.ts";

/** Waits until something is so, so many rounds of a few milliseconds at the most. */
export async function until(isSo: () => boolean, what: string, rounds = 2000): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    if (isSo()) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error(`never: ${what}`);
}

/** Keeps all that a transport tells. */
class Witness implements TransportHandler {
  readonly opened: TransportConnection[] = [];
  readonly frames: (Uint8Array | string)[] = [];
  readonly closed: [number, number][] = [];
  readonly requests: HttpRequest[] = [];
  readonly asked: UpgradeRequest[] = [];
  drained = 0;
  admit(request: UpgradeRequest): { status: number; reason: string } | undefined {
    this.asked.push(request);
    return request.origin === "https://stranger.example" ? { status: 403, reason: "origin" } : undefined;
  }
  http(request: HttpRequest): HttpAnswer {
    this.requests.push(request);
    if (request.path !== "/bytes") return { status: 418, type: "text/plain", body: request.path };
    return { status: 200, type: "font/woff2", body: Uint8Array.of(0, 255), headers: { "cache-control": "no-cache" } };
  }
  open(connection: TransportConnection): void {
    this.opened.push(connection);
  }
  message(connection: TransportConnection, frame: Uint8Array | string): void {
    this.frames.push(typeof frame === "string" ? frame : frame.slice());
    connection.send(typeof frame === "string" ? frame : Uint8Array.from(frame));
  }
  drain(): void {
    this.drained += 1;
  }
  close(connection: TransportConnection, code: number): void {
    this.closed.push([connection.id, code]);
  }
}

interface Opened {
  socket: WebSocket;
  received: (string | Uint8Array)[];
  closed: Promise<number>;
}

async function open(port: number, protocols: string[] = [], headers: Record<string, string> = {}): Promise<Opened> {
  const options = { protocols, headers } as unknown as string[];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, options);
  socket.binaryType = "arraybuffer";
  const received: (string | Uint8Array)[] = [];
  socket.onmessage = ({ data }) => received.push(typeof data === "string" ? data : new Uint8Array(data));
  const closed = new Promise<number>((done) => {
    socket.onclose = ({ code }) => done(code);
  });
  await new Promise<void>((done, fail) => {
    socket.onopen = () => done();
    socket.onerror = () => fail(new Error("refused"));
  });
  return { socket, received, closed };
}

/**
 * Declares the tests.
 *
 * @param make a transport that takes frames of 4,096 bytes at the most, on a port of 127.0.0.1 (0: any)
 */
export function transportConformance(make: (port: number) => Transport): void {
  const using = (run: (witness: Witness, port: number, transport: Transport) => Promise<void>) => async () => {
    const transport = make(0);
    const witness = new Witness();
    const port = transport.listen(witness);
    try {
      await run(witness, port, transport);
    } finally {
      await transport.stop();
    }
  };

  test(
    "binary and text frames come and go whole, in order and as what they are",
    using(async (witness, port) => {
      const { socket, received } = await open(port);
      const frames = [new Uint8Array(0), Uint8Array.of(0, 255), "text ✓", new Uint8Array(4096).fill(7)];
      for (const frame of frames) socket.send(frame);
      await until(() => received.length === frames.length, "all frames come back");
      expect(witness.frames).toEqual(frames);
      expect(received).toEqual(frames);
      socket.close();
    }),
  );

  test(
    "the subprotocol is what the client names, MessagePack where it names none, and nothing else",
    using(async (witness, port) => {
      const json = await open(port, ["other", "hotpath.json"]);
      expect(json.socket.protocol).toBe("hotpath.json");
      const none = await open(port);
      expect(none.socket.protocol).toBe("");
      expect(witness.opened.map(({ subprotocol }) => subprotocol)).toEqual(["hotpath.json", "hotpath.msgpack"]);
      expect(witness.opened.map(({ id }) => id)).toEqual([1, 2]);
      await expect(open(port, ["other"])).rejects.toThrow();
      for (const { socket } of [json, none]) socket.close();
    }),
  );

  test(
    "origin, address and bearer are told; who is not admitted is answered by HTTP and never opened",
    using(async (witness, port) => {
      const own = await open(port, [], { origin: "https://desk.example", authorization: "Bearer abc.def" });
      expect(witness.asked[0]).toMatchObject({ origin: "https://desk.example", remoteAddress: "127.0.0.1" });
      expect(witness.opened[0]!.bearer).toBe("abc.def");
      await expect(openRaw(port, { Origin: "https://stranger.example" })).rejects.toThrow("403");
      expect(witness.opened.length).toBe(1);
      own.socket.close();
    }),
  );

  test(
    "a frame beyond the bound ends its connection and reaches nobody",
    using(async (witness, port) => {
      const { socket, closed } = await open(port);
      socket.send(new Uint8Array(4097));
      await closed;
      expect(witness.frames).toEqual([]);
      await until(() => witness.closed.length === 1, "the end is told");
      expect((await open(port)).socket.readyState).toBe(WebSocket.OPEN);
    }),
  );

  test(
    "close and its code reach the other side, whoever closes, and are told once",
    using(async (witness, port) => {
      const first = await open(port);
      witness.opened[0]!.close(CloseCode.TooSlow, "too slow");
      expect(await first.closed).toBe(CloseCode.TooSlow);
      const second = await openRaw(port);
      second.write(clientFrame(Uint8Array.of(4321 >> 8, 4321 & 255), 8));
      await until(() => witness.closed.length === 2, "both ends are told");
      expect(witness.closed.map(([id]) => id)).toEqual([1, 2]);
      expect(witness.closed[1]).toEqual([2, 4321]);
      expect(witness.opened[0]!.send("late")).toBe(false);
      witness.opened[0]!.terminate();
      expect(witness.closed.length).toBe(2);
      second.destroy();
    }),
  );

  test(
    "what a client does not read is counted, and drains when it reads",
    using(async (witness, port) => {
      const socket = await openRaw(port);
      await until(() => witness.opened.length === 1, "it is open");
      const connection = witness.opened[0]!;
      const frame = new Uint8Array(65_536);
      let sent = 0;
      while (connection.bufferedBytes < 1 << 20 && sent < 1 << 26) {
        connection.send(frame);
        sent += frame.length;
      }
      expect(connection.bufferedBytes).toBeGreaterThanOrEqual(1 << 20);
      let read = 0;
      socket.on("data", (bytes) => {
        read += bytes.length;
      });
      socket.resume();
      await until(() => connection.bufferedBytes === 0 && read >= sent, "all is read");
      await until(() => witness.drained > 0, "the drain is told");
      socket.destroy();
    }),
  );

  test(
    "terminate ends a connection that does not read",
    using(async (witness, port) => {
      const socket = await openRaw(port);
      await until(() => witness.opened.length === 1, "it is open");
      const connection = witness.opened[0]!;
      for (let k = 0; k < 256; k++) connection.send(new Uint8Array(65_536));
      connection.terminate();
      await until(() => witness.closed.length === 1, "the end is told");
      expect(connection.bufferedBytes).toBe(0);
      socket.destroy();
    }),
  );

  test(
    "a client that does not read what was sent before a close is told goodbye when it does, and may be terminated before",
    using(async (witness, port) => {
      const [reader, other] = [await openRaw(port), await openRaw(port)];
      await until(() => witness.opened.length === 2, "both are open");
      for (const connection of witness.opened) {
        while (connection.bufferedBytes < 1 << 20) connection.send(new Uint8Array(65_536));
        connection.close(CloseCode.TooSlow, "too slow");
        expect(connection.bufferedBytes).toBeGreaterThanOrEqual(1 << 20);
        expect(connection.send("late")).toBe(false);
      }
      expect(witness.closed).toEqual([]);
      witness.opened[1]!.terminate();
      await until(() => witness.closed.length === 1, "the end of one is told");
      expect(witness.closed[0]).toEqual([2, CloseCode.TooSlow]);
      let last: Buffer = Buffer.alloc(0);
      reader.on("data", (bytes: Buffer) => {
        last = Buffer.concat([last, bytes]).subarray(-12);
      });
      reader.resume();
      await until(() => witness.closed.length === 2, "the end of the other is told");
      expect(witness.closed[1]).toEqual([1, CloseCode.TooSlow]);
      await until(() => last.toString("latin1").endsWith("too slow"), "its farewell, last of all");
      expect([...last.subarray(0, 4)]).toEqual([0x88, 10, CloseCode.TooSlow >> 8, CloseCode.TooSlow & 255]);
      for (const socket of [reader, other]) socket.destroy();
    }),
  );

  test(
    "HTTP is answered on the same port",
    using(async (witness, port) => {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics?x=1`, { headers: { authorization: "Bearer t" } });
      expect([answer.status, await answer.text()]).toEqual([418, "/metrics"]);
      expect(witness.requests).toEqual([
        {
          method: "GET",
          path: "/metrics",
          query: "x=1",
          origin: undefined,
          remoteAddress: "127.0.0.1",
          host: `127.0.0.1:${port}`,
          bearer: "t",
        },
      ]);
      expect([answer.headers.get("cache-control"), answer.headers.get("x-content-type-options")]).toEqual([
        "no-store",
        "nosniff",
      ]);
    }),
  );

  test(
    "an answer of HTTP may be bytes and have headers of its own; HEAD has them and no body; a path climbs nowhere",
    using(async (witness, port) => {
      const url = `http://127.0.0.1:${port}/bytes`;
      const answer = await fetch(url);
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(Uint8Array.of(0, 255));
      const { headers } = answer;
      expect([headers.get("content-type"), headers.get("cache-control")]).toEqual(["font/woff2", "no-cache"]);
      const head = await fetch(url, { method: "HEAD" });
      expect([head.status, head.headers.get("content-type"), (await head.arrayBuffer()).byteLength]).toEqual([
        200,
        "font/woff2",
        0,
      ]);
      const climbing = await rawHttp(port, "GET /a/../../b%2f..?q HTTP/1.1");
      expect(climbing).toStartWith("HTTP/1.1 418");
      expect(witness.requests.at(-1)).toMatchObject({ path: "/b%2f..", query: "q" });
    }),
  );

  test("stop says goodbye; a port that is taken is an error", async () => {
    const transport = make(0);
    const witness = new Witness();
    const port = transport.listen(witness);
    const { closed } = await open(port);
    expect(() => make(port).listen(witness)).toThrow(IoError);
    await transport.stop();
    expect(await closed).toBe(CloseCode.GoingAway);
    await expect(open(port)).rejects.toThrow();
  });
}
