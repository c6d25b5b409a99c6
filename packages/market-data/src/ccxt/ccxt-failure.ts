import { describeValue } from "@hotpath/core";

/** What of a symbol is listened to. */
export type CcxtChannel = "book" | "trades" | "ticker";

/** Why ccxt could not do what it was asked for; `exchange` is whatever else the venue says. */
export type CcxtFailureCode =
  | "badSymbol"
  | "notSupported"
  | "notAllowed"
  | "rateLimit"
  | "network"
  | "checksum"
  | "exchange"
  | "unknown";

/** A failure of one symbol's channel. */
export interface CcxtFailure {
  entry: number;
  channel: CcxtChannel;
  code: CcxtFailureCode;
  /** ccxt's own words. */
  message: string;
  /** Whether it is not tried again: it would fail again. */
  isFinal: boolean;
  cause: unknown;
}

/** ccxt's classes of errors, the most special first, as its manual's hierarchy has them. */
const CODES: readonly (readonly [name: string, code: CcxtFailureCode])[] = [
  ["BadSymbol", "badSymbol"],
  ["NotSupported", "notSupported"],
  ["AuthenticationError", "notAllowed"],
  ["PermissionDenied", "notAllowed"],
  ["ArgumentsRequired", "notSupported"],
  ["ChecksumError", "checksum"],
  ["RateLimitExceeded", "rateLimit"],
  ["DDoSProtection", "rateLimit"],
  ["NetworkError", "network"],
  ["OperationFailed", "network"],
  ["ExchangeClosedByUser", "network"],
  ["BadRequest", "exchange"],
  ["ExchangeError", "exchange"],
];
const FINAL: ReadonlySet<CcxtFailureCode> = new Set(["badSymbol", "notSupported", "notAllowed"]);

/** What an error of ccxt means: told by the names of its classes, for they belong to the package that threw it. */
export function ccxtFailure(error: unknown, entry: number, channel: CcxtChannel): CcxtFailure {
  // Where names of classes were shortened, that of the error itself is left.
  const names = new Set<string>(error instanceof Error ? [error.name] : []);
  for (let type = classOf(error); type !== undefined && type.name !== "Error"; type = Object.getPrototypeOf(type)) {
    if (typeof type?.name !== "string" || type.name === "") break;
    names.add(type.name);
  }
  const code = CODES.find(([name]) => names.has(name))?.[1] ?? "unknown";
  const message = error instanceof Error ? error.message : describeValue(error);
  return { entry, channel, code, message, isFinal: FINAL.has(code), cause: error };
}

function classOf(error: unknown): { name: string } | undefined {
  return typeof error === "object" && error !== null ? (error.constructor as { name: string } | undefined) : undefined;
}
