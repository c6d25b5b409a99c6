/** Every example of the package's README runs as written; some go on where another ended. */
import { expect, test } from "bun:test";
import { join } from "node:path";

const readme = await Bun.file(join(import.meta.dir, "../README.md")).text();
const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);

test("there are examples", () => expect(examples.length).toBeGreaterThanOrEqual(4));

test.each(examples.map((code, i) => [i + 1, code] as const))(
  "example %d",
  async (_, code) => {
    const isBehindRuns = code.includes("goes on behind the example of runs");
    const before = isBehindRuns
      ? examples.find((example) => example.includes("const run = runBacktest("))
      : examples[0];
    const goesOn = isBehindRuns || code.includes("data: [bars]");
    const run = Bun.spawn([process.execPath, "run", "-"], {
      cwd: import.meta.dir,
      stdin: Buffer.from(goesOn ? before! + code : code),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, error, exit] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited]);
    expect([exit, error]).toEqual([0, ""]);
    expect(out).not.toContain("undefined");
    expect(out.length).toBeGreaterThan(0);
  },
  60_000,
);
