import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * A file of the recorded data below `HOTPATH_TEST_DATA` (default: `../shared` beside the repository), or undefined where
 * there is none: tests are then skipped with a reason.
 *
 * @param path such as `itch/AAPL_20191230_0935_50k_withR.itch50.zst`
 */
export function dataPath(path: string): string | undefined {
  const root = resolve(import.meta.dir, "../../../..");
  const found = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "data", path);
  return existsSync(found) ? found : undefined;
}

/** The bytes of a file, decompressed if its name ends in `.zst` or `.gz`. */
export async function readData(path: string): Promise<Uint8Array> {
  const bytes = await Bun.file(path).bytes();
  if (path.endsWith(".zst")) return Bun.zstdDecompressSync(bytes);
  return path.endsWith(".gz") ? Bun.gunzipSync(bytes) : bytes;
}
