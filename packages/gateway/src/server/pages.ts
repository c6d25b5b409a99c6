/** Files for browsers, served beside the WebSocket, and the headers that keep others out of them. */
import type { HttpAnswer } from "../transport/transport.ts";

/** A file for browsers. */
export interface Page {
  /** Its `Content-Type`, as `text/html; charset=utf-8`. */
  readonly type: string;
  readonly body: Uint8Array | string;
  /** Added to the strict ones, and instead of those of the same name, which are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The file at a path such as `/` or `/app.js`; undefined where there is none. The path is the URL's own: it begins with
 * `/`, has no `..` in it and what is percent-encoded is left so.
 */
export type Pages = (path: string) => Page | undefined;

/** What every page is served with. Each of them is somebody's attack that does not work. */
const STRICT: Readonly<Record<string, string>> = {
  // Nothing of elsewhere runs or loads in it, nothing frames it, and its forms lead nowhere.
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  "x-frame-options": "DENY",
  // No page of elsewhere loads its parts or keeps a handle on its window.
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  // Asked for again each time: a new version of the program comes with a new version of its page.
  "cache-control": "no-cache",
};

/**
 * The answer to a request for a page; undefined where there is none.
 *
 * @param failed is told why a page could not be made: who asked for it is not
 */
export function pageAnswer(
  pages: Pages | undefined,
  path: string,
  failed: (error: unknown) => void,
): HttpAnswer | undefined {
  let page: Page | undefined;
  try {
    page = pages?.(path);
  } catch (error) {
    failed(error);
    return { status: 500, type: "text/plain; charset=utf-8", body: "the page failed\n" };
  }
  if (page === undefined) return undefined;
  const { type, body, headers = {} } = page;
  return { status: 200, type, body, headers: { ...STRICT, ...headers } };
}
