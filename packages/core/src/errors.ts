/**
 * The errors of Hotpath: one small hierarchy, each error with a stable `code` that programs may match on.
 *
 * Configuration and misuse throw one of these at the edge. The hot path never throws: it counts and reports a reason.
 */

/** Stable codes. A code is never renamed or reused; the message is for people and may change. */
export type ErrorCode =
  | "CONFIG_INVALID"
  | "INPUT_INVALID"
  | "INPUT_OUT_OF_RANGE"
  | "PRICE_OFF_TICK"
  | "SIZE_OFF_LOT"
  | "CAPACITY_EXCEEDED"
  | "STATE_INVALID"
  | "DISPOSED"
  | "DOUBLE_RELEASE"
  | "UNAVAILABLE"
  | "CORRUPT"
  | "IO_FAILED"
  | "INVARIANT_BROKEN";

/** Base of every error that Hotpath throws. */
export class HotpathError extends Error {
  /** What went wrong, stable across versions. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A configuration value is wrong. Names the path, the value and what is allowed. */
export class ConfigError extends HotpathError {
  /** Where the value stands, such as `riskLimits.maxLeverage`. */
  readonly path: string;
  /** The value that was refused. */
  readonly value: unknown;
  /** What would have been accepted, in words. */
  readonly allowed: string;

  constructor(path: string, value: unknown, allowed: string) {
    super("CONFIG_INVALID", `${path}: got ${describeValue(value)}; allowed: ${allowed}`);
    this.path = path;
    this.value = value;
    this.allowed = allowed;
  }
}

/** Input data at the edge (a price, a file, a record) cannot be accepted. */
export class InputError extends HotpathError {
  constructor(
    code: "INPUT_INVALID" | "INPUT_OUT_OF_RANGE" | "PRICE_OFF_TICK" | "SIZE_OFF_LOT" | "CORRUPT",
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** A fixed bound was reached where the caller asked for an error rather than a result. */
export class CapacityError extends HotpathError {
  constructor(message: string) {
    super("CAPACITY_EXCEEDED", message);
  }
}

/** The object is not in a state that allows the call: disposed, released twice, used out of order. */
export class StateError extends HotpathError {
  constructor(code: "STATE_INVALID" | "DISPOSED" | "DOUBLE_RELEASE", message: string) {
    super(code, message);
  }
}

/** Something the machine should provide is not there: a library, a runtime feature, a file system right. */
export class UnavailableError extends HotpathError {
  constructor(message: string, options?: ErrorOptions) {
    super("UNAVAILABLE", message, options);
  }
}

/** The operating system refused or failed an input or output operation. */
export class IoError extends HotpathError {
  constructor(message: string, options?: ErrorOptions) {
    super("IO_FAILED", message, options);
  }
}

/**
 * States what must hold. A failure is a bug in Hotpath, never bad input.
 *
 * @throws {HotpathError} code `INVARIANT_BROKEN`
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new HotpathError("INVARIANT_BROKEN", `invariant broken: ${message}`);
}

/** A short rendering of any value for an error message: strings quoted, bigint with its suffix, long ones cut. */
export function describeValue(value: unknown): string {
  const text =
    typeof value === "string"
      ? JSON.stringify(value)
      : typeof value === "bigint"
        ? `${value}n`
        : typeof value === "object" && value !== null
          ? describeObject(value)
          : String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function describeObject(value: object): string {
  try {
    return (
      JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}n` : v)) ?? Object.prototype.toString.call(value)
    );
  } catch {
    return Object.prototype.toString.call(value);
  }
}
