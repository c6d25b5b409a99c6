/** How the values of a series depend on those before: persistence, reversion, autocorrelation. */
import { ConfigError } from "@hotpath/core";
import { type Definition, integer, period } from "../definition.ts";
import { comoments, moments } from "../graph/statistics.ts";
import { expectedRescaledRange, hurst, logReturn, stepMoments } from "../graph/time-series.ts";
import { delay } from "../graph/vocabulary.ts";

function checkLag({ timePeriod, lag }: Readonly<Record<string, number>>): void {
  if (lag! > timePeriod! - 2) throw new ConfigError("lag", lag, `at most timePeriod − 2, which is ${timePeriod! - 2}`);
}

export const timeSeries: readonly Definition[] = [
  {
    name: "HURST",
    aliases: ["HURSTEXPONENT"],
    group: "Statistic Functions",
    title: "Hurst Exponent, Rescaled Range",
    inputs: ["real"],
    params: { timePeriod: period(100, "Number of logarithmic returns", 20) },
    outputs: ["hurst", "corrected"],
    complexity: "O(n)",
    formula:
      "slope of ln(R/S) on ln(m), R/S the mean rescaled range of the n last logarithmic returns in 1, 2, 4 … (at most 32) parts of m ≥ 8, the oldest odd ones left out; corrected: of ln(R/S − E[R/S] + √(π m ÷ 2)), E[R/S] by Anis and Lloyd; 0.5 where flat",
    source:
      "H. E. Hurst, Trans. ASCE 116 (1951); A. A. Anis, E. H. Lloyd, Biometrika 63 (1976); Stock.Indicators' Hurst",
    build: ({ x, p }) => {
      const returns = logReturn(x.real!);
      const bias = (size: number) => Math.sqrt((Math.PI * size) / 2) - expectedRescaledRange(size);
      return [hurst(returns, p.timePeriod!, () => 0), hurst(returns, p.timePeriod!, bias)];
    },
  },
  {
    name: "HALFLIFE",
    group: "Statistic Functions",
    title: "Half-Life of Mean Reversion",
    inputs: ["real"],
    params: { timePeriod: period(100, "Number of steps", 3) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "−ln 2 ÷ ln(1 + b), b of the regression Δx = a + b x₋₁ over the last n steps; negative where x runs away: then it doubles; 0 where b ≤ −1 or b = 0",
    source: "E. P. Chan, Algorithmic Trading (2013), ch. 2",
    build: ({ x, p, graph }) => {
      const { squaresA, squaresB, products } = stepMoments(x.real!, p.timePeriod!);
      return graph.apply("halfLife", [squaresA, squaresB, products], { ln2: Math.LN2 });
    },
  },
  {
    name: "OU",
    aliases: ["ORNSTEINUHLENBECK"],
    group: "Statistic Functions",
    title: "Ornstein–Uhlenbeck Parameters",
    inputs: ["real"],
    params: { timePeriod: period(100, "Number of steps", 3) },
    outputs: ["speed", "mean", "volatility"],
    complexity: "O(1) amortised",
    formula:
      "of Δx = a + b x₋₁ over the last n steps with residual variance s² (divisor n − 2): θ = −ln(1 + b), μ = −a ÷ b, σ = s √(2θ ÷ (1 − (1 + b)²)); where not −1 < b < 0: 0, the window's mean of x₋₁, s",
    source: "G. E. Uhlenbeck, L. S. Ornstein, Phys. Rev. 36 (1930); exact discretisation by least squares",
    build: ({ x, p, graph }) => {
      const { meanA, meanB, squaresA, squaresB, products } = stepMoments(x.real!, p.timePeriod!);
      const freedom = p.timePeriod! - 2;
      return graph.apply("ornsteinUhlenbeck", [meanA, meanB, squaresA, squaresB, products], { freedom });
    },
  },
  {
    name: "ADF",
    aliases: ["DICKEYFULLER"],
    group: "Statistic Functions",
    title: "Augmented Dickey–Fuller Statistic",
    inputs: ["real"],
    params: {
      timePeriod: period(100, "Number of bars", 6),
      lags: integer(1, 0, 20, "Earlier steps that are regressed on too"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    check: ({ timePeriod, lags }) => {
      if (timePeriod! < 2 * lags! + 5)
        throw new ConfigError("timePeriod", timePeriod, `at least 2 × lags + 5, which is ${2 * lags! + 5}`);
    },
    formula:
      "t of b in Δx = a + b x₋₁ + Σ c_i Δx₋ᵢ + e, i = 1 … lags, over the n − 1 − lags rows that n bars give; 0 where flat. Below −2.9 or so is mean-reverting at 5 %. With p lags O(p²) sums a bar and O(p³) for the solution, whatever n is",
    source: "D. A. Dickey, W. A. Fuller, JASA 74 (1979); S. E. Said, D. A. Dickey, Biometrika 71 (1984)",
    build: ({ x, p, graph }) =>
      graph.apply("dickeyFuller", [x.real!], { rows: p.timePeriod! - 1 - p.lags!, lags: p.lags! }),
  },
  {
    name: "AUTOCORR",
    group: "Statistic Functions",
    title: "Rolling Autocorrelation",
    inputs: ["real"],
    params: { timePeriod: period(30, "Number of bars", 3), lag: integer(1, 1, 10_000, "Bars between the values") },
    outputs: ["real"],
    complexity: "O(1) amortised",
    check: checkLag,
    formula:
      "Pearson's correlation of x and x₋ₖ over the n − k pairs that the last n values give, each side about its own mean; 0 where flat",
    source: "G. E. P. Box, G. M. Jenkins, Time Series Analysis (1970); as autocorr of pandas",
    build: ({ x, p, graph }) => {
      const { squaresA, squaresB, products } = comoments(x.real!, delay(x.real!, p.lag!), p.timePeriod! - p.lag!);
      return graph.apply("correlation", [squaresA, squaresB, products]);
    },
  },
  {
    name: "ACF",
    group: "Statistic Functions",
    title: "Autocorrelation Function",
    inputs: ["real"],
    params: { timePeriod: period(30, "Number of bars", 3), lag: integer(1, 1, 10_000, "Bars between the values") },
    outputs: ["real"],
    complexity: "O(1) amortised",
    check: checkLag,
    formula:
      "Σ (xᵢ − x̄)(xᵢ₋ₖ − x̄) ÷ Σ (xᵢ − x̄)², the upper sum over n − k pairs, the lower over all n values, x̄ their mean; 0 where flat",
    source: "the biased estimate of G. E. P. Box, G. M. Jenkins, Time Series Analysis (1970), as acf of R",
    build: ({ x, p, graph }) => {
      const [n, lag] = [p.timePeriod!, p.lag!];
      const value = x.real!;
      const earlier = delay(value, lag);
      const { squares, distance } = moments(value, n);
      const { distanceA, distanceB, products } = comoments(value, earlier, n - lag);
      return graph.apply("autocorrelation", [value, earlier, squares, distance, distanceA, distanceB, products], {
        pairs: n - lag,
      });
    },
  },
];
