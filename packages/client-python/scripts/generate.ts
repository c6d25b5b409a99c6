/**
 * Writes what the Python package shares with the TypeScript ones: messages, signatures of kernels, and test vectors.
 *
 *     bun scripts/generate.ts            writes the files
 *     bun scripts/generate.ts --check    exits 1 if a file is not what it would write
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { kernelsModule } from "./generate-kernels.ts";
import { protocolModule } from "./generate-protocol.ts";
import { protocolVectors } from "./protocol-vectors.ts";

const root = join(import.meta.dir, "..");
const files: Record<string, string> = {
  "src/hotpath/generated/protocol.py": protocolModule(),
  "src/hotpath/generated/kernels.py": kernelsModule(),
  "tests/generated/protocol-vectors.json": protocolVectors(),
};
let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name);
  const wanted = `${text.trimEnd()}\n`;
  if (process.argv.includes("--check")) {
    if (!existsSync(path) || readFileSync(path, "utf8") !== wanted) {
      console.error(`${name} is not what it would be now`);
      stale += 1;
    }
  } else {
    mkdirSync(dirname(path), { recursive: true });
    await Bun.write(path, wanted);
  }
}
process.exit(stale === 0 ? 0 : 1);
