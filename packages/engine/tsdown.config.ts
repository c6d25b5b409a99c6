import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/shards/shard-worker.ts"],
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
});
