import { afterAll, expect, test } from "bun:test";
import { download } from "./download.ts";

const body = new Uint8Array(300_000).map((_, i) => i * 7);
const server = Bun.serve({
  port: 0,
  fetch(request) {
    return new URL(request.url).pathname === "/file" ? new Response(body) : new Response("no", { status: 404 });
  },
});
afterAll(() => server.stop(true));

test("brings every byte and tells how far it is", async () => {
  const told: number[] = [];
  const bytes = await download(`${server.url}file`, body.length, (done, total) => {
    expect(total).toBe(body.length);
    told.push(done);
  });
  expect(Bun.deepEquals(bytes, body)).toBe(true);
  expect(told.at(-1)).toBe(body.length);
  expect(told).toEqual([...told].sort((a, b) => a - b));
});

test("what fails says where and why", async () => {
  const silent = () => {};
  await expect(download(`${server.url}none`, 1e6, silent)).rejects.toThrow(
    `${server.url.host}: the server answered 404`,
  );
  await expect(download(`${server.url}file`, 1000, silent)).rejects.toThrow("it is longer than 1000 bytes");
  await expect(download("http://127.0.0.1:1/x", 1000, silent)).rejects.toMatchObject({ code: "IO_FAILED" });
});
