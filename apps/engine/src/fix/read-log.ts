import { ConfigError } from "@hotpath/core";
import { type LogEntry, LogReader } from "@hotpath/fix";

/**
 * The messages of a log, piece by piece, so that a log of any length costs little memory.
 *
 * @param path a file, or `-` for standard input
 * @throws {ConfigError} a file that cannot be read
 */
export async function* readLog(path: string): AsyncGenerator<LogEntry> {
  const log = new LogReader();
  const file = path === "-" ? Bun.stdin : Bun.file(path);
  if (path !== "-" && !(await file.exists())) throw new ConfigError("FILE", path, "a file that can be read");
  try {
    for await (const piece of file.stream()) yield* log.read(piece);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new ConfigError("FILE", path, `a file that can be read (${error.message})`);
  }
  yield* log.finish();
}

/** The words for a log without messages. */
export function noMessage(path: string): string {
  const from = path === "-" ? "standard input" : path;
  return `${from}: there is no FIX message; one begins with 8=FIX and ends with 10= and three digits`;
}
