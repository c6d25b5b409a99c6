import { InputError } from "@hotpath/core";

/**
 * What is wrong with a journal.
 *
 * | reason | what was found |
 * |---|---|
 * | `incomplete` | the file ends within a frame or its header |
 * | `length` | a frame's length is impossible |
 * | `checksum` | a frame's bytes are not the ones that were written |
 * | `sequence` | a whole record whose sequence does not follow |
 * | `foreign-file` | a `.hpj` file that is no segment |
 * | `version` | a segment of a format that this build does not read |
 * | `header` | a segment header whose checksum is wrong |
 * | `metadata` | the metadata frame is damaged |
 * | `name` | the file's name and its header disagree |
 * | `foreign-segment` | a segment of another journal |
 * | `missing-segment` | records between two segments are not there |
 * | `chain` | the segment does not continue the one before it |
 */
export type DamageReason =
  | "incomplete"
  | "length"
  | "checksum"
  | "sequence"
  | "foreign-file"
  | "version"
  | "header"
  | "metadata"
  | "name"
  | "foreign-segment"
  | "missing-segment"
  | "chain";

/** One place at which a journal is damaged. */
export interface JournalDamage {
  reason: DamageReason;
  /** Name of the segment file. */
  segment: string;
  /** Where the bad frame starts, in bytes from the start of the file. */
  offset: number;
  /** The sequence that was expected there. */
  sequence: number;
  /**
   * A torn tail: the last segment ends in bytes that are no whole frame and no whole frame follows them, which is how
   * a write looks that a crash cut short. Everything before it is whole.
   */
  torn: boolean;
  /** Whether all that follows was written together with the bad frame, as far as can be told: power loss can do that. */
  lastBatch: boolean;
  /** For people. */
  message: string;
}

/** Describes damage; `torn` and `lastBatch` are settled later, by who knows what follows. */
export function damage(
  reason: DamageReason,
  segment: string,
  offset: number,
  sequence: number,
  what: string,
): JournalDamage {
  return {
    reason,
    segment,
    offset,
    sequence,
    torn: false,
    lastBatch: false,
    message: `${what} (${segment}, byte ${offset}, where sequence ${sequence} was expected)`,
  };
}

/** The error that says it. */
export function damageError(found: JournalDamage, folder: string): InputError {
  const hint = found.lastBatch
    ? "; whole records follow it, all of the last batch, as after power loss within a write"
    : "";
  return new InputError("CORRUPT", `journal ${folder}: ${found.message}${hint}`, { cause: found });
}
