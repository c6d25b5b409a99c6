import type { StopSignal } from "../run/stop-signal.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Tells where it listens, and the token of this run where there is one: for people, or as one line of JSON. */
export function sayReady(
  options: ServeOptions,
  port: number,
  token: string | undefined,
  engine: string,
  hasPage: boolean,
): void {
  const isSecure = options.cert !== undefined;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const url = `${isSecure ? "wss" : "ws"}://${host}:${port}`;
  const page = `${isSecure ? "https" : "http"}://${host}:${port}/`;
  if (options.readyJson === true) {
    process.stdout.write(`${JSON.stringify({ url, page, ...(token !== undefined && { token }), engine })}\n`);
    return;
  }
  // The part behind # is never sent over the network.
  if (hasPage) process.stdout.write(`page       ${page}${token === undefined ? "" : `#token=${token}`}\n`);
  process.stdout.write(`listens on ${url}\n`);
  if (token !== undefined) process.stdout.write(`token      ${token}\n`);
}

/** Ends the run when standard input ends, as it does when the process at its other side is no more. */
export function exitWithStdin(stop: StopSignal): void {
  const end = (): void => stop.raise();
  process.stdin.once("end", end).once("close", end).once("error", end).resume();
  void stop.raised.then(() => process.stdin.destroy());
}
