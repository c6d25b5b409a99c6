import { ConfigError } from "@hotpath/core";

/** What a session is called by: the fields that its messages carry in their headers, ours as the sender. */
export interface SessionID {
  /** BeginString (8): `FIX.4.0` to `FIX.4.4`, `FIXT.1.1`. */
  readonly beginString: string;
  readonly senderCompID: string;
  readonly targetCompID: string;
  /** SenderSubID (50); empty for none, as all below. */
  readonly senderSubID: string;
  /** SenderLocationID (142). */
  readonly senderLocationID: string;
  readonly targetSubID: string;
  readonly targetLocationID: string;
  /** Tells sessions apart whose messages do not: QuickFIX's SessionQualifier. Initiators only. */
  readonly qualifier: string;
}

/** The parts of a {@link SessionID} that must be given. */
export type SessionIDParts = Pick<SessionID, "beginString" | "senderCompID" | "targetCompID"> & Partial<SessionID>;

/** The versions of the session protocol. */
export const BEGIN_STRINGS: readonly string[] = ["FIX.4.0", "FIX.4.1", "FIX.4.2", "FIX.4.3", "FIX.4.4", "FIXT.1.1"];

/**
 * Makes a whole name of its parts.
 *
 * @throws {ConfigError} naming the part that is wrong
 */
export function sessionID(parts: SessionIDParts): SessionID {
  const id = {
    beginString: parts.beginString,
    senderCompID: parts.senderCompID,
    senderSubID: parts.senderSubID ?? "",
    senderLocationID: parts.senderLocationID ?? "",
    targetCompID: parts.targetCompID,
    targetSubID: parts.targetSubID ?? "",
    targetLocationID: parts.targetLocationID ?? "",
    qualifier: parts.qualifier ?? "",
  };
  if (!BEGIN_STRINGS.includes(id.beginString))
    throw new ConfigError("beginString", id.beginString, BEGIN_STRINGS.join(", "));
  for (const [name, value] of Object.entries(id)) {
    const needed = name === "senderCompID" || name === "targetCompID";
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the separator is what must not be in it
    if (typeof value !== "string" || /[\u0000-\u001f]/.test(value) || (needed && value === ""))
      throw new ConfigError(name, value, `text without control characters${needed ? ", not empty" : ""}`);
  }
  return Object.freeze(id);
}

/** The name as QuickFIX writes it: `FIX.4.4:SENDER->TARGET`, with `/SUB/LOCATION` and `:QUALIFIER` where there are any. */
export function sessionName(id: SessionID): string {
  const side = (comp: string, sub: string, location: string) =>
    location !== "" ? `${comp}/${sub}/${location}` : sub !== "" ? `${comp}/${sub}` : comp;
  const sender = side(id.senderCompID, id.senderSubID, id.senderLocationID);
  const target = side(id.targetCompID, id.targetSubID, id.targetLocationID);
  return `${id.beginString}:${sender}->${target}${id.qualifier === "" ? "" : `:${id.qualifier}`}`;
}

/** The versions by age, so that rules which began with one can be asked for. */
const AGE: Readonly<Record<string, number>> = {
  "FIX.4.0": 40,
  "FIX.4.1": 41,
  "FIX.4.2": 42,
  "FIX.4.3": 43,
  "FIX.4.4": 44,
  "FIXT.1.1": 50,
};

/** The age of a session protocol, as 42 for `FIX.4.2`; that of FIXT 1.1 is 50. */
export function ageOf(beginString: string): number {
  return AGE[beginString] ?? 0;
}
