/** Cycles of the market, after Ehlers. */
import type { Build, Definition } from "../definition.ts";
import {
  cyclePhase,
  cycleSine,
  cycleTrend,
  homodyne,
  LOOKBACK_LONG,
  LOOKBACK_SHORT,
  trendMode,
  WARM_LONG,
  WARM_SHORT,
} from "../graph/cycles.ts";
import { later } from "../graph/vocabulary.ts";

const SOURCE = "John Ehlers, Rocket Science for Traders (2001)";

/** What is common to them. */
const cycle = { group: "Cycle Indicators", inputs: ["real"], unstable: true } as const;

function after(lookback: number, name: string, unstable: Build["unstable"]): { skip: number } {
  return { skip: lookback + unstable(name) };
}

export const cycles: readonly Definition[] = [
  {
    ...cycle,
    name: "HT_DCPERIOD",
    title: "Hilbert Transform - Dominant Cycle Period",
    outputs: ["real"],
    formula:
      "bars in which the phase of the Hilbert transform of the smoothed price turns once, limited to 6 … 50, smoothed",
    source: `${SOURCE}; TA-Lib HT_DCPERIOD`,
    build: ({ x, unstable }) => [
      later(homodyne(x.real!, WARM_SHORT).period, after(LOOKBACK_SHORT, "HT_DCPERIOD", unstable)),
    ],
  },
  {
    ...cycle,
    name: "HT_DCPHASE",
    title: "Hilbert Transform - Dominant Cycle Phase",
    outputs: ["real"],
    formula: "the angle of the last cycle's smoothed prices against a sine of its period, in degrees from −45 to 315",
    source: `${SOURCE}; TA-Lib HT_DCPHASE`,
    build: ({ x, unstable }) => [later(cyclePhase(x.real!), after(LOOKBACK_LONG, "HT_DCPHASE", unstable))],
  },
  {
    ...cycle,
    name: "HT_PHASOR",
    title: "Hilbert Transform - Phasor Components",
    outputs: ["inPhase", "quadrature"],
    formula: "the detrended smoothed price of three bars before, and its Hilbert transform",
    source: `${SOURCE}; TA-Lib HT_PHASOR`,
    build: ({ x, unstable }) => {
      const { inPhase, quadrature } = homodyne(x.real!, WARM_SHORT);
      return [inPhase, quadrature].map((part) => later(part, after(LOOKBACK_SHORT, "HT_PHASOR", unstable)));
    },
  },
  {
    ...cycle,
    name: "HT_SINE",
    title: "Hilbert Transform - SineWave",
    outputs: ["sine", "leadSine"],
    formula: "sin(phase), sin(phase + 45°), phase = HT_DCPHASE",
    source: `${SOURCE}; TA-Lib HT_SINE`,
    build: ({ x, unstable }) => cycleSine(x.real!).map((s) => later(s, after(LOOKBACK_LONG, "HT_SINE", unstable))),
  },
  {
    ...cycle,
    name: "HT_TRENDMODE",
    title: "Hilbert Transform - Trend vs Cycle Mode",
    outputs: [{ name: "integer", kind: "integer" }],
    formula:
      "1 in a trend; 0 for half a cycle after the sines crossed and while the phase turns as fast as a cycle, unless the price is 1.5 % from HT_TRENDLINE",
    source: `${SOURCE}; TA-Lib HT_TRENDMODE`,
    build: ({ x, unstable }) => [
      later(trendMode(x.real!), { skip: LOOKBACK_LONG - WARM_LONG + unstable("HT_TRENDMODE") }),
    ],
  },
  {
    ...cycle,
    group: "Overlap Studies",
    name: "HT_TRENDLINE",
    title: "Hilbert Transform - Instantaneous Trendline",
    outputs: ["real"],
    formula: "the mean of the last dominant cycle's prices, weighted 4, 3, 2, 1 over four bars",
    source: `${SOURCE}; TA-Lib HT_TRENDLINE`,
    build: ({ x, unstable }) => [later(cycleTrend(x.real!), after(LOOKBACK_LONG, "HT_TRENDLINE", unstable))],
  },
];
