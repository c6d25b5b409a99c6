import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    models: "src/models/index.ts",
    training: "src/training/index.ts",
    "training-worker": "src/training/training-worker.ts",
    research: "src/research/index.ts",
    rules: "src/rules/index.ts",
    statistical: "src/statistical/index.ts",
  },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
