import { homedir } from "node:os";
import { join } from "node:path";

/** Where downloads are kept: `$XDG_CACHE_HOME/hotpath`, else `~/.cache/hotpath`. */
export function cacheFolder(env: Record<string, string | undefined> = process.env): string {
  const base = env.XDG_CACHE_HOME;
  // The XDG specification: what is not absolute is to be ignored.
  return join(base?.startsWith("/") ? base : join(env.HOME || homedir(), ".cache"), "hotpath");
}
