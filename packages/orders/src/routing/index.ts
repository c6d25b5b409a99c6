/**
 * Smart order routing: the books of all venues side by side (`ConsolidatedBook`), what is known of the venues
 * (`VenueProfiles`), the split that is expected to cost least (`OrderRouter`, `SplitSolver`), and the stage that sends
 * children, hears of them and goes on with what is left (`RouterStage`).
 */
export { ConsolidatedBook, type ConsolidatedBookOptions } from "./consolidated-book.ts";
export { OrderRouter, type RouterCosts } from "./order-router.ts";
export { type PassiveOrder, type PassivePlacement, type PassiveQueue, placePassively } from "./passive-placement.ts";
export { type RouterCounts, RouteStatus } from "./route-status.ts";
export { RoutePhase, RouteTable } from "./route-table.ts";
export type { RouterStageOptions } from "./router-options.ts";
export { RouterStage } from "./router-stage.ts";
export { costAt, costOf, SplitProblem } from "./split-problem.ts";
export { SplitSolver } from "./split-solver.ts";
export { type VenueProfile, VenueProfiles } from "./venue-profiles.ts";
