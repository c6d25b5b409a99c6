import { ConfigError } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";

/**
 * Reads the engine's configuration from `--config`.
 *
 * @param instruments whether it may name them, where the data does not
 * @throws {ConfigError} for a file that is no JSON of one object, or that names instruments where those are the data's
 */
export async function readConfig(path: string, instruments = false): Promise<Partial<StrategyEngineConfig>> {
  let config: unknown;
  try {
    config = await Bun.file(path).json();
  } catch (error) {
    throw new ConfigError("--config", path, `a JSON file (${(error as Error).message})`);
  }
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new ConfigError("--config", path, "a JSON file of one object");
  if (!instruments && "instruments" in config)
    throw new ConfigError("--config", path, "no instruments: those are the feed's");
  return config as Partial<StrategyEngineConfig>;
}
