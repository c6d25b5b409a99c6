import { expect, test } from "bun:test";
import { bearerOf, subprotocolOf, targetOf } from "./request-head.ts";

test("a bearer is one word of visible ASCII, and bounded", () => {
  expect(["Bearer a.b", "bearer   a.b"].map(bearerOf)).toEqual(["a.b", "a.b"]);
  for (const none of [null, undefined, "", "Bearer", "Bearer ", "Basic a", "Bearer a b", "Bearer ä", "xBearer a"])
    expect(bearerOf(none)).toBeUndefined();
  expect(bearerOf(`Bearer ${"a".repeat(513)}`)).toBeUndefined();
});

test("a path climbs nowhere, whatever a request line says", () => {
  for (const [url, path, query] of [
    ["/", "/", ""],
    ["/a?b?c", "/a", "b?c"],
    ["/a/../../b", "/b", ""],
    ["/%2e%2e/b", "/b", ""],
    ["\\..\\b", "/b", ""],
    ["http://evil.example/a", "/a", ""],
    ["*", "/*", ""],
  ] as const)
    expect(targetOf(url)).toEqual({ path, query });
  for (const url of ["http://", "data:,x", "file:///etc/passwd", "//", "http://a b/"])
    expect(targetOf(url)).toBeUndefined();
});

test("of subprotocols the first that is known is agreed on", () => {
  expect(subprotocolOf("")).toEqual({ name: "hotpath.msgpack", isNamed: false });
  expect(subprotocolOf("other , hotpath.json")).toEqual({ name: "hotpath.json", isNamed: true });
  expect(subprotocolOf("other")).toBeUndefined();
});
