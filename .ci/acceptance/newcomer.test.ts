/**
 * `./hotpath` on machines that never saw it: what a newcomer types works without Bun, without a compiler, without
 * install scripts, without a network once warm, from anywhere, and says what to do where it cannot.
 *
 * Only the first case speaks to the real registry; the others meet one on this machine that serves the same tarball.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, run } from "../lib/process.ts";
import { repositoryRoot } from "../lib/workspace.ts";
import { bunTarball, bunVersion, LocalRegistry, Newcomer, realRegistry } from "./newcomer.ts";

/** The shortest command: what it prints shows that Bun was found or fetched. */
const trial: readonly string[] = ["bun", "--version"];
/** A command that needs Bun and no dependencies. */
const bunOnly: readonly string[] = ["bun", "add", "--help"];
const hasApp = Bun.spawnSync(["git", "cat-file", "-e", "HEAD:apps/engine/src/main.ts"], {
  cwd: repositoryRoot,
}).success;
/** What a newcomer runs first, where the commit under test has it. */
const demo: readonly string[] = hasApp ? ["demo", "--events", "20000"] : trial;
const closedPort = "http://127.0.0.1:1";

const newcomer = new Newcomer();
const registry = new LocalRegistry();
afterAll(() => {
  registry[Symbol.dispose]();
  newcomer[Symbol.dispose]();
});

/** Dependencies downloaded by the first case serve the others. */
const cache = join(newcomer.place, "bun-cache");
const npm = ["npm", "node", "sha512sum"];
const curl = ["curl", "sha512sum"];
const compiler = ["cc", "gcc", "as", "ld"];
// Bun keeps what it downloaded apart by registry; it goes on with the real one, whose packages are in the cache.
const local = { npm_config_registry: registry.url, BUN_CONFIG_REGISTRY: realRegistry, BUN_INSTALL_CACHE_DIR: cache };
const warmHome = newcomer.folder("home");
let warm = "";

function expectTrial({ code, output }: Outcome): void {
  expect(code === 0 ? "" : output).toBe("");
  expect(output).toContain(bunVersion);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what the test is about.
  expect(output).not.toMatch(/\u001b\[/);
}

function expectBun({ code, output }: Outcome): void {
  expect(code === 0 ? "" : output).toBe("");
  expect(output).toContain("Usage: bun add");
}

function expectDemo(outcome: Outcome): void {
  if (!hasApp) {
    expectTrial(outcome);
    return;
  }
  expect(outcome.code === 0 ? "" : outcome.output).toBe("");
  expect(outcome.output).toMatch(/\.html/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what the test is about.
  expect(outcome.output).not.toMatch(/\u001b/);
}

/** The script's own lines. */
function said({ output }: Outcome): string[] {
  return output.split("\n").filter((line) => line.startsWith("hotpath: "));
}

/** A clone that has run once. */
async function warmClone(): Promise<string> {
  if (warm === "") {
    const clone = await newcomer.clone();
    const outcome = await newcomer.run([`${clone}/hotpath`, ...demo], newcomer.path(curl), {
      home: warmHome,
      env: local,
    });
    expectDemo(outcome);
    warm = clone;
  }
  return warm;
}

describe("the first run", () => {
  test("gets everything from the registry, into an empty home", async () => {
    const clone = await newcomer.clone();
    const env = { BUN_INSTALL_CACHE_DIR: cache };
    const home = newcomer.folder("home");
    const path = newcomer.path([...npm, ...curl, ...compiler]);
    const first = await newcomer.run([`${clone}/hotpath`, ...demo], path, { home, env });
    expectDemo(first);
    expect(said(first)[0]).toMatch(/getting Bun .* about 50 MB/);
    expect(said(first)[1]).toContain("installing dependencies");
    const second = await newcomer.run([`${clone}/hotpath`, ...demo], path, { home });
    expectDemo(second);
    expect(said(second)).toEqual([]);
  });

  test("npm alone is enough", async () => {
    const clone = newcomer.bare();
    const outcome = await newcomer.run([`${clone}/hotpath`, ...bunOnly], newcomer.path(npm), { env: local });
    expectBun(outcome);
    expect(said(outcome)[0]).toContain("with npm");
  });

  test("curl alone is enough", async () => {
    const clone = newcomer.bare();
    const outcome = await newcomer.run([`${clone}/hotpath`, ...bunOnly], newcomer.path(curl), { env: local });
    expectBun(outcome);
    expect(said(outcome)[0]).toContain("with curl");
  });

  test("wget alone is enough, and openssl or shasum to check what it got", async () => {
    for (const checker of ["openssl", "shasum"]) {
      const clone = newcomer.bare();
      const path = newcomer.path(["wget", checker, ...(checker === "shasum" ? ["perl"] : [])]);
      const outcome = await newcomer.run([`${clone}/hotpath`, ...bunOnly], path, { env: local });
      expect(outcome.code === 0 ? "" : outcome.output).toBe("");
      expect(said(outcome)[0]).toContain("with wget");
    }
  });

  test("curl takes over where npm fails, and the mirror may be named in ~/.npmrc", async () => {
    const clone = newcomer.bare();
    const home = newcomer.folder("home");
    writeFileSync(join(home, ".npmrc"), `registry = "${registry.url}/"\n`);
    const path = newcomer.path(curl, { npm: "echo npm ERR! broken >&2; exit 1" });
    const outcome = await newcomer.run([`${clone}/hotpath`, ...bunOnly], path, {
      home,
      env: { BUN_INSTALL_CACHE_DIR: cache, BUN_CONFIG_REGISTRY: realRegistry },
    });
    expectBun(outcome);
    expect(said(outcome)[1]).toContain("npm could not get it: npm ERR! broken");
    expect(said(outcome)[2]).toContain("with curl");
  });

  test("forbidden install scripts do not matter", async () => {
    const clone = await newcomer.clone();
    const home = newcomer.folder("home");
    writeFileSync(join(home, ".npmrc"), "ignore-scripts=true\n");
    const env = { ...local, npm_config_ignore_scripts: "true" };
    expectDemo(await newcomer.run([`${clone}/hotpath`, ...demo], newcomer.path(npm), { home, env }));
  });

  test("a tarball brought by hand is enough", async () => {
    const clone = newcomer.bare();
    await newcomer.run([`${clone}/hotpath`, ...bunOnly], newcomer.path(curl), { env: local });
    const name = registry.asked
      .filter((path) => path.endsWith(".tgz"))
      .at(-1)!
      .split("/-/")[0]!
      .slice(1);
    rmSync(join(clone, ".tools"), { recursive: true });
    const env = { ...local, npm_config_registry: closedPort, HOTPATH_BUN_TARBALL: await bunTarball(name) };
    expectBun(await newcomer.run([`${clone}/hotpath`, ...bunOnly], newcomer.path(["sha512sum"]), { env }));
  });

  test("a Bun of the pinned version on PATH is used, another one is not", async () => {
    const clone = newcomer.bare();
    const before = registry.asked.length;
    const pinned = newcomer.path(["sha512sum"], { bun: `exec "${process.execPath}" "$@"` });
    expectBun(await newcomer.run([`${clone}/hotpath`, ...bunOnly], pinned, { env: local }));
    expect(registry.asked.length).toBe(before);
    const older = newcomer.path(curl, { bun: "echo 1.0.0" });
    expectBun(await newcomer.run([`${clone}/hotpath`, ...bunOnly], older, { env: local }));
    expect(existsSync(join(clone, `.tools/bun-${bunVersion}/bun`))).toBe(true);
  });

  test("two at the same time do not get in each other's way", async () => {
    const clone = await newcomer.clone();
    const path = newcomer.path(curl);
    const runs = [1, 2, 3].map(() => newcomer.run([`${clone}/hotpath`, ...trial], path, { env: local }));
    for (const outcome of await Promise.all(runs)) expectTrial(outcome);
    expect(readdirSync(join(clone, ".tools"))).toEqual([`bun-${bunVersion}`]);
  });
});

describe("without a compiler", () => {
  const hasNative = readFileSync(join(repositoryRoot, "packages/native/package.json"), "utf8").includes(
    '"build:native"',
  );

  test("one line says what it costs, once, and everything works", async () => {
    const clone = await newcomer.clone();
    const path = newcomer.path(curl);
    const home = newcomer.folder("home");
    const outcome = await newcomer.run([`${clone}/hotpath`, ...demo], path, { home, env: local });
    expectDemo(outcome);
    const lines = said(outcome).filter((line) => line.includes("compiler"));
    expect(lines.length).toBe(hasNative ? 1 : 0);
    for (const line of lines) expect(line).toMatch(/portable .* same results, .* slower/);
    expect(said(await newcomer.run([`${clone}/hotpath`, ...demo], path, { home, env: local }))).toEqual([]);
  });

  test("a compiler that fails costs the same, and never the command", async () => {
    const clone = await newcomer.clone();
    const path = newcomer.path(curl, { cc: "exit 1", gcc: "exit 1", clang: "exit 1" });
    const outcome = await newcomer.run([`${clone}/hotpath`, ...trial], path, { env: local });
    expectTrial(outcome);
    expect(said(outcome).filter((line) => line.includes("could not be built")).length).toBe(hasNative ? 1 : 0);
  });

  test("one that appears later is used", async () => {
    if (!hasNative) return;
    const clone = await newcomer.clone();
    await newcomer.run([`${clone}/hotpath`, ...trial], newcomer.path(curl), { env: local });
    const outcome = await newcomer.run([`${clone}/hotpath`, ...trial], newcomer.path([...curl, ...compiler]), {
      env: local,
    });
    expectTrial(outcome);
    expect(said(outcome)).toEqual(["hotpath: building the native library"]);
    expect(readdirSync(join(clone, "packages/native/build")).some((file) => /\.(so|dylib)$/.test(file))).toBe(true);
  });
});

describe("once warm", () => {
  test("no network is needed", async () => {
    const clone = await warmClone();
    const command = [`${clone}/hotpath`, ...demo];
    const path = newcomer.path(["unshare"]);
    const isolated = (await run(["unshare", "-rn", "true"], { cwd: "/" }).catch(() => undefined))?.code === 0;
    const env = { npm_config_registry: closedPort };
    const outcome = await newcomer.run(isolated ? ["unshare", "-rn", ...command] : command, path, {
      home: warmHome,
      env,
    });
    expectDemo(outcome);
    expect(said(outcome)).toEqual([]);
  });

  test("it runs from another folder, through links, and leaves paths to the caller", async () => {
    const clone = await warmClone();
    const elsewhere = newcomer.folder("else where");
    const path = newcomer.path([]);
    symlinkSync(`${clone}/hotpath`, join(elsewhere, "absolute"));
    symlinkSync("absolute", join(elsewhere, "relative"));
    for (const command of [`${clone}/hotpath`, "./absolute", "./relative", `${clone}/../hotpath/hotpath`]) {
      const outcome = await newcomer.run([command, "bun", "-e", "console.log(process.cwd())"], path, {
        cwd: elsewhere,
      });
      expect(outcome.output.trim()).toBe(elsewhere);
    }
    const onPath = await newcomer.run(["sh", "-c", "hotpath bun --version"], `${clone}:${path}`, { cwd: elsewhere });
    expect(onPath.output.trim()).toBe(bunVersion);
  });

  test("every common shell runs it", async () => {
    const clone = await warmClone();
    for (const shell of ["sh", "dash", "bash", "ksh", "zsh", "busybox"].filter((name) => Bun.which(name) !== null)) {
      const command = shell === "busybox" ? ["busybox", "sh"] : [shell];
      const outcome = await newcomer.run([...command, `${clone}/hotpath`, "bun", "--version"], newcomer.path([shell]));
      expect(`${shell}: ${outcome.output.trim()}`).toBe(`${shell}: ${bunVersion}`);
    }
  });

  test("status codes and arguments pass through as they are", async () => {
    const clone = await warmClone();
    const script = "console.log(JSON.stringify(process.argv.slice(1))); process.exit(7)";
    const outcome = await newcomer.run(
      [`${clone}/hotpath`, "bun", "-e", script, "a b", "", "*", "$HOME"],
      newcomer.path([]),
    );
    expect(outcome.code).toBe(7);
    expect(JSON.parse(outcome.output)).toEqual(["a b", "", "*", "$HOME"]);
  });

  test("a changed dependency is installed, a lock left by a dead run is taken over", async () => {
    const clone = await newcomer.clone();
    const path = newcomer.path(curl);
    await newcomer.run([`${clone}/hotpath`, ...trial], path, { env: local });
    rmSync(join(clone, "node_modules"), { recursive: true });
    symlinkSync("999999999", join(clone, ".tools/lock"));
    const outcome = await newcomer.run([`${clone}/hotpath`, ...trial], path, { env: local });
    expectTrial(outcome);
    expect(said(outcome)).toEqual(["hotpath: installing dependencies"]);
    expect(existsSync(join(clone, "node_modules/turbo"))).toBe(true);
  });
});

test("a path with a space, a quote and an umlaut is a path", async () => {
  const clone = await newcomer.clone("it's a höt path");
  const outcome = await newcomer.run([`${clone}/hotpath`, ...demo], newcomer.path([...curl, ...compiler]), {
    env: local,
  });
  expectDemo(outcome);
  expect(said(outcome).join()).not.toContain("could not");
});

describe("where it cannot go on it says what to do", () => {
  async function fails(
    tools: string[],
    env: Record<string, string> = {},
    scripts: Record<string, string> = {},
  ): Promise<string> {
    const clone = newcomer.bare();
    const outcome = await newcomer.run([`${clone}/hotpath`, ...bunOnly], newcomer.path(tools, scripts), {
      env: { ...local, ...env },
    });
    expect(outcome.code).toBe(1);
    expect(existsSync(join(clone, `.tools/bun-${bunVersion}/bun`))).toBe(false);
    expect(readdirSync(clone, { recursive: true }).filter((file) => String(file).includes("scratch"))).toEqual([]);
    return said(outcome).at(-1) ?? outcome.output;
  }

  test("a damaged download is refused and nothing of it is kept", async () => {
    registry.damage = (tarball) => {
      tarball[tarball.length >> 1]! ^= 1;
      return tarball;
    };
    try {
      expect(await fails(curl)).toMatch(/damaged .* nothing was installed/);
      // npm notices by itself.
      expect(await fails(npm)).toMatch(/could not be downloaded|damaged/);
    } finally {
      registry.damage = undefined;
    }
  });

  test("a download cut short is refused", async () => {
    registry.damage = (tarball) => tarball.subarray(0, 1000);
    try {
      expect(await fails(curl)).toMatch(/damaged/);
    } finally {
      registry.damage = undefined;
    }
  });

  test("no network and cold", async () => {
    const message = await fails([...curl, ...npm], { npm_config_registry: closedPort });
    expect(message).toMatch(/could not be downloaded. Check the network .* HOTPATH_BUN_TARBALL/);
  });

  test("nothing to download with, nothing to unpack with, nothing to check with", async () => {
    expect(await fails(["sha512sum"])).toMatch(/neither npm, curl nor wget .* Install one/);
    expect(await fails(["curl"])).toMatch(/install sha512sum/);
    expect(await fails(curl, {}, { tar: "exit 127" })).toMatch(/could not unpack/);
  });

  test("a system or processor that no Bun is built for", async () => {
    const uname = (system: string, machine: string) => ({
      uname: `case "$1" in -s) echo ${system} ;; *) echo ${machine} ;; esac`,
    });
    expect(await fails(curl, {}, uname("FreeBSD", "amd64"))).toMatch(
      /'FreeBSD' is not supported; use Linux, macOS or WSL/,
    );
    expect(await fails(curl, {}, uname("Linux", "riscv64"))).toMatch(/processor 'riscv64'/);
  });
});

describe("the build that fits", () => {
  interface Kind {
    build: string;
    system: string;
    machine: string;
    scripts?: Record<string, string>;
  }
  const withAvx2 = { grep: "exit 0" };
  const withoutAvx2 = { grep: "exit 1" };
  const musl = { ldd: "echo '/lib/ld-musl-x86_64.so.1 (0x7f00)'" };
  const glibc = { ldd: "echo 'libc.so.6 => /lib/libc.so.6'" };
  const mac = (features: string, translated: string) => ({
    sysctl: `case "$2" in *translated) echo ${translated} ;; *) echo "${features}" ;; esac`,
  });
  const kinds: Kind[] = [
    { build: "linux-x64", system: "Linux", machine: "x86_64", scripts: { ...withAvx2, ...glibc } },
    { build: "linux-x64-baseline", system: "Linux", machine: "x86_64", scripts: { ...withoutAvx2, ...glibc } },
    { build: "linux-x64-musl", system: "Linux", machine: "x86_64", scripts: { ...withAvx2, ...musl } },
    { build: "linux-x64-musl-baseline", system: "Linux", machine: "x86_64", scripts: { ...withoutAvx2, ...musl } },
    { build: "linux-aarch64", system: "Linux", machine: "aarch64", scripts: { ...withoutAvx2, ...glibc } },
    { build: "linux-aarch64-musl", system: "Linux", machine: "aarch64", scripts: { ...withoutAvx2, ...musl } },
    { build: "darwin-x64", system: "Darwin", machine: "x86_64", scripts: mac("RDWRFSGS AVX2 BMI2", "0") },
    { build: "darwin-x64-baseline", system: "Darwin", machine: "x86_64", scripts: mac("RDWRFSGS", "0") },
    { build: "darwin-aarch64", system: "Darwin", machine: "arm64", scripts: mac("", "0") },
    { build: "darwin-aarch64", system: "Darwin", machine: "x86_64", scripts: mac("AVX2", "1") },
  ];

  for (const { build, system, machine, scripts } of kinds) {
    test(`${system} ${machine} ${Object.values(scripts ?? {}).join("; ")} → ${build}`, async () => {
      const clone = newcomer.bare();
      const uname = `case "$1" in -s) echo ${system} ;; *) echo ${machine} ;; esac`;
      const fetch = 'for url do :; done; echo "$url" >asked; exit 22';
      const path = newcomer.path(["sha512sum"], { uname, curl: fetch, ...scripts });
      await newcomer.run([`${clone}/hotpath`, ...bunOnly], path, {
        env: { npm_config_registry: "http://mirror.test/npm/" },
      });
      const asked = readFileSync(join(clone, "asked"), "utf8").trim();
      expect(asked).toBe(`http://mirror.test/npm/@oven/bun-${build}/-/bun-${build}-${bunVersion}.tgz`);
    });
  }
});

test("npm and Bun know the same two commands", () => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"));
  expect(scripts).toMatchObject({ start: "./hotpath demo", test: "./hotpath test" });
});
