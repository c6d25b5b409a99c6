import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../state-folder.ts";

/** Journals of runs that named no folder, as many as are kept beside the one that begins. */
const KEPT = 4;
const NAME = /^\d{8}T\d{9}-(\d+)$/;

/**
 * A fresh folder for a run that names none: `~/.local/state/hotpath/serve/20240102T143000000-4711`. The oldest of those
 * whose processes have ended go.
 */
export function freshJournalFolder(env: Record<string, string | undefined> = process.env): string {
  const parent = join(stateFolder(env), "serve");
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const ended = readdirSync(parent)
    .filter((name) => NAME.test(name) && !isAlive(Number(NAME.exec(name)![1])))
    .sort();
  for (const name of ended.slice(0, Math.max(0, ended.length - KEPT)))
    rmSync(join(parent, name), { recursive: true, force: true });
  const time = new Date().toISOString().replace(/[-:.Z]/g, "");
  return join(parent, `${time}-${process.pid}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
