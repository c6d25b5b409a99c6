import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    algorithms: "src/algorithms/index.ts",
    groups: "src/groups/index.ts",
    routing: "src/routing/index.ts",
  },
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
