import { afterAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { Cli } from "../testing/cli.ts";
import type { Finding } from "./finding.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

async function doctor(env: Record<string, string> = {}): Promise<{ healthy: boolean; findings: Finding[] }> {
  const { code, stdout, stderr } = await cli.run(["doctor", "--json"], env);
  expect(stderr).toBe("");
  const found = JSON.parse(stdout);
  expect(code).toBe(found.healthy ? 0 : 1);
  return found;
}

function named(findings: Finding[], id: string): Finding {
  const found = findings.find((finding) => finding.id === id);
  if (found === undefined) throw new Error(`no finding ${id}`);
  return found;
}

test("everything is looked at, and this machine is healthy", async () => {
  const { healthy, findings } = await doctor();
  expect(healthy).toBe(true);
  expect(findings.map((finding) => finding.id)).toEqual([
    ...["runtime", "platform", "processor", "native", "compiler", "threads", "clock", "cache", "data"],
  ]);
  expect(named(findings, "runtime").found).toStartWith(Bun.version);
  expect(named(findings, "threads").details?.wakeMicros).toBeGreaterThan(0);
  expect(named(findings, "clock").details?.nanoseconds).toBeGreaterThan(0);
});

test("portable kernels are noted with their cost, and so is a choice that is not known", async () => {
  const portable = named((await doctor({ HOTPATH_NATIVE: "portable" })).findings, "native");
  expect(portable.state).toBe("note");
  expect(portable.found).toContain("HOTPATH_NATIVE");
  expect(portable.advice).toMatch(/times as long/);
  const { healthy, findings } = await doctor({ HOTPATH_NATIVE: "mmx" });
  expect(healthy).toBe(true);
  expect(named(findings, "native").found).toContain("mmx");
});

test("a machine without a compiler is told what that costs; CC names one", async () => {
  const without = named((await doctor({ PATH: cli.folder, CC: "" })).findings, "compiler");
  expect(without).toMatchObject({ state: "note", found: "none (cc, gcc, clang)" });
  expect(without.advice).toContain("portable");
  const chosen = named((await doctor({ PATH: cli.folder, CC: process.execPath })).findings, "compiler");
  expect(chosen).toMatchObject({ state: "ok", found: `${process.execPath}, ${Bun.version}` });
});

test("the cache folder follows XDG, and looking at it makes none", async () => {
  const home = named((await doctor()).findings, "cache");
  expect(home.details).toEqual({ path: cli.path(".cache/hotpath"), writable: true, sp500: null });
  expect(home.advice).toContain("17 MB");
  const moved = named((await doctor({ XDG_CACHE_HOME: cli.path("elsewhere") })).findings, "cache");
  expect(moved.details?.path).toBe(cli.path("elsewhere/hotpath"));
  const relative = named((await doctor({ XDG_CACHE_HOME: "elsewhere" })).findings, "cache");
  expect(relative.details?.path).toBe(cli.path(".cache/hotpath"));
  expect(existsSync(cli.path(".cache/hotpath"))).toBe(false);
  expect(existsSync(cli.path("elsewhere/hotpath"))).toBe(false);
});

test("for people it is plain text of at most 80 columns, paths apart", async () => {
  const { code, stdout } = await cli.run(["doctor"]);
  expect(code).toBe(0);
  expect(stdout).not.toContain("\u001b");
  for (const line of stdout.split("\n")) if (!line.includes("/")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^ {2}ok {6}Bun +1\./m);
  expect(stdout).toContain("Everything works");
});
