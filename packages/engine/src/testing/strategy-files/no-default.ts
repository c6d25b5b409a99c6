/** Exports nothing by default. */
export const strategy = 1;
