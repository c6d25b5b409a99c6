/** A newcomer's machine for tests: fresh clones, empty homes, a PATH with only what a case names, a registry at hand. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Outcome, run } from "../lib/process.ts";
import { repositoryRoot } from "../lib/workspace.ts";

/** What POSIX gives everyone, as far as the script and its children use it. */
const common =
  "sh env cat chmod cksum cp cut dirname basename find grep gzip head ldd ln ls mkdir mktemp mv printf ps readlink realpath rm rmdir sed sleep sort tail tar touch tr uname wc sysctl id".split(
    " ",
  );

/** Variables without which a machine behind a proxy reaches no registry. */
const passed =
  /^(https?_proxy|no_proxy|ssl_cert_file|ssl_cert_dir|node_extra_ca_certs|curl_ca_bundle|npm_config_registry)$/i;

/** The script's own version of Bun. */
export const bunVersion: string = /^bun_version=(.+)$/m.exec(
  readFileSync(join(repositoryRoot, "hotpath"), "utf8"),
)![1]!;

/** Runs and what they leave, removed when disposed. */
export class Newcomer {
  readonly place: string = mkdtempSync(join(tmpdir(), "hotpath-newcomer-"));
  #count = 0;

  [Symbol.dispose](): void {
    rmSync(this.place, { recursive: true, force: true });
  }

  /** A fresh folder. */
  folder(name: string): string {
    const dir = join(this.place, `${++this.#count}`, name);
    mkdirSync(dir, { recursive: true });
    return dir;
  }

  /** A fresh clone of what is committed. */
  async clone(name = "hotpath"): Promise<string> {
    const dir = this.folder(name);
    const { code, output } = await run(["git", "clone", "--quiet", "--no-tags", repositoryRoot, dir], {
      cwd: this.place,
    });
    if (code !== 0) throw new Error(output);
    return dir;
  }

  /** A folder with nothing but the script: enough for what happens before the dependencies are looked at. */
  bare(): string {
    const dir = this.folder("hotpath");
    writeFileSync(join(dir, "hotpath"), readFileSync(join(repositoryRoot, "hotpath")), { mode: 0o755 });
    return dir;
  }

  /** A folder for PATH with links to the common tools and to `tools`, and with `scripts` (name to content). */
  path(tools: readonly string[], scripts: Record<string, string> = {}): string {
    const dir = this.folder("bin");
    for (const tool of [...common, ...tools]) {
      const file =
        Bun.which(tool, { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin" }) ??
        Bun.which(tool);
      if (file !== null && !(tool in scripts) && !existsSync(join(dir, tool))) symlinkSync(file, join(dir, tool));
    }
    for (const [name, text] of Object.entries(scripts))
      writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return dir;
  }

  /** Runs a command line as a user with this PATH, an empty home and nothing else in the environment. */
  async run(
    command: string[],
    path: string,
    options: { cwd?: string; home?: string; env?: Record<string, string> } = {},
  ): Promise<Outcome> {
    const home = options.home ?? this.folder("home");
    const kept = Object.entries(process.env).filter(([name]) => passed.test(name));
    const env = { ...Object.fromEntries(kept), HOME: home, PATH: path, ...options.env };
    return run(command, { cwd: options.cwd ?? home, env, timeoutSeconds: 240 });
  }
}

/** The registry that this machine uses, without a slash at the end. */
export const realRegistry: string = (process.env.npm_config_registry ?? `https://registry.${"npmjs"}.org`).replace(
  /\/$/,
  "",
);

/**
 * A registry on this machine that serves Bun's tarballs and remembers what it was asked for. For anything else it sends
 * its clients to the real one.
 */
export class LocalRegistry {
  readonly asked: string[] = [];
  /** Changes a tarball before it is served, to play a damaged download. */
  damage: ((tarball: Uint8Array) => Uint8Array) | undefined;
  readonly #server: Bun.Server<undefined>;

  constructor() {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 120,
      fetch: (request) => this.#answer(request),
    });
  }

  /** Its address, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async #answer(request: Request): Promise<Response> {
    const path = decodeURIComponent(new URL(request.url).pathname);
    this.asked.push(path);
    const [, name, file] = /^\/(@oven\/bun-[a-z0-9-]+?)(?:\/-\/(.+\.tgz))?$/.exec(path) ?? [];
    if (name === undefined) return Response.redirect(realRegistry + new URL(request.url).pathname);
    if (file === undefined) {
      const tarball = `${this.url}/${name}/-/${name.split("/")[1]}-${bunVersion}.tgz`;
      const version = { name, version: bunVersion, dist: { tarball } };
      return Response.json({ name, "dist-tags": { latest: bunVersion }, versions: { [bunVersion]: version } });
    }
    const tarball = new Uint8Array(await Bun.file(await bunTarball(name)).arrayBuffer());
    return new Response((this.damage ?? ((same) => same))(tarball) as Uint8Array<ArrayBuffer>);
  }

  [Symbol.dispose](): void {
    this.#server.stop(true);
  }
}

const tarballs = new Map<string, Promise<string>>();

/** The tarball of a build of Bun, fetched once with npm and kept in `.tools/`. */
export function bunTarball(name: string): Promise<string> {
  let tarball = tarballs.get(name);
  if (tarball === undefined) {
    tarball = fetchTarball(name);
    tarballs.set(name, tarball);
  }
  return tarball;
}

async function fetchTarball(name: string): Promise<string> {
  const file = join(repositoryRoot, ".tools", `${name.replace("@", "").replace("/", "-")}-${bunVersion}.tgz`);
  if (existsSync(file)) return file;
  const scratch = mkdtempSync(join(dirname(file), "scratch-tarball-"));
  try {
    writeFileSync(join(scratch, "package.json"), "{}");
    const command = ["npm", "pack", `${name}@${bunVersion}`, "--ignore-scripts", "--silent"];
    const { code, output } = await run(command, { cwd: scratch });
    const made = join(scratch, output.trim().split("\n").at(-1) ?? "");
    if (code !== 0 || !existsSync(made)) throw new Error(`${name} could not be fetched:\n${output}`);
    writeFileSync(file, readFileSync(made));
    return file;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
