import { InputError } from "@hotpath/core";

/**
 * Decompresses a raw Snappy block of known length. Lengths and distances are held against both arrays before each step, so
 * that no input makes it read or write elsewhere, or go round.
 *
 * Source: google/snappy, `format_description.txt`.
 *
 * @throws {InputError} where the input is no such block
 */
export function snappyDecompress(input: Uint8Array, outputLength: number): Uint8Array {
  const output = new Uint8Array(outputLength);
  let from = 0;
  while (from < input.length && input[from]! >= 0x80) from++;
  from++;
  let to = 0;
  while (from < input.length) {
    const tag = input[from++]!;
    const kind = tag & 3;
    let length = (tag >> 2) + 1;
    if (kind === 0) {
      if (length > 60) {
        const width = length - 60;
        length = littleEndian(input, from, width) + 1;
        from += width;
      }
      if (length > input.length - from || length > outputLength - to) throw broken();
      output.set(input.subarray(from, from + length), to);
      from += length;
    } else {
      let distance: number;
      if (kind === 1) {
        length = ((tag >> 2) & 7) + 4;
        distance = ((tag >> 5) << 8) + littleEndian(input, from, 1);
        from += 1;
      } else {
        const width = kind === 2 ? 2 : 4;
        distance = littleEndian(input, from, width);
        from += width;
      }
      if (distance === 0 || distance > to || length > outputLength - to) throw broken();
      if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
      else for (let i = 0; i < length; i++) output[to + i] = output[to + i - distance]!;
    }
    to += length;
  }
  if (to !== outputLength) throw broken();
  return output;
}

function littleEndian(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > bytes.length) throw broken();
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}

function broken(): InputError {
  return new InputError("INPUT_INVALID", "the Parquet file has a page that is no Snappy block");
}
