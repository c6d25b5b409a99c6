/** One step of a scenario: see {@link readScenario}. */
export type Step =
  | { line: number; kind: "connect" | "disconnect" | "expectDisconnect"; connection: number }
  | { line: number; kind: "send" | "expect"; connection: number; text: string };

/**
 * Reads a scenario in the form of QuickFIX's `.def` files: a step a line. `iCONNECT`, `i2,CONNECT` open a connection, `I…`
 * sends a message, `E…` expects one, `eDISCONNECT` expects the connection to end, `i1,DISCONNECT` ends it; `#` begins a
 * comment.
 *
 * @throws {SyntaxError} naming the line that is none of these
 */
export function readScenario(text: string): Step[] {
  const steps: Step[] = [];
  for (const [i, whole] of text.split("\n").entries()) {
    const content = whole.replace(/\r$/, "");
    if (content.trim() === "" || content.startsWith("#")) continue;
    const match = /^([iIeE])(?:(\d+),)?(.*)$/s.exec(content);
    const line = i + 1;
    if (match === null) throw new SyntaxError(`line ${line}: ${content}`);
    const [, letter, number, rest = ""] = match;
    const connection = number === undefined ? 1 : Number(number);
    const word = rest.trim();
    if (letter === "i" && word === "CONNECT") steps.push({ line, kind: "connect", connection });
    else if (letter === "i" && word === "DISCONNECT") steps.push({ line, kind: "disconnect", connection });
    else if (letter === "e" && word === "DISCONNECT") steps.push({ line, kind: "expectDisconnect", connection });
    else if (letter === "I") steps.push({ line, kind: "send", connection, text: rest });
    else if (letter === "E") steps.push({ line, kind: "expect", connection, text: rest });
    else throw new SyntaxError(`line ${line}: ${content}`);
  }
  return steps;
}

const SOH = "\u0001";

/**
 * The bytes of a message that a scenario sends: `<TIME>`, `<TIME+n>`, `<TIME-n>` become times, a BodyLength is put in
 * where there is none, and a CheckSum is appended where the message does not end with one. A message that brings its own
 * CheckSum, and no BodyLength, gets a BodyLength one too small: the scenarios count on it.
 */
export function messageOf(text: string, nowMicros: number): string {
  const timed = text.replace(/<TIME([+-]\d+)?>/g, (_, shift) => timeText(nowMicros + Number(shift ?? 0) * 1e6));
  if (!timed.startsWith("8=")) return timed;
  const closed = new RegExp(`${SOH}10=[^${SOH}]*${SOH}?$`).test(timed);
  let message = timed;
  if (!message.includes(`${SOH}9=`)) {
    const behind = message.indexOf(SOH) + 1;
    const body = closed ? message.slice(behind, message.lastIndexOf(`${SOH}10=`)) : message.slice(behind);
    message = `${message.slice(0, behind)}9=${body.length}${SOH}${message.slice(behind)}`;
  }
  return closed ? message : `${message}10=${checkSum(message)}${SOH}`;
}

function timeText(micros: number): string {
  const iso = new Date(Math.floor(micros / 1000)).toISOString();
  return `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 19)}`;
}

function checkSum(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return String(sum % 256).padStart(3, "0");
}

/** The fields of a message. */
export function fieldsOf(message: string): [tag: string, value: string][] {
  return message
    .split(SOH)
    .filter((field) => field !== "")
    .map((field) => {
      const at = field.indexOf("=");
      return [field.slice(0, at), field.slice(at + 1)];
    });
}

/** Fields whose values are times. */
const TIMES = new Set(["52", "122", "60"]);

/**
 * Compares a message that was received with the one expected, and checks its BodyLength and CheckSum.
 *
 * @returns what is different; undefined where nothing is
 */
export function differenceOf(expected: string, received: string): string | undefined {
  const envelope = envelopeFault(received);
  if (envelope !== undefined) return envelope;
  const bare = (message: string) => fieldsOf(message).filter(([tag]) => tag !== "9" && tag !== "10");
  const [wanted, found] = [bare(expected), bare(received)];
  for (let i = 0; i < Math.max(wanted.length, found.length); i++) {
    const [wantedTag, wantedValue = ""] = wanted[i] ?? ["nothing"];
    const [foundTag, foundValue = ""] = found[i] ?? ["nothing"];
    if (wantedTag !== foundTag) return `field ${i + 1} is ${foundTag}=${foundValue}, not ${wantedTag}=${wantedValue}`;
    const same =
      TIMES.has(wantedTag) || wantedValue.includes("<TIME")
        ? /^\d{8}-\d\d:\d\d:\d\d(\.\d+)?$/.test(foundValue)
        : wantedTag === "58"
          ? foundValue.startsWith(wantedValue)
          : wantedValue === foundValue;
    if (!same) return `field ${wantedTag} is ${foundValue}, not ${wantedValue}`;
  }
  return undefined;
}

/** What is wrong with BodyLength or CheckSum of a message; undefined where nothing is. */
export function envelopeFault(message: string): string | undefined {
  const match = new RegExp(`^8=[^${SOH}]*${SOH}9=(\\d+)${SOH}`).exec(message);
  if (match === null) return `the message does not begin with 8= and 9=: ${message}`;
  const end = message.length - 7;
  const bodyLength = end - match[0].length;
  if (bodyLength !== Number(match[1])) return `BodyLength is ${match[1]}, not ${bodyLength}`;
  const sum = checkSum(message.slice(0, end));
  return message.slice(end) === `10=${sum}${SOH}` ? undefined : `CheckSum is ${message.slice(end)}, not ${sum}`;
}
