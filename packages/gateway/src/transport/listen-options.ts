import { ConfigError } from "@hotpath/core";

/** Where and how a transport listens. */
export interface ListenOptions {
  /** Default `127.0.0.1`: nobody but this machine. */
  hostname?: string;
  /** 0 for any that is free. Default 0. */
  port?: number;
  /** Whether to listen beyond this machine without TLS: behind a proxy that has it. Default false. */
  allowPlaintext?: boolean;
  /** The largest frame that is taken in; a larger one ends its connection. Default 262,144. */
  maxFrameBytes?: number;
  /**
   * Seconds after which a connection ends of which the network hears nothing, not even the answer to a ping: what holds
   * nothing but the system's memory ends too. 8 to 960. Default 32.
   */
  idleSeconds?: number;
}

/** The same, with what was left out. */
export type ParsedListenOptions = Required<Omit<ListenOptions, "allowPlaintext">> & { isLoopback: boolean };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/**
 * Holds options against what is allowed.
 *
 * @param hasTls whether there is a certificate
 * @throws {ConfigError} for a host beyond this machine without TLS, or options that are out of range
 */
export function parseListenOptions(options: ListenOptions, hasTls: boolean): ParsedListenOptions {
  const { hostname = "127.0.0.1", port = 0, maxFrameBytes = 262_144, idleSeconds = 32 } = options;
  between("port", port, 0, 65_535);
  between("maxFrameBytes", maxFrameBytes, 1024, 1 << 24);
  between("idleSeconds", idleSeconds, 8, 960);
  const isLoopback = LOOPBACK.test(hostname);
  if (!isLoopback && !hasTls && options.allowPlaintext !== true)
    throw new ConfigError(
      "hostname",
      hostname,
      "a loopback address, or `tls`, or `allowPlaintext` behind a proxy with TLS",
    );
  return { hostname, port, maxFrameBytes, idleSeconds, isLoopback };
}

function between(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new ConfigError(name, value, `an integer from ${least} to ${most}`);
}
