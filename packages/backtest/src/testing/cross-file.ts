/** A strategy's file with both forms, as a user writes one. */
import { unitCross } from "./strategies.ts";

export { unitCrossVectorised as vectorised } from "./strategies.ts";
export default unitCross;
