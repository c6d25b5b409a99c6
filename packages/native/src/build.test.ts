import { describe, expect, test } from "bun:test";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../scripts/build.ts";
import { emulatedArm, runDriver, sanitized, sanitizedFeeds, sanitizingCompiler } from "../scripts/sanitize.ts";
import { findCompiler, mustRun, onPath, sources } from "../scripts/toolchain.ts";
import { probe } from "./library.ts";

const compiler = findCompiler();
const sanitizer = await sanitizingCompiler();
const arm = emulatedArm();

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hot path "));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("building", () => {
  test("without a compiler costs one line and no failure", async () => {
    const result = await build({ compiler: undefined, output: join(tmpdir(), "never made") });
    expect(result.outcome).toMatch(/no compiler|unsupported/);
    expect(result.message).not.toContain("\n");
    expect(result.message).toContain("TypeScript, with the same results");
  });

  test("the compiler is $CC, with its flags, or the first that there is", () => {
    expect(findCompiler({ PATH: "/nowhere" })).toBeUndefined();
    expect(findCompiler({ PATH: "/nowhere", CC: "no-such-compiler" })).toBeUndefined();
    if (compiler === undefined) return;
    expect(findCompiler({ PATH: "/nowhere", CC: `${compiler[0]} -g` })).toEqual([compiler[0]!, "-g"]);
  });

  if (compiler !== undefined) {
    test("works in a path with a space, and does nothing the second time", async () => {
      await inFolder(async (folder) => {
        const copied = join(folder, "c sources");
        cpSync(sources, copied, { recursive: true });
        const options = { sources: copied, output: join(folder, "build"), compiler: [...compiler, "-O0"] };
        const first = await build(options);
        expect(first.outcome).toBe("built");
        expect("isas" in probe(first.library!)).toBe(true);
        const { mtimeMs } = statSync(first.library!);
        expect((await build(options)).outcome).toBe("unchanged");
        expect(statSync(first.library!).mtimeMs).toBe(mtimeMs);
        const header = join(copied, "scan.h");
        writeFileSync(header, `${readFileSync(header, "utf8")}\n`);
        writeFileSync(join(copied, "detect.c"), "this is not C\n");
        const broken = await build(options);
        expect(broken.outcome).toBe("failed");
        expect(broken.message).toContain("detect.c");
        expect(statSync(first.library!).mtimeMs).toBe(mtimeMs);
      });
    }, 120_000);

    const nm = onPath("nm");
    if (nm !== undefined && process.platform === "linux")
      test("the library needs nothing from outside, and runs nothing when loaded", async () => {
        const { library } = await build();
        expect(await mustRun([nm, "-D", "--undefined-only", library!])).toBe("");
        const names = (await mustRun([nm, "-D", "--defined-only", library!])).trim().split("\n");
        expect(names.every((line) => / T hotpath_[a-z0-9_]+$/.test(line))).toBe(true);
        const readelf = onPath("readelf");
        if (readelf === undefined) return;
        const dynamic = await mustRun([readelf, "-d", library!]);
        expect(dynamic).not.toMatch(/NEEDED|INIT_ARRAY|\(INIT\)/);
      });

    test("a compiler that fails is a failed build, in words", async () => {
      await inFolder(async (folder) => {
        const fake = join(folder, "cc");
        writeFileSync(fake, "#!/bin/sh\necho out of order >&2\nexit 3\n");
        chmodSync(fake, 0o755);
        const result = await build({ compiler: [fake], output: join(folder, "build") });
        expect(result.outcome).toMatch(/failed|unsupported/);
        expect(result.message).toContain("out of order");
      });
    });
  }
});

describe("the driver in C", () => {
  let here: string | undefined;

  if (sanitizer !== undefined)
    test("every kernel stays inside its arrays under the sanitizers, all instruction sets agreeing", async () => {
      const { code, output } = await runDriver(sanitized(sanitizer));
      expect(output).not.toContain("MISMATCH");
      expect(output).not.toContain("ERROR");
      expect(code).toBe(0);
      here = output;
    }, 300_000);

  const feeds = sanitizer === undefined ? undefined : sanitizedFeeds(sanitizer);
  if (feeds !== undefined)
    test("feeds stay inside their arrays under the sanitizers, whatever the bytes", async () => {
      const { code, output } = await runDriver(feeds, "50000");
      expect(output).toMatch(/^(messages \d+, taken \d+|no AVX2)\n$/);
      expect(code).toBe(0);
    }, 300_000);

  if (arm !== undefined)
    test("64-bit ARM, emulated, has the same bits", async () => {
      const { code, output } = await runDriver(arm);
      expect(code).toBe(0);
      expect(output).not.toContain("MISMATCH");
      if (here !== undefined) expect(output).toBe(here);
    }, 300_000);
});
