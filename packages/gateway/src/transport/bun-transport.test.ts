import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { bunTransport } from "./bun-transport.ts";
import { transportConformance } from "./testing/conformance.ts";

describe("over Bun.serve", () => {
  transportConformance((port) => bunTransport({ port, maxFrameBytes: 4096 }));

  test("nothing but this machine without TLS, unless it is said", () => {
    for (const hostname of ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.evil.example"])
      expect(() => bunTransport({ hostname })).toThrow(ConfigError);
    for (const hostname of ["127.0.0.1", "localhost", "::1"]) expect(() => bunTransport({ hostname })).not.toThrow();
    expect(() => bunTransport({ hostname: "0.0.0.0", allowPlaintext: true })).not.toThrow();
  });

  test("options that are out of range are named", () => {
    expect(() => bunTransport({ port: 70_000 })).toThrow("port");
    expect(() => bunTransport({ maxFrameBytes: 1 })).toThrow("maxFrameBytes");
  });
});
