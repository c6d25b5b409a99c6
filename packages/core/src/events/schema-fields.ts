/** What the fields of records are made with. */
import type { FieldDefinition } from "./schema.ts";

/** A price of the record's instrument. */
export const price = (name: string, doc: string): FieldDefinition => ({
  name,
  type: "f64",
  doc: `${doc}, in price units`,
});
/** A size of the record's instrument. */
export const size = (name: string, doc: string): FieldDefinition => ({
  name,
  type: "f64",
  doc: `${doc}, in size units`,
});
/** A double. */
export const real = (name: string, doc: string): FieldDefinition => ({ name, type: "f64", doc });
/** A number that counts or names: a safe integer. */
export const id = (name: string, doc: string): FieldDefinition => ({
  name,
  type: "f64",
  doc: `${doc}, a safe integer`,
});
/** A 32-bit integer. */
export const int = (name: string, doc: string): FieldDefinition => ({ name, type: "i32", doc });
