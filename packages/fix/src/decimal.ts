/**
 * Values of fields as exact Decimals: `@hotpath/fix/decimal`. It stands apart so that who reads integer units installs no
 * decimals; add `decimal.js` to use it.
 */
import { Decimal } from "@hotpath/core/decimal";
import type { FieldReader } from "./reader/field-reader.ts";
import { FieldFault, isDecimal } from "./reader/values.ts";

/**
 * The decimal number of a field, exact; `undefined` where there is none, and `reader.fault` tells why.
 *
 * @example decimalOf(reader, 44)?.times(2)
 */
export function decimalOf(reader: FieldReader, tag: number): Decimal | undefined {
  const text = reader.string(tag);
  if (text === undefined) return undefined;
  const at = reader.find(tag);
  const { bytes, starts, ends } = reader.index;
  if (isDecimal(bytes, starts[at]!, ends[at]!)) return new Decimal(text);
  reader.fault = text === "" ? FieldFault.Empty : FieldFault.Malformed;
  return undefined;
}
