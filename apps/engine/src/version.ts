import manifest from "../package.json" with { type: "json" };

/** Version of the reference engine. */
export const version: string = manifest.version;
