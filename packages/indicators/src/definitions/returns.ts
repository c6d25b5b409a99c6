/** Returns and drawdowns of windows. */
import { type Definition, period } from "../definition.ts";
import { logReturn } from "../graph/time-series.ts";

export const returns: readonly Definition[] = [
  {
    name: "LOGRETURN",
    group: "Statistic Functions",
    title: "Logarithmic Return",
    inputs: ["real"],
    params: { timePeriod: period(1, "Number of bars", 1) },
    outputs: ["real"],
    formula: "ln(x ÷ x₋ₙ); 0 where either is not positive. Simple returns are ROCP, differences MOM",
    source: "continuously compounded return",
    build: ({ x, p }) => [logReturn(x.real!, p.timePeriod!)],
  },
  {
    name: "DRAWDOWN",
    group: "Statistic Functions",
    title: "Drawdown",
    inputs: ["real"],
    params: { timePeriod: period(252, "Number of bars", 1) },
    outputs: ["drawdown", "deepest"],
    complexity: "O(1) amortised",
    formula:
      "drawdown: (peak − x) ÷ peak, the peak being the highest of the last n; deepest: the greatest that any of them lies below one before it, as a share of that one; 0.25 is a quarter lost, and peaks that are not positive lose nothing",
    source: "M. Magdon-Ismail, A. F. Atiya, Risk 17(10) (2004)",
    build: ({ x, p, graph }) => graph.apply("windowDrawdown", [x.real!], { period: p.timePeriod! }),
  },
];
