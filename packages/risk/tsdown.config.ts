import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    options: "src/options/index.ts",
    sizing: "src/sizing/index.ts",
    backtests: "src/backtests/index.ts",
    simulation: "src/simulation/index.ts",
    stress: "src/stress/index.ts",
    "value-at-risk": "src/value-at-risk/index.ts",
    volatility: "src/volatility/index.ts",
  },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
