import { ConfigError } from "@hotpath/core";
import type { View } from "@hotpath/portfolio/allocation";

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
  const found = await readJson(path, option, "a JSON object of numbers by asset");
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

/**
 * Reads views from a JSON array: `[{"assets": {"AAPL": 1, "MSFT": -1}, "return": 0.02, "confidence": 0.5}]`, of which
 * `confidence` (or `variance`) may be left out. Returns are yearly.
 *
 * @throws {ConfigError} what is none
 */
export async function readViews(path: string, assets: readonly string[]): Promise<View[]> {
  const found = await readJson(path, "--views", "a JSON array of views");
  if (!Array.isArray(found)) throw new ConfigError("--views", path, "a JSON array of views");
  return found.map((each: unknown, v) => {
    const at = `--views[${v}]`;
    if (typeof each !== "object" || each === null) throw new ConfigError(at, each, "an object");
    const { assets: picks, return: expectedReturn, confidence, variance, ...unknown } = each as Record<string, unknown>;
    const [stray] = Object.keys(unknown);
    if (stray !== undefined)
      throw new ConfigError(`${at}.${stray}`, unknown[stray], "assets, return, confidence, variance");
    if (typeof picks !== "object" || picks === null) throw new ConfigError(`${at}.assets`, picks, "weights by asset");
    for (const [name, weight] of Object.entries(picks))
      if (!assets.includes(name) || typeof weight !== "number")
        throw new ConfigError(`${at}.assets.${name}`, weight, `numbers of ${assets.join(", ")}`);
    if (typeof expectedReturn !== "number") throw new ConfigError(`${at}.return`, expectedReturn, "a number");
    return {
      assets: assets.map((name) => (picks as Record<string, number>)[name] ?? 0),
      expectedReturn,
      ...numberOf("confidence", confidence, at),
      ...numberOf("variance", variance, at),
    };
  });
}

function numberOf(name: "confidence" | "variance", value: unknown, at: string): { [key in typeof name]?: number } {
  if (value === undefined) return {};
  if (typeof value !== "number") throw new ConfigError(`${at}.${name}`, value, "a number");
  return { [name]: value };
}

async function readJson(path: string, option: string, allowed: string): Promise<unknown> {
  try {
    return JSON.parse(await Bun.file(path).text());
  } catch (error) {
    throw new ConfigError(option, path, `${allowed} (${(error as Error).message})`);
  }
}
