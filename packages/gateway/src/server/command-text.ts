/** Commands as lines of the log have them. */
import { toJson } from "../protocol/index.ts";
import type { CommandMessage } from "./commands.ts";

/** Characters of a command that a line of the log has: the log is kept for clients, and bounded. */
const LONGEST_LOGGED = 1024;

/** Whether the texts of a command are as short as numbers are. */
export function isShort(message: CommandMessage): boolean {
  switch (message.type) {
    case "cancelOrder":
    case "massCancel":
      return true;
    case "submitOrder":
    case "replaceOrder":
      return message.quantity.length + (message.price?.length ?? 0) < 128;
    default:
      return false;
  }
}

/** A long one is not kept whole: the log has many lines. */
export function shortened(message: CommandMessage): CommandMessage | string {
  const text = toJson([withoutKeys(message)]);
  return text.length <= LONGEST_LOGGED ? message : `${text.slice(0, LONGEST_LOGGED)}…`;
}

/** A command without what tells its client's requests apart. */
export function withoutKeys(message: CommandMessage | string): object | string {
  if (typeof message === "string") return message;
  const { id: _, key: __, ...command } = message as CommandMessage & { key?: string };
  return command;
}
