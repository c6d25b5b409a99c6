/** What every transport reads of a request's head in the same way. */
import { SUBPROTOCOLS } from "./transport.ts";

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** The token of an `Authorization` header; undefined if it has none. */
export function bearerOf(authorization: string | null | undefined): string | undefined {
  return BEARER.exec(authorization ?? "")?.[1];
}

/**
 * Path and query of a request's URL, whole or without its host. The path has no `..` left in it.
 *
 * @returns undefined for what is no URL of HTTP
 */
export function targetOf(url: string): { path: string; query: string } | undefined {
  try {
    const { protocol, pathname, search } = new URL(url, "http://localhost");
    return /^https?:$/.test(protocol) ? { path: pathname, query: search.slice(1) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The subprotocol that is agreed on.
 *
 * @param asked the header `Sec-WebSocket-Protocol`; empty if there was none
 * @returns which, and whether the answer names it; undefined if only others were asked for
 */
export function subprotocolOf(asked: string): { name: (typeof SUBPROTOCOLS)[number]; isNamed: boolean } | undefined {
  const names = asked.split(",").map((name) => name.trim());
  const named = SUBPROTOCOLS.find((name) => names.includes(name));
  if (named !== undefined) return { name: named, isNamed: true };
  return names.join("") === "" ? { name: SUBPROTOCOLS[0], isNamed: false } : undefined;
}
