import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    protocol: "src/protocol/index.ts",
    client: "src/client/index.ts",
    server: "src/server/index.ts",
    "replay-worker": "src/replay/replay-worker.ts",
    "gateway-worker": "src/thread/gateway-worker.ts",
    uws: "src/uws/index.ts",
  },
  dts: { oxc: true },
  deps: { neverBundle: ["bun"] },
  platform: "neutral",
  fixedExtension: false,
});
