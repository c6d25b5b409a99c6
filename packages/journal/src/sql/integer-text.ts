import { type EventCursor, InputError } from "@hotpath/core";

/**
 * A count of units, or an id, as text, which no database rounds. Null for what is none: not finite, or with a fraction.
 */
export function integerText(value: number): string | null {
  return Number.isInteger(value) ? BigInt(value).toString() : null;
}

/** @throws {InputError} `INPUT_INVALID` for a record whose price or quantity is no count of units */
export function unitsOf(event: EventCursor, value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new InputError(
    "INPUT_INVALID",
    `projection: the record of type ${event.type} at sequence ${event.sequence} has ${value} where a count of units must be`,
  );
}
