import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The domain of the public registry, whose name is not to be found whole in our files. */
const NPM_DOMAIN = "npmjs.org";

/**
 * The npm registry of this user: `npm_config_registry`, else `~/.npmrc`, else the public one. The same order as that of
 * the script `hotpath`.
 *
 * @returns without a slash at its end
 */
export function npmRegistry(env: Record<string, string | undefined> = process.env): string {
  const url = env.npm_config_registry || env.NPM_CONFIG_REGISTRY || fromNpmrc(env.HOME);
  return (url || `https://registry.${NPM_DOMAIN}`).replace(/\/+$/, "");
}

function fromNpmrc(home: string | undefined): string | undefined {
  if (!home) return undefined;
  try {
    const lines = readFileSync(join(home, ".npmrc"), "utf8").matchAll(/^\s*registry\s*=\s*(.+?)\s*$/gm);
    return [...lines].at(-1)?.[1]?.replaceAll('"', "");
  } catch {
    return undefined;
  }
}
