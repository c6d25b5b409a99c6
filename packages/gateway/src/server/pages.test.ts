import { expect, test } from "bun:test";
import { PROTOCOL_VERSION } from "../protocol/index.ts";
import { TestDesk } from "../testing/desk.ts";
import { until } from "../transport/testing/conformance.ts";
import { openRaw } from "../transport/testing/raw-client.ts";
import type { Page } from "./pages.ts";

const FILES: Readonly<Record<string, Page>> = {
  "/": { type: "text/html; charset=utf-8", body: "<!doctype html><p>✓" },
  "/font.woff2": { type: "font/woff2", body: Uint8Array.of(0, 255), headers: { "cache-control": "max-age=3600" } },
};

function pages(path: string): Page | undefined {
  if (path === "/broken") throw new Error("the folder is gone");
  return FILES[path];
}

test("pages are served beside the rest, with headers that keep others out of them", async () => {
  await using desk = new TestDesk({ gateway: { pages } });
  const get = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`http://127.0.0.1:${desk.port}${path}`, init);
  const index = await get("/?x=1");
  expect([index.status, await index.text()]).toEqual([200, "<!doctype html><p>✓"]);
  expect(Object.fromEntries(index.headers)).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
  });
  const font = await get("/font.woff2");
  expect([font.headers.get("cache-control"), (await font.bytes()).length]).toEqual(["max-age=3600", 2]);
  expect([(await get("/health")).status, (await get("/none")).status]).toEqual([200, 404]);
  expect((await get("/", { method: "POST" })).status).toBe(405);
  expect([(await get("/broken")).status, await (await get("/broken")).text()]).toEqual([500, "the page failed\n"]);
  expect(desk.log.filter((line) => line.startsWith("error failed"))).toHaveLength(2);
});

test("a page's own script comes in with a token and not without; another page's does not come in at all", async () => {
  await using desk = new TestDesk({ gateway: { pages } });
  const headers = { origin: `http://127.0.0.1:${desk.port}` };
  const open = (token: string): Promise<string> =>
    new Promise((done) => {
      const socket = new WebSocket(desk.url, { protocols: ["hotpath.json"], headers } as unknown as string[]);
      socket.onopen = () => socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION, token }));
      socket.onmessage = ({ data }) => {
        done(JSON.parse(data).type);
        socket.close();
      };
    });
  expect([await open(desk.tokens.view), await open("hp.1.none")]).toEqual(["welcome", "failure"]);
  await expect(openRaw(desk.port, { Origin: "http://evil.example" })).rejects.toThrow("403");
  await expect(openRaw(desk.port, { Origin: `https://127.0.0.1:${desk.port}` })).rejects.toThrow("403");
  await until(() => desk.log.some((line) => line.includes("disconnected")), "the end");
});

test("without pages there are none, and this port's origin is a stranger", async () => {
  await using desk = new TestDesk();
  expect((await fetch(`http://127.0.0.1:${desk.port}/`)).status).toBe(404);
  await expect(openRaw(desk.port, { Origin: `http://127.0.0.1:${desk.port}` })).rejects.toThrow("403");
});
