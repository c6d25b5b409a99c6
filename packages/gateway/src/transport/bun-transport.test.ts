import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { bunTransport } from "./bun-transport.ts";
import { CERTIFICATE } from "./testing/certificate.ts";
import { transportConformance } from "./testing/conformance.ts";
import type { TransportHandler } from "./transport.ts";

describe("over Bun.serve", () => {
  transportConformance((port) => bunTransport({ port, maxFrameBytes: 4096 }));

  test("nothing but this machine without TLS, unless it is said", () => {
    for (const hostname of ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.evil.example"])
      expect(() => bunTransport({ hostname })).toThrow(ConfigError);
    for (const hostname of ["127.0.0.1", "localhost", "::1"]) expect(() => bunTransport({ hostname })).not.toThrow();
    expect(() => bunTransport({ hostname: "0.0.0.0", allowPlaintext: true })).not.toThrow();
  });

  test("with a certificate it speaks TLS, HTTP and WebSocket, and nothing else", async () => {
    const transport = bunTransport({ tls: CERTIFICATE });
    const echo: TransportHandler = {
      admit: () => undefined,
      http: () => ({ status: 200, type: "text/plain", body: "ok" }),
      open: () => {},
      message: (connection, frame) => void connection.send(frame as string),
      drain: () => {},
      close: () => {},
    };
    const port = transport.listen(echo);
    try {
      const tls = { ca: CERTIFICATE.cert };
      expect(await (await fetch(`https://localhost:${port}/health`, { tls })).text()).toBe("ok");
      await expect(fetch(`https://localhost:${port}/health`)).rejects.toThrow();
      const isPlain = await fetch(`http://localhost:${port}/health`).then(
        (answer) => answer.ok,
        () => false,
      );
      expect(isPlain).toBe(false);
      const socket = new WebSocket(`wss://localhost:${port}/`, { tls } as unknown as string[]);
      const heard = await new Promise((done, fail) => {
        socket.onopen = () => socket.send("hello");
        socket.onmessage = ({ data }) => done(data);
        socket.onerror = () => fail(new Error("refused"));
      });
      expect(heard).toBe("hello");
      socket.close();
    } finally {
      await transport.stop();
    }
  });

  test("an error shows nothing of the source", async () => {
    const transport = bunTransport();
    const broken = (): never => {
      throw new Error("the innards");
    };
    const nothing = (): void => {};
    const handler = { admit: broken, http: broken, open: nothing, message: nothing, drain: nothing, close: nothing };
    const port = transport.listen(handler);
    const answer = await fetch(`http://localhost:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([500, "the gateway failed at this request"]);
    await transport.stop();
  });

  test("options that are out of range are named", () => {
    expect(() => bunTransport({ port: 70_000 })).toThrow("port");
    expect(() => bunTransport({ maxFrameBytes: 1 })).toThrow("maxFrameBytes");
  });
});
