/**
 * Loaded before the tests of a member: property tests draw the same cases in every run of the same tree, so that what
 * passed here passes there. `HOTPATH_PROPERTY_SEED=N` draws others, `HOTPATH_PROPERTY_SEED=random` others each time; fast-check prints the
 * seed of a failure. `bun test` called by hand draws at random as well.
 */
import fc from "fast-check";

const wanted = process.env.HOTPATH_PROPERTY_SEED ?? "20261126";
if (wanted !== "random") {
  const seed = Number(wanted);
  if (!Number.isInteger(seed)) {
    console.error(`HOTPATH_PROPERTY_SEED is ${JSON.stringify(wanted)}; it may be an integer or "random"`);
    process.exit(2);
  }
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
