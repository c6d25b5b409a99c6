import { defineStrategy, integer, type StrategyDefinition } from "../../index.ts";

/** A strategy as a user's file has it. */
const strategy: StrategyDefinition = defineStrategy({
  name: "good",
  parameters: { fast: integer({ min: 2, max: 500, default: 20 }) },
  create: () => ({}),
});

export default strategy;
