import { ConfigError } from "@hotpath/core";

/**
 * What a journal says of itself, kept as JSON in each segment: whatever a reader needs to make sense of the records.
 * The three named keys are the ones that Hotpath's own tools show; any other JSON value may stand beside them.
 */
export interface JournalMetadata {
  /** The instruments, in the order of their dense index. */
  instruments?: unknown;
  /** The configuration of the engine that wrote it. */
  configuration?: unknown;
  /** The build that wrote it, such as a version and a commit. */
  build?: string;
  [key: string]: unknown;
}

/** @throws {ConfigError} if the metadata is no object that JSON can say */
export function metadataText(metadata: JournalMetadata): string {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    throw new ConfigError("metadata", metadata, "an object");
  try {
    return JSON.stringify(metadata);
  } catch {
    throw new ConfigError("metadata", metadata, "an object of JSON values: no bigint, no cycle");
  }
}
