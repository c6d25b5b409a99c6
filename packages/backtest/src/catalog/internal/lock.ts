import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { IoError, StateError } from "@hotpath/core";

/**
 * Keeps others from changing a catalog: a file with the number of the process that holds it. One whose process is no more,
 * as a crash leaves it, is taken over.
 *
 * @throws {StateError} where another process, or another import of this one, changes the catalog
 */
export function lockCatalog(folder: string): Disposable {
  const path = join(folder, "catalog.lock");
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx");
      writeSync(file, String(process.pid));
      closeSync(file);
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST")
        throw new IoError(`${path}: ${(error as Error).message}`, { cause: error });
    }
    const holder = holderOf(path);
    if (attempt > 0 || holder === undefined || isAlive(holder))
      throw new StateError("STATE_INVALID", `${folder} is being changed by process ${holder ?? "?"}; ${path} says so`);
    rmSync(path, { force: true });
  }
}

function holderOf(path: string): number | undefined {
  try {
    const holder = Number(readFileSync(path, "utf8"));
    return Number.isInteger(holder) && holder > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: number): boolean {
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
