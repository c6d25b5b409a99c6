/**
 * The data types of FIX fields (FIX 5.0 SP2 Volume 1, "FIX Data Types"), with those of the versions before.
 *
 * The numbers are dense, so that tables and switches are small; they are the package's own and appear on no wire.
 */
export const FieldType = {
  /** Unknown to the dictionary, or one that has no form to check. */
  Any: 0,
  String: 1,
  Char: 2,
  Boolean: 3,
  Int: 4,
  Length: 5,
  NumInGroup: 6,
  TagNum: 7,
  SeqNum: 8,
  DayOfMonth: 9,
  Float: 10,
  Price: 11,
  PriceOffset: 12,
  Amt: 13,
  Qty: 14,
  Percentage: 15,
  UtcTimestamp: 16,
  UtcTimeOnly: 17,
  UtcDateOnly: 18,
  LocalMktDate: 19,
  LocalMktTime: 20,
  MonthYear: 21,
  TzTimestamp: 22,
  TzTimeOnly: 23,
  Currency: 24,
  Exchange: 25,
  Country: 26,
  Language: 27,
  MultipleCharValue: 28,
  MultipleStringValue: 29,
  Data: 30,
  XmlData: 31,
  XId: 32,
  XIdRef: 33,
} as const;
/** A value of {@link FieldType}. */
export type FieldType = (typeof FieldType)[keyof typeof FieldType];

/** The names that QuickFIX's dictionaries give to types. */
const BY_NAME: Readonly<Record<string, FieldType>> = {
  STRING: FieldType.String,
  CHAR: FieldType.Char,
  BOOLEAN: FieldType.Boolean,
  INT: FieldType.Int,
  LENGTH: FieldType.Length,
  NUMINGROUP: FieldType.NumInGroup,
  TAGNUM: FieldType.TagNum,
  SEQNUM: FieldType.SeqNum,
  DAYOFMONTH: FieldType.DayOfMonth,
  FLOAT: FieldType.Float,
  PRICE: FieldType.Price,
  PRICEOFFSET: FieldType.PriceOffset,
  AMT: FieldType.Amt,
  QTY: FieldType.Qty,
  QUANTITY: FieldType.Qty,
  PERCENTAGE: FieldType.Percentage,
  UTCTIMESTAMP: FieldType.UtcTimestamp,
  TIME: FieldType.UtcTimestamp,
  UTCTIMEONLY: FieldType.UtcTimeOnly,
  UTCDATEONLY: FieldType.UtcDateOnly,
  UTCDATE: FieldType.UtcDateOnly,
  DATE: FieldType.UtcDateOnly,
  LOCALMKTDATE: FieldType.LocalMktDate,
  LOCALMKTTIME: FieldType.LocalMktTime,
  MONTHYEAR: FieldType.MonthYear,
  TZTIMESTAMP: FieldType.TzTimestamp,
  TZTIMEONLY: FieldType.TzTimeOnly,
  CURRENCY: FieldType.Currency,
  EXCHANGE: FieldType.Exchange,
  COUNTRY: FieldType.Country,
  LANGUAGE: FieldType.Language,
  MULTIPLECHARVALUE: FieldType.MultipleCharValue,
  MULTIPLESTRINGVALUE: FieldType.MultipleStringValue,
  MULTIPLEVALUESTRING: FieldType.MultipleStringValue,
  DATA: FieldType.Data,
  XMLDATA: FieldType.XmlData,
  XID: FieldType.XId,
  XIDREF: FieldType.XIdRef,
};

/**
 * The type that a dictionary's name stands for. In FIX 4.0 and 4.1 a `CHAR` is text of any length (as QuickFIX has it);
 * a name that is not known is {@link FieldType.Any}, which is checked for nothing.
 */
export function fieldTypeOf(name: string, beginString: string): FieldType {
  if (name === "CHAR" && (beginString === "FIX.4.0" || beginString === "FIX.4.1")) return FieldType.String;
  return BY_NAME[name] ?? FieldType.Any;
}

/** Whether the type's value is written with digits and a point. */
export function isDecimalType(type: FieldType): boolean {
  return type >= FieldType.Float && type <= FieldType.Percentage;
}

/** Whether the type's value is a whole number. */
export function isIntegerType(type: FieldType): boolean {
  return type >= FieldType.Int && type <= FieldType.DayOfMonth;
}

/** Whether the type's value is bytes, their number given by a field before it, and may hold the separator. */
export function isDataType(type: FieldType): boolean {
  return type === FieldType.Data || type === FieldType.XmlData;
}

/** Whether the type's value is several values separated by spaces. */
export function isMultipleType(type: FieldType): boolean {
  return type === FieldType.MultipleCharValue || type === FieldType.MultipleStringValue;
}
