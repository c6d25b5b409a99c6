/** The shape of an SBE schema, resolved: every offset, size and null value is known. */

/** The primitive types of SBE (FIX SBE 1.0, section 3). */
export type SbePrimitive =
  | "char"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float"
  | "double";

/** Whether a field is always there, may be null, or is not on the wire at all. */
export type SbePresence = "required" | "optional" | "constant";

/** One value, or an array of them. */
export interface SbeNumberType {
  readonly kind: "number";
  readonly primitive: SbePrimitive;
  /** Values; 1 for one, 0 for the bytes of variable data. */
  readonly length: number;
  readonly presence: SbePresence;
  /** What stands for null; NaN for floats. */
  readonly nullValue: bigint | number;
  /** Of a constant. */
  readonly constant: bigint | number | string | undefined;
  /** Bytes on the wire; 0 for constants. */
  readonly size: number;
}

/** Names for values. */
export interface SbeEnumType {
  readonly kind: "enum";
  readonly name: string;
  readonly encoding: SbeNumberType;
  /** By name; of `char` enums the code of the character. */
  readonly values: ReadonlyMap<string, bigint>;
  readonly size: number;
}

/** Names for bits. */
export interface SbeSetType {
  readonly kind: "set";
  readonly name: string;
  readonly encoding: SbeNumberType;
  /** The number of the bit by name. */
  readonly choices: ReadonlyMap<string, number>;
  readonly size: number;
}

/** Several values under one name. */
export interface SbeCompositeType {
  readonly kind: "composite";
  readonly name: string;
  readonly members: readonly SbeMember[];
  readonly size: number;
}

/** Any type. */
export type SbeType = SbeNumberType | SbeEnumType | SbeSetType | SbeCompositeType;

/** A member of a composite. */
export interface SbeMember {
  readonly name: string;
  /** Bytes from the start of the composite. */
  readonly offset: number;
  readonly sinceVersion: number;
  readonly type: SbeType;
}

/** A field of a block. */
export interface SbeFieldDefinition {
  readonly name: string;
  readonly id: number;
  /** Bytes from the start of the block. */
  readonly offset: number;
  readonly sinceVersion: number;
  readonly presence: SbePresence;
  readonly type: SbeType;
  /** The value of a field that is constant by its own `valueRef`. */
  readonly constant: bigint | number | string | undefined;
}

/** Where a number of a header stands, and how wide it is. */
export interface SbeHeaderPart {
  readonly offset: number;
  readonly primitive: SbePrimitive;
}

/** A header: of a message, of a group, of variable data. */
export interface SbeHeader {
  readonly size: number;
  readonly parts: Readonly<Record<string, SbeHeaderPart>>;
}

/** Variable data. */
export interface SbeDataDefinition {
  readonly name: string;
  readonly id: number;
  readonly sinceVersion: number;
  /** With the part `length`. */
  readonly header: SbeHeader;
  /** Undefined for bytes. */
  readonly characterEncoding: string | undefined;
}

/** A block with what follows it: a message, or the entries of a group. */
export interface SbeBlockDefinition {
  readonly name: string;
  readonly id: number;
  /** Bytes of the block in this version of the schema. */
  readonly blockLength: number;
  readonly fields: readonly SbeFieldDefinition[];
  readonly groups: readonly SbeGroupDefinition[];
  readonly data: readonly SbeDataDefinition[];
}

/** A repeating group. */
export interface SbeGroupDefinition extends SbeBlockDefinition {
  readonly sinceVersion: number;
  /** With the parts `blockLength` and `numInGroup`. */
  readonly header: SbeHeader;
}

/** A message. */
export interface SbeMessageDefinition extends SbeBlockDefinition {
  readonly sinceVersion: number;
}

/** A schema. */
export interface SbeSchema {
  readonly id: number;
  readonly version: number;
  readonly package: string;
  readonly littleEndian: boolean;
  /** With the parts `blockLength`, `templateId`, `schemaId` and `version`. */
  readonly header: SbeHeader;
  readonly messages: readonly SbeMessageDefinition[];
}

/** Bytes of one value of a primitive. */
export const SBE_SIZES: Readonly<Record<SbePrimitive, number>> = {
  char: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  float: 4,
  double: 8,
};

/** The null value of a primitive where the schema names none (FIX SBE 1.0, section 3.2). */
export function sbeNullValue(primitive: SbePrimitive): bigint | number {
  const bits = BigInt(SBE_SIZES[primitive] * 8);
  if (primitive === "float" || primitive === "double") return Number.NaN;
  if (primitive === "char") return 0n;
  return primitive.startsWith("u") ? (1n << bits) - 1n : -(1n << (bits - 1n));
}

/** The block length that a message of a version must have at least: all fields that the version has. */
export function sbeLeastLength(block: SbeBlockDefinition, version: number): number {
  let least = 0;
  for (const field of block.fields)
    if (field.sinceVersion <= version) least = Math.max(least, field.offset + sizeOfField(field));
  return least;
}

/** Bytes of a field on the wire; 0 for constants. */
export function sizeOfField(field: SbeFieldDefinition): number {
  return field.presence === "constant" ? 0 : field.type.size;
}
