import { expect, test } from "bun:test";
import { fixture, manifest } from "../lib/fixture.ts";
import { checkGenerated } from "./generated.ts";

const generator = `
const fresh = (await Bun.file("src/table.ts").text()) === "export const table = 1;";
if (!process.argv.includes("--check")) throw new Error("the check must not write");
if (!fresh) console.log("src/table.ts is stale");
process.exit(fresh ? 0 : 1);
`;

async function check(table: string): Promise<string[]> {
  using tree = fixture({
    "packages/cache/package.json": manifest("@hotpath/cache", { scripts: { generate: "bun scripts/generate.ts" } }),
    "packages/cache/scripts/generate.ts": generator,
    "packages/cache/src/table.ts": table,
    "packages/core/package.json": manifest("@hotpath/core"),
  });
  return (await checkGenerated(tree.workspace)).map((violation) => violation.message);
}

test("fresh files pass and stale ones are refused with the generator's words", async () => {
  expect(await check("export const table = 1;")).toEqual([]);
  const [message] = await check("export const table = 2;");
  expect(message).toContain("src/table.ts is stale");
});
