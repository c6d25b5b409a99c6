import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/portable.ts", "src/signatures.ts"],
  dts: { oxc: true },
  platform: "neutral",
  fixedExtension: false,
  deps: { neverBundle: ["bun:ffi", "node:fs", "node:url"] },
});
