/** What a line of the log says of a command: the journal has the inputs themselves, with the same actor. */
import { toJson } from "../protocol/index.ts";
import type { CommandMessage } from "./commands.ts";

/** Characters of a command that a line of the log has: the log is kept for clients, and bounded. */
const LONGEST_LOGGED = 1024;

/** Characters of texts that need no counting as JSON. */
const SHORT_TEXTS = 128;

/** Whether a command is of plain values alone, and its texts together as short as numbers are. */
function isShort(message: CommandMessage): boolean {
  let length = 0;
  for (const value of Object.values(message)) {
    if (typeof value === "object") return false;
    if (typeof value === "string") length += value.length;
  }
  return length < SHORT_TEXTS;
}

/**
 * The fields of a command's line in the log: who had it done, and the command without its key. A long one is not kept
 * whole: the log has many lines.
 *
 * @returns makes them when they are asked for
 */
export function loggedCommand(message: CommandMessage, by: object): () => Record<string, unknown> {
  const command = isShort(message) ? message : shortened(message);
  return () => ({ ...by, command: typeof command === "string" ? command : withoutKeys(command) });
}

function shortened(message: CommandMessage): CommandMessage | string {
  const text = toJson([withoutKeys(message)]);
  return text.length <= LONGEST_LOGGED ? message : `${text.slice(0, LONGEST_LOGGED)}…`;
}

function withoutKeys(message: CommandMessage): object {
  const { id: _, key: __, ...command } = message as CommandMessage & { key?: string };
  return command;
}
