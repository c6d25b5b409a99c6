import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/decimal.ts", "src/config.ts"],
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
