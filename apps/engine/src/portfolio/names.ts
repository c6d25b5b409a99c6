/** The words of `hotpath portfolio optimize`, apart from what they do, so that help loads nothing else. */

/** Objectives in the order of the help. */
export const OBJECTIVES = [
  "min-variance",
  "max-sharpe",
  "max-utility",
  "max-return",
  "max-ratio",
  "max-diversification",
  "min-cvar",
  "min-cdar",
  "min-mad",
  "min-semivariance",
  "min-worst",
  "min-drawdown",
  "risk-parity",
  "hrp",
  "herc",
  "nco",
] as const;

/** One of them. */
export type Objective = (typeof OBJECTIVES)[number];

/** How covariances are estimated. */
export const COVARIANCES = [
  "sample",
  "ewma",
  "ledoit-wolf",
  "single-factor",
  "constant-correlation",
  "oas",
  "gerber",
  "denoised",
  "semi",
] as const;

/** Measures of risk that weights are found for, or clusters weighed by. */
export const MEASURES = [
  "variance",
  "volatility",
  "mad",
  "semivariance",
  "semideviation",
  "first-lower-moment",
  "second-lower-moment",
  "cvar",
  "worst",
  "cdar",
  "max-drawdown",
  "average-drawdown",
  "ulcer",
] as const;
