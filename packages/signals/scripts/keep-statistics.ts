/** Renews the answers of statistical peers that the tests fall back on: `HOTPATH_STATISTICS_PYTHON=… bun scripts/keep-statistics.ts`. */
import { writeFileSync } from "node:fs";
import { askPeers, KEPT_STATISTICS, STATISTICS_PYTHON } from "../src/testing/statistical-peers.ts";

if (STATISTICS_PYTHON === undefined) throw new Error("HOTPATH_STATISTICS_PYTHON names no Python");
// Thirteen digits: more than the tests compare.
const short = (_: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(13)) : value);
writeFileSync(KEPT_STATISTICS, `${JSON.stringify(askPeers(STATISTICS_PYTHON), short)}\n`);
