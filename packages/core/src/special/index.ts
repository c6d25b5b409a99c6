export { binomialCdf, binomialProbability } from "./binomial.ts";
export { chiSquareCdf, chiSquareQuantile, chiSquareTail } from "./chi-square.ts";
export { incompleteBeta } from "./incomplete-beta.ts";
export { incompleteGamma, incompleteGammaUpper } from "./incomplete-gamma.ts";
export { logGamma } from "./log-gamma.ts";
export {
  studentTCdf,
  studentTDensity,
  studentTLogDensity,
  studentTLogScale,
  studentTQuantile,
} from "./student-t.ts";
