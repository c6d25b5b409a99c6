import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", protocol: "src/protocol/index.ts" },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
