import { Garbled } from "@hotpath/fix";

const WORDS: Readonly<Record<Garbled, string>> = {
  [Garbled.None]: "nothing",
  [Garbled.Unterminated]: "no separator at the end",
  [Garbled.BadTag]: "a tag that is no number",
  [Garbled.BadDataLength]: "data that does not end where its length says",
  [Garbled.TooManyFields]: "too many fields",
  [Garbled.HeaderOrder]: "the first fields are not BeginString, BodyLength, MsgType",
  [Garbled.NoCheckSum]: "the last field is not CheckSum",
  [Garbled.BodyLength]: "BodyLength is wrong",
  [Garbled.CheckSum]: "CheckSum is wrong",
};

/** Why a message is garbled, in words. */
export function garbledName(garbled: Garbled): string {
  return WORDS[garbled];
}
