import { ConfigError, InputError } from "@hotpath/core";
import { type BarField, type CompleteRule, compileRules, PRESETS, parseRules } from "@hotpath/signals/rules";

/** The rules that were asked for, and those of the presets that the bars have no columns for. */
export interface ScanRules {
  rules: readonly CompleteRule[];
  left: readonly { name: string; missing: readonly BarField[] }[];
}

/**
 * Reads rules: a JSON file, names of presets with commas between, or `all` of them.
 *
 * @param fields of the bars
 * @throws {ConfigError} rules that cannot be, or that look at what the bars do not have
 * @throws {InputError} a file that is no JSON
 */
export async function readRules(text: string, fields: readonly BarField[]): Promise<ScanRules> {
  if (text === "all") {
    const left = PRESETS.map((preset) => ({ name: preset.name, missing: missingOf(preset, fields) })).filter(
      ({ missing }) => missing.length > 0,
    );
    const absent = new Set(left.map(({ name }) => name));
    return { rules: parseRules(PRESETS.filter(({ name }) => !absent.has(name))), left };
  }
  const isFile = text.endsWith(".json") || (await Bun.file(text).exists());
  const rules = isFile ? await readRuleFile(text) : parseRules(text.split(",").map((name) => presetOf(name.trim())));
  for (const rule of rules) {
    const missing = missingOf(rule, fields);
    if (missing.length > 0)
      throw new ConfigError(
        "--input",
        fields.join(", "),
        `columns ${missing.join(", ")} too, for the rule ${rule.name}`,
      );
  }
  return { rules, left: [] };
}

function missingOf(rule: CompleteRule | (typeof PRESETS)[number], fields: readonly BarField[]): BarField[] {
  return compileRules(rule).fields.filter((field) => !fields.includes(field));
}

function presetOf(name: string): (typeof PRESETS)[number] {
  const found = PRESETS.find((preset) => preset.name === name);
  if (found === undefined)
    throw new ConfigError(
      "--rules",
      name,
      `a JSON file of rules, all, or presets: ${PRESETS.map((p) => p.name).join(", ")}`,
    );
  return found;
}

async function readRuleFile(path: string): Promise<readonly CompleteRule[]> {
  let text: string;
  try {
    text = await Bun.file(path).text();
  } catch (error) {
    throw new ConfigError("--rules", path, `a JSON file that can be read (${(error as Error).message})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError("INPUT_INVALID", `${path}: is no JSON (${(error as Error).message})`);
  }
  return parseRules(value, path);
}
