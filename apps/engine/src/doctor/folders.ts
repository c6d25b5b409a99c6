import { accessSync, constants, existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readSp500, SP500_SOURCE, sp500Path } from "../backtest/sp500.ts";
import { cacheFolder } from "../cache-folder.ts";
import type { Finding } from "./finding.ts";

/** Where downloads are kept, and whether the demo's bars are there. */
export async function examineCache(): Promise<Finding> {
  const path = cacheFolder();
  const cached = (await readSp500()) !== undefined;
  const writable = canWrite(path);
  return {
    id: "cache",
    what: "Cache folder",
    state: writable ? "ok" : "note",
    found: `${path}${cached ? ", holds the S&P 500 bars" : ""}`,
    ...(writable
      ? cached
        ? {}
        : { advice: `hotpath demo will fetch ${SP500_SOURCE} once (17 MB)` }
      : { advice: "it cannot be written: the demo's bars are downloaded anew each time (XDG_CACHE_HOME moves it)" }),
    details: { path, writable, sp500: cached ? sp500Path() : null },
  };
}

/** Where tests find recorded market data. */
export function examineTestData(env: Record<string, string | undefined> = process.env): Finding {
  const root = fileURLToPath(new URL("../../../../", import.meta.url));
  const path = resolve(root, env.HOTPATH_TEST_DATA || "../shared");
  const there = existsSync(path);
  return {
    id: "data",
    what: "Test data",
    state: "ok",
    found: there ? path : `none at ${path}`,
    ...(there ? {} : { advice: "only tests on recorded data need it (HOTPATH_TEST_DATA); they are skipped" }),
    details: { path, exists: there },
  };
}

/** Whether a folder can be written, or made. */
function canWrite(path: string): boolean {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
