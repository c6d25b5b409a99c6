/**
 * Writes TypeScript for an SBE schema: a decoder and an encoder for each message.
 *
 *     bun scripts/generate-sbe.ts SCHEMA.xml OUT.ts    for a schema of your own
 *     bun scripts/generate-sbe.ts                      renews what the package has: Binance's streams
 *     bun scripts/generate-sbe.ts --check              exits 1 if that is not what would be written
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BINANCE_STREAM_SCHEMA } from "../src/sbe/binance/binance-schema.ts";
import { generateSbe } from "../src/sbe/generate/generate-sbe.ts";
import { readSbeSchema } from "../src/sbe/sbe-xml.ts";

const [schemaPath, outPath] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (schemaPath !== undefined) {
  if (outPath === undefined) {
    console.error("usage: bun scripts/generate-sbe.ts SCHEMA.xml OUT.ts");
    process.exit(2);
  }
  const schema = await readSbeSchema(readFileSync(schemaPath, "utf8"));
  await Bun.write(outPath, generateSbe(schema, { source: schemaPath }));
  console.log(`${outPath}: ${schema.messages.length} messages`);
} else {
  const path = join(import.meta.dir, "../src/sbe/binance/generated/spot-stream.ts");
  const text = generateSbe(BINANCE_STREAM_SCHEMA, {
    runtime: "../../sbe-runtime.ts",
    source: "Binance's stream schema 1:0 (binance-schema.ts)",
  });
  const isStale = !existsSync(path) || readFileSync(path, "utf8") !== text;
  if (process.argv.includes("--check")) {
    if (isStale) console.log("src/sbe/binance/generated/spot-stream.ts is stale");
    process.exit(isStale ? 1 : 0);
  }
  mkdirSync(dirname(path), { recursive: true });
  if (isStale) await Bun.write(path, text);
  console.log(isStale ? "1 file was written" : "nothing was stale");
}
