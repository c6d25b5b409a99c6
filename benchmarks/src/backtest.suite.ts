/**
 * Backtests: recorded levels and recorded orders replayed through a whole engine (queue positions, latencies, fees, one
 * strategy), and bars. `HOTPATH_BENCH_EVENTS` sets how many events a replay has: 10^7 by default.
 */

import { barRows } from "./backtest/bars.ts";
import { replayRows } from "./backtest/replays.ts";
import type { Suite } from "./harness.ts";

const suite: Suite = {
  name: "backtest",
  run: () => [...replayRows(), ...barRows()],
};

export default suite;
