import { ConfigError } from "@hotpath/core";

/**
 * Reads numbers of assets from a JSON object, `{"AAPL": 0.1}`.
 *
 * @param absent the number of an asset that is not in it; NaN where all must be
 * @throws {ConfigError} a file that cannot be read, an asset that is not known, what is no number
 */
export async function readWeights(
  path: string,
  option: string,
  assets: readonly string[],
  absent: number,
): Promise<Float64Array> {
  let found: unknown;
  try {
    found = JSON.parse(await Bun.file(path).text());
  } catch (error) {
    throw new ConfigError(option, path, `a JSON object of numbers by asset (${(error as Error).message})`);
  }
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw new ConfigError(option, path, "a JSON object of numbers by asset");
  for (const [name, value] of Object.entries(found)) {
    if (!assets.includes(name)) throw new ConfigError(`${option}.${name}`, name, `assets: ${assets.join(", ")}`);
    if (typeof value !== "number") throw new ConfigError(`${option}.${name}`, value, "a number");
  }
  return Float64Array.from(assets, (name) => {
    const value = (found as Record<string, number>)[name] ?? absent;
    if (Number.isNaN(value)) throw new ConfigError(`${option}.${name}`, undefined, "a number for every asset");
    return value;
  });
}
