import { ConfigError } from "@hotpath/core";
import { assertDefinition, type StrategyDefinition } from "./definition.ts";

/**
 * Loads a strategy's file: its default export is what `defineStrategy` returns.
 *
 * @param path where the file is, as an address of a module: an absolute path or a `file:` URL
 * @throws {ConfigError} naming the file, if it cannot be loaded, has no default export, or one that is no strategy
 */
export async function loadStrategy(path: string): Promise<StrategyDefinition> {
  let module: { default?: unknown };
  try {
    module = (await import(path)) as { default?: unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError("strategy", path, `a file that loads: ${reason}`);
  }
  if (!("default" in module))
    throw new ConfigError(
      "strategy",
      path,
      "a file whose default export is a strategy: `export default defineStrategy({ … })`",
    );
  assertDefinition(module.default, `${path}: default export`);
  return { ...module.default, parameters: module.default.parameters ?? {} };
}
