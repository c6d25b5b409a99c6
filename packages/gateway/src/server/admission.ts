/**
 * Who may knock: the rules of a browser's world. A page of somebody else, open in a browser on this machine, can send
 * requests here; what gives it away is its `Origin`, and, where its name was made to lead to this machine (DNS
 * rebinding), the `Host` that it called.
 */
import { ConfigError } from "@hotpath/core";
import { normalOrigin, type Transport, type UpgradeRequest } from "../transport/transport.ts";

/** What an {@link Admission} is made of. */
export interface AdmissionOptions {
  transport: Pick<Transport, "isLoopback" | "isSecure">;
  allowedOrigins: readonly string[];
  /** Undefined: those of this machine where the transport listens to nobody else; else any. */
  allowedHosts: readonly string[] | undefined;
  /** Whether pages are served: their own scripts may then come in. */
  hasPages: boolean;
}

/** The names by which a machine calls itself. */
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"] as const;

/** Decides by origin and host whether a request is looked at at all. */
export class Admission {
  readonly #scheme: string;
  readonly #hasPages: boolean;
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string> | undefined;

  /**
   * @throws {ConfigError} for an origin or a host that is none, and for pages beyond this machine whose hosts nobody named:
   * without TLS any name may be made to lead here, and a page of that name would pass for our own
   */
  constructor({ transport, allowedOrigins, allowedHosts, hasPages }: AdmissionOptions) {
    this.#scheme = transport.isSecure ? "https" : "http";
    this.#hasPages = hasPages;
    this.#origins = new Set(allowedOrigins.map((origin, k) => parseOrigin(origin, `allowedOrigins[${k}]`)));
    const named = allowedHosts?.map((host, k) => parseHost(host, `allowedHosts[${k}]`));
    if (transport.isLoopback) this.#hosts = new Set([...LOOPBACK_HOSTS, ...(named ?? [])]);
    else if (named !== undefined) this.#hosts = new Set(named);
    else if (hasPages && !transport.isSecure)
      throw new ConfigError(
        "allowedHosts",
        undefined,
        "the names of this host, for pages beyond this machine without TLS",
      );
  }

  /** Why a request is refused; undefined if it is looked at. A program sends no origin. */
  refusal({ origin, host }: Pick<UpgradeRequest, "origin" | "host">): "host" | "origin" | undefined {
    const called = urlOf(this.#scheme, host);
    if (called === undefined || this.#hosts?.has(called.hostname) === false) return "host";
    if (origin === undefined) return undefined;
    const from = normalOrigin(origin);
    const isKnown = from !== undefined && (this.#origins.has(from) || (this.#hasPages && from === called.origin));
    return isKnown ? undefined : "origin";
  }
}

/** `Host` as a URL, so that case and default ports are the same; undefined for what is none. */
function urlOf(scheme: string, host: string | undefined): URL | undefined {
  if (host === undefined || !/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(host)) return undefined;
  try {
    return new URL(`${scheme}://${host}`);
  } catch {
    return undefined;
  }
}

function parseOrigin(text: string, path: string): string {
  const origin = normalOrigin(text);
  const isBare = origin !== undefined && [origin, `${origin}/`].includes(new URL(text).href);
  if (!isBare) throw new ConfigError(path, text, "an origin such as https://desk.example: scheme, host and port");
  return origin;
}

function parseHost(text: string, path: string): string {
  const url = urlOf("http", text);
  if (url === undefined || url.port !== "")
    throw new ConfigError(path, text, "a host's name or address such as desk.example, without a port");
  return url.hostname;
}
