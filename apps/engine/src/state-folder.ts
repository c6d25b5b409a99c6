import { homedir } from "node:os";
import { join } from "node:path";

/** Where what outlives a run is kept: `$XDG_STATE_HOME/hotpath`, else `~/.local/state/hotpath`. */
export function stateFolder(env: Record<string, string | undefined> = process.env): string {
  const base = env.XDG_STATE_HOME;
  // The XDG specification: what is not absolute is to be ignored.
  return join(base?.startsWith("/") ? base : join(env.HOME || homedir(), ".local", "state"), "hotpath");
}
