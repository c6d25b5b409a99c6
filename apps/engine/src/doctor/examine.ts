import { release } from "node:os";
import { nativeStatus } from "@hotpath/native";
import manifest from "../../package.json" with { type: "json" };
import { clockCost } from "../machine.ts";
import { examineCompiler } from "./compiler.ts";
import type { Finding } from "./finding.ts";
import { examineCache, examineTestData } from "./folders.ts";
import { examineProcessor } from "./processor.ts";
import { examineThreads } from "./threads.ts";

/** Looks at everything, in the order in which it is shown. */
export async function examine(): Promise<Finding[]> {
  return [
    examineRuntime(),
    examinePlatform(),
    examineProcessor(),
    examineNative(),
    examineCompiler(),
    await examineThreads(),
    examineClock(),
    await examineCache(),
    examineTestData(),
  ];
}

function examineRuntime(): Finding {
  const needed = manifest.engines.bun;
  const suits = Bun.semver.satisfies(Bun.version, needed);
  return {
    id: "runtime",
    what: "Bun",
    state: suits ? "ok" : "broken",
    found: `${Bun.version} (${Bun.revision.slice(0, 9)})`,
    ...(suits ? {} : { advice: `${needed} is needed; ./hotpath brings the right one` }),
    details: { version: Bun.version, revision: Bun.revision, path: process.execPath },
  };
}

function examinePlatform(): Finding {
  const platform = `${process.platform}-${process.arch}`;
  return {
    id: "platform",
    what: "Platform",
    state: "ok",
    found: `${platform}, kernel ${release()}`,
    details: { platform: process.platform, arch: process.arch, release: release() },
  };
}

function examineNative(): Finding {
  const status = nativeStatus();
  const common = { id: "native", what: "Native library", details: { ...status } };
  if (status.kind === "native")
    return { ...common, state: "ok", found: `${status.isa} kernels of ${status.libraryPath}` };
  return {
    ...common,
    state: "note",
    found: `portable kernels: ${status.reason}`,
    ...(status.cost === undefined ? {} : { advice: status.cost }),
  };
}

function examineClock(): Finding {
  const { nanoseconds, resolution } = clockCost();
  return {
    id: "clock",
    what: "Clock",
    state: nanoseconds < 200 ? "ok" : "note",
    found: `a reading costs ${nanoseconds} ns, its smallest step is ${resolution} ns`,
    ...(nanoseconds < 200 ? {} : { advice: "a slow clock: measured latencies are mostly its own" }),
    details: { nanoseconds, resolution },
  };
}
