import { InputError } from "@hotpath/core";

/** One segment of a portfolio and its benchmark in one period: a sector, a country, a strategy. */
export interface Segment {
  name: string;
  /** Share of the portfolio at the start of the period. */
  weight: number;
  /** Share of the benchmark at the start of the period. */
  benchmarkWeight: number;
  /** Return of the portfolio's part; of no meaning where its weight is 0. */
  return: number;
  /** Return of the benchmark's part. */
  benchmarkReturn: number;
}

/** What a segment adds to the excess return. */
export interface SegmentEffect {
  name: string;
  /** By weighing the segment otherwise: (w − W)(R − B), B the benchmark's return. */
  allocation: number;
  /** By what was chosen in it: W (r − R). */
  selection: number;
  /** By both at once: (w − W)(r − R). */
  interaction: number;
  /** The sum of the three. */
  total: number;
}

/** The attribution of one period, or of several that are linked. */
export interface Attribution {
  portfolioReturn: number;
  benchmarkReturn: number;
  /** The difference of the two, which the effects sum to. */
  excess: number;
  allocation: number;
  selection: number;
  interaction: number;
  segments: SegmentEffect[];
}

/** How far weights may sum from 1. */
const WEIGHT_TOLERANCE = 1e-9;

/**
 * Attribution of a period's excess return to allocation, selection and interaction by segment. Brinson and Fachler 1985,
 * "Measuring Non-U.S. Equity Portfolio Performance", Journal of Portfolio Management 11(3): allocation is judged against the
 * benchmark as a whole.
 *
 * @throws {InputError} `INPUT_INVALID` if a number is not finite, a name comes twice, or weights do not sum to 1
 */
export function brinsonFachler(segments: readonly Segment[]): Attribution {
  checkSegments(segments);
  const sum = (f: (s: Segment) => number) => segments.reduce((total, s) => total + f(s), 0);
  const portfolioReturn = sum((s) => s.weight * s.return);
  const benchmarkReturn = sum((s) => s.benchmarkWeight * s.benchmarkReturn);
  const effects = segments.map((s): SegmentEffect => {
    const tilt = s.weight - s.benchmarkWeight;
    const choice = s.return - s.benchmarkReturn;
    const allocation = tilt * (s.benchmarkReturn - benchmarkReturn);
    const selection = s.benchmarkWeight * choice;
    const interaction = tilt * choice;
    return { name: s.name, allocation, selection, interaction, total: allocation + selection + interaction };
  });
  return attributionOf(portfolioReturn, benchmarkReturn, effects);
}

/** Sums the effects of segments. */
export function attributionOf(
  portfolioReturn: number,
  benchmarkReturn: number,
  segments: SegmentEffect[],
): Attribution {
  const sum = (f: (effect: SegmentEffect) => number) => segments.reduce((total, effect) => total + f(effect), 0);
  return {
    portfolioReturn,
    benchmarkReturn,
    excess: portfolioReturn - benchmarkReturn,
    allocation: sum((effect) => effect.allocation),
    selection: sum((effect) => effect.selection),
    interaction: sum((effect) => effect.interaction),
    segments,
  };
}

function checkSegments(segments: readonly Segment[]): void {
  if (segments.length === 0) throw new InputError("INPUT_INVALID", "segments has no element");
  const names = new Set<string>();
  let weights = 0;
  let benchmarkWeights = 0;
  for (const [i, segment] of segments.entries()) {
    for (const key of ["weight", "benchmarkWeight", "return", "benchmarkReturn"] as const)
      if (!Number.isFinite(segment[key]))
        throw new InputError("INPUT_INVALID", `segments[${i}].${key} is ${segment[key]}, not a finite number`);
    if (names.has(segment.name))
      throw new InputError("INPUT_INVALID", `segments[${i}].name is ${segment.name}, a second time`);
    names.add(segment.name);
    weights += segment.weight;
    benchmarkWeights += segment.benchmarkWeight;
  }
  for (const [name, value] of Object.entries({ weights, benchmarkWeights }))
    if (Math.abs(value - 1) > WEIGHT_TOLERANCE)
      throw new InputError("INPUT_INVALID", `${name} sum to ${value}; allowed: 1, cash being a segment too`);
}
