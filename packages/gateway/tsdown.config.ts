import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { protocol: "src/protocol/index.ts" },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
