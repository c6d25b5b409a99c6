/** What a first message says of its sender, read before it is known which dictionary it is of. */
export interface Identity {
  beginString: string;
  msgType: string;
  /** The peer's own names, SenderCompID (49) …. */
  senderCompID: string;
  senderSubID: string;
  senderLocationID: string;
  /** Ours, TargetCompID (56) …. */
  targetCompID: string;
  targetSubID: string;
  targetLocationID: string;
}

const NAMES: Readonly<Record<number, keyof Identity>> = {
  8: "beginString",
  35: "msgType",
  49: "senderCompID",
  50: "senderSubID",
  142: "senderLocationID",
  56: "targetCompID",
  57: "targetSubID",
  143: "targetLocationID",
};

/** Fields looked at: a header is not longer. */
const FIELDS = 40;

/** Reads the identity of a message `bytes[start … end − 1]`; what it does not say is empty. */
export function readIdentity(bytes: Uint8Array, start: number, end: number): Identity {
  const identity: Identity = {
    beginString: "",
    msgType: "",
    senderCompID: "",
    senderSubID: "",
    senderLocationID: "",
    targetCompID: "",
    targetSubID: "",
    targetLocationID: "",
  };
  let at = start;
  for (let field = 0; field < FIELDS && at < end; field++) {
    let stop = at;
    while (stop < end && bytes[stop] !== 1) stop++;
    let equals = at;
    let tag = 0;
    while (equals < stop && bytes[equals] !== 61) tag = tag * 10 + bytes[equals++]! - 48;
    const name = NAMES[tag];
    if (name !== undefined && identity[name] === "" && stop - equals <= 257)
      identity[name] = String.fromCharCode(...bytes.subarray(equals + 1, stop));
    at = stop + 1;
  }
  return identity;
}
