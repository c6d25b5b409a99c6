import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/run/sweep/sweep-worker.ts"],
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
