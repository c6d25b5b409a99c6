/** Averages whose period is a series. */
import { ConfigError } from "@hotpath/core";
import { type Definition, maType, maTypes, period } from "../definition.ts";
import { isPlainMean, PERIODS_MAX, variableAverage } from "../graph/variable-average.ts";

export const variableAverages: readonly Definition[] = [
  {
    name: "MAVP",
    group: "Overlap Studies",
    title: "Moving average with variable period",
    inputs: ["real", "periods"],
    params: {
      minPeriod: period(2, "Least number of bars", 1),
      maxPeriod: period(30, "Greatest number of bars", 1),
      maType: maType(),
    },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: `the moving average of periods bars, cut to a whole number from minPeriod to maxPeriod; of other types than SMA at most ${PERIODS_MAX} periods, each computed at every bar`,
    source: "TA-Lib MAVP",
    check: ({ minPeriod, maxPeriod, maType: type }) => {
      if (minPeriod! > maxPeriod!)
        throw new ConfigError("MAVP.minPeriod", minPeriod, `at most maxPeriod, ${maxPeriod}`);
      if (!isPlainMean(type!) && maxPeriod! - minPeriod! >= PERIODS_MAX)
        throw new ConfigError(
          "MAVP.maxPeriod",
          maxPeriod,
          `with ${maTypes[type!]}, at most ${PERIODS_MAX} periods: up to ${minPeriod! + PERIODS_MAX - 1}`,
        );
    },
    build: ({ x, p, unstable }) => [
      variableAverage(x.real!, x.periods!, p.minPeriod!, p.maxPeriod!, p.maType!, unstable),
    ],
  },
];
