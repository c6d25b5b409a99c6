/** Wilder's parabolic stops. */
import { type Definition, REAL_MAX, real } from "../definition.ts";
import { otherStop, stopAndReverse } from "../graph/parabolic.ts";

const WILDER = "Welles Wilder, New Concepts in Technical Trading Systems (1978)";

export const parabolicStops: readonly Definition[] = [
  {
    name: "SAR",
    group: "Overlap Studies",
    title: "Parabolic SAR",
    inputs: ["high", "low"],
    params: {
      acceleration: real(0.02, 0, REAL_MAX, "Step of the acceleration, and where it begins"),
      maximum: real(0.2, 0, REAL_MAX, "Greatest acceleration"),
    },
    outputs: [{ name: "real", kind: "dots" }],
    formula:
      "stop += acceleration × (extreme − stop), not beyond the last two bars; acceleration grows with each new extreme; reversed at the extreme where the price reaches the stop",
    source: `${WILDER}; TA-Lib SAR`,
    profiles: {
      tulip: {
        note: "the stop lies within the two bars before, a bar must go beyond it, and at a reversal it is the extreme; the first direction is that of the first bars' middles",
      },
      tradingview: {
        note: "the stop is moved, held against the bar, and then brought within the two bars before; the first direction is that of the first bars' middles, where TradingView compares closes",
      },
    },
    build: ({ x, p, profile }) => {
      if (profile === "tulip" || profile === "tradingview")
        return [otherStop(x.high!, x.low!, p.acceleration!, p.maximum!, profile)];
      const pace = { init: p.acceleration!, step: p.acceleration!, max: p.maximum! };
      return [stopAndReverse(x.high!, x.low!, pace, pace).stop];
    },
  },
  {
    name: "SAREXT",
    group: "Overlap Studies",
    title: "Parabolic SAR - Extended",
    inputs: ["high", "low"],
    params: {
      startValue: real(0, -REAL_MAX, REAL_MAX, "First stop, short if negative; 0: the first bars decide"),
      offsetOnReverse: real(0, 0, REAL_MAX, "Part of itself by which a stop is moved away on a reversal"),
      accelerationInitLong: real(0.02, 0, REAL_MAX, "First acceleration, long"),
      accelerationLong: real(0.02, 0, REAL_MAX, "Step of the acceleration, long"),
      accelerationMaxLong: real(0.2, 0, REAL_MAX, "Greatest acceleration, long"),
      accelerationInitShort: real(0.02, 0, REAL_MAX, "First acceleration, short"),
      accelerationShort: real(0.02, 0, REAL_MAX, "Step of the acceleration, short"),
      accelerationMaxShort: real(0.2, 0, REAL_MAX, "Greatest acceleration, short"),
    },
    outputs: [{ name: "real", kind: "dots" }],
    formula: "SAR with accelerations of its own for each side; negative while the position is short",
    source: `${WILDER}; TA-Lib SAREXT`,
    build: ({ x, p }) => {
      const long = { init: p.accelerationInitLong!, step: p.accelerationLong!, max: p.accelerationMaxLong! };
      const short = { init: p.accelerationInitShort!, step: p.accelerationShort!, max: p.accelerationMaxShort! };
      const options = { start: p.startValue!, offset: p.offsetOnReverse! };
      return [stopAndReverse(x.high!, x.low!, long, short, options).signed];
    },
  },
];
