import { FieldType } from "../dictionary/field-type.ts";
import {
  isDecimal,
  isInt,
  isMonthYear,
  isSequenceNumber,
  isTimestamp,
  isTzTimeOnly,
  readDateDays,
  readInteger,
  readTimeOnlyMicros,
  readTzTimestampMicros,
} from "../reader/values.ts";

/** Whether `bytes[start … end − 1]` has the form of its type. Types that are text have none. */
export function fitsType(type: FieldType, bytes: Uint8Array, start: number, end: number): boolean {
  switch (type) {
    case FieldType.Char:
      return end - start === 1;
    case FieldType.Boolean:
      return end - start === 1 && (bytes[start] === 89 || bytes[start] === 78);
    case FieldType.Int:
    case FieldType.Length:
    case FieldType.NumInGroup:
    case FieldType.TagNum:
      return isInt(bytes, start, end);
    case FieldType.SeqNum:
      return isSequenceNumber(bytes, start, end);
    case FieldType.DayOfMonth: {
      const day = readInteger(bytes, start, end);
      return day >= 1 && day <= 31;
    }
    case FieldType.Float:
    case FieldType.Price:
    case FieldType.PriceOffset:
    case FieldType.Amt:
    case FieldType.Qty:
    case FieldType.Percentage:
      return isDecimal(bytes, start, end);
    case FieldType.UtcTimestamp:
      return isTimestamp(bytes, start, end);
    case FieldType.UtcTimeOnly:
    case FieldType.LocalMktTime:
      return !Number.isNaN(readTimeOnlyMicros(bytes, start, end));
    case FieldType.UtcDateOnly:
    case FieldType.LocalMktDate:
      return !Number.isNaN(readDateDays(bytes, start, end));
    case FieldType.MonthYear:
      return isMonthYear(bytes, start, end);
    case FieldType.TzTimestamp:
      return !Number.isNaN(readTzTimestampMicros(bytes, start, end));
    case FieldType.TzTimeOnly:
      return isTzTimeOnly(bytes, start, end);
    default:
      return true;
  }
}
