/** The log of `hotpath serve`: lines of JSON by pino, written while the engine goes on. */
import { openSync } from "node:fs";
import { ConfigError } from "@hotpath/core";
import type { GatewayOptions, LogLevel } from "@hotpath/gateway/server";
import pino from "pino";

/** What `--log-level` may be: `silent` writes nothing. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** Bytes that are gathered before they are written. */
const BATCH_BYTES = 4096;
/** How long a line waits for others. */
const FLUSH_MILLIS = 200;
/** A gateway's token, wherever it stands: `hp.7.` and its secret. */
const TOKEN = /\bhp\.(\d+)\.[A-Za-z0-9_-]{8,}/g;
/** Fields whose values are secrets by their names. */
const SECRETS = ["token", "secret", "password", "authorization", "bearer", "apiKey", "privateKey"];

/** A log that is open. */
export interface StructuredLog extends Disposable {
  /** Takes a line. It returns before the line is written. */
  readonly write: NonNullable<GatewayOptions["log"]>;
}

/**
 * Opens the log.
 *
 * Lines are made where they are logged and gathered; the system writes them beside the engine's thread, and what is left
 * when it is disposed of, or when the process exits, is written then. A process that is killed loses what was gathered in
 * the last fifth of a second. Tokens and fields that are called like secrets are blotted out.
 *
 * @param file where to; default: standard error
 * @throws {ConfigError} for a file that cannot be written
 */
export function openLog(level: (typeof LOG_LEVELS)[number], file?: string): StructuredLog {
  const destination = destinationOf(file);
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
      hooks: { streamWrite: (line) => line.replace(TOKEN, "hp.$1.[secret]") },
    },
    destination,
  );
  const timer = setInterval(() => destination.flush(), FLUSH_MILLIS);
  timer.unref();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    process.off("exit", end);
    destination.flushSync();
  };
  process.on("exit", end);
  return {
    write: (name: LogLevel, message, fields) => logger[name](fields, message),
    [Symbol.dispose]: end,
  };
}

function destinationOf(file: string | undefined): ReturnType<typeof pino.destination> {
  if (file === undefined) return pino.destination({ dest: 2, sync: false, minLength: BATCH_BYTES });
  try {
    // Opened at once, so that a file that cannot be is told of before anything begins.
    return pino.destination({ dest: openSync(file, "a", 0o600), sync: false, minLength: BATCH_BYTES });
  } catch (error) {
    throw new ConfigError("--log-file", file, `a file that can be written: ${(error as Error).message}`);
  }
}
