/** The most that one core of this machine computes: independent fused multiply-adds in registers, in C. */
import { dlopen } from "bun:ffi";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROUNDS = 4_000_000;
/** Accumulators of eight doubles: enough to hide the latency of an addition, few enough for the registers. */
const CHAINS = 12;

const SOURCE = `
typedef double v __attribute__((vector_size(64)));
double peak(long rounds, double by) {
  v acc[${CHAINS}], a = {by, by, by, by, by, by, by, by}, b = a * 0.5;
  for (int k = 0; k < ${CHAINS}; k++) acc[k] = a * (double)k;
  for (long r = 0; r < rounds; r++)
    _Pragma("GCC unroll 16") for (int k = 0; k < ${CHAINS}; k++) acc[k] = acc[k] * a + b;
  double sum = 0;
  for (int k = 0; k < ${CHAINS}; k++) for (int j = 0; j < 8; j++) sum += acc[k][j];
  return sum;
}`;

/** Billions of double-precision operations a second, a multiply-add counted as two; undefined without a compiler. */
export function peakGigaflops(): number | undefined {
  const compiler = Bun.which("cc") ?? Bun.which("gcc") ?? Bun.which("clang");
  if (compiler === null) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "hotpath-peak-"));
  try {
    const library = join(folder, "peak.so");
    const flags = ["-O3", "-march=native", "-ffp-contract=fast", "-shared", "-fPIC", "-x", "c", "-", "-o", library];
    const built = Bun.spawnSync([compiler, ...flags], { stdin: new TextEncoder().encode(SOURCE) });
    if (built.exitCode !== 0) return undefined;
    const { symbols, close } = dlopen(library, { peak: { args: ["i64", "f64"], returns: "f64" } });
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 8; round++) {
      const start = Bun.nanoseconds();
      symbols.peak(ROUNDS, 0.5);
      best = Math.min(best, Bun.nanoseconds() - start);
    }
    close();
    return (2 * 8 * CHAINS * ROUNDS) / best;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
