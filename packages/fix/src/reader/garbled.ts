/**
 * Why bytes are no message. A garbled message is dropped: it consumes no sequence number and is answered by nothing
 * (FIX session protocol, "Garbled message processing").
 */
export const Garbled = {
  None: 0,
  /** The last byte is not the separator. */
  Unterminated: 1,
  /** A tag is not a number followed by `=`. */
  BadTag: 2,
  /** Data has no length before it, or its length does not end at a separator. */
  BadDataLength: 3,
  /** More fields than the reader was allowed to hold. */
  TooManyFields: 4,
  /** The first three fields are not BeginString, BodyLength and MsgType. */
  HeaderOrder: 5,
  /** The last field is not CheckSum. */
  NoCheckSum: 6,
  /** BodyLength is no number, or not the length of the body. */
  BodyLength: 7,
  /** CheckSum is no number, or not the sum of the bytes. */
  CheckSum: 8,
} as const;
/** A value of {@link Garbled}. */
export type Garbled = (typeof Garbled)[keyof typeof Garbled];
