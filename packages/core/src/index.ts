/**
 * The foundation that every part stands on: exact numbers, nanosecond time, seeded randomness, the event schema with
 * its records, the contracts (`Stage`, `Snapshotable`, `Clock`) and the errors. It knows nothing of markets' ways.
 */
export * from "./clock.ts";
export * from "./contracts.ts";
export * from "./elementary/index.ts";
export * from "./errors.ts";
export * from "./events/index.ts";
export * from "./fixed-point.ts";
export * from "./hash.ts";
export * from "./instrument.ts";
export * from "./random.ts";
export * from "./snapshot.ts";
export * from "./special/index.ts";
export * from "./system-clock.ts";
export * from "./tick-table.ts";
export * from "./time.ts";
export * from "./vocabulary.ts";
export * from "./wide.ts";
