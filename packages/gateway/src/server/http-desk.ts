/** What a gateway answers over plain HTTP: health, metrics, queries, their description, and pages. */
import { type GatewayErrorCode, type QueryMessage, type Statistics, toJson } from "../protocol/index.ts";
import type { HttpAnswer, HttpRequest } from "../transport/transport.ts";
import type { Doorway } from "./doorway.ts";
import type { GatewayLimits } from "./limits.ts";
import { type Counters, metricsText } from "./metrics.ts";
import { API_QUERIES, openApi } from "./openapi.ts";
import { type Pages, pageAnswer } from "./pages.ts";
import type { Query, QueryAnswer } from "./queries.ts";
import { failureOf, Refusal } from "./refusal.ts";

/** What it is made of. */
export interface HttpDeskParts {
  doorway: Doorway;
  pages: Pages | undefined;
  limits: GatewayLimits;
  counters: Counters;
  isReady: () => boolean;
  statistics: () => Statistics;
  query: (query: Query) => QueryAnswer;
  /** The number of the engine's last input. */
  sequence: () => number;
  note: (level: "error", message: string, fields: Record<string, unknown>) => void;
}

const STATUS: Readonly<Partial<Record<GatewayErrorCode, number>>> = {
  BAD_VALUE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** Answers requests, each by itself. */
export class HttpDesk {
  readonly #parts: HttpDeskParts;
  #description: string | undefined;

  constructor(parts: HttpDeskParts) {
    this.#parts = parts;
  }

  answer(request: HttpRequest): HttpAnswer {
    const { method, path } = request;
    if (method !== "GET" && method !== "HEAD") return plain(405, "GET alone\n");
    const refusal = this.#parts.doorway.refusal(request);
    if (refusal !== undefined) return plain(refusal.status, `${refusal.reason}\n`);
    switch (path) {
      case "/health":
        return plain(200, "ok\n");
      case "/ready":
        return this.#parts.isReady() ? plain(200, "ready\n") : plain(503, "stopping\n");
      case "/metrics":
        return this.#metrics(request);
      case "/openapi.json":
        this.#description ??= JSON.stringify(openApi());
        return { status: 200, type: "application/json", body: this.#description };
      default:
        return path.startsWith("/api/") ? this.#query(request) : this.#page(path);
    }
  }

  #metrics({ bearer, remoteAddress }: HttpRequest): HttpAnswer {
    if (this.#parts.doorway.identify(bearer, remoteAddress) === undefined) return plain(401, "a token\n");
    const body = metricsText(this.#parts.counters, this.#parts.statistics());
    return { status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body };
  }

  #query(request: HttpRequest): HttpAnswer {
    const { path, query } = request;
    try {
      this.#admit(request);
      const what = API_QUERIES.find((each) => path === `/api/${each}`);
      if (what === undefined)
        throw new Refusal("NOT_FOUND", `allowed: ${API_QUERIES.map((each) => `/api/${each}`).join(", ")}`);
      return { status: 200, type: "application/json", body: this.#rows(what, query) };
    } catch (error) {
      return this.#failed(path, error);
    }
  }

  #rows(what: QueryMessage["what"], query: string): string {
    const { value, next } = this.#parts.query(parseQuery(what, query));
    const sequence = this.#parts.sequence();
    return toJson([{ sequence, [what]: value, ...(next !== undefined && { next }) }]);
  }

  #admit({ bearer, remoteAddress }: HttpRequest): void {
    const { doorway, limits, counters } = this.#parts;
    const identity = doorway.identify(bearer, remoteAddress);
    if (identity === undefined) throw new Refusal("UNAUTHENTICATED", "no token that is known and has not ended");
    if (doorway.takeOf(identity) === 0) return;
    counters.limited += 1;
    throw new Refusal("RATE_LIMITED", `at most ${limits.tokenRequestsPerSecond} requests a second of a token`);
  }

  #failed(path: string, error: unknown): HttpAnswer {
    const { code, message, path: field } = failureOf(error);
    const { failures } = this.#parts.counters;
    failures[code] = (failures[code] ?? 0) + 1;
    if (code === "INTERNAL") this.#parts.note("error", "failed", { request: path.slice(0, 128), error: String(error) });
    const body = toJson([{ code, message, ...(field !== undefined && { path: field }) }]);
    const headers =
      code === "UNAUTHENTICATED" ? { "www-authenticate": "Bearer", "cache-control": "no-store" } : undefined;
    return { status: STATUS[code] ?? 500, type: "application/json", body, ...(headers && { headers }) };
  }

  #page(path: string): HttpAnswer {
    const failed = (error: unknown): void =>
      this.#parts.note("error", "failed", { request: `page ${path.slice(0, 128)}`, error: String(error) });
    return pageAnswer(this.#parts.pages, path, failed) ?? plain(404, "not found\n");
  }
}

function plain(status: number, body: string): HttpAnswer {
  return { status, type: "text/plain; charset=utf-8", body };
}

const NUMBERS: readonly string[] = ["from", "to", "limit", "instrument"];

/** @throws {Refusal} naming a parameter that is not known, comes twice, or is no number */
function parseQuery(what: QueryMessage["what"], text: string): Query {
  const query: Record<string, unknown> = { what };
  for (const [name, value] of new URLSearchParams(text)) {
    if (Object.hasOwn(query, name)) throw new Refusal("BAD_VALUE", "is there twice", name.slice(0, 64));
    if (name === "names") query.names = value.split(",");
    else if (!NUMBERS.includes(name))
      throw new Refusal("BAD_VALUE", `allowed: ${[...NUMBERS, "names"].join(", ")}`, name.slice(0, 64));
    else if (/^\d{1,15}$/.test(value)) query[name] = Number(value);
    else throw new Refusal("BAD_VALUE", `got ${JSON.stringify(value.slice(0, 32))}; allowed: digits`, name);
  }
  return query as unknown as Query;
}
