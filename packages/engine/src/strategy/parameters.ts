/**
 * Parameters of a strategy: each has a type, bounds and a default, is checked before the strategy is made, and can be
 * told as a value, as text from a command line, or as the number that a sequenced event carries.
 */
import { ConfigError } from "@hotpath/core";

/** What a parameter's value may be. */
export type ParameterValue = number | string | boolean;

/** One parameter: made by {@link integer}, {@link real}, {@link oneOf} or {@link flag}. */
export interface Parameter<T extends ParameterValue = ParameterValue> {
  readonly default: T;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** What it is for; empty if its author did not say. */
  readonly doc: string;
  /** Whether it may be changed while the strategy runs. */
  readonly live: boolean;
  /** Whether a value is one that it may have. */
  accepts(value: unknown): value is T;
  /** The value that a text means; undefined if none. */
  fromText(text: string): T | undefined;
  /** The value that a number in a sequenced event means; undefined if none. */
  fromNumber(value: number): T | undefined;
  /** The number that stands for a value. */
  toNumber(value: T): number;
}

/** What every parameter may say of itself. */
export interface ParameterOptions<T> {
  /** The value where none is told. */
  default: T;
  /** What it is for. */
  doc?: string;
  /** Whether it may be changed while the strategy runs, by a `StrategyParameter` event. Default false. */
  live?: boolean;
}

/** The parameters of a strategy, by name. */
export type ParameterDefinitions = Readonly<Record<string, Parameter>>;

/** What a strategy reads: the value of each of its parameters. */
export type ParameterValues<P extends ParameterDefinitions> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/**
 * A whole number from `min` to `max`.
 *
 * @throws {ConfigError} if the bounds or the default are not such numbers
 */
export function integer(options: ParameterOptions<number> & { min?: number; max?: number }): Parameter<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  const accepts = (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  return numeric(options, accepts, `an integer from ${min} to ${max}`);
}

/**
 * A finite number from `min` to `max`.
 *
 * @throws {ConfigError} if the default is not such a number
 */
export function real(options: ParameterOptions<number> & { min?: number; max?: number }): Parameter<number> {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = options;
  const accepts = (value: unknown): value is number => typeof value === "number" && value >= min && value <= max;
  return numeric(options, accepts, `a number from ${min} to ${max}`);
}

/**
 * One of a few texts; the first of them unless `default` says otherwise.
 *
 * @throws {ConfigError} if there is none, or the default is not among them
 */
export function oneOf<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  options: Partial<ParameterOptions<Choices[number]>> = {},
): Parameter<Choices[number]> {
  if (!Array.isArray(choices) || choices.length === 0)
    throw new ConfigError("choices", choices, "a list of at least one text");
  const accepts = (value: unknown): value is Choices[number] => choices.includes(value as string);
  return parameter<Choices[number]>({
    default: options.default ?? choices[0],
    allowed: `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`,
    doc: options.doc ?? "",
    live: options.live ?? false,
    accepts,
    fromText: (text) => (accepts(text) ? text : undefined),
    fromNumber: (value) => choices[value],
    toNumber: (value) => choices.indexOf(value),
  });
}

/** True or false. */
export function flag(options: Partial<ParameterOptions<boolean>> = {}): Parameter<boolean> {
  return parameter<boolean>({
    default: options.default ?? false,
    allowed: "true or false",
    doc: options.doc ?? "",
    live: options.live ?? false,
    accepts: (value): value is boolean => typeof value === "boolean",
    fromText: (text) => (text === "true" ? true : text === "false" ? false : undefined),
    fromNumber: (value) => (value === 1 ? true : value === 0 ? false : undefined),
    toNumber: Number,
  });
}

/**
 * The values of a strategy's parameters: those that are given, defaults for the rest.
 *
 * @param path what they are called in errors, such as `cross.parameters`
 * @throws {ConfigError} for a name that there is not, or a value that is not allowed
 */
export function parseParameters<P extends ParameterDefinitions>(
  definitions: P,
  given: Readonly<Record<string, unknown>> = {},
  path = "parameters",
): ParameterValues<P> {
  if (typeof given !== "object" || given === null) throw new ConfigError(path, given, "an object");
  const names = Object.keys(definitions);
  for (const [name, value] of Object.entries(given))
    if (!names.includes(name))
      throw new ConfigError(
        `${path}.${name}`,
        value,
        names.length === 0 ? "no parameter: it has none" : `one of the parameters ${names.join(", ")}`,
      );
  const values: Record<string, ParameterValue> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const value = given[name] ?? definition.default;
    if (!definition.accepts(value)) throw new ConfigError(`${path}.${name}`, value, definition.allowed);
    values[name] = value;
  }
  return values as ParameterValues<P>;
}

/**
 * The same from texts such as `fast=20`, as a command line has them.
 *
 * @throws {ConfigError} too for a text that is not `name=value`
 */
export function parseParameterTexts<P extends ParameterDefinitions>(
  definitions: P,
  texts: readonly string[],
  path = "parameters",
): ParameterValues<P> {
  const given: Record<string, unknown> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw new ConfigError(path, text, "a text of the form name=value");
    const name = text.slice(0, at);
    const written = text.slice(at + 1);
    const definition = definitions[name];
    const value = definition?.fromText(written);
    if (definition !== undefined && value === undefined)
      throw new ConfigError(`${path}.${name}`, written, definition.allowed);
    given[name] = value ?? written;
  }
  return parseParameters(definitions, given, path);
}

function numeric(
  options: ParameterOptions<number>,
  accepts: (value: unknown) => value is number,
  allowed: string,
): Parameter<number> {
  const { doc = "", live = false } = options;
  const fromNumber = (value: number): number | undefined => (accepts(value) ? value : undefined);
  return parameter<number>({
    default: options.default,
    allowed,
    doc,
    live,
    accepts,
    fromText: (text) => (text.trim() === "" ? undefined : fromNumber(Number(text))),
    fromNumber,
    toNumber: (value) => value,
  });
}

function parameter<T extends ParameterValue>(fields: Parameter<T>): Parameter<T> {
  if (!fields.accepts(fields.default)) throw new ConfigError("default", fields.default, fields.allowed);
  return Object.freeze(fields);
}
