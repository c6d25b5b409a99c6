/**
 * The page's files, bundled once by Bun and kept in the user's cache under what they were made of: a start finds them there.
 * They load nothing from elsewhere.
 */
import { mkdir, readdir, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file for browsers. */
export interface DashboardFile {
  type: string;
  body: string | Uint8Array;
}

/** The file at a path such as `/`; undefined where there is none. */
export type DashboardPages = (path: string) => DashboardFile | undefined;

const FOLDER = fileURLToPath(new URL("./page", import.meta.url));
const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
} as const;

/**
 * The page's files: `/`, `/page.js`, `/page.css` and `/icon.svg`.
 *
 * @param cache a folder that bundles are kept in; a bundle that is there is not made again. Default: the user's cache
 * @throws {Error} where the page cannot be bundled, as in a tree whose dependencies are not installed
 */
export async function dashboardPages(cache: string = userCache()): Promise<DashboardPages> {
  const [html, icon, bundle] = await Promise.all([
    Bun.file(join(FOLDER, "index.html")).text(),
    Bun.file(join(FOLDER, "icon.svg")).text(),
    bundled(cache),
  ]);
  const files = new Map<string, DashboardFile>([
    ["/", { type: TYPES.html, body: html }],
    ["/index.html", { type: TYPES.html, body: html }],
    ["/icon.svg", { type: TYPES.svg, body: icon }],
    ["/page.js", { type: TYPES.js, body: bundle.js }],
    ["/page.css", { type: TYPES.css, body: bundle.css }],
  ]);
  return (path) => files.get(path);
}

interface Bundle {
  js: string;
  css: string;
}

async function bundled(cache: string): Promise<Bundle> {
  const folder = join(cache, await sourceHash());
  const [js, css] = [Bun.file(join(folder, "page.js")), Bun.file(join(folder, "page.css"))];
  try {
    return { js: await js.text(), css: await css.text() };
  } catch {
    const bundle = await build();
    await keep(folder, bundle);
    return bundle;
  }
}

/** Bundles the page, for browsers. */
async function build(): Promise<Bundle> {
  const { outputs } = await Bun.build({
    entrypoints: [join(FOLDER, "main.ts")],
    target: "browser",
    // The workspace's own sources, not what a build may have left beside them.
    conditions: ["bun"],
    minify: true,
    naming: "page.[ext]",
  });
  const text = async (ending: string): Promise<string> => {
    const output = outputs.find(({ path }) => path.endsWith(ending));
    if (output === undefined) throw new Error(`the dashboard's bundle has no ${ending}`);
    return await output.text();
  };
  return { js: await text(".js"), css: await text(".css") };
}

/** A bundle that cannot be kept, as on a read-only disk, is made again at the next start. */
async function keep(folder: string, { js, css }: Bundle): Promise<void> {
  const fresh = `${folder}.${process.pid}`;
  try {
    await mkdir(fresh, { recursive: true });
    await Promise.all([Bun.write(join(fresh, "page.js"), js), Bun.write(join(fresh, "page.css"), css)]);
    await rename(fresh, folder);
  } catch {
    return;
  }
}

/** Everything that a bundle is made of: Bun's version, the page's own files, and those of the packages that it imports. */
async function sourceHash(): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  hash.update(Bun.version);
  const sources = ["@hotpath/core", "@hotpath/gateway"].map((name) =>
    fileURLToPath(new URL("./src", import.meta.resolve(`${name}/package.json`))),
  );
  hash.update(await Bun.file(new URL(import.meta.resolve("uplot/package.json"))).bytes());
  const folders = [FOLDER, ...sources];
  for (const folder of folders) {
    const names = (await readdir(folder, { recursive: true })).filter(
      (name) => /\.(ts|js|css|html|svg)$/.test(name) && !/\.test\.ts$/.test(name),
    );
    for (const name of names.sort()) {
      hash.update(`${name}\n`);
      hash.update(await Bun.file(join(folder, name)).bytes());
    }
  }
  return hash.digest("hex").slice(0, 32);
}

/** `$XDG_CACHE_HOME/hotpath/dashboard`, else `~/.cache/hotpath/dashboard`. */
function userCache(): string {
  const base = process.env.XDG_CACHE_HOME;
  return join(base?.startsWith("/") ? base : join(process.env.HOME || homedir(), ".cache"), "hotpath", "dashboard");
}
