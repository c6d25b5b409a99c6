/** The values of SessionRejectReason (373), FIX 5.0 SP2 Volume 6. Before FIX 4.2 a Reject has the text alone. */
export const SessionRejectReason = {
  InvalidTagNumber: 0,
  RequiredTagMissing: 1,
  TagNotDefinedForThisMessageType: 2,
  UndefinedTag: 3,
  TagSpecifiedWithoutAValue: 4,
  ValueIsIncorrect: 5,
  IncorrectDataFormatForValue: 6,
  DecryptionProblem: 7,
  SignatureProblem: 8,
  CompIDProblem: 9,
  SendingTimeAccuracyProblem: 10,
  InvalidMsgType: 11,
  XmlValidationError: 12,
  TagAppearsMoreThanOnce: 13,
  TagSpecifiedOutOfRequiredOrder: 14,
  RepeatingGroupFieldsOutOfOrder: 15,
  IncorrectNumInGroupCountForRepeatingGroup: 16,
  NonDataValueIncludesFieldDelimiter: 17,
  InvalidUnsupportedApplicationVersion: 18,
  Other: 99,
} as const;
/** A value of {@link SessionRejectReason}. */
export type SessionRejectReason = (typeof SessionRejectReason)[keyof typeof SessionRejectReason];

const TEXTS: Readonly<Record<number, string>> = {
  0: "Invalid tag number",
  1: "Required tag missing",
  2: "Tag not defined for this message type",
  3: "Undefined tag",
  4: "Tag specified without a value",
  5: "Value is incorrect (out of range) for this tag",
  6: "Incorrect data format for value",
  7: "Decryption problem",
  8: "Signature problem",
  9: "CompID problem",
  10: "SendingTime accuracy problem",
  11: "Invalid MsgType",
  12: "XML validation error",
  13: "Tag appears more than once",
  14: "Tag specified out of required order",
  15: "Repeating group fields out of order",
  16: "Incorrect NumInGroup count for repeating group",
  17: 'Non "data" value includes field delimiter',
  18: "Invalid/Unsupported Application Version",
  99: "Other",
};

/** The words for Text (58) of a Reject, as QuickFIX has them. */
export function rejectText(reason: number): string {
  return TEXTS[reason] ?? "Other";
}
