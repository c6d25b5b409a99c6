/** The example that newcomers see first, on the repository's front page, runs as written. */
import { expect, test } from "bun:test";
import { join } from "node:path";

test("the root README's example runs and prints a signal and an order", async () => {
  const readme = await Bun.file(join(import.meta.dir, "../../README.md")).text();
  const example = /^```ts\n(.*?)^```/ms.exec(readme)?.[1] ?? "";
  expect(example).toContain("new TradingEngine");
  const run = Bun.spawn([process.execPath, "run", "-"], {
    cwd: import.meta.dir,
    stdin: Buffer.from(example),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error, code] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited]);
  expect([code, error]).toEqual([0, ""]);
  expect(out).toContain('direction: "');
  expect(out).toContain('side: "');
});
