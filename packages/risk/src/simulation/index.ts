/**
 * Monte Carlo: the returns of assets that depend on each other (simulation.ts), from even or pseudo-random numbers (sobol.ts,
 * streams.ts), a covariance that may be singular (factor.ts), and each asset's own distribution (marginals.ts).
 */
export { type Factor, factorOf } from "./factor.ts";
export { type PathBlock, Simulation, type SimulationModel, type SimulationOptions } from "./simulation.ts";
export { SOBOL_DIMENSIONS, Sobol } from "./sobol.ts";
export { chiSquareNumber, NormalStreams } from "./streams.ts";
