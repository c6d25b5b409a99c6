import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", allocation: "src/allocation/index.ts", covariance: "src/covariance/index.ts" },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
