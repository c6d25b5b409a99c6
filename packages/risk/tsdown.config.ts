import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    options: "src/options/index.ts",
    sizing: "src/sizing/index.ts",
  },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
