import { ConfigError } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";

/**
 * Reads the engine's configuration from `--config`.
 *
 * @param instruments whether it may name them, where the data does not
 * @throws {ConfigError} for a file that is no JSON of one object, or that names instruments where those are the data's
 */
export async function readConfig(path: string, instruments = false): Promise<Partial<StrategyEngineConfig>> {
  const config = await readJson(path, "--config");
  if (!instruments && "instruments" in config)
    throw new ConfigError("--config", path, "no instruments: those are the feed's");
  return config as Partial<StrategyEngineConfig>;
}

/** The object of a JSON file. @throws {ConfigError} naming the option, for a file that is no JSON of one object */
export async function readJson(path: string, option: string): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = await Bun.file(path).json();
  } catch (error) {
    throw new ConfigError(option, path, `a JSON file (${(error as Error).message})`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigError(option, path, "a JSON file of one object");
  return value as Record<string, unknown>;
}
