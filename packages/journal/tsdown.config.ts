import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", parquet: "src/parquet/index.ts", sql: "src/sql/index.ts" },
  dts: { oxc: true },
  deps: { neverBundle: ["bun"] },
  platform: "node",
  fixedExtension: false,
});
