import { InputError } from "@hotpath/core";
import {
  SBE_SIZES,
  type SbeBlockDefinition,
  type SbeEnumType,
  type SbeNumberType,
  type SbePresence,
  type SbePrimitive,
  type SbeSetType,
} from "./sbe-schema.ts";

/** The primitives as small numbers, for a switch on the hot path. */
export const SBE_CODE: Readonly<Record<SbePrimitive, number>> = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  uint64: 6,
  int64: 7,
  float: 8,
  double: 9,
  char: 10,
};

/**
 * A number of a block, found once by its name and then read or written any number of times: `price`, or
 * `engine.capacity` of a composite.
 */
export interface SbeField {
  /** Its path. */
  readonly name: string;
  /** Bytes from the start of the block. */
  readonly offset: number;
  readonly primitive: SbePrimitive;
  /** {@link SBE_CODE} of the primitive. */
  readonly code: number;
  /** Bytes of one value. */
  readonly size: number;
  /** Values; 1 for one. */
  readonly length: number;
  readonly presence: SbePresence;
  readonly sinceVersion: number;
  readonly nullValue: bigint | number;
  /** The same as a double. */
  readonly nullNumber: number;
  /** Of a constant, which is not on the wire. */
  readonly constant: bigint | number | string | undefined;
  /** The names of its values or bits, where it has them. */
  readonly names: SbeEnumType | SbeSetType | undefined;
}

/** Finds a field of a block by its path. @throws {InputError} naming the fields that there are */
export function sbeField(block: SbeBlockDefinition, path: string): SbeField {
  const field = sbeFields(block).find((candidate) => candidate.name === path);
  if (field !== undefined) return field;
  const known = sbeFields(block).map((candidate) => candidate.name);
  throw new InputError("INPUT_INVALID", `${block.name} has no field ${path}; it has ${known.join(", ")}`);
}

/** Every number of a block, composites taken apart. */
export function sbeFields(block: SbeBlockDefinition): SbeField[] {
  return block.fields.flatMap((field) => {
    const { type } = field;
    const shared = { sinceVersion: field.sinceVersion, presence: field.presence, constant: field.constant };
    return partsOf(field.name, field.offset, type, shared);
  });
}

interface Shared {
  sinceVersion: number;
  presence: SbePresence;
  constant: bigint | number | string | undefined;
}

function partsOf(
  name: string,
  offset: number,
  type: SbeBlockDefinition["fields"][number]["type"],
  shared: Shared,
): SbeField[] {
  switch (type.kind) {
    case "number":
      return [fieldOf(name, offset, type, shared, undefined)];
    case "enum":
    case "set":
      return [fieldOf(name, offset, type.encoding, shared, type)];
    default:
      return type.members.flatMap((member) =>
        partsOf(`${name}.${member.name}`, offset + member.offset, member.type, {
          sinceVersion: Math.max(shared.sinceVersion, member.sinceVersion),
          // The presence of a composite is that of its members.
          presence: member.type.kind === "number" ? member.type.presence : "required",
          constant: undefined,
        }),
      );
  }
}

function fieldOf(
  name: string,
  offset: number,
  type: SbeNumberType,
  shared: Shared,
  names: SbeEnumType | SbeSetType | undefined,
): SbeField {
  return {
    name,
    offset,
    primitive: type.primitive,
    code: SBE_CODE[type.primitive],
    size: SBE_SIZES[type.primitive],
    length: type.length,
    presence: shared.presence,
    sinceVersion: shared.sinceVersion,
    nullValue: type.nullValue,
    nullNumber: Number(type.nullValue),
    constant: shared.constant ?? type.constant,
    names,
  };
}
