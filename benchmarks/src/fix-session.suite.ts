/** FIX sessions: NewOrderSingle to ExecutionReport over loopback, two processes, every message validated by both sides. */

import { PostgresCluster, postgresMissing } from "../../packages/fix/src/testing/postgres-cluster.ts";
import type { StoreKind } from "./fix-session/bench-store.ts";
import { rawRoundTripMicros } from "./fix-session/raw-round-trips.ts";
import { measureRoundTrips } from "./fix-session/round-trips.ts";
import type { BenchRow, Suite } from "./harness.ts";

/** Round trips, one at a time and with a hundred under way; fewer where each waits for the disk. */
const RUNS: readonly {
  store: StoreKind;
  name: string;
  singles: number;
  windowed: number;
  p50?: number;
  perSecond?: number;
}[] = [
  { store: "memory", name: "in memory", singles: 20_000, windowed: 100_000, p50: 55, perSecond: 50_000 },
  { store: "file", name: "in files that survive the process", singles: 20_000, windowed: 100_000, p50: 75 },
  { store: "synced", name: "in files that survive a loss of power", singles: 2_000, windowed: 20_000 },
  { store: "database", name: "in PostgreSQL on this machine", singles: 1_000, windowed: 10_000 },
];

const suite: Suite = {
  name: "fix-session",
  run: async (): Promise<BenchRow[]> => {
    const rows: BenchRow[] = [];
    for (const { store, name, singles, windowed, p50, perSecond } of RUNS) {
      const missing = store === "database" ? postgresMissing() : undefined;
      if (missing !== undefined) {
        console.error(`not measured with PostgreSQL: ${missing}`);
        continue;
      }
      await using cluster = store === "database" ? await PostgresCluster.start() : undefined;
      const bare = await rawRoundTripMicros(singles);
      const ours = await measureRoundTrips(store, singles, windowed, 100, cluster?.url);
      rows.push(
        {
          what: `order to report, messages kept ${name}`,
          ours: ours.p50,
          unit: "µs",
          better: "lower",
          ...(p50 === undefined ? {} : { goal: p50 }),
          peers: { "a bare Bun socket": bare },
          note: "the median of round trips one at a time",
        },
        {
          what: `orders and reports with 100 under way, kept ${name}`,
          ours: ours.perSecond,
          unit: "/s",
          better: "higher",
          ...(perSecond === undefined ? {} : { goal: perSecond }),
        },
      );
    }
    return rows;
  },
};

export default suite;
