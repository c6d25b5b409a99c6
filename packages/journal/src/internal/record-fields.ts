/** Where the fields of a record type lie: the same rule by which the schema's generator places them. */
import { EVENT_SCHEMA, type FieldType, HEADER_BYTES } from "@hotpath/core";

/** A field and its place in the record. */
export interface PlacedField {
  readonly name: string;
  readonly type: FieldType;
  /** Offset from the record's start in bytes. */
  readonly offset: number;
}

/** What is known of a record type. */
export interface RecordLayout {
  /** Its name, or `Type40000` for one that the schema does not know. */
  readonly name: string;
  readonly fields: readonly PlacedField[];
  /** Bytes of the record as far as they are known. */
  readonly bytes: number;
}

const layouts = new Map<number, RecordLayout>();
for (const { name, type, fields } of EVENT_SCHEMA) {
  let end = HEADER_BYTES;
  const placed = fields.map((field) => {
    const bytes = field.type === "f64" ? 8 : 4;
    const offset = Math.ceil(end / bytes) * bytes;
    end = offset + bytes;
    return { name: field.name, type: field.type, offset };
  });
  layouts.set(type, { name, fields: placed, bytes: Math.ceil(end / 8) * 8 });
}

/** The layout of a type; of one that the schema does not know, its header alone. */
export function layoutOf(type: number): RecordLayout {
  return layouts.get(type) ?? { name: `Type${type}`, fields: [], bytes: HEADER_BYTES };
}
