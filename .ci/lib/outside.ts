/** What tests read that lies outside the tree, as one text: it is part of the key under which results are cached. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { join } from "node:path";

/** Where the tests' data is: `HOTPATH_TEST_DATA`, or the folder `shared` beside the repository. */
export function testData(root: string, env: Record<string, string | undefined> = process.env): string {
  return env.HOTPATH_TEST_DATA || join(root, "../shared");
}

/** A text that changes when the tests could answer differently although no file of theirs changed. */
export function outsideState(root: string, data: string): string {
  const hash = createHash("sha256");
  hash.update(`${platform()} ${arch()} ${cpus()[0]?.model} ${Bun.version}\n`);
  const library = join(root, "packages/native/build");
  for (const dir of [data, library]) {
    const files = existsSync(dir) ? (readdirSync(dir, { recursive: true }) as string[]).sort() : ["absent"];
    for (const file of files) {
      const stat = statSync(join(dir, file), { throwIfNoEntry: false });
      if (stat?.isFile()) hash.update(`${file} ${stat.size}\n`);
      else if (stat === undefined) hash.update(`${file}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
