import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { bytes } from "../report/format.ts";
import type { Finding } from "./finding.ts";

/** Levels of SIMD that matter to the kernels, the best last, by the flags of `/proc/cpuinfo` and of macOS. */
const LEVELS = [
  ["sse2", /\bsse2\b/i],
  ["avx2", /\bavx2(_0)?\b/i],
  ["avx512", /\bavx512f\b/i],
] as const;

/** The processor and its SIMD level. */
export function examineProcessor(): Finding {
  const model = cpus()[0]?.model.trim() || process.arch;
  const cores = availableParallelism();
  const memory = totalmem();
  const simd = simdLevels();
  return {
    id: "processor",
    what: "Processor",
    state: cores > 1 ? "ok" : "note",
    found: `${model}, ${cores} ${cores === 1 ? "core" : "cores"}, ${bytes(memory)}, SIMD: ${simd.join(", ") || "not known"}`,
    ...(cores > 1
      ? {}
      : { advice: "one core: Workers and the engine take turns, latencies are those of the scheduler" }),
    details: { model, cores, memoryBytes: memory, simd },
  };
}

/** What the processor has, whatever Hotpath's library was built for. */
function simdLevels(): string[] {
  if (process.arch === "arm64") return ["neon"];
  const flags = processorFlags();
  return LEVELS.filter(([, pattern]) => pattern.test(flags)).map(([name]) => name);
}

function processorFlags(): string {
  try {
    if (process.platform === "linux") return /^flags\s*:.*$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[0] ?? "";
    const asked = Bun.spawnSync(["sysctl", "-n", "machdep.cpu.features", "machdep.cpu.leaf7_features"]);
    return asked.stdout.toString();
  } catch {
    return "";
  }
}
