import { describe, expect, test } from "bun:test";
import { FLOW_HASHES, flowEngine, flowPath, hashReports, readFlow } from "./testing/recorded-flow.ts";

describe("recorded order flows", () => {
  for (const [name, hash] of Object.entries(FLOW_HASHES)) {
    const path = flowPath(name);
    const title = `${name}: the reports have the known SHA-256`;
    if (path === undefined) {
      test.skip(`${title} (no data/matching below HOTPATH_TEST_DATA)`, () => {});
      continue;
    }
    test(title, async () => {
      const engine = flowEngine();
      expect(hashReports(engine, await readFlow(path))).toBe(hash);
      engine.book().verify();
    }, 300_000);
  }
});
