/**
 * Configuration, parsed once at the edge into a frozen object: `@hotpath/core/config`. Shapes are valibot schemas; an
 * unknown key or a bad value is a {@link ConfigError} that names the path, the value and what is allowed.
 */
import * as v from "valibot";
import { ConfigError } from "./errors.ts";

/**
 * Checks `value` against `schema`, fills in defaults, and freezes the result.
 *
 * @param path what the configuration is called in errors, such as `riskLimits`
 * @throws {ConfigError} for the first thing that is wrong
 */
export function parseConfig<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  path: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return deepFreeze(result.output);
  const issue = result.issues[0];
  const keys = (issue.path ?? []).map((item) =>
    typeof item.key === "number" ? `[${item.key}]` : `.${String(item.key)}`,
  );
  const where = `${path}${keys.join("")}`;
  if (issue.type === "strict_object" && issue.path?.at(-1)?.origin === "key")
    throw new ConfigError(where, issue.input, `one of the keys ${knownKeys(schema, issue)}`);
  throw new ConfigError(where, issue.input, allowedText(issue));
}

/** A finite number from `least` to `most`, both included unless `exclusive`. */
export function numberIn(least: number, most: number, exclusive = false): v.GenericSchema<number> {
  const text = exclusive ? `a number greater than ${least} and at most ${most}` : `a number from ${least} to ${most}`;
  return v.custom<number>((x) => typeof x === "number" && (exclusive ? x > least : x >= least) && x <= most, text);
}

/** An integer from `least` to `most`. */
export function integerIn(least: number, most: number): v.GenericSchema<number> {
  return v.custom<number>(
    (x) => Number.isSafeInteger(x) && (x as number) >= least && (x as number) <= most,
    `an integer from ${least} to ${most}`,
  );
}

/** One of a few strings. */
export function oneOf<const Options extends readonly string[]>(options: Options): v.GenericSchema<Options[number]> {
  return v.custom<Options[number]>(
    (x) => options.includes(x as string),
    `one of ${options.map((o) => JSON.stringify(o)).join(", ")}`,
  );
}

/** A boolean. */
export const flag: v.GenericSchema<boolean> = v.custom<boolean>((x) => typeof x === "boolean", "true or false");

interface IssueLike {
  type: string;
  expected: string | null;
  message: string;
  path?: readonly { key?: unknown; input?: unknown }[] | undefined;
}

function allowedText(issue: IssueLike): string {
  if (issue.type === "custom") return issue.message;
  return issue.expected ?? issue.message;
}

function knownKeys(schema: unknown, issue: IssueLike): string {
  let entries = (schema as { entries?: Record<string, unknown> }).entries;
  for (const item of (issue.path ?? []).slice(0, -1)) {
    const next = entries?.[String(item.key)] as
      | { entries?: Record<string, unknown>; wrapped?: { entries?: Record<string, unknown> } }
      | undefined;
    entries = next?.entries ?? next?.wrapped?.entries;
  }
  return Object.keys(entries ?? {}).join(", ");
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    if (Object.getPrototypeOf(value) === Object.prototype || Array.isArray(value)) {
      for (const inner of Object.values(value)) deepFreeze(inner);
      Object.freeze(value);
    }
  }
  return value;
}
