/** What this machine's adders and multipliers can do at most: fused multiply-adds on registers, in C. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SOURCE = `
#include <stdio.h>
#include <time.h>
#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif
typedef double vector __attribute__((vector_size(BYTES)));
#define CHAINS 12
int main(void) {
  vector sums[CHAINS];
  for (int i = 0; i < CHAINS; i++) sums[i] = (vector){} + i;
  vector factor = (vector){} + 0.999999, rest = (vector){} + 1e-6;
  double best = 0;
  for (int round = 0; round < 5000; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int n = 0; n < 20000; n++)
      _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) sums[i] = sums[i] * factor + rest;
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (to.tv_sec - from.tv_sec) + 1e-9 * (to.tv_nsec - from.tv_nsec);
    double rate = 2e4 * CHAINS * 2 * (BYTES / 8) / seconds / 1e9;
    if (rate > best) best = rate;
  }
  double check = 0;
  for (int i = 0; i < CHAINS; i++) check += sums[i][0];
  printf("%.3f %g\\n", best, check);
}
`;

/** Double-precision GFLOP/s of one core, or undefined where there is no C compiler. */
export async function peakGflops(): Promise<number | undefined> {
  const compiler = Bun.which("cc") ?? Bun.which("gcc") ?? Bun.which("clang");
  if (compiler === null) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "hotpath-peak-"));
  try {
    const source = join(folder, "peak.c");
    const program = join(folder, "peak");
    writeFileSync(source, SOURCE);
    const flags = ["-std=gnu11", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffp-contract=fast"];
    let built = await run([compiler, ...flags, source, "-o", program]);
    if (built.code !== 0) built = await run([compiler, "-std=gnu11", "-O3", source, "-o", program]);
    if (built.code !== 0) return undefined;
    const { code, output } = await run([program]);
    return code === 0 ? Number(output.split(" ")[0]) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(command: string[]): Promise<{ code: number; output: string }> {
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "ignore" });
  const output = await child.stdout.text();
  return { code: await child.exited, output };
}
