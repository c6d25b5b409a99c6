import { defineConfig } from "tsdown";

const versions = ["fix40", "fix41", "fix42", "fix43", "fix44", "fix50", "fix50sp1", "fix50sp2", "fixt11"];

export default defineConfig({
  entry: {
    index: "src/index.ts",
    xml: "src/xml.ts",
    decimal: "src/decimal.ts",
    session: "src/session/index.ts",
    net: "src/net/index.ts",
    sqlite: "src/store/sqlite-store.ts",
    postgres: "src/store/postgres-store.ts",
    ...Object.fromEntries(versions.map((version) => [version, `src/generated/${version}.ts`])),
  },
  dts: { oxc: true },
  deps: { neverBundle: ["bun"] },
  platform: "neutral",
  fixedExtension: false,
});
