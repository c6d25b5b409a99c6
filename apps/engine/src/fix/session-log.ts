import { formatTimestamp } from "@hotpath/core";
import type { SessionLog } from "@hotpath/fix/session";

/**
 * A session's events on standard error, and its messages too if asked for.
 *
 * @param messages whether messages are shown
 */
export function screenLog(sessionName: string, messages: boolean): SessionLog {
  const say = (nowMicros: number, mark: string, text: string) => {
    process.stderr.write(`${formatTimestamp(BigInt(nowMicros) * 1000n)} ${sessionName} ${mark} ${text}\n`);
  };
  const show = (mark: string) => (bytes: Uint8Array, start: number, end: number, nowMicros: number) => {
    if (messages) say(nowMicros, mark, new TextDecoder().decode(bytes.subarray(start, end)).replaceAll("\u0001", "|"));
  };
  return {
    incoming: show("<"),
    outgoing: show(">"),
    event(text, nowMicros) {
      if (messages || /logon|logout|disconnect|timed out|cannot|failed/i.test(text)) say(nowMicros, "·", text);
    },
  };
}

/** Runs until the program is told to end, by SIGINT or SIGTERM, or by `ended`. */
export async function untilSignal(ended?: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  await (ended === undefined ? promise : Promise.race([promise, ended]));
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
}
