import { assert, InputError } from "@hotpath/core";
import { DBN_FIELDS, DBN_HEADER_FIELDS } from "./dbn-fields.ts";

/** The name of a record's layout, `mbo` or `definitionV2`. */
export type DbnLayoutName = keyof typeof DBN_FIELDS;

/** How a field is stored; see `DBN_FIELDS`. */
export type DbnFieldType =
  | "u1"
  | "u2"
  | "u4"
  | "u8"
  | "i1"
  | "i2"
  | "i4"
  | "i8"
  | "px"
  | "ts"
  | "c1"
  | "text"
  | "reserved";

type ValueOf<Type extends string> = Type extends "u8" | "i8" | "px" | "ts"
  ? bigint
  : Type extends "c1" | `s${number}`
    ? string
    : number;
type FieldOf<Field extends string> = Field extends `${infer Name}:${infer Type}`
  ? Name extends "_"
    ? unknown
    : { [key in Name]: ValueOf<Type> }
  : never;
type LineOf<Line extends string> = Line extends `${infer Field} ${infer Rest}`
  ? FieldOf<Field> & LineOf<Rest>
  : FieldOf<Line>;
type LinesOf<Lines extends readonly string[]> = Lines extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? LineOf<First> & LinesOf<Rest>
  : unknown;

/** The header that every record begins with. */
export type DbnHeader = LinesOf<typeof DBN_HEADER_FIELDS>;

/**
 * A record as an object: prices, times and other 64-bit fields are bigints in DBN's own units (1e-9, nanoseconds),
 * characters and texts strings.
 */
export type DbnRecord<Name extends DbnLayoutName = DbnLayoutName> = Name extends DbnLayoutName
  ? DbnHeader & LinesOf<(typeof DBN_FIELDS)[Name]>
  : never;

/** One field of a layout. */
export interface DbnField {
  readonly name: string;
  readonly type: DbnFieldType;
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

/** Where everything stands in a record. */
export interface DbnLayout {
  readonly name: DbnLayoutName;
  /** Position in {@link DBN_LAYOUTS}. */
  readonly index: number;
  /** Bytes, without a `ts_out`. */
  readonly size: number;
  /** The record types that are laid out so, the usual one first. */
  readonly rtypes: readonly number[];
  /** The versions of DBN that write it. */
  readonly versions: readonly number[];
  /** In order, the header's among them, reserved bytes too. */
  readonly fields: readonly DbnField[];
}

/** Bytes of a record's header. */
export const DBN_HEADER_SIZE = 16;
/** The most bytes that a record can have: its length is one byte of words. */
export const DBN_MAX_RECORD_SIZE = 1020;
/** What stands for "no price". */
export const DBN_UNDEFINED_PRICE: bigint = 2n ** 63n - 1n;
/** What stands for "no time". */
export const DBN_UNDEFINED_TIME: bigint = 2n ** 64n - 1n;

/** Record types (`rtype`) by layout, and the versions of each. */
const RTYPES: Readonly<Record<DbnLayoutName, readonly [rtypes: readonly number[], versions: readonly number[]]>> = {
  mbo: [[0xa0], [1, 2, 3]],
  trade: [[0x00], [1, 2, 3]],
  mbp1: [
    [0x01, 0xc5],
    [1, 2, 3],
  ],
  mbp10: [[0x0a], [1, 2, 3]],
  bbo: [
    [0xc3, 0xc4],
    [1, 2, 3],
  ],
  cmbp1: [
    [0xb1, 0xc2],
    [1, 2, 3],
  ],
  cbbo: [
    [0xc0, 0xc1],
    [1, 2, 3],
  ],
  // 0x11 is what dbz called a bar of any length; 0x24 is a bar of the venue's trading day.
  ohlcv: [
    [0x20, 0x21, 0x22, 0x23, 0x24, 0x11],
    [1, 2, 3],
  ],
  status: [[0x12], [1, 2, 3]],
  imbalance: [[0x14], [1, 2, 3]],
  definitionV1: [[0x13], [1]],
  definitionV2: [[0x13], [2]],
  definitionV3: [[0x13], [3]],
  statisticsV1: [[0x18], [1, 2]],
  statisticsV3: [[0x18], [3]],
  errorV1: [[0x15], [1]],
  errorV2: [[0x15], [2, 3]],
  symbolMappingV1: [[0x16], [1]],
  symbolMappingV2: [[0x16], [2, 3]],
  systemV1: [[0x17], [1]],
  systemV2: [[0x17], [2, 3]],
};

/** Every layout. */
export const DBN_LAYOUTS: readonly DbnLayout[] = (Object.keys(DBN_FIELDS) as DbnLayoutName[]).map((name, index) => {
  const fields = fieldsOf([...DBN_HEADER_FIELDS, ...DBN_FIELDS[name]]);
  const last = fields[fields.length - 1]!;
  const size = last.offset + last.size;
  assert(size % 4 === 0 && size <= DBN_MAX_RECORD_SIZE, `${name}: ${size} bytes are whole words`);
  const [rtypes, versions] = RTYPES[name];
  return { name, index, size, rtypes, versions, fields };
});

/** Layouts by name. */
export const DBN_LAYOUT: Readonly<Record<DbnLayoutName, DbnLayout>> = Object.fromEntries(
  DBN_LAYOUTS.map((layout) => [layout.name, layout]),
) as Record<DbnLayoutName, DbnLayout>;

/** Up to three layouts of one record type, by type: those of its versions. */
const BY_RTYPE: readonly (readonly DbnLayout[] | undefined)[] = Array.from({ length: 256 }, (_, rtype) => {
  const layouts = DBN_LAYOUTS.filter((layout) => layout.rtypes.includes(rtype));
  return layouts.length === 0 ? undefined : layouts;
});

/** Whether any layout has the record type. */
export function isDbnRtype(rtype: number): boolean {
  return BY_RTYPE[rtype] !== undefined;
}

/**
 * The layout of a record by its type and length: versions of one type differ in length by 16 bytes or more, so the eight
 * bytes of a `ts_out` behind a record leave no doubt, and no version need be known.
 */
export function dbnLayoutOf(rtype: number, size: number): DbnLayout | undefined {
  const layouts = BY_RTYPE[rtype];
  if (layouts === undefined) return undefined;
  for (let i = 0; i < layouts.length; i++) {
    const layout = layouts[i]!;
    if (size === layout.size || size === layout.size + 8) return layout;
  }
  return undefined;
}

/** The layout that a version of DBN writes for a record type. */
export function dbnLayoutOfVersion(rtype: number, version: number): DbnLayout | undefined {
  return BY_RTYPE[rtype]?.find((layout) => layout.versions.includes(version));
}

function fieldsOf(lines: readonly string[]): DbnField[] {
  let offset = 0;
  return lines
    .flatMap((line) => line.split(" "))
    .map((text) => {
      const [name, code] = text.split(":") as [string, string];
      const type = typeOf(code);
      const size = type === "px" || type === "ts" ? 8 : Number(code.slice(1));
      const field = { name, type, offset, size };
      offset += size;
      return field;
    });
}

function typeOf(code: string): DbnFieldType {
  if (code.startsWith("x")) return "reserved";
  return code.startsWith("s") ? "text" : (code as DbnFieldType);
}

/** A field of a layout by its name. @throws {InputError} naming the fields that there are */
export function dbnField(layout: DbnLayout, name: string): DbnField {
  const field = layout.fields.find((candidate) => candidate.name === name && candidate.type !== "reserved");
  if (field !== undefined) return field;
  const known = layout.fields.filter((candidate) => candidate.type !== "reserved").map((candidate) => candidate.name);
  throw new InputError(
    "INPUT_INVALID",
    `${layout.name} has no field ${JSON.stringify(name)}; it has ${known.join(", ")}`,
  );
}
