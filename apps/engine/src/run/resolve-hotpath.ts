import { dirname } from "node:path";
import { plugin } from "bun";
import manifest from "../../package.json" with { type: "json" };

let isDone = false;

/**
 * Lets a strategy's file import `@hotpath/…` where its folder has no such packages: it gets this program's own, so that it
 * needs no installation.
 *
 * @param file the strategy's file, an absolute path
 */
export async function resolveHotpath(file: string): Promise<void> {
  if (isDone || isResolvable("@hotpath/engine", dirname(file))) return;
  isDone = true;
  const packages = Object.keys(manifest.dependencies).filter((name) => name.startsWith("@hotpath/"));
  const specifiers = (await Promise.all(packages.map(entriesOf))).flat();
  plugin({
    name: "hotpath",
    setup(build) {
      for (const specifier of specifiers)
        build.module(specifier, async () => ({
          exports: (await import(Bun.resolveSync(specifier, import.meta.dir))) as Record<string, unknown>,
          loader: "object",
        }));
    },
  });
}

function isResolvable(specifier: string, folder: string): boolean {
  try {
    Bun.resolveSync(specifier, folder);
    return true;
  } catch {
    return false;
  }
}

/** What can be imported of a package: `@hotpath/core`, `@hotpath/core/decimal`. */
async function entriesOf(name: string): Promise<string[]> {
  const path = Bun.resolveSync(`${name}/package.json`, import.meta.dir);
  const { exports } = (await Bun.file(path).json()) as { exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((entry) => entry !== "./package.json" && !entry.includes("*") && exports[entry] !== null)
    .map((entry) => name + entry.slice(1));
}
