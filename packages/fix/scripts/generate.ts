/**
 * Writes `src/generated/`: for each version of FIX its dictionary as compact text, the tags, the enumerations and the
 * types of its messages. The facts come from QuickFIX's data dictionaries below `HOTPATH_TEST_DATA` (default: `../shared`
 * beside the repository).
 *
 *     bun scripts/generate.ts            writes the files
 *     bun scripts/generate.ts --check    exits 1 if a file is not what the dictionaries say
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Dictionary } from "../src/dictionary/dictionary.ts";
import { readDefinition } from "../src/xml.ts";
import { writeModule } from "./module-text.ts";

/** The versions: name of the file, what it is called, whether it is carried by FIXT 1.1. */
const VERSIONS = [
  { file: "FIX40", title: "FIX 4.0" },
  { file: "FIX41", title: "FIX 4.1" },
  { file: "FIX42", title: "FIX 4.2" },
  { file: "FIX43", title: "FIX 4.3" },
  { file: "FIX44", title: "FIX 4.4" },
  { file: "FIXT11", title: "FIXT 1.1, the session and transport of FIX 5.0" },
  { file: "FIX50", title: "FIX 5.0 over FIXT 1.1", overTransport: true },
  { file: "FIX50SP1", title: "FIX 5.0 SP1 over FIXT 1.1", overTransport: true },
  { file: "FIX50SP2", title: "FIX 5.0 SP2 over FIXT 1.1", overTransport: true },
] as const;

const root = resolve(import.meta.dir, "../../..");
const spec = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "fix/spec");
const out = join(import.meta.dir, "../src/generated");
const check = process.argv.includes("--check");

if (!existsSync(spec)) {
  console.log(`the dictionaries are not at ${spec}; nothing was ${check ? "checked" : "written"}`);
  process.exit(check ? 0 : 1);
}

const transport = new Dictionary(readDefinition(readFileSync(join(spec, "FIXT11.xml"), "utf8")));
mkdirSync(out, { recursive: true });
let stale = 0;
for (const version of VERSIONS) {
  const definition = readDefinition(readFileSync(join(spec, `${version.file}.xml`), "utf8"));
  const overTransport = "overTransport" in version;
  const dictionary = new Dictionary(definition, overTransport ? transport : undefined);
  const text = writeModule(dictionary, version.title, overTransport);
  const path = join(out, `${version.file.toLowerCase()}.ts`);
  if ((existsSync(path) ? readFileSync(path, "utf8") : "") === text) continue;
  stale++;
  if (check) console.log(`src/generated/${version.file.toLowerCase()}.ts is stale`);
  else await Bun.write(path, text);
}
console.log(check ? `${stale} files are stale` : `${stale} files were written`);
process.exit(check && stale > 0 ? 1 : 0);
