/** Weights are the same bits whether kernels are native, of any instruction set, or TypeScript. */
import { expect, test } from "bun:test";
import { join } from "node:path";

const PROGRAM = `
import { minCdar, minCvar, minVariance, maxSharpe, riskParity, hierarchicalRiskParity, EfficientFrontier } from "./index.ts";
import { ledoitWolf, sampleCovariance, expectedReturns } from "../covariance/index.ts";
import { randomReturns } from "../testing/random-markets.ts";
const assets = 30;
const returns = randomReturns(17, 150, assets);
const covariance = sampleCovariance(returns, assets);
const market = { mean: expectedReturns(returns, assets), covariance };
const weights = [
  minVariance(covariance), maxSharpe(market, -1), minCvar({ returns, assets }), minCdar({ returns, assets }),
  riskParity(covariance), hierarchicalRiskParity({ covariance }), new EfficientFrontier(market).minVariance(),
  minVariance(ledoitWolf(returns, assets, "single-factor").covariance),
].flatMap((found) => [...found.weights, found.certificate.dualityGap ?? 0]);
console.log(Bun.hash(new Uint8Array(Float64Array.from(weights).buffer)).toString(16));
`;

async function hashWith(native: string): Promise<string> {
  const run = Bun.spawn([process.execPath, "run", "-"], {
    cwd: join(import.meta.dir),
    env: { ...process.env, HOTPATH_NATIVE: native },
    stdin: Buffer.from(PROGRAM),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited]);
  expect(error).toBe("");
  return out.trim();
}

test("portable and native kernels give the same weights", async () => {
  const portable = await hashWith("portable");
  expect(portable).toMatch(/^[0-9a-f]+$/);
  expect(await hashWith("auto")).toBe(portable);
  if (process.arch === "x64")
    for (const isa of ["sse2", "avx2"]) expect([portable, ""]).toContain(await hashIfThere(isa));
});

/** Nothing where the machine, or the build, has no such kernels. */
async function hashIfThere(isa: string): Promise<string> {
  const { nativeStatus } = await import("@hotpath/native");
  return (nativeStatus().available as readonly string[]).includes(isa) ? hashWith(isa) : "";
}
