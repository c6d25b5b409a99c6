/**
 * The element types of typed-array columns, by the short names that schemas and arenas use.
 */

interface ColumnArrays {
  f64: Float64Array;
  f32: Float32Array;
  i32: Int32Array;
  u32: Uint32Array;
  i16: Int16Array;
  u16: Uint16Array;
  i8: Int8Array;
  u8: Uint8Array;
  i64: BigInt64Array;
  u64: BigUint64Array;
}

/** Name of a column's element type. `i64` and `u64` columns hold bigints, whose every read allocates. */
export type ColumnType = keyof ColumnArrays;

/** The typed array of a column type. */
export type ColumnArray<T extends ColumnType = ColumnType> = ColumnArrays[T];

interface ColumnConstructor<T extends ColumnType> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ColumnArray<T>;
}

/** Constructors by column type. */
export const COLUMN_ARRAYS: { readonly [T in ColumnType]: ColumnConstructor<T> } = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
};
