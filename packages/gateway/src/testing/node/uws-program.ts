/** Runs under Node: the transports' suite over `uWebSockets.js`, and a whole gateway with an engine behind it. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { createRequire } from "node:module";
import { join } from "node:path";
import { GatewayClient } from "../../client/index.ts";
import { CERTIFICATE } from "../../transport/testing/certificate.ts";
import { transportConformance, until } from "../../transport/testing/conformance.ts";
import { openRaw } from "../../transport/testing/raw-client.ts";
import { importUws, type UwsModule, uwsTransport } from "../../uws/index.ts";
import { TestDesk } from "../desk.ts";

const [modulePath, folder] = process.argv.slice(2) as [string, string];
const uws = createRequire(import.meta.url)(modulePath) as UwsModule;
const certFile = join(folder, "cert.pem");
const keyFile = join(folder, "key.pem");

transportConformance((port) => uwsTransport({ uws, port, maxFrameBytes: 4096 }));

test("without the module it is said how to install it", async () => {
  await expect(importUws()).rejects.toThrow("npm install uNetworking/uWebSockets.js");
  expect(() => uwsTransport({ uws: {} as UwsModule })).toThrow("uws");
});

test("nothing but this machine without TLS; a certificate that is none is named", () => {
  expect(() => uwsTransport({ uws, hostname: "0.0.0.0" })).toThrow("hostname");
  expect(() => uwsTransport({ uws, tls: { certFile: "none.pem", keyFile: "none.pem" } })).toThrow("tls");
});

test("with a certificate it speaks TLS", async () => {
  const desk = new TestDesk({ transport: uwsTransport({ uws, tls: { certFile, keyFile } }) });
  const status = await new Promise((done, fail) => {
    const asked = request(
      { port: desk.port, host: "localhost", path: "/health", ca: readFileSync(certFile) },
      (response) => {
        response.resume();
        done(response.statusCode);
      },
    );
    asked.on("error", fail);
    asked.end();
  });
  expect([status, CERTIFICATE.cert === readFileSync(certFile, "utf8")]).toEqual([200, true]);
  await expect(fetch(`http://localhost:${desk.port}/health`)).rejects.toThrow();
  await desk[Symbol.asyncDispose]();
});

test("a gateway with an engine behind it: quotes, an order, roles, hosts, pages, metrics", async () => {
  const desk = new TestDesk({
    transport: uwsTransport({ uws }),
    gateway: { pages: (path) => (path === "/" ? { type: "text/html", body: "<p>page" } : undefined) },
  });
  desk.quote(10_000);
  const client = await GatewayClient.connect({ url: desk.url, token: desk.tokens.trade });
  const quotes = client.subscribe("quotes")[Symbol.asyncIterator]();
  expect((await quotes.next()).value).toMatchObject({ bidPrice: 10_000, askPrice: 10_002 });
  const order = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "7" } as const;
  expect(await client.request({ ...order, key: "a" })).toMatchObject({ value: { orderId: 1, state: "filled" } });
  expect(await client.request({ ...order, key: "a" })).toMatchObject({ value: { orderId: 1, state: "filled" } });
  await expect(client.request({ type: "killSwitch", engaged: true })).rejects.toThrow("role risk");
  await expect(openRaw(desk.port, { Host: "evil.example" })).rejects.toThrow("403");
  await expect(openRaw(desk.port, { Origin: "https://evil.example" })).rejects.toThrow("403");
  const get = (path: string, token = "none") =>
    fetch(`http://127.0.0.1:${desk.port}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const page = await get("/");
  expect([await page.text(), page.headers.get("x-frame-options")]).toEqual(["<p>page", "DENY"]);
  expect((await get("/metrics")).status).toBe(401);
  expect(await (await get("/metrics", desk.tokens.view)).text()).toContain("hotpath_gateway_connections 1");
  await client.close();
  await until(() => desk.log.some((line) => line.includes("disconnected")), "the end");
  await desk[Symbol.asyncDispose]();
});
