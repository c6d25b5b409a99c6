import { describe, expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { TestDesk } from "../testing/desk.ts";
import { openRaw, rawHttp } from "../transport/testing/raw-client.ts";
import { Admission, type AdmissionOptions } from "./admission.ts";

const HERE = { isLoopback: true, isSecure: false };
const BEYOND = { isLoopback: false, isSecure: true };
const NOTHING = { allowedOrigins: [], allowedHosts: undefined, hasPages: false } as const;

function refusals(
  options: Partial<AdmissionOptions>,
  requests: readonly [host: string | undefined, origin?: string][],
) {
  const admission = new Admission({ transport: HERE, ...NOTHING, ...options });
  return requests.map(([host, origin]) => admission.refusal({ host, origin }));
}

describe("hosts", () => {
  test("on loopback the names of this machine alone, whatever the port and the case", () => {
    expect(
      refusals({}, [["localhost"], ["LOCALHOST:7400"], ["127.0.0.1:1"], ["[::1]:65535"], ["[0:0:0:0:0:0:0:1]"]]),
    ).toEqual([undefined, undefined, undefined, undefined, undefined]);
    const strangers = [
      undefined,
      "",
      "evil.example",
      "evil.example:7400",
      "localhost.evil.example",
      "localhost.",
      "127.0.0.1.nip.example",
      "127.0.0.1@evil.example",
      "evil.example#localhost",
      "evil.example/localhost",
      "localhost:7400, evil.example",
      "localhost:99999",
      "[::1",
      "10.0.0.1",
    ];
    expect(
      refusals(
        {},
        strangers.map((host) => [host]),
      ),
    ).toEqual(strangers.map(() => "host"));
  });

  test("beyond this machine those that were named, or any", () => {
    const requests = [["desk.example"], ["desk.example:7400"], ["evil.example"], ["localhost"]] as [string][];
    expect(refusals({ transport: BEYOND, allowedHosts: ["Desk.Example"] }, requests)).toEqual([
      undefined,
      undefined,
      "host",
      "host",
    ]);
    expect(refusals({ transport: BEYOND }, requests)).toEqual([undefined, undefined, undefined, undefined]);
    expect(refusals({ allowedHosts: ["desk.example"] }, requests)).toEqual([undefined, undefined, "host", undefined]);
  });
});

describe("origins", () => {
  test("those that were named, with scheme and port; a program has none", () => {
    const allowedOrigins = ["https://desk.example", "http://localhost:3000/"];
    expect(
      refusals({ allowedOrigins }, [
        ["localhost"],
        ["localhost", "https://desk.example"],
        ["localhost", "https://DESK.example:443"],
        ["localhost", "http://localhost:3000"],
      ]),
    ).toEqual([undefined, undefined, undefined, undefined]);
    const strangers = [
      "",
      "null",
      "http://desk.example",
      "https://desk.example:444",
      "https://desk.example.evil.example",
      "https://evil.example/https://desk.example",
      "http://localhost",
      "http://127.0.0.1:3000",
      "file://",
    ];
    expect(
      refusals(
        { allowedOrigins },
        strangers.map((origin) => ["localhost", origin]),
      ),
    ).toEqual(strangers.map(() => "origin"));
  });

  test("a page's own, of the same scheme, host and port, where pages are served and only there", () => {
    const own = ["localhost:7400", "http://localhost:7400"] as [string, string];
    const others = [
      ["localhost:7400", "https://localhost:7400"],
      ["localhost:7400", "http://localhost:7401"],
      ["localhost:7400", "http://127.0.0.1:7400"],
      ["localhost:7400", "http://evil.example:7400"],
    ] as [string, string][];
    expect(refusals({ hasPages: true }, [own, ...others])).toEqual([undefined, ...others.map(() => "origin" as const)]);
    expect(refusals({ hasPages: false }, [own])).toEqual(["origin"]);
    // A name of somebody else's that was made to lead here: its page calls itself by that name, and so does the host.
    expect(refusals({ hasPages: true }, [["evil.example:7400", "http://evil.example:7400"]])).toEqual(["host"]);
    const beyond = { transport: BEYOND, hasPages: true };
    expect(refusals(beyond, [["desk.example:443", "https://desk.example"]])).toEqual([undefined]);
    expect(refusals(beyond, [["desk.example:443", "http://desk.example"]])).toEqual(["origin"]);
  });
});

test("options that are none are named", () => {
  const make = (options: Partial<AdmissionOptions>) => () => new Admission({ transport: HERE, ...NOTHING, ...options });
  for (const origin of ["*", "null", "desk.example", "https://desk.example/path", "https://me@desk.example"])
    expect(make({ allowedOrigins: [origin] })).toThrow("allowedOrigins[0]");
  for (const host of ["*", "", "https://desk.example", "desk.example:7400", "a b"])
    expect(make({ allowedHosts: ["localhost", host] })).toThrow("allowedHosts[1]");
  const beyond = { transport: { isLoopback: false, isSecure: false }, hasPages: true };
  expect(make(beyond)).toThrow(ConfigError);
  expect(make({ ...beyond, allowedHosts: ["desk.example"] })).not.toThrow();
});

describe("over sockets", () => {
  test("a request that calls another host is refused before anything looks at it, WebSocket and HTTP alike", async () => {
    await using desk = new TestDesk();
    for (const host of ["evil.example", `evil.example:${desk.port}`, "localhost.", "127.0.0.1:80@evil.example"]) {
      await expect(openRaw(desk.port, { Host: host })).rejects.toThrow(/HTTP\/1.1 4\d\d/);
      expect(await rawHttp(desk.port, "GET /health HTTP/1.1", { Host: host })).toMatch(/^HTTP\/1.1 4\d\d/);
    }
    const twice = { Host: `localhost:${desk.port}\r\nHost: evil.example` };
    expect(await rawHttp(desk.port, "GET /health HTTP/1.1", twice)).toMatch(/^HTTP\/1.1 4\d\d/);
    expect(await rawHttp(desk.port, "GET /health HTTP/1.1", {})).toMatch(/^HTTP\/1.1 4\d\d/);
    expect(await rawHttp(desk.port, "GET /health HTTP/1.1", { Host: "LocalHost:1" })).toStartWith("HTTP/1.1 200");
    (await openRaw(desk.port, { Host: `localhost:${desk.port}` })).destroy();
  });

  test("the absolute form of a request does not hide the host that it calls", async () => {
    await using desk = new TestDesk({ gateway: { pages: () => ({ type: "text/plain", body: "page" }) } });
    const answer = await rawHttp(desk.port, `GET http://localhost:${desk.port}/ HTTP/1.1`, { Host: "evil.example" });
    expect(answer).not.toContain("page");
  });
});
