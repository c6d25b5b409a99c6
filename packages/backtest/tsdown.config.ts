import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    catalog: "src/catalog/index.ts",
    index: "src/index.ts",
    "run/sweep/sweep-worker": "src/run/sweep/sweep-worker.ts",
    "trial-cache": "src/run/sweep/trial-cache.ts",
  },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
