import type { FailureMessage, GatewayErrorCode } from "../protocol/index.ts";

/** A request that a gateway refused, or a connection that it ended. */
export class GatewayError extends Error {
  /** What is wrong: stable, for programs. */
  readonly code: GatewayErrorCode;
  /** Which field. */
  readonly path: string | undefined;
  /** Of `RATE_LIMITED`: when to try again. */
  readonly retryAfterMillis: number | undefined;

  constructor(
    code: GatewayErrorCode,
    message: string,
    details: Pick<FailureMessage, "path" | "retryAfterMillis"> = {},
  ) {
    super(message);
    this.name = "GatewayError";
    this.code = code;
    this.path = details.path;
    this.retryAfterMillis = details.retryAfterMillis;
  }

  /** What a `failure` says. */
  static of({ code, message, ...details }: FailureMessage): GatewayError {
    return new GatewayError(code, message, details);
  }
}
