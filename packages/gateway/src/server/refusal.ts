import { ConfigError, HotpathError } from "@hotpath/core";
import type { FailureMessage, GatewayErrorCode } from "../protocol/index.ts";

/** Why a request is not done: becomes a `failure`. */
export class Refusal extends Error {
  readonly code: GatewayErrorCode;
  readonly path: string | undefined;

  constructor(code: GatewayErrorCode, message: string, path?: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.path = path;
  }
}

/** An error as the answer to a request. Of one that nobody foresaw the client learns nothing but that. */
export function failureOf(error: unknown, id?: number): FailureMessage {
  const request = id === undefined ? {} : { id };
  if (error instanceof Refusal) {
    const { code, message, path } = error;
    return { type: "failure", ...request, code, message, ...(path !== undefined && { path }) };
  }
  if (error instanceof ConfigError)
    return { type: "failure", ...request, code: "BAD_VALUE", message: error.message, path: error.path };
  if (error instanceof HotpathError && error.code !== "INVARIANT_BROKEN")
    return { type: "failure", ...request, code: "BAD_VALUE", message: error.message };
  return { type: "failure", ...request, code: "INTERNAL", message: "the gateway failed at this request" };
}

/** Reads a value; what is wrong with it is told with the field's name. */
export function refusing<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Refusal("BAD_VALUE", (error as Error).message, path);
  }
}
