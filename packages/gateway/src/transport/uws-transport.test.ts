/** The transport over `uWebSockets.js` is for Node, so its tests run there: bundled, with this runner's words for Node's. */
import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CERTIFICATE } from "./testing/certificate.ts";
import { importUws } from "./uws-transport.ts";

const ROOT = join(import.meta.dir, "../../../..");
const NODE_FINDER = join(ROOT, ".ci/lib/node.ts");
const NODE_TESTS = join(import.meta.dir, "../testing/node");
const PORTABLE = join(ROOT, "packages/native/src/portable.ts");

/** The module's folder: as `.ci/uwebsockets` prints it, or where it has put it. */
const MODULE = process.env.HOTPATH_UWEBSOCKETS ?? join(ROOT, ".tools/uwebsockets-3.0.6/package");

/**
 * A Node in which the module loads; undefined, with the reasons told, where none can be had. Its binaries of later lines need
 * a later libc than those of earlier ones: so that on PATH is tried, then one of the line that the package claims, then the
 * line before it.
 */
async function findNode(): Promise<string | undefined> {
  if (!existsSync(MODULE)) {
    console.warn("uWebSockets.js is not tested: .ci/uwebsockets gets it");
    return undefined;
  }
  const reasons: string[] = [];
  for (const line of ["path", "22", "20"]) {
    const found = line === "path" ? { code: 0, text: Bun.which("node") ?? "node" } : await run([NODE_FINDER, line]);
    const loaded = found.code === 0 ? await run(["-e", `require(${JSON.stringify(MODULE)})`], found.text) : found;
    if (loaded.code === 0) return found.text;
    reasons.push(loaded.text);
  }
  console.warn(`uWebSockets.js is not tested: ${reasons.join("\n")}`);
  return undefined;
}

async function run(args: string[], program = process.execPath): Promise<{ code: number; text: string }> {
  try {
    const child = Bun.spawn([program, ...args], { stdout: "pipe", stderr: "pipe" });
    const [text, why, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { code, text: (code === 0 ? text : why).trim() };
  } catch (error) {
    return { code: 1, text: String(error) };
  }
}

const node = await findNode();

if (node !== undefined)
  test("under Node: the conformance suite, TLS, and a gateway with an engine", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-uws-"));
    try {
      writeFileSync(join(folder, "cert.pem"), CERTIFICATE.cert);
      writeFileSync(join(folder, "key.pem"), CERTIFICATE.key);
      const built = await Bun.build({
        entrypoints: [join(NODE_TESTS, "uws-program.ts")],
        target: "node",
        conditions: ["bun"],
        plugins: [
          {
            name: "bun:test",
            setup: (build) => {
              build.onResolve({ filter: /^bun:test$/ }, () => ({ path: join(NODE_TESTS, "bun-test.ts") }));
              // What Node gets of it, from its sources: the twin without `bun:ffi`.
              build.onResolve({ filter: /^@hotpath\/native$/ }, () => ({ path: PORTABLE }));
            },
          },
        ],
      });
      await Bun.write(join(folder, "program.mjs"), await built.outputs[0]!.text());
      const flags = ["--experimental-websocket", "--no-warnings", "--test-reporter=tap"];
      const child = Bun.spawn([node, ...flags, "program.mjs", MODULE, folder], {
        cwd: folder,
        stdout: "pipe",
        stderr: "pipe",
      });
      const [output, errors, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
      const passed = Number(/^# pass (\d+)$/m.exec(output)?.[1] ?? 0);
      expect(code === 0 ? "" : `${output}\n${errors}`).toBe("");
      expect(passed).toBeGreaterThanOrEqual(15);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

test("in Bun it is said that it is not for Bun", async () => {
  await expect(importUws()).rejects.toThrow("bunTransport");
});
